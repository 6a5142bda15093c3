//! The part of DER that Kerberos and SPNEGO use: tags of one byte, definite lengths.

/// Universal tags.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTETS: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const ENUMERATED: u8 = 0x0a;
pub(super) const TIME: u8 = 0x18;
pub(super) const TEXT: u8 = 0x1b;
pub(super) const SEQUENCE: u8 = 0x30;

/// The tag of an application type.
pub(super) const fn application(number: u8) -> u8 {
    0x60 | number
}

/// The tag of a field.
pub(super) const fn field_tag(number: u8) -> u8 {
    0xa0 | number
}

/// An element of the parts together.
pub(super) fn element(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let content = parts.concat();
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let digits = length.get(zeros..).unwrap_or_default();
    let mut out = vec![tag];
    match digits {
        [] => out.push(0),
        [short] if *short < 0x80 => out.push(*short),
        // There are eight digits at most.
        _ => {
            out.push(0x80 | u8::try_from(digits.len()).unwrap_or_default());
            out.extend_from_slice(digits);
        }
    }
    out.extend_from_slice(&content);
    out
}

/// A field of a sequence, with its number.
pub(super) fn field(number: u8, value: &[u8]) -> Vec<u8> {
    element(field_tag(number), &[value])
}

pub(super) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(SEQUENCE, parts)
}

/// A number from 0 on.
pub(super) fn integer(value: u32) -> Vec<u8> {
    let mut digits = &[&[0][..], &value.to_be_bytes()].concat()[..];
    while let [0, rest @ ..] = digits {
        match rest.first() {
            Some(next) if *next < 0x80 => digits = rest,
            _ => break,
        }
    }
    element(INTEGER, &[digits])
}

pub(super) fn octets(value: &[u8]) -> Vec<u8> {
    element(OCTETS, &[value])
}

pub(super) fn text(value: &str) -> Vec<u8> {
    element(TEXT, &[value.as_bytes()])
}

pub(super) fn time(value: &str) -> Vec<u8> {
    element(TIME, &[value.as_bytes()])
}

/// 32 flags.
pub(super) fn flags(value: u32) -> Vec<u8> {
    element(BIT_STRING, &[&[0], &value.to_be_bytes()])
}

/// The first element of these bytes: its tag, its content, and what follows.
pub(super) fn first(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        return None;
    }
    let (length, rest) = rest.split_first()?;
    let (length, rest) = match length {
        0..=0x7f => (usize::from(*length), rest),
        0x81..=0x84 => {
            let (digits, rest) = rest.split_at_checked(usize::from(length & 0x7f))?;
            let length = digits
                .iter()
                .fold(0_u32, |sum, digit| (sum << 8) | u32::from(*digit));
            (usize::try_from(length).ok()?, rest)
        }
        _ => return None,
    };
    let (content, rest) = rest.split_at_checked(length)?;
    Some((*tag, content, rest))
}

/// The content of an element below others, each the only one of the one around it. Zeros may follow, as after decrypting.
pub(super) fn inside<'a>(bytes: &'a [u8], tags: &[u8]) -> Option<&'a [u8]> {
    tags.iter().try_fold(bytes, |bytes, tag| {
        let (found, content, _) = first(bytes)?;
        (found == *tag).then_some(content)
    })
}

/// The elements of a sequence, one by one, as far as they can be read.
pub(super) fn elements(mut bytes: &[u8]) -> impl Iterator<Item = (u8, &[u8])> {
    std::iter::from_fn(move || {
        let (tag, content, rest) = first(bytes)?;
        bytes = rest;
        Some((tag, content))
    })
}

/// The value of the field with this number, if the sequence has it.
pub(super) fn value(sequence: &[u8], number: u8) -> Option<&[u8]> {
    elements(sequence)
        .find(|(tag, _)| *tag == field_tag(number))
        .map(|(_, value)| value)
}

/// The value of a field that is of this type.
pub(super) fn typed(sequence: &[u8], number: u8, tag: u8) -> Option<&[u8]> {
    inside(value(sequence, number)?, &[tag])
}

/// The number in a field.
pub(super) fn number(sequence: &[u8], at: u8) -> Option<i64> {
    let digits = typed(sequence, at, INTEGER)?;
    let sign = match digits.first()? {
        0..=0x7f => 0,
        _ => -1,
    };
    let add = |sum: i64, digit: &u8| (sum << 8) | i64::from(*digit);
    (digits.len() <= 8).then(|| digits.iter().fold(sign, add))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_numbers_are_read_back() {
        for length in [0, 1, 127, 128, 255, 256, 70_000] {
            let content = vec![7; length];
            let bytes = element(OCTETS, &[&content]);
            assert_eq!(first(&bytes), Some((OCTETS, &content[..], &[][..])));
            assert_eq!(first(&bytes[..bytes.len() - 1]), None);
        }
        for one in [0, 1, 127, 128, 255, 256, 0x7fff_ffff, u32::MAX] {
            assert_eq!(number(&field(1, &integer(one)), 1), Some(i64::from(one)));
        }
        assert_eq!(integer(128), [2, 2, 0, 128]);
        assert_eq!(number(&field(1, &[2, 1, 0xff]), 1), Some(-1));
    }
}
