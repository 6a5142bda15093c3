//! Contracts from the grammar of the growth test: constructs on top of each other, each a few times.

use crate::contract;
#[path = "../../codegen/tests/growth/grammar.rs"]
mod grammar;

/// Adds up to six constructs. Reading and generating end with code or findings, the same each time.
pub fn run(data: &[u8]) {
    let mut contract = grammar::Contract::new();
    for pair in data.chunks_exact(2).take(6) {
        let &[construct, count] = pair else { continue };
        let at = usize::from(construct) % grammar::constructs().count();
        if let Some(construct) = grammar::constructs().nth(at) {
            contract.add(construct, usize::from(count % 5));
        }
    }
    contract::run(contract.text().as_bytes());
}
