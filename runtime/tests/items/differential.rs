//! The same results as reading at once, wherever the message is cut.

use super::pieces::{End, TOKENS, at_once, in_pieces, messages, options};
use soap_runtime::CallOptions;

/// Numbers that look random.
struct Random(u64);

impl Random {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % most.max(1) as u64) as usize
    }

    fn cuts(&mut self, length: usize) -> Vec<usize> {
        let count = self.below(8);
        let mut cuts: Vec<usize> = (0..count).map(|_| self.below(length + 1)).collect();
        cuts.sort_unstable();
        cuts
    }
}

#[track_caller]
fn compare(message: &[u8], cuts: &[usize], options: &CallOptions, expected: &End) {
    let found = in_pieces(message, cuts, options);
    let same = match (&found, expected) {
        (Ok(found), Ok(expected)) => found == expected,
        (Err(found), Err(expected)) => found == expected,
        _ => false,
    };
    assert!(
        same,
        "{}\ncut at {cuts:?}\n   in pieces {found:?}\n   at once   {expected:?}",
        String::from_utf8_lossy(message)
    );
}

#[test]
fn every_size_of_pieces() {
    for message in messages() {
        let message = message.as_bytes();
        for (index, options) in options().into_iter().enumerate() {
            let expected = at_once(message, &options);
            let sizes = 1..=message.len().min(200);
            // The options do not matter for where the pieces end.
            let every = sizes.filter(|size| index == 0 || [1, 2, 3, 7, 50].contains(size));
            for size in every {
                let cuts: Vec<usize> = (size..message.len()).step_by(size).collect();
                compare(message, &cuts, &options, &expected);
            }
            compare(message, &[], &options, &expected);
        }
    }
}

#[test]
fn every_cut() {
    let options = CallOptions::new();
    for message in messages() {
        let message = message.as_bytes();
        let expected = at_once(message, &options);
        for cut in 0..message.len() {
            compare(message, &[cut], &options, &expected);
        }
    }
}

/// Messages that were changed at random are read alike, or refused with the same error.
///
/// A changed byte may make more than one error; which of them is found first is not the same then.
#[test]
fn changed_messages() {
    let (mut random, messages, mut refused, mut read) = (Random(0x9E37_79B9), messages(), 0, 0);
    let options = options();
    for _ in 0..20_000 {
        let mut message = messages[random.below(messages.len())].clone().into_bytes();
        let (at, token) = (
            random.below(message.len()),
            TOKENS[random.below(TOKENS.len())],
        );
        let end = (at + random.below(4)).min(message.len());
        message.splice(at..end, token.bytes());
        let options = &options[random.below(options.len())];
        let expected = at_once(&message, options);
        let cuts = random.cuts(message.len());
        let found = in_pieces(&message, &cuts, options);
        match (&found, &expected) {
            (Ok(_), Ok(_)) => compare(&message, &cuts, options, &expected),
            (Err(_), Err(_)) => refused += 1,
            _ => compare(&message, &cuts, options, &expected),
        }
        read += usize::from(found.is_ok());
    }
    assert!(
        read > 500 && refused > 5000,
        "{read} were read, {refused} were not"
    );
}
