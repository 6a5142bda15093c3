//! Items that are read while the message arrives.
//!
//! The message, the changes to it and the comparison are those of the runtime's own test.

use arbitrary::{Result, Unstructured};

use crate::pieces;

/// Changes a message at random, cuts it at random, and reads it in both ways.
pub fn run(data: &[u8]) {
    let _ = compare(&mut Unstructured::new(data));
}

fn compare(u: &mut Unstructured<'_>) -> Result<()> {
    let mut message = u.choose(&pieces::messages())?.clone().into_bytes();
    for _ in 0..u.int_in_range(0..=3)? {
        let at = u.int_in_range(0..=message.len())?;
        let end = (at + u.int_in_range(0..=4)?).min(message.len());
        let token = match u.ratio(1, 4u8)? {
            true => u.bytes(u.len().min(3))?.to_vec(),
            false => u.choose(&pieces::TOKENS)?.as_bytes().to_vec(),
        };
        message.splice(at..end, token);
    }
    let mut cuts = Vec::new();
    for _ in 0..u.int_in_range(0..=8)? {
        cuts.push(u.int_in_range(0..=message.len())?);
    }
    cuts.sort_unstable();
    let options = pieces::options();
    let options = u.choose(&options)?;
    let at_once = pieces::at_once(&message, options);
    let in_pieces = pieces::in_pieces(&message, &cuts, options);
    match (&in_pieces, &at_once) {
        // Of several errors, another one may be found first.
        (Err(_), Err(_)) => {}
        _ => assert_eq!(
            in_pieces,
            at_once,
            "{}\ncut at {cuts:?}",
            String::from_utf8_lossy(&message)
        ),
    }
    Ok(())
}
