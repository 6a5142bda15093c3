//! `wsdl-codegen try`: a page on loopback to look at a service and call it.
//!
//! The command does the work, and the page shows it: forms are described by [`form`], texts are translated and checked by
//! [`convert`], calls are made by [`send`] with the engine of `call`. [`guard`] says whose requests are answered.

mod api;
mod convert;
mod explain;
mod form;
mod guard;
mod page;
mod place;
mod saved;
mod send;
mod state;

use super::arguments::{Inputs, listen};
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, Stop, listen};
use axum::body::Body;
use clap::Args;
pub(super) use convert::pretty;
use guard::Guard;
use state::{Opening, State};
use std::future::IntoFuture;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

pub(crate) const EXAMPLES: &str = "\
Examples:
  A page with a form for each operation; its address is printed, and opened with a browser on this machine:
    wsdl-codegen try shop-1.wsdl
  Against a service of your own, with saved requests in a folder that is committed:
    wsdl-codegen try shop-1.wsdl --endpoint http://localhost:8080/ --requests requests
  With a header that is a secret: it is masked in what was sent, and left out of what is saved:
    wsdl-codegen try shop-1.wsdl --secrets Token
  Against samples, without any service:
    wsdl-codegen mock shop-1.wsdl --listen 127.0.0.1:8080
    wsdl-codegen try shop-1.wsdl --endpoint http://127.0.0.1:8080/

The page is served to this machine only, under an address with a token that no other page knows. Passwords are typed into the page,
or taken from WSDL_PASSWORD and WSDL_TOKEN; they are never saved. The command ends with Ctrl-C.";

/// The arguments of `try`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The URL of the service [default: that of the contract].
    #[arg(long, short, value_name = "URL")]
    pub(crate) endpoint: Option<String>,
    /// The folder of saved requests and environments. It is made when the first one is saved.
    #[arg(long, value_name = "DIR", default_value = "requests")]
    pub(crate) requests: PathBuf,
    /// Elements and attributes whose values are not shown again and not saved, besides those whose names end as secrets do.
    #[arg(long, value_name = "NAME")]
    pub(crate) secrets: Vec<String>,
    /// The address to listen at, or a port of this machine; of this machine only. Port 0 takes a free one.
    #[arg(long, visible_alias = "port", value_parser = listen, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    pub(crate) listen: SocketAddr,
    /// A client certificate with its private key, PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) cert: Option<PathBuf>,
    /// Certificate authorities to trust beside those of the system, PEM.
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// A proxy [default: that of the environment].
    #[arg(long, value_name = "URL")]
    pub(crate) proxy: Option<String>,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    if !arguments.listen.ip().is_loopback() {
        return Err(Stop::Usage(format!(
            "{} is no address of this machine alone: the page makes calls with your credentials",
            arguments.listen
        )));
    }
    let opening = Opening::new(arguments, console)?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let served: Result<(), Stop> = runtime.block_on(async {
        let listener = listen::bound(arguments.listen).await?;
        let guard = Arc::new(Guard::new(listener.local_addr()?)?);
        console.print(&format!("{}\n", guard.url()))?;
        // The browser loads the page meanwhile. What it asks of the contract waits.
        let state = Arc::new(OnceLock::new());
        let made = Arc::clone(&state);
        let making = tokio::task::spawn_blocking(move || {
            State::new(opening).map(|state| {
                let _ = made.set(state);
            })
        });
        let app = axum::Router::new().fallback(move |request: http::Request<Body>| {
            let (guard, state) = (Arc::clone(&guard), Arc::clone(&state));
            async move { api::answer(&guard, state, request).await }
        });
        let serving = tokio::spawn(axum::serve(listener, app).into_future());
        let made = making.await;
        made.map_err(|error| Stop::Failed(error.to_string()))??;
        let served = serving.await;
        Ok(served.map_err(|error| Stop::Failed(error.to_string()))??)
    });
    // Requests that wait for a contract without tables would wait for ever.
    runtime.shutdown_background();
    served.map(|()| DONE)
}
