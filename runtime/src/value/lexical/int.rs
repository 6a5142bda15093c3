//! The integers that have a size: `xs:byte` to `xs:unsignedLong`.

use crate::ValueError;

const FORM: &str = "only digits and a sign in front are allowed";

/// A Rust integer and the type of XML Schema that it holds exactly.
pub trait Int: Copy + itoa::Integer + TryFrom<i128> + sealed::Sealed {
    /// Name of the type in XML Schema.
    const NAME: &'static str;
    /// The range, in words.
    const RANGE: &'static str;
}

mod sealed {
    pub trait Sealed: Sized {
        fn add_digit(self, digit: u8, negative: bool) -> Option<Self>;
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
            fn add_digit(self, digit: u8, negative: bool) -> Option<Self> {
                let ten = self.checked_mul(10)?;
                // A digit fits in all of the types.
                let digit = digit as $type;
                if negative { ten.checked_sub(digit) } else { ten.checked_add(digit) }
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
pub fn parse_int<T: Int + Default>(text: &str) -> Result<T, ValueError> {
    let (negative, digits) = match text.as_bytes() {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    let mut value = T::default();
    for (index, byte) in digits.iter().enumerate() {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return Err(ValueError::new(T::NAME, text, FORM));
        }
        match value.add_digit(digit, negative) {
            Some(sum) => value = sum,
            None => {
                let form = digits.iter().skip(index).all(u8::is_ascii_digit);
                return Err(ValueError::new(
                    T::NAME,
                    text,
                    if form { T::RANGE } else { FORM },
                ));
            }
        }
    }
    if digits.is_empty() {
        Err(ValueError::new(T::NAME, text, FORM))
    } else {
        Ok(value)
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
