//! The captured requests of every toolkit, read by the generated server.

use crate::captured::{folder, split};
use crate::{customer, generated};
use std::path::PathBuf;

/// Every captured request of CustomerService, of all toolkits, is understood by the generated server.
#[test]
fn requests_of_every_toolkit() {
    let Some(folder) = folder() else { return };
    let dispatcher =
        generated::customer::customer_service_server::dispatcher(customer::Service).any_version();
    let runtime = tokio::runtime::Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let mut names: Vec<PathBuf> = [folder.clone(), folder.join("cross")]
        .iter()
        .flat_map(|folder| std::fs::read_dir(folder).into_iter().flatten())
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    names.sort();
    let (mut read, mut refused) = (0, Vec::new());
    for path in names {
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if !name.ends_with("-request.http") || name.contains("Probe") {
            continue;
        }
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (_, headers, body) = split(&bytes);
        let mut request = http::Request::post("http://127.0.0.1/");
        for (header, value) in headers {
            if header == "content-type" || header == "soapaction" {
                request = request.header(header, value);
            }
        }
        let request = request
            .body(body)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let response = runtime.block_on(dispatcher.handle(request));
        let text = String::from_utf8_lossy(response.body()).into_owned();
        // The service itself answers some with a fault, which it was asked for.
        let intended = name.contains("-fault-") || name.contains("-unhandled-");
        if response.status().is_success() || intended {
            read += 1;
        } else {
            refused.push(format!("{name}: {text}"));
        }
        if name.ends_with("-UpdateFeatureToggles-request.http") && !name.contains("gsoapdefault") {
            assert!(
                text.contains("<Value>3:") || text.contains(":Value>3:"),
                "{name}: {text}"
            );
        }
    }
    println!("{read} requests were read");
    assert!(read > 120, "{read}");
    // A nil item in a list that is a Vec<T>: the selector nil_items admits it. node-soap and suds write a list of flags as two
    // elements where the contract has one.
    refused.retain(|text| {
        !text.contains("-nullitem-")
            && !text.starts_with("nodesoap-SaveSmsConfig")
            && !text.starts_with("suds-SaveSmsConfig")
    });
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
