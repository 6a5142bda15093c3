//! Serves the stand-in for NetServer, with its sample data, until its standard input ends or it is stopped. The first line that it
//! prints is its address, and the last ones are the feature toggles. A ticket that is valid may be an argument. A client without generated code can call it:
//!
//! ```text
//! wsdl-codegen try wsdl/Services83-CustomerService.wsdl --endpoint ADDRESS/CustomerService.svc
//! ```

use std::io::{Read, Write};
use superoffice_services83::stand_in::StandIn;

fn main() -> std::io::Result<()> {
    let ticket = std::env::args().nth(1);
    let mut builder = StandIn::builder().sample();
    if let Some(ticket) = &ticket {
        builder = builder.ticket("anna", ticket);
    }
    let stand_in = builder.start()?;
    let mut out = std::io::stdout();
    writeln!(out, "{}", stand_in.base_url())?;
    out.flush()?;
    let mut rest = Vec::new();
    std::io::stdin().read_to_end(&mut rest)?;
    for (name, on) in stand_in.toggles() {
        writeln!(out, "{name} {on}")?;
    }
    Ok(())
}
