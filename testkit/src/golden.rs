//! Files that a test writes: where they differ from what it would write now.

/// The first line in which the text of a file differs from what was found, with the name of the file. `None` if they are equal.
///
/// ```
/// let said = testkit::first_difference("a.txt", "1\n2\n", "1\n3\n").unwrap();
/// assert_eq!(said, "a.txt:2:\n  expected: 2\n  found:    3");
/// ```
pub fn first_difference(file: &str, expected: &str, found: &str) -> Option<String> {
    if expected == found {
        return None;
    }
    let (mut old, mut new) = (expected.split('\n'), found.split('\n'));
    let mut number = 0_usize;
    loop {
        number += 1;
        let (old, new) = (old.next(), new.next());
        if old != new || old.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(the end of the file)").to_owned();
            let (old, new) = (shown(old), shown(new));
            return Some(format!(
                "{file}:{number}:\n  expected: {old}\n  found:    {new}"
            ));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn the_first_line_that_differs_is_shown() {
        assert_eq!(first_difference("f", "a\nb\n", "a\nb\n"), None);
        let said = |expected, found| first_difference("f", expected, found).unwrap();
        assert_eq!(said("", "a"), "f:1:\n  expected: \n  found:    a");
        assert_eq!(said("a\nb\n", "a\n"), "f:2:\n  expected: b\n  found:    ");
        assert_eq!(
            said("a\nb", "a\nb\n"),
            "f:3:\n  expected: (the end of the file)\n  found:    "
        );
    }
}
