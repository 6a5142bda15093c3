//! Names of components for selectors and messages, and their documentation.

use super::*;
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The name of a type in selectors: its own, or `Owner.Member` for an anonymous one; empty for an anonymous type
/// without a declaration.
pub(crate) fn selector_path(model: &Model, ty: TypeId) -> String {
    let def = &model.types[ty];
    if let Some(name) = &def.name {
        return name.local.to_string();
    }
    match def.scope {
        Scope::Global => String::new(),
        Scope::Element(element) => {
            let declaration = &model.elements[element];
            declaration_path(model, declaration.parent, &declaration.name)
        }
        Scope::Attribute(attribute) => {
            let declaration = &model.attributes[attribute];
            declaration_path(model, declaration.parent, &declaration.name)
        }
        Scope::Type(owner, index) => format!("{}.{index}", selector_path(model, owner)),
    }
}

fn declaration_path(model: &Model, parent: Parent, name: &QName) -> String {
    let parent = match parent {
        Parent::Schema => return name.local.to_string(),
        Parent::Type(ty) => selector_path(model, ty),
        Parent::Group(group) => model.groups[group].name.local.to_string(),
        Parent::AttributeGroup(group) => model.attribute_groups[group].name.local.to_string(),
    };
    format!("{parent}.{}", name.local)
}

/// The namespace of a type: that of the global component around an anonymous one.
pub(crate) fn namespace(model: &Model, ty: TypeId) -> String {
    let mut at = ty;
    // The document limits the depth.
    loop {
        let definition = &model.types[at];
        let (name, parent) = match (&definition.name, definition.scope) {
            (Some(name), _) => return name.namespace.to_string(),
            (None, Scope::Global) => return String::new(),
            (None, Scope::Element(element)) => {
                let declaration = &model.elements[element];
                (&declaration.name, declaration.parent)
            }
            (None, Scope::Attribute(attribute)) => {
                let declaration = &model.attributes[attribute];
                (&declaration.name, declaration.parent)
            }
            (None, Scope::Type(owner, _)) => {
                at = owner;
                continue;
            }
        };
        let name = match parent {
            Parent::Type(owner) => {
                at = owner;
                continue;
            }
            Parent::Schema => name,
            Parent::Group(group) => &model.groups[group].name,
            Parent::AttributeGroup(group) => &model.attribute_groups[group].name,
        };
        return name.namespace.to_string();
    }
}

/// The name of a type in messages: `xs:int`, `CsSession`, `type of Foo` for an anonymous one.
pub fn type_label(model: &Model, ty: TypeId) -> String {
    let mut prefix = String::new();
    let mut ty = ty;
    // Anonymous types nest in types and elements. The document limits the depth.
    for _ in 0..64 {
        let definition = &model.types[ty];
        if let Some(name) = &definition.name {
            let builtin = ty.is_builtin();
            return if builtin {
                format!("{prefix}xs:{}", name.local)
            } else {
                format!("{prefix}{}", name.local)
            };
        }
        match definition.scope {
            Scope::Element(element) => {
                return format!("{prefix}type of {}", model.elements[element].name.local);
            }
            Scope::Attribute(attribute) => {
                return format!(
                    "{prefix}type of @{}",
                    model.attributes[attribute].name.local
                );
            }
            Scope::Type(owner, _) if owner != ty => {
                prefix.push_str("part of ");
                ty = owner;
            }
            _ => break,
        }
    }
    format!("{prefix}anonymous type")
}

/// The documentation of a component, with notes on differences from the contract.
pub(crate) fn documentation(annotation: &Annotation) -> Cow<'_, str> {
    let media = annotation.content_types();
    if annotation.gaps.is_empty() && media.is_none() {
        return Cow::Borrowed(&annotation.documentation);
    }
    let mut text = annotation.documentation.clone();
    let known: BTreeSet<&str> = annotation.documentation.split("\n\n").collect();
    let mut added = BTreeSet::new();
    let media = media.map(|types| format!("Expected content types: {types}."));
    let gaps = (annotation.gaps.iter())
        .map(|gap| format!("Not as in the contract: {}.", gap.replace('`', "")));
    for paragraph in media.into_iter().chain(gaps) {
        if known.contains(&*paragraph) || !added.insert(paragraph.clone()) {
            continue;
        }
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(&paragraph);
    }
    Cow::Owned(text)
}
