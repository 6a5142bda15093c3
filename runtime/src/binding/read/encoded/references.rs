//! References: reads the target of `href` or `ref` in place of the element that has it.

use super::marks::{Array, Mark, is_encoding, mark};
use super::targets::{Target, Targets};
use crate::binding::Reader;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::{DeviationKind, Left, Scope, XSI, is_ncname, is_space_char};

/// The cost of removing a declaration and restoring it, in bytes of a message.
const DECLARATION: usize = 16;
/// The cost of reading a byte of declarations again, in bytes of a message.
const DECLARED: usize = 8;

impl<'a> Reader<'a> {
    /// Takes the attributes of SOAP encoding out of the start tag just taken. For a reference, visits its target, whose
    /// start tag is the one just taken then. [`come_back`](crate::xml::Reader::come_back) ends the visit.
    pub(in crate::binding::read) fn enter_value(
        &mut self,
    ) -> Result<Option<Left<'a>>, DecodeError> {
        self.enter(false)
    }

    /// The same for a value that is kept as XML, where no table says its type: its attributes stay, but for those of references.
    pub(super) fn enter_kept(&mut self) -> Result<Option<Left<'a>>, DecodeError> {
        self.enter(true)
    }

    fn enter(&mut self, is_kept: bool) -> Result<Option<Left<'a>>, DecodeError> {
        let mut left: Option<Left<'a>> = None;
        let mut passed = Vec::new();
        while let Some(id) = self.take_marks(is_kept)? {
            let target = self.target(&id, &passed)?;
            self.skip()?;
            if let Some(left) = left.take() {
                self.come_back(left);
            }
            left = Some(self.visit_target(target)?);
            passed.push(target.start);
        }
        Ok(left)
    }

    /// Takes the marks out of the attributes. Returns the `id` that a reference names.
    fn take_marks(&mut self, is_kept: bool) -> Result<Option<Box<str>>, DecodeError> {
        if self.attributes().is_empty() {
            return Ok(None);
        }
        let mut link = None;
        let mut array: Option<Array> = None;
        let mut wrong_type = None;
        let mut is_array = false;
        for one in self.attributes() {
            let namespace = self.attribute_namespace(one);
            let value = one.value.trim_matches(is_space_char);
            match mark(one.local, namespace) {
                Some(Mark::Href) => link = value.strip_prefix('#').or(link),
                Some(Mark::Ref) => link = Some(value.trim_start_matches('#')),
                Some(Mark::ArrayType) => array.get_or_insert_default().set_type(value),
                Some(Mark::ArraySize) => array.get_or_insert_default().set_sizes(value, ' '),
                Some(Mark::Offset) => array.get_or_insert_default().offset = Some(value.into()),
                None if one.local == "type" && namespace == XSI => {
                    let (prefix, local) = value.split_once(':').unwrap_or(("", value));
                    match self.resolve(prefix) {
                        Some(uri) => is_array = local == "Array" && is_encoding(uri),
                        None => wrong_type = Some((one.offset, value.to_owned())),
                    }
                    if !is_ncname(local) {
                        wrong_type = Some((one.offset, value.to_owned()));
                    }
                }
                _ => {}
            }
        }
        let link = link.map(Box::from);
        let offset = self.tag_offset();
        if let Some(encoding) = &mut self.encoding {
            encoding.array = array.map(|array| (offset, array));
        }
        let is_typed = wrong_type.is_none() && !is_array;
        // Other URLs refer to parts of the package (`cid:`).
        self.retain_attributes(|one, namespace| match mark(one.local, namespace) {
            Some(Mark::Href) => !one.value.trim_matches(is_space_char).starts_with('#'),
            Some(Mark::Id | Mark::Ref | Mark::Root) => false,
            Some(_) => is_kept,
            None => is_kept || is_typed || one.local != "type" || namespace != XSI,
        });
        if let Some((offset, value)) = wrong_type {
            let message = || format!("xsi:type names no type: {value:?}");
            self.deviate(DeviationKind::Type, offset, &message, Some("@type"))?;
        }
        Ok(link)
    }

    /// The target of a reference in the start tag just taken. `passed` are the elements that led to the reference.
    fn target(&mut self, id: &str, passed: &[u32]) -> Result<Target, DecodeError> {
        let offset = self.tag_offset();
        let known = self.encoding.as_mut().and_then(|it| it.targets.take());
        let mut targets = match known {
            Some(targets) => targets,
            None => Targets::of(self.text(), self.absolute(0), self.options())?,
        };
        let (found, cost) = match targets.find(id) {
            [] => {
                let message = format!("the reference names {id:?}, which no element has as its id");
                return Err(self.fail(DecodeErrorKind::Reference, offset, message));
            }
            [one] => (*one, one.cost()),
            [_, second, ..] => {
                let message = format!("the id {id:?} occurs a second time");
                let second = second.start as usize;
                return Err(self.fail(DecodeErrorKind::Duplicate, second, message));
            }
        };
        if let Some(encoding) = &mut self.encoding {
            encoding.targets = Some(targets);
        }
        let start = found.start as usize;
        if self.is_open_at(start) || passed.contains(&found.start) {
            let message = format!(
                "the reference names {id:?}, in which it stands itself: a value of a Rust type cannot hold itself"
            );
            return Err(self.fail(DecodeErrorKind::Reference, offset, message));
        }
        let most = self.options().limits.depth;
        if passed.len() >= most {
            let message = format!("references lead on more than {most} times");
            return Err(self.fail(DecodeErrorKind::Limit, offset, message));
        }
        self.charge(cost, offset)?;
        Ok(found)
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn visit_target(&mut self, target: Target) -> Result<Left<'a>, DecodeError> {
        let offset = self.tag_offset();
        let scope = match &self.encoding {
            Some(encoding) => encoding
                .targets
                .as_ref()
                .map(|targets| targets.scope(target, &encoding.containers)),
            None => None,
        };
        let (shared, around, length) = scope.map_or((0, Vec::new(), 0), |scope| {
            (scope.shared, scope.around, scope.length)
        });
        let aside = self.scope_len().saturating_sub(shared);
        let cost = length.saturating_mul(DECLARED);
        self.charge(cost.saturating_add(aside * DECLARATION), offset)?;
        if let Some(encoding) = &mut self.encoding {
            encoding.visited = (target.start as usize, target.end as usize);
        }
        self.visit(target.start as usize, shared, &around)
    }

    /// The value of `root` in the start tag just taken, if it is there.
    pub(crate) fn is_serialization_root(&self) -> Option<bool> {
        let root = self
            .attributes()
            .iter()
            .find(|one| mark(one.local, self.attribute_namespace(one)) == Some(Mark::Root))?;
        Some(!matches!(
            root.value.trim_matches(is_space_char),
            "0" | "false"
        ))
    }

    /// Whether references can refer to the element whose start tag was just taken.
    pub(crate) fn has_id(&self) -> bool {
        let mut all = self.attributes().iter();
        all.any(|one| mark(one.local, self.attribute_namespace(one)) == Some(Mark::Id))
    }

    /// The end of the last visited element, if it starts at `start`.
    pub(super) fn visited_end(&self, start: usize) -> Option<usize> {
        let (visited, end) = self.encoding.as_ref()?.visited;
        (visited == start && end != 0).then_some(end)
    }

    /// Counts bytes that references add to the message.
    pub(super) fn charge(&mut self, bytes: usize, offset: usize) -> Result<(), DecodeError> {
        let most = self.options().limits.added(self.text().len());
        let Some(encoding) = &mut self.encoding else {
            return Ok(());
        };
        encoding.spent = encoding.spent.saturating_add(bytes);
        if encoding.spent <= most {
            return Ok(());
        }
        let message = format!("references add more than {most} bytes to the message");
        Err(self.fail(DecodeErrorKind::Limit, offset, message))
    }
}
