//! The contract on the front page is the one that its listings are generated from.

#[test]
fn the_contract_shown_is_the_contract_used() {
    let page = include_str!("../src/lib.rs");
    let (_, rest) = page.split_once("//! ```xml\n").expect("a contract");
    let (shown, _) = rest.split_once("//! ```\n").expect("its end");
    let shown: String = shown
        .lines()
        .map(|line| line.strip_prefix("//! ").unwrap_or_default().to_owned() + "\n")
        .collect();
    assert_eq!(
        shown,
        include_str!("../../codegen/tests/generate/start/input.wsdl")
    );
}
