//! The integers that have a size: `xs:byte` to `xs:unsignedLong`.

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
        fn narrow(number: i128) -> Option<Self>;
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
            fn narrow(number: i128) -> Option<Self> {
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

/// Reads `xs:byte`, `short`, `int`, `long` and the unsigned ones, sections 3.3.16 to 3.3.24: an optional sign and digits, as many
/// zeros in front as there may be. `-0` is zero for the unsigned ones too.
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
pub fn parse_int<T: Int>(text: &str) -> Result<T, ValueError> {
    let (negative, mut digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return Err(ValueError::new(T::NAME, text, FORM));
    }
    while let ([b'0', rest @ ..], true) = (digits, digits.len() > MANY) {
        digits = rest;
    }
    let mut number = 0u64;
    let mut strays = 0;
    for byte in digits {
        let digit = byte.wrapping_sub(b'0');
        strays |= u8::from(digit > 9);
        number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
    }
    if strays != 0 {
        return Err(ValueError::new(T::NAME, text, FORM));
    }
    let number = if digits.len() < MANY {
        Some(i128::from(number))
    } else {
        wide(digits)
    };
    match number.and_then(|number| T::narrow(if negative { -number } else { number })) {
        Some(number) => Ok(number),
        None => Err(ValueError::new(T::NAME, text, T::RANGE)),
    }
}

/// So many digits, without zeros in front, may not fit a `u64`.
const MANY: usize = 20;

/// The number of exactly 20 digits; `None` for more.
#[cold]
fn wide(digits: &[u8]) -> Option<i128> {
    let add = |sum: i128, digit: &u8| sum * 10 + i128::from(digit.wrapping_sub(b'0'));
    (digits.len() == MANY).then(|| digits.iter().fold(0, add))
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
