//! `discover`, with a device of ours over UDP on this machine.

mod run;

use run::run;
use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::sync::{Arc, Mutex};
use std::thread;

const APRIL: &str = "http://schemas.xmlsoap.org/ws/2005/04/discovery";
const OASIS: &str = "http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01";

/// A device, which has answers for a question: by the question, and its MessageID.
struct Device {
    address: SocketAddr,
    questions: Arc<Mutex<Vec<String>>>,
}

impl Device {
    fn new(answers: impl Fn(&str, &str) -> Vec<Vec<u8>> + Send + 'static) -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").expect("a port");
        Self::at(socket, answers)
    }

    fn at(
        socket: UdpSocket,
        answers: impl Fn(&str, &str) -> Vec<Vec<u8>> + Send + 'static,
    ) -> Self {
        let address = socket.local_addr().expect("bound");
        let questions: Arc<Mutex<Vec<String>>> = Arc::default();
        let log = questions.clone();
        thread::spawn(move || {
            let mut buffer = vec![0; 65_535];
            while let Ok((length, from)) = socket.recv_from(&mut buffer) {
                let question = String::from_utf8_lossy(&buffer[..length]).into_owned();
                let id = question.split("MessageID>").nth(1).unwrap_or_default();
                let id = id.split('<').next().unwrap_or_default();
                for answer in answers(&question, id) {
                    let _ = socket.send_to(&answer, from);
                }
                log.lock().expect("log").push(question);
            }
        });
        Self { address, questions }
    }

    fn target(&self) -> String {
        self.address.to_string()
    }
}

/// An answer, of one device.
fn answer(version: &str, kind: &str, relates_to: &str, id: &str, rest: &str) -> Vec<u8> {
    let wsa = match version == OASIS {
        true => "http://www.w3.org/2005/08/addressing",
        false => "http://schemas.xmlsoap.org/ws/2004/08/addressing",
    };
    format!(
        "<?xml version='1.0'?><e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope' xmlns:a='{wsa}' xmlns:d='{version}'\
         xmlns:dn='http://www.onvif.org/ver10/network/wsdl'><e:Header><a:RelatesTo>{relates_to}</a:RelatesTo></e:Header>\
         <e:Body><d:{kind}Matches><d:{kind}Match><a:EndpointReference><a:Address>{id}</a:Address></a:EndpointReference>{rest}\
         </d:{kind}Match></d:{kind}Matches></e:Body></e:Envelope>"
    )
    .replace("'xmlns", "' xmlns")
    .into_bytes()
}

const CAMERA: &str = "<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>onvif://a/b \n onvif://c</d:Scopes>\
    <d:XAddrs>http://10.0.0.2/onvif/device_service http://[fe80::1]/onvif</d:XAddrs><d:MetadataVersion>3</d:MetadataVersion>";

#[test]
fn devices_are_listed_once_and_asked_for_their_address() {
    let device = Device::new(|question, id| {
        if question.contains("<d:Resolve>") {
            let rest = "<d:XAddrs>http://10.0.0.3/lamp</d:XAddrs>";
            return vec![answer(OASIS, "Resolve", id, "urn:uuid:lamp", rest)];
        }
        match question.contains(APRIL) {
            true => vec![answer(APRIL, "Probe", id, "urn:uuid:camera", CAMERA)],
            false => vec![
                answer(OASIS, "Probe", id, "urn:uuid:camera", CAMERA),
                answer(OASIS, "Probe", id, "urn:uuid:lamp", "<d:Scopes/>"),
            ],
        }
    });
    let target = device.target();
    let found = run(&["discover", "--timeout", "1", "--target", &target]);
    assert_eq!(found.code(), 0, "{}", found.err());
    assert_eq!(
        found.out(),
        "urn:uuid:camera\n  http://10.0.0.2/onvif/device_service\n  http://[fe80::1]/onvif\n  \
         type {http://www.onvif.org/ver10/network/wsdl}NetworkVideoTransmitter\n  scope onvif://a/b\n  scope onvif://c\n\
         urn:uuid:lamp\n  http://10.0.0.3/lamp\n"
    );
    let json = run(&[
        "discover",
        "--timeout",
        "1",
        "--target",
        &target,
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json.out()).expect("JSON");
    assert_eq!(json.as_array().map(Vec::len), Some(2), "{json}");
    assert_eq!(json[0]["endpoint"], "urn:uuid:camera", "{json}");
    assert_eq!(json[0]["metadataVersion"], 3, "{json}");
    assert_eq!(json[0]["sender"], target, "{json}");
    assert_eq!(json[1]["addresses"][0], "http://10.0.0.3/lamp", "{json}");
    assert_eq!(json[1]["discovery"], OASIS, "{json}");
}

#[test]
fn questions_say_what_is_wanted() {
    let device = Device::new(|_, id| vec![answer(APRIL, "Probe", id, "urn:uuid:camera", CAMERA)]);
    let found = run(&[
        "discover",
        "--timeout",
        "1",
        "--target",
        &device.target(),
        "--types",
        "dn:NetworkVideoTransmitter",
        "--types",
        "{urn:a&b}Lamp",
        "--scope",
        "onvif://www.onvif.org/location/house",
    ]);
    assert_eq!(found.code(), 0, "{}", found.err());
    let questions = device.questions.lock().expect("log").clone();
    // Both versions, and each of them twice: a datagram may be lost.
    assert_eq!(questions.len(), 4, "{questions:?}");
    for namespace in [APRIL, OASIS] {
        let of_version: Vec<&String> = questions
            .iter()
            .filter(|one| one.contains(namespace))
            .collect();
        assert_eq!(of_version.len(), 2);
        assert_eq!(of_version[0], of_version[1]);
        assert!(
            of_version[0].contains(
                "<d:Types xmlns:t0=\"http://www.onvif.org/ver10/network/wsdl\" xmlns:t1=\"urn:a&amp;b\">\
                 t0:NetworkVideoTransmitter t1:Lamp</d:Types><d:Scopes>onvif://www.onvif.org/location/house</d:Scopes>"
            ),
            "{}",
            of_version[0]
        );
    }
    for wrong in [
        ["--types", "Lamp"],
        ["--scope", "a b"],
        ["--target", "camera"],
        ["--timeout", "0"],
    ] {
        assert_eq!(
            run(&["discover", wrong[0], wrong[1]]).code(),
            64,
            "{wrong:?}"
        );
    }
}

#[test]
fn only_answers_to_the_question_count() {
    let device = Device::new(|_, id| {
        let probe = |relates_to: &str, name: &str| answer(APRIL, "Probe", relates_to, name, CAMERA);
        let good = String::from_utf8(probe(id, "urn:uuid:good")).expect("a text");
        let entity = "<!DOCTYPE a [<!ENTITY b 'c'>]>".to_owned();
        let deep = "<a>".repeat(10_000);
        vec![
            probe("urn:uuid:another", "urn:uuid:stranger"),
            answer(APRIL, "Resolve", "", "urn:uuid:stranger", CAMERA),
            good.replace("2003/05/soap-envelope", "2003/05/other")
                .into_bytes(),
            good.replace("<?xml version='1.0'?>", &entity).into_bytes(),
            good.replace("urn:uuid:good", "").into_bytes(),
            good.replace("<e:Body>", &deep).into_bytes(),
            good.as_bytes()[..good.len() - 1].to_vec(),
            vec![0xFF; 9_000],
            Vec::new(),
            good.into_bytes(),
        ]
    });
    let found = run(&["discover", "--timeout", "1", "--target", &device.target()]);
    assert_eq!(found.code(), 0, "{}", found.err());
    let endpoints: Vec<String> = found
        .out()
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(str::to_owned)
        .collect();
    assert_eq!(endpoints, ["urn:uuid:good"], "{}", found.out());

    let silent = Device::new(|_, _| Vec::new());
    let found = run(&["discover", "--timeout", "1", "--target", &silent.target()]);
    assert_eq!(found.code(), 1);
    assert_eq!(found.err(), "no device has answered within 1 second\n");
}

#[test]
fn devices_are_not_listed_without_end() {
    let device = Device::new(|_, id| {
        let one = |number: usize| {
            let name = format!("urn:uuid:{number}");
            let many = format!(
                "<d:Scopes>{}</d:Scopes><d:XAddrs>http://h/</d:XAddrs>",
                "urn:s ".repeat(300)
            );
            answer(APRIL, "Probe", id, &name, &many)
        };
        (0..3000).map(one).collect()
    });
    let found = run(&["discover", "--timeout", "2", "--target", &device.target()]);
    let devices = found
        .out()
        .lines()
        .filter(|line| line.starts_with("urn:uuid:"))
        .count();
    assert!((1..=1000).contains(&devices), "{devices}");
}

/// The group of this machine. It is skipped where another program has the port.
#[test]
fn a_group_is_asked() {
    let socket = UdpSocket::bind("0.0.0.0:3702").and_then(|socket| {
        let group = Ipv4Addr::new(239, 255, 255, 250);
        socket.join_multicast_v4(&group, &Ipv4Addr::LOCALHOST)?;
        Ok(socket)
    });
    let Ok(socket) = socket else {
        println!("skipped: the port 3702 is taken, or this machine has no multicast");
        return;
    };
    let device = Device::at(socket, |_, id| {
        vec![answer(APRIL, "Probe", id, "urn:uuid:camera", CAMERA)]
    });
    let found = run(&["discover", "--timeout", "1", "--from", "127.0.0.1"]);
    assert_eq!(found.code(), 0, "{}", found.err());
    assert!(
        found.out().starts_with("urn:uuid:camera\n"),
        "{}",
        found.out()
    );
    assert_eq!(device.questions.lock().expect("log").len(), 4);
}
