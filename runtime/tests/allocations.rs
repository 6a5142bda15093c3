//! Allocations: writing into a reused buffer needs none, and reading needs only those of the values.

mod support;

use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, SoapVersion};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use soap_runtime::{Dictionary, FlagSet};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};
use std::alloc::System;
use support::{DECLARATIONS, Mask, TableRight, Toggle, UPDATE_TOGGLES, UpdateToggles};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn toggles(count: usize) -> UpdateToggles {
    let right = TableRight {
        mask: Some(FlagSet::from([Mask::Select, Mask::Update])),
        reason: Some("none & nothing".to_owned()),
    };
    let toggle = |index: usize| Toggle {
        table_right: index.is_multiple_of(3).then(|| right.clone()),
        field_properties: index
            .is_multiple_of(5)
            .then(|| Dictionary::from([("Name".to_owned(), Some(right.clone()))])),
        name: Some(format!("feature-{index:06}")),
        state: Some(index.is_multiple_of(2)),
    };
    UpdateToggles {
        toggles: Some((0..count).map(toggle).collect()),
        ids: Some((0..100).collect()),
    }
}

fn write(out: &mut Vec<u8>, value: &UpdateToggles) {
    out.clear();
    let body = Some((&UPDATE_TOGGLES, value as _));
    let options = WriteOptions::default();
    let written =
        EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &options).write(out, &[], body);
    assert!(written.is_ok());
}

fn read(text: &[u8]) -> UpdateToggles {
    let mut value = UpdateToggles::default();
    let body = Some((&UPDATE_TOGGLES, &mut value as _));
    let received = EnvelopeReader::new(&ReadOptions::default())
        .charset(Some("utf-8"))
        .read(text, &mut (), body);
    assert!(received.is_ok());
    value
}

// No test harness: its threads allocate, too, and the counters are those of the process.
fn main() {
    for count in [1, 10, 1_000] {
        let value = toggles(count);
        let mut text = Vec::new();
        write(&mut text, &value);

        let writing = Region::new(ALLOCATOR);
        write(&mut text, &value);
        let written = writing.change();
        assert_eq!(
            (written.allocations, written.reallocations),
            (0, 0),
            "{count} written"
        );

        let copying = Region::new(ALLOCATOR);
        let copy = value.clone();
        let owned = copying.change();
        let reading = Region::new(ALLOCATOR);
        let read = read(&text);
        let used = reading.change();
        assert_eq!(read, copy);
        // The reader has a stack of elements and one of prefixes, and joins texts with references once. It records the
        // markup of repeated structs, in two pieces of memory, and again, less and less often, when it changes, as it does here.
        let (stacks, remembered) = (8, 2 * count.ilog2() as usize);
        assert!(
            used.allocations <= owned.allocations + stacks + remembered,
            "{count} read: {used:?}, owned: {owned:?}"
        );
        // Lists grow by doubling.
        assert!(
            used.reallocations <= 2 * count.ilog2() as usize + 8,
            "{count} read: {used:?}"
        );
        // The memory that remains after reading: the values, and the spare capacity of lists.
        let held = used.bytes_allocated as isize - used.bytes_deallocated as isize
            + used.bytes_reallocated;
        assert!(
            held <= 2 * owned.bytes_allocated as isize + 4096,
            "{count} read: {used:?}, owned: {owned:?}"
        );
    }
}
