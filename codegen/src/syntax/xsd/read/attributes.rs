//! Attributes.

use super::super::*;
use super::Parser;

impl Parser<'_> {
    /// Whether the element is an attribute, an attribute group or `xs:anyAttribute`.
    pub(super) fn attribute_item(
        &mut self,
        node: XmlNode<'_>,
        attributes: &mut Vec<AttributeItem>,
        wildcard: &mut Option<Wildcard>,
        array_type: &mut Option<(NameReference, Arc<str>)>,
    ) -> bool {
        match node.local() {
            "attribute" => {
                let presence = match node.attribute("use").map(str::trim) {
                    None | Some("optional") => Presence::Optional,
                    Some("required") => Presence::Required,
                    Some("prohibited") => Presence::Prohibited,
                    Some(other) => {
                        self.invalid(node, "use", other, &["optional", "required", "prohibited"]);
                        Presence::Optional
                    }
                };
                if let Some(value) = node.attribute(ARRAY_TYPE) {
                    let (name, dimensions) = value.split_at(value.find('[').unwrap_or(value.len()));
                    *array_type = Some((
                        self.reference(node, name),
                        self.interner.get(dimensions.trim()),
                    ));
                }
                if let Some(name) = node.attribute("ref") {
                    if node.attribute("name").is_some() {
                        self.conflict(node, "both `name` and `ref`");
                    }
                    let reference = self.reference(node, name);
                    let value = self.value_constraint(node);
                    attributes.push(AttributeItem::Reference(reference, presence, value));
                } else if let Some(local) = self.name(node) {
                    let qualified = self.form(node, "form").unwrap_or(self.qualified_attributes);
                    let namespace = self.namespace(qualified);
                    let attribute = self.attribute(node, QName { namespace, local });
                    attributes.push(AttributeItem::Local(Box::new(attribute), presence));
                }
            }
            "attributeGroup" => match node.attribute("ref") {
                Some(name) => attributes.push(AttributeItem::Group(self.reference(node, name))),
                None => self.missing(node, "ref"),
            },
            "anyAttribute" => *wildcard = Some(self.wildcard(node)),
            _ => return false,
        }
        true
    }

    pub(super) fn attribute(&mut self, node: XmlNode<'_>, name: QName) -> Attribute {
        let inline = self.parts(node).find(|child| child.local() == "simpleType");
        let ty = match (node.attribute("type"), inline) {
            (Some(name), inline) => {
                if let Some(inline) = inline {
                    self.conflict(inline, "both `type` and an inline type");
                }
                TypeUse::Named(self.reference(node, name))
            }
            (None, Some(inline)) => TypeUse::Inline(Box::new(self.simple_type(inline, None))),
            (None, None) => TypeUse::Absent,
        };
        for child in self
            .parts(node)
            .filter(|child| child.local() != "simpleType")
        {
            self.unexpected(child, "an attribute");
        }
        Attribute {
            name,
            ty,
            value: self.value_constraint(node),
            annotation: self.annotation(node),
            span: NotCompared(node.span()),
        }
    }
}
