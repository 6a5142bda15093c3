//! XML with a line for each element that has no text, to look at.

/// A piece of a document.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Piece<'x> {
    Start(&'x str),
    Empty(&'x str),
    End(&'x str),
    /// A comment, a processing instruction, a declaration.
    Other(&'x str),
    Text(&'x str),
}

/// The deepest indentation.
const DEEPEST: usize = 40;

/// Breaks and indents a document. Text stays as it is: an element that has some, or has no child elements, keeps all its content
/// on its line, since white space there is content (XML 1.0, section 2.10). A text that is no document is returned unchanged.
pub(crate) fn indented(xml: &str) -> String {
    let Some(pieces) = pieces(xml) else {
        return xml.to_owned();
    };
    let kept = kept(&pieces);
    let mut out = String::with_capacity(xml.len() * 2);
    // For each open element: whether its content stays on its line.
    let mut open: Vec<bool> = Vec::new();
    let mut is_first = true;
    for (index, piece) in pieces.iter().enumerate() {
        let is_inside = open.last().copied().unwrap_or(false);
        let is_blank = matches!(piece, Piece::Text(text) if text.trim().is_empty());
        if is_blank && !is_inside {
            continue;
        }
        let depth = match piece {
            Piece::End(_) => open.len().saturating_sub(1),
            _ => open.len(),
        };
        let follows_start = matches!(piece, Piece::End(_))
            && index > 0
            && matches!(pieces.get(index - 1), Some(Piece::Start(_)));
        if !is_inside && !follows_start && !is_first {
            out.push('\n');
            out.push_str(&"  ".repeat(depth.min(DEEPEST)));
        }
        is_first = false;
        match piece {
            Piece::Start(text) => {
                out.push_str(text);
                open.push(is_inside || kept.get(index).copied().unwrap_or(false));
            }
            Piece::End(text) => {
                out.push_str(text);
                open.pop();
            }
            Piece::Empty(text) | Piece::Other(text) | Piece::Text(text) => out.push_str(text),
        }
    }
    out.push('\n');
    out
}

/// For each start tag whether the content of the element stays as it is: it has text, or no child elements, or says so.
fn kept(pieces: &[Piece<'_>]) -> Vec<bool> {
    let mut kept = vec![false; pieces.len()];
    // The open elements, each with whether it has child elements.
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (index, piece) in pieces.iter().enumerate() {
        if let (Piece::Start(_) | Piece::Empty(_), Some((_, has_elements))) =
            (piece, open.last_mut())
        {
            *has_elements = true;
        }
        let place = match piece {
            Piece::Start(tag) => {
                open.push((index, false));
                tag.contains("xml:space").then_some(index)
            }
            Piece::End(_) => {
                (open.pop()).and_then(|(at, has_elements)| (!has_elements).then_some(at))
            }
            Piece::Text(text) if !text.trim().is_empty() => open.last().map(|(at, _)| *at),
            _ => None,
        };
        if let Some(place) = place.and_then(|at| kept.get_mut(at)) {
            *place = true;
        }
    }
    kept
}

/// Takes a document apart; `None` if it ends inside of markup.
pub(crate) fn pieces(xml: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = xml;
    while !rest.is_empty() {
        if !rest.starts_with('<') {
            let end = rest.find('<').unwrap_or(rest.len());
            pieces.push(Piece::Text(&rest[..end]));
            rest = &rest[end..];
            continue;
        }
        let closed = |end: &str| rest.find(end).map(|at| at + end.len());
        let end = if rest.starts_with("<!--") {
            closed("-->")?
        } else if rest.starts_with("<![CDATA[") {
            closed("]]>")?
        } else if rest.starts_with("<?") {
            closed("?>")?
        } else {
            tag(rest)?
        };
        let text = &rest[..end];
        pieces.push(match text.as_bytes().get(1) {
            Some(b'!') if text.starts_with("<![") => Piece::Text(text),
            Some(b'!' | b'?') => Piece::Other(text),
            Some(b'/') => Piece::End(text),
            _ if text.ends_with("/>") => Piece::Empty(text),
            _ => Piece::Start(text),
        });
        rest = &rest[end..];
    }
    Some(pieces)
}

/// The length of a tag: `>` in a value does not end it.
fn tag(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::indented;

    #[test]
    fn elements_have_lines_and_text_stays() {
        let xml = "<?xml version='1.0'?><a><b x='>'>1</b><c/><d></d> <e><!-- x --><f/></e></a>";
        assert_eq!(
            indented(xml),
            "<?xml version='1.0'?>\n<a>\n  <b x='>'>1</b>\n  <c/>\n  <d></d>\n  <e>\n    <!-- x -->\n    <f/>\n  </e>\n</a>\n"
        );
    }

    #[test]
    fn mixed_content_is_left_alone() {
        let xml = "<p>a <b>c <i/> </b> <![CDATA[<x>]]></p>";
        assert_eq!(indented(xml), format!("{xml}\n"));
    }

    #[test]
    fn white_space_that_is_content_stays() {
        let xml = "<a><User> </User> <b xml:space='preserve'> <c/> </b><d>\n</d></a>";
        assert_eq!(
            indented(xml),
            "<a>\n  <User> </User>\n  <b xml:space='preserve'> <c/> </b>\n  <d>\n</d>\n</a>\n"
        );
    }

    #[test]
    fn what_is_no_document_stays() {
        for text in ["<a", "<!-- a", "</a></a>", "a>b", ""] {
            let out = indented(text);
            assert!(out.trim_end() == text || text == "</a></a>", "{out}");
        }
    }
}
