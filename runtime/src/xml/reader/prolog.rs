//! The text before and after the root element.

use super::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::chars::{is_space, is_space_char};

impl Reader<'_> {
    /// Takes everything up to the start tag of the root, and that tag.
    pub(crate) fn root(&mut self) -> Result<(), DecodeError> {
        self.root_of([])
    }

    /// Like [`root`](Self::root), with the expected local names of the root.
    pub(crate) fn root_of<'n>(
        &mut self,
        names: impl IntoIterator<Item = &'n str>,
    ) -> Result<(), DecodeError> {
        if self.rest().is_empty() {
            return Err(self.fail(DecodeErrorKind::Syntax, 0, "the message is empty"));
        }
        self.xml_declaration()?;
        self.between()?;
        match self.rest() {
            [] => Err(self.fail(
                DecodeErrorKind::Syntax,
                self.pos,
                "the message has no element",
            )),
            [b'<', ..] if self.start_of(names)? => Ok(()),
            [b'<', ..] => self.start_tag(),
            _ => Err(self.fail(
                DecodeErrorKind::Syntax,
                self.pos,
                "text comes before the root element",
            )),
        }
    }

    /// Takes everything after the root. In strict mode, fails if a deviation was refused.
    pub(crate) fn finish(&mut self) -> Result<(), DecodeError> {
        self.between()?;
        if self.rest().is_empty() {
            return self.settle();
        }
        Err(self.fail(
            DecodeErrorKind::Syntax,
            self.pos,
            "something comes after the root element",
        ))
    }

    /// Skips white space, comments and processing instructions outside the root.
    fn between(&mut self) -> Result<(), DecodeError> {
        loop {
            self.skip_spaces();
            match self.rest() {
                [b'<', b'!', ..] => {
                    self.declaration()?;
                }
                [b'<', b'?', ..] => {
                    let declaration = self.rest().strip_prefix(b"<?xml");
                    if declaration.is_some_and(|rest| rest.first().copied().is_some_and(is_space)) {
                        return Err(self.fail(
                            DecodeErrorKind::Syntax,
                            self.pos,
                            "the XML declaration is not at the very start",
                        ));
                    }
                    self.instruction()?;
                }
                _ => return Ok(()),
            }
        }
    }

    /// `<?xml version="1.0" encoding="..." standalone="..."?>`, if it is there.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn xml_declaration(&mut self) -> Result<(), DecodeError> {
        let Some(rest) = self.text.strip_prefix("<?xml") else {
            return Ok(());
        };
        if !rest.starts_with(is_space_char) {
            return Ok(());
        }
        let Some((inside, _)) = rest.split_once("?>") else {
            return Err(self.ends());
        };
        if !well_formed(inside) {
            return Err(self.fail(DecodeErrorKind::Syntax, 0, "the XML declaration is not one"));
        }
        self.pos = "<?xml".len() + inside.len() + "?>".len();
        Ok(())
    }
}

/// Whether the inside of an XML declaration is valid (XML 1.0, productions 23 to 26, 32, 80 and 81).
fn well_formed(inside: &str) -> bool {
    let mut rest = inside;
    let mut stage = 0;
    loop {
        let trimmed = rest.trim_start_matches(is_space_char);
        if trimmed.is_empty() {
            return stage > 0;
        }
        if trimmed.len() == rest.len() {
            return false;
        }
        let Some((name, after)) = trimmed.split_once('=') else {
            return false;
        };
        let after = after.trim_start_matches(is_space_char);
        let Some(quote) = after
            .chars()
            .next()
            .filter(|char| matches!(char, '"' | '\''))
        else {
            return false;
        };
        let Some((value, after)) = after.get(1..).and_then(|after| after.split_once(quote)) else {
            return false;
        };
        let plain = |char: char| char.is_ascii_alphanumeric() || matches!(char, '.' | '_' | '-');
        let next = match name.trim_end_matches(is_space_char) {
            "version" if stage == 0 => {
                if !value.strip_prefix("1.").is_some_and(|minor| {
                    !minor.is_empty() && minor.bytes().all(|b| b.is_ascii_digit())
                }) {
                    return false;
                }
                1
            }
            "encoding" if stage == 1 => {
                if !value.starts_with(|char: char| char.is_ascii_alphabetic())
                    || !value.chars().all(plain)
                {
                    return false;
                }
                2
            }
            "standalone" if matches!(stage, 1 | 2) => {
                if !matches!(value, "yes" | "no") {
                    return false;
                }
                3
            }
            _ => return false,
        };
        stage = next;
        rest = after;
    }
}
