//! The types that signatures of the public API name have public paths of their own.

use wsdl_codegen::contract::model::{
    Arena, AttributeDecl, AttributeGroupDef, Binding, BindingOperation, ElementDecl, GroupDef, Id,
    InChoice, Message, Operation, PortType, QName, Service, Span, TypeDef, ValueConstraint,
};
use wsdl_codegen::contract::{Body, Call, Member, Model, PartContent, inspect::Parameter};

/// Each line compiles only if the path is public and means the type of the field.
#[test]
fn types_of_fields_can_be_named() {
    let _: fn(&Parameter) -> Option<&InChoice> = |of| of.choice.as_ref();
    let _: fn(&Member) -> Option<&ValueConstraint> = |of| of.value.as_ref();
    let _: fn(&Model) -> &Arena<TypeDef> = |of| &of.types;
    let _: fn(&Model) -> &Arena<ElementDecl> = |of| &of.elements;
    let _: fn(&Model) -> &Arena<AttributeDecl> = |of| &of.attributes;
    let _: fn(&Model) -> &Arena<GroupDef> = |of| &of.groups;
    let _: fn(&Model) -> &Arena<AttributeGroupDef> = |of| &of.attribute_groups;
    let _: fn(&Model) -> Option<(&QName, &Span)> = |of| of.notations.iter().next();
    let _: fn(&Model) -> &Arena<Message> = |of| &of.messages;
    let _: fn(&Model) -> &Arena<PortType> = |of| &of.port_types;
    let _: for<'m> fn(&Call<'m>) -> Option<Id<Binding>> = |of| of.binding;
    let _: for<'m> fn(&Call<'m>) -> Option<&'m BindingOperation> = |of| of.bound;
    let _: for<'m> fn(&Call<'m>) -> &'m Operation = |of| of.operation();
    let _: for<'m> fn(&Call<'m>) -> Option<Id<Service>> = |of| of.service;
    let _: fn(Id<TypeDef>) -> PartContent = PartContent::Type;
    let _: fn(Vec<Id<ElementDecl>>) -> Body = Body::Elements;
}
