//! `mock`, called by `call`.

mod run;

use run::{folder, run, scratch};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// A mock that is stopped at the end of its test.
struct Mock(Child, String);

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn mock(more: &[&str]) -> Mock {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"))
        .current_dir(folder())
        .args(["mock", "shop-1.wsdl", "--listen", "127.0.0.1:0"])
        .args(more)
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    BufReader::new(out)
        .read_line(&mut line)
        .expect("an address");
    Mock(child, line.trim().to_owned())
}

#[test]
fn every_operation_answers_with_a_sample() {
    let mock = mock(&[]);
    let run = run(&[
        "call",
        "GetOrder",
        "shop-1.wsdl",
        "Number=7",
        "-e",
        &mock.1,
        "--strict",
    ]);
    assert_eq!(run.code(), 0, "{}", run.err());
    assert!(run.out().contains("\"State\""), "{}", run.out());
}

#[test]
fn answers_come_from_a_folder() {
    let at = scratch("mock-answers");
    let fault = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><s:Fault><faultcode>s:Server</faultcode>\
        <faultstring>sold out</faultstring></s:Fault></s:Body></s:Envelope>";
    std::fs::write(at.join("GetOrder.1.json"), "{}").expect("written");
    std::fs::write(at.join("GetOrder.2.xml"), fault).expect("written");
    let mock = mock(&["--answers", &at.display().to_string()]);
    let call = || run(&["call", "GetOrder", "shop-1.wsdl", "Number=7", "-e", &mock.1]);
    let first = call();
    assert_eq!(first.out(), "{}\n", "{}", first.err());
    for _ in 0..2 {
        let next = call();
        assert_eq!(next.code(), 5, "{}", next.err());
        assert!(next.err().contains("sold out"), "{}", next.err());
    }
}

#[test]
fn an_answer_that_is_none_is_told_at_the_start() {
    let at = scratch("mock-wrong");
    std::fs::write(at.join("GetOrder.json"), "{\"Ordr\": null}").expect("written");
    let run = run(&[
        "mock",
        "shop-1.wsdl",
        "--answers",
        &at.display().to_string(),
    ]);
    assert_eq!(run.code(), 1);
    assert!(
        run.err().contains("GetOrder.json") && run.err().contains("Ordr"),
        "{}",
        run.err()
    );
}
