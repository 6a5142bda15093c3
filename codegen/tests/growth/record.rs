//! The record of how contracts grow: `docs/growth.md`, of which each test writes a section.

use std::path::PathBuf;

/// The contracts of the record.
const GRAMMAR: [&str; 3] = [
    include_str!("grammar.rs"),
    include_str!("types.rs"),
    include_str!("services.rs"),
];

/// A hash of the grammar (FNV-1a).
fn hash() -> String {
    let hash = GRAMMAR
        .iter()
        .flat_map(|text| text.bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

fn path() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "..", "docs", "growth.md"]
        .iter()
        .collect()
}

/// The text between the marks of a section.
fn place(page: &str, section: &str) -> std::ops::Range<usize> {
    let begin = format!("<!-- {section} -->\n");
    let start = page.find(&begin).expect(&begin) + begin.len();
    let end = format!("<!-- end of {section} -->");
    start..page.find(&end).expect(&end)
}

/// Writes a section, if `BLESS` is set.
pub fn write(section: &str, text: &str) {
    if std::env::var_os("BLESS").is_none() {
        return;
    }
    let mut page = std::fs::read_to_string(path()).expect("the record");
    let place = place(&page, section);
    page.replace_range(
        place,
        &format!("{text}\nHash of the grammar: `{}`.\n", hash()),
    );
    std::fs::write(path(), page).expect("written");
}

/// A section is of these contracts.
pub fn check(section: &str) {
    let page = std::fs::read_to_string(path()).expect("the record");
    let text = page.get(place(&page, section)).unwrap_or_default();
    assert!(
        text.contains(&hash()),
        "docs/growth.md, {section}: this is of other contracts. Make it again, with the command that stands there"
    );
}

/// Processor time of this process so far, in seconds; nothing where the system does not tell.
pub fn processor_time() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let (_, fields) = stat.rsplit_once(')').unwrap_or_default();
    let mut fields = fields.split_whitespace().skip(11);
    let mut ticks = || fields.next().and_then(|text| text.parse::<f64>().ok());
    // A tick is a hundredth of a second.
    (ticks().unwrap_or(0.0) + ticks().unwrap_or(0.0)) / 100.0
}
