//! Limits of size and time, redirects, and the exact request.

use super::*;

#[test]
fn limits_and_times() {
    let mut read = soap_runtime::xml::ReadOptions::default();
    read.limits.message = 2000;
    let options = CallOptions::new()
        .with_read(read)
        .with_timeout(Duration::from_millis(300));
    let bomb = gzip(&" ".repeat(1_000_000));
    assert!(bomb.len() < 2000);
    let at = "CustomerService.IsEnabled: ";
    for (name, steps, expected) in [
        (
            "too large",
            response("200 OK", XML, "x".repeat(2001)),
            format!("{at}the response body is larger than 2000 bytes"),
        ),
        (
            "bomb",
            response("200 OK", &format!("{XML}Content-Encoding: gzip\r\n"), bomb),
            format!(
                "{at}HTTP 200 OK: the decompressed reply is larger than 2000 bytes (text/xml; charset=utf-8)"
            ),
        ),
        (
            "slow",
            vec![Step::Wait(Duration::from_secs(3))],
            format!("{at}no complete response from 127.0.0.1:PORT within the time limit of 300ms"),
        ),
    ] {
        let server = Server::answering(steps);
        let started = Instant::now();
        for result in both(&server.url, &options, is_enabled) {
            assert_eq!(shown(result, |_| "?".into()), expected, "{name}");
        }
        assert!(
            started.elapsed() < Duration::from_millis(1500),
            "{name}: {:?}",
            started.elapsed()
        );
    }
}

/// A time limit holds wherever the server stops, to a tenth of a second. There are several tries, since the machine may
/// be busy.
#[test]
fn time_limits_hold() {
    const LIMIT: Duration = Duration::from_millis(200);
    const SLACK: Duration = Duration::from_millis(100);
    let options = CallOptions::new().with_timeout(LIMIT);
    let wait = || Step::Wait(Duration::from_secs(3));
    let head = format!("HTTP/1.1 200 OK\r\n{XML}Content-Length: 500\r\n");
    let trickle = || {
        let mut steps = vec![Step::Send(format!("{head}\r\n<").into_bytes())];
        for _ in 0..30 {
            steps.extend([
                Step::Wait(Duration::from_millis(50)),
                Step::Send(b"a".to_vec()),
            ]);
        }
        steps
    };
    let stops: [(&str, &dyn Fn() -> Vec<Step>); 4] = [
        ("before the answer", &|| vec![wait()]),
        ("in its head", &|| {
            vec![Step::Send(head.clone().into_bytes()), wait()]
        }),
        ("in its body", &|| {
            vec![
                Step::Send(format!("{head}\r\n<Envelope").into_bytes()),
                wait(),
            ]
        }),
        ("nowhere, but goes on byte by byte", &trickle),
    ];
    for (name, steps) in stops {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let server = Server::answering(steps());
            let started = Instant::now();
            for result in both(&server.url, &options, is_enabled) {
                assert_eq!(
                    shown(result, |_| "?".into()),
                    "CustomerService.IsEnabled: no complete response from 127.0.0.1:PORT within the time limit of 200ms",
                    "{name}"
                );
            }
            best = best.min(started.elapsed());
            if best <= 2 * (LIMIT + SLACK) {
                break;
            }
        }
        assert!(
            best <= 2 * (LIMIT + SLACK),
            "{name}: {best:?} for two calls"
        );
    }
}

#[test]
fn redirects_to_the_same_origin() {
    let options = CallOptions::new().with_redirects(Redirects::SameOrigin);
    let at = "CustomerService.IsEnabled: ";
    for (name, location, status, expected, requests) in [
        (
            "307",
            "/other.svc",
            "307 Temporary Redirect",
            "true".to_owned(),
            4,
        ),
        (
            "308",
            "other.svc",
            "308 Permanent Redirect",
            "true".into(),
            4,
        ),
        (
            "302",
            "/other.svc",
            "302 Found",
            format!("{at}HTTP 302 Found: a redirect to …"),
            2,
        ),
        (
            "elsewhere",
            "http://evil.example.com/",
            "307 Temporary Redirect",
            format!(
                "{at}HTTP 307 Temporary Redirect: a redirect to evil.example.com, which was not followed"
            ),
            2,
        ),
    ] {
        let redirect = response(status, &format!("Location: {location}\r\n"), "");
        let ok = response("200 OK", XML, enabled_reply());
        let server = Server::scripted(vec![
            redirect.clone(),
            if requests == 4 {
                ok.clone()
            } else {
                redirect.clone()
            },
            redirect,
            ok,
        ]);
        for result in both(&server.url, &options, is_enabled) {
            let text = shown(result, |reply| reply.body.response.unwrap().to_string());
            match expected.strip_suffix('…') {
                Some(start) => assert!(text.starts_with(start), "{name}: {text}"),
                None => assert_eq!(text, expected, "{name}"),
            }
        }
        assert_eq!(server.requests().len(), requests, "{name}");
    }
    let server = Server::answering(response(
        "307 Temporary Redirect",
        "Location: /again\r\n",
        "",
    ));
    for result in both(&server.url, &options, is_enabled) {
        assert_eq!(
            shown(result, |_| "?".into()),
            format!("{at}more than 5 redirects")
        );
    }
    // Of each of the two calls: the request, and five redirects.
    assert_eq!(server.requests().len(), 12);
}

#[test]
fn what_is_sent() {
    let server = Server::answering(response("200 OK", XML, enabled_reply()));
    let headers = service::RequestHeaders {
        application_token: Some("app".into()),
        credentials: Some(service::Credentials {
            ticket: Some("7T:abc".into()),
        }),
    };
    let options = CallOptions::new().with_headers(headers);
    for result in both(&server.url, &options, is_enabled) {
        assert_eq!(result.unwrap().body.response, Some(true));
    }
    for request in server.requests() {
        let request = String::from_utf8(request).unwrap();
        let (head, body) = request.split_once("\r\n\r\n").unwrap();
        let head = head.to_ascii_lowercase();
        for line in [
            "post /remote/services83/customerservice.svc http/1.1",
            "content-type: text/xml; charset=utf-8",
            "soapaction: \"urn:test/isenabled\"",
            "accept: text/xml",
            "accept-encoding: gzip, deflate",
        ] {
            assert_eq!(
                head.lines().filter(|l| *l == line).count(),
                1,
                "{line}\n{head}"
            );
        }
        assert!(body.contains("<ApplicationToken>app</ApplicationToken><Credentials><Ticket>7T:abc</Ticket></Credentials>"), "{body}");
        assert!(
            body.contains("<IsEnabled><Name>x</Name></IsEnabled>"),
            "{body}"
        );
    }
}
