//! Facts that follow from the model: the shape of a type, its derived types, the substitutes of an element.

use super::*;
use std::collections::{BTreeMap, BTreeSet};

/// The model and the facts that follow from it. They are computed once.
pub(crate) struct Facts<'a> {
    pub(crate) model: &'a Model,
    /// Direct subtypes of each named complex type, by name.
    derived: BTreeMap<TypeId, Vec<TypeId>>,
    /// Members of the substitution group of each head, by name, direct ones only.
    substitutes: BTreeMap<ElementId, Vec<ElementId>>,
    /// By type: the built-in type at the root of an atomic type.
    primitives: Vec<Option<Builtin>>,
    /// The dictionaries that become structs, since their values hold themselves, or dictionaries of many levels.
    long_spelled: BTreeSet<TypeId>,
    /// The types in encoded messages.
    pub(crate) uses: Uses,
    /// Whether the contract holds data contracts of WCF.
    data_contracts: bool,
}

/// A dictionary of so many levels of dictionaries is a struct.
const DICTIONARY_LEVELS: usize = 8;

/// Namespace of WCF's own types and annotations; those of its arrays begin with it.
pub(crate) const SERIALIZATION: &str = "http://schemas.microsoft.com/2003/10/Serialization/";
/// The start of the namespaces of data contracts that name none.
const DATA_CONTRACT: &str = "http://schemas.datacontract.org/2004/07/";

/// The shape of the content of a complex type.
pub(crate) enum ComplexShape {
    /// `xs:anyType` and mixed content: a raw element.
    Raw,
    /// Pairs of a key and a value.
    Dictionary(DictionaryShape),
    /// A struct.
    Struct,
}

/// The three elements of a dictionary.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DictionaryShape {
    pub entry: ElementId,
    pub key: ElementId,
    pub value: ElementId,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        let mut derived: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        for (id, ty) in model.types.iter() {
            if let TypeKind::Complex(complex) = &ty.kind
                && let Derivation::Extension(base) | Derivation::Restriction(base) =
                    complex.derivation
                && base != Builtin::AnyType.id()
                && base != id
                && ty.name.is_some()
                && matches!(model.types[base].kind, TypeKind::Complex(_))
            {
                derived.entry(base).or_default().push(id);
            }
        }
        let mut substitutes: BTreeMap<ElementId, Vec<ElementId>> = BTreeMap::new();
        for (id, element) in model.elements.iter() {
            if let Some(head) = element.substitution_group
                && head != id
            {
                substitutes.entry(head).or_default().push(id);
            }
        }
        for list in derived.values_mut() {
            list.sort_by(|a, b| model.types[*a].name.cmp(&model.types[*b].name));
        }
        for list in substitutes.values_mut() {
            list.sort_by(|a, b| model.elements[*a].name.cmp(&model.elements[*b].name));
        }
        let mut facts = Self {
            model,
            derived,
            substitutes,
            primitives: primitives(model),
            uses: Uses::default(),
            long_spelled: BTreeSet::new(),
            data_contracts: model.types.iter().any(|(_, ty)| {
                let namespace = ty.name.as_ref().map_or("", |name| &*name.namespace);
                namespace.starts_with(SERIALIZATION) || namespace.starts_with(DATA_CONTRACT)
            }),
        };
        facts.long_spelled = facts.long_spelled();
        facts.uses = Uses::of(&facts);
        facts
    }

    /// Types derived from `ty`, directly or not, by name.
    pub(crate) fn derived(&self, ty: TypeId) -> Vec<TypeId> {
        let mut all = closure(ty, &self.derived);
        all.sort_by(|a, b| self.model.types[*a].name.cmp(&self.model.types[*b].name));
        all
    }

    /// Elements that may substitute `head`, directly or not, by name; without itself and without abstract ones.
    pub(crate) fn substitutes(&self, head: ElementId) -> Vec<ElementId> {
        let mut all = closure(head, &self.substitutes);
        all.retain(|id| !self.model.elements[*id].is_abstract && self.may_substitute(head, *id));
        all.sort_by(|a, b| {
            self.model.elements[*a]
                .name
                .cmp(&self.model.elements[*b].name)
        });
        all
    }

    /// Whether an element may substitute the head of its substitution group (Part 1, 3.3.6, Substitution Group OK).
    fn may_substitute(&self, head: ElementId, element: ElementId) -> bool {
        let declaration = &self.model.elements[head];
        let mut blocks = declaration.blocks;
        if blocks.contains(DerivationSet::SUBSTITUTION) {
            return false;
        }
        let steps = self.steps(self.model.elements[element].ty, declaration.ty);
        let bases = steps.iter().map(|(base, _)| *base);
        for base in bases.chain([declaration.ty]) {
            if let Some(complex) = self.complex(base) {
                blocks = blocks.with(complex.blocks);
            }
        }
        steps.iter().all(|(_, method)| !blocks.contains(*method))
    }

    /// Whether `xsi:type` may name `derived` where an element of the type `declared` blocks these methods (Part 1, 3.4.6, Type
    /// Derivation OK).
    pub(crate) fn may_replace(
        &self,
        declared: TypeId,
        derived: TypeId,
        blocks: DerivationSet,
    ) -> bool {
        let blocks = match self.complex(declared) {
            Some(complex) => blocks.with(complex.blocks),
            None => blocks,
        };
        let mut steps = self.steps(derived, declared).into_iter();
        steps.all(|(_, method)| !blocks.contains(method))
    }

    /// The derivation of `ty` from `base`: the base of each step, and its method.
    fn steps(&self, ty: TypeId, base: TypeId) -> Vec<(TypeId, DerivationSet)> {
        let mut steps = Vec::new();
        let mut current = ty;
        while current != base && steps.len() <= self.model.types.len() {
            let (next, step) = match &self.model.types[current].kind {
                TypeKind::Complex(complex) => match complex.derivation {
                    Derivation::Extension(next) => (next, DerivationSet::EXTENSION),
                    Derivation::Restriction(next) => (next, DerivationSet::RESTRICTION),
                    Derivation::None => (Builtin::AnyType.id(), DerivationSet::RESTRICTION),
                },
                TypeKind::Simple(simple) => match simple.base {
                    Some(next) => (next, DerivationSet::RESTRICTION),
                    None => break,
                },
            };
            if next == current {
                break;
            }
            steps.push((next, step));
            current = next;
        }
        steps
    }

    pub(crate) fn complex(&self, ty: TypeId) -> Option<&'a ComplexType> {
        match &self.model.types[ty].kind {
            TypeKind::Complex(complex) => Some(complex),
            TypeKind::Simple(_) => None,
        }
    }

    /// The complex base of a complex type, except `xs:anyType`.
    pub(crate) fn complex_base(&self, ty: TypeId) -> Option<TypeId> {
        match self.complex(ty)?.derivation {
            Derivation::Extension(base) | Derivation::Restriction(base)
                if base != Builtin::AnyType.id() && base != ty && self.complex(base).is_some() =>
            {
                Some(base)
            }
            _ => None,
        }
    }

    /// A type and its complex bases, outermost base first. Circular derivation, an error of the contract, is cut.
    pub(crate) fn chain(&self, ty: TypeId) -> Vec<TypeId> {
        let mut chain = vec![ty];
        let mut current = ty;
        while let Some(base) = self.complex_base(current) {
            if chain.contains(&base) {
                break;
            }
            chain.push(base);
            current = base;
        }
        chain.reverse();
        chain
    }

    /// Whether the content of a type is mixed (Part 1, section 3.4.2): an extension by nothing has the content of its base.
    pub(crate) fn is_mixed(&self, ty: TypeId) -> bool {
        let mut mixed = false;
        for complex in self.chain(ty).into_iter().filter_map(|id| self.complex(id)) {
            let adds_nothing = matches!(complex.derivation, Derivation::Extension(_))
                && matches!(complex.content, Content::Empty);
            mixed = complex.mixed || adds_nothing && mixed;
        }
        mixed
    }

    pub(crate) fn complex_shape(&self, ty: TypeId) -> ComplexShape {
        if ty == Builtin::AnyType.id() {
            return ComplexShape::Raw;
        }
        if self
            .chain(ty)
            .into_iter()
            .any(|id| self.complex(id).is_some_and(|complex| complex.mixed))
        {
            return ComplexShape::Raw;
        }
        match self.dictionary(ty) {
            Some(dictionary) => ComplexShape::Dictionary(dictionary),
            None => ComplexShape::Struct,
        }
    }

    /// [`Self::complex_shape`] of a type that may be simple.
    pub(crate) fn complex_shape_of(&self, ty: TypeId) -> Option<ComplexShape> {
        self.complex(ty).map(|_| self.complex_shape(ty))
    }

    /// The content of a type that consists of one sequence: no base, no attributes, no text.
    fn only_sequence(&self, ty: TypeId) -> Option<(&Particle, &[Particle])> {
        let complex = self.complex(ty)?;
        if self.complex_base(ty).is_some()
            || !complex.attributes.is_empty()
            || complex.any_attribute.is_some()
            || complex.is_abstract
            || complex.mixed
        {
            return None;
        }
        let Content::Particle(outer) = &complex.content else {
            return None;
        };
        match &outer.term {
            Term::Group(Compositor::Sequence, items) => Some((outer, items)),
            _ => None,
        }
    }

    /// The only particle of a type that consists of one repeated element.
    fn only_repeated_element(&self, ty: TypeId) -> Option<ElementId> {
        let (outer, [item]) = self.only_sequence(ty)? else {
            return None;
        };
        let Term::Element(element) = item.term else {
            return None;
        };
        let repeated = item.max.is_none_or(|max| max > 1);
        (outer.max == Some(1) && repeated).then_some(element)
    }

    /// The only element in the content of a type, if it may be repeated.
    pub(crate) fn only_element(&self, ty: TypeId) -> Option<ElementId> {
        let Content::Particle(outer) = &self.complex(ty)?.content else {
            return None;
        };
        let Term::Group(_, items) = &outer.term else {
            return None;
        };
        match items.as_slice() {
            [
                Particle {
                    term: Term::Element(element),
                    max,
                    ..
                },
            ] if max.is_none_or(|max| max > 1) => Some(*element),
            _ => None,
        }
    }

    /// The shape of a dictionary. A type whose values contain it again through nothing but dictionaries and arrays has
    /// no finite spelling, and dictionaries of many levels have a long one: they become structs.
    fn dictionary(&self, ty: TypeId) -> Option<DictionaryShape> {
        let shape = self.dictionary_shape(ty)?;
        (!self.long_spelled.contains(&ty)).then_some(shape)
    }

    /// The type of the values of a dictionary, or of the items of an array, and whether it is a dictionary.
    fn held(&self, ty: TypeId) -> Option<(TypeId, bool)> {
        let (element, is_dictionary) = match self.dictionary_shape(ty) {
            Some(inner) => (inner.value, true),
            None => (self.only_repeated_element(ty)?, false),
        };
        Some((self.model.elements[element].ty, is_dictionary))
    }

    /// The dictionaries that become structs.
    fn long_spelled(&self) -> BTreeSet<TypeId> {
        // The levels of dictionaries; `None` for a type that ends in itself.
        let mut levels: BTreeMap<TypeId, Option<usize>> = BTreeMap::new();
        for start in self.model.types.ids() {
            let mut way: Vec<(TypeId, bool)> = Vec::new();
            let mut seen = BTreeSet::new();
            let mut current = start;
            let mut below = loop {
                if !seen.insert(current) {
                    break None;
                }
                if let Some(known) = levels.get(&current) {
                    break *known;
                }
                let Some((next, is_dictionary)) = self.held(current) else {
                    break Some(0);
                };
                way.push((current, is_dictionary));
                current = next;
            };
            for (ty, is_dictionary) in way.into_iter().rev() {
                below = below.map(|below| below + usize::from(is_dictionary));
                levels.insert(ty, below);
            }
        }
        let is_long = |levels: &Option<usize>| {
            levels.is_none_or(|levels| levels > 0 && levels.is_multiple_of(DICTIONARY_LEVELS))
        };
        let long = levels.into_iter().filter(|(_, levels)| is_long(levels));
        long.map(|(ty, _)| ty).collect()
    }

    /// The shape of a dictionary: WCF declares it, or the type has exactly one repeated element, whose anonymous type
    /// is exactly `Key` and `Value`.
    fn dictionary_shape(&self, ty: TypeId) -> Option<DictionaryShape> {
        let entry = self.only_repeated_element(ty)?;
        let marked = self.model.types[ty]
            .annotation
            .appinfo
            .iter()
            .any(|(name, value)| &*name.local == "IsDictionary" && value.trim() == "true");
        let declaration = &self.model.elements[entry];
        let pair = declaration.ty;
        if declaration.nillable || !marked && self.model.types[pair].name.is_some() {
            return None;
        }
        // A map says no type of its own.
        if self.derived.contains_key(&ty) || self.derived.contains_key(&pair) {
            return None;
        }
        let (outer, [key, value]) = self.only_sequence(pair)? else {
            return None;
        };
        let once =
            |particle: &Particle| (outer.min, outer.max, particle.max) == (1, Some(1), Some(1));
        let (Term::Element(key_id), Term::Element(value_id)) = (&key.term, &value.term) else {
            return None;
        };
        if !once(key) || !once(value) {
            return None;
        }
        let name = |id: &ElementId| self.model.elements[*id].name.local.clone();
        let plain = (&*name(key_id), &*name(value_id)) == ("Key", "Value");
        // The key is text or a number. Types with other keys stay structs.
        let simple_key = matches!(
            self.model.types[self.model.elements[*key_id].ty].kind,
            TypeKind::Simple(_)
        );
        ((plain || marked) && simple_key).then_some(DictionaryShape {
            entry,
            key: *key_id,
            value: *value_id,
        })
    }

    /// The repeated element of a type named `ArrayOf…` that has nothing else.
    pub(crate) fn array(&self, ty: TypeId) -> Option<ElementId> {
        let name = self.model.types[ty].name.as_ref()?;
        if !name.local.starts_with("ArrayOf") || self.derived.contains_key(&ty) {
            return None;
        }
        if matches!(self.complex_shape(ty), ComplexShape::Dictionary(_)) {
            return None;
        }
        self.only_repeated_element(ty)
    }

    /// The type of the items of an array that is only in encoded messages. In a literal one the particles of its
    /// restriction count.
    pub(crate) fn encoded_array(&self, ty: TypeId) -> Option<TypeId> {
        let item = self.array_item(ty)?;
        self.uses.has_only_encoded(ty).then_some(item)
    }

    /// The type of the items of a restriction of SOAP encoding's array.
    pub(crate) fn array_item(&self, ty: TypeId) -> Option<TypeId> {
        // Items of several dimensions follow each other.
        let (item, dimensions) = self.complex(ty)?.array_type.as_ref()?;
        dimensions.contains('[').then_some(*item)
    }

    /// The least occurrence of the repeated element of an array.
    pub(crate) fn item_required(&self, ty: TypeId) -> bool {
        let Some(complex) = self.complex(ty) else {
            return false;
        };
        match &complex.content {
            Content::Particle(outer) => match &outer.term {
                Term::Group(_, items) => {
                    outer.min > 0 && items.first().is_some_and(|item| item.min > 0)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// The built-in type at the root of a simple type; `None` for lists, unions and complex types.
    pub(crate) fn primitive(&self, ty: TypeId) -> Option<Builtin> {
        self.primitives.get(ty.index()).copied().flatten()
    }

    /// Whether a simple type is a set of flags: a list of enumeration values that the contract calls flags. WCF marks the list, or
    /// numbers the values; without a mark it is a list of an anonymous enumeration in a data contract.
    pub(crate) fn is_flags(&self, ty: TypeId) -> bool {
        let def = &self.model.types[ty];
        let TypeKind::Simple(SimpleType {
            variety: Variety::List(item),
            ..
        }) = def.kind
        else {
            return false;
        };
        let Some(of) = self.enumeration(item) else {
            return false;
        };
        let marked = |annotation: &Annotation, mark: &str| {
            let mut marks = annotation.appinfo.iter();
            marks.any(|(name, _)| *name.namespace == *SERIALIZATION && *name.local == *mark)
        };
        let TypeKind::Simple(values) = &self.model.types[of].kind else {
            return false;
        };
        let mut values = values.facets.enumeration.iter();
        marked(&def.annotation, "IsFlags")
            || values.any(|value| marked(&value.annotation, "EnumerationValue"))
            || self.data_contracts && self.model.types[item].name.is_none() && def.name.is_some()
    }

    /// Whether a simple type is generated as an enum: it has enumeration values, which are not qualified names.
    pub(crate) fn is_enumeration(&self, ty: TypeId) -> bool {
        match &self.model.types[ty].kind {
            TypeKind::Simple(simple) => {
                matches!(simple.variety, Variety::Atomic)
                    && !simple.facets.enumeration.is_empty()
                    && !matches!(
                        self.primitive(ty),
                        None | Some(Builtin::QName | Builtin::Notation)
                    )
            }
            TypeKind::Complex(_) => false,
        }
    }

    /// The enumeration of a simple type: itself, or a base, if it has no values of its own.
    pub(crate) fn enumeration(&self, ty: TypeId) -> Option<TypeId> {
        let mut current = ty;
        for _ in 0..self.model.types.len() {
            if self.is_enumeration(current) {
                return Some(current);
            }
            match &self.model.types[current].kind {
                TypeKind::Simple(SimpleType {
                    variety: Variety::Atomic,
                    base: Some(base),
                    ..
                }) => current = *base,
                _ => return None,
            }
        }
        None
    }

    /// The effective white space facet of a simple type.
    pub(crate) fn white_space(&self, ty: TypeId) -> WhiteSpace {
        self.model.white_space(ty)
    }
}

impl Model {
    /// The effective white space facet of a simple type.
    pub(crate) fn white_space(&self, ty: TypeId) -> WhiteSpace {
        let mut current = ty;
        for _ in 0..self.types.len() {
            let TypeKind::Simple(simple) = &self.types[current].kind else {
                return WhiteSpace::Preserve;
            };
            if let Some(white_space) = simple.facets.white_space {
                return white_space;
            }
            match simple.variety {
                Variety::Builtin(Builtin::String | Builtin::AnySimpleType) => {
                    return WhiteSpace::Preserve;
                }
                Variety::Builtin(Builtin::NormalizedString) => return WhiteSpace::Replace,
                Variety::Atomic | Variety::Restricted => match simple.base {
                    Some(base) => current = base,
                    None => return WhiteSpace::Collapse,
                },
                _ => return WhiteSpace::Collapse,
            }
        }
        WhiteSpace::Collapse
    }
}

/// All nodes reachable from `start`, without itself.
fn closure<T: Copy + Ord>(start: T, edges: &BTreeMap<T, Vec<T>>) -> Vec<T> {
    let mut seen = BTreeSet::from([start]);
    let mut found = Vec::new();
    let mut queue = vec![start];
    while let Some(current) = queue.pop() {
        for &next in edges.get(&current).into_iter().flatten() {
            if seen.insert(next) {
                found.push(next);
                queue.push(next);
            }
        }
    }
    found
}

/// By type: the built-in type at the root of an atomic type.
fn primitives(model: &Model) -> Vec<Option<Builtin>> {
    let mut known: Vec<Option<Option<Builtin>>> = vec![None; model.types.len()];
    for id in model.types.ids() {
        let mut path = Vec::new();
        let mut at = id;
        let builtin = loop {
            if let Some(Some(builtin)) = known.get(at.index()) {
                break *builtin;
            }
            path.push(at);
            let TypeKind::Simple(simple) = &model.types[at].kind else {
                break None;
            };
            match (&simple.variety, simple.base) {
                (Variety::Builtin(builtin), _) => break Some(*builtin),
                (Variety::Atomic, Some(base)) if path.len() <= known.len() => at = base,
                _ => break None,
            }
        };
        for at in path {
            if let Some(entry) = known.get_mut(at.index()) {
                *entry = Some(builtin);
            }
        }
    }
    known.into_iter().map(Option::flatten).collect()
}
