//! Elements in the generic form.

use soap_runtime::json::Tree;

use super::{SchemaBuilder, any_of, array, object, text, texts};

/// The definition of an element that the contract does not describe.
pub(super) const ELEMENT: &str = "XmlElement";
/// The definition of content that the contract does not describe.
pub(super) const ANY: &str = "XmlContent";

/// The name of an element: `{namespace}name`.
const NAME: &str = r"^(\{.*\})?[^{}:\s]+$";
/// The names of attributes that no table has.
pub(super) const ATTRIBUTE: &str = r"^@(\{.*\})?[^{}:@$\s.0-9-][^{}:\s]*$";
/// The same, and that of the content.
pub(super) const ATTRIBUTE_OR_TEXT: &str = r"^(\$|@(\{.*\})?[^{}:@$\s.0-9-][^{}:\s]*)$";

/// The namespaces of prefixes.
pub(super) fn prefixes() -> Tree {
    let string = object(vec![("type", text("string"))]);
    object(vec![
        ("type", text("object")),
        ("additionalProperties", string),
    ])
}

impl SchemaBuilder<'_> {
    /// An element that the contract does not describe.
    pub(crate) fn element_reference(&mut self) -> Tree {
        self.any_reference(ELEMENT)
    }

    pub(super) fn any_reference(&mut self, name: &str) -> Tree {
        self.has_any = true;
        object(vec![("$ref", self.path(name))])
    }

    /// An element in the generic form.
    pub(super) fn element(&self) -> Tree {
        let Tree::Object(mut members) = self.any_members() else {
            return Tree::Boolean(true);
        };
        members.push(("required".into(), texts(["@element"])));
        Tree::Object(members)
    }

    /// The content of an element in the generic form.
    pub(super) fn any_content(&self) -> Tree {
        any_of(vec![
            object(vec![("type", text("string"))]),
            self.any_members(),
        ])
    }

    pub(super) fn any_members(&self) -> Tree {
        let string = || object(vec![("type", text("string"))]);
        let element = object(vec![("$ref", self.path(ELEMENT))]);
        let mixed = array(any_of(vec![string(), element]));
        let properties = vec![
            ("@type", string()),
            (
                "@element",
                object(vec![("type", text("string")), ("pattern", text(NAME))]),
            ),
            ("@nil", object(vec![("type", text("boolean"))])),
            ("@xmlns", prefixes()),
            ("$", any_of(vec![string(), mixed])),
        ];
        object(vec![
            ("type", text("object")),
            ("properties", object(properties)),
            (
                "propertyNames",
                object(vec![("pattern", text(ATTRIBUTE_OR_TEXT))]),
            ),
            ("additionalProperties", string()),
        ])
    }
}
