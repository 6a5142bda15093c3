//! Compares the content models of complex types: which sequences of members one admits and the other does not.

use super::inclusion::Inclusion;
use super::names::Translate;
use super::{Diff, Directions, Impact};
use crate::model::{
    Compositor, Content, Derivation, Model, NamespaceConstraint, Particle, ProcessContents, QName,
    Term, TypeId, TypeKind,
};
use std::collections::BTreeSet;

/// A content model without the names of groups.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    pub(super) min: u32,
    pub(super) max: Option<u32>,
    pub(super) node: FormNode,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FormNode {
    Leaf(Leaf),
    Sequence(Vec<Form>),
    Choice(Vec<Form>),
    All(Vec<Form>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    /// The name with its namespace; for a wildcard its namespaces.
    pub(super) name: String,
    label: String,
    /// For a wildcard: whether it admits any namespace, and how it is processed.
    pub(super) wildcard: Option<(bool, ProcessContents)>,
    place: Grouping,
}

/// The groups around a member.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Grouping {
    /// Only groups that occur once and are no choices: the comparison of members covers the occurrence.
    #[default]
    Plain,
    Grouped,
    Choice,
}

impl Leaf {
    /// The key by which members of two contracts are paired: all wildcards have the same.
    fn key(&self) -> &str {
        if self.wildcard.is_some() {
            ""
        } else {
            &self.name
        }
    }
}

impl Diff<'_> {
    /// Reports a change of the content model that the comparison of single members does not see. `ordered` tells whether the order of
    /// the members is reported already, `told` names the members that
    /// are reported to come more or less often.
    pub(super) fn content(
        &mut self,
        subject: &str,
        usage: Directions,
        (was, is): (&Form, &Form),
        ordered: bool,
        told: &BTreeSet<String>,
    ) {
        let (old_names, new_names) = (was.names(), is.names());
        // Members that only one contract has are reported themselves. In a choice they are one more, or one less, alternative.
        // The occurrence of a member that is in no optional or repeated group and in no choice is reported with the member.
        let (plain_old, plain_new) = (was.plain(), is.plain());
        let covered: BTreeSet<&str> = plain_old.intersection(&plain_new).copied().collect();
        let pair = |response: bool| {
            let old = was
                .keep(&|_, leaf| new_names.contains(leaf.key()) || leaf.place == Grouping::Choice);
            let new = is.keep(&|form, leaf| {
                old_names.contains(leaf.key())
                    || leaf.place == Grouping::Choice
                    || !response && leaf.place == Grouping::Grouped && form.min > 0
            });
            (old.level(&covered), new.level(&covered))
        };
        let differs = |(old, new): &(Form, Form)| {
            old != new && !(ordered && old.clone().sorted() == new.clone().sorted())
        };
        if was.text() == is.text() {
            // Only the namespaces differ: as members of these names are gone, and others are new.
            return;
        }
        let (request, response) = (pair(false), pair(true));
        if !(usage.request && differs(&request) || usage.response && differs(&response)) {
            return;
        }
        let refused =
            usage.request && differs(&request) && !Inclusion::holds(&request.1, &request.0);
        let surprised =
            usage.response && differs(&response) && !Inclusion::holds(&response.0, &response.1);
        let rest = |form: &Form, others: &BTreeSet<&str>| {
            let rest = form.keep(&|_, leaf| others.contains(leaf.key()));
            rest.level(&covered).told(told)
        };
        // A new member that an alternative or an optional group requires is optional by itself.
        let is_demanded = refused
            && old_names.is_subset(&new_names)
            && !Inclusion::holds(&request.1.clone().told(told), &request.0.clone().told(told));
        if !surprised && !is_demanded && rest(was, &new_names) == rest(is, &old_names) {
            // The members that are gone, new, or come more or less often are reported themselves.
            return;
        }
        let (impact, effect) = match (refused, surprised) {
            (true, true) => (
                Impact::Breaking,
                "requests that were fine may be refused, and responses may come in a form that callers do not know",
            ),
            (true, false) => (Impact::Breaking, "requests that were fine may be refused"),
            (false, true) => (
                Impact::Breaking,
                "responses may come in a form that callers do not know",
            ),
            (false, false) => (Impact::Compatible, "nothing to do"),
        };
        let what = format!("content {} is now {}", was.short(), is.short());
        self.report(impact, "content-changed", subject, what, effect);
    }

    /// The content models of two types. They include those of the bases if these differ.
    pub(super) fn forms(&self, old: TypeId, new: TypeId) -> (Form, Form) {
        let base = |model: &Model, ty: TypeId| match &model.types[ty].kind {
            TypeKind::Complex(complex) => match complex.derivation {
                Derivation::Extension(base) => model.types[base].name.clone(),
                _ => None,
            },
            TypeKind::Simple(_) => None,
        };
        let was = base(self.old, old).map(|name| self.names.ty(&name));
        let whole = was != base(self.new, new);
        (
            form(self.old, old, whole, Translate(Some(&self.names))),
            form(self.new, new, whole, Translate(None)),
        )
    }
}

/// The content model of a type; with `whole` that of its bases too.
pub(super) fn form(model: &Model, ty: TypeId, whole: bool, translate: Translate<'_>) -> Form {
    let mut builder = FormBuilder {
        model,
        translate,
        left: 20_000,
    };
    let (mut own, mut at) = (Vec::new(), ty);
    for _ in 0..64 {
        let TypeKind::Complex(complex) = &model.types[at].kind else {
            break;
        };
        if let Content::Particle(particle) = &complex.content {
            own.push(builder.form(particle, Grouping::Plain, 0));
        }
        match complex.derivation {
            Derivation::Extension(base) if whole && base != at => at = base,
            _ => break,
        }
    }
    own.reverse();
    Form::once(FormNode::Sequence(own)).normal()
}

struct FormBuilder<'a> {
    model: &'a Model,
    translate: Translate<'a>,
    /// The number of nodes that are still read: groups within groups may double at each level.
    left: usize,
}

impl FormBuilder<'_> {
    fn form(&mut self, particle: &Particle, place: Grouping, depth: u32) -> Form {
        let (min, max) = (particle.min, particle.max);
        let node = match &particle.term {
            _ if depth > 64 || self.left == 0 || max == Some(0) => FormNode::Sequence(Vec::new()),
            Term::Element(element) => {
                let name = self.translate.element(&self.model.elements[*element].name);
                FormNode::Leaf(Leaf {
                    label: name.local.to_string(),
                    name: name.to_string(),
                    wildcard: None,
                    place,
                })
            }
            Term::Any(wildcard) => {
                let name = namespaces(&wildcard.namespaces, self.translate);
                FormNode::Leaf(Leaf {
                    label: format!("any[{name} {:?}]", wildcard.process),
                    name,
                    wildcard: Some((
                        wildcard.namespaces == NamespaceConstraint::Any,
                        wildcard.process,
                    )),
                    place,
                })
            }
            Term::Group(compositor, inside) => {
                let choice = *compositor == Compositor::Choice && inside.len() > 1;
                let place = match place {
                    _ if choice => Grouping::Choice,
                    Grouping::Plain if (min, max) != (1, Some(1)) => Grouping::Grouped,
                    place => place,
                };
                let mut forms = Vec::new();
                for one in inside {
                    self.left = self.left.saturating_sub(1);
                    forms.push(self.form(one, place, depth + 1));
                }
                match compositor {
                    Compositor::Sequence => FormNode::Sequence(forms),
                    Compositor::Choice => FormNode::Choice(forms),
                    Compositor::All => FormNode::All(forms),
                }
            }
            Term::GroupRef(group) => {
                let place = match place {
                    Grouping::Plain if (min, max) != (1, Some(1)) => Grouping::Grouped,
                    place => place,
                };
                let definition = &self.model.groups[*group].particle;
                FormNode::Sequence(vec![self.form(definition, place, depth + 1)])
            }
        };
        Form { min, max, node }
    }
}

/// The namespaces of a wildcard, as text.
pub(super) fn namespaces(namespaces: &NamespaceConstraint, translate: Translate<'_>) -> String {
    let one = |namespace: &std::sync::Arc<str>| {
        translate
            .name(&QName::new(namespace.clone(), ""))
            .namespace
            .to_string()
    };
    match namespaces {
        NamespaceConstraint::Any => "##any".to_owned(),
        NamespaceConstraint::Other(namespace) => format!("##other {}", one(namespace)),
        NamespaceConstraint::List(all) => {
            let named = |namespace: String| match namespace.as_str() {
                "" => "##local".to_owned(),
                _ => namespace,
            };
            let all: BTreeSet<_> = all.iter().map(one).map(named).collect();
            all.into_iter().collect::<Vec<_>>().join(" ")
        }
    }
}

impl Form {
    pub(super) fn once(node: FormNode) -> Self {
        Self {
            min: 1,
            max: Some(1),
            node,
        }
    }

    fn is_once(&self) -> bool {
        (self.min, self.max) == (1, Some(1))
    }

    pub(super) fn inside(&self) -> &[Form] {
        match &self.node {
            FormNode::Leaf(_) => &[],
            FormNode::Sequence(inside) | FormNode::Choice(inside) | FormNode::All(inside) => inside,
        }
    }

    pub(super) fn may_be_empty(&self) -> bool {
        self.min == 0
            || match &self.node {
                FormNode::Leaf(_) => false,
                FormNode::Sequence(inside) | FormNode::All(inside) => {
                    inside.iter().all(Form::may_be_empty)
                }
                FormNode::Choice(inside) => inside.iter().any(Form::may_be_empty),
            }
    }

    fn names(&self) -> BTreeSet<&str> {
        match &self.node {
            FormNode::Leaf(leaf) => BTreeSet::from([leaf.key()]),
            _ => self.inside().iter().flat_map(Form::names).collect(),
        }
    }

    /// The names of members that are plain wherever they are.
    fn plain(&self) -> BTreeSet<&str> {
        let (mut plain, mut others) = (BTreeSet::new(), BTreeSet::new());
        let mut pending = vec![self];
        while let Some(form) = pending.pop() {
            pending.extend(form.inside());
            if let FormNode::Leaf(leaf) = &form.node {
                let names = match leaf.place {
                    Grouping::Plain => &mut plain,
                    _ => &mut others,
                };
                names.insert(leaf.key());
            }
        }
        plain.difference(&others).copied().collect()
    }

    /// The form with those members only.
    fn keep(&self, wanted: &dyn Fn(&Form, &Leaf) -> bool) -> Form {
        let kept = |inside: &[Form]| -> Vec<Form> {
            let wanted_here = inside.iter().filter(|form| match &form.node {
                FormNode::Leaf(leaf) => wanted(form, leaf),
                _ => true,
            });
            wanted_here.map(|form| form.keep(wanted)).collect()
        };
        let node = match &self.node {
            FormNode::Leaf(leaf) if wanted(self, leaf) => FormNode::Leaf(leaf.clone()),
            FormNode::Leaf(_) => return Form::once(FormNode::Sequence(Vec::new())),
            FormNode::Sequence(inside) => FormNode::Sequence(kept(inside)),
            FormNode::Choice(inside) => FormNode::Choice(kept(inside)),
            FormNode::All(inside) => FormNode::All(kept(inside)),
        };
        Form {
            node,
            min: self.min,
            max: self.max,
        }
    }

    /// The form without what the comparison of members covers: the occurrence of those members, and the place of all.
    fn level(self, covered: &BTreeSet<&str>) -> Form {
        self.map(&|mut form| {
            if let FormNode::Leaf(leaf) = &mut form.node {
                if covered.contains(leaf.key()) {
                    (form.min, form.max) = (1, Some(1));
                }
                leaf.place = Grouping::Plain;
            }
            form
        })
        .normal()
    }

    /// The form with those members once at most.
    fn told(self, names: &BTreeSet<String>) -> Form {
        self.map(&|mut form| {
            if let FormNode::Leaf(leaf) = &form.node
                && names.contains(&leaf.name)
            {
                form.max = Some(1);
                form.min = form.min.min(1);
            }
            form
        })
        .normal()
    }

    fn sorted(self) -> Form {
        self.map(&|mut form| {
            if let FormNode::Sequence(inside) = &mut form.node {
                inside.sort();
            }
            form
        })
        .normal()
    }

    /// Changes the form from the inside to the outside.
    fn map(self, change: &dyn Fn(Form) -> Form) -> Form {
        let all = |inside: Vec<Form>| inside.into_iter().map(|form| form.map(change)).collect();
        let node = match self.node {
            FormNode::Leaf(leaf) => FormNode::Leaf(leaf),
            FormNode::Sequence(inside) => FormNode::Sequence(all(inside)),
            FormNode::Choice(inside) => FormNode::Choice(all(inside)),
            FormNode::All(inside) => FormNode::All(all(inside)),
        };
        change(Form { node, ..self })
    }

    /// Brings forms that admit the same to one form, where that is simple: groups of one, groups in groups of their kind, the order of
    /// a choice.
    pub(super) fn normal(self) -> Form {
        self.map(&Form::normal_group)
    }

    fn normal_group(mut self) -> Form {
        let is_empty =
            |form: &Form| !matches!(form.node, FormNode::Leaf(_)) && form.inside().is_empty();
        let optional = self.may_be_empty();
        match &mut self.node {
            FormNode::Leaf(_) => return self,
            FormNode::Sequence(inside) => {
                let all = std::mem::take(inside);
                for form in all.into_iter().filter(|form| !is_empty(form)) {
                    match form.node {
                        FormNode::Sequence(nested) if (form.min, form.max) == (1, Some(1)) => {
                            inside.extend(nested);
                        }
                        node => inside.push(Form { node, ..form }),
                    }
                }
            }
            FormNode::Choice(inside) => {
                let all = std::mem::take(inside);
                for form in all.into_iter().filter(|form| !is_empty(form)) {
                    match form.node {
                        FormNode::Choice(nested) if form.max == Some(1) => inside.extend(nested),
                        node => inside.push(Form { node, ..form }),
                    }
                }
                inside.sort();
                inside.dedup();
                if optional {
                    self.min = 0;
                }
            }
            FormNode::All(inside) => {
                inside.retain(|form| !is_empty(form));
                inside.sort();
            }
        }
        if optional && self.max == Some(1) && !matches!(self.node, FormNode::Choice(_)) {
            // Each part may be left out: that the whole may be left out says nothing more.
            let parts = self.inside().iter().all(Form::may_be_empty);
            self.min = u32::from(parts);
        }
        self.unwrapped()
    }

    /// A group of one is what is in it.
    fn unwrapped(self) -> Form {
        let [one] = self.inside() else { return self };
        if self.is_once() {
            return one.clone();
        }
        let both_optional = self.min <= 1 && self.max == Some(1) && one.max == Some(1);
        if one.is_once() || both_optional && one.min <= 1 {
            return Form {
                min: self
                    .min
                    .min(one.min)
                    .max(u32::from(one.is_once()) * self.min),
                max: self.max,
                node: one.node.clone(),
            };
        }
        self
    }

    /// The form as text: `(isbn | (author, year)), limit?`.
    pub(super) fn text(&self) -> String {
        let join = |separator: &str| {
            let inside: Vec<_> = self.inside().iter().map(Form::text).collect();
            format!("({})", inside.join(separator))
        };
        let term = match &self.node {
            FormNode::Leaf(leaf) => leaf.label.clone(),
            FormNode::Sequence(_) => join(", "),
            FormNode::Choice(_) => join(" | "),
            FormNode::All(_) => join(" & "),
        };
        match (self.min, self.max) {
            (1, Some(1)) => term,
            (0, Some(1)) => format!("{term}?"),
            (0, None) => format!("{term}*"),
            (1, None) => format!("{term}+"),
            (min, None) => format!("{term}{{{min},}}"),
            (min, Some(max)) => format!("{term}{{{min},{max}}}"),
        }
    }

    fn short(&self) -> String {
        let text = self.text();
        if text.chars().count() <= 160 {
            return text;
        }
        let mut short: String = text.chars().take(159).collect();
        short.push('…');
        short
    }
}
