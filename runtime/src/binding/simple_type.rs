//! Simple types as tables: their values, and the errors of texts (XML Schema Part 2, sections 3 and 4.3).

use std::cmp::Ordering;

use super::Name;
#[cfg(feature = "facets")]
use super::pattern::Pattern;
use super::qualified::{is_expanded, name_of, qualified_name, unmarked};
use super::simple::white_space;
use crate::value::lexical::WhiteSpace;
use crate::value::{BuiltIn, QName};
use crate::xml::Scope;

/// The variety of a simple type.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Variety {
    /// Restricts a built-in type, which may be a list.
    BuiltIn(BuiltIn),
    /// Items with white space between them.
    List(&'static SimpleType),
    /// The values of several types, tried in order.
    Union(&'static [&'static SimpleType]),
}

/// A simple type: its variety and its facets.
#[derive(Debug)]
pub struct SimpleType {
    pub(crate) variety: Variety,
    name: Option<Name>,
    /// The nearest named type that it restricts, if that is not built in.
    base: Option<&'static SimpleType>,
    white_space: WhiteSpace,
    /// Whether identifiers must be unique, and references name one.
    identifying: bool,
    length: Option<u64>,
    min_length: Option<u64>,
    max_length: Option<u64>,
    min_inclusive: Option<&'static str>,
    max_inclusive: Option<&'static str>,
    min_exclusive: Option<&'static str>,
    max_exclusive: Option<&'static str>,
    total_digits: Option<u64>,
    fraction_digits: Option<u64>,
    pub(super) patterns: &'static [&'static str],
    /// The patterns as the contract has them, where they differ.
    #[cfg(feature = "facets")]
    written: &'static [&'static str],
    values: &'static [&'static str],
}

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident: $type:ty;)*) => { $(
        $(#[doc = $doc])+
        pub const fn $name(mut self, $name: $type) -> Self {
            self.$name = Some($name);
            self
        }
    )* };
}

impl SimpleType {
    const fn of(variety: Variety, white_space: WhiteSpace) -> Self {
        Self {
            variety,
            name: None,
            base: None,
            white_space,
            identifying: false,
            length: None,
            min_length: None,
            max_length: None,
            min_inclusive: None,
            max_inclusive: None,
            min_exclusive: None,
            max_exclusive: None,
            total_digits: None,
            fraction_digits: None,
            patterns: &[],
            #[cfg(feature = "facets")]
            written: &[],
            values: &[],
        }
    }

    /// A built-in type, or a restriction of one.
    pub const fn new(built_in: BuiltIn) -> Self {
        Self::of(Variety::BuiltIn(built_in), built_in.white_space())
    }

    /// A list of items of a type.
    pub const fn list(item: &'static SimpleType) -> Self {
        Self::of(Variety::List(item), WhiteSpace::Collapse)
    }

    /// A union of types.
    pub const fn union(members: &'static [&'static SimpleType]) -> Self {
        Self::of(Variety::Union(members), WhiteSpace::Preserve)
    }

    setters! {
        /// Its name, if it is not built in.
        name: Name;
        /// The nearest named type that it restricts, if that is not built in.
        base: &'static SimpleType;
        /// `length`: the number of characters, octets or items.
        length: u64;
        /// `minLength`.
        min_length: u64;
        /// `maxLength`.
        max_length: u64;
        /// `minInclusive`.
        min_inclusive: &'static str;
        /// `maxInclusive`.
        max_inclusive: &'static str;
        /// `minExclusive`.
        min_exclusive: &'static str;
        /// `maxExclusive`.
        max_exclusive: &'static str;
        /// `totalDigits`.
        total_digits: u64;
        /// `fractionDigits`.
        fraction_digits: u64;
    }

    /// Identifiers are unique in a message, and references name one (Part 1, section 3.15.4).
    pub const fn identifying(mut self) -> Self {
        self.identifying = true;
        self
    }

    /// Sets the white space rule, if the type has one.
    pub const fn white_space(mut self, white_space: WhiteSpace) -> Self {
        self.white_space = white_space;
        self
    }

    /// Sets the patterns: expressions in the syntax of the crate `regex`, each of which must match the whole text. They
    /// need the feature `facets`.
    #[cfg(feature = "facets")]
    pub const fn patterns(mut self, patterns: &'static [&'static str]) -> Self {
        self.patterns = patterns;
        self
    }

    /// Sets the patterns as the contract has them, in the order of [`patterns`](Self::patterns), for messages. Needed where one of
    /// them differs.
    #[cfg(feature = "facets")]
    pub const fn written(mut self, written: &'static [&'static str]) -> Self {
        self.written = written;
        self
    }

    /// Sets the enumeration: the only valid texts. Qualified names are `{namespace}name`. In lists and unions that may have
    /// such names, each word that is one as it stands in the contract follows its namespace: `{namespace}prefix:name`. It
    /// depends on the type that admits it whether it is that name, or this text.
    pub const fn values(mut self, values: &'static [&'static str]) -> Self {
        self.values = values;
        self
    }

    /// Its facets, for who describes it in another language.
    #[cfg(feature = "serde")]
    pub(crate) fn facets(&self) -> crate::__private::dynamic::Facets {
        crate::__private::dynamic::Facets {
            built_in: self.built_in(),
            units: self.units("").map_or("", |(_, unit)| unit),
            least: self.length.or(self.min_length),
            most: self.length.or(self.max_length),
            minimum: self.min_inclusive,
            maximum: self.max_inclusive,
            above: self.min_exclusive,
            below: self.max_exclusive,
            digits: (self.total_digits, self.fraction_digits),
            patterns: self.patterns,
            values: self.values,
        }
    }

    /// The white space rule.
    pub(crate) fn rule(&self) -> WhiteSpace {
        self.white_space
    }

    /// The built-in type that it is, or that it restricts.
    pub(crate) fn built_in(&self) -> Option<BuiltIn> {
        match self.variety {
            Variety::BuiltIn(of) => Some(of),
            _ => None,
        }
    }

    /// Whether it is the type of this name.
    pub(crate) fn is_named(&self, namespace: &str, local: &str) -> bool {
        self.name
            .is_some_and(|name| name.namespace == namespace && name.local == local)
    }

    /// Whether it is another type, or derived from it (XML Schema Part 1, section 3.14.6): a member of a union is derived from the union.
    pub(crate) fn is_derived_from(&self, other: &SimpleType) -> bool {
        let mut current = Some(self);
        while let Some(of) = current {
            if other
                .name
                .is_some_and(|name| of.is_named(name.namespace, name.local))
            {
                return true;
            }
            current = of.base;
        }
        match other.variety {
            Variety::BuiltIn(_) if other.name.is_none() && !other.is_restricted() => {
                other.built_in().is_some_and(|of| self.restricts(of))
            }
            Variety::Union(members) => members.iter().any(|one| self.is_derived_from(one)),
            _ => false,
        }
    }

    /// Whether it restricts a built-in type.
    pub(crate) fn restricts(&self, of: BuiltIn) -> bool {
        match self.variety {
            Variety::BuiltIn(own) => own.is_derived_from(of),
            // Lists and unions have no other base.
            _ => of == BuiltIn::AnySimpleType,
        }
    }

    /// Whether it is this built-in type.
    pub(crate) fn is_built_in(&self, of: BuiltIn) -> bool {
        self.name.is_none() && !self.is_restricted() && self.built_in() == Some(of)
    }

    /// Whether `xsi:type` may name this built-in type.
    pub(crate) fn admits_built_in(&self, of: BuiltIn) -> bool {
        match self.variety {
            // A restriction has no built-in type below it; a built-in type itself has no name here.
            Variety::BuiltIn(own) => {
                self.name.is_none() && !self.is_restricted() && of.is_derived_from(own)
            }
            Variety::List(_) => false,
            Variety::Union(members) => {
                !self.is_restricted() && members.iter().any(|one| one.admits_built_in(of))
            }
        }
    }

    fn is_restricted(&self) -> bool {
        self.counts().is_some()
            || self.has_range()
            || self.total_digits.or(self.fraction_digits).is_some()
            || !self.patterns.is_empty()
            || !self.values.is_empty()
    }

    fn counts(&self) -> Option<u64> {
        self.length.or(self.min_length).or(self.max_length)
    }

    fn has_range(&self) -> bool {
        [
            self.min_inclusive,
            self.max_inclusive,
            self.min_exclusive,
            self.max_exclusive,
        ]
        .iter()
        .any(Option::is_some)
    }

    /// Describes the error of a text without showing the text. With `facets` facets are checked, too, otherwise only
    /// the lexical space. Without a scope prefixes are not resolved.
    pub(crate) fn broken(
        &self,
        text: &str,
        scope: Option<&dyn Scope>,
        facets: bool,
    ) -> Option<String> {
        let text = &*white_space(text, self.white_space);
        let is_name = matches!(
            self.variety,
            Variety::BuiltIn(BuiltIn::QName | BuiltIn::Notation)
        );
        let is_expanded = is_name && scope.is_some_and(|scope| is_expanded(text, scope));
        match self.variety {
            Variety::BuiltIn(_) if is_expanded && QName::parse(text).is_ok() => {}
            Variety::BuiltIn(_) if is_expanded => return Some("it is no expanded name".to_owned()),
            Variety::BuiltIn(of) if !of.admits(text) => {
                return Some(format!("it is not an {}", of.name()));
            }
            Variety::BuiltIn(_) if is_name => {
                if scope.is_some_and(|scope| qualified_name(text, scope).is_err()) {
                    return Some("its prefix is not declared".to_owned());
                }
            }
            Variety::BuiltIn(_) => {}
            Variety::List(item) => {
                let mut items = text.split_ascii_whitespace();
                let broken = items.find_map(|text| item.broken(text, scope, facets));
                if broken.is_some() {
                    return broken;
                }
            }
            Variety::Union(members) => {
                let mut members = members.iter();
                if !members.any(|one| one.broken(text, scope, facets).is_none()) {
                    return Some("no type of the union admits it".to_owned());
                }
            }
        }
        if !facets {
            return None;
        }
        self.length_broken(text)
            .or_else(|| self.digits_broken(text))
            .or_else(|| self.range_broken(text))
            .or_else(|| self.pattern_broken(text).filter(|_| !is_expanded))
            .or_else(|| self.value_broken(text, scope))
    }

    /// The number of units of length in a text, and their name; `None` if length has no meaning.
    fn units(&self, text: &str) -> Option<(usize, &'static str)> {
        let items = || text.split_ascii_whitespace().count();
        Some(match self.variety {
            Variety::List(_) => (items(), "item"),
            Variety::BuiltIn(of) if of.item().is_some() => (items(), "item"),
            Variety::BuiltIn(BuiltIn::HexBinary) => (text.len() / 2, "octet"),
            Variety::BuiltIn(BuiltIn::Base64Binary) => (octets(text), "octet"),
            Variety::BuiltIn(BuiltIn::AnyUri) => (text.chars().count(), "character"),
            Variety::BuiltIn(of) if of.is_derived_from(BuiltIn::String) => {
                (text.chars().count(), "character")
            }
            // The length of a qualified name has no meaning (Part 2, second edition, 4.3.1.3).
            _ => return None,
        })
    }

    fn length_broken(&self, text: &str) -> Option<String> {
        self.counts()?;
        let (count, unit) = self.units(text)?;
        let plural = if count == 1 { "" } else { "s" };
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        if let Some(length) = self.length.filter(|length| count != *length) {
            return Some(format!(
                "it has {count} {unit}{plural} instead of {length} (length)"
            ));
        }
        if let Some(least) = self.min_length.filter(|least| count < *least) {
            return Some(format!(
                "it has {count} {unit}{plural}, fewer than {least} (minLength)"
            ));
        }
        let most = self.max_length.filter(|most| count > *most)?;
        Some(format!(
            "it has {count} {unit}{plural}, more than {most} (maxLength)"
        ))
    }

    fn digits_broken(&self, text: &str) -> Option<String> {
        self.total_digits.or(self.fraction_digits)?;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let whole = whole.trim_start_matches(['+', '-', '0']);
        let part = part.trim_end_matches('0');
        let count = |digits: &str| u64::try_from(digits.len()).unwrap_or(u64::MAX);
        if let Some(most) = self.fraction_digits.filter(|most| count(part) > *most) {
            return Some(format!(
                "it has more than {most} digits after the point (fractionDigits)"
            ));
        }
        // Zeros between the point and the first digit do not count.
        let digits = match whole {
            "" => count(part.trim_start_matches('0')),
            _ => count(whole).saturating_add(count(part)),
        };
        let most = self.total_digits.filter(|most| digits > *most)?;
        Some(format!("it has more than {most} digits (totalDigits)"))
    }

    fn range_broken(&self, text: &str) -> Option<String> {
        let of = self.built_in()?;
        if !self.has_range() {
            return None;
        }
        // A value without an order to the bound, such as NaN or a time without zone, is not within it.
        let against = |bound: Option<&'static str>, fits: &[Ordering]| {
            let bound = bound?;
            let fits = of
                .compare(text, bound)
                .is_some_and(|order| fits.contains(&order));
            (!fits).then_some(bound)
        };
        use Ordering::{Equal, Greater, Less};
        if let Some(bound) = against(self.min_inclusive, &[Greater, Equal]) {
            return Some(format!("it is less than {bound} (minInclusive)"));
        }
        if let Some(bound) = against(self.max_inclusive, &[Less, Equal]) {
            return Some(format!("it is more than {bound} (maxInclusive)"));
        }
        if let Some(bound) = against(self.min_exclusive, &[Greater]) {
            return Some(format!("it is not more than {bound} (minExclusive)"));
        }
        let bound = against(self.max_exclusive, &[Less])?;
        Some(format!("it is not less than {bound} (maxExclusive)"))
    }

    #[cfg(feature = "facets")]
    fn pattern_broken(&self, text: &str) -> Option<String> {
        for (index, pattern) in self.patterns.iter().enumerate() {
            let written = self.written.get(index).unwrap_or(pattern);
            match Pattern::compiled(pattern) {
                Some(compiled) if compiled.is_match(text) => {}
                Some(_) => return Some(format!("it does not match {written} (pattern)")),
                None => return Some(format!("the pattern {written} cannot be compiled")),
            }
        }
        None
    }

    #[cfg(not(feature = "facets"))]
    fn pattern_broken(&self, _: &str) -> Option<String> {
        None
    }

    fn value_broken(&self, text: &str, scope: Option<&dyn Scope>) -> Option<String> {
        if self.values.is_empty() {
            return None;
        }
        // The member of a union is found once, not for each value.
        if let Some(of) = self.admitting(text, scope) {
            let text = &*white_space(text, of.white_space);
            let mut values = self.values.iter();
            let marked = self.built_in().is_none() && self.has_names();
            let is_same = |value: &str| of.is_same(text, value, scope, marked);
            if values.any(|value| is_same(value) && self.is_alike(of, value, marked)) {
                return None;
            }
        }
        let values = self.values.join(", ");
        Some(format!("it is none of {values} (enumeration)"))
    }

    /// The type that a text is a value of: the type itself, or the first member of a union that admits it.
    pub(super) fn admitting(&self, text: &str, scope: Option<&dyn Scope>) -> Option<&SimpleType> {
        let mut of = self;
        while let Variety::Union(members) = of.variety {
            let admits = |one: &&&SimpleType| one.broken(text, scope, true).is_none();
            of = members.iter().find(admits)?;
        }
        Some(of)
    }

    /// Whether a text has the same value as another. Qualified names are not compared: the prefixes are not known here.
    pub(crate) fn have_same_value(&self, text: &str, value: &str) -> bool {
        let rule = self.white_space;
        self.is_same(
            &white_space(text, rule),
            &white_space(value, rule),
            None,
            false,
        )
    }

    /// Whether a text has the same value as `value` of the contract. Names in the value may be `marked` by their namespace
    /// before their prefix.
    fn is_same(&self, text: &str, value: &str, scope: Option<&dyn Scope>, marked: bool) -> bool {
        match self.variety {
            Variety::BuiltIn(BuiltIn::QName | BuiltIn::Notation) => {
                let name = scope.map(|scope| qualified_name(text, scope).ok());
                let (namespace, local) = name_of(value);
                name.is_none_or(|name| {
                    name.is_some_and(|name| name.namespace() == namespace && name.local() == local)
                })
            }
            Variety::BuiltIn(of) if marked => {
                of.is_same(text, &white_space(&unmarked(value), self.white_space))
            }
            Variety::BuiltIn(of) => of.is_same(text, &white_space(value, self.white_space)),
            Variety::List(item) => {
                let mut left = text.split_ascii_whitespace();
                let mut right = value.split_ascii_whitespace();
                loop {
                    match (left.next(), right.next()) {
                        (None, None) => return true,
                        (Some(text), Some(value)) if item.is_same(text, value, scope, marked) => {}
                        _ => return false,
                    }
                }
            }
            Variety::Union(_) => self.admitting(text, scope).is_some_and(|one| {
                one.is_same(&white_space(text, one.white_space), value, scope, marked)
                    && self.is_alike(one, value, marked)
            }),
        }
    }

    /// A text and its primitive type, spelled so that the same values of the same primitive type have the same spelling.
    #[cfg(feature = "facets")]
    pub(crate) fn spelled(&self, text: &str, scope: &dyn Scope) -> String {
        let text = &*white_space(text, self.white_space);
        match self.variety {
            Variety::BuiltIn(of @ (BuiltIn::QName | BuiltIn::Notation)) => {
                match qualified_name(text, scope) {
                    Ok(name) => format!("{} {name}", of.name()),
                    Err(_) => text.to_owned(),
                }
            }
            Variety::BuiltIn(of) => of.spelled(text),
            Variety::List(item) => {
                let items = text.split_ascii_whitespace();
                let items: Vec<String> = items.map(|text| item.spelled(text, scope)).collect();
                items.join(" ")
            }
            Variety::Union(_) => match self.admitting(text, Some(scope)) {
                Some(one) => one.spelled(text, scope),
                None => text.to_owned(),
            },
        }
    }

    /// Calls `found` with each identifier or reference in a value of the type.
    pub(crate) fn identifiers(&self, text: &str, found: &mut dyn FnMut(BuiltIn, &str)) {
        match self.variety {
            Variety::BuiltIn(_) if !self.identifying => {}
            Variety::BuiltIn(of @ (BuiltIn::Id | BuiltIn::IdRef)) => {
                found(of, crate::value::lexical::trim(text));
            }
            Variety::BuiltIn(BuiltIn::IdRefs) => {
                for text in text.split_ascii_whitespace() {
                    found(BuiltIn::IdRef, text);
                }
            }
            Variety::BuiltIn(_) => {}
            Variety::List(item) => {
                for text in text.split_ascii_whitespace() {
                    item.identifiers(text, found);
                }
            }
            // It matters only for identifiers which member admits the text.
            Variety::Union(_) => {
                if let Some(member) = self.admitting(text, None) {
                    member.identifiers(text, found);
                }
            }
        }
    }
}

/// The number of octets in base64 text.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "a count of what is in memory"
)]
fn octets(text: &str) -> usize {
    let digits = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=');
    digits.count() * 6 / 8
}

/// The contract's text for a value of an enumeration of another type than a string; `text` itself if there is none.
pub fn canonical<'a>(of: BuiltIn, text: &'a str, values: &[&'static str]) -> &'a str {
    let mut values = values.iter();
    let same = values.find(|value| of.is_same(text, &white_space(value, of.white_space())));
    same.copied().unwrap_or(text)
}
