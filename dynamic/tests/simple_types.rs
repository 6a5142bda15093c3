//! The schema of simple types, judged by an independent validator.

use serde_json::json;
use soap_dynamic::Contract;

#[test]
fn the_schema_of_a_simple_type_has_its_facets() {
    let contract = Contract::load("../codegen/tests/generate/facets/input.wsdl");
    let contract = contract.expect("the contract is fine");
    for (name, right, wrong) in [
        ("Percent", json!(99.5), json!(100.5)),
        ("Floor", json!(12), json!(-3)),
        ("Since", json!("2001-02-03"), json!("yesterday")),
        ("Codes", json!(["AB", "CD"]), json!(["AB", "CD", "EF"])),
        ("Key", json!("AAAAAA=="), json!(7)),
        ("Code", json!("AB"), json!("A")),
    ] {
        let schema = contract.schema_of_type(name).expect(name);
        let schema = serde_json::to_value(schema).expect("it is JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("it is a schema");
        assert!(validator.is_valid(&right), "{right}: {schema}");
        assert!(!validator.is_valid(&wrong), "{wrong}: {schema}");
        assert!(contract.type_names().iter().any(|one| one == name));
    }
}
