//! Errors as problems (RFC 9457).

use bytes::Bytes;
use http::{HeaderName, HeaderValue, StatusCode, header};
use soap_runtime::json::{self, Tree};
use soap_runtime::soap::FaultCode;
use soap_runtime::transport::TransportErrorKind;
use soap_runtime::{EncodeError, ErrorDetails, Fault};

use super::{FaultKinds, escaped, protect};
use crate::Operation;
use crate::openapi::{REFUSED, UNAVAILABLE};
use crate::operation::tree_of;

/// A problem: the answer of a request that failed.
pub(super) struct Problem(Box<Members>);

/// The content of a problem.
struct Members {
    status: StatusCode,
    /// The kind of the problem, if the status does not say all.
    kind: Option<String>,
    title: Option<&'static str>,
    detail: String,
    path: Option<String>,
    fault: Option<Tree>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl Problem {
    /// A problem that the status says all of.
    pub(super) fn new(status: StatusCode) -> Self {
        Self(Box::new(Members {
            status,
            kind: None,
            title: status.canonical_reason(),
            detail: String::new(),
            path: None,
            fault: None,
            headers: Vec::new(),
        }))
    }

    /// A problem of a kind that the description has.
    fn of_kind(status: StatusCode, kind: &str, title: &'static str) -> Self {
        let mut problem = Self::new(status);
        problem.0.kind = Some(kind.to_owned());
        problem.0.title = Some(title);
        problem
    }

    pub(super) fn detail(mut self, detail: &str) -> Self {
        detail.clone_into(&mut self.0.detail);
        self
    }

    pub(super) fn at(mut self, path: &str) -> Self {
        self.0.path = Some(path.to_owned());
        self
    }

    pub(super) fn header(mut self, name: HeaderName, value: &'static str) -> Self {
        self.0.headers.push((name, HeaderValue::from_static(value)));
        self
    }

    /// The request is not as the contract says.
    pub(super) fn refused(detail: &str) -> Self {
        let title = "The request is not as the contract says";
        Self::of_kind(StatusCode::BAD_REQUEST, REFUSED, title).detail(detail)
    }

    /// The same, of a value below a path.
    pub(super) fn of_json(prefix: &str, error: &json::Error) -> Self {
        Self::refused(error.message()).at(&format!("{prefix}{}", error.pointer()))
    }

    /// The same, of a value that cannot be written: the path of its element leads to it in the JSON that was sent.
    fn of_encoding(error: &EncodeError, sent: &[u8]) -> Self {
        let problem = Self::refused(error.message());
        let tree = std::str::from_utf8(sent).ok();
        let tree = tree.and_then(|text| tree_of(text).ok());
        match tree {
            Some(tree) => problem.at(&pointer(&tree, error.path())),
            None => problem,
        }
    }

    pub(super) fn too_large(most: usize) -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE).detail(&format!("the limit is {most} bytes"))
    }

    pub(super) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The reply is not as the contract says.
    pub(super) fn unreadable(detail: &str) -> Self {
        let title = "The service does not answer as the contract says";
        Self::of_kind(StatusCode::BAD_GATEWAY, UNAVAILABLE, title).detail(detail)
    }

    /// The problem that an error of a call is.
    pub(super) fn of_call(
        error: &soap_runtime::Error,
        operation: &Operation,
        kinds: &FaultKinds,
        sent: &[u8],
    ) -> Self {
        match error.details() {
            ErrorDetails::Fault(fault) => Self::of_fault(fault, operation, kinds),
            ErrorDetails::Encode(error) => Self::of_encoding(error, sent),
            ErrorDetails::InvalidRequest(_) => Self::internal().detail(&error.to_string()),
            ErrorDetails::Transport(cause) if cause.kind() == TransportErrorKind::Timeout => {
                let title = "The service takes too long";
                Self::of_kind(StatusCode::GATEWAY_TIMEOUT, UNAVAILABLE, title)
                    .detail(&error.to_string())
            }
            ErrorDetails::Transport(_) => {
                let title = "The service cannot be reached";
                Self::of_kind(StatusCode::BAD_GATEWAY, UNAVAILABLE, title)
                    .detail(&error.to_string())
            }
            _ => Self::unreadable(&error.to_string()),
        }
    }

    /// A fault. Its detail is typed if the contract declares it.
    fn of_fault(fault: &Fault, operation: &Operation, kinds: &FaultKinds) -> Self {
        let (status, title) = match fault.code.is_sender() {
            true => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "The service refuses the request",
            ),
            false => (StatusCode::INTERNAL_SERVER_ERROR, "The service failed"),
        };
        let kind = kinds.any.as_str();
        let mut problem = Self::of_kind(status, kind, title).detail(fault.reason());
        let code = match &fault.code {
            FaultCode::Other(name) => name.to_string(),
            code => code.to_string(),
        };
        let mut members = vec![("code".into(), Tree::Text(code))];
        if !fault.subcodes.is_empty() {
            let subcodes = fault.subcodes.iter();
            let subcodes = subcodes.map(|name| Tree::Text(name.to_string()));
            members.push(("subcodes".into(), Tree::List(subcodes.collect())));
        }
        if let Some(role) = &fault.role {
            members.push(("role".into(), Tree::Text(role.clone())));
        }
        let declared = operation.detail(fault).and_then(Result::ok);
        let declared = declared.and_then(|one| Some((one.name, one.message.to_tree().ok()?)));
        match declared {
            Some((name, tree)) => {
                problem.0.kind = kinds.declared.get(name).cloned();
                let detail = Tree::Object(vec![(name.into(), tree)]);
                members.push(("detail".into(), detail));
            }
            None => {
                let elements = fault.detail.iter();
                let elements: Vec<Tree> = elements
                    .filter_map(|one| json::to_tree(one, None).ok())
                    .collect();
                if !elements.is_empty() {
                    members.push(("elements".into(), Tree::List(elements)));
                }
            }
        }
        problem.0.fault = Some(Tree::Object(members));
        problem
    }

    pub(super) fn into_response(self) -> http::Response<Bytes> {
        let of = self.0;
        let kind = of.kind.unwrap_or_else(|| "about:blank".to_owned());
        let mut members = vec![
            ("type".into(), Tree::Text(kind)),
            (
                "title".into(),
                Tree::Text(of.title.unwrap_or("Error").to_owned()),
            ),
            ("status".into(), Tree::Integer(of.status.as_u16().into())),
        ];
        if !of.detail.is_empty() {
            members.push(("detail".into(), Tree::Text(of.detail)));
        }
        if let Some(path) = of.path {
            members.push(("path".into(), Tree::Text(path)));
        }
        if let Some(fault) = of.fault {
            members.push(("fault".into(), fault));
        }
        let text = serde_json::to_vec(&Tree::Object(members)).unwrap_or_default();
        let mut response = http::Response::new(Bytes::from(text));
        *response.status_mut() = of.status;
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        protect(headers);
        headers.extend(of.headers);
        response
    }
}

/// The JSON Pointer (RFC 6901) of the value that a path of elements leads to. Such a path has no numbers of items: it ends at an
/// array of several.
fn pointer(tree: &Tree, path: &str) -> String {
    let mut pointer = String::new();
    let mut at = tree;
    if let Tree::Object(members) = tree
        && let Some((_, body)) = members.iter().find(|(name, _)| name == "body")
        && members
            .iter()
            .all(|(name, _)| name == "body" || name == "headers")
    {
        pointer.push_str("/body");
        at = body;
    }
    for step in path.split('/').filter(|step| !step.is_empty()) {
        while let Tree::List(items) = at {
            let [only] = items.as_slice() else {
                return pointer;
            };
            pointer.push_str("/0");
            at = only;
        }
        let Tree::Object(members) = at else {
            return pointer;
        };
        // An element around others may be no member.
        let found = members.iter().find(|(name, _)| is_named(name, step));
        if let Some((name, value)) = found {
            pointer.push('/');
            pointer.push_str(&escaped(name));
            at = value;
        }
    }
    pointer
}

/// Whether a member is the element or attribute of a step.
fn is_named(member: &str, step: &str) -> bool {
    let local = member.rsplit('}').next().unwrap_or(member);
    let local = local
        .split('#')
        .next()
        .unwrap_or(local)
        .trim_start_matches('@');
    let is_attribute = |text: &str| text.starts_with('@');
    is_attribute(member) == is_attribute(step) && local == step.trim_start_matches('@')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_lead_to_values_that_are_there() {
        let text =
            r#"{"order": {"lines": [{"{urn:a/b}sku": "x"}], "tags": ["a", "b"], "@version": 1}}"#;
        let whole = format!(r#"{{"headers": {{}}, "body": {text}}}"#);
        let json: serde_json::Value = serde_json::from_str(&whole).expect("JSON");
        let tree = tree_of(&whole).expect("JSON");
        for (path, wanted) in [
            (
                "/Place/order/lines/sku",
                "/body/order/lines/0/{urn:a~1b}sku",
            ),
            ("/order/tags/item", "/body/order/tags"),
            ("/order/@version", "/body/order/@version"),
            ("/Place/order/note", "/body/order"),
            ("", "/body"),
        ] {
            let found = pointer(&tree, path);
            assert_eq!(found, wanted, "{path}");
            assert!(json.pointer(&found).is_some(), "{path}");
        }
    }
}
