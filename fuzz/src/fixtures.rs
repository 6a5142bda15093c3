//! Runs earlier findings again, and a few thousand generated inputs.

use std::fs;

type Run = fn(&[u8]);

const TARGETS: [(&str, Run); 21] = [
    ("challenge", crate::challenge::run),
    ("fetch", crate::fetch::run),
    ("json", crate::json::run),
    ("kerberos", crate::kerberos::run),
    ("options", crate::options::run),
    ("contract", crate::contract::run),
    ("constructs", crate::constructs::run),
    ("cut", crate::cut::run),
    ("headers", crate::headers::run),
    ("items", crate::items::run),
    ("lock", crate::lock::run),
    ("package", crate::package::run),
    ("planned", crate::planned::run),
    ("policy", crate::policy::run),
    ("reader", crate::reader::run),
    ("respelled", crate::respelled::run),
    ("response", crate::response::run),
    ("round_trip", crate::round_trip::run),
    ("signed", crate::signed::run),
    ("upload", crate::upload::run),
    ("well_formed", crate::well_formed),
];

#[test]
fn fixtures() {
    for (name, run) in TARGETS {
        let Ok(folder) = fs::read_dir(format!("fixtures/{name}")) else {
            continue;
        };
        let mut paths: Vec<_> = folder
            .filter_map(|entry| Some(entry.ok()?.path()))
            .collect();
        paths.sort();
        for path in paths {
            run(&fs::read(&path).expect("a fixture"));
        }
    }
}

#[test]
fn any_bytes() {
    // The seed is fixed, so that every run has the same inputs.
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for (name, run) in TARGETS {
        // These generate code, or compute keys or signatures.
        let slow = matches!(
            name,
            "constructs" | "json" | "kerberos" | "planned" | "policy" | "signed"
        );
        for _ in 0..if slow { 100 } else { 2000 } {
            let mut data = Vec::new();
            for _ in 0..50 {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                data.extend(state.to_le_bytes());
            }
            run(&data);
        }
    }
}
