//! Fields and what they hold: structs, choices, derived types, dictionaries.

use ::arbitrary::{Error, Result};

use super::{DEEPEST, MOST, Maker};
use crate::binding::dictionary::Pairs;
use crate::binding::{
    AnyType, Choice, Complex, Content, FIXED, Field, FieldValue, Inner, Kind, Member, NIL_CHECKED,
    NILLABLE, Nested, Particle, Polymorphic, REPEATED, REQUIRED, TextForm, ViewMut,
};
use crate::xml::RawElement;

/// The namespace of the attributes of SOAP-encoded arrays.
const ENCODING: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// A namespace of no contract.
const NAMESPACE: &str = "urn:arbitrary";

impl Maker<'_, '_> {
    /// Fills a value.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    pub(super) fn content(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
    ) -> Result<()> {
        if self.depth >= DEEPEST || self.made >= MOST {
            return Err(Error::IncorrectFormat);
        }
        self.note_member(member);
        self.made = self.made.saturating_add(1);
        self.depth += 1;
        let filled = self.filled(content, member);
        self.depth -= 1;
        filled
    }

    fn filled(&mut self, content: &mut dyn Content, member: &'static Member) -> Result<()> {
        content.prepare(member);
        let is_text = matches!(member.kind, Kind::Attribute | Kind::Text);
        let form = match content.view_mut() {
            ViewMut::Struct(value) => {
                let model = match member.inner {
                    Inner::Group(group) => group.content,
                    _ => None,
                };
                return self.structure(value, model);
            }
            ViewMut::Choice(value) => return self.choice(value),
            ViewMut::Polymorphic(value) => return self.polymorphic(value, member),
            ViewMut::Pairs(value) => return self.pairs(value, member),
            ViewMut::MaybeNil(place) => return self.single(place, member),
            ViewMut::Any(_) if is_text => TextForm::of(None),
            ViewMut::Any(value) => {
                *value = self.any(member);
                return Ok(());
            }
            ViewMut::Element(value) => {
                *value = element(member)?;
                return Ok(());
            }
            ViewMut::Simple(form) => form,
            ViewMut::Attribute(_) | ViewMut::Opaque => return Err(Error::IncorrectFormat),
        };
        self.simple(content, member, form)
    }

    fn structure(
        &mut self,
        value: &mut dyn Complex,
        model: Option<&'static Particle>,
    ) -> Result<()> {
        let table = value.descriptor();
        let counts = table.content.or(model);
        let counts = counts.map(|model| self.counts(model, table.members.len()));
        let is_array = table
            .members
            .iter()
            .any(|member| member.kind == Kind::Attribute && member.name.namespace == ENCODING);
        for (index, member) in table.members.iter().enumerate() {
            let counted = counts.as_ref().and_then(|counts| counts.get(index));
            let count = match (member.kind, counted) {
                // The writer of arrays writes them.
                (Kind::Attribute, _) if is_array => 0,
                (Kind::Element | Kind::Group | Kind::Any, Some(count)) => *count,
                _ => self.count_of(table, index, member),
            };
            if let Some(place) = value.member_mut(index) {
                self.field(place, member, count)?;
            }
        }
        Ok(())
    }

    /// Fills a field with so many values.
    fn field(&mut self, place: &mut dyn Field, member: &'static Member, count: u64) -> Result<()> {
        if count == 0 {
            let is_one = matches!(place.value(), FieldValue::One(_));
            if !is_one || place.clear_last() {
                return Ok(());
            }
        }
        let filled = match (member.inner, member.flags & REPEATED) {
            (Inner::Item(item), _) => {
                place.begin_list();
                let items = self.count_alone(item);
                self.items(place, item, items)
            }
            (_, 0) => self.single(place, member),
            _ => self.items(place, member, count),
        };
        match filled {
            Err(_) if member.flags & REQUIRED == 0 && place.clear_last() => Ok(()),
            filled => filled,
        }
    }

    fn items(&mut self, place: &mut dyn Field, item: &'static Member, count: u64) -> Result<()> {
        for _ in 0..count {
            self.single(place, item)?;
        }
        Ok(())
    }

    /// Gives a field one value, or one more.
    fn single(&mut self, place: &mut dyn Field, member: &'static Member) -> Result<()> {
        let may_be_nil = member.flags & NILLABLE != 0 && member.flags & (FIXED | NIL_CHECKED) == 0;
        if may_be_nil && self.chance() && place.set_nil() {
            return Ok(());
        }
        self.content(place.push_blank(), member)?;
        if member.kind == Kind::Group {
            drop_empty(place);
        }
        Ok(())
    }

    fn choice(&mut self, value: &mut dyn Choice) -> Result<()> {
        let group = value.group();
        // The branch that it has from the start ends.
        let branch = match self.is_small() {
            true => value.branch(),
            false => self.below(group.members.len()),
        };
        let Some(member) = group.members.get(branch) else {
            return Ok(());
        };
        let count = match member.flags & REPEATED {
            0 => 1,
            _ => self.occurrence(1, u64::MAX),
        };
        match value.select(branch) {
            Some(place) => self.field(place, member, count),
            None => Err(Error::IncorrectFormat),
        }
    }

    fn polymorphic(&mut self, value: &mut dyn Polymorphic, member: &'static Member) -> Result<()> {
        let types = value.types();
        let is_named = |at: &usize| {
            let named = types.get(*at);
            named.is_some_and(|one| !one.name.local.is_empty())
        };
        let named: Vec<usize> = (0..types.len()).filter(is_named).collect();
        // The type that it has from the start ends.
        let first = Some(value.variant()).filter(is_named);
        let variant = match self.is_small() {
            true => first.or(named.first().copied()),
            false => self.one_of(&named),
        };
        if let Some(named) = variant.and_then(|variant| types.get(variant)) {
            self.note_type(named.attribute, named.name);
        }
        let chosen = variant.and_then(|variant| value.select(variant));
        match chosen {
            Some(content) => self.content(content, member),
            None => Err(Error::IncorrectFormat),
        }
    }

    fn pairs(&mut self, pairs: &mut dyn Pairs, member: &'static Member) -> Result<()> {
        let Inner::Pair(table) = member.inner else {
            return Ok(());
        };
        for _ in 0..self.count_alone(&table.entry) {
            let (key, value) = pairs.add();
            let count = self.count_alone(&table.key);
            self.field(key, &table.key, count)?;
            let count = self.count_alone(&table.value);
            self.field(value, &table.value, count)?;
        }
        Ok(())
    }

    fn any(&mut self, member: &'static Member) -> AnyType {
        // Mixed content is of a type that an `xsi:type` would have to be derived from.
        let is_any = matches!(member.inner, Inner::None);
        match member.default {
            Some(default) => AnyType::from_text(default),
            None if is_any && self.chance() => AnyType::typed("int", "7"),
            None => AnyType::from_text("text"),
        }
    }
}

/// Drops the last value of a field if it is a nested sequence without anything, which no message has.
fn drop_empty(place: &mut dyn Field) {
    let last = place.last_mut();
    if !last.is_some_and(|last| last.nested().is_some_and(|nested| is_empty(&nested))) {
        return;
    }
    match place.value() {
        FieldValue::Many(list) => {
            let rest = list.len().saturating_sub(1);
            place.truncate(rest);
        }
        _ => {
            place.clear_last();
        }
    }
}

/// Whether a nested sequence or choice has nothing.
fn is_empty(nested: &Nested<'_>) -> bool {
    let nothing = |field: &dyn Field| match field.value() {
        FieldValue::Absent => true,
        FieldValue::Many(list) => list.is_empty(),
        FieldValue::One(value) => value.nested().is_some_and(|nested| is_empty(&nested)),
        FieldValue::Nil | FieldValue::NilWithAttributes(_) => false,
    };
    match nested {
        Nested::Choice(choice) => nothing(choice.member()),
        Nested::Struct(value) => {
            let count = value.descriptor().members.len();
            (0..count).all(|index| value.member(index).is_none_or(nothing))
        }
    }
}

/// An element that a wildcard admits.
fn element(member: &'static Member) -> Result<RawElement> {
    let namespace = match member.inner {
        Inner::Wildcard(of) if of.is_strict() => None,
        Inner::Wildcard(of) if of.not => Some(NAMESPACE),
        Inner::Wildcard(of) => of.namespaces.first().copied(),
        _ => Some(NAMESPACE),
    };
    let made = namespace.map(|namespace| {
        let mut escaped = String::new();
        crate::xml::escape_attribute(namespace, &mut escaped);
        RawElement::parse(&format!("<arbitrary xmlns=\"{escaped}\"/>"))
    });
    made.and_then(std::result::Result::ok)
        .ok_or(Error::IncorrectFormat)
}
