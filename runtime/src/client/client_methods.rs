//! The settings that a client and each generated client have, as methods. All others are in `CallOptions`.

/// Methods of a client that return the same client with one more setting. `with_options` must be there.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_client_settings {
    () => {
        /// The same client with another URL of the service.
        #[must_use]
        #[inline]
        pub fn with_endpoint(
            &self,
            endpoint: impl ::core::convert::Into<::std::string::String>,
        ) -> Self {
            self.with_options($crate::CallOptions::new().with_endpoint(endpoint))
        }

        /// The same client with another time limit of its calls.
        #[must_use]
        #[inline]
        pub fn with_timeout(&self, limit: ::core::time::Duration) -> Self {
            self.with_options($crate::CallOptions::new().with_timeout(limit))
        }

        /// The same client with these credentials in the `Authorization` header of its requests: `Basic`, `Bearer`, or an `Auth` of your
        /// own.
        #[must_use]
        #[inline]
        pub fn with_auth(&self, auth: impl $crate::Auth) -> Self {
            self.with_options($crate::CallOptions::new().with_auth(auth))
        }

        /// The same client with this HTTP header in its requests, in place of those of that name:
        /// `client.with_http_header(HeaderName::from_static("x-api-key"), key.try_into()?)`, with
        /// `use soap_runtime::transport::http::HeaderName`.
        #[must_use]
        #[inline]
        pub fn with_http_header(
            &self,
            name: $crate::__private::v1::HeaderName,
            value: $crate::__private::v1::HeaderValue,
        ) -> Self {
            self.with_options($crate::CallOptions::new().with_http_header(name, value))
        }

        /// The same client with SOAP headers that the contract does not declare: those of `ws`, or a `RawElement`.
        #[must_use]
        #[inline]
        pub fn with_raw_headers(&self, provider: impl $crate::RawHeaderProvider) -> Self {
            self.with_options($crate::CallOptions::new().with_raw_headers(provider))
        }

        /// The same client with one more interceptor, which may change, repeat or refuse requests and responses.
        #[must_use]
        #[inline]
        pub fn with_interceptor(&self, interceptor: impl $crate::Interceptor) -> Self {
            self.with_options($crate::CallOptions::new().with_interceptor(interceptor))
        }

        /// The same client with one more interceptor of envelopes: a signature, or a check.
        #[must_use]
        #[inline]
        pub fn with_envelope_interceptor(
            &self,
            interceptor: impl $crate::EnvelopeInterceptor,
        ) -> Self {
            self.with_options($crate::CallOptions::new().with_envelope_interceptor(interceptor))
        }

        /// The same client with one more observer, which sees requests and responses.
        #[must_use]
        #[inline]
        pub fn with_observer(&self, observer: impl $crate::Observer) -> Self {
            self.with_options($crate::CallOptions::new().with_observer(observer))
        }
    };
}

/// A client of a generated struct: its constructor and its settings, inside the `impl` of a `struct X(Client)`.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_client {
    () => {
        /// A client that calls through this one.
        #[inline]
        pub fn new(client: $crate::Client) -> Self {
            Self(client)
        }

        /// The client that this one calls through.
        #[inline]
        pub fn client(&self) -> &$crate::Client {
            &self.0
        }

        /// The same client with other settings.
        #[must_use]
        #[inline]
        pub fn with_options(&self, options: $crate::CallOptions) -> Self {
            Self(self.0.with_options(options))
        }

        $crate::__soap_client_settings!();
    };
}

pub use __soap_client as client;
pub(crate) use __soap_client_settings as settings;
