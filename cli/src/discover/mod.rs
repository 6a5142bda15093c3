//! `wsdl-codegen discover`: the devices and services of a network, by WS-Discovery.

mod message;
mod udp;

use super::console::{Console, FAINT, STRONG, counted};
use super::exit_codes::{DONE, FAILED};
use super::{Outcome, Stop};
use clap::Args;
use message::{DiscoveryVersion, Match, Name};
use serde_json::json;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{IpAddr, SocketAddr, SocketAddrV6};
use std::time::Duration;
use udp::Sockets;

pub(super) const EXAMPLES: &str = "\
Examples:
  Which devices and services are in this network?
    wsdl-codegen discover
  The ONVIF cameras of a building:
    wsdl-codegen discover --types dn:NetworkVideoTransmitter --scope onvif://www.onvif.org/location/house
  A device beyond a router, which multicast does not reach, in JSON:
    wsdl-codegen discover --target 192.168.1.64 --format json

It sends a Probe of WS-Discovery, of 2005/04 and of 2009/01, and prints who
answers: addresses, types, scopes. Anybody in the network may answer: an
address is a claim. `fetch` takes an address that it prints.";

/// The port of WS-Discovery.
const PORT: u16 = 3702;
/// The most devices that are listed.
const DEVICES: usize = 1000;

/// The arguments of `discover`.
#[derive(Debug, Args)]
pub(crate) struct Discover {
    /// Only devices of this type: `dn:Name`, `tds:Name` (ONVIF), `wsdp:Name` (Devices Profile), or `{namespace}Name`.
    #[arg(long, value_name = "TYPE", value_parser = message::type_name)]
    types: Vec<Name>,

    /// Only devices within this scope, a URI.
    #[arg(long, value_name = "URI", value_parser = message::scope)]
    scope: Vec<String>,

    /// Ask at this address, with a port if it is not 3702, instead of the whole network.
    #[arg(long, value_name = "ADDRESS", value_parser = target)]
    target: Vec<SocketAddr>,

    /// Send from this address of this machine, which chooses the network. With IPv6, the number of the interface comes after `%`.
    #[arg(long, value_name = "ADDRESS", value_parser = from)]
    from: Vec<SocketAddr>,

    /// Seconds to wait for answers; as many again where a device has to be asked for its address.
    #[arg(long, value_name = "SECONDS", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=3600))]
    timeout: u64,

    /// The format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: ListFormat,
}

/// The format of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum ListFormat {
    /// Text.
    Human,
    /// One JSON array.
    Json,
}

/// Reads an address with or without a port.
fn target(text: &str) -> Result<SocketAddr, String> {
    let inner = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let address = inner.unwrap_or(text).parse::<IpAddr>();
    let whole = address.map(|address| SocketAddr::new(address, PORT));
    whole
        .or_else(|_| text.parse())
        .map_err(|_| "expected an address such as 192.168.1.64, [fe80::1%2]:3702".to_owned())
}

/// Reads an address of this machine.
fn from(text: &str) -> Result<SocketAddr, String> {
    let of_v6 = || format!("[{text}]:0").parse::<SocketAddrV6>();
    match text.parse::<IpAddr>() {
        Ok(address) => Ok(SocketAddr::new(address, 0)),
        Err(_) => of_v6().map(SocketAddr::V6).map_err(|_| {
            "expected an address of this machine such as 192.168.1.5 or fe80::1%2".to_owned()
        }),
    }
}

pub(super) fn run(arguments: &Discover, console: &mut Console) -> Outcome {
    let sockets = Sockets::open(&arguments.from, &arguments.target)?;
    let time = Duration::from_secs(arguments.timeout);
    let mut devices: Vec<Device> = Vec::new();
    let mut probes = BTreeMap::new();
    let mut messages = Vec::new();
    for version in DiscoveryVersion::ALL {
        let (id, text) = message::probe(version, &arguments.types, &arguments.scope)?;
        probes.insert(id, version);
        messages.push(text);
    }
    sockets.ask(&messages, time, |bytes, sender| {
        let Ok(answer) = message::matches(bytes) else {
            return true;
        };
        let Some(version) = probes.get(&answer.relates_to) else {
            return true;
        };
        for found in answer.matches {
            add(&mut devices, found, *version, sender);
        }
        devices.len() < DEVICES
    })?;
    resolve(&sockets, time, &mut devices)?;
    if devices.is_empty() && arguments.format == ListFormat::Human {
        console.say(&format!(
            "no device has answered within {}",
            counted(
                usize::try_from(arguments.timeout).unwrap_or(usize::MAX),
                "second"
            )
        ));
        return Ok(FAILED);
    }
    print(&devices, arguments.format, console)?;
    Ok(if devices.is_empty() { FAILED } else { DONE })
}

/// A device that has answered.
struct Device {
    found: Match,
    version: DiscoveryVersion,
    sender: SocketAddr,
}

/// Adds an answer to what is known. A device may answer to each version.
fn add(devices: &mut Vec<Device>, found: Match, version: DiscoveryVersion, sender: SocketAddr) {
    let is_free = devices.len() < DEVICES;
    let known = devices
        .iter_mut()
        .find(|device| device.found.endpoint == found.endpoint);
    match known {
        Some(device) => device.found.merge(found),
        None if is_free => devices.push(Device {
            found,
            version,
            sender,
        }),
        None => {}
    }
}

/// Asks for the addresses of devices that have given none.
fn resolve(sockets: &Sockets, time: Duration, devices: &mut [Device]) -> Result<(), Stop> {
    let mut asked = BTreeMap::new();
    let mut messages = Vec::new();
    for (index, device) in devices.iter().enumerate() {
        if device.found.addresses.is_empty() {
            let (id, text) = message::resolve(device.version, &device.found.endpoint)?;
            asked.insert(id, index);
            messages.push(text);
        }
    }
    if messages.is_empty() {
        return Ok(());
    }
    sockets.ask(&messages, time, |bytes, _| {
        let answer = message::matches(bytes).ok();
        let index = answer.as_ref().and_then(|one| asked.get(&one.relates_to));
        if let (Some(index), Some(answer)) = (index.copied(), answer)
            && let Some(device) = devices.get_mut(index)
        {
            for found in answer.matches {
                if found.endpoint == device.found.endpoint {
                    device.found.merge(found);
                }
            }
        }
        let is_known = |index: &usize| {
            let device = devices.get(*index);
            device.is_some_and(|device| !device.found.addresses.is_empty())
        };
        !asked.values().all(is_known)
    })
}

fn print(devices: &[Device], format: ListFormat, console: &mut Console) -> Result<(), Stop> {
    if format == ListFormat::Json {
        let all: Vec<_> = devices
            .iter()
            .map(
                |Device {
                     found,
                     version,
                     sender,
                 }| {
                    let types: Vec<String> = found.types.iter().map(Name::to_string).collect();
                    json!({
                        "endpoint": found.endpoint,
                        "addresses": found.addresses,
                        "types": types,
                        "scopes": found.scopes,
                        "metadataVersion": found.metadata_version,
                        "sender": sender.to_string(),
                        "discovery": version.namespace(),
                    })
                },
            )
            .collect();
        let text = serde_json::to_string_pretty(&all).map_err(|error| error.to_string())?;
        console.print(&format!("{text}\n"))?;
        return Ok(());
    }
    for Device { found, sender, .. } in devices {
        let mut text = console.paint(STRONG, &found.endpoint);
        text.push('\n');
        for address in &found.addresses {
            let _ = writeln!(text, "  {address}");
        }
        if found.addresses.is_empty() {
            let _ = writeln!(text, "  no address; it has answered from {sender}");
        }
        for name in &found.types {
            let _ = writeln!(text, "  {} {name}", console.paint(FAINT, "type"));
        }
        for scope in &found.scopes {
            let _ = writeln!(text, "  {} {scope}", console.paint(FAINT, "scope"));
        }
        console.print(&text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{from, target};

    #[test]
    fn addresses_are_read() {
        for (text, expected) in [
            ("192.168.1.64", "192.168.1.64:3702"),
            ("127.0.0.1:99", "127.0.0.1:99"),
            ("::1", "[::1]:3702"),
            ("[::1]", "[::1]:3702"),
            ("[fe80::1%2]:99", "[fe80::1%2]:99"),
        ] {
            assert_eq!(
                target(text).map(|it| it.to_string()),
                Ok(expected.to_owned())
            );
        }
        assert!(target("camera").is_err());
        assert_eq!(
            from("fe80::1%2").map(|it| it.to_string()),
            Ok("[fe80::1%2]:0".to_owned())
        );
        assert!(from("eth0").is_err());
    }
}
