//! As much of a client of Redis as tickets and replays need. A program takes the crate of its store.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// The time for connecting, and for each answer: a server must not wait longer for its store.
const TIME: Duration = Duration::from_secs(2);
/// The longest text of an answer.
const LONGEST: usize = 1 << 20;

/// A store that several servers share.
#[derive(Debug)]
pub struct Redis {
    address: SocketAddr,
    /// Connections that nobody uses at the moment.
    idle: Mutex<Vec<BufReader<TcpStream>>>,
}

impl Redis {
    /// A store at an address. It is asked when it is needed.
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            idle: Mutex::default(),
        }
    }

    /// Sets a key for a time, unless it is set: whether it was not.
    ///
    /// # Errors
    /// The store cannot be asked, or refuses. Then nobody knows whether the key is set.
    pub fn set_new(&self, key: &[u8], value: &[u8], time: Duration) -> io::Result<bool> {
        // A time of zero would be refused.
        let millis = time.as_millis().max(1).to_string();
        let command = [b"SET", key, value, b"NX", b"PX", millis.as_bytes()];
        Ok(self.ask(&command)?.is_some())
    }

    /// The value of a key, if it is set.
    ///
    /// # Errors
    /// The store cannot be asked, or refuses.
    pub fn get(&self, key: &[u8]) -> io::Result<Option<Vec<u8>>> {
        self.ask(&[b"GET", key])
    }

    fn ask(&self, command: &[&[u8]]) -> io::Result<Option<Vec<u8>>> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let mut connection = match kept {
            Some(connection) => connection,
            None => {
                let stream = TcpStream::connect_timeout(&self.address, TIME)?;
                stream.set_read_timeout(Some(TIME))?;
                stream.set_write_timeout(Some(TIME))?;
                stream.set_nodelay(true)?;
                BufReader::new(stream)
            }
        };
        let mut text = format!("*{}\r\n", command.len()).into_bytes();
        for word in command {
            text.extend(format!("${}\r\n", word.len()).bytes());
            text.extend_from_slice(word);
            text.extend(b"\r\n");
        }
        connection.get_mut().write_all(&text)?;
        let answer = answer(&mut connection)?;
        // Of a connection with an error nobody knows what is next.
        idle().push(connection);
        Ok(answer)
    }
}

/// An answer: a text or nothing.
fn answer(connection: &mut BufReader<TcpStream>) -> io::Result<Option<Vec<u8>>> {
    let mut line = String::new();
    connection.take(LONGEST as u64).read_line(&mut line)?;
    let wrong = || io::Error::new(io::ErrorKind::InvalidData, format!("Redis says {line:?}"));
    let rest = line.strip_suffix("\r\n").ok_or_else(wrong)?;
    match rest.split_at_checked(1) {
        Some(("+", text)) => Ok(Some(text.into())),
        Some(("$", "-1")) => Ok(None),
        Some(("$", length)) => {
            let length: usize = length.parse().map_err(|_| wrong())?;
            let whole = length.checked_add(2).filter(|length| *length <= LONGEST);
            let mut text = vec![0; whole.ok_or_else(wrong)?];
            connection.read_exact(&mut text)?;
            text.truncate(length);
            Ok(Some(text))
        }
        _ => Err(wrong()),
    }
}
