//! Messages in SOAP encoding, written out: references replaced by what they name, arrays with one name for their items.
//!
//! SOAP 1.1, section 5, lets a value stand anywhere in the Body with an `id`, and be named by `href="#id"` where it belongs; SOAP
//! 1.2 (part 2, section 3) calls the attribute `ref`. The general reader knows nothing of that: this pass gives it a message
//! without references. It runs for rpc/encoded operations only, and only if the message has something to rewrite.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::{DecodeError, DecodeErrorKind};
use crate::xml::{
    Deviation, DeviationKind, ReadOptions, Reader, Scope, Token, XSI, escape_attribute,
    is_space_char,
};

/// Encoding of SOAP 1.1.
const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// Encoding of SOAP 1.2.
const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";
/// Most elements of the message written out: references may share, so that a short message stands for a long one.
const MOST_ELEMENTS: usize = 2_000_000;
/// The name of the items of an array in the tables of generated code.
const ITEM: &str = "item";

/// An attribute that the message written out keeps.
struct Kept<'a> {
    prefix: &'a str,
    local: &'a str,
    value: Cow<'a, str>,
}

/// An element of the Body.
struct Node<'a> {
    /// Where its start tag begins and ends.
    start: usize,
    open: usize,
    /// Where its end tag begins and ends; both `open` for an empty tag.
    close: usize,
    end: usize,
    prefix: &'a str,
    local: &'a str,
    parent: Option<usize>,
    children: Vec<usize>,
    declared: Vec<(&'a str, Box<str>)>,
    kept: Vec<Kept<'a>>,
    /// What `href` or `ref` names.
    link: Option<Box<str>>,
    has_id: bool,
    array: bool,
    /// `root="0"`: not what the message is about.
    not_root: bool,
}

/// The Body as a tree.
struct Tree<'t, 'a> {
    text: &'a str,
    options: &'a ReadOptions,
    nodes: &'t [Node<'a>],
    ids: &'t BTreeMap<Box<str>, usize>,
    /// Declarations in scope in the Body.
    outer: &'t [(&'a str, Box<str>)],
    out: String,
    written: usize,
    /// Elements that are being written out on behalf of a reference.
    open: Vec<usize>,
}

/// The message without references, and what was tolerated; `None` if it can be read as it is.
///
/// `expected` is the local name of the element that the Body should hold.
pub(crate) fn expand<'a>(
    text: &'a str,
    base: usize,
    options: &'a ReadOptions,
    expected: Option<&str>,
) -> Result<Option<(String, Vec<Deviation>)>, DecodeError> {
    let encoded = [ENCODING_11, ENCODING_12, "href", "id="];
    if !encoded
        .iter()
        .any(|part| memchr::memmem::find(text.as_bytes(), part.as_bytes()).is_some())
    {
        return Ok(None);
    }
    let mut reader = Reader::new(text, base, options)?;
    reader.root()?;
    // The Body, wherever the envelope has it. Whatever else is wrong with the envelope, the general reader says.
    loop {
        match reader.token()? {
            Token::Start => {
                if reader.name().1 == "Body" && reader.depth() == 2 {
                    break;
                }
                reader.skip()?;
            }
            Token::End => return Ok(None),
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    let outer: Vec<(&'a str, Box<str>)> = reader
        .declarations()
        .map(|(prefix, uri)| (prefix, Box::from(uri)))
        .collect();
    let body = reader.position();
    let mut nodes: Vec<Node<'a>> = Vec::new();
    let mut ids: BTreeMap<Box<str>, usize> = BTreeMap::new();
    let mut roots: Vec<usize> = Vec::new();
    let mut stack: Vec<usize> = Vec::new();
    let mut deviations = Vec::new();
    loop {
        match reader.token()? {
            Token::Start => {
                let index = nodes.len();
                let mut node = node_of(&reader, stack.last().copied());
                note(&reader, &mut node, &mut ids, index, &mut deviations)?;
                match stack.last().and_then(|parent| nodes.get_mut(*parent)) {
                    Some(parent) => parent.children.push(index),
                    None => roots.push(index),
                }
                nodes.push(node);
                stack.push(index);
            }
            Token::End => {
                let Some(node) = stack.pop().and_then(|index| nodes.get_mut(index)) else {
                    break;
                };
                node.end = reader.position();
                node.close = if reader.position() == node.open {
                    node.open
                } else {
                    text.get(..reader.position())
                        .and_then(|before| before.rfind("</"))
                        .unwrap_or(node.open)
                };
                reader.pop();
            }
            Token::Text(_) | Token::Cdata(_) => {}
        }
    }
    let after = text
        .get(..reader.position())
        .and_then(|before| before.rfind("</"))
        .unwrap_or(reader.position());
    if !nodes
        .iter()
        .any(|node| node.link.is_some() || node.array || node.has_id || node.not_root)
    {
        return Ok(None);
    }
    let node = |index: &usize| nodes.get(*index);
    let wrapper = roots
        .iter()
        .copied()
        .find(|index| {
            node(index).is_some_and(|node| {
                !node.not_root && (Some(node.local) == expected || node.local == "Fault")
            })
        })
        .or_else(|| {
            roots
                .iter()
                .copied()
                .find(|index| node(index).is_some_and(|node| !node.not_root && !node.has_id))
        })
        .or_else(|| roots.first().copied());
    let mut tree = Tree {
        text,
        options,
        nodes: &nodes,
        ids: &ids,
        outer: &outer,
        out: String::with_capacity(text.len()),
        written: 0,
        open: Vec::new(),
    };
    tree.copy(0, body);
    for root in roots {
        // Independent elements stand where they are named, and nowhere else.
        let independent = nodes
            .get(root)
            .is_some_and(|node| node.has_id || node.not_root)
            && Some(root) != wrapper;
        if !independent {
            tree.element(root, None, false, 0)
                .map_err(|error| located(&reader, base, error))?;
        }
    }
    tree.copy(after, text.len());
    Ok(Some((tree.out, deviations)))
}

/// What is wrong, and where.
struct Problem {
    kind: DecodeErrorKind,
    message: String,
    path: String,
    offset: usize,
}

/// The error, at the place of the message as it was sent.
fn located(reader: &Reader<'_>, base: usize, problem: Problem) -> DecodeError {
    let Problem {
        kind,
        message,
        path,
        offset,
    } = problem;
    DecodeError::new(crate::error::Details {
        kind,
        message,
        path,
        offset: base + offset,
        expected: None,
        snippet: Some(crate::redact::snippet(
            reader.text(),
            offset,
            offset,
            &reader.options().secrets,
        )),
        further: Vec::new(),
    })
}

/// The element whose start tag was just taken.
fn node_of<'a>(reader: &Reader<'a>, parent: Option<usize>) -> Node<'a> {
    let (prefix, local) = reader.qualified_name();
    Node {
        start: reader.tag_offset(),
        open: reader.position(),
        close: reader.position(),
        end: reader.position(),
        prefix,
        local,
        parent,
        children: Vec::new(),
        declared: reader
            .declarations()
            .skip(reader.outer_declarations())
            .map(|(prefix, uri)| (prefix, Box::from(uri)))
            .collect(),
        kept: Vec::new(),
        link: None,
        has_id: false,
        array: false,
        not_root: false,
    }
}

/// Takes its attributes apart.
fn note<'a>(
    reader: &Reader<'a>,
    node: &mut Node<'a>,
    ids: &mut BTreeMap<Box<str>, usize>,
    index: usize,
    deviations: &mut Vec<Deviation>,
) -> Result<(), DecodeError> {
    for attribute in reader.attributes() {
        let namespace = reader.attribute_namespace(attribute);
        let value = attribute.value.trim_matches(is_space_char);
        let encoding = matches!(namespace, ENCODING_11 | ENCODING_12);
        // SOAP 1.1 has `id` and `href` in no namespace, 1.2 has `id` and `ref` in that of the encoding.
        match attribute.local {
            "id" if encoding || namespace.is_empty() => {
                if ids.insert(value.into(), index).is_some() {
                    return Err(reader.fail(
                        DecodeErrorKind::Duplicate,
                        attribute.offset,
                        format!("the id {value:?} stands here a second time"),
                    ));
                }
                node.has_id = true;
                continue;
            }
            "href" if namespace.is_empty() => {
                // Other URLs name other messages' parts (`cid:`); they are no business of this pass.
                if let Some(id) = value.strip_prefix('#') {
                    node.link = Some(id.into());
                    continue;
                }
            }
            "ref" if encoding => {
                node.link = Some(value.trim_start_matches('#').into());
                continue;
            }
            "arrayType" | "itemType" | "arraySize" if encoding => {
                node.array = true;
                continue;
            }
            "root" if encoding => {
                node.not_root = matches!(value, "0" | "false");
                continue;
            }
            "offset" | "position" if encoding => {
                let message = format!(
                    "{} of an array is ignored: items are read in the order of the message",
                    attribute.local
                );
                if reader.options().strict {
                    return Err(reader.fail(DecodeErrorKind::Strict, attribute.offset, message));
                }
                if deviations.len() < reader.options().limits.notes {
                    deviations.push(Deviation {
                        kind: DeviationKind::Encoding,
                        message,
                        path: reader.path(),
                        offset: reader.absolute(attribute.offset),
                    });
                }
                continue;
            }
            "type" if namespace == XSI => {
                let (prefix, local) = value.split_once(':').unwrap_or(("", value));
                if local == "Array"
                    && matches!(reader.resolve(prefix), Some(ENCODING_11 | ENCODING_12))
                {
                    node.array = true;
                    continue;
                }
            }
            "encodingStyle" if !namespace.is_empty() => continue,
            _ => {}
        }
        node.kept.push(Kept {
            prefix: attribute.prefix,
            local: attribute.local,
            value: attribute.value.clone(),
        });
    }
    Ok(())
}

impl<'a> Tree<'_, 'a> {
    fn copy(&mut self, from: usize, to: usize) {
        self.out
            .push_str(self.text.get(from..to).unwrap_or_default());
    }

    /// What `prefix` stands for at an element.
    fn scope(&self, node: usize, prefix: &str) -> &str {
        let mut at = Some(node);
        while let Some(node) = at.and_then(|at| self.nodes.get(at)) {
            if let Some((_, uri)) = node.declared.iter().find(|(one, _)| *one == prefix) {
                return uri;
            }
            at = node.parent;
        }
        self.outer
            .iter()
            .rev()
            .find(|(one, _)| *one == prefix)
            .map_or("", |(_, uri)| &**uri)
    }

    /// Everything declared at an element, the nearest declaration of each prefix.
    fn declarations(&self, node: usize) -> BTreeMap<&'a str, &str> {
        let mut found = BTreeMap::new();
        let mut at = Some(node);
        while let Some(node) = at.and_then(|at| self.nodes.get(at)) {
            for (prefix, uri) in &node.declared {
                found.entry(*prefix).or_insert(&**uri);
            }
            at = node.parent;
        }
        for (prefix, uri) in self.outer.iter().rev() {
            found.entry(*prefix).or_insert(&**uri);
        }
        found.remove("xml");
        found
    }

    fn path(&self, node: usize) -> String {
        let mut names = Vec::new();
        let mut at = Some(node);
        while let Some(node) = at.and_then(|at| self.nodes.get(at)) {
            names.push(node.local);
            at = node.parent;
        }
        let mut path = "/Envelope/Body".to_owned();
        for name in names.iter().rev() {
            path.push('/');
            path.push_str(name);
        }
        path
    }

    fn problem(&self, node: usize, kind: DecodeErrorKind, message: String) -> Problem {
        Problem {
            kind,
            message,
            path: self.path(node),
            offset: self.nodes.get(node).map_or(0, |node| node.start),
        }
    }

    /// Writes the element at `index`; `named` is the reference that stands for it, `item` tells that it is an item of an array.
    fn element(
        &mut self,
        index: usize,
        named: Option<usize>,
        item: bool,
        depth: usize,
    ) -> Result<(), Problem> {
        let nodes = self.nodes;
        let Some(node) = nodes.get(index) else {
            return Ok(());
        };
        let name_of = named.unwrap_or(index);
        if let Some(link) = &node.link {
            let Some(&target) = self.ids.get(link) else {
                let message =
                    format!("the reference names {link:?}, which no element has as its id");
                return Err(self.problem(index, DecodeErrorKind::Reference, message));
            };
            if self.open.len() > self.options.limits.depth {
                let depth = self.options.limits.depth;
                let message = format!("references lead deeper than {depth}");
                return Err(self.problem(index, DecodeErrorKind::Limit, message));
            }
            if self.open.contains(&target) {
                let message = format!(
                    "the reference names {link:?}, in which it stands itself: a value of a Rust type cannot hold itself"
                );
                return Err(self.problem(index, DecodeErrorKind::Reference, message));
            }
            self.open.push(target);
            let written = self.element(target, Some(name_of), item, depth);
            self.open.pop();
            return written;
        }
        self.written += 1;
        let limits = &self.options.limits;
        let message = if self.written > MOST_ELEMENTS {
            Some(format!(
                "with its references written out the message has more than {MOST_ELEMENTS} elements"
            ))
        } else if self.out.len() > limits.expanded(self.text.len()) {
            Some(format!(
                "with its references written out the message is longer than {} bytes",
                limits.expanded(self.text.len())
            ))
        } else if depth > limits.depth {
            Some(format!("elements are nested deeper than {}", limits.depth))
        } else {
            None
        };
        if let Some(message) = message {
            return Err(self.problem(index, DecodeErrorKind::Limit, message));
        }
        // An element that is only independent (its own reference is elsewhere) counts as open, too: it may name itself.
        let guarded = named.is_none() && node.has_id;
        if guarded {
            self.open.push(index);
        }
        let name = self.start_tag(index, name_of, item);
        if node.close == node.end {
            self.out.push_str("/>");
        } else {
            self.out.push('>');
            let mut at = node.open;
            for child in &node.children {
                let Some(one) = nodes.get(*child) else {
                    continue;
                };
                self.copy(at, one.start);
                self.element(*child, None, node.array, depth + 1)?;
                at = one.end;
            }
            self.copy(at, node.close);
            self.out.push_str("</");
            self.out.push_str(&name);
            self.out.push('>');
        }
        if guarded {
            self.open.pop();
        }
        Ok(())
    }

    /// Writes a start tag without its end; the name in it.
    fn start_tag(&mut self, index: usize, name_of: usize, item: bool) -> String {
        let nodes = self.nodes;
        let (Some(node), Some(named)) = (nodes.get(index), nodes.get(name_of)) else {
            return String::new();
        };
        let mut declared: Vec<(String, String)> = Vec::new();
        if index == name_of {
            for (prefix, uri) in &node.declared {
                declared.push(((*prefix).to_owned(), uri.to_string()));
            }
        } else {
            for (prefix, uri) in self.declarations(index) {
                declared.push((prefix.to_owned(), uri.to_owned()));
            }
        }
        let name = if item {
            // In no namespace, as the tables have it.
            if !self.scope(index, "").is_empty() {
                declared.retain(|(prefix, _)| !prefix.is_empty());
                declared.push((String::new(), String::new()));
            }
            ITEM.to_owned()
        } else if index == name_of
            || self.scope(index, named.prefix) == self.scope(name_of, named.prefix)
        {
            qualified(named.prefix, named.local)
        } else if named.prefix.is_empty() && self.scope(name_of, "").is_empty() {
            declared.retain(|(prefix, _)| !prefix.is_empty());
            declared.push((String::new(), String::new()));
            named.local.to_owned()
        } else {
            // The prefix means something else in what is put in here.
            let uri = self.scope(name_of, named.prefix).to_owned();
            declared.push(("multiref".to_owned(), uri));
            qualified("multiref", named.local)
        };
        self.out.push('<');
        self.out.push_str(&name);
        for (prefix, uri) in &declared {
            self.out.push_str(" xmlns");
            if !prefix.is_empty() {
                self.out.push(':');
                self.out.push_str(prefix);
            }
            self.out.push_str("=\"");
            escape_attribute(uri, &mut self.out);
            self.out.push('"');
        }
        for one in &node.kept {
            self.out.push(' ');
            self.out.push_str(&qualified(one.prefix, one.local));
            self.out.push_str("=\"");
            escape_attribute(&one.value, &mut self.out);
            self.out.push('"');
        }
        name
    }
}

fn qualified(prefix: &str, local: &str) -> String {
    if prefix.is_empty() {
        local.to_owned()
    } else {
        format!("{prefix}:{local}")
    }
}
