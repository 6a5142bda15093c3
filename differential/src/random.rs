//! Random numbers from a seed, which are the same on every machine.

/// A generator of random numbers (SplitMix64).
#[derive(Clone)]
pub struct Random(u64);

impl Random {
    /// The generator for a seed and a purpose, which is a list of numbers.
    pub fn new(seed: u64, stream: &[u64]) -> Self {
        let mut random = Self(seed);
        for number in stream {
            random.0 = random.next() ^ number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
        random
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        let number = self.next();
        usize::try_from(number % (end.max(1) as u64)).unwrap_or(0)
    }

    /// A number in this range, both ends included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high + 1 - low.min(high))
    }

    /// True with this probability in per cent.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// A random element.
    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// A random text; an empty one if there are none.
    pub fn word<'a>(&mut self, all: &[&'a str]) -> &'a str {
        self.pick(all).copied().unwrap_or_default()
    }

    /// Shuffles the elements.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            let other = self.below(end + 1);
            all.swap(end, other);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_gives_the_same_numbers() {
        let numbers = |seed, stream: &[u64]| {
            let mut random = Random::new(seed, stream);
            (0..5).map(|_| random.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1, &[2, 3]), numbers(1, &[2, 3]));
        assert_ne!(numbers(1, &[2, 3]), numbers(1, &[3, 2]));
        assert_ne!(numbers(1, &[]), numbers(2, &[]));
        assert_eq!(Random::new(1, &[]).below(0), 0);
    }
}
