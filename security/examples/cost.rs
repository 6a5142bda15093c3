//! The cost of signing and verifying, beside WSS4J and xmlsec1 in one run: `cargo run --release -p soap-security --example cost` writes
//! `bench/SECURITY.md`. A tool that is missing has no numbers.

use soap_security::{
    Certificate, Identity, Inbound, KeyReference, Outbound, Part, PrivateKey, Signing,
};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const WSU: &str =
    "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

type Outcome<T> = Result<T, Box<dyn Error>>;

/// The times of one program for one message; `None` of what it cannot do, or where it is missing.
struct Times {
    sign: Option<Duration>,
    verify: Option<Duration>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn key_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/keys")
        .join(name)
}

/// A message of about so many bytes: an order with lines.
fn message(bytes: usize) -> String {
    let mut lines = String::new();
    let mut number = 0;
    while lines.len() + 250 < bytes {
        number += 1;
        let _ = write!(
            lines,
            "<o:Line number=\"{number}\"><o:Article>A-{number}</o:Article><o:Text>copper &amp; zinc</o:Text><o:Price currency=\"EUR\">12.50</o:Price></o:Line>"
        );
    }
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header></s:Header><s:Body><o:Order xmlns:o=\"urn:orders\">{lines}</o:Order></s:Body></s:Envelope>"
    )
}

fn identity() -> Outcome<Identity> {
    let key = PrivateKey::from_pem(&std::fs::read_to_string(key_file("rsa.key.pem"))?)?;
    let own = Certificate::from_pem(&std::fs::read_to_string(key_file("rsa.pem"))?)?;
    Ok(Identity::new(key, vec![own])?)
}

fn outbound(reference: KeyReference) -> Outcome<Outbound> {
    let signing = Signing::new(identity()?).with_key_reference(reference);
    Ok(Outbound::new()
        .with_timestamp(Duration::from_secs(3600))
        .with_signature(signing.with_parts([Part::Body, Part::Timestamp])))
}

/// The least time of some rounds.
fn least<T>(rounds: usize, mut work: impl FnMut() -> Outcome<T>) -> Outcome<Duration> {
    let mut least = Duration::MAX;
    for _ in 0..rounds {
        let start = Instant::now();
        std::hint::black_box(work()?);
        least = least.min(start.elapsed());
    }
    Ok(least)
}

fn ours(message: &str, rounds: usize) -> Outcome<Times> {
    let outbound = outbound(KeyReference::BinarySecurityToken)?;
    let own = Certificate::from_pem(&std::fs::read_to_string(key_file("rsa.pem"))?)?;
    let inbound = Inbound::new()
        .trust_certificate(own)
        .require_signed([Part::Body, Part::Timestamp]);
    let signed = outbound.apply(message.as_bytes())?;
    Ok(Times {
        sign: Some(least(rounds, || Ok(outbound.apply(message.as_bytes())?))?),
        verify: Some(least(rounds, || Ok(inbound.verify(&signed)?))?),
    })
}

/// The time that xmlsec1 says it took: of the signature alone, without reading the document.
fn xmlsec1(message: &str, rounds: usize) -> Outcome<Times> {
    let none = Times {
        sign: None,
        verify: None,
    };
    if Command::new("xmlsec1").arg("--version").output().is_err() {
        return Ok(none);
    }
    let signed = String::from_utf8(outbound(KeyReference::X509Data)?.apply(message.as_bytes())?)?;
    let path = std::env::temp_dir().join(format!("soap-security-cost-{}.xml", std::process::id()));
    let run = |arguments: &[&str], text: &str| -> Outcome<Option<Duration>> {
        std::fs::write(&path, text)?;
        let output = Command::new("xmlsec1")
            .args(arguments)
            .args([
                "--id-attr:Id",
                "http://schemas.xmlsoap.org/soap/envelope/:Body",
            ])
            .args(["--id-attr:Id", &format!("{WSU}:Timestamp")])
            .args(["--repeat", &rounds.to_string()])
            .arg(&path)
            .output()?;
        if !output.status.success() {
            let text = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("xmlsec1 {arguments:?}: {text}").into());
        }
        let text = format!(
            "{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        // "Executed 100 tests in 12.34 msec"
        let words: Vec<&str> = text.split_whitespace().collect();
        let milliseconds = words.windows(2).find(|pair| pair[1] == "msec");
        let milliseconds: Option<f64> = milliseconds.and_then(|pair| pair[0].parse().ok());
        Ok(milliseconds.map(|all| Duration::from_secs_f64(all / 1000.0 / rounds as f64)))
    };
    let certificate = key_file("rsa.pem");
    let certificate = certificate.to_str().ok_or("a path")?;
    let key = key_file("rsa.key.pem");
    let key = key.to_str().ok_or("a path")?;
    let verify = run(&["--verify", "--pubkey-cert-pem", certificate], &signed)?;
    let sign = run(
        &["--sign", "--privkey-pem", key, "--output", "/dev/null"],
        &template(&signed),
    )?;
    std::fs::remove_file(&path)?;
    Ok(Times { sign, verify })
}

/// The signed message without the values of its digests and its signature.
fn template(signed: &str) -> String {
    let mut text = signed.to_owned();
    for name in ["DigestValue", "SignatureValue"] {
        let (open, close) = (format!("<ds:{name}>"), format!("</ds:{name}>"));
        let mut parts = text.split(&open);
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let rest = part.split_once(&close).map_or(part, |(_, rest)| rest);
            out.push_str(&format!("{open}{close}{rest}"));
        }
        text = out;
    }
    text
}

fn wss4j(message: &str, rounds: usize) -> Outcome<Times> {
    let none = Times {
        sign: None,
        verify: None,
    };
    let jars = [
        "wss4j",
        "xmlsec",
        "slf4j-api",
        "slf4j-nop",
        "commons-logging",
        "commons-codec",
    ];
    let jars = jars.map(|name| format!("/usr/share/java/{name}.jar"));
    if !jars.iter().all(|jar| Path::new(jar).exists()) {
        return Ok(none);
    }
    let work = std::env::temp_dir().join(format!("soap-security-cost-{}", std::process::id()));
    std::fs::create_dir_all(&work)?;
    let class_path = format!("{}:{}", jars.join(":"), work.display());
    let source = root().join("interop/peers/wss4j/Wss4j.java");
    let mut compile = Command::new("javac");
    compile
        .args(["-nowarn", "-cp", &class_path, "-d"])
        .arg(&work)
        .arg(source);
    let store = work.join("own.p12");
    let mut pack = Command::new("openssl");
    pack.args([
        "pkcs12",
        "-export",
        "-name",
        "own",
        "-passout",
        "pass:secret",
        "-inkey",
    ])
    .arg(key_file("rsa.key.pem"))
    .arg("-in")
    .arg(key_file("rsa.pem"))
    .arg("-out")
    .arg(&store);
    for command in [&mut compile, &mut pack] {
        let output = command.output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
    }
    let mut child = Command::new("java")
        .args(["-cp", &class_path, "Wss4j", "cost"])
        .arg(&store)
        .arg(rounds.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()?;
    child
        .stdin
        .take()
        .ok_or("no input")?
        .write_all(message.as_bytes())?;
    let output = child.wait_with_output()?;
    std::fs::remove_dir_all(&work)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut numbers = text.split_whitespace().map(str::parse).map(Result::ok);
    let mut next = || numbers.next().flatten().map(Duration::from_nanos);
    Ok(Times {
        sign: next(),
        verify: next(),
    })
}

/// Signs or verifies a message of so many bytes once, for a program that counts instructions. `nothing` only makes the message.
fn once(what: &str, bytes: usize) -> Outcome<()> {
    let outbound = outbound(KeyReference::BinarySecurityToken)?;
    let own = Certificate::from_pem(&std::fs::read_to_string(key_file("rsa.pem"))?)?;
    let inbound = Inbound::new().trust_certificate(own);
    let signed = outbound.apply(message(bytes).as_bytes())?;
    match what {
        "sign" => drop(outbound.apply(message(bytes).as_bytes())?),
        "verify" => drop(inbound.verify(&signed)?),
        _ => drop(message(bytes)),
    }
    Ok(())
}

/// The instructions of one run, by callgrind; `None` where it is missing.
fn instructions(what: &str, bytes: usize) -> Outcome<Option<u64>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["once", what, &bytes.to_string()])
        .output();
    let Ok(output) = output else {
        return Ok(None);
    };
    // "Collected : 123"
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let collected = text.split("Collected : ").nth(1);
    let number = collected.and_then(|rest| rest.split_whitespace().next());
    Ok(number.and_then(|number| number.parse().ok()))
}

/// A line for each size: instructions of signing and of verifying beside those of making the message, and how many more bytes cost.
fn growth() -> Outcome<String> {
    let mut table = String::new();
    let mut before: Option<(usize, u64, u64)> = None;
    for kilobytes in [64, 256, 1024, 4096_usize] {
        let bytes = kilobytes << 10;
        let count = |what| instructions(what, bytes);
        let (Some(nothing), Some(sign), Some(verify)) =
            (count("nothing")?, count("sign")?, count("verify")?)
        else {
            return Ok(String::new());
        };
        let (sign, verify) = (sign.saturating_sub(nothing), verify.saturating_sub(nothing));
        let per_byte = before.map(|(less, by_sign, by_verify)| {
            let more = (bytes - less) as f64;
            let each = |now: u64, then: u64| now.saturating_sub(then) as f64 / more;
            format!(
                "{:.0} | {:.0}",
                each(sign, by_sign),
                each(verify, by_verify)
            )
        });
        let per_byte = per_byte.unwrap_or_else(|| "- | -".to_owned());
        let millions = |count: u64| count as f64 / 1e6;
        let _ = writeln!(
            table,
            "| {kilobytes} KB | {:.1} | {:.1} | {per_byte} |",
            millions(sign),
            millions(verify)
        );
        before = Some((bytes, sign, verify));
    }
    Ok(format!(
        "\nMillions of instructions, by callgrind, and how many each further byte of the message takes: as many at every size, so canonicalization\n\
         takes time in proportion to the message.\n\n\
         | message | sign | verify | of a further byte: sign | verify |\n|---|---:|---:|---:|---:|\n{table}"
    ))
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [word, what, bytes] = arguments.as_slice()
        && word == "once"
    {
        return once(what, bytes.parse()?);
    }
    let mut table = String::new();
    for (bytes, name, rounds) in [(1 << 10, "1 KB", 200), (1 << 20, "1 MB", 20)] {
        let message = message(bytes);
        let all = [
            ("soap-security", ours(&message, rounds)?),
            ("WSS4J", wss4j(&message, rounds)?),
            ("xmlsec1", xmlsec1(&message, rounds)?),
        ];
        for (program, times) in all {
            let shown = |time: Option<Duration>| match time {
                Some(time) => format!("{:.3}", time.as_secs_f64() * 1000.0),
                None => "-".to_owned(),
            };
            let (sign, verify) = (shown(times.sign), shown(times.verify));
            let _ = writeln!(table, "| {name} | {program} | {sign} | {verify} |");
        }
    }
    let processors = std::thread::available_parallelism()?;
    let text = format!(
        "<!-- Written by `cargo run --release -p soap-security --example cost`. -->\n\
         # The cost of a signature\n\n\
         A signature by RSA with 2048 bits and SHA-256 over Body and Timestamp, exclusive canonicalization: milliseconds, on one of\n\
         {processors} processors. Ours and WSS4J's are the least of 200 rounds (1 KB) or 20 (1 MB), from bytes to bytes: read, sign and write;\n\
         read and verify. WSS4J has run as many rounds before. xmlsec1's is the average that it prints (`--repeat`), of the signature alone,\n\
         without reading the document. Its RSA is OpenSSL's, in C; ours is in Rust, and WSS4J's in Java.\n\n\
         | message | program | sign | verify |\n|---|---|---:|---:|\n{table}{}",
        growth()?
    );
    std::fs::write(root().join("bench/SECURITY.md"), &text)?;
    print!("{text}");
    Ok(())
}
