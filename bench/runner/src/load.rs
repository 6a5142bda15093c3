//! `cargo xtask bench --load`: calls per second over loopback, of our client and server and of gSOAP's, crosswise.

use crate::measure::{machine, numbers};
use crate::{gsoap, targets};
use std::io::{BufRead, BufReader};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use testkit::process::{output, status};
use testkit::{Table, repository};

const CONNECTIONS: [u32; 2] = [1, 8];
const ROUNDS: usize = 5;
const SECONDS: &str = "1.5";
const ONE: &str = "ours, reqwest, one thread";
/// Clock ticks per second in `/proc`.
const TICKS: f64 = 100.0;

/// A running server. Dropping it ends it.
pub struct Server {
    child: Child,
    /// Its address.
    pub url: String,
}

impl Server {
    /// The stand-in.
    pub fn ours(load: &Path) -> Result<Self, String> {
        let mut child = Command::new(load)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", load.display()))?;
        let mut url = String::new();
        let said = child.stdout.take().ok_or("no output")?;
        BufReader::new(said)
            .read_line(&mut url)
            .map_err(|error| error.to_string())?;
        let url = url.trim().to_owned();
        Ok(Self { child, url })
    }

    fn gsoap(load: &Path) -> Result<Self, String> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
        let address = free.map_err(|error| error.to_string())?;
        let child = Command::new(load)
            .args(["serve", &address.port().to_string()])
            .spawn()
            .map_err(|error| format!("{}: {error}", load.display()))?;
        let server = Self {
            child,
            url: format!("http://{address}/"),
        };
        let start = Instant::now();
        while TcpStream::connect(address).is_err() {
            if start.elapsed() > Duration::from_secs(10) {
                return Err("gSOAP's server does not listen".to_owned());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(server)
    }

    /// Seconds of processor time up to now.
    fn processor(&self) -> f64 {
        let path = format!("/proc/{}/stat", self.child.id());
        let text = std::fs::read_to_string(path).unwrap_or_default();
        // The name of the program is in parentheses and may hold spaces.
        let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest);
        let times = fields.split_whitespace().skip(11).take(2);
        times
            .filter_map(|ticks| ticks.parse::<f64>().ok())
            .sum::<f64>()
            / TICKS
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Client, server, number of connections, and the results.
struct Pair {
    client: &'static str,
    server: &'static str,
    connections: u32,
    arguments: Vec<String>,
    /// Calls per second of each round.
    rates: Vec<f64>,
    /// Microseconds of the server's processor time per call, in the round with the highest rate.
    served: f64,
}

impl Pair {
    fn best(&self) -> f64 {
        self.rates.iter().copied().fold(0.0, f64::max)
    }

    fn median(&self) -> f64 {
        let mut rates = self.rates.clone();
        rates.sort_by(f64::total_cmp);
        rates.get(rates.len() / 2).copied().unwrap_or_default()
    }
}

/// Builds our programs.
pub fn build() -> Result<PathBuf, String> {
    status(
        repository::cargo()
            .args(["build", "--release", "--package", "bench", "--bin", "load"])
            .args(["--features", "load"]),
    )?;
    Ok(repository::target().join("release/load"))
}

/// Runs the load test and writes `bench/LOAD.md`.
pub fn run() -> Result<(), String> {
    let load = build()?;
    let peer = match gsoap::load(&repository::target().join("bench")) {
        Ok(peer) => Some(peer),
        Err(reason) => {
            println!("gSOAP is not available, its rows are missing: {reason}");
            None
        }
    };
    let mut servers = vec![("ours", Server::ours(&load)?)];
    if let Some(peer) = &peer {
        servers.push(("gSOAP", Server::gsoap(peer)?));
    }
    let mut pairs = Vec::new();
    for connections in CONNECTIONS {
        for (server, Server { url, .. }) in &servers {
            let mut pair = |client: &'static str, program: &Path, words: &[&str]| {
                let mut arguments = vec![program.display().to_string()];
                arguments.extend(words.iter().map(|word| (*word).to_owned()));
                arguments.extend([url.clone(), connections.to_string(), SECONDS.to_owned()]);
                pairs.push(Pair {
                    client,
                    server,
                    connections,
                    arguments,
                    rates: Vec::new(),
                    served: 0.0,
                });
            };
            pair("ours, reqwest", &load, &["call", "reqwest"]);
            pair(ONE, &load, &["call", "reqwest-one"]);
            pair("ours, ureq", &load, &["call", "ureq"]);
            if let Some(peer) = &peer {
                pair("gSOAP", peer, &["call"]);
            }
        }
    }
    // Each round goes through all pairs, so that a slower moment of the machine slows all of them.
    for _ in 0..ROUNDS {
        for pair in &mut pairs {
            let server = servers.iter().find(|(name, _)| *name == pair.server);
            let processor = || server.map_or(0.0, |(_, server)| server.processor());
            let before = processor();
            let text = output(Command::new(&pair.arguments[0]).args(&pair.arguments[1..]))?;
            let [calls, nanoseconds] = numbers(&text)?;
            let rate = calls as f64 * 1e9 / nanoseconds as f64;
            if rate > pair.best() {
                pair.served = (processor() - before) * 1e6 / calls.max(1) as f64;
            }
            pair.rates.push(rate);
        }
    }
    let page = page(&pairs);
    println!("{page}");
    repository::write(&repository::root().join("bench/LOAD.md"), &page)
}

fn page(pairs: &[Pair]) -> String {
    let mut table = Table::new([
        "connections",
        "client",
        "server",
        "#calls/s, best",
        "#calls/s, median",
        "#server's us/call",
    ]);
    for pair in pairs {
        table.row([
            pair.connections.to_string(),
            pair.client.to_owned(),
            pair.server.to_owned(),
            format!("{:.0}", pair.best()),
            format!("{:.0}", pair.median()),
            format!("{:.0}", pair.served),
        ]);
    }
    let mut met = targets::table();
    for connections in CONNECTIONS {
        let rate = |client: &str, server: &str| {
            let found = pairs.iter().find(|pair| {
                (pair.client, pair.server, pair.connections) == (client, server, connections)
            });
            found.map(Pair::median)
        };
        let Some(theirs) = rate("gSOAP", "gSOAP") else {
            continue;
        };
        for (what, client, server) in [
            ("our client (reqwest) and server", "ours, reqwest", "ours"),
            ("our client (reqwest, one thread) and server", ONE, "ours"),
            ("our client (ureq) and server", "ours, ureq", "ours"),
            (
                "our client (reqwest, one thread) to gSOAP's server",
                ONE,
                "gSOAP",
            ),
            ("gSOAP's client to our server", "gSOAP", "ours"),
        ] {
            let Some(ours) = rate(client, server) else {
                continue;
            };
            let plural = if connections == 1 { "" } else { "s" };
            targets::row(
                &mut met,
                format!("load, {what}, {connections} connection{plural}"),
                "at least the calls/s of gSOAP's client and server".to_owned(),
                format!("{ours:.0}, gSOAP {theirs:.0}"),
                ours >= theirs,
            );
        }
    }
    format!(
        concat!(
            "<!-- Written by `cargo xtask bench --load`. -->\n# Load\n\nMachine: {}.\n\n",
            "CreateSession over loopback and connections that are kept alive, {} rounds of {} s for each pair, client and server on the\n",
            "same processors; medians are compared. Our server is the stand-in NetServer, on one thread, which checks the ticket and\n",
            "keeps each session that it opens. gSOAP's server answers the same, with a thread for each connection. Our client over ureq\n",
            "has a thread for each connection, over reqwest a task, on threads for all processors or on one; gSOAP's has a thread for each\n",
            "connection. The server's time is its processor time.\n\n",
            "## Targets\n\n{}\n## Calls per second\n\n{}"
        ),
        machine(),
        ROUNDS,
        SECONDS,
        met,
        table
    )
}
