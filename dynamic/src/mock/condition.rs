//! Whether a condition can hold: the contract has the members that it names, and they may have these texts.

use soap_runtime::soap::Fault;
use wsdl_codegen::contract::matches as glob;
use wsdl_codegen::internal::nearest;

use super::answers::{When, check_http};
use crate::path::{Step, steps};
use crate::shape::{Form, MemberKind, MemberShape, Shape, ShapeKind};
use crate::{Error, Operation};

/// Members that any object may have in JSON.
const GENERAL: [&str; 2] = ["@type", "@nil"];

/// Checks the condition of an operation. `is_lenient` says whether requests may have words that an enumeration does not know.
pub(super) fn check(operation: &Operation, when: &When, is_lenient: bool) -> Result<(), String> {
    check_http(when)?;
    let check_member = |whole: Shape, path: &str, text: &str, name: &str| {
        let (shape, place) = match found(whole, path, name)? {
            Some(found) => found,
            None => return Ok(()),
        };
        check_text(shape, text, &place, is_lenient).map_err(|reason| format!("{path}: {reason}"))
    };
    let body = operation.request_shape();
    for (path, text) in &when.members {
        check_member(body, path, text, "the request")?;
    }
    let headers = operation.request_headers_shape();
    for (path, text) in &when.soap_headers {
        check_member(headers, path, text, "the headers of the request")?;
    }
    Ok(())
}

/// Whether a fault is one that the contract declares, where it declares any: its detail is one of the elements, and as the contract says.
/// A fault without a detail may come from any operation, and an envelope that is sent as it is may have another one.
pub(super) fn check_detail(
    operation: &Operation,
    fault: &Fault,
    is_envelope: bool,
) -> Result<(), Error> {
    if let Some(found) = operation.detail(fault) {
        return found.map(|_| ());
    }
    let Some(first) = fault.detail.first() else {
        return Ok(());
    };
    let declared = operation.faults.iter().map(|(member, _)| member.name);
    let declared: Vec<String> = declared
        .map(|name| format!("{{{}}}{}", name.namespace, name.local))
        .collect();
    if declared.is_empty() || is_envelope {
        return Ok(());
    }
    Err(Error::Operation(format!(
        "the detail of the fault is {}, and the contract declares {}",
        first.name(),
        declared.join(", ")
    )))
}

/// The type at a path and its name; `None` where names are not known.
fn found(whole: Shape, path: &str, name_of_whole: &str) -> Result<Option<(Shape, String)>, String> {
    let said = |reason: String| format!("{path}: {reason}");
    let mut shape = whole;
    let mut place = name_of_whole.to_owned();
    // Whether an item has to be named before what is in it.
    let mut is_list = false;
    for step in steps(path)? {
        match step {
            Step::Item(_) if is_list => is_list = false,
            Step::Item(_) => match shape.kind() {
                ShapeKind::List { item, .. } => shape = item,
                ShapeKind::Any | ShapeKind::Element | ShapeKind::Pairs { .. } => {
                    return Ok(None);
                }
                _ => return Err(said(format!("{place} is no list"))),
            },
            Step::Member(name) if is_list => {
                return Err(said(format!(
                    "{place} is a list: name an item, as in {place}[0].{name}"
                )));
            }
            Step::Member(name) => {
                let Some(member) = member(shape, name, &place).map_err(said)? else {
                    return Ok(None);
                };
                is_list = member.is_repeated;
                shape = member.shape;
                name.clone_into(&mut place);
            }
        }
    }
    if is_list {
        return Err(said(format!(
            "{place} is a list: name an item, as in {place}[0]"
        )));
    }
    Ok(Some((shape, place)))
}

/// The member of a name; `None` where names are not known.
fn member(shape: Shape, name: &str, place: &str) -> Result<Option<MemberShape>, String> {
    let Some(members) = shape.known_members() else {
        return Ok(None);
    };
    if let Some(member) = members.iter().find(|member| member.key == name) {
        return Ok(Some(member.clone()));
    }
    let is_open = |one: &MemberShape| one.kind == MemberKind::AnyAttribute;
    if GENERAL.contains(&name) || (name.starts_with('@') && members.iter().any(is_open)) {
        return Ok(None);
    }
    let names = members.iter().map(|member| &*member.key);
    let hint = match nearest(name, names) {
        Some(near) => format!(": did you mean {near}?"),
        None => String::new(),
    };
    Err(format!("there is no member {name} in {place}{hint}"))
}

/// Whether a value may have a text.
fn check_text(shape: Shape, text: &str, place: &str, is_lenient: bool) -> Result<(), String> {
    let has_globs = text.contains(['*', '?']);
    match shape.kind() {
        ShapeKind::Enumeration { values, is_open }
            if !(is_open && is_lenient || values.iter().any(|value| glob(text, value))) =>
        {
            let hint = match nearest(text, values.iter().copied()) {
                Some(near) => format!("did you mean {near}?"),
                None => format!("it is one of {}", values.join(", ")),
            };
            Err(format!("{place} is never `{text}`: {hint}"))
        }
        ShapeKind::Simple(simple) => {
            let can_be = match simple.form {
                Form::Boolean => ["true", "false"].iter().any(|one| glob(text, one)),
                Form::Number => {
                    has_globs
                        || text.parse::<f64>().is_ok()
                        || ["INF", "-INF", "NaN"].contains(&text)
                }
                Form::Text => true,
            };
            match can_be {
                true => Ok(()),
                false => Err(format!(
                    "{place} is never `{text}`: it is of xs:{}",
                    simple.name
                )),
            }
        }
        _ => Ok(()),
    }
}
