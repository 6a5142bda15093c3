//! Compares the Rust code of two contracts, as the generator plans it with the default options.

use super::names::Translate;
use super::rust::{Field, GeneratedItems, ItemPath, ItemShape, Structure, Variant};
use super::{Diff, Directions, Impact};
use crate::model::{Model, TypeId};
use crate::plan::output::Origin;
use std::collections::BTreeMap;

/// The deepest nesting of choices and sequences that is compared.
const DEPTH: usize = 16;

/// The most variants that one note names.
const SHOWN: usize = 5;

/// A difference of the code of a component.
pub(super) struct Note {
    subject: String,
    /// The member that it is of.
    label: Option<String>,
    text: String,
}

/// The code of both contracts.
pub(super) struct Both {
    old: GeneratedItems,
    new: GeneratedItems,
}

impl Both {
    /// `None` if one of the contracts has errors.
    pub(super) fn new((old, translate): (&Model, Translate<'_>), new: &Model) -> Option<Self> {
        Some(Self {
            old: GeneratedItems::of(old, translate)?,
            new: GeneratedItems::of(new, Translate(None))?,
        })
    }
}

impl Both {
    /// The Rust name of a type of the old contract, if the new code has no item of its name.
    pub(super) fn gone(&self, ty: TypeId) -> Option<String> {
        let place = self.old.place(Origin::Type(ty))?;
        let is_there = self.new.shape(place).is_some();
        (!is_there).then(|| place.1.clone())
    }
}

impl Diff<'_> {
    /// Compares the Rust items of a component.
    pub(super) fn code(&mut self, subject: &str, usage: Directions, old: Origin, new: Origin) {
        let Some(both) = self.both.clone() else {
            return;
        };
        let places = (both.old.place(old), both.new.place(new));
        let mut found = Found::default();
        match places {
            (Some(was), Some(is)) => {
                if was.1 != is.1 {
                    found.of_item(format!("`{}` was `{}`", is.1, was.1));
                }
                found.items(&both, was, is, 0);
            }
            (None, Some(is)) if matches!(new, Origin::Derived(_)) => found.of_item(format!(
                "each place of the type holds a `{}`, an enum of it and the types derived from it",
                is.1
            )),
            (Some(was), None) if matches!(old, Origin::Derived(_)) => found.of_item(format!(
                "each place of the type holds the type alone; the enum `{}` is gone",
                was.1
            )),
            _ => {}
        }
        if let Some((was, is)) = found.arguments {
            let impact = match usage.request {
                true => Impact::Breaking,
                false => Impact::Compatible,
            };
            self.report(
                impact,
                "arguments-changed",
                subject,
                format!("the arguments of `new` are {was} and now {is}"),
                "after generating again, a call with arguments of the same types compiles and means others: look at each call",
            );
        }
        let notes = found.notes.into_iter().map(|(label, text)| Note {
            subject: subject.to_owned(),
            label,
            text,
        });
        self.notes.extend(notes);
    }

    /// Adds the differences of the code to the changes that they come from. One that comes from a change elsewhere is a change itself.
    pub(super) fn add_notes(&mut self) {
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for (index, change) in self.changes.iter().enumerate() {
            // A note tells of a call that does not compile. One of that kind compiles.
            if change.kind != "arguments-changed" {
                places.entry(change.subject.clone()).or_insert(index);
            }
        }
        for note in std::mem::take(&mut self.notes) {
            let subject = match &note.label {
                Some(label) => format!("{}.{label}", note.subject),
                None => note.subject.clone(),
            };
            // The change of a content model names no member.
            let is_content = |index: &&usize| {
                let change = self.changes.get(**index);
                change.is_some_and(|change| change.kind == "content-changed")
            };
            let known = places.get(&subject);
            let known = known.or_else(|| places.get(&note.subject).filter(is_content));
            let index = known.copied().unwrap_or(self.changes.len());
            if index == self.changes.len() {
                self.report(
                    Impact::Compatible,
                    "code-changed",
                    &subject,
                    "only its Rust code differs",
                    "no message changes",
                );
                places.insert(subject, index);
            }
            if let Some(change) = self.changes.get_mut(index) {
                change.code = Some(match change.code.take() {
                    Some(before) if before == note.text => before,
                    Some(before) => format!("{before}; {}", note.text),
                    None => note.text,
                });
                if change.effect == "nothing to do" {
                    change.effect = "nothing changes in the messages of callers";
                }
            }
        }
    }
}

/// The differences of one component: the member that each is of, and its text.
#[derive(Default)]
struct Found {
    notes: Vec<(Option<String>, String)>,
    /// The arguments of `new`, if as many as before are others.
    arguments: Option<(String, String)>,
}

impl Found {
    fn of_item(&mut self, text: String) {
        self.notes.push((None, text));
    }

    fn items(&mut self, both: &Both, was: &ItemPath, is: &ItemPath, depth: usize) {
        let (Some(old), Some(new)) = (both.old.shape(was), both.new.shape(is)) else {
            return;
        };
        match (old, new) {
            _ if depth > DEPTH => {}
            (ItemShape::Struct(old), ItemShape::Struct(new)) => {
                self.structs(both, &is.1, old, new, depth);
            }
            (ItemShape::Enum(old), ItemShape::Enum(new)) => {
                self.enums(both, &is.1, old, new, depth)
            }
            (ItemShape::Alias(old), ItemShape::Alias(new)) => {
                if old.contract != new.contract {
                    let (was, now) = (&old.rust, &new.rust);
                    self.of_item(format!("`{}` is `{now}` and was `{was}`", is.1));
                }
            }
            _ => self.of_item(format!(
                "`{}` is {} and was {}",
                is.1,
                new.kind(),
                old.kind()
            )),
        }
    }

    fn structs(&mut self, both: &Both, name: &str, old: &Structure, new: &Structure, depth: usize) {
        let by_key = |all: &[Field]| -> BTreeMap<String, usize> {
            let keys = all.iter().enumerate();
            keys.map(|(at, one)| (one.key.clone(), at)).collect()
        };
        let (was, is) = (by_key(&old.fields), by_key(&new.fields));
        let get = |all: &BTreeMap<String, usize>, of: &Structure, key: &str| {
            all.get(key).and_then(|at| of.fields.get(*at)).cloned()
        };
        for field in &old.fields {
            match get(&is, new, &field.key) {
                Some(other) => self.field(both, field, &other, depth),
                None => {
                    let argument = match field.argument {
                        true => ", and the argument of `new`",
                        false => "",
                    };
                    let text = format!("the field `{}` is gone{argument}", field.name);
                    self.notes.push((field.label.clone(), text));
                }
            }
        }
        for field in &new.fields {
            if was.contains_key(&field.key) {
                continue;
            }
            let text = match (old.is_unit && !new.is_unit, field.argument) {
                (true, false) => {
                    format!("`{name}` is no unit struct any more: its value is `{name}::default()`")
                }
                (_, true) => format!(
                    "the field `{}` is new, and an argument of `new`",
                    field.name
                ),
                (false, false) => format!(
                    "the field `{}` is new: values and patterns of `{name}` without `..` need it",
                    field.name
                ),
            };
            self.notes.push((field.label.clone(), text));
        }
        if old.has_default && !new.has_default {
            self.lost_default(name, old, new);
        }
        let arguments = |all: &Structure| -> Vec<Field> {
            let all = all.fields.iter().filter(|field| field.argument);
            all.cloned().collect()
        };
        let (old, new) = (arguments(old), arguments(new));
        // Two choices are two types: the compiler tells them apart.
        let is_other =
            |(was, is): (&Field, &Field)| was.key != is.key && !(was.is_choice && is.is_choice);
        if depth == 0 && old.len() == new.len() && old.iter().zip(&new).any(is_other) {
            let names = |all: &[Field]| {
                let names: Vec<&str> = all.iter().map(|field| &*field.name).collect();
                names.join(", ")
            };
            self.arguments = Some((names(&old), names(&new)));
        }
    }

    /// Tells that a struct has no `Default` any more, with the first member that only its users know.
    fn lost_default(&mut self, name: &str, old: &Structure, new: &Structure) {
        let was = |field: &&Field| {
            let mut all = old.fields.iter();
            !all.any(|other| other.key == field.key && other.argument)
        };
        let mut arguments = new.fields.iter().filter(|field| field.argument);
        let label = arguments.find(was).and_then(|field| field.label.clone());
        self.notes
            .push((label, format!("`{name}::default()` is gone")));
    }

    fn field(&mut self, both: &Both, old: &Field, new: &Field, depth: usize) {
        let mut texts = Vec::new();
        let mut tell = |text: String| texts.push(text);
        if old.name != new.name {
            tell(format!("the field `{}` was `{}`", new.name, old.name));
        }
        if old.ty.contract != new.ty.contract {
            let (was, is) = (&old.ty.rust, &new.ty.rust);
            tell(format!("`{}` is `{is}` and was `{was}`", new.name));
        }
        match (old.argument, new.argument) {
            (true, false) => tell("`new` takes no argument for it".to_owned()),
            (false, true) => tell("`new` takes an argument for it".to_owned()),
            _ => {}
        }
        let label = new.label.clone().or_else(|| old.label.clone());
        if !texts.is_empty() {
            self.notes.push((label, texts.join("; ")));
        }
        if let (Some(was), Some(is)) = (&old.group, &new.group) {
            self.items(both, was, is, depth + 1);
        }
    }

    fn enums(&mut self, both: &Both, name: &str, old: &[Variant], new: &[Variant], depth: usize) {
        let by_key = |all: &[Variant]| -> BTreeMap<String, Variant> {
            all.iter()
                .map(|one| (one.key.clone(), one.clone()))
                .collect()
        };
        let (was, is) = (by_key(old), by_key(new));
        for one in old {
            let Some(other) = is.get(&one.key) else {
                continue;
            };
            if one.name != other.name {
                let text = format!("`{name}::{}` was `{}`", other.name, one.name);
                self.notes.push((other.label.clone(), text));
            }
            let contract = |one: &Variant| one.ty.as_ref().map(|ty| ty.contract.clone());
            if contract(one) != contract(other) {
                let rust = |one: &Variant| one.ty.as_ref().map_or("", |ty| &*ty.rust).to_owned();
                let text = format!(
                    "`{name}::{}` holds `{}` and held `{}`",
                    other.name,
                    rust(other),
                    rust(one)
                );
                self.notes.push((other.label.clone(), text));
            }
            if let (Some(was), Some(is)) = (&one.group, &other.group) {
                self.items(both, was, is, depth + 1);
            }
        }
        let others = |all: &[Variant], known: &BTreeMap<String, Variant>| {
            let mut by_label: BTreeMap<Option<String>, Vec<String>> = BTreeMap::new();
            for one in all.iter().filter(|one| !known.contains_key(&one.key)) {
                let names = by_label.entry(one.label.clone()).or_default();
                names.push(format!("`{}`", one.name));
            }
            by_label
        };
        for (label, names) in others(old, &is) {
            let text = format!("`{name}` has no variant {} any more", listed(&names));
            self.notes.push((label, text));
        }
        for (label, names) in others(new, &was) {
            let names = listed(&names);
            let text = format!(
                "`{name}` has the new variant {names}: a `match` that names each variant needs it"
            );
            self.notes.push((label, text));
        }
    }
}

/// The first names, and the number of the others.
fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(SHOWN).map(String::as_str).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
