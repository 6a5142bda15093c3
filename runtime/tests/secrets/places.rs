//! The secrets that a call can have, and how each comes into it.

use crate::printed::Printed;
use crate::service::{Credentials, RequestHeaders};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use soap_runtime::transport::{BoxFuture, Proxy, Reqwest, ReqwestBuilder, Ureq, UreqBuilder};
use soap_runtime::ws::Security;
use soap_runtime::{
    Basic, Bearer, CallContext, CallOptions, Digest, EnvelopeContext, EnvelopeInterceptor, Error,
    HeaderProvider, Headers, ProxyDigest, RawElement, Redaction, Rejection,
};
use std::sync::OnceLock;

/// What every secret holds, so that a part of one is found, too.
pub const MARK: &str = "s3cret";

/// Declares the places: the name, the settings of the public API that put a secret there, and how the secret can be seen.
macro_rules! places {
    ($($(#[$doc:meta])* $name:ident by $settings:expr => $forms:expr;)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Place { $($(#[$doc])* $name),* }

        impl Place {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The settings that put a secret here.
            pub fn settings(self) -> &'static [&'static str] {
                match self { $(Self::$name => &$settings),* }
            }

            /// The forms in which a server may say the secret back.
            pub fn forms(self) -> &'static [&'static str] {
                match self { $(Self::$name => &$forms),* }
            }
        }
    };
}

places! {
    /// The password has what XML and HTML escape.
    Basic by ["Basic::new", "CallOptions::with_auth"] =>
        ["b4sic-s3cret&<\">'", "YW5uOmI0c2ljLXMzY3JldCY8Ij4n", "b4sic-s3cret&amp;&lt;&quot;&gt;&apos;", "b4sic-s3cret&amp;&lt;&#34;&gt;&#39;"];
    Bearer by ["Bearer::new"] => ["b3arer-s3cret"];
    FetchedBearer by ["Bearer::refreshed_by", "Bearer::refreshed_by_blocking"] => ["f3tched-s3cret"];
    /// The password is not sent. The response is found in the request.
    Digest by ["Digest::new"] => [];
    Authorization by ["CallOptions::with_http_header", "Client::with_http_header"] => ["0wn-s3cret"];
    Cookie by ["CallOptions::with_http_headers"] => ["c00kie-s3cret"];
    ApiKey by ["CallOptions::with_http_headers"] => ["k3y-s3cret"];
    /// A header of any name, whose value is said to be sensitive.
    Sensitive by ["CallOptions::with_http_headers"] => ["sens1tive-s3cret"];
    /// For a proxy that the transport does not know of.
    ProxyHeader by ["CallOptions::with_http_headers"] => ["pr0xy-s3cret"];
    Query by ["CallOptions::with_endpoint", "Client::new"] => ["qu3ry%20s3cret%26", "qu3ry s3cret&", "qu3ry s3cret&amp;", "qu3ry+s3cret%26"];
    SoapHeader by ["CallOptions::with_headers", "Client::with_headers"] => ["t1cket-s3cret&", "t1cket-s3cret&amp;"];
    ProvidedHeader by ["CallOptions::with_header_provider"] => ["app-s3cret"];
    RawHeader by ["CallOptions::with_raw_headers"] => ["r4w-s3cret"];
    /// The password as text.
    SecurityText by ["Security::text"] => ["w5se-s3cret"];
    /// The password is not sent. The digest is found in the request.
    SecurityDigest by ["Security::digest"] => [];
    Intercepted by ["CallOptions::with_interceptor"] => ["int3rceptor-s3cret"];
    InterceptedEnvelope by ["CallOptions::with_envelope_interceptor"] => ["env3lope-s3cret"];
    Said by ["CallOptions::with_redaction", "Redaction::value"] => ["s4id-s3cret"];
    DefaultHeader by ["ReqwestBuilder::default_headers", "UreqBuilder::default_headers"] => ["d3fault-s3cret"];
    /// Set by the server, and sent back by the transport.
    CookieStore by ["ReqwestBuilder::cookie_store", "UreqBuilder::cookie_store"] => ["s3t-s3cret"];
    ProxyUrl by ["ReqwestBuilder::proxy", "UreqBuilder::proxy", "Proxy::new"] =>
        ["url-s3cret&", "url-s3cret&amp;", "YW5uOnVybC1zM2NyZXQm"];
    /// By the variables of the environment, which only a process of its own has: [`Setup::in_environment`].
    ProxyEnvironment by [] => ["3nv-s3cret&", "3nv-s3cret&amp;", "YW5uOjNudi1zM2NyZXQm"];
    ProxyBasic by ["Proxy::basic_auth"] => ["pb4sic-s3cret", "YW5uOnBiNHNpYy1zM2NyZXQ="];
    /// A private key, which is sent nowhere. Its text is that of [`identity`].
    Identity by ["ReqwestBuilder::identity_pem", "UreqBuilder::identity_pem"] => [];
}

/// Places of which a call has one.
const EXCLUSIVE: [&[Place]; 3] = [
    &[
        Place::Basic,
        Place::Bearer,
        Place::FetchedBearer,
        Place::Digest,
        Place::Authorization,
    ],
    &[Place::ProxyUrl, Place::ProxyBasic, Place::ProxyHeader],
    &[Place::SecurityText, Place::SecurityDigest],
];

/// A call with a secret in each place that it can have at once.
pub struct Setup {
    pub places: Vec<Place>,
}

impl Setup {
    /// Set-ups that have every place between them.
    pub fn all() -> Vec<Self> {
        let count = EXCLUSIVE.iter().map(|group| group.len()).max().unwrap();
        let all: Vec<Self> = (0..count)
            .map(|turn| Self {
                places: Place::ALL
                    .iter()
                    .copied()
                    .filter(|place| *place != Place::ProxyEnvironment)
                    .filter(|place| {
                        let mut groups = EXCLUSIVE.iter().filter(|group| group.contains(place));
                        groups.all(|group| group[turn % group.len()] == *place)
                    })
                    .collect(),
            })
            .collect();
        for place in Place::ALL {
            let is_there = all.iter().any(|setup| setup.places.contains(place));
            assert!(is_there || *place == Place::ProxyEnvironment, "{place:?}");
        }
        all
    }

    /// A set-up with the proxy of the environment and no other.
    pub fn in_environment() -> Self {
        let mut places = Self::all().swap_remove(0).places;
        places.retain(|place| *place != Place::ProxyUrl && !place.needs_all());
        places.push(Place::ProxyEnvironment);
        Self { places }
    }

    pub fn reqwest(&self, url: &str) -> Reqwest {
        let mut builder = Reqwest::builder();
        for place in &self.places {
            builder = place.in_reqwest(builder, url);
        }
        builder.build().unwrap()
    }

    pub fn ureq(&self, url: &str) -> Ureq {
        let mut builder = Ureq::builder();
        for place in &self.places {
            builder = place.in_ureq(builder, url);
        }
        builder.build().unwrap()
    }

    /// The options of the calls to `url`.
    pub fn options(&self, url: &str, blocking: bool) -> CallOptions {
        let options = CallOptions::new().with_endpoint(url);
        let places = self.places.iter();
        places.fold(options, |options, place| {
            place.in_options(options, blocking)
        })
    }

    /// Prints the settings for themselves.
    pub fn print(&self, printed: &mut Printed) {
        for place in &self.places {
            place.print(printed);
        }
    }

    /// All forms of all secrets that a server may know.
    pub fn forms(&self) -> Vec<&'static str> {
        let places = self.places.iter();
        places.flat_map(|place| place.forms()).copied().collect()
    }
}

fn header(name: &'static str, value: &'static str) -> (HeaderName, HeaderValue) {
    (
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

macro_rules! in_builder {
    ($name:ident $builder:ty) => {
        fn $name(self, builder: $builder, url: &str) -> $builder {
            let proxy = url.split('/').nth(2).unwrap();
            match self {
                Self::DefaultHeader => builder
                    .default_headers(HeaderMap::from_iter([header("x-token", "d3fault-s3cret")])),
                Self::CookieStore => builder.cookie_store(true),
                Self::ProxyUrl => builder.proxy(format!("http://ann:url-s3cret%26@{proxy}")),
                Self::ProxyBasic => builder.proxy(
                    Proxy::new(format!("http://{proxy}")).basic_auth("ann", "pb4sic-s3cret"),
                ),
                // The proxy of the user's own header is the server itself.
                Self::ProxyHeader => builder.no_proxy(),
                Self::Identity => builder.identity_pem(identity().0.as_bytes()),
                _ => builder,
            }
        }
    };
}

/// A certificate and its key in PEM, and the line of text that is the key.
pub fn identity() -> &'static (String, String) {
    static IDENTITY: OnceLock<(String, String)> = OnceLock::new();
    IDENTITY.get_or_init(|| {
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        let certificate = rcgen::CertificateParams::new(["ann".to_owned()]).unwrap();
        let certificate = certificate.self_signed(&key).unwrap();
        let key = key.serialize_pem();
        let line = key.lines().nth(1).unwrap().to_owned();
        (format!("{}{key}", certificate.pem()), line)
    })
}

impl Place {
    in_builder!(in_reqwest ReqwestBuilder);
    in_builder!(in_ureq UreqBuilder);

    /// A match without `_`: a new place has to say where it is.
    fn in_options(self, options: CallOptions, blocking: bool) -> CallOptions {
        let with_header = |options: CallOptions, name, value| {
            options.with_http_headers(HeaderMap::from_iter([header(name, value)]))
        };
        match self {
            Self::Basic => options.with_auth(Basic::new("ann", "b4sic-s3cret&<\">'")),
            Self::Bearer => options.with_auth(Bearer::new("b3arer-s3cret")),
            Self::FetchedBearer if blocking => {
                options.with_auth(Bearer::refreshed_by_blocking(|| {
                    Ok("f3tched-s3cret".to_owned())
                }))
            }
            Self::FetchedBearer => options.with_auth(Bearer::refreshed_by(async || {
                Ok("f3tched-s3cret".to_owned())
            })),
            Self::Digest => options.with_auth(Digest::new("ann", "d1gest-s3cret")),
            Self::Authorization => {
                let (name, value) = header("authorization", "Own 0wn-s3cret");
                options.with_http_header(name, value)
            }
            Self::Cookie => with_header(options, "cookie", "a=1; session=c00kie-s3cret"),
            Self::ApiKey => with_header(options, "x-api-key", "k3y-s3cret"),
            Self::Sensitive => {
                let (name, mut value) = header("x-plain", "sens1tive-s3cret");
                value.set_sensitive(true);
                options.with_http_header(name, value)
            }
            Self::ProxyHeader => with_header(options, "proxy-authorization", "Own pr0xy-s3cret"),
            Self::Query => {
                let endpoint = options.endpoint.clone().unwrap();
                options.with_endpoint(format!("{endpoint}?reply=0&apikey=qu3ry%20s3cret%26"))
            }
            Self::SoapHeader => options.with_headers(RequestHeaders {
                application_token: None,
                credentials: Some(Credentials {
                    ticket: Some("t1cket-s3cret&".to_owned()),
                }),
            }),
            Self::ProvidedHeader => options.with_header_provider(Provider),
            Self::RawHeader => options.with_raw_headers(
                RawElement::parse("<p:Login xmlns:p='urn:p' p:password='r4w-s3cret'/>").unwrap(),
            ),
            Self::SecurityText => options.with_raw_headers(Security::text("ann", "w5se-s3cret")),
            Self::SecurityDigest => {
                options.with_raw_headers(Security::digest("ann", "w5digest-s3cret"))
            }
            Self::Intercepted => options.with_interceptor(
                |_: &CallContext, request: &mut http::Request<Bytes>| -> Result<(), Error> {
                    let (name, value) = header("x-session", "int3rceptor-s3cret");
                    request.headers_mut().insert(name, value);
                    Ok(())
                },
            ),
            Self::InterceptedEnvelope => options.with_envelope_interceptor(Envelopes),
            Self::Said => {
                let redaction = Redaction::default().name("Ticket").name("ApplicationToken");
                options.with_redaction(redaction.value("s4id-s3cret"))
            }
            Self::DefaultHeader
            | Self::CookieStore
            | Self::ProxyUrl
            | Self::ProxyEnvironment
            | Self::ProxyBasic
            | Self::Identity => options,
        }
    }

    /// Whether [`Client::request`](soap_runtime::Client::request) leaves it out, or [`Client::decode`](soap_runtime::Client::decode)
    /// cannot know it.
    pub fn is_left_out_by_hand(self) -> bool {
        matches!(
            self,
            Self::Basic
                | Self::Bearer
                | Self::FetchedBearer
                | Self::Digest
                | Self::ProvidedHeader
                | Self::Intercepted
                | Self::InterceptedEnvelope
                | Self::SecurityDigest
        )
    }

    /// Whether it needs the whole message, so that no items are streamed.
    pub fn needs_all(self) -> bool {
        self == Self::InterceptedEnvelope
    }

    /// Prints the setting itself.
    fn print(self, printed: &mut Printed) {
        match self {
            Self::Basic => printed.debug(&Basic::new("ann", "b4sic-s3cret")),
            Self::Bearer => printed.debug(&Bearer::new("b3arer-s3cret")),
            Self::Digest => {
                printed.debug(&Digest::new("ann", "d1gest-s3cret"));
                printed.debug(&ProxyDigest::new("ann", "d1gest-s3cret"));
            }
            Self::SecurityText => printed.debug(&Security::text("ann", "w5se-s3cret")),
            Self::SecurityDigest => printed.debug(&Security::digest("ann", "w5digest-s3cret")),
            Self::Said => printed.debug(&Redaction::default().value("s4id-s3cret")),
            Self::ProxyUrl => printed.debug(&Proxy::new("http://ann:url-s3cret%26@h")),
            Self::ProxyBasic => {
                printed.debug(&Proxy::new("http://h").basic_auth("ann", "pb4sic-s3cret"));
            }
            _ => {}
        }
    }
}

/// Gives a token of the application.
struct Provider;

impl HeaderProvider for Provider {
    fn headers<'a>(&'a self, call: &'a CallContext) -> BoxFuture<'a, Result<Headers, Error>> {
        Box::pin(std::future::ready(self.headers_blocking(call)))
    }

    fn headers_blocking(&self, _: &CallContext) -> Result<Headers, Error> {
        Ok(Headers::new().and(RequestHeaders {
            application_token: Some("app-s3cret".to_owned()),
            credentials: None,
        }))
    }
}

/// Puts a password into the envelope.
struct Envelopes;

impl EnvelopeInterceptor for Envelopes {
    fn outgoing<'a>(
        &'a self,
        _: &'a mut EnvelopeContext,
        envelope: Bytes,
    ) -> BoxFuture<'a, Result<Bytes, Rejection>> {
        let text = String::from_utf8(envelope.to_vec()).unwrap();
        let with = "<Password xmlns=''>env3lope-s3cret</Password></s:Body>";
        assert!(text.contains("</s:Body>"), "{text}");
        Box::pin(std::future::ready(Ok(text
            .replace("</s:Body>", with)
            .into())))
    }
}
