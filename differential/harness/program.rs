//! Reads messages with generated code in strict and in default mode, and writes them back.

use soap_runtime::__private::v1::{self, Complex, Content, Operation};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{CallOptions, Client, Error, ErrorDetails};
use std::io::{BufRead, Read, Write};

/// Replays a message. Returns the result of strict mode, that of default mode, the report, and the message as written
/// back.
pub type Replay = fn(text: &[u8]) -> [String; 4];

/// Reads the response of the operation and writes it as its request: both have the same element.
pub fn replay<B, H>(operation: &'static Operation, text: &[u8]) -> [String; 4]
where
    B: Content + v1::Blank + Send + 'static,
    H: Complex + v1::Blank + Send + Sync + 'static,
{
    // An empty request asks for the default value of the type, as it is written.
    if text.is_empty() {
        let client = Client::without_transport("http://localhost/");
        return match client.request(operation, &B::blank()) {
            Ok(request) => [
                String::new(),
                String::new(),
                String::new(),
                String::from_utf8_lossy(request.body()).into_owned(),
            ],
            Err(error) => [
                String::new(),
                refusal("written", &error),
                String::new(),
                String::new(),
            ],
        };
    }
    let decode = |strict: bool| {
        let read = ReadOptions::default().with_strict(strict);
        let client = Client::without_transport("http://localhost/")
            .with_options(CallOptions::new().with_read(read));
        let response = http::Response::builder()
            .header("content-type", "text/xml; charset=utf-8")
            .body(bytes::Bytes::copy_from_slice(text))
            .map_err(|error| format!("read\u{1f}{error}"))?;
        client
            .decode::<B, H>(operation, response)
            .map(|reply| (client, reply))
            .map_err(|error| refusal("read", &error))
    };
    let strict = decode(true).err().unwrap_or_default();
    let (client, reply) = match decode(false) {
        Ok(read) => read,
        Err(error) => return [strict, error, String::new(), String::new()],
    };
    let skipped = reply
        .skipped
        .iter()
        .map(|skipped| format!("{}: skipped", skipped.path));
    let deviations = reply
        .deviations
        .iter()
        .map(|deviation| format!("{}: {}", deviation.path, deviation.message));
    let notes: Vec<String> = skipped.chain(deviations).collect();
    let notes = notes.join("; ");
    match client.request(operation, &reply.body) {
        Ok(request) => [
            strict,
            String::new(),
            notes,
            String::from_utf8_lossy(request.body()).into_owned(),
        ],
        Err(error) => [strict, refusal("written", &error), notes, String::new()],
    }
}

/// The stage that failed, the kind of the error, its path and its message.
fn refusal(when: &str, error: &Error) -> String {
    match error.details() {
        ErrorDetails::Decode(error) => {
            format!(
                "{when}\u{1f}{:?}\u{1f}{}\u{1f}{}",
                error.kind(),
                error.path(),
                error.message()
            )
        }
        ErrorDetails::Encode(error) => {
            format!(
                "{when}\u{1f}{:?}\u{1f}/Envelope/Body{}\u{1f}{}",
                error.kind(),
                error.path(),
                error.message()
            )
        }
        _ => format!("{when}\u{1f}Other\u{1f}\u{1f}{error}"),
    }
}

/// Answers requests: each is a line with the number of the schema and the length of the message, then the message.
pub fn run(all: &[&[(usize, Replay)]]) {
    let mut requests = std::io::stdin().lock();
    let mut answers = std::io::stdout().lock();
    std::panic::set_hook(Box::new(|_| {}));
    let mut line = String::new();
    while requests.read_line(&mut line).is_ok_and(|length| length > 0) {
        let mut numbers = line
            .split_whitespace()
            .filter_map(|number| number.parse::<usize>().ok());
        let (number, length) = (
            numbers.next().expect("a number"),
            numbers.next().expect("a length"),
        );
        let mut text = vec![0; length];
        requests.read_exact(&mut text).expect("the message");
        let replay = all
            .iter()
            .copied()
            .flatten()
            .find(|(of, _)| *of == number)
            .expect("the schema is here")
            .1;
        let outcome = std::panic::catch_unwind(|| replay(&text));
        let outcome = outcome.unwrap_or_else(|_| ["panic", "panic", "", ""].map(str::to_owned));
        let fields = outcome.map(|field| {
            field
                .replace('\\', "\\\\")
                .replace('\n', "\\n")
                .replace('\t', "\\t")
        });
        writeln!(answers, "{}", fields.join("\t")).expect("it can be written");
        line.clear();
    }
}
