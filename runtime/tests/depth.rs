//! Depth: the default limit is safe on a small stack, in a debug build too.

mod support;

use soap_runtime::soap::{EnvelopeReader, EnvelopeWriter, SoapVersion};
use soap_runtime::xml::{ReadOptions, WriteOptions};
use support::*;

fn on_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new()
        .stack_size(2 << 20)
        .spawn(run)
        .unwrap()
        .join()
        .unwrap();
}

fn nested(depth: usize) -> String {
    let open = "<InnerException>".repeat(depth);
    let close = "</InnerException>".repeat(depth);
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><ExceptionInfo xmlns='{NS}'>{open}<Message>m</Message>{close}</ExceptionInfo></s:Header><s:Body/></s:Envelope>"
    )
}

fn read_headers(message: &str) -> Result<Headers, String> {
    let mut headers = Headers::default();
    EnvelopeReader::new(&ReadOptions::default())
        .read(message.as_bytes(), &mut headers, None)
        .map(|_| headers)
        .map_err(|error| format!("{:?}: {}", error.kind(), error.message()))
}

#[test]
fn two_hundred_and_more_exceptions() {
    on_small_stack(|| {
        for depth in [200, 252] {
            for spelling in [
                nested(depth),
                nested(depth).replace("<InnerException>", "<InnerException >"),
            ] {
                let headers = read_headers(&spelling).unwrap();
                let mut count = 0;
                let mut at = headers.exception.as_ref();
                while let Some(one) = at.and_then(|one| one.inner.as_deref()) {
                    count += 1;
                    at = Some(one);
                }
                assert_eq!(count, depth);
                let mut out = Vec::new();
                EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &WriteOptions::default())
                    .write(&mut out, &[&headers], None)
                    .unwrap();
                let _ = (format!("{headers:?}"), headers.clone() == headers);
            }
        }
        assert_eq!(
            read_headers(&nested(253)).unwrap_err(),
            "Limit: elements are nested deeper than 256"
        );
    });
}

#[test]
fn unknown_elements_however_deep() {
    on_small_stack(|| {
        let unknown = nested(100_000).replace("InnerException", "x");
        assert_eq!(
            read_headers(&unknown).unwrap_err(),
            "Limit: elements are nested deeper than 256"
        );
        let mut options = ReadOptions::default();
        options.limits.depth = 1_000_000;
        let mut headers = Headers::default();
        let received = EnvelopeReader::new(&options)
            .read(unknown.as_bytes(), &mut headers, None)
            .unwrap();
        assert_eq!(received.skipped.len(), 1);
    });
}

#[test]
fn writing_too_deep_is_an_error() {
    on_small_stack(|| {
        let mut exception = ExceptionInfo::default();
        for _ in 0..300 {
            exception = ExceptionInfo {
                inner: Some(Box::new(exception)),
                ..Default::default()
            };
        }
        let headers = Headers {
            exception: Some(exception),
            ..Default::default()
        };
        let error =
            EnvelopeWriter::new(SoapVersion::Soap11, DECLARATIONS, &WriteOptions::default())
                .write(&mut Vec::new(), &[&headers], None)
                .unwrap_err();
        assert_eq!(error.message(), "elements are nested deeper than 256");
    });
}
