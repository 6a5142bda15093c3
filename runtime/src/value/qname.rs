//! `xs:QName` and `xs:NOTATION`.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;
use std::sync::Arc;

use super::lexical::is_ncname;
use crate::ValueError;

const NAME: &str = "xs:QName";
const FORM: &str = "it must be a name, or a prefix, a colon and a name";
const CLARK: &str = "it must look like {namespace}name";
/// The reason of an error about a prefix that nothing declares.
pub(crate) const UNBOUND: &str = "the prefix is not declared";

/// A qualified name as a value: `xs:QName`, XML Schema Part 2, section 3.2.18, and `xs:NOTATION`, section 3.2.19.
///
/// The namespace of a prefix depends on the place in a message, so a value holds the namespace itself. The prefix is
/// only preferred for writing, and does not affect equality, order or hash. `Display` and `FromStr` use
/// `{namespace}name`, which needs no declarations; [`QName::resolve`] reads a name of a message.
///
/// The default is the empty name. It means that no name was read yet, and has no text.
///
/// ```
/// use soap_runtime::QName;
///
/// let value = QName::resolve("m:Fault", |prefix| (prefix == "m").then_some("urn:mail"))?;
/// assert_eq!((value.namespace(), value.local(), value.prefix()), ("urn:mail", "Fault", "m"));
/// assert_eq!(value, "{urn:mail}Fault".parse()?);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[derive(Clone, Default)]
pub struct QName {
    namespace: Arc<str>,
    local: Box<str>,
    prefix: Box<str>,
}

impl QName {
    /// A name in a namespace; an empty namespace means none.
    ///
    /// # Errors
    /// When `local` is not an `NCName`.
    pub fn new(namespace: &str, local: &str) -> Result<Self, ValueError> {
        if !is_ncname(local) {
            return Err(ValueError::new("xs:NCName", local, ""));
        }
        Ok(Self {
            namespace: namespace.into(),
            local: local.into(),
            prefix: Box::default(),
        })
    }

    /// The same name with a preferred prefix; an empty prefix means none.
    ///
    /// # Errors
    /// When `prefix` is neither empty nor an `NCName`.
    pub fn with_prefix(mut self, prefix: &str) -> Result<Self, ValueError> {
        if !prefix.is_empty() && !is_ncname(prefix) {
            return Err(ValueError::new("xs:NCName", prefix, ""));
        }
        self.prefix = prefix.into();
        Ok(self)
    }

    /// Reads a text of a message. `namespace_of` gives the namespace of a prefix in scope. For the empty prefix it
    /// gives the default namespace. `None` means no namespace for the empty prefix, and an error for any other.
    ///
    /// # Errors
    /// When the text is not in the lexical space, or the prefix is not declared.
    pub fn resolve<'a>(
        text: &str,
        namespace_of: impl FnOnce(&str) -> Option<&'a str>,
    ) -> Result<Self, ValueError> {
        Self::resolve_shared(text, |prefix| namespace_of(prefix).map(Arc::from))
    }

    /// Like [`QName::resolve`], with a namespace that many values share.
    pub(crate) fn resolve_shared(
        text: &str,
        namespace_of: impl FnOnce(&str) -> Option<Arc<str>>,
    ) -> Result<Self, ValueError> {
        let (prefix, local) = Self::split(text)?;
        let namespace = match namespace_of(prefix) {
            Some(namespace) => namespace,
            None if prefix.is_empty() => Arc::default(),
            None => return Err(ValueError::new(NAME, text, UNBOUND)),
        };
        Ok(Self {
            namespace,
            local: local.into(),
            prefix: prefix.into(),
        })
    }

    /// Splits a lexical form into prefix (may be empty) and local name, and checks both.
    ///
    /// # Errors
    /// When the text is not in the lexical space.
    pub fn split(text: &str) -> Result<(&str, &str), ValueError> {
        let (prefix, local) = match text.split_once(':') {
            Some((prefix, local)) if is_ncname(prefix) => (prefix, local),
            Some(_) => return Err(ValueError::new(NAME, text, FORM)),
            None => ("", text),
        };
        if is_ncname(local) {
            Ok((prefix, local))
        } else {
            Err(ValueError::new(NAME, text, FORM))
        }
    }

    /// The namespace; empty for none.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// The namespace, shared.
    pub(crate) fn shared_namespace(&self) -> &Arc<str> {
        &self.namespace
    }

    /// The name without prefix.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// The preferred prefix; empty for none.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether it is the empty name of the default.
    pub fn is_empty(&self) -> bool {
        self.local.is_empty()
    }

    /// Reads `{namespace}name` or a name in no namespace.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, ValueError> {
        let refuse = |_| ValueError::new(NAME, text, CLARK);
        match text.strip_prefix('{').map(|rest| rest.rsplit_once('}')) {
            None => Self::new("", text).map_err(refuse),
            Some(Some((namespace, local))) => Self::new(namespace, local).map_err(refuse),
            Some(None) => Err(ValueError::new(NAME, text, CLARK)),
        }
    }

    /// Appends `{namespace}name`, or the name alone when it is in no namespace.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        if !self.namespace.is_empty() {
            out.push(b'{');
            out.extend_from_slice(self.namespace.as_bytes());
            out.push(b'}');
        }
        out.extend_from_slice(self.local.as_bytes());
    }

    fn key(&self) -> (&str, &str) {
        (&self.namespace, &self.local)
    }
}

impl FromStr for QName {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::parse(text)
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.namespace.is_empty() {
            f.write_str(&self.local)
        } else {
            write!(f, "{{{}}}{}", self.namespace, self.local)
        }
    }
}

debug_as_text!(QName);

impl PartialEq for QName {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for QName {}

impl Hash for QName {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for QName {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for QName {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}
