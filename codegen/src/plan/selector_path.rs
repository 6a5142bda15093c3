//! What selectors call a component: its name, or `Owner.Member` for one without a name.

use crate::model::*;

/// The path of a type; empty for an anonymous type that nothing declares.
pub(crate) fn of_type(model: &Model, ty: TypeId) -> String {
    let def = &model.types[ty];
    if let Some(name) = &def.name {
        return name.local.to_string();
    }
    match def.scope {
        Scope::Global => String::new(),
        Scope::Element(element) => {
            let declaration = &model.elements[element];
            of_declaration(model, declaration.parent, &declaration.name)
        }
        Scope::Attribute(attribute) => {
            let declaration = &model.attributes[attribute];
            of_declaration(model, declaration.parent, &declaration.name)
        }
        Scope::Type(owner, index) => format!("{}.{index}", of_type(model, owner)),
    }
}

fn of_declaration(model: &Model, parent: Parent, name: &QName) -> String {
    let parent = match parent {
        Parent::Schema => return name.local.to_string(),
        Parent::Type(ty) => of_type(model, ty),
        Parent::Group(group) => model.groups[group].name.local.to_string(),
        Parent::AttributeGroup(group) => model.attribute_groups[group].name.local.to_string(),
    };
    format!("{parent}.{}", name.local)
}
