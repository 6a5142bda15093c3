//! Canonical XML 1.0 and 1.1, and Exclusive XML Canonicalization 1.0.

use crate::error::Error;
use crate::tree::{Attribute, Document, Name, NodeId, View, XML, push_attribute, push_text};
use crate::xml_base;
use soap_runtime::Attachment;

/// A canonicalization method.
///
/// ```
/// use soap_security::Canonicalization;
/// assert_eq!(Canonicalization::Exclusive.uri(), "http://www.w3.org/2001/10/xml-exc-c14n#");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Canonicalization {
    /// Exclusive XML Canonicalization 1.0: only the namespaces that the element uses. What is around a signed part may change.
    #[default]
    Exclusive,
    /// Exclusive, with comments.
    ExclusiveWithComments,
    /// Canonical XML 1.0: all namespaces in scope.
    Inclusive,
    /// Canonical XML 1.0 with comments.
    InclusiveWithComments,
    /// Canonical XML 1.1: as 1.0, but `xml:id` of elements around is not inherited, and `xml:base` is joined with theirs.
    Inclusive11,
    /// Canonical XML 1.1 with comments.
    Inclusive11WithComments,
}

impl Canonicalization {
    const ALL: [Self; 6] = [
        Self::Exclusive,
        Self::ExclusiveWithComments,
        Self::Inclusive,
        Self::InclusiveWithComments,
        Self::Inclusive11,
        Self::Inclusive11WithComments,
    ];

    /// The identifier in `Algorithm`.
    pub fn uri(self) -> &'static str {
        match self {
            Self::Exclusive => "http://www.w3.org/2001/10/xml-exc-c14n#",
            Self::ExclusiveWithComments => "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            Self::Inclusive => "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
            Self::InclusiveWithComments => {
                "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments"
            }
            Self::Inclusive11 => "http://www.w3.org/2006/12/xml-c14n11",
            Self::Inclusive11WithComments => "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.uri() == uri)
    }

    pub(crate) fn is_exclusive(self) -> bool {
        matches!(self, Self::Exclusive | Self::ExclusiveWithComments)
    }

    fn has_comments(self) -> bool {
        matches!(
            self,
            Self::ExclusiveWithComments
                | Self::InclusiveWithComments
                | Self::Inclusive11WithComments
        )
    }

    fn is_11(self) -> bool {
        matches!(self, Self::Inclusive11 | Self::Inclusive11WithComments)
    }
}

/// The way from a node to bytes.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) method: Canonicalization,
    /// The PrefixList of InclusiveNamespaces; the empty string is the default namespace.
    pub(crate) prefixes: Vec<String>,
    /// A node that is left out with all below it: the signature, by the enveloped-signature transform.
    pub(crate) without: Option<NodeId>,
    /// Whether comments are left out although the method has them, as a reference by `#id` does.
    pub(crate) no_comments: bool,
    /// Whether the top element gets `xmlns=""` if it has no default namespace, as the STR transform asks for.
    pub(crate) default_namespace: bool,
}

impl Form {
    pub(crate) fn new(method: Canonicalization) -> Self {
        Self {
            method,
            prefixes: Vec::new(),
            without: None,
            no_comments: false,
            default_namespace: false,
        }
    }
}

/// The budget of one message: canonical forms can be longer than the message, because namespaces are repeated.
pub(crate) struct Budget(usize);

impl Budget {
    pub(crate) fn of(document: &Document) -> Self {
        const FACTOR: usize = 16;
        const SMALL: usize = 1 << 20;
        Self(
            document
                .length()
                .saturating_mul(FACTOR)
                .saturating_add(SMALL),
        )
    }

    /// The budget of a message with attachments: each may be signed a few times.
    pub(crate) fn with(self, attachments: &[Attachment]) -> Self {
        const FACTOR: usize = 4;
        let all = attachments.iter().map(|part| part.body.len());
        let all = all.fold(0, usize::saturating_add);
        Self(self.0.saturating_add(all.saturating_mul(FACTOR)))
    }

    pub(crate) fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        match self.0.checked_sub(bytes) {
            Some(rest) => {
                self.0 = rest;
                Ok(())
            }
            None => Err(Error::limit(
                "the canonical form is too long in relation to the message",
            )),
        }
    }
}

/// Gives the canonical form piece by piece. `top` is an element or the root of the document.
pub(crate) fn canonicalize(
    document: &Document,
    top: NodeId,
    form: &Form,
    budget: &mut Budget,
    sink: &mut dyn FnMut(&[u8]),
) -> Result<(), Error> {
    let mut writer = Writer::new(document, top, form, budget, sink)?;
    let mut at = top;
    loop {
        let left_out = form.without == Some(at);
        if !left_out {
            writer.open(at)?;
            if let Some(child) = document.first_child(at) {
                at = child;
                continue;
            }
        }
        let mut entered = !left_out;
        loop {
            if entered {
                writer.close(at);
            }
            if at == top {
                return writer.finish();
            }
            if let Some(next) = document.next_sibling(at) {
                at = next;
                break;
            }
            let Some(parent) = document.parent(at) else {
                return writer.finish();
            };
            at = parent;
            entered = true;
        }
    }
}

/// The canonical form as text.
pub(crate) fn canonical(
    document: &Document,
    top: NodeId,
    form: &Form,
    budget: &mut Budget,
) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    canonicalize(document, top, form, budget, &mut |bytes| {
        out.extend_from_slice(bytes);
    })?;
    Ok(out)
}

/// The meaning of a prefix before an element changed it.
struct Undo {
    prefix: Name,
    scope: Option<Option<Name>>,
    rendered: Option<Option<Name>>,
}

struct Writer<'a> {
    document: &'a Document,
    top: NodeId,
    form: &'a Form,
    comments: bool,
    /// By prefix: the namespace in scope, and the one that an element around declares in the output.
    scope: Vec<Option<Name>>,
    rendered: Vec<Option<Name>>,
    /// By prefix: whether it is in the PrefixList.
    listed: Vec<bool>,
    undo: Vec<Undo>,
    marks: Vec<usize>,
    after_document_element: bool,
    out: String,
    budget: &'a mut Budget,
    sink: &'a mut dyn FnMut(&[u8]),
}

impl<'a> Writer<'a> {
    fn new(
        document: &'a Document,
        top: NodeId,
        form: &'a Form,
        budget: &'a mut Budget,
        sink: &'a mut dyn FnMut(&[u8]),
    ) -> Result<Self, Error> {
        let names = document.names();
        let mut writer = Self {
            document,
            top,
            form,
            comments: form.method.has_comments() && !form.no_comments,
            scope: vec![None; names],
            rendered: vec![None; names],
            listed: vec![false; names],
            undo: Vec::new(),
            marks: Vec::new(),
            after_document_element: false,
            out: String::new(),
            budget,
            sink,
        };
        for prefix in &form.prefixes {
            if let Some(name) = document.find_name(prefix)
                && let Some(listed) = writer.listed.get_mut(name.index())
            {
                *listed = true;
            }
        }
        if let Some(parent) = document.parent(top) {
            for declaration in document.in_scope(parent) {
                writer.set_scope(declaration.prefix, declaration.namespace);
            }
        }
        Ok(writer)
    }

    fn set_scope(&mut self, prefix: Name, namespace: Name) {
        if let Some(scope) = self.scope.get_mut(prefix.index()) {
            *scope = (namespace != Name::EMPTY).then_some(namespace);
        }
    }

    fn flush(&mut self, least: usize) -> Result<(), Error> {
        if self.out.len() >= least {
            self.budget.spend(self.out.len())?;
            (self.sink)(self.out.as_bytes());
            self.out.clear();
        }
        Ok(())
    }

    fn finish(mut self) -> Result<(), Error> {
        self.flush(0)
    }

    fn open(&mut self, id: NodeId) -> Result<(), Error> {
        const CHUNK: usize = 16 << 10;
        let document = self.document;
        match document.view(id) {
            View::Root => {}
            View::Element => self.open_element(id),
            View::Text(text) => push_text(text, &mut self.out),
            View::Comment(text) => {
                if self.comments {
                    self.outside(id, true);
                    self.out.push_str("<!--");
                    self.push_raw(text);
                    self.out.push_str("-->");
                    self.outside(id, false);
                }
            }
            View::Instruction { target, data } => {
                self.outside(id, true);
                self.out.push_str("<?");
                self.out.push_str(target);
                if !data.is_empty() {
                    self.out.push(' ');
                    self.push_raw(data);
                }
                self.out.push_str("?>");
                self.outside(id, false);
            }
        }
        self.flush(CHUNK)
    }

    fn push_raw(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\r' {
                self.out.push_str("&#xD;");
            } else {
                self.out.push(c);
            }
        }
    }

    /// The line ends that separate comments and instructions from the document element.
    fn outside(&mut self, id: NodeId, before: bool) {
        if self.document.parent(id) == Some(Document::ROOT) && before == self.after_document_element
        {
            self.out.push('\n');
        }
    }

    fn close(&mut self, id: NodeId) {
        if !self.document.is_element(id) {
            return;
        }
        self.out.push_str("</");
        self.document.push_name(id, &mut self.out);
        self.out.push('>');
        if self.document.parent(id) == Some(Document::ROOT) {
            self.after_document_element = true;
        }
        let mark = self.marks.pop().unwrap_or(0);
        while self.undo.len() > mark {
            let Some(undo) = self.undo.pop() else { break };
            if let Some(before) = undo.scope
                && let Some(scope) = self.scope.get_mut(undo.prefix.index())
            {
                *scope = before;
            }
            if let Some(before) = undo.rendered
                && let Some(rendered) = self.rendered.get_mut(undo.prefix.index())
            {
                *rendered = before;
            }
        }
    }

    fn open_element(&mut self, id: NodeId) {
        let document = self.document;
        self.marks.push(self.undo.len());
        for declaration in document.declarations(id) {
            let before = self
                .scope
                .get(declaration.prefix.index())
                .copied()
                .flatten();
            self.undo.push(Undo {
                prefix: declaration.prefix,
                scope: Some(before),
                rendered: None,
            });
            self.set_scope(declaration.prefix, declaration.namespace);
        }
        let mut candidates = self.candidates(id);
        candidates.sort_unstable_by(|a, b| document.name(*a).cmp(document.name(*b)));
        candidates.dedup();
        self.out.push('<');
        document.push_name(id, &mut self.out);
        for prefix in candidates {
            self.declare(prefix, id);
        }
        self.attributes(id);
        self.out.push('>');
    }

    /// The prefixes that may need a declaration at this element.
    fn candidates(&self, id: NodeId) -> Vec<Name> {
        let document = self.document;
        let mut all = Vec::new();
        let own = || document.declarations(id).iter().map(|own| own.prefix);
        let around = || {
            let bound = |(index, scope): (usize, &Option<Name>)| scope.map(|_| index);
            self.scope
                .iter()
                .enumerate()
                .filter_map(bound)
                .map(Name::from_index)
        };
        let listed = |prefix: &Name| self.listed.get(prefix.index()) == Some(&true);
        if self.form.method.is_exclusive() {
            all.push(document.prefix(id));
            let used = document.attributes(id).iter().map(|used| used.prefix);
            all.extend(used.filter(|prefix| *prefix != Name::EMPTY));
            all.extend(own().filter(listed));
            if id == self.top {
                all.extend(around().filter(listed));
            }
        } else {
            all.extend(own());
            if id == self.top {
                all.extend(around());
            }
        }
        if id == self.top && self.form.default_namespace {
            all.push(Name::EMPTY);
        }
        all.retain(|prefix| *prefix != Name::XML_PREFIX);
        all
    }

    fn declare(&mut self, prefix: Name, id: NodeId) {
        let wanted = self.scope.get(prefix.index()).copied().flatten();
        let before = self.rendered.get(prefix.index()).copied().flatten();
        let forced = prefix == Name::EMPTY
            && id == self.top
            && self.form.default_namespace
            && wanted.is_none();
        if wanted == before && !forced {
            return;
        }
        self.undo.push(Undo {
            prefix,
            scope: None,
            rendered: Some(before),
        });
        if let Some(rendered) = self.rendered.get_mut(prefix.index()) {
            *rendered = wanted;
        }
        self.out.push_str(" xmlns");
        if prefix != Name::EMPTY {
            self.out.push(':');
            self.out.push_str(self.document.name(prefix));
        }
        self.out.push_str("=\"");
        let namespace = wanted.map_or("", |namespace| self.document.name(namespace));
        push_attribute(namespace, &mut self.out);
        self.out.push('"');
    }

    fn attributes(&mut self, id: NodeId) {
        let document = self.document;
        let mut all: Vec<Attribute> = document.attributes(id).to_vec();
        let mut joined = None;
        if id == self.top && !self.form.method.is_exclusive() {
            joined = self.inherit(id, &mut all);
        }
        all.sort_by(|a, b| {
            let key = |of: &'_ Attribute| document.name(of.namespace);
            key(a)
                .cmp(key(b))
                .then_with(|| document.attribute_local(a).cmp(document.attribute_local(b)))
        });
        for attribute in &all {
            let base = joined.as_deref().filter(|_| self.is_base(attribute));
            if base == Some("") {
                continue;
            }
            self.out.push(' ');
            if attribute.prefix != Name::EMPTY {
                self.out.push_str(document.name(attribute.prefix));
                self.out.push(':');
            }
            self.out.push_str(document.attribute_local(attribute));
            self.out.push_str("=\"");
            let value = base.unwrap_or_else(|| document.attribute_value(attribute));
            push_attribute(value, &mut self.out);
            self.out.push('"');
        }
    }

    fn is_base(&self, attribute: &Attribute) -> bool {
        self.document.name(attribute.namespace) == XML
            && self.document.attribute_local(attribute) == "base"
    }

    /// Attributes of the namespace `xml` that the top element inherits (Canonical XML 1.0, section 2.4; 1.1, section 2.4). Gives the value of
    /// `xml:base`, if that of elements around makes it another one.
    fn inherit(&self, id: NodeId, all: &mut Vec<Attribute>) -> Option<String> {
        let document = self.document;
        let own = all.iter().find(|own| self.is_base(own));
        let own = own.map(|own| document.attribute_value(own).to_owned());
        let (mut base, mut is_joined) = (own, false);
        for ancestor in document.ancestors(id) {
            for attribute in document.attributes(ancestor) {
                if document.name(attribute.namespace) != XML {
                    continue;
                }
                let local = document.attribute_local(attribute);
                if self.form.method.is_11() {
                    match local {
                        "lang" | "space" => {}
                        "base" => {
                            let around = document.attribute_value(attribute);
                            base = Some(match base {
                                Some(inner) => xml_base::join(around, &inner),
                                None => around.to_owned(),
                            });
                            is_joined = true;
                        }
                        _ => continue,
                    }
                }
                let own = all.iter().any(|own| {
                    own.namespace == attribute.namespace && document.attribute_local(own) == local
                });
                if !own {
                    all.push(*attribute);
                }
            }
        }
        base.filter(|_| is_joined)
    }
}
