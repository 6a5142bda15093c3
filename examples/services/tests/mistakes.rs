//! What the compiler says of the ten commonest mistakes of users. `TRYBUILD=overwrite` writes the messages anew.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
