//! References to namespaces that a schema does not import (XML Schema Part 1, section 3.15.3, "src-resolve", clause 4).

use crate::diagnostic::{Code, Diagnostics};
use crate::import::Documents;
use crate::syntax::{wsdl, xsd};
use std::collections::BTreeSet;

/// Reports them where the namespace is known from another document, so that the reference is resolved all the same.
pub(super) fn check(documents: &Documents, diagnostics: &mut Diagnostics) {
    let known: BTreeSet<&str> = documents
        .schemas
        .iter()
        .map(|schema| &*schema.target)
        .collect();
    for schema in &documents.schemas {
        for (namespace, span) in &schema.referenced {
            let is_imported = schema.links.iter().any(|link| {
                matches!(link.kind, xsd::LinkKind::Import) && link.namespace == *namespace
            });
            // `xml:lang` and elements of XML Schema are used without import everywhere.
            let is_usual = matches!(
                &**namespace,
                "http://www.w3.org/XML/1998/namespace" | xsd::NAMESPACE | wsdl::NAMESPACE
            );
            if is_imported
                || is_usual
                || *namespace == schema.target
                || !known.contains(&**namespace)
                || diagnostics.is_reported(*span, &[Code::NotImported])
            {
                continue;
            }
            let what = if namespace.is_empty() {
                "names without namespace are used, but not imported".to_owned()
            } else {
                format!("the namespace `{namespace}` is used, but not imported")
            };
            diagnostics.warning(Code::NotImported, *span, what).help(
                "add an xs:import to the schema: other tools do not look into other documents",
            );
        }
    }
}
