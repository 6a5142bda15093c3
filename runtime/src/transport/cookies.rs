//! A cookie session (RFC 6265): what a host sets goes back to that host, and to no other.

use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue, Uri};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Most cookies that are kept; a further one takes the place of the oldest.
const COOKIES: usize = 100;
/// Most bytes of a name and its value.
const BYTES: usize = 4096;

/// The cookies of a transport.
#[derive(Default)]
pub(super) struct CookieJar(Mutex<Vec<Cookie>>);

struct Cookie {
    /// Name, host and path tell cookies apart (5.3, step 11).
    name: String,
    host: String,
    path: String,
    value: String,
    secure: bool,
    /// `None` until the session ends.
    expires: Option<SystemTime>,
}

impl CookieJar {
    /// Adds the cookies for `uri` to a request.
    pub(super) fn add(&self, uri: &Uri, headers: &mut HeaderMap) {
        let now = SystemTime::now();
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|cookie| cookie.expires.is_none_or(|end| end > now));
        let mut sent: Vec<&Cookie> = all.iter().filter(|cookie| cookie.is_for(uri)).collect();
        // Longer paths first (5.4, step 2).
        sent.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let mut text = String::new();
        for cookie in sent {
            if !text.is_empty() {
                text.push_str("; ");
            }
            text.push_str(&format!("{}={}", cookie.name, cookie.value));
        }
        if text.is_empty() {
            return;
        }
        if let Some(own) = headers.get(COOKIE).and_then(|own| own.to_str().ok()) {
            text = format!("{own}; {text}");
        }
        if let Ok(mut value) = HeaderValue::from_str(&text) {
            value.set_sensitive(true);
            headers.insert(COOKIE, value);
        }
    }

    /// Keeps the cookies that a response sets.
    pub(super) fn keep(&self, uri: &Uri, headers: &HeaderMap) {
        let now = SystemTime::now();
        for header in headers.get_all(SET_COOKIE) {
            let text = header.to_str().ok();
            let Some(cookie) = text.and_then(|text| Cookie::parse(text, uri, now)) else {
                continue;
            };
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.retain(|other| !cookie.replaces(other));
            if cookie.expires.is_none_or(|end| end > now) {
                if all.len() >= COOKIES {
                    all.remove(0);
                }
                all.push(cookie);
            }
        }
    }
}

/// Cookies are secrets: only their number is shown.
impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        f.debug_tuple("CookieJar").field(&all.len()).finish()
    }
}

impl Cookie {
    /// Reads a `Set-Cookie` header (5.2).
    #[allow(clippy::arithmetic_side_effects, reason = "a date of four digits")]
    fn parse(text: &str, uri: &Uri, now: SystemTime) -> Option<Self> {
        let mut parts = text.split(';');
        let (name, value) = parts.next()?.split_once('=')?;
        let (name, value) = (name.trim(), value.trim());
        if name.is_empty() || name.len() + value.len() > BYTES {
            return None;
        }
        let folder = uri.path().rsplit_once('/').map_or("", |(folder, _)| folder);
        let mut cookie = Self {
            name: name.to_owned(),
            host: uri.host()?.to_ascii_lowercase(),
            path: if folder.is_empty() { "/" } else { folder }.to_owned(),
            value: value.to_owned(),
            secure: false,
            expires: None,
        };
        let mut age = None;
        for part in parts {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match key.trim().to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => cookie.path = value.to_owned(),
                "secure" => cookie.secure = true,
                "expires" => cookie.expires = date(value).or(cookie.expires),
                "max-age" => age = value.parse::<i64>().ok().or(age),
                _ => {}
            }
        }
        // Max-Age wins over Expires.
        if let Some(age) = age {
            let age = u64::try_from(age).unwrap_or(0);
            cookie.expires = now.checked_add(Duration::from_secs(age));
        }
        Some(cookie)
    }

    fn replaces(&self, other: &Self) -> bool {
        (&self.name, &self.host, &self.path) == (&other.name, &other.host, &other.path)
    }

    /// Whether the cookie goes with requests to this URL.
    fn is_for(&self, uri: &Uri) -> bool {
        let host = uri
            .host()
            .is_some_and(|host| host.eq_ignore_ascii_case(&self.host));
        let below = uri.path().strip_prefix(self.path.as_str());
        let path = below.is_some_and(|rest| {
            rest.is_empty() || self.path.ends_with('/') || rest.starts_with('/')
        });
        host && path && (!self.secure || uri.scheme_str() == Some("https"))
    }
}

/// Reads a date such as `Wed, 09 Jun 2027 10:18:14 GMT` (5.1.1). One before 1970 is 1970.
#[allow(clippy::arithmetic_side_effects, reason = "a date of four digits")]
fn date(text: &str) -> Option<SystemTime> {
    const MONTHS: [&str; 12] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ];
    let mut tokens = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|token| !token.is_empty())
        .skip(1);
    let number = |token: Option<&str>| token?.parse::<u64>().ok();
    let day = number(tokens.next())?;
    let month = tokens.next()?.get(..3)?.to_ascii_lowercase();
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year = match number(tokens.next())? {
        short @ 0..=69 => short + 2000,
        short @ 70..=99 => short + 1900,
        year => year,
    };
    let (hour, minute, second) = (
        number(tokens.next())?,
        number(tokens.next())?,
        number(tokens.next())?,
    );
    if !(1601..=9999).contains(&year)
        || !(1..=31).contains(&day)
        || hour > 23
        || minute > 59
        || second > 59
    {
        return None;
    }
    // Days since 0000-03-01, so that the leap day is the last of its year.
    let month = u64::try_from(month).ok()?;
    let (year, month) = if month < 2 {
        (year - 1, month + 10)
    } else {
        (year, month - 2)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    let days = days.saturating_sub(719_468);
    UNIX_EPOCH.checked_add(Duration::from_secs(
        days * 86_400 + hour * 3_600 + minute * 60 + second,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(jar: &CookieJar, uri: &str) -> String {
        let mut headers = HeaderMap::new();
        jar.add(&uri.parse().unwrap(), &mut headers);
        let value = headers.get(COOKIE).map(|value| value.to_str().unwrap());
        value.unwrap_or_default().to_owned()
    }

    fn jar(uri: &str, cookies: &[&'static str]) -> CookieJar {
        let jar = CookieJar::default();
        set(&jar, uri, cookies);
        jar
    }

    fn set(jar: &CookieJar, uri: &str, cookies: &[&'static str]) {
        let mut headers = HeaderMap::new();
        for cookie in cookies {
            headers.append(SET_COOKIE, HeaderValue::from_static(cookie));
        }
        jar.keep(&uri.parse().unwrap(), &headers);
    }

    #[test]
    fn cookies_go_back_where_they_came_from() {
        let jar = jar(
            "https://h/a/b.svc",
            &[
                "s=1",
                "t=2; Path=/",
                "u=3; Secure; Path=/",
                "v=4; Domain=example.com; Path=/x",
            ],
        );
        assert_eq!(sent(&jar, "https://H/a/c"), "s=1; t=2; u=3");
        assert_eq!(sent(&jar, "https://h/ab"), "t=2; u=3");
        assert_eq!(sent(&jar, "http://h/x/y"), "v=4; t=2");
        assert_eq!(sent(&jar, "https://example.com/x"), "");
        assert_eq!(format!("{jar:?}"), "CookieJar(4)");
    }

    #[test]
    fn cookies_end() {
        let jar = jar("http://h/", &["s=1", "t=2; Max-Age=100", "u=3; Max-Age=0"]);
        assert_eq!(sent(&jar, "http://h/"), "s=1; t=2");
        set(
            &jar,
            "http://h/",
            &["t=; expires=Thu, 01-Jan-1970 00:00:00 GMT", "s=2"],
        );
        assert_eq!(sent(&jar, "http://h/"), "s=2");
        set(
            &jar,
            "http://h/",
            &["s=3; Max-Age=0; Expires=Wed, 09 Jun 2100 10:18:14 GMT"],
        );
        assert_eq!(sent(&jar, "http://h/"), "");
    }

    #[test]
    fn dates() {
        let seconds =
            |text| date(text).map(|date| date.duration_since(UNIX_EPOCH).unwrap().as_secs());
        assert_eq!(seconds("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("Tue, 29 Feb 2000 23:59:59 GMT"), Some(951_868_799));
        assert_eq!(
            seconds("Wednesday, 09-Jun-27 10:18:14 GMT"),
            Some(1_812_536_294)
        );
        assert_eq!(seconds("Mon, 01 Jan 1601 00:00:00 GMT"), Some(0));
        assert_eq!(seconds("tomorrow"), None);
        assert_eq!(seconds("Thu, 41 Jan 1970 00:00:00 GMT"), None);
    }
}
