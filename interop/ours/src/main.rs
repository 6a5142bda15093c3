//! Our side of `cargo xtask interop`: `serve PORT`, `call CS-URL PROBE11-URL PROBE12-URL CASE...`, or, without generated
//! code, `command` and `gateway` with the program and the folder of the contracts before the URLs.

mod call;
#[cfg(test)]
mod captured;
#[cfg(test)]
mod captured_probe;
#[cfg(test)]
mod captured_requests;
mod customer;
mod json;
mod probe;
mod proxy;
mod stand_in;
#[cfg(test)]
mod tolerance;
mod values;
mod web;
mod wire;

/// The code generated from the two contracts.
mod generated {
    #[allow(missing_docs, dead_code)]
    pub(crate) mod customer {
        include!(concat!(env!("OUT_DIR"), "/customer/mod.rs"));
    }
    #[cfg(test)]
    #[allow(missing_docs, dead_code)]
    pub(crate) mod wcf_probe {
        include!(concat!(env!("OUT_DIR"), "/wcf_probe/mod.rs"));
    }
    #[allow(missing_docs, dead_code)]
    pub(crate) mod probe {
        include!(concat!(env!("OUT_DIR"), "/probe/mod.rs"));
    }
}

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        ["serve", port] => port
            .parse()
            .map_err(|_| "not a port".into())
            .and_then(web::serve),
        ["call", customer, probe11, probe12, cases @ ..] => {
            call::run(customer, probe11, probe12, cases);
            Ok(())
        }
        [
            way @ ("command" | "gateway"),
            program,
            interop,
            customer,
            probe11,
            probe12,
            cases @ ..,
        ] => {
            let way = match *way {
                "command" => json::Way::Command,
                _ => json::Way::Gateway,
            };
            let urls = [*customer, *probe11, *probe12];
            json::run(way, program, interop.as_ref(), urls, cases).map_err(Into::into)
        }
        _ => Err("serve PORT | call CS-URL PROBE11-URL PROBE12-URL CASE... | command|gateway PROGRAM FOLDER URL URL URL CASE...".into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
