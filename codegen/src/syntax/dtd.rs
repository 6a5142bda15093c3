//! What a document type declaration may hold: internal entities of moderate size, nothing else that matters.

use crate::diagnostic::Code;

/// Size of a document type declaration that is read.
const MAX_DTD: usize = 32 << 10;
/// What all references together may cost: their number times the size of the declaration.
const MAX_COST: usize = 16 << 20;

pub(super) struct Problem {
    pub code: Code,
    pub offset: usize,
    pub message: &'static str,
}

/// Refuses external entities, parameter entities inside of values and everything that could expand without bound, before
/// the XML reader sees it.
pub(super) fn check(text: &str) -> Result<(), Problem> {
    let Some(start) = find_doctype(text) else {
        return Ok(());
    };
    let problem = |code, offset, message| Problem {
        code,
        offset,
        message,
    };
    let bytes = text.as_bytes();
    let mut at = start + "<!DOCTYPE".len();
    let mut in_subset = false;
    // The declaration that is open in the subset, by the offset of its `<!`.
    let mut open: Option<usize> = None;
    let mut entities = false;
    while let Some(&byte) = bytes.get(at) {
        if at - start > MAX_DTD {
            return Err(problem(
                Code::TooMuch,
                start,
                "the document type declaration is too large",
            ));
        }
        let rest = bytes.get(at..).unwrap_or_default();
        match byte {
            b'"' | b'\'' => {
                let inside = rest.get(1..).unwrap_or_default();
                let Some(length) = inside.iter().position(|b| *b == byte) else {
                    return Ok(());
                };
                let value = inside.get(..length).unwrap_or_default();
                if open.is_some_and(|open| {
                    text.get(open..)
                        .is_some_and(|text| text.starts_with("<!ENTITY"))
                }) {
                    entities = true;
                    if value.contains(&b'%') {
                        return Err(problem(
                            Code::TooMuch,
                            at,
                            "a parameter entity inside the value of an entity",
                        ));
                    }
                }
                at += length + 2;
                continue;
            }
            b'[' if open.is_none() => in_subset = true,
            b']' if open.is_none() => in_subset = false,
            b'<' if rest.starts_with(b"<!--") => {
                at += find(rest, b"-->").map_or(rest.len(), |end| end + 3);
                continue;
            }
            b'<' if rest.starts_with(b"<?") => {
                at += find(rest, b"?>").map_or(rest.len(), |end| end + 2);
                continue;
            }
            b'<' => open = Some(at),
            b'>' if open.is_some() => {
                let declaration = text.get(open.unwrap_or(at)..at).unwrap_or_default();
                if declaration.starts_with("<!ENTITY") && is_external(declaration) {
                    let offset = open.unwrap_or(at);
                    return Err(problem(
                        Code::ExternalEntity,
                        offset,
                        "an external entity is declared: external entities are never fetched",
                    ));
                }
                open = None;
            }
            b'>' if !in_subset => break,
            _ => {}
        }
        at += 1;
    }
    if entities {
        let references = bytes
            .get(at..)
            .unwrap_or_default()
            .iter()
            .filter(|b| **b == b'&')
            .count();
        if references.saturating_mul(at - start) > MAX_COST {
            return Err(problem(Code::TooMuch, start, "entities are used too often"));
        }
    }
    Ok(())
}

/// `<!ENTITY name SYSTEM ...` or `PUBLIC`: the keyword stands before the first quote.
fn is_external(declaration: &str) -> bool {
    let head = declaration.split(['"', '\'']).next().unwrap_or_default();
    head.split_ascii_whitespace()
        .any(|word| word == "SYSTEM" || word == "PUBLIC")
}

/// Where the root element starts, unless a document type declaration stands before it.
pub(super) fn root(text: &str) -> Option<usize> {
    first_markup(text).filter(|start| !is_doctype(text, *start))
}

fn find_doctype(text: &str) -> Option<usize> {
    first_markup(text).filter(|start| is_doctype(text, *start))
}

fn is_doctype(text: &str, start: usize) -> bool {
    text.get(start..)
        .is_some_and(|rest| rest.starts_with("<!DOCTYPE"))
}

/// The first markup after comments and processing instructions.
fn first_markup(text: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = text.get(at..)?;
        let next = at + rest.find('<')?;
        let rest = text.get(next..)?;
        if rest.starts_with("<!--") {
            at = next + rest.find("-->")? + 3;
        } else if rest.starts_with("<?") {
            at = next + rest.find("?>")? + 2;
        } else {
            return Some(next);
        }
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
