//! Values of simple types that the contract makes: enumerations, unions, lists.

use std::collections::HashSet;

use soap_runtime::__private::dynamic::{
    Slot, SlotType, read_slot, read_slot_nil, read_slot_text, slot_holds, slot_text, union_slot,
    write_slot,
};
use soap_runtime::__private::v1::{
    Content, DecodeError, Empty, Member, Reader, Scope, Text, TextForm, ValueError, View, ViewMut,
    WhiteSpace, Writer, canonical, unknown_value, write_union_member,
};

use crate::field::Expanded;
use crate::scalar::Scalar;
use crate::types::{Cell, Definition, EnumerationType, ListType, UnionType};

/// A value of a simple type.
#[derive(Clone)]
pub(crate) enum SimpleValue {
    Scalar(Scalar),
    Enumeration(&'static EnumerationType, Word),
    /// The member and its value.
    Union(&'static UnionType, usize, Box<SimpleValue>),
    List(&'static ListType, Box<[SimpleValue]>),
}

/// A value of an enumeration.
#[derive(Clone, PartialEq)]
pub(crate) enum Word {
    /// One that the contract names, by its place.
    Known(usize),
    /// Another one. An empty one was not set.
    Other(Box<str>),
}

impl SimpleValue {
    /// A new value of a type, if that is simple.
    pub(crate) fn new(cell: &'static Cell) -> Option<Self> {
        Some(match cell.get()? {
            Definition::Scalar(of) => Self::Scalar(of.make()),
            Definition::Enumeration(of) => {
                let unset = || Word::Other(Box::default());
                Self::Enumeration(of, of.blank.map_or_else(unset, Word::Known))
            }
            Definition::Union(of) => {
                let member = of.members.get(of.blank)?;
                Self::Union(of, of.blank, Box::new(Self::new(member.ty)?))
            }
            Definition::List(of) => Self::List(of, Box::default()),
            _ => return None,
        })
    }

    fn of(&self) -> SlotType {
        match self {
            Self::Scalar(value) => {
                let of = value.of();
                SlotType {
                    white_space: of.white_space(),
                    empty: of.empty(),
                    built_in: of.built_in(),
                    exact: false,
                }
            }
            Self::Enumeration(of, _) => SlotType {
                white_space: of.white_space,
                empty: if of.empty {
                    Empty::Value
                } else {
                    Empty::Vacant
                },
                built_in: None,
                exact: !of.collapse,
            },
            Self::Union(..) => SlotType {
                white_space: WhiteSpace::Preserve,
                empty: Empty::Vacant,
                built_in: None,
                exact: false,
            },
            Self::List(..) => SlotType {
                white_space: WhiteSpace::Collapse,
                empty: Empty::Value,
                built_in: None,
                exact: false,
            },
        }
    }

    fn form(&self) -> TextForm {
        match self {
            Self::Scalar(value) => value.of().form(),
            Self::Enumeration(of, _) => TextForm::of(None).one_of(of.values),
            Self::Union(..) => TextForm::of(None),
            Self::List(of, _) => match Self::new(of.item) {
                Some(item) => item.form().listed(),
                None => TextForm::of(None).listed(),
            },
        }
    }

    fn text(&self, out: &mut Text<'_>) {
        match self {
            Self::Scalar(value) => value.write_into(out),
            Self::Enumeration(of, word) => {
                let text = match word {
                    Word::Known(at) => of.values.get(*at).copied().unwrap_or_default(),
                    Word::Other(text) => text,
                };
                match of.empty {
                    true => out.push(text),
                    false => out.word(text),
                }
            }
            Self::Union(_, at, value) => {
                write_union_member(out, &|out| value.text(out), &|text| {
                    let mut other = self.clone();
                    other.parse_text(text, &Expanded).is_ok()
                        && matches!(other, Self::Union(_, own, _) if own == *at)
                });
            }
            Self::List(_, items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push_plain(" ");
                    }
                    let start = out.here();
                    item.text(out);
                    let written = out.since(start);
                    if written.is_empty() || written.iter().any(u8::is_ascii_whitespace) {
                        out.fail("an item of a list is empty or holds white space");
                    }
                }
            }
        }
    }
}

impl Slot for SimpleValue {
    fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        match self {
            Self::Scalar(value) => value.parse_text(text, scope),
            Self::Enumeration(of, word) => {
                let text = match of.space {
                    Some(space) => canonical(space, text, of.values),
                    None => text,
                };
                *word = match of.by_value.get(text) {
                    Some(at) => Word::Known(*at),
                    None if of.is_open => Word::Other(unknown_value(text, scope)),
                    None => {
                        let reason = "the contract does not name this value";
                        return Err(ValueError::new(of.name, text, reason));
                    }
                };
                Ok(())
            }
            Self::Union(of, at, value) => {
                for (index, member) in of.members.iter().enumerate() {
                    let Some(mut one) = Self::new(member.ty) else {
                        continue;
                    };
                    let own = one.of().white_space;
                    if union_slot(&mut one, own, text, scope, member.of) {
                        (*at, **value) = (index, one);
                        return Ok(());
                    }
                }
                let rest = of.members.iter().position(|member| member.rest);
                let made = rest.and_then(|at| Some((at, Self::new(of.members.get(at)?.ty)?)));
                let Some((index, mut one)) = made else {
                    let reason = "no type of the union admits it";
                    return Err(ValueError::new(of.name, text, reason));
                };
                let own = one.of().white_space;
                read_slot_text(&mut one, own, false, text, scope)?;
                scope.note_odd();
                (*at, **value) = (index, one);
                Ok(())
            }
            Self::List(of, items) => {
                let words = || {
                    let words = text.split([' ', '\t', '\n', '\r']);
                    words.filter(|word| !word.is_empty())
                };
                let mut all = Vec::with_capacity(words().count());
                let (mut flags, mut seen) = (0_u128, HashSet::new());
                for word in words() {
                    let Some(mut item) = Self::new(of.item) else {
                        continue;
                    };
                    item.parse_text(word, scope)?;
                    let is_new = !of.is_set
                        || match &item {
                            // The flags of most sets are among the first, and need no text.
                            Self::Enumeration(_, Word::Known(at)) if *at < 128 => {
                                let is_new = flags & (1_u128 << at) == 0;
                                flags |= 1_u128 << at;
                                is_new
                            }
                            item => seen.insert(slot_text(&|out| item.text(out))),
                        };
                    if is_new {
                        all.push(item);
                    }
                }
                *items = all.into();
                Ok(())
            }
        }
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        if let Self::Scalar(value) = self {
            return value.holds(text, scope);
        }
        let mut other = self.clone();
        let own = self.of().white_space;
        slot_holds(self, &mut other, (own, None), text, scope)
    }

    fn write_to(&self, out: &mut Text<'_>) {
        self.text(out);
    }
}

impl Content for SimpleValue {
    fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
        if let Self::Scalar(value) = self {
            return value.write(writer, member);
        }
        write_slot(self, writer, member);
    }

    fn read(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        if let Self::Scalar(value) = self {
            return value.read(reader, member);
        }
        let of = self.of();
        read_slot(self, of, reader, member)
    }

    fn read_nil(
        &mut self,
        reader: &mut Reader<'_>,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        match self {
            Self::Scalar(value) => value.read_nil(reader, member),
            _ => read_slot_nil(None, reader, member),
        }
    }

    fn write_text(&self, writer: &mut Writer<'_>) {
        self.text(&mut writer.text());
    }

    fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
        let of = self.of();
        read_slot_text(self, of.white_space, of.exact, text, scope)
    }

    fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
        Slot::holds(self, text, scope)
    }

    fn view(&self) -> View<'_> {
        View::Simple(self.form())
    }

    fn view_mut(&mut self) -> ViewMut<'_> {
        ViewMut::Simple(self.form())
    }
}
