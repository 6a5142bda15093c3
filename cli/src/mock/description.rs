//! The contract, as the mock serves it at `?wsdl`: its documents, which lead to each other and to the mock.

use std::fmt::Write as _;
use std::path::Path;
use wsdl_codegen::Sources;
use wsdl_codegen::internal::nearest;

/// The documents of a contract.
pub(super) struct Description {
    documents: Vec<ServedDocument>,
    /// The documents that the user named: their names without folder and ending, and their numbers.
    roots: Vec<(String, usize)>,
}

struct ServedDocument {
    text: String,
    is_wsdl: bool,
    /// Places in the text, and what comes there.
    edits: Vec<(usize, usize, Edit)>,
}

#[derive(Clone, Copy)]
enum Edit {
    /// The address of a document, in place of a location.
    Location(usize),
    /// An attribute with it.
    Attribute(usize),
    /// The address of the mock.
    Address,
}

impl Description {
    pub(super) fn of(sources: &Sources, named: &[std::path::PathBuf]) -> Self {
        let numbers = 0..u32::try_from(sources.len()).unwrap_or(u32::MAX);
        let documents: Vec<ServedDocument> = numbers
            .clone()
            .map(|number| document(sources, number))
            .collect();
        let mut roots = Vec::new();
        for number in numbers {
            let name = Path::new(sources.name(number).unwrap_or_default());
            if named.iter().any(|path| path == name) {
                let stem = name.file_stem().unwrap_or_default().to_string_lossy();
                roots.push((
                    stem.into_owned(),
                    usize::try_from(number).unwrap_or_default(),
                ));
            }
        }
        if roots.is_empty() {
            roots.push((String::new(), 0));
        }
        Self { documents, roots }
    }

    /// The document that `?wsdl`, `?wsdl=3` or `?xsd=3` of a path asks for, with the addresses of the mock at `base`. `None` if the
    /// query asks for none.
    pub(super) fn answer(
        &self,
        base: &str,
        path: &str,
        query: &str,
    ) -> Option<Result<String, String>> {
        let (kind, number) = match query.split_once('=') {
            Some((kind, number)) => (kind, Some(number)),
            None => (query, None),
        };
        if !["wsdl", "singlewsdl", "xsd"]
            .iter()
            .any(|known| kind.eq_ignore_ascii_case(known))
        {
            return None;
        }
        let place = match number {
            Some(number) => number.parse::<usize>().ok(),
            None => self.root(path),
        };
        let document = place.and_then(|place| self.documents.get(place));
        Some(match document {
            Some(document) => Ok(document.written(self, base, path)),
            None => Err(self.unknown(path)),
        })
    }

    /// The document of a path: the only one, or that of its name.
    fn root(&self, path: &str) -> Option<usize> {
        let name = path.rsplit('/').next().unwrap_or_default();
        let named = self.roots.iter().find(|(root, _)| root == name);
        let found = match (named, self.roots.as_slice()) {
            (Some(found), _) => Some(found),
            (None, [only]) => Some(only),
            (None, [first, ..]) if name.is_empty() => Some(first),
            (None, _) => None,
        };
        found.map(|(_, number)| *number)
    }

    fn unknown(&self, path: &str) -> String {
        let names = || self.roots.iter().map(|(name, _)| &**name);
        let name = path.rsplit('/').next().unwrap_or_default();
        let near = nearest(name, names()).map(|near| format!("did you mean /{near}?wsdl?\n"));
        let mut text = "there is no such document\n".to_owned();
        text.push_str(&near.unwrap_or_default());
        for name in names() {
            let _ = writeln!(text, "/{name}?wsdl");
        }
        text
    }
}

impl ServedDocument {
    fn written(&self, all: &Description, base: &str, path: &str) -> String {
        let mut out = String::with_capacity(self.text.len() + 200);
        let address = format!("{base}{path}");
        let of = |number: usize| {
            let kind = match all.documents.get(number) {
                Some(document) if document.is_wsdl => "wsdl",
                _ => "xsd",
            };
            escaped(&format!("{address}?{kind}={number}"))
        };
        let mut at = 0;
        for (from, to, edit) in &self.edits {
            out.push_str(self.text.get(at..*from).unwrap_or_default());
            at = *to;
            match edit {
                Edit::Location(number) => out.push_str(&of(*number)),
                Edit::Attribute(number) => {
                    let _ = write!(out, " schemaLocation=\"{}\"", of(*number));
                }
                Edit::Address => out.push_str(&escaped(&address)),
            }
        }
        out.push_str(self.text.get(at..).unwrap_or_default());
        out
    }
}

fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;");
    text.replace('"', "&quot;").replace('\'', "&apos;")
}

fn document(sources: &Sources, number: u32) -> ServedDocument {
    let text = sources.text(number).unwrap_or_default();
    // The text is served as UTF-8, whatever the document was.
    let text = match text.trim_start().strip_prefix("<?xml") {
        Some(rest) => {
            let rest = rest.split_once("?>").map_or(rest, |(_, rest)| rest);
            let lines = text.len().saturating_sub(rest.len());
            // Places count lines: the declaration keeps its own.
            let breaks = text.get(..lines).unwrap_or_default().matches('\n').count();
            let declaration = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";
            format!("{declaration}{}{rest}", "\n".repeat(breaks))
        }
        None => text.to_owned(),
    };
    let imports: Vec<((u32, u32), u32)> = sources.imports(number).collect();
    let mut edits = Vec::new();
    let mut is_wsdl = None;
    let mut place = LineAndColumn::default();
    for tag in tags(&text) {
        let local = tag.local(&text);
        is_wsdl.get_or_insert(local == "definitions");
        let found = place.of(&text, tag.from);
        let import = imports.iter().find(|(at, _)| *at == found);
        let target = import.and_then(|(_, target)| usize::try_from(*target).ok());
        if let Some(target) = target {
            let value = tag.attribute(&text, &["schemaLocation", "location"]);
            match value {
                Some((from, to)) => edits.push((from, to, Edit::Location(target))),
                None if local == "import" => {
                    let end = tag.name_end(&text);
                    edits.push((end, end, Edit::Attribute(target)));
                }
                None => {}
            }
        } else if local == "address"
            && let Some((from, to)) = tag.attribute(&text, &["location"])
        {
            edits.push((from, to, Edit::Address));
        }
    }
    ServedDocument {
        text,
        is_wsdl: is_wsdl.unwrap_or_default(),
        edits,
    }
}

/// A start tag: from its `<` to behind its `>`.
#[derive(Clone, Copy)]
struct Tag {
    from: usize,
    to: usize,
}

impl Tag {
    fn inner<'t>(&self, text: &'t str) -> &'t str {
        text.get(self.from + 1..self.to).unwrap_or_default()
    }

    fn name<'t>(&self, text: &'t str) -> &'t str {
        let inner = self.inner(text);
        let end = inner.find(|char: char| char.is_ascii_whitespace() || matches!(char, '/' | '>'));
        inner.get(..end.unwrap_or(inner.len())).unwrap_or_default()
    }

    fn local<'t>(&self, text: &'t str) -> &'t str {
        let name = self.name(text);
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    fn name_end(&self, text: &str) -> usize {
        self.from + 1 + self.name(text).len()
    }

    /// The place of the value of the first of these attributes, without its quotes.
    fn attribute(&self, text: &str, names: &[&str]) -> Option<(usize, usize)> {
        let mut at = self.name_end(text);
        loop {
            let rest = text.get(at..self.to)?;
            let (name, after) = rest.split_once('=')?;
            let value = after.trim_start();
            let quote = value
                .chars()
                .next()
                .filter(|char| matches!(char, '"' | '\''))?;
            let from = at + name.len() + 1 + (after.len() - value.len()) + 1;
            let to = from + text.get(from..self.to)?.find(quote)?;
            if names.contains(&name.trim()) {
                return Some((from, to));
            }
            at = to + 1;
        }
    }
}

/// The start tags of a document that was read before.
fn tags(text: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        let from = at + found;
        let rest = text.get(from..).unwrap_or_default();
        let end = |mark: &str| {
            rest.find(mark)
                .map_or(text.len(), |end| from + end + mark.len())
        };
        at = match () {
            () if rest.starts_with("<!--") => end("-->"),
            () if rest.starts_with("<![CDATA[") => end("]]>"),
            () if rest.starts_with("<?") => end("?>"),
            () if rest.starts_with("<!") || rest.starts_with("</") => end(">"),
            () => {
                let mut quote = None;
                let close = rest.bytes().position(|byte| {
                    match quote {
                        Some(open) if byte == open => quote = None,
                        Some(_) => {}
                        None if matches!(byte, b'"' | b'\'') => quote = Some(byte),
                        None => return byte == b'>',
                    }
                    false
                });
                let to = close.map_or(text.len(), |close| from + close + 1);
                tags.push(Tag { from, to });
                to
            }
        };
    }
    tags
}

/// Lines and columns of places that are asked for in their order.
struct LineAndColumn {
    offset: usize,
    line: u32,
    column: u32,
}

impl Default for LineAndColumn {
    fn default() -> Self {
        Self {
            offset: 0,
            line: 1,
            column: 1,
        }
    }
}

impl LineAndColumn {
    fn of(&mut self, text: &str, offset: usize) -> (u32, u32) {
        for char in text.get(self.offset..offset).unwrap_or_default().chars() {
            if char == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.offset = offset;
        (self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use wsdl_codegen::Options;

    /// A contract of three documents.
    fn description() -> Description {
        let folder = tempfile::tempdir().expect("a folder");
        let main = folder.path().join("Main.wsdl");
        fs::write(
            &main,
            "<?xml version='1.0'\n encoding='iso-8859-1'?><!-- <import location='no'/> -->\n<d:definitions \
             xmlns:d='http://schemas.xmlsoap.org/wsdl/' xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' targetNamespace='urn:m'>\n\
             <d:import namespace='urn:o' location = \"other.wsdl\"/>\
             <d:service name='S'><d:port name='P' binding='o:B' xmlns:o='urn:o'>\
             <s:address location='http://far.example/a?b&amp;c'/></d:port></d:service></d:definitions>",
        )
        .expect("written");
        fs::write(
            folder.path().join("other.wsdl"),
            "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/' xmlns:x='http://www.w3.org/2001/XMLSchema' \
             xmlns:s='http://schemas.xmlsoap.org/wsdl/soap/' targetNamespace='urn:o'>\
             <types><x:schema><x:import namespace='urn:t' schemaLocation='t.xsd'/></x:schema></types>\
             <portType name='T'/><binding name='B' xmlns:o='urn:o' type='o:T'><s:binding transport='http://schemas.xmlsoap.org/soap/http'/></binding>\
             </definitions>",
        )
        .expect("written");
        fs::write(
            folder.path().join("t.xsd"),
            "<schema xmlns='http://www.w3.org/2001/XMLSchema' targetNamespace='urn:t'/>",
        )
        .expect("written");
        let options = Options {
            wsdl: vec![main],
            ..Options::default()
        };
        let (_, sources, diagnostics) = wsdl_codegen::contract::read(&options);
        // That the contract has no operation is all that is wrong.
        assert!(
            diagnostics.sorted().len() <= 1,
            "{}",
            diagnostics.render(&sources, false)
        );
        Description::of(&sources, &options.wsdl)
    }

    #[test]
    fn documents_lead_to_each_other() {
        let description = description();
        let get = |query: &str| {
            let found = description.answer("http://host:1", "/a&b", query);
            found.expect("it is asked for").expect("it is there")
        };
        let main = get("wsdl");
        assert!(
            main.starts_with(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- <import location='no'/> -->"
            ),
            "{main}"
        );
        assert!(
            main.contains("location = \"http://host:1/a&amp;b?wsdl=1\""),
            "{main}"
        );
        assert!(
            main.contains("<s:address location='http://host:1/a&amp;b'/>"),
            "{main}"
        );
        let other = get("WSDL=1");
        assert!(
            other.contains("schemaLocation='http://host:1/a&amp;b?xsd=2'"),
            "{other}"
        );
        assert!(
            other.contains("transport='http://schemas.xmlsoap.org/soap/http'"),
            "{other}"
        );
        assert!(get("xsd=2").contains("targetNamespace='urn:t'"));
        assert!(
            description
                .answer("http://host", "/", "xsd=3")
                .expect("asked")
                .is_err()
        );
        assert!(description.answer("http://host", "/", "a=b").is_none());
    }
}
