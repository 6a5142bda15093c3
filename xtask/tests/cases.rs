//! The tests that `docs/cases.md` names exist.

use std::path::Path;

#[test]
fn every_case_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |file: &str| {
        let path = root.join(file);
        std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{file}: {error}"))
    };
    let table = read("docs/cases.md");
    let mut count = 0;
    for row in table.lines().filter(|line| line.contains(".rs`")) {
        let [_, _, file, test, _] = row.split('|').collect::<Vec<_>>()[..] else {
            panic!("{row}");
        };
        let (file, test) = (file.trim_matches([' ', '`']), test.trim_matches([' ', '`']));
        let text = read(file);
        assert!(text.contains(&format!("#[test]\nfn {test}()")), "{row}");
        count += 1;
    }
    assert!(count > 40, "{count}");
}
