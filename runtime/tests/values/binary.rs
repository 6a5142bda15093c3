//! `guid`, `xs:base64Binary`, `xs:hexBinary`.

use soap_runtime::{Base64Binary, Guid, HexBinary};

use crate::table::{keeps, reads, refuses};

#[test]
fn guid() {
    keeps::<Guid>(&[
        "00000000-0000-0000-0000-000000000000",
        "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    ]);
    reads::<Guid>(&[(
        "6F9619FF-8B86-D011-B42D-00C04fC964FF",
        "6f9619ff-8b86-d011-b42d-00c04fc964ff",
    )]);
    let form = "it must look like 00000000-0000-0000-0000-000000000000";
    refuses::<Guid>(
        "a guid",
        &[
            ("", form),
            ("{6f9619ff-8b86-d011-b42d-00c04fc964ff}", form),
            ("6f9619ff8b86d011b42d00c04fc964ff", form),
            ("6f9619ff-8b86-d011-b42d-00c04fc964f", form),
            ("6f9619ff-8b86-d011-b42d-00c04fc964fff", form),
            ("6f9619ff-8b86-d011-b42d-00c04fc964fg", form),
            ("6f9619ff-8b86d-011-b42d-00c04fc964ff", form),
        ],
    );
    assert_eq!(Guid::default(), Guid::NIL);
    assert_eq!(Guid::try_from(&[1u8; 16][..]), Ok(Guid::from([1; 16])));
    assert_eq!(
        Guid::try_from(&[1u8; 3][..]).unwrap_err().to_string(),
        r#""3 bytes" is not a guid: it has 16 bytes"#
    );
}

#[test]
fn base64() {
    keeps::<Base64Binary>(&["", "AA==", "AAA=", "AAAA", "aGVsbG8=", "+/+/"]);
    reads::<Base64Binary>(&[
        ("aGVs bG8=", "aGVsbG8="),
        ("a G V s b G 8 =", "aGVsbG8="),
        ("AA = =", "AA=="),
        ("\r\n\taGVs\r\nbG8=\n", "aGVsbG8="),
    ]);
    let length = "the number of characters must be a multiple of four";
    let padding = "the padding is wrong";
    let character = "only A-Z, a-z, 0-9, + and / are allowed, and = at the end";
    let last = "the last character has bits that belong to no byte";
    refuses::<Base64Binary>(
        "an xs:base64Binary",
        &[
            ("A", length),
            ("AAAAA", length),
            ("AA", padding),
            ("AAA", padding),
            ("AA=", padding),
            ("A===", padding),
            ("====", padding),
            ("AA==AA==", padding),
            ("AAAA=", padding),
            ("AB==", last),
            ("AAB=", last),
            ("AA-_", character),
            ("%%%%", character),
            ("AA A\u{c}", character),
            ("ÄÄ", character),
        ],
    );
    // Padding at the end of a piece, with more text after it.
    let text = format!("{} AA== AAAA", "A".repeat(1020));
    assert_eq!(text.parse::<Base64Binary>().unwrap_err().reason, padding);
    let text = format!("{} AA==", "A".repeat(1020));
    assert_eq!(text.parse::<Base64Binary>().unwrap().len(), 766);
}

#[test]
fn hex() {
    keeps::<HexBinary>(&["", "00", "0FB7"]);
    reads::<HexBinary>(&[("0fb7", "0FB7")]);
    let digits = "only hexadecimal digits are allowed";
    let even = "the number of digits must be even";
    refuses::<HexBinary>(
        "an xs:hexBinary",
        &[
            ("0", even),
            ("0g", digits),
            ("0x", digits),
            ("00 00", even),
            ("0 00", digits),
            ("é", digits),
        ],
    );
}

#[test]
fn bytes_are_not_shown() {
    assert_eq!(
        format!("{:?}", Base64Binary::from([1, 2, 3])),
        "Base64Binary(3 bytes)"
    );
    assert_eq!(
        format!("{:?}", HexBinary::from(vec![1])),
        "HexBinary(1 bytes)"
    );
}
