//! `xs:double` and `xs:float`.

use crate::ValueError;

const FORM: &str = "it must be a decimal number, perhaps with an exponent, or INF, -INF or NaN";

/// `f32` and `f64`: the types of `xs:float` and `xs:double`.
pub trait Float: Copy + std::str::FromStr + sealed::Sealed {
    /// Name of the type in XML Schema.
    const NAME: &'static str;
}

mod sealed {
    pub trait Sealed: Copy + zmij::Float {
        const INFINITY: Self;
        const NAN: Self;
        fn is_finite(self) -> bool;
        fn is_nan(self) -> bool;
        fn is_sign_negative(self) -> bool;
        fn negate(self) -> Self;
    }
}

macro_rules! float {
    ($($type:ident $name:literal)*) => { $(
        impl Float for $type {
            const NAME: &'static str = $name;
        }
        impl sealed::Sealed for $type {
            const INFINITY: Self = $type::INFINITY;
            const NAN: Self = $type::NAN;
            fn is_finite(self) -> bool {
                self.is_finite()
            }
            fn is_nan(self) -> bool {
                self.is_nan()
            }
            fn is_sign_negative(self) -> bool {
                self.is_sign_negative()
            }
            fn negate(self) -> Self {
                -self
            }
        }
    )* };
}
float!(f32 "xs:float" f64 "xs:double");

fn parse<T: Float>(text: &str) -> Result<T, ValueError> {
    // The standard library reads this lexical space, except for its own names of infinity and NaN.
    if let [b'0'..=b'9' | b'.', ..] | [b'+' | b'-', b'0'..=b'9' | b'.', ..] = text.as_bytes() {
        return match text.parse::<T>() {
            Ok(number) => Ok(number),
            Err(_) => Err(ValueError::new(T::NAME, text, FORM)),
        };
    }
    match text {
        "INF" => Ok(T::INFINITY),
        "-INF" => Ok(T::INFINITY.negate()),
        "NaN" => Ok(T::NAN),
        _ => Err(ValueError::new(T::NAME, text, FORM)),
    }
}

fn write<T: Float>(value: T, out: &mut Vec<u8>) {
    if value.is_finite() {
        let mut buffer = zmij::Buffer::new();
        // Whole numbers need no fraction.
        match buffer.format_finite(value).as_bytes() {
            [whole @ .., b'.', b'0'] | whole => out.extend_from_slice(whole),
        }
    } else if value.is_nan() {
        out.extend_from_slice(b"NaN");
    } else if value.is_sign_negative() {
        out.extend_from_slice(b"-INF");
    } else {
        out.extend_from_slice(b"INF");
    }
}

/// Reads `xs:double`, section 3.2.5, to the nearest `f64`.
///
/// Infinity is `INF` and `-INF`, not a number is `NaN`. `+INF` (XML Schema 1.1), `Infinity` and other cases are not in
/// the lexical space of XML Schema 1.0. A number beyond the largest is infinity, one below the smallest is zero.
///
/// # Errors
/// When the text is not in the lexical space.
///
/// ```
/// use soap_runtime::lexical::parse_double;
///
/// assert_eq!(parse_double("1E-07")?, 1e-7);
/// assert_eq!(parse_double("-INF")?, f64::NEG_INFINITY);
/// assert!(parse_double("Infinity").is_err());
/// assert_eq!(parse_double("1E400")?, f64::INFINITY);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
pub fn parse_double(text: &str) -> Result<f64, ValueError> {
    match short(text.as_bytes()) {
        Some(number) => Ok(number),
        None => parse(text),
    }
}

/// Powers of ten that an `f64` holds exactly, as many as [`short`] needs.
const TENS: [f64; 16] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
];

/// Reads numbers of at most 15 digits without exponent, which are the common ones. The digits and the power of ten are
/// exact, so the single division rounds correctly (Clinger 1990).
#[inline]
#[allow(
    clippy::cast_precision_loss,
    reason = "15 digits fit into the mantissa"
)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "at most 15 digits; stops after them"
)]
fn short(text: &[u8]) -> Option<f64> {
    let (negative, number) = match text {
        [b'-', number @ ..] => (true, number),
        number => (false, number),
    };
    if number.len() > 16 {
        return None;
    }
    let mut sum = 0u64;
    let mut digits = 0usize;
    let mut point = None;
    for byte in number {
        let digit = byte.wrapping_sub(b'0');
        if digit <= 9 {
            sum = sum * 10 + u64::from(digit);
            digits += 1;
        } else if *byte == b'.' && point.is_none() {
            point = Some(digits);
        } else {
            return None;
        }
    }
    if digits == 0 || digits > 15 {
        return None;
    }
    let places = point.map_or(0, |point| digits - point);
    let number = sum as f64 / TENS.get(places)?;
    Some(if negative { -number } else { number })
}

/// Reads `xs:float`, section 3.2.4, to the nearest `f32`; the rules are those of [`parse_double`].
///
/// # Errors
/// When the text is not in the lexical space.
///
/// ```
/// assert_eq!(soap_runtime::lexical::parse_float("0.1")?, 0.1_f32);
/// # Ok::<(), soap_runtime::ValueError>(())
/// ```
pub fn parse_float(text: &str) -> Result<f32, ValueError> {
    parse(text)
}

/// Appends the shortest decimal number that reads back to the same `xs:double`; zero keeps its sign.
///
/// ```
/// let mut out = Vec::new();
/// soap_runtime::lexical::write_double(1e21, &mut out);
/// out.push(b' ');
/// soap_runtime::lexical::write_double(f64::INFINITY, &mut out);
/// assert_eq!(out, b"1e+21 INF");
/// ```
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "the bits are compared"
)]
pub fn write_double(value: f64, out: &mut Vec<u8>) {
    // Counts and sums are common: a whole number of up to 15 digits is its own shortest form.
    let whole = value as i64;
    if whole.unsigned_abs() < 1_000_000_000_000_000 && (whole as f64).to_bits() == value.to_bits() {
        out.extend_from_slice(itoa::Buffer::new().format(whole).as_bytes());
    } else {
        write(value, out);
    }
}

/// Appends the shortest decimal number that reads back to the same `xs:float`; zero keeps its sign.
///
/// ```
/// let mut out = Vec::new();
/// soap_runtime::lexical::write_float(0.1, &mut out);
/// assert_eq!(out, b"0.1");
/// ```
pub fn write_float(value: f32, out: &mut Vec<u8>) {
    write(value, out);
}
