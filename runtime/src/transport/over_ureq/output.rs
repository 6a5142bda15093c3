//! Bytes of our own into a connection of `ureq`.

use ureq::Error;
use ureq::unversioned::transport::{NextTimeout, Transport};

/// Sends bytes through the buffer of the connection, in as many pieces as that takes.
pub(super) fn send<T: Transport + ?Sized>(
    connection: &mut T,
    mut bytes: &[u8],
    timeout: NextTimeout,
) -> Result<(), Error> {
    while !bytes.is_empty() {
        let room = connection.buffers().output();
        let amount = room.len().min(bytes.len());
        if amount == 0 {
            return Err(Error::ConnectionFailed);
        }
        let (now, later) = bytes.split_at(amount);
        room.iter_mut().zip(now).for_each(|(to, from)| *to = *from);
        connection.transmit_output(amount, timeout)?;
        bytes = later;
    }
    Ok(())
}
