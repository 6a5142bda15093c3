//! Completion in shells: of arguments by `clap_complete`, of operations and members from the contract.

use super::call::is_pair;
use super::input;
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter};
use clap_complete::env::Shells;
use soap_dynamic::path::{Step, quoted, steps};
use soap_dynamic::shape::Shape;
use soap_dynamic::{Contract, Operation};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use wsdl_codegen::Options;

/// The variable that shells set when they ask.
pub(crate) const VARIABLE: &str = "COMPLETE";

/// The script that makes a shell ask.
pub(crate) fn script(shell: clap_complete::Shell) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let shells = Shells::builtins();
    if let Some(shell) = shells.completer(&shell.to_string()) {
        let name = "wsdl-codegen";
        shell.write_registration(VARIABLE, name, name, name, &mut text)?;
    }
    Ok(text)
}

/// The words of the command line that is being completed, without the command.
fn words() -> Vec<String> {
    let words = std::env::args_os().skip_while(|word| word != "--").skip(2);
    words
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// The contract that the words name, or the configuration file of the current folder.
fn contract(words: &[String]) -> Option<Contract> {
    let named = words.iter().skip(1).filter(|word| !is_pair(word));
    let named = named.map(PathBuf::from);
    let is_local = |path: &PathBuf| input::is_contract(path) && input::address(path).is_none();
    let wsdl: Vec<PathBuf> = named.filter(is_local).collect();
    let options = match wsdl.is_empty() {
        true => super::config::read(Path::new(super::config::NAME)).ok()?.0,
        false => Options {
            wsdl: input::contracts(&wsdl).ok()?,
            ..Options::default()
        },
    };
    Contract::with_options(&options).ok()
}

fn starting(current: &OsStr, all: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    let current = current.to_string_lossy();
    let all = all.into_iter().filter(|one| one.starts_with(&*current));
    all.map(CompletionCandidate::new).collect()
}

/// Operations of the contract.
pub(crate) fn operations(current: &OsStr) -> Vec<CompletionCandidate> {
    match contract(&words()) {
        Some(contract) => names(&contract, current),
        // The contract may come first.
        None => PathCompleter::file().complete(current),
    }
}

/// The names of operations. Those of one name in several port types have the name of theirs.
fn names(contract: &Contract, current: &OsStr) -> Vec<CompletionCandidate> {
    let all = || contract.operations();
    let name = |operation: &Operation| {
        let is_other = |one: &Operation| {
            one.name() == operation.name() && one.port_type() != operation.port_type()
        };
        match all().any(is_other) {
            true => format!("{}.{}", operation.port_type(), operation.name()),
            false => operation.name().to_owned(),
        }
    };
    let mut names: Vec<String> = all().map(name).collect();
    names.sort();
    names.dedup();
    starting(current, names)
}

/// Contracts, and members of the request: `path=`.
pub(crate) fn request(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = words();
    let mut found = PathCompleter::file().complete(current);
    let contract = contract(&words);
    let operation = contract.as_ref().and_then(|contract| {
        let mut words = words.iter().skip(1);
        words.find_map(|word| contract.operation(word).ok())
    });
    match (contract.as_ref(), operation) {
        (_, Some(operation)) => found.extend(members(operation.request_shape(), current)),
        (Some(contract), None) => found.extend(names(contract, current)),
        (None, None) => {}
    }
    found
}

/// Headers of the contract: `Name.path=`.
pub(crate) fn headers(current: &OsStr) -> Vec<CompletionCandidate> {
    let words = words();
    let Some(contract) = contract(&words) else {
        return Vec::new();
    };
    let mut words = words.iter().skip(1);
    let operation = words.find_map(|word| contract.operation(word).ok());
    operation.map_or_else(Vec::new, |operation| {
        members(operation.request_headers_shape(), current)
    })
}

/// The members that a path leads to next.
fn members(shape: Shape, current: &OsStr) -> Vec<CompletionCandidate> {
    let text = current.to_string_lossy();
    let (before, _) = match text.rfind('"') {
        // A name in quotes that has not ended, or one that has.
        Some(quote) if text.matches('"').count() % 2 == 1 => {
            let before = text.split_at_checked(quote).unwrap_or_default().0;
            (before.strip_suffix('.').unwrap_or(before), "")
        }
        _ => text.rsplit_once('.').unwrap_or_default(),
    };
    let mut shape = shape;
    for step in steps(before).unwrap_or_default() {
        let Step::Member(name) = step else { continue };
        let members = shape.known_members().unwrap_or_default();
        match members.iter().find(|member| member.key == name) {
            Some(member) => shape = member.shape,
            None => return Vec::new(),
        }
    }
    let dot = if before.is_empty() { "" } else { "." };
    let paths = shape
        .known_members()
        .unwrap_or_default()
        .into_iter()
        .map(|member| {
            let own = member.shape.known_members();
            let has_members = own.is_none_or(|all| !all.is_empty());
            let item = if member.is_repeated { "[0]" } else { "" };
            let end = if has_members { "." } else { "=" };
            format!("{before}{dot}{}{item}{end}", quoted(&member.key))
        });
    starting(current, paths)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shell_has_a_script() {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let text = script(shell.parse().expect("a shell")).expect("a script");
            let text = String::from_utf8(text).expect("text");
            assert!(
                text.contains(VARIABLE) && text.contains("wsdl-codegen"),
                "{shell}: {text}"
            );
        }
    }
}
