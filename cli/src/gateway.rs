//! `wsdl-codegen gateway`: serves a contract as JSON over HTTP.

use super::arguments::{Inputs, count, http_url, listen};
use super::call::Login;
use super::call::client::{PASSWORD, TOKEN, secret};
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, Stop, connection, listen, schema, terminal};
use axum::body::Body;
use bytes::Bytes;
use clap::Args;
use http::{HeaderName, StatusCode, header};
use http_body_util::Full;
use soap_dynamic::gateway::{Deviations, Gateway};
use soap_runtime::transport::{TransportError, Ureq};
use soap_runtime::ws::Security;
use soap_runtime::{Basic, Bearer, CallContext, CallOptions, Client, Observer, Redaction, redact};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tower_service::Service;

pub(crate) const EXAMPLES: &str = "\
Examples:
  JSON before a service; its description is at /openapi.json:
    wsdl-codegen gateway shop.wsdl --to https://example.com/Shop.svc
  As a user, whose password is in WSDL_PASSWORD or in a file:
    wsdl-codegen gateway shop.wsdl --to https://example.com/Shop.svc --user ann
  With headers of the request that go on to the service:
    wsdl-codegen gateway shop.wsdl --to https://example.com/Shop.svc \\
      --pass-header traceparent --pass-header x-tenant
Then:
  curl http://127.0.0.1:8080/BookShop/FindBooks \\
    -H 'Content-Type: application/json' -d '{\"title\": \"Emma\"}'

Secrets are never arguments. Who reaches the address calls the service with
your credentials: it is this machine unless --listen says another one.";

/// The arguments of `gateway`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    inputs: Inputs,
    /// The URL of the service.
    #[arg(long, value_name = "URL", value_parser = http_url)]
    to: String,
    /// The address to listen at, or a port of this machine. Port 0 takes a free one, which is printed.
    #[arg(long, visible_alias = "port", value_parser = listen, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// An HTTP header of requests that goes on to the service.
    #[arg(long, value_name = "NAME")]
    pass_header: Vec<HeaderName>,

    /// The user.
    #[arg(long, short, value_name = "NAME", help_heading = "Connection")]
    user: Option<String>,
    /// The way in which user and password are sent.
    #[arg(
        long,
        value_name = "HOW",
        default_value = "basic",
        help_heading = "Connection"
    )]
    login: Login,
    /// A file with the password in its first line, instead of WSDL_PASSWORD.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    password_file: Option<PathBuf>,
    /// Send the bearer token in WSDL_TOKEN.
    #[arg(long, conflicts_with = "user", help_heading = "Connection")]
    bearer: bool,
    /// A file with the bearer token in its first line.
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "user",
        help_heading = "Connection"
    )]
    token_file: Option<PathBuf>,
    /// A client certificate with its private key, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    cert: Option<PathBuf>,
    /// Certificate authorities to trust beside those of the system, PEM.
    #[arg(long, value_name = "FILE", help_heading = "Connection")]
    ca: Option<PathBuf>,
    /// A proxy [default: that of the environment].
    #[arg(long, value_name = "URL", help_heading = "Connection")]
    proxy: Option<String>,

    /// Seconds that one call may take.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value_t = 60,
        help_heading = "Limits"
    )]
    timeout: u64,
    /// The largest request in bytes.
    #[arg(
        long,
        value_name = "BYTES",
        default_value_t = 4 << 20,
        help_heading = "Limits"
    )]
    body_limit: usize,
    /// The most calls at a time; more are answered with 503.
    #[arg(long, value_name = "N", default_value_t = 64, value_parser = count, help_heading = "Limits")]
    calls: usize,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    let contract = schema::contract(&arguments.inputs, console)?;
    let mut redaction = Redaction::default();
    for operation in contract.operations() {
        for name in operation.secrets() {
            redaction = redaction.name(name);
        }
    }
    let options = options(arguments, redaction, console)?;
    let client = Client::blocking(arguments.to.as_str(), transport(arguments)?);
    let mut gateway = Gateway::new(&contract, client.with_options(options))
        .with_body_limit(arguments.body_limit)
        .with_calls(arguments.calls);
    for name in &arguments.pass_header {
        gateway = gateway.passing(name.clone());
    }
    let is_loopback = arguments.listen.ip().is_loopback();
    if !is_loopback {
        console.say("other machines can call the service with your credentials");
    }
    let is_quiet = console.is_quiet();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = listen::bound(arguments.listen).await?;
        console.print(&format!("http://{}/\n", listener.local_addr()?))?;
        let app = axum::Router::new().fallback(move |request: http::Request<Body>| {
            let gateway = gateway.clone();
            async move { answer(gateway, request, is_loopback, is_quiet).await }
        });
        axum::serve(listener, app).await?;
        Ok::<(), Stop>(())
    })?;
    Ok(DONE)
}

/// Answers a request, and says so.
async fn answer(
    mut gateway: Gateway,
    request: http::Request<Body>,
    is_loopback: bool,
    is_quiet: bool,
) -> http::Response<Full<Bytes>> {
    let start = Instant::now();
    let line = format!("{} {}", request.method(), request.uri().path());
    let response = if is_loopback && !is_of_this_machine(&request) {
        misdirected()
    } else {
        let Ok(response) = gateway.call(request).await;
        response
    };
    if !is_quiet {
        let time = start.elapsed().as_millis();
        terminal::tell(&format!("{line} {} {time} ms", response.status().as_u16()));
        // Their messages may show values, which may be secrets.
        let noted = response.extensions().get::<Deviations>();
        for one in noted.into_iter().flat_map(|noted| &noted.0) {
            terminal::tell(&format!(
                "  the reply deviates: {:?} at {}",
                one.kind, one.path
            ));
        }
    }
    response
}

/// The problem of a request to another host (RFC 9457).
fn misdirected() -> http::Response<Full<Bytes>> {
    let problem = serde_json::json!({
        "type": "about:blank",
        "title": "Misdirected Request",
        "status": 421,
        "detail": "This address is for requests to localhost.",
    });
    let mut response = http::Response::new(Full::new(problem.to_string().into()));
    *response.status_mut() = StatusCode::MISDIRECTED_REQUEST;
    let kind = http::HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

/// Whether a request is addressed to this machine: a page may give its own name our address.
fn is_of_this_machine(request: &http::Request<Body>) -> bool {
    let host = request.headers().get(header::HOST);
    let host = host.and_then(|value| value.to_str().ok());
    let Some(authority) = host.and_then(|host| host.parse::<http::uri::Authority>().ok()) else {
        return false;
    };
    let name = authority.host().trim_matches(['[', ']']);
    let is_address = name
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_address || name.eq_ignore_ascii_case("localhost")
}

/// Prints messages, masked.
struct Printed(Redaction);

impl Observer for Printed {
    fn before(&self, _: &CallContext, request: &http::Request<Bytes>) {
        terminal::tell(&format!("{}\n", redact(request.body(), &self.0)));
    }

    fn after(&self, _: &CallContext, response: Result<&http::Response<Bytes>, &TransportError>) {
        if let Ok(response) = response {
            terminal::tell(&format!("{}\n", redact(response.body(), &self.0)));
        }
    }
}

fn options(
    arguments: &Arguments,
    mut redaction: Redaction,
    console: &Console,
) -> Result<CallOptions, Stop> {
    let mut options = CallOptions::new().with_timeout(Duration::from_secs(arguments.timeout));
    if let Some(user) = &arguments.user {
        let password = secret(arguments.password_file.as_deref(), PASSWORD, "--user")?;
        redaction = redaction.value(password.clone());
        options = match arguments.login {
            Login::Basic => options.with_auth(Basic::new(user, password)),
            Login::Text => options.with_raw_headers(Security::text(user, &password)),
            Login::Digest => options.with_raw_headers(Security::digest(user, &password)),
        };
    } else if arguments.bearer || arguments.token_file.is_some() {
        let token = secret(arguments.token_file.as_deref(), TOKEN, "--bearer")?;
        redaction = redaction.value(token.clone());
        options = options.with_auth(Bearer::new(token));
    }
    if console.is_verbose() {
        options = options.with_observer(Printed(redaction.clone()));
    }
    Ok(options.with_redaction(redaction))
}

fn transport(arguments: &Arguments) -> Result<Ureq, Stop> {
    let builder = connection::builder().pool_max_idle_per_host(arguments.calls.min(64));
    let (cert, proxy) = (arguments.cert.as_ref(), arguments.proxy.as_ref());
    connection::connect(builder, cert, &arguments.ca, proxy)
}
