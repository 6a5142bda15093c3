//! Interceptors of envelopes on the server, and header blocks that it understands.

use super::*;
use soap_runtime::{EnvelopeContext, EnvelopeInterceptor, Rejection};
use std::future::Future;
use std::pin::Pin;

const MARK: &str = "<!--signed by ann-->";

/// The user whose mark an envelope has.
#[derive(Clone, Debug, PartialEq)]
struct Signer(String);

/// Demands a mark on each request, and sets one on each response.
struct Marks;

impl EnvelopeInterceptor for Marks {
    fn incoming<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Rejection>> + Send + 'a>> {
        Box::pin(async move {
            assert!(context.is_server && context.operation.is_none());
            assert_eq!(context.endpoint, "http://h/a.svc");
            // Asynchronous, as a look into a key store may be.
            tokio::task::yield_now().await;
            let text = String::from_utf8_lossy(&envelope);
            match text.rsplit_once("<!--signed by ") {
                Some((_, "panic-->")) => panic!("a secret of ours"),
                Some((plain, signer)) => {
                    context
                        .extensions
                        .insert(Signer(signer.trim_end_matches("-->").to_owned()));
                    Ok(plain.to_owned().into())
                }
                None if text.contains("version 2") => Err(Rejection::new("key 7 is unknown")
                    .with_fault(Fault::new(FaultCode::Sender, "the signature is wrong"))),
                None => Err(Rejection::new("key 7 is unknown")),
            }
        })
    }

    fn outgoing<'a>(
        &'a self,
        context: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> Pin<Box<dyn Future<Output = Result<Bytes, Rejection>> + Send + 'a>> {
        let signer = context.extensions.get::<Signer>().cloned();
        let name = context.operation.map_or("", |operation| operation.name);
        Box::pin(async move {
            match signer {
                Some(Signer(name)) if name == "nobody" => Err(Rejection::new("no key for nobody")),
                Some(Signer(signer)) => {
                    let mark = format!("<!--{name} for {signer}-->");
                    Ok([&envelope, mark.as_bytes()].concat().into())
                }
                None => Err(Rejection::new("nobody has asked")),
            }
        })
    }

    fn understood(&self) -> &'static [&'static str] {
        &["urn:security"]
    }
}

fn message(header: &str, name: &str) -> String {
    envelope(
        header,
        &format!("<IsEnabled><Name>{name}</Name></IsEnabled>"),
    )
}

#[test]
fn requests_are_checked_and_responses_signed() {
    let service = Arc::new(Toggles::default());
    let dispatcher = dispatcher(&service).envelope_interceptor(Marks);
    let send = |message: String| answer(&dispatcher, post(XML11, message));
    let security = "<S xmlns=\"urn:security\" s:mustUnderstand=\"1\"/>";

    let (status, _, body) = send(message(security, "x") + MARK);
    assert_eq!(status, 200);
    assert!(
        body.ends_with("</s:Envelope><!--IsEnabled for ann-->"),
        "{body}"
    );
    assert_eq!(service.asked.lock().unwrap().len(), 1);
    // Faults of the operation and of the dispatcher are signed, too.
    let (status, _, body) = send(message("", "refuse") + MARK);
    assert!(
        status == 500 && body.ends_with("<!--IsEnabled for ann-->"),
        "{body}"
    );
    let (status, _, body) = send(envelope("", "<Other/>") + MARK);
    assert!(status == 500 && body.ends_with("<!-- for ann-->"), "{body}");
    assert_eq!(service.asked.lock().unwrap().len(), 2);

    // A refused request is not read. Only the fault of the rejection is shown.
    assert_eq!(
        send(message("", "x")),
        fault11("Client", "The message is refused.")
    );
    assert_eq!(
        send(message("", "version 2")),
        fault11("Client", "the signature is wrong")
    );
    let internal = fault11("Server", "The service has failed.");
    assert_eq!(send(message("", "x") + "<!--signed by panic-->"), internal);
    assert_eq!(send(message("", "x") + "<!--signed by nobody-->"), internal);
    assert_eq!(service.asked.lock().unwrap().len(), 3);
}

#[test]
fn the_operation_sees_what_an_interceptor_found_out() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let log = seen.clone();
    let dispatcher = Dispatcher::builder(Arc::new(()))
        .operation(
            &IS_ENABLED,
            move |_, request: Request<Enabled, RequestHeaders>| {
                log.lock()
                    .unwrap()
                    .push(request.http.extensions.get::<Signer>().cloned());
                async {
                    Ok::<_, Error>(Response::<_, ResponseHeaders>::new(
                        EnabledResponse::default(),
                    ))
                }
            },
        )
        .build()
        .envelope_interceptor(Marks);
    answer(&dispatcher, post(XML11, message("", "x") + MARK));
    assert_eq!(*seen.lock().unwrap(), [Some(Signer("ann".into()))]);
}

#[test]
fn headers_are_understood_by_a_setting_that_keeps_the_limits() {
    let service = Arc::new(Toggles::default());
    let message = message("<a:A xmlns:a=\"urn:a\" s:mustUnderstand=\"1\"/>", "x");
    let refused = fault11(
        "MustUnderstand",
        "the header A must be understood, and is not known here, at /Envelope/Header/A",
    );
    assert_eq!(
        answer(&dispatcher(&service), post(XML11, message.clone())),
        refused
    );
    let dispatcher = dispatcher(&service).understand(["urn:a"]);
    assert_eq!(answer(&dispatcher, post(XML11, message.clone())).0, 200);
    let large = message.replace("<Name>x", &format!("<Name>{}", "x".repeat(16 << 20)));
    assert_eq!(answer(&dispatcher, post(XML11, large)).0, 413);
    // The limits can be changed alone; what is understood stays.
    let small = dispatcher.update_read(|read| read.limits.text = 150);
    assert_eq!(answer(&small, post(XML11, message.clone())).0, 200);
    assert_eq!(
        answer(
            &small,
            post(
                XML11,
                message.replace("<Name>x", &format!("<Name>{}", "x".repeat(200)))
            )
        )
        .0,
        500
    );
    let replaced = small.read(soap_runtime::xml::ReadOptions::strict());
    assert_eq!(answer(&replaced, post(XML11, message)).0, 200);
}
