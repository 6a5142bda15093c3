//! Parts that are skipped, and those after an error.

use super::files::{bytes, envelope, package};
use super::{Answer, read};
use soap_runtime::{AttachmentLimits, Base64Binary, BlockingAttachments};

/// Five parts of 1,000 bytes, the third in base64.
fn five(limits: AttachmentLimits) -> BlockingAttachments {
    let (message, part) = (envelope(""), bytes(999, 1));
    let base64 = Base64Binary::new(part.clone()).to_string();
    let encoded = "Content-Transfer-Encoding: base64\r\n";
    let body = package(&[
        ("root@x", "", message.as_bytes()),
        ("1", "", &part),
        ("2", "", &part),
        ("3", encoded, base64.as_bytes()),
        ("4", "", &part),
        ("5", "", &part),
    ]);
    let call = Answer::new(body, 100).call().attachments();
    call.limits(limits).wait().unwrap().1
}

#[test]
fn skipped_bytes_count() {
    let new = AttachmentLimits::new;
    let finish = |limits| five(limits).finish().map_err(|error| error.to_string());
    let more = |most: u64| Err(format!("there are more than {most} bytes"));
    // The text around the parts has 23 bytes.
    assert_eq!(finish(new().with_part_bytes(1000)), Ok(()));
    assert_eq!(finish(new().with_part_bytes(999)), more(999));
    assert_eq!(finish(new().with_total_bytes(5023)), Ok(()));
    assert_eq!(finish(new().with_total_bytes(5022)), more(5022));
    assert_eq!(finish(new().with_total_bytes(4000)), more(4000));
}

#[test]
fn nothing_comes_after_an_error() {
    // Of a part that is read, with one that was kept before it.
    let mut attachments = five(AttachmentLimits::new().with_total_bytes(1100));
    let second = attachments.part("2").unwrap().unwrap();
    assert!(read(second).is_err());
    assert!(attachments.next().is_none());
    assert!(attachments.part("1").unwrap().is_none());

    // Of one that is skipped.
    let mut attachments = five(AttachmentLimits::new().with_total_bytes(100));
    let _ = attachments.next().unwrap().unwrap();
    assert!(attachments.next().unwrap().is_err());
    assert!(attachments.next().is_none());

    // Of one that is kept.
    let mut attachments = five(AttachmentLimits::new().with_kept_bytes(1500));
    assert!(attachments.part("5").is_err());
    assert!(attachments.next().is_none());
}
