//! `cargo xtask bench --share`: the share of elements in real messages that the reader predicts.

use crate::targets;
use corpus::messages::Protocol;
use corpus::services;
use std::collections::BTreeSet;
use std::path::Path;
use testkit::{Table, repository};

/// Per cent of all elements.
const TARGET: f64 = 95.0;
/// The toolkits whose captured messages are read.
const PEERS: [&str; 3] = ["wcf", "monowcf", "gsoap"];

/// The number of messages and of their elements.
#[derive(Clone, Copy, Default)]
struct Counts {
    messages: u64,
    predicted: u64,
    general: u64,
}

impl Counts {
    fn add(&mut self, (predicted, general): (u64, u64)) {
        self.messages += 1;
        self.predicted += predicted;
        self.general += general;
    }

    fn together(self, other: Self) -> Self {
        Self {
            messages: self.messages + other.messages,
            predicted: self.predicted + other.predicted,
            general: self.general + other.general,
        }
    }

    fn share(self) -> f64 {
        self.predicted as f64 * 100.0 / (self.predicted + self.general).max(1) as f64
    }
}

/// Reads the messages beside the repository and writes `bench/SHARE.md`.
pub fn run() -> Result<(), String> {
    let root = repository::root();
    let folder = root.join("../shared/corpus/services83");
    if !folder.is_dir() {
        println!("skipped: {} is not there", folder.display());
        return Ok(());
    }
    let folder = folder.canonicalize().map_err(|error| error.to_string())?;
    let program = services::reader(&folder)?;
    let work = repository::target().join("bench/share");

    let examples = folder.join("examples");
    let (protocol, _) = services::replay(&program, &examples, &work.join("published"))?;
    let (mut published, mut valid) = (Counts::default(), Counts::default());
    for name in protocol.names() {
        let Some(paths) = protocol.paths(name) else {
            continue;
        };
        published.add(paths);
        if protocol.said(name, "strict").next().is_some() {
            valid.add(paths);
        }
    }
    let mut rows = vec![
        ("published, valid".to_owned(), valid),
        ("published, all that are read".to_owned(), published),
    ];
    let messages = work.join("plain");
    let _ = std::fs::remove_dir_all(&messages);
    for file in repository::files(&examples, "xml")? {
        let name = file.strip_prefix(&examples).unwrap_or(&file);
        let mut strict = protocol.said(name.to_str().unwrap_or_default(), "strict");
        if strict.next().is_some() {
            let text = without_types(&repository::read(&file)?);
            repository::write(&messages.join(name), &text)?;
        }
    }
    let (protocol, _) = services::replay(&program, &messages, &work.join("plain-written"))?;
    let mut plain = Counts::default();
    protocol
        .names()
        .filter_map(|name| protocol.paths(name))
        .for_each(|paths| plain.add(paths));
    rows.push(("published, valid, without xsi:type".to_owned(), plain));
    let wire = root.join("../shared/reference/wire");
    let mut all = valid;
    for peer in PEERS {
        let counts = captured(&program, &wire, peer, &work.join(peer))?;
        all = all.together(counts);
        rows.push((format!("captured, {peer}"), counts));
    }
    rows.push(("valid published and captured together".to_owned(), all));

    let mut table = Table::new([
        "messages",
        "#count",
        "#elements",
        "#predicted",
        "#general path",
        "#share",
    ]);
    for (name, counts) in &rows {
        table.row([
            name.clone(),
            counts.messages.to_string(),
            (counts.predicted + counts.general).to_string(),
            counts.predicted.to_string(),
            counts.general.to_string(),
            format!("{:.1} %", counts.share()),
        ]);
    }
    let mut met = targets::table();
    targets::row(
        &mut met,
        "elements that the reader predicts, valid published and captured messages".to_owned(),
        format!("at least {TARGET:.0} %"),
        format!("{:.1} %", all.share()),
        all.share() >= TARGET,
    );
    let page = format!(
        concat!(
            "<!-- Written by `cargo xtask bench --share`. -->\n# Elements that the reader predicts\n\n",
            "Of the published messages of all services, and of the messages of CustomerService that were captured from other toolkits,\n",
            "faults included. The envelope, its header and body, headers and the element in the body count as elements. The strict mode\n",
            "reads the valid ones. The published ones give every element its `xsi:type`: what comes of it without is shown, too, but does\n",
            "not count for the target. The documents of the benchmark are in [RESULTS.md](RESULTS.md).\n\n",
            "## Targets\n\n{}\n## Shares\n\n{}"
        ),
        met, table
    );
    println!("{page}");
    repository::write(&root.join("bench/SHARE.md"), &page)
}

/// The message without `xsi:type`.
fn without_types(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" xsi:type=\"") {
        out.push_str(before);
        rest = after.split_once('"').map_or("", |(_, rest)| rest);
    }
    out.push_str(rest);
    out
}

/// Reads the captured messages of a toolkit. Each variant of a message gets its own folder, as the program expects.
fn captured(program: &Path, wire: &Path, peer: &str, work: &Path) -> Result<Counts, String> {
    let _ = std::fs::remove_dir_all(work);
    let mut variants = BTreeSet::new();
    for file in repository::files(wire, "http")? {
        if file.parent() != Some(wire) {
            continue;
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        let Some(rest) = stem.strip_prefix(&format!("{peer}-")) else {
            continue;
        };
        let Some((message, word)) = rest.rsplit_once('-') else {
            continue;
        };
        let (operation, variant) = message.split_once('-').unwrap_or((message, "plain"));
        let bytes = std::fs::read(&file).map_err(|error| error.to_string())?;
        // No captured message is chunked.
        let start = bytes.iter().position(|byte| *byte == b'<');
        let body = start
            .and_then(|start| bytes.get(start..))
            .unwrap_or_default();
        let variant_folder = work.join("messages").join(variant);
        let path = variant_folder.join(format!("CustomerService/{operation}.{word}.xml"));
        repository::write(&path, &String::from_utf8_lossy(body))?;
        variants.insert(variant.to_owned());
    }
    let mut counts = Counts::default();
    for variant in &variants {
        let written = work.join("written").join(variant);
        let messages = work.join("messages").join(variant);
        let (protocol, _): (Protocol, _) = services::replay(program, &messages, &written)?;
        protocol
            .names()
            .filter_map(|name| protocol.paths(name))
            .for_each(|paths| counts.add(paths));
    }
    Ok(counts)
}
