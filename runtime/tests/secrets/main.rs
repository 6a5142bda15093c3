//! No printed text shows a secret: neither kept content and excerpts ([`kept`]), nor anything of a call whose
//! secrets the server says back in every place that it has, be it read at once or while it arrives.
//!
//! Complete by construction: calls are set up from the list of secrets ([`places`]), every type of the runtime that can be
//! printed is printed or is said to hold nothing secret ([`complete`]), and so is every setting.
#![cfg(all(
    feature = "digest",
    feature = "reqwest",
    feature = "server",
    feature = "tower",
    feature = "tracing",
    feature = "ureq",
    feature = "ws-security"
))]

mod complete;
mod kept;
#[path = "../loopback/mod.rs"]
mod loopback;
mod places;
mod printed;
mod replies;
#[path = "../service/mod.rs"]
mod service;
mod streamed;

use loopback::{Server, Step};
use places::{MARK, Setup};
use printed::Printed;
use replies::{REPLIES, Said};
use service::{Enabled, IS_ENABLED, is_enabled};
use soap_runtime::transport::{BlockingTransport, Transport};
use soap_runtime::{CallOptions, Client, Error, Redirects, Reply};
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::time::Duration;

/// How a call is carried out.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// `.await`, in a runtime.
    Awaited,
    /// `.wait()`.
    Blocking,
    /// [`Client::request`] and [`Client::decode`], with a transport in between.
    Decoded,
    /// Awaited, with items; those of the request follow it, if the flag is set.
    Items(bool),
    /// Like `Items`, and blocks.
    BlockingItems(bool),
}

impl Way {
    const ALL: [Self; 7] = [
        Self::Awaited,
        Self::Blocking,
        Self::Decoded,
        Self::Items(false),
        Self::Items(true),
        Self::BlockingItems(false),
        Self::BlockingItems(true),
    ];

    /// Whether this way sends what is set up there.
    fn sends(self, place: places::Place) -> bool {
        match self {
            Self::Awaited | Self::Blocking => true,
            Self::Decoded => !place.is_left_out_by_hand(),
            Self::Items(_) | Self::BlockingItems(_) => !place.needs_all(),
        }
    }
}

/// A client over each transport.
struct Caller<T> {
    setup: Setup,
    transport: T,
    way: Way,
}

impl<T: Transport + BlockingTransport + Clone + Debug> Caller<T> {
    /// Calls the server for each reply that it has, and prints all that there is.
    fn call(&self, url: &str, printed: &mut Printed) {
        let blocks = !matches!(self.way, Way::Awaited | Way::Items(_));
        let options = self.setup.options(url, blocks);
        let client = Client::new(url, self.transport.clone()).with_options(options);
        for (index, _) in REPLIES.iter().enumerate() {
            let endpoint = client.options().endpoint.clone().unwrap();
            let endpoint = endpoint.replace("reply=0", &format!("reply={index}"));
            let options = CallOptions::new()
                .with_endpoint(endpoint)
                .with_timeout(Duration::from_secs(20))
                .with_redirects(Redirects::SameOrigin)
                .with_interceptor(complete::Printing(printed.clone()))
                .with_raw_headers(complete::Printing(printed.clone()))
                .with_observer(complete::Printing(printed.clone()));
            let options = match self.way {
                Way::Items(_) | Way::BlockingItems(_) => options,
                _ => options.with_envelope_interceptor(complete::Printing(printed.clone())),
            };
            let client = client.with_options(options);
            printed.debug(&client);
            printed.debug(client.options());
            printed.debug(&client.options().headers);
            printed.debug(&is_enabled(&client));
            let outcome = match self.way {
                Way::Items(followed) => {
                    let call = streamed::awaited(&client, followed, printed);
                    print(printed, runtime().block_on(call));
                    continue;
                }
                Way::BlockingItems(followed) => {
                    print(printed, streamed::blocking(&client, followed, printed));
                    continue;
                }
                Way::Blocking => is_enabled(&client).wait(),
                Way::Awaited => runtime().block_on(is_enabled(&client).into_future()),
                Way::Decoded => match client.request(&IS_ENABLED, &Enabled::default()) {
                    Err(error) => Err(error),
                    Ok(request) => match BlockingTransport::send(&self.transport, request) {
                        Ok(response) => {
                            service::with_error_header(&client).decode(&IS_ENABLED, response)
                        }
                        // Nothing of ours has this error between the transport and its user.
                        Err(_) => continue,
                    },
                },
            };
            print(printed, outcome);
        }
        printed.debug(&self.transport);
        self.setup.print(printed);
    }
}

fn print<B: Debug, H: Debug>(printed: &Printed, outcome: Result<Reply<B, H>, Error>) {
    match outcome {
        Ok(response) => printed.response(&response),
        Err(error) => printed.error(&error),
    }
}

/// Calls the server over both transports.
fn call_all(setup: Setup, way: Way, url: &str, printed: &mut Printed) -> Setup {
    let transport = setup.reqwest(url);
    let caller = Caller {
        setup,
        transport,
        way,
    };
    caller.call(url, printed);
    let caller = Caller {
        transport: caller.setup.ureq(url),
        setup: caller.setup,
        way,
    };
    caller.call(url, printed);
    caller.setup
}

/// The secrets were sent, in the places that send them, and are in none of the texts.
fn judge(setup: &Setup, way: Way, server: &Server, texts: &BTreeSet<String>) {
    let all = server.requests();
    let all: Vec<String> = all
        .iter()
        .map(|one| String::from_utf8_lossy(one).into_owned())
        .collect();
    let mut needles = vec![MARK.to_owned(), places::identity().1.clone()];
    // The beginning of each, too: an excerpt may end in a secret.
    for form in setup.forms() {
        needles.extend([form.to_owned(), form[..8].to_owned()]);
    }
    needles.extend(all.iter().flat_map(|request| derived(request)));
    let needles: Vec<String> = needles.iter().map(|one| regex::escape(one)).collect();
    let needles = regex::Regex::new(&needles.join("|")).unwrap();
    for place in &setup.places {
        let forms = place.forms();
        let is_sent = forms.is_empty()
            || *place == places::Place::Said
            || all
                .iter()
                .any(|request| forms.iter().any(|form| request.contains(form)));
        assert!(is_sent, "{way:?}: {place:?} is not sent");
    }
    let mut leaks = texts.iter().filter_map(|text| {
        let found = needles.find(text)?.as_str();
        Some(format!("{way:?}: {found}: {text}"))
    });
    let first: Vec<String> = leaks.by_ref().take(12).collect();
    assert!(
        first.is_empty(),
        "{} leaks, the first are {first:#?}",
        leaks.count() + first.len()
    );
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

/// A server that says back the secrets of this set-up, and all of each request.
fn server(setup: &Setup) -> Server {
    let forms = setup.forms();
    let wants_digest = setup.places.contains(&places::Place::Digest);
    Server::judging(move |_, request| {
        let request = String::from_utf8_lossy(request).into_owned();
        let line = forms.join(" ");
        let plain = format!("{line} {} {request}", derived(&request).join(" "));
        let said = Said {
            xml: escaped(&plain),
            name: "k3y-s3cret".to_owned(),
            plain,
            line,
        };
        let is_refused =
            wants_digest && !request.to_ascii_lowercase().contains("\r\nauthorization:");
        let wanted = request.split_once("reply=").map(|(_, rest)| rest);
        let wanted = wanted.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        let reply = match wanted.and_then(|number| number.parse::<usize>().ok()) {
            _ if is_refused => "refusal",
            Some(index) => REPLIES[index].0,
            None => "plain text",
        };
        let (_, reply) = REPLIES.iter().find(|(name, _)| *name == reply).unwrap();
        let steps: Vec<Step> = reply(&said);
        steps
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The secrets that are made for a request: hashes of passwords, and what headers hold.
fn derived(request: &str) -> Vec<String> {
    let mut found = Vec::new();
    let (head, body) = request.split_once("\r\n\r\n").unwrap();
    for line in head.lines().skip(1) {
        let Some((name, value)) = line.split_once(": ") else {
            continue;
        };
        if name.eq_ignore_ascii_case("authorization")
            || name.eq_ignore_ascii_case("proxy-authorization")
        {
            let (_, credentials) = value.split_once(' ').unwrap();
            found.push(credentials.to_owned());
            let response = credentials.split_once("response=\"");
            found.extend(response.map(|(_, rest)| rest.split('"').next().unwrap().to_owned()));
        }
    }
    for part in body.split("</wsse:Password>") {
        if let Some((_, value)) = part.split_once("<wsse:Password ") {
            found.push(value.split_once('>').unwrap().1.to_owned());
        }
    }
    found
}

#[test]
fn nothing_that_is_printed_holds_a_secret() {
    let mut printed = Printed::default();
    complete::print_the_rest(&printed);
    let subscriber = printed.clone();
    tracing::subscriber::set_global_default(subscriber).unwrap();
    let mut requests = 0;
    for way in Way::ALL {
        for mut setup in Setup::all() {
            setup.places.retain(|place| way.sends(*place));
            let server = server(&setup);
            let setup = call_all(setup, way, &server.url, &mut printed);
            requests += server.requests().len();
            judge(&setup, way, &server, &printed.take());
        }
    }
    assert!(requests > 1500, "{requests}");
    complete::check(&printed);
}

/// The variable that names the server to the process of [`the_proxy_of_the_environment_is_masked`].
const SERVER: &str = "SECRETS_SERVER";

/// Which proxy there is, is read when a transport is made; so a process of its own makes them, in such an environment.
#[test]
fn the_proxy_of_the_environment_is_masked() {
    let setup = Setup::in_environment();
    if let Ok(url) = std::env::var(SERVER) {
        let mut printed = Printed::default();
        for way in [Way::Awaited, Way::Blocking, Way::Items(true)] {
            call_all(Setup::in_environment(), way, &url, &mut printed);
        }
        let texts: Vec<String> = printed.take().into_iter().collect();
        return println!("printed: {}", texts.join("\u{0}").replace('\n', "\u{1}"));
    }
    let server = server(&setup);
    let host = server.url.split('/').nth(2).unwrap();
    let mut child = std::process::Command::new(std::env::current_exe().unwrap());
    child.args([
        "--exact",
        "--nocapture",
        "the_proxy_of_the_environment_is_masked",
    ]);
    for name in [
        "NO_PROXY",
        "no_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
        "REQUEST_METHOD",
    ] {
        child.env_remove(name);
    }
    for name in ["HTTP_PROXY", "http_proxy"] {
        child.env(name, format!("http://ann:3nv-s3cret%26@{host}"));
    }
    let output = child.env(SERVER, &server.url).output().unwrap();
    let output = String::from_utf8(output.stdout).unwrap();
    let texts = output.split_once("printed: ").expect(&output).1;
    let texts: BTreeSet<String> = texts.split(['\u{0}', '\u{1}']).map(str::to_owned).collect();
    assert!(texts.len() > 100, "{texts:?}");
    judge(&setup, Way::Awaited, &server, &texts);
    for request in server.requests() {
        assert!(request.starts_with(b"POST http://"), "not sent to a proxy");
    }
}

#[test]
fn every_setting_is_listed() {
    complete::settings();
}
