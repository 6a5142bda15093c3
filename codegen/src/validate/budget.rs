//! Limits on the expansion of a contract. The output grows with each base, group and substitution that a type repeats, so a small
//! contract could ask for gigabytes.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::*;

/// Members of all types together, with those of their bases and groups; and types and elements that may replace others.
const MEMBERS: u64 = 250_000;
/// Elements and wildcards of one group or type, with those of the groups in it; and types that a text of one union is tried as.
const PARTICLES: u64 = 10_000;
/// Levels of derivation, of lists and unions, of substitution, and of groups in groups.
const LEVELS: u32 = 100;
/// The number of bytes of a name or of documentation that count as one more member.
const BYTES: usize = 256;

/// Reports the construct that exceeds a limit. Returns true if there is none.
pub(super) fn check(model: &Model, diagnostics: &mut Diagnostics) -> bool {
    let budget = Budget::new(model);
    if let Some(Excess {
        span,
        message,
        help,
    }) = budget.excess
    {
        diagnostics.error(Code::Budget, span, message).help(help);
        return false;
    }
    if budget.total > MEMBERS {
        let (most, span, what) = budget.largest;
        diagnostics.error(
            Code::Budget,
            span,
            format!(
                "the contract has {} members, those of bases, groups and substitution groups counted for each type, and {most} of them \
                 are of {what}: {MEMBERS} are the most",
                budget.total
            ),
        );
        return false;
    }
    true
}

/// A limit that one construct exceeds.
struct Excess {
    span: Span,
    message: String,
    help: &'static str,
}

struct Budget<'a> {
    model: &'a Model,
    total: u64,
    /// The type with the most members.
    largest: (u64, Span, String),
    /// The first construct that is too large by itself.
    excess: Option<Excess>,
    /// By element: the number of elements that may substitute it, itself included.
    substitutes: Vec<u64>,
    groups: Vec<u64>,
    attribute_groups: Vec<u64>,
}

impl<'a> Budget<'a> {
    fn new(model: &'a Model) -> Self {
        let mut budget = Self {
            model,
            total: 0,
            largest: (0, Span::default(), String::new()),
            excess: None,
            substitutes: vec![1; model.elements.len()],
            groups: vec![0; model.groups.len()],
            attribute_groups: vec![0; model.attribute_groups.len()],
        };
        budget.count_substitutes();
        budget.count_groups();
        budget.count_types();
        budget
    }

    /// The nodes of a graph, each after those that it leads to, with the longest way down. Circles have been cut.
    fn in_order(
        &mut self,
        count: usize,
        edges: impl Fn(usize) -> Vec<usize>,
        label: impl Fn(usize) -> (Span, String),
    ) -> Vec<usize> {
        let mut depths: Vec<Option<u32>> = vec![None; count];
        let mut seen = vec![false; count];
        let mut order = Vec::with_capacity(count);
        for start in 0..count {
            let mut open = vec![(start, false)];
            while let Some((node, is_done)) = open.pop() {
                if is_done {
                    let below = edges(node).into_iter();
                    let below = below.filter_map(|to| depths.get(to).copied().flatten());
                    let depth = below.max().map_or(0, |depth| depth + 1);
                    if depth > LEVELS && self.excess.is_none() {
                        let (span, what) = label(node);
                        self.excess = Some(Excess {
                            span,
                            message: format!("{what} has more than {LEVELS} levels below it"),
                            help: "derive it from a type higher up, or use fewer levels of groups",
                        });
                    }
                    if let Some(entry) = depths.get_mut(node) {
                        *entry = Some(depth);
                    }
                    order.push(node);
                    continue;
                }
                match seen.get_mut(node) {
                    Some(seen) if !*seen => *seen = true,
                    _ => continue,
                }
                open.push((node, true));
                open.extend(edges(node).into_iter().map(|to| (to, false)));
            }
        }
        order
    }

    fn count_substitutes(&mut self) {
        let model = self.model;
        let ids: Vec<ElementId> = model.elements.ids().collect();
        let element = |at: usize| ids.get(at).map(|id| &model.elements[*id]);
        let head = |at: usize| element(at).and_then(|of| of.substitution_group);
        let order = self.in_order(
            ids.len(),
            |at| head(at).into_iter().map(|head| head.index()).collect(),
            |at| {
                let (span, name) = element(at)
                    .map_or_else(Default::default, |of| (of.span, of.name.local.to_string()));
                (span, format!("the substitution group of `{name}`"))
            },
        );
        // Members come after their heads.
        for at in order.into_iter().rev() {
            let own = self.substitutes.get(at).copied().unwrap_or(1);
            if let Some(head) = head(at)
                && let Some(count) = self.substitutes.get_mut(head.index())
            {
                *count = count.saturating_add(own);
            }
        }
    }

    fn count_groups(&mut self) {
        let model = self.model;
        let ids: Vec<GroupId> = model.groups.ids().collect();
        let order = self.in_order(
            ids.len(),
            |at| {
                let mut found = Vec::new();
                if let Some(id) = ids.get(at) {
                    references(&model.groups[*id].particle, &mut found);
                }
                found
            },
            |at| match ids.get(at).map(|id| &model.groups[*id]) {
                Some(of) => (of.span, format!("the group `{}`", of.name.local)),
                None => Default::default(),
            },
        );
        for at in order {
            let Some(id) = ids.get(at) else { continue };
            let of = &model.groups[*id];
            let count = self.particle(&of.particle);
            self.limit(count, of.span, || format!("the group `{}`", of.name.local));
            if let Some(entry) = self.groups.get_mut(at) {
                *entry = count;
            }
        }
        let ids: Vec<AttributeGroupId> = model.attribute_groups.ids().collect();
        let inner = |at: usize| -> Vec<usize> {
            let group = ids.get(at).map(|id| &model.attribute_groups[*id]);
            let items = group.map_or(&[][..], |group| &group.attributes);
            items
                .iter()
                .filter_map(|item| match item {
                    AttributeItem::Group(id) => Some(id.index()),
                    AttributeItem::Use(_) => None,
                })
                .collect()
        };
        let order = self.in_order(ids.len(), inner, |at| {
            match ids.get(at).map(|id| &model.attribute_groups[*id]) {
                Some(of) => (of.span, format!("the attribute group `{}`", of.name.local)),
                None => Default::default(),
            }
        });
        for at in order {
            let Some(id) = ids.get(at) else { continue };
            let count = self.attributes(&model.attribute_groups[*id].attributes);
            if let Some(entry) = self.attribute_groups.get_mut(at) {
                *entry = count;
            }
        }
    }

    /// The members of each type: its own, and those of its base again. A derived type is also a variant of each base.
    fn count_types(&mut self) {
        let model = self.model;
        let ids: Vec<TypeId> = model.types.ids().collect();
        let order = self.in_order(
            ids.len(),
            |at| ids.get(at).map_or(Vec::new(), |id| made_of(model, *id)),
            |at| match ids.get(at).map(|id| &model.types[*id]) {
                Some(of) => (of.span, super::type_name(of)),
                None => Default::default(),
            },
        );
        // Members, and the number of bases.
        let mut counts: Vec<(u64, u64)> = vec![(0, 0); ids.len()];
        for at in order {
            let Some(id) = ids.get(at).copied().filter(|id| !id.is_builtin()) else {
                continue;
            };
            let of = &model.types[id];
            let complex = match &of.kind {
                TypeKind::Complex(complex) => complex,
                TypeKind::Simple(simple) => {
                    let tries = self.tries(simple, &counts, of);
                    self.total = self.total.saturating_add(tries);
                    if let Some(entry) = counts.get_mut(at) {
                        *entry = (tries, 0);
                    }
                    continue;
                }
            };
            let own = match &complex.content {
                Content::Particle(particle) => self.particle(particle),
                _ => 1,
            };
            self.limit(own, of.span, || super::type_name(of));
            let own = own.saturating_add(self.attributes(&complex.attributes));
            let (inherited, bases) = match complex.derivation {
                Derivation::Extension(base) => counts.get(base.index()).copied(),
                Derivation::Restriction(base) => {
                    let bases = counts.get(base.index()).map(|(_, bases)| *bases);
                    bases.map(|bases| (0, bases))
                }
                Derivation::None => None,
            }
            .unwrap_or_default();
            let members = own.saturating_add(inherited);
            let bases = bases + 1;
            if let Some(entry) = counts.get_mut(at) {
                *entry = (members, bases);
            }
            self.total = self.total.saturating_add(members).saturating_add(bases);
            if members > self.largest.0 {
                self.largest = (members, of.span, super::type_name(of));
            }
        }
    }

    /// The number of types as which a text of a simple type is tried, at most: those of unions in unions are multiplied.
    fn tries(&mut self, simple: &SimpleType, counts: &[(u64, u64)], of: &TypeDef) -> u64 {
        let tries = |id: TypeId| {
            counts
                .get(id.index())
                .map_or(1, |(tries, _)| (*tries).max(1))
        };
        match (&simple.variety, simple.base) {
            (Variety::Union(members), _) => {
                let all = members.iter().map(|member| tries(*member));
                let all = all.fold(0, u64::saturating_add);
                if all > PARTICLES && self.excess.is_none() {
                    self.excess = Some(Excess {
                        span: of.span,
                        message: format!(
                            "a text of {} may be tried as {all} types, more than {PARTICLES}",
                            super::type_name(of)
                        ),
                        help: "name each type once: a union has the members of the unions in it",
                    });
                }
                all
            }
            (Variety::List(item), _) => tries(*item),
            (_, Some(base)) => tries(base),
            _ => 1,
        }
    }

    /// Notes a group or type that is too large by itself.
    fn limit(&mut self, count: u64, span: Span, what: impl Fn() -> String) {
        if count > PARTICLES && self.excess.is_none() {
            self.excess = Some(Excess {
                span,
                message: format!(
                    "{} stands for {count} elements and wildcards, more than {PARTICLES}",
                    what()
                ),
                help: "refer to the group once, or from the type of an element: what is declared once is generated once",
            });
        }
    }

    /// The members of a particle. The depth is that of the document.
    fn particle(&self, particle: &Particle) -> u64 {
        match &particle.term {
            Term::Element(id) => {
                let element = &self.model.elements[*id];
                let text = element.name.local.len() + element.annotation.documentation.len();
                let substitutes = self.substitutes.get(id.index()).copied().unwrap_or(1);
                substitutes.saturating_add((text / BYTES) as u64)
            }
            Term::Any(_) => 1,
            Term::GroupRef(id) => self.groups.get(id.index()).copied().unwrap_or(0),
            Term::Group(_, parts) => {
                let counts = parts.iter().map(|part| self.particle(part));
                counts.fold(0, u64::saturating_add)
            }
        }
    }

    fn attributes(&self, items: &[AttributeItem]) -> u64 {
        let counts = items.iter().map(|item| match item {
            AttributeItem::Use(used) => {
                let attribute = &self.model.attributes[used.attribute];
                let text = attribute.name.local.len() + attribute.annotation.documentation.len();
                1 + (text / BYTES) as u64
            }
            AttributeItem::Group(id) => {
                let count = self.attribute_groups.get(id.index());
                count.copied().unwrap_or(0)
            }
        });
        counts.fold(0, u64::saturating_add)
    }
}

fn references(particle: &Particle, found: &mut Vec<usize>) {
    match &particle.term {
        Term::GroupRef(group) => found.push(group.index()),
        Term::Group(_, parts) => {
            for part in parts {
                references(part, found);
            }
        }
        Term::Element(_) | Term::Any(_) => {}
    }
}

/// The types of which a type is made.
fn made_of(model: &Model, id: TypeId) -> Vec<usize> {
    let found: Vec<TypeId> = match &model.types[id].kind {
        TypeKind::Complex(complex) => match complex.derivation {
            Derivation::Extension(base) | Derivation::Restriction(base) => vec![base],
            Derivation::None => Vec::new(),
        },
        TypeKind::Simple(simple) => {
            let mut found: Vec<TypeId> = simple.base.into_iter().collect();
            match &simple.variety {
                Variety::List(item) => found.push(*item),
                Variety::Union(members) => found.extend(members),
                _ => {}
            }
            found
        }
    };
    let found = found.into_iter().filter(|base| *base != id);
    found.map(|base| base.index()).collect()
}
