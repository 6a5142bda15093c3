//! Writes examples of differences to files.

use crate::paths;
use crate::rulings::Rulings;
use crate::tally::{Example, Extent, Tally};
use std::fmt::Write;

/// Writes a file of all kinds with their examples, and a folder with the schema and the message of each. Returns the
/// path of the file.
pub fn write(
    extent: Extent,
    tally: &Tally,
    rulings: &Rulings,
) -> Result<std::path::PathBuf, String> {
    let folder = paths::work().join("report");
    let _ = std::fs::remove_dir_all(&folder);
    let mut text = String::new();
    for (index, (kind, (count, example))) in tally.0.iter().enumerate() {
        let name = format!("{index:03}");
        let shown = shown(extent, example);
        let _ = writeln!(text, "== {name}: {kind}\n{count} times\n{shown}");
        let here = folder.join(&name);
        for (file, document) in example.schema.documents() {
            paths::write(&here.join(file), &document)?;
        }
        paths::write(&here.join("case.wsdl"), &crate::ours::contract())?;
        if let Some(message) = &example.message {
            paths::write(&here.join("message.xml"), &message.text())?;
        }
        paths::write(&here.join("what.txt"), &format!("{kind}\n{shown}"))?;
    }
    paths::write(&folder.join("list.txt"), &(tally.1.join("\n") + "\n"))?;
    paths::write(&folder.join("rulings.txt"), &rulings.account())?;
    let path = folder.join("all.txt");
    paths::write(&path, &text)?;
    Ok(path)
}

/// An example as text.
pub fn shown(extent: Extent, example: &Example) -> String {
    let mut text = String::new();
    let message = example
        .message
        .as_ref()
        .map(|message| format!(", message {}", message.number));
    let family = match example.schema.references {
        true => "family references, ",
        false => "",
    };
    let shrunk = if example.shrunk { ", made smaller" } else { "" };
    let _ = writeln!(
        text,
        "seed {}, {} messages, {family}schema {}{}{shrunk}",
        extent.seed,
        extent.messages,
        example.number,
        message.unwrap_or_default()
    );
    for (file, document) in example.schema.documents() {
        let _ = write!(text, "-- {file}\n{document}");
    }
    if let Some(message) = &example.message {
        let _ = writeln!(text, "-- message\n{}", message.text());
    }
    let _ = writeln!(text, "-- difference\n{}", example.detail);
    text
}
