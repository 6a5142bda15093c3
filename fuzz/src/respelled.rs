//! A message in another spelling.

use crate::values::{self, Message};
use arbitrary::{Result, Unstructured};
use roxmltree::{Document, Node};
use soap_runtime::xml::ReadOptions;
use std::fmt::Write;

/// Writes a value, respells it, and reads it back the same.
pub fn run(data: &[u8]) {
    let mut u = Unstructured::new(data);
    let Ok(message) = values::message(&mut u) else {
        return;
    };
    let Ok(written) = message.write() else { return };
    let text = String::from_utf8(written).expect("UTF-8");
    let document = Document::parse(&text).expect("well-formed");
    let mut out = String::new();
    if spell(&mut u, document.root_element(), &mut out).is_err() {
        return;
    }
    let other = Document::parse(&out).unwrap_or_else(|error| panic!("{error}: {out}"));
    drop(other);
    compare(&message, &text, &out);
}

fn compare(message: &Message, text: &str, out: &str) {
    match message.read(out.as_bytes(), &ReadOptions::default()) {
        Ok((read, received)) => {
            assert_eq!(&read, message, "{text}\nspelled as\n{out}");
            assert!(received.skipped.is_empty(), "{out}");
        }
        Err(error) => panic!("{error}: {text}\nspelled as\n{out}"),
    }
}

/// Adds white space or a comment where it has no meaning.
fn space(u: &mut Unstructured<'_>, out: &mut String) -> Result<()> {
    out.push_str(u.choose(&[
        "",
        "",
        "",
        " ",
        "\n  ",
        "\r\n\t",
        "<!-- <a> & -->",
        "<?pi x?>",
        "<!---->\n",
    ])?);
    Ok(())
}

fn spell(u: &mut Unstructured<'_>, node: Node<'_, '_>, out: &mut String) -> Result<()> {
    let namespace = node.tag_name().namespace().unwrap_or_default();
    // Each element gets its own prefix or the default namespace: valid, if unusual.
    let prefix = *u.choose(&["", "a", "b", "Ærø", "xs", "n-1", "i"])?;
    let (colon, declared) = match prefix {
        "" => ("", "xmlns".to_owned()),
        prefix => (":", format!("xmlns:{prefix}")),
    };
    let name = format!("{prefix}{colon}{}", node.tag_name().name());
    let _ = write!(out, "<{name}");
    let quote = *u.choose(&['"', '\''])?;
    let gap = *u.choose(&[" ", "\n", "\t  "])?;
    let equals = *u.choose(&["=", " = ", "\n="])?;
    let _ = write!(out, "{gap}{declared}{equals}{quote}{namespace}{quote}");
    for (index, attribute) in node.attributes().enumerate() {
        let value = attribute
            .value()
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('"', "&quot;")
            .replace('\'', "&apos;");
        match attribute.namespace() {
            Some(namespace) => {
                let _ = write!(
                    out,
                    "{gap}x{index}:{}{equals}{quote}{value}{quote} xmlns:x{index}={quote}{namespace}{quote}",
                    attribute.name()
                );
            }
            None => {
                let _ = write!(
                    out,
                    "{gap}{}{equals}{quote}{value}{quote}",
                    attribute.name()
                );
            }
        }
    }
    if u.ratio(1, 3u8)? {
        out.push_str(gap);
    }
    let children: Vec<Node<'_, '_>> = node.children().filter(Node::is_element).collect();
    let content: String = node
        .children()
        .filter(Node::is_text)
        .filter_map(|text| text.text())
        .collect();
    if children.is_empty() && content.is_empty() && u.arbitrary()? {
        out.push_str("/>");
        return Ok(());
    }
    out.push('>');
    if children.is_empty() {
        respell_text(u, &content, out)?;
    } else {
        for child in shuffled(u, node, children)? {
            space(u, out)?;
            spell(u, child, out)?;
        }
        space(u, out)?;
    }
    let _ = write!(out, "</{name}{}>", u.choose(&["", "", " ", "\n"])?);
    Ok(())
}

/// Reorders members where the order has no meaning: not items, pairs, or the parts of the envelope.
fn shuffled<'a, 'b>(
    u: &mut Unstructured<'_>,
    node: Node<'a, 'b>,
    mut children: Vec<Node<'a, 'b>>,
) -> Result<Vec<Node<'a, 'b>>> {
    let same = children.iter().any(|one| {
        children
            .iter()
            .filter(|other| other.tag_name() == one.tag_name())
            .count()
            > 1
    });
    if !same && node.tag_name().name() != "Envelope" {
        for index in (1..children.len()).rev() {
            children.swap(index, u.int_in_range(0..=index)?);
        }
    }
    Ok(children)
}

/// Writes the same text in CDATA sections, references and pieces.
fn respell_text(u: &mut Unstructured<'_>, text: &str, out: &mut String) -> Result<()> {
    for char in text.chars() {
        match u.int_in_range(0..=9u8)? {
            0 => {
                let _ = write!(out, "&#{};", u32::from(char));
            }
            1 => {
                let _ = write!(out, "&#x{:X};", u32::from(char));
            }
            // CDATA cannot hold a CR.
            2 if char != '\r' => {
                let _ = write!(out, "<![CDATA[{char}]]>");
            }
            3 => {
                out.push_str("<!-- c -->");
                plain(char, out);
            }
            _ => plain(char, out),
        }
    }
    Ok(())
}

fn plain(char: char, out: &mut String) {
    match char {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '\r' => out.push_str("&#13;"),
        _ => out.push(char),
    }
}
