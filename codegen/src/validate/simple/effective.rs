//! The effective facets of a simple type: its own and those of its bases.

use super::super::value::{self, Value};
use crate::model::*;
use crate::pattern::Pattern;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The kind of values of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::validate) enum ValueKind {
    Builtin(Builtin),
    List,
    Union,
    /// The base is unknown.
    Unknown,
}

/// A bound.
#[derive(Clone, Debug)]
pub(in crate::validate) struct Bound {
    pub value: Value,
    pub is_inclusive: bool,
    pub is_fixed: bool,
}

/// A facet with a number.
#[derive(Clone, Copy, Debug)]
pub(in crate::validate) struct Count {
    pub value: u64,
    pub is_fixed: bool,
}

/// The facets of a type. Enumerations and patterns are found along the bases.
#[derive(Clone, Debug)]
pub(in crate::validate) struct Effective {
    pub root: ValueKind,
    pub white_space: WhiteSpace,
    pub white_space_is_fixed: bool,
    /// The type that declares the list or union.
    pub origin: TypeId,
    pub length: Option<Count>,
    pub min_length: Option<Count>,
    pub max_length: Option<Count>,
    pub total_digits: Option<Count>,
    pub fraction_digits: Option<Count>,
    pub min: Option<Bound>,
    pub max: Option<Bound>,
}

/// The facets of all simple types, by type.
pub(crate) struct AllEffective {
    known: Vec<Option<Effective>>,
    pub(in crate::validate) patterns: Vec<Option<Pattern>>,
    /// Made when a text is compared with them: many texts may be.
    enumerations: Vec<OnceLock<Enumeration>>,
}

/// The values that a type itself lists.
pub(super) struct Enumeration {
    /// After white space processing.
    pub texts: BTreeSet<String>,
    /// Their values, in normal form.
    pub keys: BTreeSet<String>,
    /// Whether one is a qualified name, whose prefix says nothing here.
    pub has_names: bool,
}

impl Enumeration {
    fn of(simple: &SimpleType, effective: &Effective) -> Self {
        let mut all = Self {
            texts: BTreeSet::new(),
            keys: BTreeSet::new(),
            has_names: false,
        };
        for one in &simple.facets.enumeration {
            let text = value::normalized(&one.value, effective.white_space);
            let key = match effective.builtin() {
                Some(builtin) => value::parse(builtin, &text).map(|value| value.key()),
                None => Some(value::words(&text)),
            };
            all.keys.extend(key);
            all.texts.insert(text);
            all.has_names |= one.name().is_some();
        }
        all
    }
}

impl AllEffective {
    pub(crate) fn new(model: &Model) -> Self {
        let mut all = Self {
            known: vec![None; model.types.len()],
            patterns: Vec::new(),
            enumerations: model.types.ids().map(|_| OnceLock::new()).collect(),
        };
        for (id, of) in model.types.iter() {
            let patterns = match &of.kind {
                TypeKind::Simple(simple) if !id.is_builtin() => &simple.facets.patterns[..],
                _ => &[],
            };
            let built = patterns.first().map(|pattern| Pattern::build(pattern).ok());
            all.patterns.push(built.flatten());
            // Walks the bases up to a known one, then down again.
            let mut path = Vec::new();
            let mut at = Some(id);
            while let Some(here) = at
                && all.get(here).is_none()
                && path.len() <= model.types.len()
            {
                path.push(here);
                at = simple(model, here).and_then(|simple| simple.base);
            }
            while let Some(here) = path.pop() {
                if let Some(of) = simple(model, here) {
                    let effective = all.derive(here, of);
                    if let Some(entry) = all.known.get_mut(here.index()) {
                        *entry = Some(effective);
                    }
                }
            }
        }
        all
    }

    pub(in crate::validate) fn get(&self, id: TypeId) -> Option<&Effective> {
        self.known.get(id.index())?.as_ref()
    }

    /// The values that a type lists.
    pub(super) fn enumeration(&self, id: TypeId, of: &SimpleType) -> Option<&Enumeration> {
        let effective = self.get(id)?;
        let place = self.enumerations.get(id.index())?;
        Some(place.get_or_init(|| Enumeration::of(of, effective)))
    }

    fn derive(&self, id: TypeId, of: &SimpleType) -> Effective {
        let root = match &of.variety {
            Variety::Builtin(Builtin::Nmtokens | Builtin::Idrefs | Builtin::Entities) => {
                ValueKind::List
            }
            Variety::Builtin(builtin) => ValueKind::Builtin(*builtin),
            Variety::List(_) => ValueKind::List,
            Variety::Union(_) => ValueKind::Union,
            Variety::Atomic | Variety::Restricted => ValueKind::Unknown,
        };
        let mut effective = match of.base.and_then(|base| self.get(base)) {
            Some(base) if root == ValueKind::Unknown => base.clone(),
            _ => Effective {
                root,
                white_space: WhiteSpace::Collapse,
                white_space_is_fixed: root == ValueKind::List,
                origin: id,
                length: None,
                min_length: None,
                max_length: None,
                total_digits: None,
                fraction_digits: None,
                min: None,
                max: None,
            },
        };
        if root == ValueKind::Union {
            effective.white_space = WhiteSpace::Preserve;
        }
        for facet in &of.facets.written {
            effective.take(facet);
        }
        if let Some(white_space) = of.facets.white_space {
            effective.white_space = white_space;
        }
        effective
    }
}

impl Effective {
    /// Whether it is a type whose text is normalized before it is looked at.
    pub(in crate::validate) fn builtin(&self) -> Option<Builtin> {
        match self.root {
            ValueKind::Builtin(builtin) => Some(builtin),
            _ => None,
        }
    }

    fn take(&mut self, facet: &WrittenFacet) {
        let count = || {
            let value = facet.value.trim().trim_start_matches('+').parse().ok()?;
            Some(Count {
                value,
                is_fixed: facet.is_fixed,
            })
        };
        let bound = |is_inclusive| {
            let value = value::parse(self.builtin()?, facet.value.trim())?;
            Some(Bound {
                value,
                is_inclusive,
                is_fixed: facet.is_fixed,
            })
        };
        match &*facet.kind {
            "length" => self.length = count().or(self.length),
            "minLength" => self.min_length = count().or(self.min_length),
            "maxLength" => self.max_length = count().or(self.max_length),
            "totalDigits" => self.total_digits = count().or(self.total_digits),
            "fractionDigits" => self.fraction_digits = count().or(self.fraction_digits),
            "minInclusive" => self.min = bound(true).or(self.min.take()),
            "minExclusive" => self.min = bound(false).or(self.min.take()),
            "maxInclusive" => self.max = bound(true).or(self.max.take()),
            "maxExclusive" => self.max = bound(false).or(self.max.take()),
            "whiteSpace" => self.white_space_is_fixed |= facet.is_fixed,
            _ => {}
        }
    }
}

pub(in crate::validate) fn simple(model: &Model, id: TypeId) -> Option<&SimpleType> {
    match &model.types[id].kind {
        TypeKind::Simple(simple) => Some(simple),
        TypeKind::Complex(_) => None,
    }
}
