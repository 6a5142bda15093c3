//! Runs `wsdl-codegen fetch` against a server: it writes and refuses the right files, and generating needs no network
//! afterwards.

mod metadata;
mod network;
mod tls;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// The server's answer: status line, further header lines, body.
#[derive(Clone)]
struct Answer(&'static str, String, Vec<u8>);

impl Answer {
    fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self("200 OK", String::new(), body.into())
    }

    fn redirect(target: &str) -> Self {
        Self("302 Found", format!("Location: {target}\r\n"), Vec::new())
    }

    fn status(line: &'static str) -> Self {
        Self(line, String::new(), b"no".to_vec())
    }
}

/// A server on its own port.
struct Server {
    port: u16,
    answers: Arc<Mutex<BTreeMap<String, Answer>>>,
    /// Requests, with their headers.
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("bound").port();
        let answers: Arc<Mutex<BTreeMap<String, Answer>>> = Arc::default();
        let requests: Arc<Mutex<Vec<String>>> = Arc::default();
        let (of, log) = (answers.clone(), requests.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (of, log) = (of.clone(), log.clone());
                std::thread::spawn(move || {
                    let mut reader = BufReader::new(stream);
                    let mut head = String::new();
                    while reader.read_line(&mut head).is_ok_and(|read| read > 2) {}
                    let mut path = head.split(' ').nth(1).unwrap_or_default().to_owned();
                    if head.starts_with("POST") {
                        let message = message(&mut reader, &head);
                        path = format!("{} {path}", asked(&message));
                        head.push_str(&message);
                    }
                    log.lock().expect("log").push(head);
                    let answer = of.lock().expect("answers").get(&path).cloned();
                    // A second answer takes the place of the first.
                    let next = of.lock().expect("answers").remove(&format!("{path} again"));
                    if let Some(next) = next {
                        of.lock().expect("answers").insert(path, next);
                    }
                    let Answer(status, headers, body) =
                        answer.unwrap_or_else(|| Answer::status("404 Not Found"));
                    if status == "hang" {
                        std::thread::sleep(std::time::Duration::from_secs(20));
                        return;
                    }
                    let mut stream = reader.into_inner();
                    let _ = write!(
                        stream,
                        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
                        body.len()
                    );
                    let _ = stream.write_all(&body);
                });
            }
        });
        Self {
            port,
            answers,
            requests,
        }
    }

    fn put(&self, path: &str, answer: Answer) -> &Self {
        self.answers
            .lock()
            .expect("answers")
            .insert(path.to_owned(), answer);
        self
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    /// A URL of the same server with another host name.
    fn other(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("log").clone()
    }
}

/// The message of a request.
fn message(reader: &mut BufReader<TcpStream>, head: &str) -> String {
    let lower = head.to_ascii_lowercase();
    let (_, length) = lower.split_once("content-length: ").expect("a length");
    let length = length.lines().next().and_then(|length| length.parse().ok());
    let mut body = vec![0; length.expect("a number")];
    reader.read_exact(&mut body).expect("the message");
    String::from_utf8(body).expect("a text")
}

/// The version of SOAP and the action of a message, such as `12 transfer/Get`.
fn asked(message: &str) -> String {
    let version = match message.contains("http://www.w3.org/2003/05/soap-envelope") {
        true => 12,
        false => 11,
    };
    let action = message.split("2004/09/").nth(1).unwrap_or_default();
    format!("{version} {}", action.split('<').next().unwrap_or_default())
}

/// A new folder.
fn folder() -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fetch-{number}"));
    let _ = fs::remove_dir_all(&path);
    path
}

fn command(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .args(arguments)
        .arg("-o")
        .arg(folder)
        .env("WSDL_PASSWORD", "pa55word")
        .env_remove("HTTP_PROXY")
        .env_remove("http_proxy")
        .output()
        .expect("the command")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The command failed for this reason, and wrote nothing.
fn assert_refused(output: &Output, reason: &str, folder: &Path) {
    let said = said(output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains(reason), "{said}");
    assert!(files(folder).is_empty(), "{said}");
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .map(|entries| {
            entries
                .map(|entry| {
                    let name = entry.expect("an entry").file_name();
                    name.to_string_lossy().into_owned()
                })
                .collect()
        })
        .unwrap_or_default();
    names.sort();
    names
}

/// A service in WCF's form: a WSDL imports another one, which imports schemas, which import each other.
fn service(server: &Server) {
    let at = |query: &str| server.url(&format!("/Orders.svc?{query}"));
    server
        .put(
            "/Orders.svc?wsdl",
            Answer::ok(format!(
                r#"<wsdl:definitions name="Orders" targetNamespace="urn:service" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:t="urn:port" xmlns:s="urn:service">
<wsdl:import namespace="urn:port" location="{}"/>
<wsdl:binding name="B" type="t:Orders"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<wsdl:operation name="Get"><soap:operation soapAction="urn:Get"/><wsdl:input><soap:body use="literal"/></wsdl:input><wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation></wsdl:binding>
<wsdl:service name="Orders"><wsdl:port name="P" binding="s:B"><soap:address location="{}"/></wsdl:port></wsdl:service>
</wsdl:definitions>"#,
                at("wsdl=wsdl0"),
                server.url("/Orders.svc"),
            )),
        )
        .put(
            "/Orders.svc?wsdl=wsdl0",
            Answer::ok(
                r#"<wsdl:definitions targetNamespace="urn:port" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:d="urn:data" xmlns:t="urn:port">
<wsdl:types><xs:schema targetNamespace="urn:imports"><xs:import namespace="urn:data" schemaLocation="?xsd=xsd0"/><xs:import namespace="http://schemas.microsoft.com/2003/10/Serialization/" schemaLocation="http://example.invalid/serialization.xsd"/></xs:schema></wsdl:types>
<wsdl:message name="In"><wsdl:part name="parameters" element="d:Get"/></wsdl:message>
<wsdl:message name="Out"><wsdl:part name="parameters" element="d:GetResponse"/></wsdl:message>
<wsdl:portType name="Orders"><wsdl:operation name="Get"><wsdl:input message="t:In"/><wsdl:output message="t:Out"/></wsdl:operation></wsdl:portType>
</wsdl:definitions>"#,
            ),
        )
        .put(
            "/Orders.svc?xsd=xsd0",
            Answer::ok(
                "\u{feff}<xs:schema targetNamespace=\"urn:data\" elementFormDefault=\"qualified\" xmlns:xs=\"http://www.w3.org/2001/XMLSchema\" xmlns:o=\"urn:other\">\r\n\
<xs:import namespace=\"urn:other\" schemaLocation=\"/shared/types.xsd#here\"/>\
<xs:element name=\"Get\"><xs:complexType><xs:sequence><xs:element name=\"Id\" type=\"o:Id\"/></xs:sequence></xs:complexType></xs:element>\
<xs:element name=\"GetResponse\"><xs:complexType/></xs:element></xs:schema>",
            ),
        )
        .put(
            "/shared/types.xsd",
            Answer::ok(
                r#"<xs:schema targetNamespace="urn:other" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:import namespace="urn:data" schemaLocation="../Orders.svc?xsd=xsd0"/><xs:simpleType name="Id"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>"#,
            ),
        );
}

#[test]
fn a_service_is_fetched_once_and_generated_without_network() {
    let server = Server::new();
    service(&server);
    let folder = folder();
    let url = server.url("/Orders.svc?wsdl");
    let output = command(&["fetch", &url], &folder);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        files(&folder),
        [
            "Orders.wsdl",
            "Orders.wsdl0.wsdl",
            "Orders.xsd0.xsd",
            "types.xsd",
            "wsdl.lock"
        ]
    );
    // Byte for byte, with byte order mark and line ends.
    let kept = fs::read(folder.join("Orders.xsd0.xsd")).expect("a file");
    assert!(kept.starts_with(b"\xef\xbb\xbf<xs:schema"));
    assert!(kept.contains(&b'\r'));
    let base = server.url("");
    let lock = fs::read_to_string(folder.join("wsdl.lock"))
        .expect("a lock")
        .replace(&base, "BASE");
    let kinds: Vec<String> = lock
        .lines()
        .map(|line| {
            let mut fields: Vec<&str> = line.split(' ').collect();
            if fields[0] != "import" && fields[0] != "#" {
                assert_eq!(fields.remove(1).len(), 64, "{line}");
            }
            fields.join(" ")
        })
        .skip(1)
        .collect();
    assert_eq!(
        kinds,
        [
            "named Orders.wsdl BASE/Orders.svc?wsdl",
            "found Orders.wsdl0.wsdl BASE/Orders.svc?wsdl=wsdl0",
            "found Orders.xsd0.xsd BASE/Orders.svc?xsd=xsd0",
            "found types.xsd BASE/shared/types.xsd",
            "import Orders.wsdl Orders.wsdl0.wsdl BASE/Orders.svc?wsdl=wsdl0",
            "import Orders.wsdl0.wsdl Orders.xsd0.xsd ?xsd=xsd0",
            "import Orders.xsd0.xsd types.xsd /shared/types.xsd#here",
            "import types.xsd Orders.xsd0.xsd ../Orders.svc?xsd=xsd0",
        ]
    );
    assert_eq!(server.requests().len(), 4, "each document once");

    let generated = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .args(["generate", "./Orders.wsdl", "-o", "out"])
        .current_dir(&folder)
        .output()
        .expect("the command");
    assert!(generated.status.success(), "{}", said(&generated));
    assert!(
        !said(&generated).contains("warning"),
        "{}",
        said(&generated)
    );
    assert_eq!(server.requests().len(), 4, "generating asks nobody");
    let code = fs::read_to_string(folder.join("out/orders.rs")).expect("code");
    assert!(code.contains("pub id: "), "{code}");
}

#[test]
fn a_check_tells_what_changed_and_writes_nothing() {
    let server = Server::new();
    service(&server);
    let folder = folder();
    let url = server.url("/Orders.svc?wsdl");
    assert!(command(&["fetch", &url], &folder).status.success());
    let lock = fs::read_to_string(folder.join("wsdl.lock")).expect("a lock");

    let same = command(&["fetch", "--check"], &folder);
    assert_eq!(same.status.code(), Some(0), "{}", said(&same));

    let types = folder.join("types.xsd");
    let before = fs::read(&types).expect("a file");
    fs::write(&types, "edited").expect("written");
    let edited = command(&["fetch", "--check"], &folder);
    assert_eq!(edited.status.code(), Some(2));
    assert_eq!(
        String::from_utf8_lossy(&edited.stdout),
        "edited here: types.xsd\n"
    );
    fs::write(&types, before).expect("written");

    server.put(
        "/shared/types.xsd",
        Answer::ok(r#"<xs:schema targetNamespace="urn:other" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:include schemaLocation="more.xsd"/></xs:schema>"#),
    );
    server.put(
        "/shared/more.xsd",
        Answer::ok(r#"<xs:schema targetNamespace="urn:other" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="Id"><xs:restriction base="xs:string"/></xs:simpleType></xs:schema>"#),
    );
    let changed = command(&["fetch", "--check"], &folder);
    assert_eq!(changed.status.code(), Some(2), "{}", said(&changed));
    assert_eq!(
        String::from_utf8_lossy(&changed.stdout),
        "new: more.xsd\nchanged: types.xsd\n"
    );
    assert_eq!(
        fs::read_to_string(folder.join("wsdl.lock")).expect("a lock"),
        lock
    );
    assert!(!folder.join("more.xsd").exists());

    // Fetches again after a change and back: files that are no longer imported are removed.
    assert!(command(&["fetch"], &folder).status.success());
    assert!(folder.join("more.xsd").exists());
    service(&server);
    let back = command(&["fetch"], &folder);
    assert_eq!(
        String::from_utf8_lossy(&back.stdout),
        "gone: more.xsd\nchanged: types.xsd\n"
    );
    assert!(!folder.join("more.xsd").exists());
    assert_eq!(
        fs::read_to_string(folder.join("wsdl.lock")).expect("a lock"),
        lock
    );
}

/// A schema that imports this location.
fn importing(location: &str) -> Answer {
    Answer::ok(format!(
        r#"<xs:schema targetNamespace="urn:a" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:b="urn:b"><xs:import namespace="urn:b" schemaLocation="{location}"/><xs:element name="E" type="b:T"/></xs:schema>"#
    ))
}

const SCHEMA: &str = r#"<xs:schema targetNamespace="urn:b" xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:simpleType name="T"><xs:restriction base="xs:int"/></xs:simpleType></xs:schema>"#;

#[test]
fn other_hosts_are_asked_only_when_named_and_get_no_credentials() {
    let server = Server::new();
    let other = server.other("/b.xsd");
    server
        .put("/a.xsd", importing(&other))
        .put("/b.xsd", Answer::ok(SCHEMA))
        .put("/moved.xsd", Answer::redirect("/a.xsd"))
        .put("/away.xsd", Answer::redirect(&other));
    let credentials = ["--user", "anna", "--header", "X-Key: s3cret"];
    let with = |arguments: &[&str], folder: &Path| {
        let all: Vec<&str> = ["fetch"]
            .iter()
            .chain(arguments)
            .chain(&credentials)
            .copied()
            .collect();
        command(&all, folder)
    };

    let refused = folder();
    let output = with(&[&server.url("/a.xsd")], &refused);
    assert_eq!(output.status.code(), Some(1));
    let told = format!(
        "{other}: the host localhost is not the one that you named; `--allow-host localhost` admits it (imported by {})",
        server.url("/a.xsd")
    );
    assert!(said(&output).contains(&told), "{}", said(&output));
    assert!(
        said(&output).contains("nothing was written"),
        "{}",
        said(&output)
    );
    assert!(files(&refused).is_empty());

    let away = with(&[&server.url("/away.xsd")], &refused);
    assert!(
        said(&away)
            .contains("a redirect to the host localhost; `--allow-host localhost` admits it"),
        "{}",
        said(&away)
    );

    let folder = folder();
    let output = with(
        &[&server.url("/moved.xsd"), "--allow-host", "localhost"],
        &folder,
    );
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(files(&folder), ["b.xsd", "moved.xsd", "wsdl.lock"]);
    for request in server.requests() {
        let lower = request.to_lowercase();
        let ours = lower.contains("host: 127.0.0.1");
        let told = lower.contains("authorization: basic yw5uytpwytu1d29yza==")
            && lower.contains("x-key: s3cret");
        assert_eq!(ours, told, "{request}");
        assert!(ours || !lower.contains("s3cret") && !lower.contains("authorization"));
    }
    let shown = said(&output);
    assert!(
        !shown.contains("s3cret") && !shown.contains("pa55word"),
        "{shown}"
    );
}

#[test]
fn what_cannot_be_had_is_told_and_nothing_is_written() {
    let server = Server::new();
    for (path, answer) in [
        ("/missing.xsd", importing("nowhere.xsd")),
        ("/file.xsd", importing("file:///etc/passwd")),
        ("/locked.xsd", Answer::status("401 Unauthorized")),
        ("/html.xsd", Answer::ok("<html><body>Log in</body></html>")),
        ("/loop.xsd", Answer::redirect("/loop.xsd")),
        ("/scheme.xsd", Answer::redirect("ftp://127.0.0.1/a.xsd")),
        (
            "/broken.xsd",
            Answer::ok("<xs:schema xmlns:xs=\"http://www.w3.org/2001/XMLSchema\">"),
        ),
        ("/large.xsd", Answer::ok(vec![b' '; (64 << 20) + 1])),
        ("/slow.xsd", Answer("hang", String::new(), Vec::new())),
    ] {
        server.put(path, answer);
    }
    let folder = folder();
    for (path, expected) in [
        ("/none.xsd", "/none.xsd: the server says 404 Not Found"),
        (
            "/missing.xsd",
            "/nowhere.xsd: the server says 404 Not Found (imported by ",
        ),
        (
            "/file.xsd",
            "file:///etc/passwd: `file` is neither http nor https (imported by ",
        ),
        (
            "/locked.xsd",
            "/locked.xsd: the server says 401 Unauthorized; `--user` or `--header` give credentials",
        ),
        ("/html.xsd", "error[WSDL0203]"),
        ("/loop.xsd", "/loop.xsd: more than 5 redirects"),
        (
            "/scheme.xsd",
            "/scheme.xsd: a redirect to ftp://127.0.0.1/a.xsd, which is refused",
        ),
        ("/broken.xsd", "error[WSDL0201]"),
        ("/large.xsd", "/large.xsd: it is larger than 67108864 bytes"),
        (
            "/slow.xsd",
            "/slow.xsd: the time limit passed (`--timeout` sets another one)",
        ),
    ] {
        let output = command(&["fetch", &server.url(path), "--timeout", "2"], &folder);
        assert_refused(&output, expected, &folder);
    }
    let output = command(&["fetch", "ftp://127.0.0.1/a.wsdl"], &folder);
    assert!(
        said(&output).contains("ftp://127.0.0.1/a.wsdl is no address of a web server"),
        "{}",
        said(&output)
    );
    let output = command(&["fetch", "a.wsdl"], &folder);
    assert!(
        said(&output).contains("a.wsdl is no address"),
        "{}",
        said(&output)
    );
    let output = command(&["fetch"], &folder);
    assert!(
        said(&output).contains("no URL is named"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_lock_cannot_lead_out_of_its_folder() {
    let server = Server::new();
    server.put("/b.xsd", Answer::ok(SCHEMA));
    let folder = folder();
    fs::create_dir_all(&folder).expect("a folder");
    let outside = folder.with_extension("outside");
    fs::write(&outside, "mine").expect("written");
    let name = outside.file_name().expect("a name").to_string_lossy();
    let hash = "0".repeat(64);
    fs::write(
        folder.join("wsdl.lock"),
        format!("found {hash} ../{name} {}\n", server.url("/b.xsd")),
    )
    .expect("written");
    let output = command(&["fetch", &server.url("/b.xsd")], &folder);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("this is no line of a lock"),
        "{}",
        said(&output)
    );
    assert_eq!(fs::read(&outside).expect("a file"), b"mine");
}
