//! `wsdl-codegen mock`: serves a contract with samples.

use super::arguments::Inputs;
use super::console::Console;
use super::exit_codes::DONE;
use super::{Outcome, Stop, input};
use axum::body::Body;
use clap::Args;
use soap_dynamic::mock::Mock;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub(crate) const EXAMPLES: &str = "\
Examples:
  Every operation answers with a valid sample; requests are checked strictly:
    wsdl-codegen mock shop-1.wsdl
  With answers of your own: GetOrder.json, Cancel.xml; several as GetOrder.1.json, GetOrder.2.json (the last one stays):
    wsdl-codegen mock shop-1.wsdl --answers answers
  On another port, slowly:
    wsdl-codegen mock shop-1.wsdl --listen 127.0.0.1:9090 --delay 500

A request that is not as the contract says gets a fault that says what is wrong.";

/// The largest request.
const MOST: usize = 64 << 20;

/// The arguments of `mock`.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The address to listen at. Port 0 takes a free one, which is printed.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: std::net::SocketAddr,
    /// A folder of answers, by the names of operations. Those in JSON may be `{"headers": ..., "body": ...}` where the contract
    /// has headers for the response.
    #[arg(long, value_name = "DIR")]
    pub(crate) answers: Option<PathBuf>,
    /// Milliseconds before each answer.
    #[arg(long, value_name = "MS", default_value_t = 0)]
    pub(crate) delay: u64,
    /// Tolerate what clients in their default mode tolerate.
    #[arg(long)]
    pub(crate) lenient: bool,
}

pub(crate) fn run(arguments: &Arguments, console: &mut Console) -> Outcome {
    let (options, _) = input::options(&arguments.inputs)?;
    input::read_model(&options, console)?;
    let mock = match arguments.lenient {
        true => Mock::lenient(&options),
        false => Mock::new(&options),
    };
    let mock = mock.map_err(|error| Stop::Failed(error.to_string()))?;
    if let Some(folder) = &arguments.answers {
        load(&mock, folder)?;
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let delay = Duration::from_millis(arguments.delay);
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(arguments.listen).await?;
        console.print(&format!("http://{}/\n", listener.local_addr()?))?;
        let app = axum::Router::new().fallback(move |request: http::Request<Body>| {
            let mock = mock.clone();
            async move {
                tokio::time::sleep(delay).await;
                answer(&mock, request).await
            }
        });
        axum::serve(listener, app).await
    })?;
    Ok(DONE)
}

async fn answer(mock: &Mock, request: http::Request<Body>) -> http::Response<Body> {
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MOST).await else {
        let mut refused = http::Response::new(Body::empty());
        *refused.status_mut() = http::StatusCode::PAYLOAD_TOO_LARGE;
        return refused;
    };
    mock.answer(http::Request::from_parts(parts, body))
        .map(Body::from)
}

/// Sets the answers of a folder, in the order of the file names.
fn load(mock: &Mock, folder: &Path) -> Result<(), Stop> {
    let failed = |path: &Path, error: &dyn std::fmt::Display| {
        Stop::Failed(format!("{}: {error}", path.display()))
    };
    let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, &error))?;
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| failed(folder, &error))?.path());
    }
    paths.sort();
    for path in paths {
        let stem = path.file_stem().and_then(|stem| stem.to_str());
        let kind = path.extension().and_then(|extension| extension.to_str());
        let (Some(stem), Some(kind @ ("json" | "xml"))) = (stem, kind) else {
            continue;
        };
        let operation = match stem.rsplit_once('.') {
            Some((name, number)) if number.parse::<u32>().is_ok() => name,
            _ => stem,
        };
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
        let set = match kind {
            "json" => mock.answer_json(operation, &text),
            _ => mock.answer_xml(operation, &text),
        };
        set.map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
