//! The addresses of hosts, for `ureq`.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::Error;
use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{NextTimeout, time};

/// The time for which the addresses of a name are kept.
const FRESH: Duration = Duration::from_secs(10);
/// The most names that are kept.
const NAMES: usize = 64;

/// Resolves as `ureq` does, with a thread for each name, so that the time limit of a call holds. An IP address needs no
/// thread, and a name that was resolved less than ten seconds ago is not resolved again: most calls have a connection
/// already.
#[derive(Debug, Default)]
pub(super) struct CachingResolver {
    inner: DefaultResolver,
    known: Mutex<HashMap<String, (ResolvedSocketAddrs, Instant)>>,
    /// The addresses that the user gives.
    hosts: HashMap<String, IpAddr>,
}

impl CachingResolver {
    /// A resolver that knows the addresses of these hosts.
    pub(super) fn new(hosts: HashMap<String, IpAddr>) -> Self {
        Self {
            hosts,
            ..Self::default()
        }
    }
}

impl Resolver for CachingResolver {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().unwrap_or_default();
        if host.trim_matches(['[', ']']).parse::<IpAddr>().is_ok() {
            // An IP address needs no query, so no time limit.
            let after = time::Duration::NotHappening;
            return self
                .inner
                .resolve(uri, config, NextTimeout { after, ..timeout });
        }
        if !self.hosts.is_empty()
            && let Some(address) = self.hosts.get(&host.to_ascii_lowercase())
        {
            let default = if uri.scheme_str() == Some("https") {
                443
            } else {
                80
            };
            let mut found = self.empty();
            found.push(SocketAddr::new(*address, uri.port_u16().unwrap_or(default)));
            return Ok(found);
        }
        let parts = uri.scheme().zip(uri.authority());
        let name =
            parts.and_then(|(scheme, authority)| DefaultResolver::host_and_port(scheme, authority));
        let Some(name) = name else {
            return self.inner.resolve(uri, config, timeout);
        };
        let now = Instant::now();
        let known = || self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((addresses, since)) = known().get(&name)
            && now.duration_since(*since) < FRESH
        {
            return Ok(addresses.clone());
        }
        let addresses = self.inner.resolve(uri, config, timeout)?;
        let mut known = known();
        if known.len() >= NAMES {
            known.clear();
        }
        known.insert(name, (addresses.clone(), now));
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(resolver: &CachingResolver, uri: &str, seconds: u64) -> Result<String, Error> {
        let timeout = NextTimeout {
            after: Duration::from_secs(seconds).into(),
            reason: ureq::Timeout::Resolve,
            ..NextTimeout::default()
        };
        let uri: Uri = uri.parse().map_err(|_| Error::HostNotFound)?;
        resolver
            .resolve(&uri, &Config::default(), timeout)
            .map(|addresses| format!("{:?}", &addresses[..]))
    }

    #[test]
    fn addresses_and_names() {
        let resolver = CachingResolver::default();
        // No time is left, and an IP address needs none.
        for (uri, address) in [
            ("http://127.0.0.1/x", "[127.0.0.1:80]"),
            ("https://127.0.0.1:8080", "[127.0.0.1:8080]"),
            ("http://[::1]:9/", "[[::1]:9]"),
        ] {
            assert_eq!(resolve(&resolver, uri, 0).unwrap(), address);
        }
        assert!(resolver.known.lock().unwrap().is_empty());

        let first = resolve(&resolver, "http://localhost:81/", 10).unwrap();
        assert_eq!(resolver.known.lock().unwrap().len(), 1);
        assert_eq!(
            resolve(&resolver, "http://localhost:81/", 0).unwrap(),
            first
        );
    }
}
