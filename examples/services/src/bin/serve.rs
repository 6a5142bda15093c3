//! Serves the order desk until it is ended, for clients of other toolkits: they read its contract at `?wsdl`.

use example_services::{orders_stand_in, start};
use std::{io, thread};

fn main() -> io::Result<()> {
    println!("{}?wsdl", start(orders_stand_in::server())?);
    loop {
        thread::park();
    }
}
