//! XML 1.0 with namespaces and without document types, into the tree.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::string_slice,
    reason = "a message is shorter than 2 GiB"
)]

use super::text::{are_chars, continues_name, normalize, refused, starts_name, unescape};
use super::{Attribute, Declaration, Document, Element, Kind, Name, Node, NodeId, Span, XML};
use crate::error::Error;

/// Namespace of `xmlns` itself.
const XMLNS: &str = "http://www.w3.org/2000/xmlns/";

impl Document {
    pub(super) fn parse_message(&mut self, text: &str) -> Result<(), Error> {
        let mut parser = Parser::new(self, text)?;
        parser.declaration()?;
        parser.run(Self::ROOT, true)?;
        let mut elements = self.elements(Self::ROOT);
        if elements.next().is_none() || elements.next().is_some() {
            return Err(Error::malformed(
                "the message does not have exactly one document element",
            ));
        }
        Ok(())
    }

    /// Parses elements and text in the namespaces that are in scope at `parent`, and appends them to it.
    pub(super) fn parse_below(&mut self, parent: NodeId, text: &str) -> Result<(), Error> {
        if text.len().saturating_add(self.arena.len()) > self.limits.message.saturating_mul(2) {
            return Err(Error::limit("the message grows beyond the limit"));
        }
        Parser::new(self, text)?.run(parent, false)
    }

    /// Appends a node as the last child.
    fn append(&mut self, parent: NodeId, kind: Kind) -> NodeId {
        let id = NodeId::at(self.nodes.len());
        let previous = self.node(parent).and_then(|node| node.last);
        self.nodes.push(Node {
            parent: Some(parent),
            first: None,
            last: None,
            next: None,
            previous,
            kind,
        });
        if let Some(node) = previous.and_then(|id| self.nodes.get_mut(id.index())) {
            node.next = Some(id);
        }
        if let Some(node) = self.nodes.get_mut(parent.index()) {
            node.first.get_or_insert(id);
            node.last = Some(id);
        }
        id
    }

    /// The declarations in scope at an element, those of `xml` left out: prefix and namespace, the innermost of each prefix.
    pub(crate) fn in_scope(&self, id: NodeId) -> Vec<Declaration> {
        let mut seen = vec![false; self.names.len()];
        let mut all = Vec::new();
        for element in std::iter::once(id).chain(self.ancestors(id)) {
            for declaration in self.declarations(element) {
                if let Some(seen) = seen.get_mut(declaration.prefix.index())
                    && !std::mem::replace(seen, true)
                {
                    all.push(*declaration);
                }
            }
        }
        all
    }
}

struct Parser<'d, 's> {
    document: &'d mut Document,
    source: &'s str,
    /// Where the source starts in the arena.
    base: u32,
    at: usize,
    /// The namespaces of each prefix, the innermost last.
    scopes: Vec<Vec<Name>>,
    in_scope: usize,
    depth: usize,
}

/// An attribute as written.
struct Written<'s> {
    prefix: &'s str,
    local: &'s str,
    at: usize,
    value: Span,
}

impl<'d, 's> Parser<'d, 's> {
    fn new(document: &'d mut Document, source: &'s str) -> Result<Self, Error> {
        let base = document.arena.len();
        // Unescaped text is appended: it is never longer than what it is made of.
        let most = base.saturating_add(source.len().saturating_mul(2));
        if most > u32::MAX as usize {
            return Err(Error::limit("the message is longer than 2 GiB"));
        }
        document.arena.push_str(source);
        Ok(Self {
            document,
            source,
            base: base as u32,
            at: 0,
            scopes: Vec::new(),
            in_scope: 0,
            depth: 0,
        })
    }

    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.at += expected.len();
        }
        found
    }

    fn space(&mut self) -> bool {
        let rest = self.rest();
        let trimmed = rest.trim_start_matches([' ', '\t', '\r', '\n']);
        self.at += rest.len() - trimmed.len();
        trimmed.len() < rest.len()
    }

    /// The text before `end`. The parser goes on after it.
    fn until(&mut self, end: &str) -> Result<&'s str, Error> {
        let rest = self.rest();
        let Some(length) = memchr::memmem::find(rest.as_bytes(), end.as_bytes()) else {
            return refused("it ends within markup");
        };
        self.at += length + end.len();
        Ok(rest.get(..length).unwrap_or(""))
    }

    fn span(&self, of: &str, at: usize) -> Span {
        let start = self.base + at as u32;
        Span {
            start,
            end: start + of.len() as u32,
        }
    }

    /// Appends text to the arena.
    fn keep(&mut self, text: &str) -> Span {
        let start = self.document.arena.len() as u32;
        self.document.arena.push_str(text);
        Span {
            start,
            end: start + text.len() as u32,
        }
    }

    fn ncname(&mut self) -> Result<&'s str, Error> {
        let rest = self.rest();
        let mut chars = rest.char_indices();
        if !chars.next().is_some_and(|(_, first)| starts_name(first)) {
            return refused("a name is missing");
        }
        let end = chars
            .find(|(_, c)| !continues_name(*c))
            .map_or(rest.len(), |(at, _)| at);
        self.at += end;
        Ok(rest.get(..end).unwrap_or(""))
    }

    /// A prefix, which may be empty, and a local name with its position.
    fn qname(&mut self) -> Result<(&'s str, &'s str, usize), Error> {
        let at = self.at;
        let first = self.ncname()?;
        if !self.eat(":") {
            return Ok(("", first, at));
        }
        let at = self.at;
        Ok((first, self.ncname()?, at))
    }

    fn declaration(&mut self) -> Result<(), Error> {
        let rest = self.rest();
        if !rest.starts_with("<?xml") || !rest[5..].starts_with([' ', '\t', '\r', '\n']) {
            return Ok(());
        }
        self.at += 5;
        self.document.declared = true;
        let version = self.pseudo_attribute("version")?;
        let encoding = self.pseudo_attribute("encoding")?.unwrap_or("utf-8");
        let alone = self.pseudo_attribute("standalone")?.unwrap_or("no");
        self.space();
        if version != Some("1.0") || !matches!(alone, "yes" | "no") || !self.eat("?>") {
            return refused("its XML declaration");
        }
        // The encoding was found by the first bytes. Any other would give other characters.
        let known = ["utf-8", "utf8", "utf-16", "us-ascii"];
        if !known.contains(&encoding.to_ascii_lowercase().as_str()) {
            return refused("its encoding is neither UTF-8 nor UTF-16");
        }
        Ok(())
    }

    /// A part of the XML declaration, if it comes next.
    fn pseudo_attribute(&mut self, name: &str) -> Result<Option<&'s str>, Error> {
        let start = self.at;
        if !self.space() || !self.eat(name) {
            self.at = start;
            return Ok(None);
        }
        self.space();
        if !self.eat("=") {
            return refused("its XML declaration");
        }
        self.space();
        let quote = if self.eat("\"") {
            "\""
        } else if self.eat("'") {
            "'"
        } else {
            return refused("its XML declaration");
        };
        self.until(quote).map(Some)
    }

    /// Binds a prefix; the number of declarations in scope is limited.
    fn bind(&mut self, prefix: Name, namespace: Name) -> Result<(), Error> {
        if self.scopes.len() <= prefix.index() {
            self.scopes.resize(prefix.index() + 1, Vec::new());
        }
        if let Some(scope) = self.scopes.get_mut(prefix.index()) {
            scope.push(namespace);
        }
        self.in_scope += 1;
        if self.in_scope > self.document.limits.namespaces {
            return Err(Error::limit("too many namespace declarations"));
        }
        Ok(())
    }

    fn unbind(&mut self, id: NodeId) {
        let Some(element) = self.document.element(id) else {
            return;
        };
        let (from, to) = element.declarations;
        for at in from..to {
            if let Some(declaration) = self.document.declarations.get(at as usize)
                && let Some(scope) = self.scopes.get_mut(declaration.prefix.index())
            {
                scope.pop();
                self.in_scope -= 1;
            }
        }
    }

    fn resolve(&mut self, prefix: &str) -> Result<(Name, Name), Error> {
        let prefix = self.document.intern(prefix);
        if prefix == Name::XML_PREFIX {
            return Ok((prefix, self.document.intern(XML)));
        }
        let bound = self.scopes.get(prefix.index()).and_then(|all| all.last());
        match bound {
            Some(namespace) => Ok((prefix, *namespace)),
            None if prefix == Name::EMPTY => Ok((prefix, Name::EMPTY)),
            None => refused("a prefix is not declared"),
        }
    }

    fn run(&mut self, top: NodeId, whole: bool) -> Result<(), Error> {
        let mut outer = self.document.in_scope(top);
        outer.reverse();
        for declaration in outer {
            self.bind(declaration.prefix, declaration.namespace)?;
        }
        self.depth = self.document.ancestors(top).count();
        let mut open = top;
        loop {
            let rest = self.rest();
            if rest.is_empty() {
                break;
            }
            if !rest.starts_with('<') {
                self.text(open, whole && open == top)?;
            } else if rest.starts_with("</") {
                open = self.end(open, top)?;
            } else if self.eat("<!--") {
                self.comment(open)?;
            } else if self.eat("<?") {
                self.instruction(open)?;
            } else if self.eat("<![CDATA[") {
                if whole && open == top {
                    return refused("text outside of the document element");
                }
                let at = self.at;
                let text = self.until("]]>")?;
                self.characters(open, text, at, false)?;
            } else if rest.starts_with("<!") {
                return refused("it has a document type, which SOAP forbids");
            } else {
                open = self.start(open)?;
            }
        }
        if open != top {
            return refused("it ends within an element");
        }
        Ok(())
    }

    fn text(&mut self, open: NodeId, outside: bool) -> Result<(), Error> {
        let rest = self.rest();
        let end = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        let text = rest.get(..end).unwrap_or("");
        let at = self.at;
        self.at += end;
        if outside {
            if !text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
                return refused("text outside of the document element");
            }
            return Ok(());
        }
        if memchr::memmem::find(text.as_bytes(), b"]]>").is_some() {
            return refused("']]>' in text");
        }
        self.characters(open, text, at, true)
    }

    fn characters(
        &mut self,
        open: NodeId,
        text: &str,
        at: usize,
        references: bool,
    ) -> Result<(), Error> {
        if text.len() > self.document.limits.text {
            return Err(Error::limit("a text is longer than the limit"));
        }
        if !are_chars(text) {
            return refused("a character that XML forbids");
        }
        let raw = |byte: u8| byte == b'\r' || (references && byte == b'&');
        let span = if text.bytes().any(raw) {
            let plain = unescape(text, references, false)?;
            self.keep(&plain)
        } else {
            self.span(text, at)
        };
        if !text.is_empty() {
            self.document.append(open, Kind::Text(span));
        }
        Ok(())
    }

    fn comment(&mut self, open: NodeId) -> Result<(), Error> {
        let text = self.until("--")?;
        if !self.eat(">") {
            return refused("'--' in a comment");
        }
        if !are_chars(text) {
            return refused("a character that XML forbids");
        }
        let text = normalize(text);
        let span = self.keep(&text);
        self.document.append(open, Kind::Comment(span));
        Ok(())
    }

    fn instruction(&mut self, open: NodeId) -> Result<(), Error> {
        let at = self.at;
        let target = self.ncname()?;
        let target_span = self.span(target, at);
        if target.eq_ignore_ascii_case("xml") {
            return refused("a second XML declaration");
        }
        let spaced = self.space();
        let data = self.until("?>")?;
        if (!spaced && !data.is_empty()) || !are_chars(data) {
            return refused("a processing instruction");
        }
        let data = normalize(data);
        let data = self.keep(&data);
        self.document.append(
            open,
            Kind::Instruction {
                target: target_span,
                data,
            },
        );
        Ok(())
    }

    fn end(&mut self, open: NodeId, top: NodeId) -> Result<NodeId, Error> {
        self.at += 2;
        let (prefix, local, _) = self.qname()?;
        self.space();
        let fits = open != top
            && self.document.local(open) == local
            && self.document.name(self.document.prefix(open)) == prefix;
        if !fits || !self.eat(">") {
            return refused("an end tag that does not fit its start tag");
        }
        self.unbind(open);
        self.depth -= 1;
        Ok(self.document.parent(open).unwrap_or(top))
    }

    fn start(&mut self, open: NodeId) -> Result<NodeId, Error> {
        self.at += 1;
        let (prefix, local, at) = self.qname()?;
        let local = self.span(local, at);
        let mut written = Vec::new();
        let first = self.document.declarations.len() as u32;
        let empty = loop {
            let spaced = self.space();
            if self.eat("/>") {
                break true;
            }
            if self.eat(">") {
                break false;
            }
            if !spaced {
                return refused("a start tag");
            }
            self.attribute(&mut written, first)?;
            let count = written.len() + self.document.declarations.len() - first as usize;
            if count > self.document.limits.attributes {
                return Err(Error::limit("an element has too many attributes"));
            }
        };
        let declarations = (first, self.document.declarations.len() as u32);
        for at in declarations.0..declarations.1 {
            if let Some(declaration) = self.document.declarations.get(at as usize) {
                let Declaration { prefix, namespace } = *declaration;
                self.bind(prefix, namespace)?;
            }
        }
        let (prefix, namespace) = self.resolve(prefix)?;
        let attributes = self.attributes(&written)?;
        let id = self.document.append(
            open,
            Kind::Element(Element {
                prefix,
                namespace,
                local,
                attributes,
                declarations,
            }),
        );
        if empty {
            self.unbind(id);
            return Ok(open);
        }
        self.depth += 1;
        if self.depth > self.document.limits.depth {
            return Err(Error::limit("elements are nested too deeply"));
        }
        Ok(id)
    }

    fn attribute(&mut self, written: &mut Vec<Written<'s>>, first: u32) -> Result<(), Error> {
        let (prefix, local, at) = self.qname()?;
        self.space();
        if !self.eat("=") {
            return refused("an attribute without a value");
        }
        self.space();
        let quote = match self.rest().as_bytes().first() {
            Some(b'"') => "\"",
            Some(b'\'') => "'",
            _ => return refused("an attribute without quotes"),
        };
        self.at += 1;
        let value_at = self.at;
        let value = self.until(quote)?;
        if value.len() > self.document.limits.text {
            return Err(Error::limit("a text is longer than the limit"));
        }
        if value.contains('<') || !are_chars(value) {
            return refused("a character that XML forbids in an attribute");
        }
        let span = if value.contains(['&', '\t', '\r', '\n']) {
            let plain = unescape(value, true, true)?;
            self.keep(&plain)
        } else {
            self.span(value, value_at)
        };
        if prefix == "xmlns" || (prefix.is_empty() && local == "xmlns") {
            let declared = if prefix.is_empty() { "" } else { local };
            return self.declare(declared, span, first);
        }
        written.push(Written {
            prefix,
            local,
            at,
            value: span,
        });
        Ok(())
    }

    /// Keeps a namespace declaration (Namespaces in XML 1.0, sections 3 and 5).
    fn declare(&mut self, prefix: &str, value: Span, first: u32) -> Result<(), Error> {
        let namespace = self.document.slice(value).to_owned();
        let wrong = match prefix {
            "xmlns" => true,
            "xml" => namespace != XML,
            "" => namespace == XML || namespace == XMLNS,
            _ => namespace.is_empty() || namespace == XML || namespace == XMLNS,
        };
        if wrong {
            return refused("a namespace declaration");
        }
        let prefix = self.document.intern(prefix);
        let namespace = self.document.intern(&namespace);
        let own = self.document.declarations.get(first as usize..);
        if own.is_some_and(|own| own.iter().any(|other| other.prefix == prefix)) {
            return refused("a prefix is declared twice on an element");
        }
        // A declaration of `xml` changes nothing and is never written.
        if prefix != Name::XML_PREFIX {
            self.document
                .declarations
                .push(Declaration { prefix, namespace });
        }
        Ok(())
    }

    fn attributes(&mut self, written: &[Written<'s>]) -> Result<(u32, u32), Error> {
        let first = self.document.attributes.len() as u32;
        let mut names = Vec::with_capacity(written.len());
        for attribute in written {
            let (prefix, namespace) = if attribute.prefix.is_empty() {
                (Name::EMPTY, Name::EMPTY)
            } else {
                self.resolve(attribute.prefix)?
            };
            names.push((namespace, attribute.local));
            let local = self.span(attribute.local, attribute.at);
            self.document.attributes.push(Attribute {
                prefix,
                namespace,
                local,
                value: attribute.value,
            });
        }
        names.sort_unstable();
        if names.windows(2).any(|two| two.first() == two.last()) {
            return refused("an element has an attribute twice");
        }
        Ok((first, self.document.attributes.len() as u32))
    }
}
