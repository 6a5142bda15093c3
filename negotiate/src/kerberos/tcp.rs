//! Messages to the KDC over TCP (RFC 4120, section 7.2.2).

use super::Account;
use crate::mechanism::HandshakeError;
use std::io::{Error, ErrorKind, Read as _, Result as IoResult, Write as _};
use std::net::{Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs as _};
use std::time::{Duration, Instant};
use std::vec;

/// The longest answer that is read. A ticket of Windows may list a thousand groups.
const LONGEST: u32 = 256 << 10;
const PORT: u16 = 88;

/// Asks one KDC after the other, until one answers.
pub(super) fn ask(account: &Account, message: &[u8]) -> Result<Vec<u8>, HandshakeError> {
    let mut last = HandshakeError::new("no KDC of the realm is known: name one");
    for kdc in &account.kdcs {
        match ask_one(kdc, message, account.patience) {
            Ok(answer) => return Ok(answer),
            Err(error) => last = HandshakeError::new("the KDC cannot be reached").caused_by(error),
        }
    }
    Err(last)
}

/// The addresses of a KDC: of a name or an address, with or without a port. One of IPv6 has brackets where a port follows.
fn addresses(kdc: &str) -> IoResult<vec::IntoIter<SocketAddr>> {
    if let Ok(bare) = kdc.parse::<Ipv6Addr>() {
        return Ok(vec![SocketAddr::from((bare, PORT))].into_iter());
    }
    let has_port = kdc
        .rsplit_once(':')
        .is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    match has_port {
        true => kdc.to_socket_addrs(),
        false => (kdc.trim_matches(['[', ']']), PORT).to_socket_addrs(),
    }
}

fn ask_one(kdc: &str, message: &[u8], patience: Duration) -> IoResult<Vec<u8>> {
    let started = Instant::now();
    let left = || match patience.saturating_sub(started.elapsed()) {
        Duration::ZERO => Err(Error::from(ErrorKind::TimedOut)),
        some => Ok(some),
    };
    let mut connected = Err(Error::from(ErrorKind::NotFound));
    for address in addresses(kdc)? {
        connected = TcpStream::connect_timeout(&address, left()?);
        if connected.is_ok() {
            break;
        }
    }
    let mut stream = connected?;
    let length = u32::try_from(message.len()).map_err(|_| ErrorKind::InvalidInput)?;
    stream.set_write_timeout(Some(left()?))?;
    stream.write_all(&[&length.to_be_bytes()[..], message].concat())?;
    let mut read = |bytes: &mut [u8]| {
        // A peer that sends a byte now and then is not waited for any longer.
        let mut rest = bytes;
        while !rest.is_empty() {
            stream.set_read_timeout(Some(left()?))?;
            match stream.read(rest)? {
                0 => return Err(Error::from(ErrorKind::UnexpectedEof)),
                count => rest = rest.get_mut(count..).unwrap_or_default(),
            }
        }
        Ok(())
    };
    let mut length = [0; 4];
    read(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(Error::new(ErrorKind::InvalidData, "the answer is too long"));
    }
    let mut answer = vec![0; usize::try_from(length).unwrap_or_default()];
    read(&mut answer)?;
    Ok(answer)
}

#[cfg(test)]
mod tests {
    use super::addresses;

    #[test]
    fn addresses_have_ports_or_none() {
        for (text, expected) in [
            ("::1", "[::1]:88"),
            ("2001:db8::5", "[2001:db8::5]:88"),
            // Without brackets the last number is a part of the address.
            ("::1:8088", "[::1:8088]:88"),
            ("[::1]", "[::1]:88"),
            ("[::1]:8088", "[::1]:8088"),
            ("192.0.2.1", "192.0.2.1:88"),
            ("192.0.2.1:8088", "192.0.2.1:8088"),
        ] {
            let found = addresses(text).expect("an address").next();
            assert_eq!(
                found.map(|found| found.to_string()).as_deref(),
                Some(expected),
                "{text}"
            );
        }
    }
}
