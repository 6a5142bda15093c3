//! Decimal numbers of any size: compares and converts their digits without arithmetic.

use std::cmp::Ordering;

const RANGE: &str = "it does not fit";

/// The parts of a number in a checked lexical form: `[+-]?` digits `(.` digits`)?`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number<'a> {
    pub negative: bool,
    /// Digits before the point, without zeros in front.
    pub whole: &'a str,
    /// Digits after the point, without zeros at the end.
    pub part: &'a str,
}

impl<'a> Number<'a> {
    /// Splits `text`, which has been checked.
    pub fn of(text: &'a str) -> Self {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let (whole, part) = (whole.trim_start_matches('0'), part.trim_end_matches('0'));
        let zero = whole.is_empty() && part.is_empty();
        Self {
            negative: negative && !zero,
            whole,
            part,
        }
    }

    pub fn is_zero(&self) -> bool {
        self.whole.is_empty() && self.part.is_empty()
    }

    /// The key of equality: two numbers are equal if their keys are.
    pub fn key(&self) -> (bool, &'a str, &'a str) {
        (self.negative, self.whole, self.part)
    }

    pub fn compare(&self, other: &Self) -> Ordering {
        let size = |left: &Self, right: &Self| {
            let whole = left
                .whole
                .len()
                .cmp(&right.whole.len())
                .then_with(|| left.whole.cmp(right.whole));
            whole.then_with(|| left.part.cmp(right.part))
        };
        match (self.negative, other.negative) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => size(self, other),
            (true, true) => size(other, self),
        }
    }

    /// The number as an integer type, if it is whole and fits.
    pub fn narrow<T: TryFrom<u128> + TryFrom<i128>>(self) -> Result<T, &'static str> {
        if !self.part.is_empty() {
            return Err("it is not a whole number");
        }
        let mut digits = self
            .whole
            .bytes()
            .map(|digit| u128::from(digit.wrapping_sub(b'0')));
        let add = |size: u128, digit| size.checked_mul(10)?.checked_add(digit);
        let size = digits.try_fold(0, add).ok_or(RANGE)?;
        if self.negative {
            let number = 0i128.checked_sub_unsigned(size).ok_or(RANGE)?;
            T::try_from(number).map_err(|_| RANGE)
        } else {
            T::try_from(size).map_err(|_| RANGE)
        }
    }
}
