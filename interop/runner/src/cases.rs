//! The cases and the result that each must print.

use super::peers::Peer;

/// The result that a case must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Must {
    /// The program prints exactly this.
    Print(String),
    /// The call fails, with any text.
    Fail,
    /// The call succeeds, with any values.
    Succeed,
}

/// The response headers of every case: the request headers as the server read them, `Succeeded` and the time zone.
const HEADERS: &str = "token-1 <&>,7T:tick=et==,8,NO-OSL|true|8";

/// Cases of CustomerService: name, result of the call, request as the server read it.
const CUSTOMER: &[(&str, &str, &str)] = &[
    (
        "toggles",
        "",
        "3:NewDashboard=true,Chat & <Bots> \"x\"=false,Ærø-🚀=true",
    ),
    ("toggles-empty", "", "0:"),
    ("toggles-null", "", "null"),
    ("toggles-10000", "", "10000:t0=true,t9999=false"),
    ("session", "key of 10.0.0.1,7,-1", "10.0.0.1"),
    ("session-null", "key of (null),7,-1", "(null)"),
    ("session-absent", "key of (null),7,-1", "(null)"),
    ("session-empty", "key of ,7,-1", ""),
    ("valid", "true", "key"),
    ("remove", "", "42"),
    ("chat-notify", "true", ""),
    ("event-handler", "true", "SalesBeforeSaveSale"),
    (
        "statistics",
        "2:UnassignedRequests:4:exact",
        "2:UnassignedRequests,Hotlist",
    ),
    ("statistics-empty", "0", "0:"),
    ("statistics-null", "null", "null"),
    ("delete-chat", "", "3:1,-2,2147483647"),
    ("delete-chat-empty", "", "0:"),
    ("delete-chat-null", "", "null"),
    ("chat-sessions", "3:11,12,13:Select Update//Select", ""),
    (
        "sms-get",
        "NO",
        "NO;(null);;user=u,empty=,none=(null);Name=Read Write,Gone=(null)",
    ),
    ("sms-default", "SE", "SE;(null);(null);(null);(null)"),
];

/// Forms of the answer on the wire, in cases that open a session from `Ærø`.
const WIRE: &[&str] = &[
    "gzip",
    "chunked",
    "keep-alive",
    "quoted-charset",
    "bom",
    "utf16",
    "latin1",
];

/// Values of Probe that are sent through Give and Echo.
const VALUES: &[&str] = &[
    "scalars",
    "minimums",
    "maximums",
    "strings",
    "whitespace",
    "empty",
    "absent",
    "nil",
    "doubles",
    "dates",
    "date-zone",
    "duration",
    "flags-none",
    "flags-one",
    "flags-several",
    "enumeration",
    "dictionary",
    "nil-items",
    "base",
    "derived",
    "shapes",
    "any-int",
    "any-string",
    "any-shape",
    "qname",
    "hex",
    "day-and-hour",
    "blob",
    "items",
];

/// The cases of a pair in the order of a run.
pub(super) fn of((client, server): (Peer, Peer)) -> Vec<(String, Must)> {
    if server == Peer::Mock {
        // Its replies are samples, of any values.
        return CUSTOMER
            .iter()
            .map(|(name, ..)| ((*name).to_owned(), Must::Succeed))
            .collect();
    }
    let mut cases = all(server == Peer::Ours);
    match client {
        // They use the runtime's HTTP, as the cases of our client do.
        Peer::Command => cases.retain(|(name, _)| !name.starts_with("wire/")),
        // It calls the first port of a service, which is one of SOAP 1.1.
        Peer::Gateway => {
            cases.retain(|(name, _)| !name.starts_with("wire/") && !name.starts_with("probe12/"));
        }
        _ => {}
    }
    cases
}

/// All cases. Our server has one more: its stand-in NetServer, which requires the ticket.
fn all(our_server: bool) -> Vec<(String, Must)> {
    let mut cases = Vec::new();
    for (name, result, received) in CUSTOMER {
        let print = format!("{result}|{received}|{HEADERS}");
        cases.push(((*name).to_owned(), Must::Print(print)));
    }
    cases.push((
        "error-header".into(),
        Must::Print("Not logged in/inner/innermost/p=1<&>,q=(null)||token-1 <&>,7T:tick=et==,8,NO-OSL|false|8".into()),
    ));
    cases.push((
        "fault".into(),
        Must::Print("fault:No <access> & no æøå".into()),
    ));
    cases.push(("unhandled".into(), Must::Print("fault".into())));
    for variant in WIRE {
        let print = format!("key of Ærø,7,-1|Ærø|{HEADERS}");
        cases.push((format!("wire/{variant}"), Must::Print(print)));
    }
    cases.push(("wire/html500".into(), Must::Fail));
    if our_server {
        let print = "cs-000001-interop,1,1|||true|8";
        cases.push(("wire/stand-in".into(), Must::Print(print.into())));
    }
    for version in ["probe11", "probe12"] {
        for name in VALUES {
            cases.push((format!("{version}/{name}"), Must::Print("same".into())));
        }
        for (name, print) in [
            ("fault-typed", "fault:Declared æøå:42:Because <&>"),
            ("fault-plain", "fault:Plain æøå"),
            ("fault-unhandled", "fault"),
            ("one-way", "told æøå"),
        ] {
            cases.push((format!("{version}/{name}"), Must::Print(print.into())));
        }
    }
    cases
}
