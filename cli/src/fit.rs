//! Breaks lines for a terminal.

/// The narrowest terminal that lines are broken for.
const NARROWEST: usize = 20;

/// Breaks the lines that are wider than `width` at blanks. What follows is indented by two more than the line. The
/// excerpts of findings (`    | ...`) are cut instead, since a caret below points into them.
pub(super) fn fit(text: &str, width: usize) -> String {
    lines(text, width, true)
}

/// The same for a file or another program, which has room for a long word, and may look for it.
pub(super) fn fold(text: &str, width: usize) -> String {
    lines(text, width, false)
}

fn lines(text: &str, width: usize, is_cut: bool) -> String {
    if width < NARROWEST {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + text.len() / 16);
    for line in text.split_inclusive('\n') {
        let (line, end) = match line.strip_suffix('\n') {
            Some(line) => (line, "\n"),
            None => (line, ""),
        };
        if shown(line) <= width {
            out.push_str(line);
        } else if line.starts_with("    | ") {
            out.extend(line.chars().take(width - 3));
            out.push_str("...");
        } else {
            broken(&mut out, line, width, is_cut);
        }
        out.push_str(end);
    }
    out
}

fn broken(out: &mut String, line: &str, width: usize, is_cut: bool) {
    let content = line.trim_start_matches(' ');
    let indent = line.len() - content.len();
    let next = (indent + 2).min(width / 2);
    out.extend(std::iter::repeat_n(' ', indent));
    let mut column = indent;
    let mut first = true;
    for word in content.split(' ') {
        let wide = shown(word);
        if first {
            first = false;
        } else if column + 1 + wide > width {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', next));
            column = next;
        } else {
            out.push(' ');
            column += 1;
        }
        let mut word = word;
        while is_cut && column + shown(word) > width {
            let Some((start, rest)) = cut(word, width - column) else {
                break;
            };
            out.push_str(start);
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', next));
            column = next;
            word = rest;
        }
        out.push_str(word);
        column += shown(word);
    }
}

/// Divides a long word, such as a path: after a slash if there is one that fits. A word with colours is left whole.
fn cut(word: &str, room: usize) -> Option<(&str, &str)> {
    if word.contains('\x1b') {
        return None;
    }
    let (end, _) = word.char_indices().nth(room)?;
    let fitting = word.get(..end)?;
    let at = match fitting.rfind('/') {
        Some(slash) if slash > 0 => slash + 1,
        _ => end,
    };
    (at > 0).then(|| word.split_at(at))
}

/// The characters that a terminal shows of a text: those of escape sequences for colours are not.
fn shown(text: &str) -> usize {
    let mut count = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\x1b' {
            chars.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{fit, fold};

    #[test]
    fn lines_are_broken_at_blanks() {
        for (text, expected) in [
            ("short\n", "short\n"),
            (
                "  one two three four five six\n",
                "  one two three four\n    five six\n",
            ),
            (
                "abcdefghijklmnopqrstuvwxyz a",
                "abcdefghijklmnopqrst\n  uvwxyz a",
            ),
            (
                "\x1b[1mone two three four\x1b[0m",
                "\x1b[1mone two three four\x1b[0m",
            ),
            (
                "  at /one/two/three/four/five",
                "  at\n    /one/two/three/\n    four/five",
            ),
            ("    | <element name='a'/>", "    | <element na..."),
        ] {
            assert_eq!(fit(text, 20), expected);
        }
        assert_eq!(fit("a b", 1), "a b");
        assert_eq!(
            fold("  /one/two/three/four/five six", 20),
            "  /one/two/three/four/five\n    six"
        );
    }
}
