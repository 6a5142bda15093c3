//! Integers of a fixed size: `xs:byte` to `xs:unsignedLong`.

use crate::ValueError;

const FORM: &str = "only digits and a sign in front are allowed";

/// A Rust integer and the type of XML Schema that it holds exactly.
pub trait Int: Copy + itoa::Integer + sealed::Sealed {
    /// Name of the type in XML Schema.
    const NAME: &'static str;
    /// The range, in words.
    const RANGE: &'static str;
}

mod sealed {
    pub trait Sealed: Sized {
        fn narrow(number: i64) -> Option<Self>;
        fn narrow_wide(number: i128) -> Option<Self>;
    }
}

macro_rules! ints {
    ($($type:ident $name:literal $range:literal)*) => { $(
        impl Int for $type {
            const NAME: &'static str = $name;
            const RANGE: &'static str = $range;
        }
        impl sealed::Sealed for $type {
            #[inline]
            fn narrow(number: i64) -> Option<Self> {
                Self::try_from(number).ok()
            }
            fn narrow_wide(number: i128) -> Option<Self> {
                Self::try_from(number).ok()
            }
        }
    )* };
}
ints! {
    i8 "xs:byte" "it must be -128 to 127"
    i16 "xs:short" "it must be -32768 to 32767"
    i32 "xs:int" "it must be -2147483648 to 2147483647"
    i64 "xs:long" "it must be -9223372036854775808 to 9223372036854775807"
    u8 "xs:unsignedByte" "it must be 0 to 255"
    u16 "xs:unsignedShort" "it must be 0 to 65535"
    u32 "xs:unsignedInt" "it must be 0 to 4294967295"
    u64 "xs:unsignedLong" "it must be 0 to 18446744073709551615"
}

/// Reads `xs:byte`, `short`, `int`, `long` and the unsigned types, sections 3.3.16 to 3.3.24: an optional sign and
/// digits, with any number of zeros in front. `-0` is zero for unsigned types, too.
///
/// # Errors
/// When the text is not in the lexical space, or the number does not fit the type; the error names the type.
///
/// ```
/// use soap_runtime::lexical::parse_int;
///
/// assert_eq!(parse_int::<i32>("+007")?, 7);
/// assert_eq!(parse_int::<u8>("256").unwrap_err().to_string(), r#""256" is not an xs:unsignedByte: it must be 0 to 255"#);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
#[inline]
#[allow(clippy::arithmetic_side_effects, reason = "at most 18 digits")]
pub fn parse_int<T: Int>(text: &str) -> Result<T, ValueError> {
    let (negative, digits) = signed(text.as_bytes());
    if !digits.is_empty() && digits.len() <= FEW {
        let mut number = 0i64;
        for byte in digits {
            let digit = byte.wrapping_sub(b'0');
            if digit > 9 {
                return Err(ValueError::new(T::NAME, text, FORM));
            }
            number = number * 10 + i64::from(digit);
        }
        if let Some(number) = T::narrow(if negative { -number } else { number }) {
            return Ok(number);
        }
    }
    parse_wide(text)
}

/// The number of digits that always fit in an `i64`.
const FEW: usize = 18;

/// Splits off the sign.
#[inline]
fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    }
}

/// Reads any number of digits. The error says what is wrong with the text.
#[cold]
#[allow(clippy::arithmetic_side_effects, reason = "at most 18 digits")]
fn parse_wide<T: Int>(text: &str) -> Result<T, ValueError> {
    let (negative, digits) = signed(text.as_bytes());
    if digits.is_empty() || !digits.iter().all(u8::is_ascii_digit) {
        return Err(ValueError::new(T::NAME, text, FORM));
    }
    let mut digits = digits
        .iter()
        .map(|byte| i128::from(byte.wrapping_sub(b'0')));
    let number = digits.try_fold(0i128, |sum, digit| sum.checked_mul(10)?.checked_add(digit));
    match number.and_then(|number| T::narrow_wide(if negative { -number } else { number })) {
        Some(number) => Ok(number),
        None => Err(ValueError::new(T::NAME, text, T::RANGE)),
    }
}

/// Appends the canonical form of an integer.
///
/// ```
/// let mut out = Vec::new();
/// soap_runtime::lexical::write_int(-7, &mut out);
/// assert_eq!(out, b"-7");
/// ```
#[inline]
pub fn write_int<T: Int>(value: T, out: &mut Vec<u8>) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}
