//! `wsdl-codegen fetch` from servers with a private authority, which ask for a certificate.

#[expect(dead_code, reason = "the tests of the runtime use more of it")]
#[path = "../../../runtime/tests/transport_setup/certificates.rs"]
mod certificates;
#[expect(dead_code, reason = "the tests of the runtime use more of it")]
#[path = "../../../runtime/tests/transport_setup/servers.rs"]
mod servers;

use certificates::{Authority, self_signed_authority};
use servers::Server;
use std::path::Path;
use std::process::Command;

fn fetch(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .args([
            "fetch",
            "--retries",
            "0",
            "--resolve",
            "shop.invalid=127.0.0.1",
            "-o",
        ])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("fetch-tls"))
        .args(arguments)
        .output()
        .expect("the command");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn own_authority_and_certificate() {
    let authority = Authority::new();
    let server = Server::tls(authority.server("shop.invalid").tls(Some(&authority)));
    let url = format!("https://shop.invalid:{}/", server.port);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let (roots, identity) = (folder.join("authority.pem"), folder.join("identity.pem"));
    std::fs::write(&roots, &authority.pem).expect("written");
    std::fs::write(&identity, authority.client().pem()).expect("written");
    let (roots, identity) = (roots.to_string_lossy(), identity.to_string_lossy());

    let said = fetch(&[&url]);
    assert!(said.contains("`--ca FILE`"), "{said}");
    assert!(server.requests().is_empty());

    let said = fetch(&["--ca", &roots, &url]);
    assert!(said.contains("`--cert FILE`"), "{said}");
    assert!(!said.contains("`--ca FILE`"), "{said}");
    assert!(server.requests().is_empty());

    // The server says `<b/>`, which is no contract; but it says it.
    let said = fetch(&["--ca", &roots, "--cert", &identity, &url]);
    assert!(said.contains("`b`") || said.contains("<b"), "{said}");
    assert_eq!(server.requests().len(), 1);

    let said = fetch(&["--cert", "missing.pem", &url]);
    assert!(said.contains("missing.pem"), "{said}");
}

/// Where no argument helps, none is named.
#[test]
fn advice_is_given_where_it_helps() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let authority = Authority::new();
    let marked = self_signed_authority("shop.invalid");
    for (issued, root, wanted) in [
        (&marked, &marked.certificate, "basicConstraints=CA:FALSE"),
        (
            &authority.expired_server("shop.invalid"),
            &authority.pem,
            "it has expired",
        ),
        (
            &authority.server("other.invalid"),
            &authority.pem,
            "it is for another host than shop.invalid",
        ),
    ] {
        let server = Server::tls(issued.tls(None));
        let url = format!("https://shop.invalid:{}/", server.port);
        let root_file = folder.join("advice.pem");
        std::fs::write(&root_file, root).expect("written");
        let said = fetch(&["--ca", &root_file.to_string_lossy(), &url]);
        assert!(said.contains(wanted), "{said}");
        assert!(!said.contains("FILE"), "{said}");
    }
}
