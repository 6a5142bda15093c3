//! The head of a request and the beginning of its body in one write.
//!
//! `ureq` writes them apart, and sets the time limit of the socket before each write and read. A server then wakes twice
//! for a request, and a call takes five system calls more.

use super::output::send;
use std::time::Duration;
use ureq::Error;
use ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, NextTimeout, Transport, time,
};

/// The longest head that is held back.
const HEAD: usize = 16 << 10;

/// Puts a [`Gathering`] around each connection.
#[derive(Debug)]
pub(super) struct GatherConnector;

impl<In: Transport> Connector<In> for GatherConnector {
    type Out = Gathering<In>;

    fn connect(
        &self,
        _: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        Ok(chained.map(Gathering::new))
    }
}

/// A connection that holds the first output back until more output comes, or input is awaited.
#[derive(Debug)]
pub(super) struct Gathering<T> {
    inner: T,
    output: Output,
}

#[derive(Debug)]
enum Output {
    /// The next output is the first one of a request.
    Start,
    /// The first output, which is not sent yet.
    Held(Vec<u8>),
    /// Output is sent at once.
    Open,
}

impl<T: Transport> Gathering<T> {
    fn new(inner: T) -> Self {
        let output = Output::Start;
        Self { inner, output }
    }
}

impl<T: Transport> Transport for Gathering<T> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        let timeout = rounded(timeout);
        if matches!(self.output, Output::Open) {
            return self.inner.transmit_output(amount, timeout);
        }
        let output = self.inner.buffers().output();
        let bytes = output.get(..amount).unwrap_or_default();
        match std::mem::replace(&mut self.output, Output::Open) {
            Output::Start if amount <= HEAD => {
                self.output = Output::Held(bytes.to_vec());
                Ok(())
            }
            Output::Held(mut held) => {
                held.extend_from_slice(bytes);
                send(&mut self.inner, &held, timeout)
            }
            Output::Start | Output::Open => self.inner.transmit_output(amount, timeout),
        }
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let timeout = rounded(timeout);
        if let Output::Held(held) = std::mem::replace(&mut self.output, Output::Start) {
            send(&mut self.inner, &held, timeout)?;
        }
        self.inner.await_input(timeout)
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}

/// The time limit, up to a hundredth longer: `ureq` sets that of the socket only where it differs from the last one.
fn rounded(mut timeout: NextTimeout) -> NextTimeout {
    let time::Duration::Exact(after) = timeout.after else {
        return timeout;
    };
    let unit = match after.as_secs() {
        0 => return timeout,
        1..10 => 10,
        _ => 100,
    };
    let millis = after.as_nanos().div_ceil(1_000_000);
    if let Ok(millis) = u64::try_from(millis.next_multiple_of(unit)) {
        timeout.after = time::Duration::Exact(Duration::from_millis(millis));
    }
    timeout
}

#[cfg(test)]
mod tests {
    use super::{Gathering, HEAD, rounded};
    use std::time::Duration;
    use ureq::Error;
    use ureq::unversioned::transport::{Buffers, LazyBuffers, NextTimeout, Transport, time};

    #[derive(Debug)]
    struct Recorder {
        buffers: LazyBuffers,
        writes: Vec<Vec<u8>>,
    }

    impl Transport for Recorder {
        fn buffers(&mut self) -> &mut dyn Buffers {
            &mut self.buffers
        }
        fn transmit_output(&mut self, amount: usize, _: NextTimeout) -> Result<(), Error> {
            let output = self.buffers.output()[..amount].to_vec();
            self.writes.push(output);
            Ok(())
        }
        fn await_input(&mut self, _: NextTimeout) -> Result<bool, Error> {
            Ok(true)
        }
        fn is_open(&mut self) -> bool {
            true
        }
    }

    /// Sends outputs and awaits input after each list of them; returns how they were written.
    fn written(requests: &[&[&[u8]]]) -> Vec<Vec<u8>> {
        let mut connection = Gathering::new(Recorder {
            buffers: LazyBuffers::new(100, 2 * HEAD),
            writes: Vec::new(),
        });
        for outputs in requests {
            for output in *outputs {
                connection.buffers().output()[..output.len()].copy_from_slice(output);
                let timeout = NextTimeout::default();
                connection.transmit_output(output.len(), timeout).unwrap();
            }
            connection.await_input(NextTimeout::default()).unwrap();
            connection.await_input(NextTimeout::default()).unwrap();
        }
        connection.inner.writes
    }

    #[test]
    fn head_and_body_are_written_together() {
        let request: &[&[u8]] = &[b"head ", b"body"];
        assert_eq!(written(&[request, request]), [b"head body", b"head body"]);
    }

    #[test]
    fn the_rest_of_a_body_is_written_as_it_comes() {
        let writes = written(&[&[b"head ", b"body ", b"more ", b"and more"]]);
        assert_eq!(writes, [&b"head body "[..], b"more ", b"and more"]);
    }

    #[test]
    fn a_head_alone_is_sent_before_input_is_awaited() {
        assert_eq!(written(&[&[b"head"], &[b"head"]]), [b"head", b"head"]);
    }

    #[test]
    fn a_long_head_is_sent_at_once() {
        let long = [b'a'; HEAD + 1];
        assert_eq!(written(&[&[&long, b"body"]]), [&long[..], b"body"]);
    }

    #[test]
    fn more_than_the_buffer_holds_is_sent_in_pieces() {
        let (head, body) = ([b'a'; HEAD], [b'b'; 2 * HEAD]);
        let writes = written(&[&[&head, &body]]);
        assert_eq!(writes.len(), 2);
        assert_eq!(writes.concat(), [&head[..], &body].concat());
    }

    #[test]
    fn time_limits_are_rounded_up() {
        let limit = |after| {
            let after = time::Duration::Exact(after);
            let timeout = NextTimeout {
                after,
                ..NextTimeout::default()
            };
            *rounded(timeout).after
        };
        let ms = Duration::from_millis;
        for (given, rounded) in [
            (ms(30_000), ms(30_000)),
            (ms(30_000) - Duration::from_nanos(1), ms(30_000)),
            (ms(29_801), ms(29_900)),
            (ms(1_001), ms(1_010)),
            (ms(999), ms(999)),
            (Duration::from_micros(5), Duration::from_micros(5)),
        ] {
            assert_eq!(limit(given), rounded);
        }
    }
}
