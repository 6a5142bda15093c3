//! Texts of simple types.

use ::arbitrary::{Error, Result};

use super::Maker;
use crate::binding::TextForm;
use crate::binding::{
    Content, ContractScope, FIXED, Inner, Member, NoScope, Noting, SimpleType, Variety,
};
use crate::value::BuiltIn;

/// Texts of many types, for one that no table describes: a union, or a type of the user's.
const ASSORTED: &[&str] = &[
    "1",
    "text",
    "true",
    "2024-02-29",
    "2024-02-29T12:30:00Z",
    "12:30:00",
    "P1D",
    "0.5",
    "{urn:arbitrary}name",
    "00000000-0000-0000-0000-00000000002a",
    "2024",
    "2024-02",
    "--02-29",
    "--02",
    "---29",
    "-1",
    "AA==",
    "",
];

/// The number of texts that are tried for one value.
const ATTEMPTS: usize = 40;

/// The deepest nesting of unions and lists.
const NESTED: usize = 16;

impl Maker<'_, '_> {
    /// Fills a simple value.
    pub(super) fn simple(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
        form: TextForm,
    ) -> Result<()> {
        let of = match member.inner {
            Inner::Simple(of) => Some(of),
            _ => None,
        };
        if let Some(fixed) = member.default.filter(|_| member.flags & FIXED != 0) {
            return self.take(content, of, fixed);
        }
        for attempt in 0..ATTEMPTS {
            let text = match of {
                Some(of) => self.text(of, attempt, 0),
                None => self.formed(form, attempt),
            };
            // An empty element has the default value.
            let text = match (text.is_empty(), member.default) {
                (true, Some(default)) => default,
                _ => &text,
            };
            if self.take(content, of, text).is_ok() {
                return Ok(());
            }
        }
        Err(Error::IncorrectFormat)
    }

    /// Takes a text, if it is of the type.
    fn take(
        &mut self,
        content: &mut dyn Content,
        of: Option<&'static SimpleType>,
        text: &str,
    ) -> Result<()> {
        let scope = ContractScope(&NoScope);
        let noting = Noting::new(&scope);
        let is_read = content.read_text(text, &noting).is_ok() && !noting.is_odd();
        match is_read && of.is_none_or(|of| of.broken(text, Some(&scope), true).is_none()) {
            true => Ok(()),
            false => Err(Error::IncorrectFormat),
        }
    }

    /// A text by the form of a Rust type, which knows no facets.
    fn formed(&mut self, form: TextForm, attempt: usize) -> String {
        let count = match form.is_list {
            true => self.occurrence(0, u64::MAX),
            false => 1,
        };
        let mut items: Vec<String> = Vec::new();
        for _ in 0..count {
            let item = match (form.words, form.built_in) {
                ([], Some(of)) => self.built_in(of, &Bounds::NONE),
                ([], None) => {
                    let at = attempt.checked_rem(ASSORTED.len()).unwrap_or(0);
                    ASSORTED.get(at).copied().unwrap_or_default().to_owned()
                }
                (words, _) => self.one_of(words).unwrap_or_default().to_owned(),
            };
            // Items of a list of flags are there once.
            if !form.is_list || !items.contains(&item) {
                items.push(item);
            }
        }
        items.join(" ")
    }

    /// A text of a type. Later attempts look elsewhere.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the deepest nesting"
    )]
    fn text(&mut self, of: &'static SimpleType, attempt: usize, depth: usize) -> String {
        let facets = of.facets();
        if depth > NESTED {
            return String::new();
        }
        if !facets.values.is_empty() {
            return self.one_of(facets.values).unwrap_or_default().to_owned();
        }
        let (least, most) = (facets.least.unwrap_or(0), facets.most.unwrap_or(u64::MAX));
        if !facets.patterns.is_empty() {
            let last = facets.patterns.len();
            let at = attempt.checked_rem(last).unwrap_or(0);
            let pattern = facets.patterns.get(at).copied().unwrap_or_default();
            return self.matching(pattern, attempt, least).unwrap_or_default();
        }
        match of.variety {
            Variety::List(item) => {
                let count = self.occurrence(least, most);
                let items = (0..count).map(|_| self.text(item, attempt, depth + 1));
                items.collect::<Vec<String>>().join(" ")
            }
            Variety::Union(members) => {
                let at = self.below(members.len()).saturating_add(attempt);
                let at = at.checked_rem(members.len()).unwrap_or(0);
                match members.get(at) {
                    Some(member) => self.text(member, attempt, depth + 1),
                    None => String::new(),
                }
            }
            Variety::BuiltIn(built_in) => {
                let bounds = Bounds {
                    least,
                    most,
                    low: facets.minimum.or(facets.above),
                    high: facets.maximum.or(facets.below),
                    digits: facets.digits,
                };
                self.bounded(built_in, &bounds, attempt)
            }
        }
    }

    /// A text of a built-in type within bounds: the first half of the attempts is made up, then come the bounds themselves.
    fn bounded(&mut self, of: BuiltIn, bounds: &Bounds, attempt: usize) -> String {
        let ends = [bounds.low, bounds.high];
        let at = attempt.checked_sub(ATTEMPTS / 2).unwrap_or(usize::MAX);
        match ends.get(at).copied().flatten() {
            Some(end) => end.to_owned(),
            None => self.built_in(of, bounds),
        }
    }
}

/// The facets that a text is made by.
pub(super) struct Bounds {
    /// The least length, in units of the type.
    pub(super) least: u64,
    /// The greatest length.
    pub(super) most: u64,
    /// The least value, or one below it.
    pub(super) low: Option<&'static str>,
    /// The greatest value, or one above it.
    pub(super) high: Option<&'static str>,
    /// The digits in all, and those after the point.
    pub(super) digits: (Option<u64>, Option<u64>),
}

impl Bounds {
    /// No facets.
    const NONE: Self = Self {
        least: 0,
        most: u64::MAX,
        low: None,
        high: None,
        digits: (None, None),
    };
}
