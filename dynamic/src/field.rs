//! Fields of dynamic structs: none, one or many values, in the way of generated fields.

use soap_runtime::__private::v1::{Content, Field, FieldValue, Member, NilRoom, Reader, Scope};

use crate::items::{Item, ItemList};
use crate::simple::SimpleValue;
use crate::types::{Container, Definition, FieldType, Items};
use crate::value::{Kind, Value};

/// A field.
#[derive(Clone)]
pub(crate) struct Slot {
    ty: &'static FieldType,
    state: State,
}

#[derive(Clone)]
enum State {
    Absent,
    Nil,
    /// A nil with the attributes of this value.
    NilWith(Box<Value>),
    One(Value),
    Many(ItemList),
}

/// The scope of a contract's default value, whose names have their namespaces.
pub(crate) struct Expanded;

impl Scope for Expanded {
    fn resolve(&self, prefix: &str) -> Option<&str> {
        prefix.is_empty().then_some("")
    }

    fn has_expanded_names(&self) -> bool {
        true
    }
}

impl Slot {
    /// A new field.
    pub(crate) fn new(ty: &'static FieldType) -> Self {
        let state = match ty.outer {
            Container::One => {
                let mut value = Value::new(ty.ty);
                if let Some(text) = ty.constant {
                    // The generator checked it.
                    let _ = value.read_text(text, &Expanded);
                }
                State::One(value)
            }
            Container::Option | Container::Nillable | Container::List(_, true) => State::Absent,
            Container::List(_, false) => State::Many(ItemList::default()),
        };
        Self { ty, state }
    }

    fn make(&self) -> Value {
        Value::new(self.ty.ty)
    }

    /// Its type.
    pub(crate) fn ty(&self) -> &'static FieldType {
        self.ty
    }

    fn items(&mut self) -> &mut ItemList {
        if !matches!(self.state, State::Many(_)) {
            self.state = State::Many(ItemList::default());
        }
        match &mut self.state {
            State::Many(items) => items,
            _ => unreachable!("it was just set"),
        }
    }

    /// Makes the state one value, and returns it.
    fn set(&mut self, value: Value) -> &mut Value {
        self.state = State::One(value);
        match &mut self.state {
            State::One(value) => value,
            _ => unreachable!("it was just set"),
        }
    }

    fn add(&mut self, value: Value) -> &mut Value {
        match self.ty.outer {
            Container::List(..) => self.items().add(value),
            _ => self.set(value),
        }
    }
}

impl Field for Slot {
    fn value(&self) -> FieldValue<'_> {
        match &self.state {
            State::Absent => FieldValue::Absent,
            State::Nil => FieldValue::Nil,
            State::NilWith(value) => FieldValue::NilWithAttributes(&**value),
            State::One(value) => FieldValue::One(value),
            State::Many(items) => FieldValue::Many(items),
        }
    }

    fn begin_list(&mut self) {
        if matches!(self.ty.outer, Container::List(..)) {
            self.items();
        }
    }

    fn push_blank(&mut self) -> &mut dyn Content {
        if self.ty.outer == Container::One {
            if !matches!(self.state, State::One(_)) {
                self.state = State::One(self.make());
            }
            return match &mut self.state {
                State::One(value) => value,
                _ => unreachable!("it was just set"),
            };
        }
        let value = self.make();
        self.add(value)
    }

    fn truncate(&mut self, length: usize) {
        if let State::Many(items) = &mut self.state {
            items.truncate(length);
        }
    }

    fn last_mut(&mut self) -> Option<&mut dyn Content> {
        match &mut self.state {
            State::One(value) => Some(value),
            State::Many(items) => match items.last_mut()? {
                Item::Value(value) => Some(value),
                _ => None,
            },
            _ => None,
        }
    }

    fn set_nil(&mut self) -> bool {
        match self.ty.outer {
            Container::One | Container::List(Items::One, false) => false,
            Container::Option => {
                self.state = State::Absent;
                true
            }
            Container::Nillable => {
                self.state = State::Nil;
                true
            }
            // Called for the wrapper, when there is no list yet, and for an item.
            Container::List(_, true) if matches!(self.state, State::Absent) => true,
            Container::List(Items::One, true) => false,
            Container::List(..) => {
                self.items().push(Item::Nil);
                true
            }
        }
    }

    fn push_nil(&mut self) -> Option<&mut dyn Content> {
        if matches!(
            (self.ty.outer, &self.state),
            (Container::List(_, true), State::Absent)
        ) {
            return None;
        }
        let value = self.make();
        let room = value.nil_room();
        let keeps_attributes = matches!(
            self.ty.outer,
            Container::Nillable | Container::List(Items::Nillable, _)
        );
        match (keeps_attributes, room) {
            (false, NilRoom::Element) => Some(self.add(value)),
            (false, _) | (true, NilRoom::Nothing) => None,
            (true, _) => match self.ty.outer {
                Container::List(..) => {
                    let items = self.items();
                    items.push(Item::NilWith(Box::new(value)));
                    match items.last_mut()? {
                        Item::NilWith(value) => Some(&mut **value),
                        _ => None,
                    }
                }
                _ => {
                    self.state = State::NilWith(Box::new(value));
                    match &mut self.state {
                        State::NilWith(value) => Some(&mut **value),
                        _ => None,
                    }
                }
            },
        }
    }

    fn parse_text(&mut self, text: &str, reader: &Reader<'_>, member: &'static Member) -> bool {
        let Some(Definition::Scalar(of)) = self.ty.ty.get() else {
            return false;
        };
        let Some(value) = of.parsed(text, reader, member) else {
            return false;
        };
        self.add(Value(Kind::Simple(SimpleValue::Scalar(value))));
        true
    }

    fn clear_last(&mut self) -> bool {
        match (self.ty.outer, &mut self.state) {
            (Container::One, _) => false,
            (Container::Option | Container::Nillable, state) => {
                *state = State::Absent;
                true
            }
            (Container::List(items, _), State::Many(list)) => match (items, list.last_mut()) {
                (Items::One, _) | (_, None) => false,
                (_, Some(last)) => {
                    *last = Item::Nil;
                    true
                }
            },
            (Container::List(..), _) => false,
        }
    }
}
