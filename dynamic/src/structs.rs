//! Structs, which have memory for the fields that they were given only.

use std::cmp::Ordering;

use soap_runtime::__private::v1::{self, Complex, Field};

use crate::field::Slot;
use crate::types::{FieldType, StructType};

/// A struct.
#[derive(Clone)]
pub(crate) struct Struct(Given);

/// The fields that a struct was given. It is as small as a vector: the type is that of the first field, where there is one.
#[derive(Clone)]
enum Given {
    Nothing(&'static StructType),
    /// In the order of the fields.
    InOrder(Vec<Slot>),
    Mixed(Box<Mixed>),
}

/// Fields in the order in which they came: they need not move for one that comes late.
#[derive(Clone)]
struct Mixed {
    all: Vec<Slot>,
    /// Their places, in the order of the fields.
    order: Vec<u32>,
}

/// The fields that the first one makes room for, and those that one more than these does; from there on, room doubles.
const FEW: usize = 2;
const SOME: usize = 8;

/// Compares the place of a slot with that of another field of the same struct: the types of its fields are in one slice.
fn compare(slot: &Slot, ty: &'static FieldType) -> Ordering {
    std::ptr::from_ref(slot.ty()).cmp(&std::ptr::from_ref(ty))
}

impl Struct {
    /// A struct without fields.
    pub(crate) fn new(ty: &'static StructType) -> Self {
        Self(Given::Nothing(ty))
    }

    fn ty(&self) -> Option<&'static StructType> {
        let all = match &self.0 {
            Given::Nothing(ty) => return Some(ty),
            Given::InOrder(all) => all,
            Given::Mixed(mixed) => &mixed.all,
        };
        all.first()?.ty().owner.get().copied()
    }

    /// The slot of the field with this type, which is at `index` in the struct.
    fn get(&self, ty: &'static FieldType, index: usize) -> Option<&Slot> {
        match &self.0 {
            Given::Nothing(_) => None,
            Given::InOrder(all) => match all.get(index) {
                // All fields before it are given.
                Some(slot) if std::ptr::eq(slot.ty(), ty) => Some(slot),
                _ => {
                    let at = all.binary_search_by(|slot| compare(slot, ty)).ok()?;
                    all.get(at)
                }
            },
            Given::Mixed(mixed) => mixed.all.get(mixed.find(ty).ok()?),
        }
    }

    /// The slot of the field with this type, which is made if there is none.
    fn slot(&mut self, ty: &'static FieldType) -> Option<&mut Slot> {
        if let Given::Nothing(of) = &self.0 {
            ty.owner.get_or_init(|| of);
            self.0 = Given::InOrder(Vec::with_capacity(FEW));
        }
        if let Given::InOrder(all) = &mut self.0 {
            let last = all.last().map_or(Ordering::Less, |last| compare(last, ty));
            if last == Ordering::Greater && all.binary_search_by(|slot| compare(slot, ty)).is_err()
            {
                self.0 = Given::Mixed(Box::new(Mixed::new(std::mem::take(all))));
            }
        }
        match &mut self.0 {
            Given::Nothing(_) => None,
            Given::InOrder(all) => {
                match all.last().map_or(Ordering::Less, |last| compare(last, ty)) {
                    Ordering::Less => {
                        if all.len() == FEW {
                            all.reserve_exact(SOME.saturating_sub(FEW));
                        }
                        all.push(Slot::new(ty));
                    }
                    Ordering::Equal => {}
                    Ordering::Greater => {
                        let at = all.binary_search_by(|slot| compare(slot, ty)).ok()?;
                        return all.get_mut(at);
                    }
                }
                all.last_mut()
            }
            Given::Mixed(mixed) => {
                let at = match mixed.find(ty) {
                    Ok(at) => at,
                    Err(place) => mixed.add(ty, place),
                };
                mixed.all.get_mut(at)
            }
        }
    }
}

impl Mixed {
    fn new(all: Vec<Slot>) -> Self {
        let order = (0..all.len()).map(number).collect();
        Self { all, order }
    }

    /// The place of the slot of a field, or else that in the order at which it would be.
    fn find(&self, ty: &'static FieldType) -> Result<usize, usize> {
        let place = |at: &u32| usize::try_from(*at).unwrap_or(usize::MAX);
        let found = self.order.binary_search_by(|at| {
            let slot = self.all.get(place(at));
            slot.map_or(Ordering::Less, |slot| compare(slot, ty))
        });
        found.map(|at| self.order.get(at).map_or(usize::MAX, place))
    }

    /// Makes the slot of a field, which is at `place` in the order, and returns its place.
    fn add(&mut self, ty: &'static FieldType, place: usize) -> usize {
        let at = self.all.len();
        self.order.insert(place, number(at));
        self.all.push(Slot::new(ty));
        at
    }
}

/// A place as a number in the order. No struct has as many fields as would be too many.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Complex for Struct {
    fn descriptor(&self) -> &'static v1::Struct {
        match self.ty() {
            Some(ty) => ty.table,
            None => ().descriptor(),
        }
    }

    fn member(&self, index: usize) -> Option<&dyn Field> {
        let ty = self.ty()?.fields.get(index)?;
        Some(self.get(ty, index).unwrap_or_else(|| ty.vacant()))
    }

    fn member_mut(&mut self, index: usize) -> Option<&mut dyn Field> {
        let ty = self.ty()?.fields.get(index)?;
        self.slot(ty).map(|slot| slot as &mut dyn Field)
    }
}
