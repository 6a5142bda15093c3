//! Elements that no generated type describes: their names, attributes and content as a tree, and back.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::layout::{NIL, TEXT, TYPE};
use super::{DEPTH, Error, Tree};
use crate::binding::{AnyType, Name};
use crate::value::QName;
use crate::xml::{
    OwnedName, RawElement, ReadOptions, Reader, Scope, Token, XML, XSI, escape_attribute,
    is_ncname, is_space_char, prefixes,
};

/// The name of a kept element.
pub(crate) const ELEMENT: &str = "@element";
/// The prefixes that its values need.
pub(crate) const PREFIXES: &str = "@xmlns";

/// The tree of a kept element.
pub(crate) fn element(value: &RawElement, depth: usize) -> Result<Tree, Error> {
    tree(value, None, depth)
}

/// The tree of any content, in the element of this name.
pub(crate) fn any(value: &AnyType, name: Name, depth: usize) -> Result<Tree, Error> {
    let name = OwnedName::new(name.namespace, name.local);
    tree(value.as_element(), Some(name.to_string()), depth)
}

/// An element that is open.
struct Open {
    head: Vec<(Cow<'static, str>, Tree)>,
    content: Vec<Tree>,
}

impl Open {
    fn text(&mut self, text: &str) {
        match self.content.last_mut() {
            Some(Tree::Text(last)) => last.push_str(text),
            _ => self.content.push(Tree::Text(text.to_owned())),
        }
    }

    fn close(mut self) -> Tree {
        match (self.content.pop(), self.content.is_empty()) {
            (None, _) => {}
            (Some(Tree::Text(text)), true) => self.head.push((TEXT.into(), Tree::Text(text))),
            (Some(last), _) => {
                self.content.push(last);
                self.head.push((TEXT.into(), Tree::List(self.content)));
            }
        }
        Tree::Object(self.head)
    }
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn tree(value: &RawElement, name: Option<String>, depth: usize) -> Result<Tree, Error> {
    let xml = value.to_xml();
    if xml.is_empty() {
        return Err(Error::new("the element was not set"));
    }
    let unread = |error: crate::DecodeError| Error::new(error.message().to_owned());
    let used = used_prefixes(&xml).map_err(unread)?;
    let options = ReadOptions::unlimited();
    let mut reader = Reader::new(&xml, 0, &options).map_err(unread)?;
    reader.root().map_err(unread)?;
    let mut open = vec![Open {
        head: head(&reader, name, &used),
        content: Vec::new(),
    }];
    loop {
        match reader.token().map_err(unread)? {
            Token::Start => {
                if depth + 2 * open.len() > DEPTH {
                    return Err(Error::new(format!("values are nested deeper than {DEPTH}")));
                }
                open.push(Open {
                    head: head(&reader, None, &used),
                    content: Vec::new(),
                });
            }
            Token::Text(range) => {
                let text = reader.resolve_text(range).map_err(unread)?;
                if let Some(open) = open.last_mut() {
                    open.text(&text);
                }
            }
            Token::Cdata(range) => {
                let text = reader.cdata(range);
                if let Some(open) = open.last_mut() {
                    open.text(&text);
                }
            }
            Token::End => {
                reader.pop();
                let Some(closed) = open.pop().map(Open::close) else {
                    return Err(Error::new("the element has no end"));
                };
                match open.last_mut() {
                    Some(open) => open.content.push(closed),
                    None => return Ok(closed),
                }
            }
        }
    }
}

/// The words before a colon in the values of an element: prefixes, if the values are names.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn used_prefixes(xml: &str) -> Result<BTreeSet<String>, crate::DecodeError> {
    let mut used = BTreeSet::new();
    let options = ReadOptions::unlimited();
    let mut reader = Reader::new(xml, 0, &options)?;
    let mut depth = 1;
    reader.root()?;
    loop {
        for one in reader.attributes() {
            // Those of XML Schema instance are not kept as they are written.
            if reader.attribute_namespace(one) != XSI {
                used.extend(prefixes(&one.value).into_iter().map(str::to_owned));
            }
        }
        match reader.token()? {
            Token::Start => depth += 1,
            Token::Text(range) => {
                let text = reader.resolve_text(range)?;
                used.extend(prefixes(&text).into_iter().map(str::to_owned));
            }
            Token::Cdata(range) => {
                let text = reader.cdata(range);
                used.extend(prefixes(&text).into_iter().map(str::to_owned));
            }
            Token::End => {
                reader.pop();
                depth -= 1;
                if depth == 0 {
                    return Ok(used);
                }
            }
        }
    }
}

/// The name and attributes of the element whose start tag was just taken.
fn head(
    reader: &Reader<'_>,
    name: Option<String>,
    used: &BTreeSet<String>,
) -> Vec<(Cow<'static, str>, Tree)> {
    let mut head: Vec<(Cow<'static, str>, Tree)> = Vec::new();
    let ty = reader.attribute(XSI, "type").and_then(|one| {
        let text = one.value.trim_matches(is_space_char);
        QName::resolve_shared(text, |prefix| reader.resolve_shared(prefix)).ok()
    });
    if let Some(ty) = &ty {
        head.push((TYPE.into(), Tree::Text(ty.to_string())));
    }
    let name = name.unwrap_or_else(|| reader.owned_name().to_string());
    head.push((ELEMENT.into(), Tree::Text(name)));
    let nil =
        reader
            .attribute(XSI, "nil")
            .and_then(|one| match one.value.trim_matches(is_space_char) {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            });
    if let Some(nil) = nil {
        head.push((NIL.into(), Tree::Boolean(nil)));
    }
    let declared: Vec<(Cow<'static, str>, Tree)> = reader
        .own_declarations()
        .filter(|(prefix, _)| !prefix.is_empty() && used.contains(*prefix))
        .map(|(prefix, uri)| (Cow::Owned(prefix.to_owned()), Tree::Text(uri.to_owned())))
        .collect();
    if !declared.is_empty() {
        head.push((PREFIXES.into(), Tree::Object(declared)));
    }
    for one in reader.attributes() {
        let name = reader.attribute_name(one);
        let is_said = name.is(XSI, "type") && ty.is_some() || name.is(XSI, "nil") && nil.is_some();
        if !is_said {
            let key = attribute_key(&name, &|_| false);
            head.push((key.into(), Tree::Text(one.value.clone().into_owned())));
        }
    }
    head
}

/// The name of an attribute that no table has, where some names are taken.
pub(crate) fn attribute_key(name: &OwnedName, is_taken: &dyn Fn(&str) -> bool) -> String {
    let short = format!("@{}", name.local);
    let is_reserved = matches!(&*short, TYPE | NIL | ELEMENT | PREFIXES);
    match name.namespace.is_empty() && !is_reserved && !is_taken(&short) {
        true => short,
        false => format!("@{{{}}}{}", name.namespace, name.local),
    }
}

/// The attribute that a name means.
pub(crate) fn attribute_name(key: &str) -> Option<OwnedName> {
    expanded(key.strip_prefix('@')?)
}

/// `{namespace}local` or `local`.
fn expanded(text: &str) -> Option<OwnedName> {
    let (namespace, local) = match text.strip_prefix('{') {
        Some(rest) => rest.rsplit_once('}')?,
        None => ("", text),
    };
    is_ncname(local).then(|| OwnedName::new(namespace, local))
}

/// The element that a tree describes.
pub(crate) fn to_element(tree: &Tree) -> Result<RawElement, Error> {
    let mut out = String::new();
    ElementWriter::default().element(tree, None, &mut out)?;
    parsed(&out)
}

/// The content that a tree describes, for an element of this name.
pub(crate) fn to_any(tree: &Tree, name: Name) -> Result<AnyType, Error> {
    if let Tree::Text(text) = tree {
        return Ok(AnyType::from_text(text));
    }
    let name = OwnedName::new(name.namespace, name.local);
    let mut out = String::new();
    ElementWriter::default().element(tree, Some(&name), &mut out)?;
    Ok(AnyType::from_element(&parsed(&out)?))
}

fn parsed(xml: &str) -> Result<RawElement, Error> {
    RawElement::parse(xml).map_err(|error| Error::new(error.message().to_owned()))
}

/// Writes elements.
#[derive(Default)]
struct ElementWriter {
    /// The prefixes that values of open elements need.
    declared: Vec<String>,
    /// The number of open elements.
    depth: usize,
    /// The number of made-up prefixes.
    made: usize,
}

/// The parts of the tree of an element.
#[derive(Default)]
struct ElementParts<'a> {
    ty: Option<QName>,
    name: Option<OwnedName>,
    nil: Option<bool>,
    prefixes: Vec<(&'a str, &'a str)>,
    attributes: Vec<(OwnedName, &'a str)>,
    content: Option<&'a Tree>,
}

impl<'a> ElementParts<'a> {
    fn of(tree: &'a Tree) -> Result<Self, Error> {
        let Tree::Object(members) = tree else {
            return Err(Error::expected("an object for an element", tree));
        };
        let mut parts = Self::default();
        for (key, value) in members {
            parts.member(key, value).map_err(|error| error.below(key))?;
        }
        Ok(parts)
    }

    fn member(&mut self, key: &str, value: &'a Tree) -> Result<(), Error> {
        let text = || match value {
            Tree::Text(text) => Ok(text.as_str()),
            other => Err(Error::expected("a string", other)),
        };
        match key {
            TYPE => {
                let name = QName::parse(text()?);
                self.ty = Some(name.map_err(|error| Error::new(error.to_string()))?);
            }
            ELEMENT => {
                let name = expanded(text()?);
                self.name = Some(name.ok_or_else(|| Error::new("expected {namespace}name"))?);
            }
            NIL => match value {
                Tree::Boolean(value) => self.nil = Some(*value),
                other => return Err(Error::expected("a boolean", other)),
            },
            PREFIXES => self.prefixes = declarations(value, is_ncname)?,
            TEXT => self.content = Some(value),
            key => {
                let name = attribute_name(key);
                let name = name.ok_or_else(|| Error::new("an element has no such member"))?;
                self.attributes.push((name, text()?));
            }
        }
        Ok(())
    }
}

/// The prefixes of a tree, and their namespaces.
pub(crate) fn declarations(
    tree: &Tree,
    is_prefix: impl Fn(&str) -> bool,
) -> Result<Vec<(&str, &str)>, Error> {
    let Tree::Object(members) = tree else {
        return Err(Error::expected("an object", tree));
    };
    let declarations = members.iter().map(|(prefix, uri)| match uri {
        Tree::Text(uri) if is_prefix(prefix) => Ok((&**prefix, &**uri)),
        _ => Err(Error::new("expected prefixes and namespaces")),
    });
    declarations.collect()
}

/// Whether a tree may be XML that was kept: it has no members but those of its layout.
pub(super) fn is_kept(tree: &Tree) -> bool {
    let Tree::Object(members) = tree else {
        return true;
    };
    members.iter().all(|(key, _)| {
        matches!(&**key, TYPE | ELEMENT | NIL | PREFIXES | TEXT) || attribute_name(key).is_some()
    })
}

impl ElementWriter {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn element(
        &mut self,
        tree: &Tree,
        own: Option<&OwnedName>,
        out: &mut String,
    ) -> Result<(), Error> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Error::new(format!("values are nested deeper than {DEPTH}")));
        }
        let parts = ElementParts::of(tree)?;
        let name = match (&parts.name, own) {
            (Some(name), Some(own)) if name != own && !own.local.is_empty() => {
                return Err(Error::new(format!("expected {own}")).below(ELEMENT));
            }
            // The element gets the name of the member later.
            (_, Some(_)) => OwnedName::new("", "value"),
            (Some(name), None) => name.clone(),
            (None, None) => return Err(Error::new(format!("the member {ELEMENT} is missing"))),
        };
        let outer = self.declared.len();
        let known = parts
            .prefixes
            .iter()
            .map(|(prefix, _)| (*prefix).to_owned());
        self.declared.extend(known);
        out.push('<');
        out.push_str(&name.local);
        attribute("xmlns", &name.namespace, out);
        for (prefix, uri) in &parts.prefixes {
            attribute(&format!("xmlns:{prefix}"), uri, out);
        }
        if let Some(ty) = &parts.ty {
            let value = self.name(ty.namespace(), ty.local(), out);
            let key = self.name(XSI, "type", out);
            attribute(&key, &value, out);
        }
        if let Some(nil) = parts.nil {
            let key = self.name(XSI, "nil", out);
            attribute(&key, if nil { "true" } else { "false" }, out);
        }
        for (name, value) in &parts.attributes {
            let key = self.name(&name.namespace, &name.local, out);
            attribute(&key, value, out);
        }
        out.push('>');
        self.content(parts.content, out)?;
        out.push_str("</");
        out.push_str(&name.local);
        out.push('>');
        self.declared.truncate(outer);
        self.depth -= 1;
        Ok(())
    }

    fn content(&mut self, content: Option<&Tree>, out: &mut String) -> Result<(), Error> {
        let items = match content {
            None => return Ok(()),
            Some(Tree::Text(text)) => {
                escape_attribute(text, out);
                return Ok(());
            }
            Some(Tree::List(items)) => items,
            Some(other) => {
                return Err(Error::expected("a string or an array", other).below(TEXT));
            }
        };
        for (index, item) in items.iter().enumerate() {
            match item {
                Tree::Text(text) => escape_attribute(text, out),
                other => self
                    .element(other, None, out)
                    .map_err(|error| error.below(index).below(TEXT))?,
            }
        }
        Ok(())
    }

    /// A name with a prefix, which it declares in the start tag.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "less than the limit of the depth"
    )]
    fn name(&mut self, namespace: &str, local: &str, out: &mut String) -> String {
        match namespace {
            "" => local.to_owned(),
            XML => format!("xml:{local}"),
            _ => {
                let prefix = loop {
                    self.made += 1;
                    let prefix = format!("j{}", self.made);
                    if !self.declared.contains(&prefix) {
                        break prefix;
                    }
                };
                attribute(&format!("xmlns:{prefix}"), namespace, out);
                format!("{prefix}:{local}")
            }
        }
    }
}

fn attribute(name: &str, value: &str, out: &mut String) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape_attribute(value, out);
    out.push('"');
}
