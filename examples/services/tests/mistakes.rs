//! The compiler's messages for the commonest mistakes of users. `TRYBUILD=overwrite` writes them again.

#[test]
fn messages() {
    trybuild::TestCases::new().compile_fail("tests/mistakes/*.rs");
}
