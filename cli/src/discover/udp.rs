//! SOAP over UDP: questions to a group or to single addresses, and the datagrams that come back.

use crate::Stop;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

/// The groups of WS-Discovery (1.1, section 3.1.1).
const GROUP: Ipv4Addr = Ipv4Addr::new(239, 255, 255, 250);
const GROUP_V6: Ipv6Addr = Ipv6Addr::new(0xFF02, 0, 0, 0, 0, 0, 0, 0xC);
/// The sendings of a message, since a datagram may be lost (SOAP over UDP, appendix A).
const SENDINGS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(100);
/// The most bytes of a datagram, and the most datagrams that are read for one question.
const DATAGRAM: usize = 65_535;
const DATAGRAMS: usize = 10_000;
/// The time that a reader waits before it looks whether it is still wanted.
const TICK: Duration = Duration::from_millis(50);

/// The sockets that questions are sent from, each with where they go.
pub(super) struct Sockets(Vec<(Arc<UdpSocket>, Vec<SocketAddr>)>);

impl Sockets {
    /// Opens sockets at addresses of this machine, or at any. Questions go to the targets, or to the groups.
    pub(super) fn open(from: &[SocketAddr], targets: &[SocketAddr]) -> Result<Self, Stop> {
        let any = [
            SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
            SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
        ];
        let is_named = !from.is_empty();
        let mut sockets = Vec::new();
        let mut failure = None;
        for own in if is_named { from } else { &any } {
            let places: Vec<SocketAddr> = match targets {
                [] => vec![group(own)],
                _ => targets
                    .iter()
                    .copied()
                    .filter(|one| one.is_ipv4() == own.is_ipv4())
                    .collect(),
            };
            if places.is_empty() {
                continue;
            }
            match UdpSocket::bind(own) {
                Ok(socket) => sockets.push((Arc::new(socket), places)),
                Err(error) if is_named => {
                    return Err(Stop::Failed(format!(
                        "cannot send from {}: {error}",
                        own.ip()
                    )));
                }
                // A machine may have one version of IP only.
                Err(error) => failure = Some(error),
            }
        }
        match (sockets.is_empty(), failure) {
            (false, _) => Ok(Self(sockets)),
            (true, Some(error)) => Err(error.into()),
            (true, None) => Err(Stop::Usage(
                "`--from` and `--target` are addresses of different versions of IP".to_owned(),
            )),
        }
    }

    /// Sends messages, and gives what comes back to `take` until the time is over or it returns false.
    pub(super) fn ask(
        &self,
        messages: &[String],
        time: Duration,
        mut take: impl FnMut(&[u8], SocketAddr) -> bool,
    ) -> Result<(), Stop> {
        let end = Instant::now() + time;
        let is_over = Arc::new(AtomicBool::new(false));
        // Few datagrams wait; more of them wait in the sockets, whose buffers have an end.
        let (sender, receiver) = mpsc::sync_channel(16);
        let mut readers = Vec::new();
        for (socket, _) in &self.0 {
            socket.set_read_timeout(Some(TICK))?;
            let (socket, sender, is_over) = (socket.clone(), sender.clone(), is_over.clone());
            readers.push(thread::spawn(move || read(&socket, &sender, &is_over)));
        }
        drop(sender);
        let mut result = Ok(());
        let mut sent = 0;
        let mut next = Instant::now();
        let mut left = DATAGRAMS;
        loop {
            let now = Instant::now();
            if sent < SENDINGS && now >= next {
                if let Err(error) = self.send(messages) {
                    result = Err(Stop::Failed(format!("cannot ask: {error}")));
                    break;
                }
                sent += 1;
                next = now + PAUSE;
            }
            let until = if sent < SENDINGS { end.min(next) } else { end };
            if now >= end || left == 0 {
                break;
            }
            match receiver.recv_timeout(until.saturating_duration_since(now)) {
                Ok((bytes, from)) => {
                    left -= 1;
                    if !take(&bytes, from) {
                        break;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        is_over.store(true, Ordering::Relaxed);
        drop(receiver);
        for reader in readers {
            let _ = reader.join();
        }
        result
    }

    /// Sends each message to each place. It is enough that one place can be reached.
    fn send(&self, messages: &[String]) -> io::Result<()> {
        let mut failure = None;
        let mut is_sent = false;
        for (socket, places) in &self.0 {
            for place in places {
                for message in messages {
                    match socket.send_to(message.as_bytes(), place) {
                        Ok(_) => is_sent = true,
                        Err(error) => failure = Some(error),
                    }
                }
            }
        }
        match failure {
            Some(error) if !is_sent => Err(error),
            _ => Ok(()),
        }
    }
}

/// The group for a sender. The number of its interface says which link it is.
fn group(own: &SocketAddr) -> SocketAddr {
    match own {
        SocketAddr::V4(_) => SocketAddr::from((GROUP, super::PORT)),
        SocketAddr::V6(own) => SocketAddrV6::new(GROUP_V6, super::PORT, 0, own.scope_id()).into(),
    }
}

/// Reads datagrams until nobody wants them.
fn read(socket: &UdpSocket, sender: &SyncSender<(Vec<u8>, SocketAddr)>, is_over: &AtomicBool) {
    let mut buffer = vec![0; DATAGRAM];
    while !is_over.load(Ordering::Relaxed) {
        // An error is a time that passed, or a message that one of the targets refused: others may answer.
        match socket.recv_from(&mut buffer) {
            Ok((length, from)) => {
                let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                if sender.send((bytes, from)).is_err() {
                    return;
                }
            }
            Err(error) if is_time_out(&error) => {}
            Err(_) => thread::sleep(TICK),
        }
    }
}

fn is_time_out(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut
    )
}
