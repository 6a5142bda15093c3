//! The W3C's XML Schema test suite, and a small one of ours that shows that the program judges.

use conformance::{Judge, Kind, counts, read, run};
use std::path::{Path, PathBuf};

fn judge(folder: &Path, place: &str) -> Judge {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(place);
    Judge::new(folder, &place).expect("a place for contracts")
}

#[test]
fn each_kind_of_disagreement_is_seen() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let sets = read(&folder).expect("a suite");
    let [set] = sets.as_slice() else {
        panic!("one set: {sets:?}");
    };
    let outcomes = run(&judge(&folder, "own"), set);
    let kinds: Vec<(&str, Kind)> = outcomes.iter().map(|one| (&*one.test, one.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("shelf", Kind::Agreed),
            ("shelf/good", Kind::Agreed),
            ("shelf/bad", Kind::Agreed),
            ("shelf/good-called-bad", Kind::InvalidInstanceAccepted),
            ("shelf/bad-called-good", Kind::ValidInstanceRefused),
            ("shelf/instruction", Kind::Skipped),
            ("shelf/other", Kind::Skipped),
            ("shelf/open", Kind::Skipped),
            ("wrong", Kind::Agreed),
            ("wrong-called-right", Kind::ValidSchemaWarned),
            ("right-called-wrong", Kind::InvalidSchemaUnnoticed),
            ("located/good", Kind::Agreed),
        ]
    );
}

/// `XSTS=DIR cargo test -p conformance -- --ignored --nocapture`
#[test]
#[ignore = "needs the W3C's test suite"]
fn no_valid_document_of_the_suite_is_refused_or_panics() {
    let Some(folder) = std::env::var_os("XSTS").map(PathBuf::from) else {
        println!("skipped: XSTS names no folder with the W3C's XML Schema test suite");
        return;
    };
    let folder = folder.canonicalize().expect("a folder");
    let judge = judge(&folder, "w3c");
    let mut all = Vec::new();
    for set in read(&folder).expect("a suite") {
        all.extend(run(&judge, &set));
    }
    println!("{:?}", counts(&all));
    let wrong: Vec<_> = all
        .iter()
        .filter(|one| matches!(one.kind, Kind::Panicked | Kind::ValidInstanceRefused))
        .map(|one| format!("{}: {}: {}", one.test, one.kind.name(), one.reason))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
