//! Keys of services, as MIT's `keytab` files of version 2 have them.

use super::crypto::{Cipher, Key};

/// The most entries that are kept.
const MOST: usize = 1000;

/// A key of a principal.
pub(super) struct Entry {
    pub(super) realm: Vec<u8>,
    pub(super) name: Vec<Vec<u8>>,
    pub(super) version: u32,
    pub(super) key: Key,
}

/// The keys of a file; `None` if it is none, or is cut off. Keys of other types than those of AES are passed over.
pub(super) fn read(bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut rest = bytes.strip_prefix(&[5, 2])?;
    let mut entries = Vec::new();
    while !rest.is_empty() {
        let length = i32::from_be_bytes(take(&mut rest)?);
        // A negative length is that of a hole, and zero the end of what was written.
        let (entry, next) = rest.split_at_checked(usize::try_from(length.unsigned_abs()).ok()?)?;
        rest = next;
        if length == 0 {
            break;
        }
        if length > 0 && entries.len() < MOST {
            entries.extend(self::entry(entry)?);
        }
    }
    Some(entries)
}

fn entry(mut rest: &[u8]) -> Option<Option<Entry>> {
    let count = u16::from_be_bytes(take(&mut rest)?);
    let realm = counted(&mut rest)?.to_vec();
    let mut name = Vec::new();
    for _ in 0..count {
        name.push(counted(&mut rest)?.to_vec());
    }
    let _name_type: [u8; 4] = take(&mut rest)?;
    let _time: [u8; 4] = take(&mut rest)?;
    let [short] = take(&mut rest)?;
    let cipher = u16::from_be_bytes(take(&mut rest)?);
    let bytes = counted(&mut rest)?;
    // The version is written again where eight bits are too few.
    let long = take(&mut rest).map_or(0, u32::from_be_bytes);
    let key = Cipher::of(cipher.into()).and_then(|cipher| Key::new(cipher, bytes));
    Some(key.map(|key| Entry {
        realm,
        name,
        version: if long == 0 { short.into() } else { long },
        key,
    }))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, next) = rest.split_first_chunk()?;
    *rest = next;
    Some(*taken)
}

fn counted<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = u16::from_be_bytes(take(rest)?);
    let (taken, next) = rest.split_at_checked(length.into())?;
    *rest = next;
    Some(taken)
}
