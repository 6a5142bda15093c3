//! Simple types with facets, as people see them.

mod run;

use run::run;
use serde_json::Value;

const FACETS: &str = "../../../codegen/tests/generate/facets/input.wsdl";

#[test]
fn a_pattern_is_shown_as_the_contract_has_it() {
    for more in [&["Code=ab"][..], &["--data", "{\"Code\": \"ab\"}"]] {
        let arguments = [
            "call",
            "Put",
            FACETS,
            "-e",
            "http://localhost/",
            "--dry-run",
        ];
        let refused = run(&[&arguments, more].concat());
        let message = r"it does not match [A-Z]+|[&\d]+ (pattern)";
        assert!(refused.err().contains(message), "{}", refused.err());
    }
}

#[test]
fn simple_types_have_a_schema() {
    let printed = run(&["schema", FACETS, "Code"]);
    assert_eq!(printed.code(), 0, "{}", printed.err());
    let code: Value = serde_json::from_str(&printed.out()).expect("it is JSON");
    assert_eq!(code["minLength"], 2);
    assert_eq!(code["maxLength"], 6);
    let misspelt = run(&["schema", FACETS, "Percentt"]);
    let err = misspelt.err();
    assert!(err.contains("did you mean Percent?"), "{err}");
}
