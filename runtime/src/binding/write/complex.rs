//! Elements: structs, lists, dictionaries, groups.

use crate::binding::Writer;
use crate::binding::contents::holds_simple_content;
use crate::binding::dictionary::Pairs;
use crate::binding::simple::{NoScope, WhiteSpace, rule, white_space};
use crate::binding::{
    Choice, Complex, Content, FIXED, FieldList, FieldValue, Inner, Kind, Member, NILLABLE,
    Polymorphic, REPEATED, REQUIRED, Shape,
};
use crate::error::EncodeErrorKind;

impl Writer<'_> {
    /// Writes a struct as the element `member`.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub fn complex(&mut self, value: &dyn Complex, member: &'static Member) {
        if !self.enter(member) {
            return;
        }
        let table = value.descriptor();
        #[cfg(feature = "facets")]
        let from = self.out.len();
        let (mut index, mut members) = (0, table.members);
        if table.shape != Shape::Other && member.blocks.fit {
            self.start(member);
        } else {
            index = self.start_other(value, member, members);
            members = members.get(index..).unwrap_or_default();
        }
        let before = self.out.len();
        for one in members {
            if let Some(place) = value.member(index) {
                place.write_elements(self, one);
            }
            index += 1;
        }
        if table.is_checked {
            self.check_content(value, table);
        }
        if self.out.len() == before {
            self.end_without_text(member, &|text| holds_simple_content(value, text, &NoScope));
        } else {
            self.end(member);
        }
        #[cfg(feature = "facets")]
        if table.shape == Shape::Other {
            self.check_identities(member, from);
        }
        self.leave();
    }

    /// Writes the start tag of a struct that may have attributes, a fixed value, or no block. Returns the number of
    /// members that are attributes.
    #[inline(never)]
    fn start_other(
        &mut self,
        value: &dyn Complex,
        member: &'static Member,
        members: &'static [Member],
    ) -> usize {
        if member.flags & FIXED != 0 {
            self.check_fixed(member, &|fixed| {
                holds_simple_content(value, fixed, &NoScope)
            });
        }
        match members.first() {
            Some(one) if matches!(one.kind, Kind::Attribute | Kind::AnyAttribute) => {
                self.start_with_attributes(value, member, members)
            }
            _ => {
                self.start_struct(value, member);
                0
            }
        }
    }

    /// Ends an element without content: makes its start tag an empty tag.
    #[inline(never)]
    pub(super) fn end_empty(&mut self, member: &'static Member) {
        self.out.pop();
        self.raw("/>");
        self.leave_encoded(member);
    }

    /// Ends an element whose value is an empty text. Without any character it would have the default value of its declaration
    /// (Part 1, 3.3.4, clause 5.1), so white space says another one where the type removes it.
    #[inline(never)]
    pub(super) fn end_without_text(
        &mut self,
        member: &'static Member,
        holds: &dyn Fn(&str) -> bool,
    ) {
        match member.default {
            Some(default) if member.flags & FIXED == 0 => {
                self.end_despite_default(member, default, holds);
            }
            _ => self.end_empty(member),
        }
    }

    #[cold]
    #[inline(never)]
    fn end_despite_default(
        &mut self,
        member: &'static Member,
        default: &'static str,
        holds: &dyn Fn(&str) -> bool,
    ) {
        let rule = rule(member.flags, WhiteSpace::Preserve);
        let is_value = |text: &str| holds(&white_space(text, rule));
        if is_value(default) {
            self.end_empty(member);
        } else if is_value(" ") {
            self.raw(" ");
            self.end(member);
        } else {
            self.no_empty_value(member, default);
        }
    }

    /// Notes that an empty value would be read as the default value of its declaration.
    #[cold]
    pub(crate) fn no_empty_value(&mut self, member: &'static Member, default: &str) {
        let message = format!(
            "an empty value cannot be written: an empty element has the default {default:?}"
        );
        self.problem(EncodeErrorKind::Value, message, Some(member));
    }

    /// Writes the end tag. If nothing follows the start tag, which ends at `before`, makes that an empty tag.
    #[inline]
    pub(crate) fn end_or_empty(&mut self, before: usize, member: &'static Member) {
        if self.out.len() == before {
            self.end_empty(member);
        } else {
            self.end(member);
        }
    }

    /// Writes the members of a struct without an element around them: a nested sequence, or headers.
    pub fn group(&mut self, value: &dyn Complex) {
        for (index, member) in value.descriptor().members.iter().enumerate() {
            if let Some(place) = value.member(index) {
                place.write_elements(self, member);
            }
        }
    }

    /// Writes the branch of a choice.
    pub fn choice(&mut self, value: &dyn Choice) {
        let Some(member) = value.group().members.get(value.branch()) else {
            return;
        };
        let place = value.member();
        // The branch is selected, so an absent value is a nil.
        if member.flags & NILLABLE != 0 && matches!(place.value(), FieldValue::Absent) {
            self.nil_or_fixed(member);
        } else {
            place.write_elements(self, member);
        }
    }

    /// Writes a value with the `xsi:type` of its variant.
    pub fn polymorphic(&mut self, value: &dyn Polymorphic, member: &'static Member) {
        if let Some(one) = value.types().get(value.variant()) {
            if !one.attribute.is_empty() {
                self.extra = one.attribute;
            }
            self.must_be_typed = one.name.local.is_empty();
        }
        value.content().write(self, member);
        self.extra = "";
        self.must_be_typed = false;
    }

    /// Writes the value of a field.
    pub(crate) fn view(&mut self, view: FieldValue<'_>, member: &'static Member) {
        match view {
            FieldValue::One(content) if member.kind == Kind::Text => {
                self.content_text(content, member)
            }
            FieldValue::One(content) => content.write(self, member),
            FieldValue::Absent => self.absent(member),
            FieldValue::Nil => self.nil(member),
            FieldValue::NilWithAttributes(content) => content.write_nil(self, member),
            FieldValue::Many(list) => self.many(list, member),
        }
    }

    /// Writes the single value of a field.
    #[inline]
    pub(crate) fn one<T: Content>(&mut self, content: &T, member: &'static Member) {
        if member.kind == Kind::Text {
            self.content_text(content, member);
        } else {
            content.write(self, member);
        }
    }

    #[inline(never)]
    fn content_text(&mut self, content: &dyn Content, member: &'static Member) {
        let from = self.here();
        content.write_text(self);
        self.check_type(member, from);
        if self.failed() {
            self.locate(member);
        }
    }

    /// Writes a field without a value.
    #[inline]
    pub(crate) fn absent(&mut self, member: &'static Member) {
        if member.flags & REQUIRED != 0 || self.explicit_nil {
            self.absent_but_due(member);
        }
    }

    #[inline(never)]
    fn absent_but_due(&mut self, member: &'static Member) {
        let is_nil = member.flags & NILLABLE != 0
            // A null value is nil or absent, whatever the schema says (SOAP 1.1, 5.1 rule 9).
            || self.annotates && member.flags & REPEATED == 0;
        if member.kind == Kind::Element && is_nil {
            self.nil_or_fixed(member);
        } else if member.flags & REQUIRED != 0 && !self.annotates {
            let what = match member.kind {
                Kind::Group => "a required choice has no value".to_owned(),
                Kind::Element | Kind::Attribute => {
                    format!("the required member {} has no value", member.name.local)
                }
                Kind::Text => "the content has no value".to_owned(),
                _ => "a required element is missing".to_owned(),
            };
            let named = matches!(member.kind, Kind::Element | Kind::Attribute).then_some(member);
            self.problem(EncodeErrorKind::Missing, what, named);
        }
    }

    fn many(&mut self, list: &dyn FieldList, member: &'static Member) {
        if let Inner::Item(item) = member.inner {
            if !self.enter(member) {
                return;
            }
            if member.annotation.is_empty() {
                self.start(member);
            } else {
                self.start_open(member, Some(list.len()));
                self.raw(">");
            }
            let before = self.out.len();
            self.each(list, item);
            self.end_or_empty(before, member);
            self.leave();
        } else if list.is_empty() && member.flags & REQUIRED != 0 {
            self.absent_but_due(member);
        } else {
            self.each(list, member);
        }
    }

    fn each(&mut self, list: &dyn FieldList, item: &'static Member) {
        for index in 0..list.len() {
            match list.get(index) {
                Some(content) => content.write(self, item),
                None => match list.attributes(index) {
                    Some(content) => content.write_nil(self, item),
                    None => self.nil(item),
                },
            }
            if self.failed() {
                return;
            }
        }
    }

    /// Writes a dictionary as the element `member`.
    pub fn pairs(&mut self, pairs: &dyn Pairs, member: &'static Member) {
        let Inner::Pair(pair) = member.inner else {
            self.problem(
                EncodeErrorKind::Value,
                "the table of a dictionary has no pair".to_owned(),
                Some(member),
            );
            return;
        };
        if !self.enter(member) {
            return;
        }
        self.start(member);
        let before = self.out.len();
        for index in 0..pairs.count() {
            let Some((key, value)) = pairs.pair(index) else {
                break;
            };
            if !self.enter(&pair.entry) {
                break;
            }
            self.start(&pair.entry);
            key.write_elements(self, &pair.key);
            value.write_elements(self, &pair.value);
            self.end(&pair.entry);
            self.leave();
        }
        self.end_or_empty(before, member);
        self.leave();
    }
}
