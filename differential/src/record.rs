//! Whether the result on record, in docs/differential.md, still belongs to the inputs that are made today.

use crate::batch::Case;
use crate::paths;
use crate::schema;

/// The numbers of schemas that are looked at, and the step between those whose messages are.
const SCHEMAS: usize = 400;
const STEP: usize = 20;

/// The hash (FNV-1a, 64 bits) of schemas and messages of a seed.
fn inputs(seed: u64, messages: usize) -> String {
    let mut hash: u64 = 0xCBF2_9CE4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
    };
    for number in 0..SCHEMAS {
        let schema = schema::generate(seed, number as u64);
        for (name, text) in schema.documents() {
            add(&name);
            add(&text);
        }
        if number % STEP == 0 {
            let case = Case::new(seed, number, schema, messages);
            case.messages
                .iter()
                .for_each(|message| add(&message.text()));
        }
    }
    format!("{hash:016x}")
}

#[test]
fn the_result_on_record_is_of_the_inputs_of_today() {
    let text = paths::read(&paths::root().join("docs/differential.md")).expect("it is there");
    let field = |name: &str| {
        let found = text.lines().find_map(|line| line.strip_prefix(name));
        found.unwrap_or_else(|| panic!("no {name}")).trim()
    };
    let seed = field("* seed:").parse().expect("a number");
    let messages = field("* random messages for each schema:")
        .parse()
        .expect("a number");
    assert_eq!(
        field("* hash of inputs:"),
        inputs(seed, messages),
        "the generator makes other schemas or messages than those on record: run it again"
    );
}
