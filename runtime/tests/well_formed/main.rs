//! Each path of the reader refuses every message that is not well-formed, and all see the same in the others.

mod case;

use case::Verdict;
use proptest::prelude::*;
use std::cell::Cell;

#[test]
fn all_paths_agree() {
    let config = ProptestConfig {
        cases: 2_500,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(1),
        ..ProptestConfig::default()
    };
    // The numbers of messages that were read, noted, refused and malformed.
    let verdicts: [Cell<usize>; 4] = Default::default();
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let bytes = prop::collection::vec(any::<u8>(), 60..1500);
    let outcome = runner.run(&bytes, |data| {
        let (verdict, predicted) = case::run(&data);
        let at = match verdict {
            Verdict::Read => 0,
            Verdict::Noted => 1,
            Verdict::Refused => 2,
            Verdict::Malformed => 3,
        };
        verdicts[at].set(verdicts[at].get() + usize::from(at > 1 || predicted > 20));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    // Each kind occurs, and most elements were predicted.
    let counts = verdicts.map(|count| count.get());
    assert!(counts.iter().all(|count| *count > 100), "{counts:?}");
}
