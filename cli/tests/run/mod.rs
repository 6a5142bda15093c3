//! The command, run as a user does.

// No test uses all of it.
#![allow(dead_code)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

pub struct Run(Output);

impl Run {
    pub fn code(&self) -> i32 {
        self.0.status.code().expect("it was not killed")
    }
    pub fn out(&self) -> String {
        String::from_utf8(self.0.stdout.clone()).expect("output is UTF-8")
    }
    /// The output of `diff` with each broken line as one: those that continue another are indented by two more.
    pub fn unbroken(&self) -> String {
        let mut out = String::new();
        for line in self.out().lines() {
            let content = line.trim_start_matches(' ');
            match line.len() - content.len() {
                4 | 8 => out.push(' '),
                _ if out.is_empty() => {}
                _ => out.push('\n'),
            }
            out.push_str(match line.len() - content.len() {
                4 | 8 => content,
                _ => line,
            });
        }
        out + "\n"
    }
    pub fn err(&self) -> String {
        String::from_utf8(self.0.stderr.clone()).expect("output is UTF-8")
    }
}

/// Runs the command in the folder of the test's contracts.
pub fn run(arguments: &[&str]) -> Run {
    run_in(&folder(), arguments)
}

pub fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    let mut command = command_in(folder, arguments);
    Run(command.output().expect("the command runs"))
}

fn command_in(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wsdl-codegen"));
    command
        .current_dir(folder)
        .args(arguments)
        .env_remove("NO_COLOR");
    command
}

/// A command that serves until the end of its test.
pub struct Served {
    pub child: Child,
    /// The address that it printed, without a slash at its end.
    pub url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a command that serves, in the folder of the test's contracts, and at a free port unless the arguments name one.
pub fn serve(arguments: &[&str]) -> Served {
    let mut command = command_in(&folder(), arguments);
    if !arguments.contains(&"--listen") {
        command.args(["--listen", "127.0.0.1:0"]);
    }
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("its output");
    BufReader::new(out)
        .read_line(&mut line)
        .expect("an address");
    let url = line.trim().trim_end_matches('/').to_owned();
    Served { child, url }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/contracts")
}

/// An empty folder for one test.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// A contract of one operation, whose request and response are of these types of the namespace `t`.
pub fn shop_contract(types: &str, request: &str, response: &str) -> String {
    format!(
        r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
    xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:example:shop" name="Shop" targetNamespace="urn:example:shop">
  <types>
    <xs:schema targetNamespace="urn:example:shop" elementFormDefault="qualified">
      {types}
      <xs:element name="Put" type="{request}"/>
      <xs:element name="PutResponse" type="{response}"/>
    </xs:schema>
  </types>
  <message name="PutIn"><part name="body" element="t:Put"/></message>
  <message name="PutOut"><part name="body" element="t:PutResponse"/></message>
  <portType name="Shop">
    <operation name="Put"><input message="t:PutIn"/><output message="t:PutOut"/></operation>
  </portType>
  <binding name="ShopSoap" type="t:Shop">
    <soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="Put">
      <soap:operation soapAction="urn:example:shop/Put"/>
      <input><soap:body use="literal"/></input>
      <output><soap:body use="literal"/></output>
    </operation>
  </binding>
  <service name="ShopService">
    <port name="ShopPort" binding="t:ShopSoap"><soap:address location="http://localhost/shop"/></port>
  </service>
</definitions>
"#
    )
}
