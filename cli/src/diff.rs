//! `wsdl-codegen diff`.

use super::arguments::Diff;
use super::console::{BAD, Console, FAINT, GOOD, STRONG, counted};
use super::{Outcome, Stop, input};
use std::collections::HashMap;
use std::fmt::Write;
use wsdl_codegen::contract::diff::{Change, Impact, Report, diff};

pub(super) fn run(arguments: &Diff, console: &mut Console) -> Outcome {
    let old = input::read_model(
        &input::options_at(&arguments.old, &arguments.places)?,
        console,
    )?;
    let new = input::read_model(
        &input::options_at(&arguments.new, &arguments.places)?,
        console,
    )?;
    let mut report = diff(&old, &new);
    let code = match report.impact() {
        None => 0,
        Some(Impact::Compatible) => 1,
        Some(Impact::Breaking) => 2,
    };
    let verdict = verdict(&report, arguments.breaking);
    if arguments.breaking {
        report
            .changes
            .retain(|change| change.impact == Impact::Breaking);
    }
    let text = if arguments.json {
        serde_json::to_string_pretty(&report).map_err(|error| Stop::Failed(error.to_string()))?
            + "\n"
    } else {
        table(&report, &verdict, console)
    };
    if arguments.json {
        console.print(&text)?;
    } else {
        console.print_folded(&text)?;
    }
    Ok(code)
}

/// The sum of all changes; `--breaking` leaves out the compatible ones.
fn verdict(report: &Report, is_breaking_only: bool) -> String {
    let not_shown = |count| match is_breaking_only && count > 0 {
        true => " (not shown)",
        false => "",
    };
    let left_out = not_shown(report.count(Impact::Compatible));
    let changes = |impact| counted(report.count(impact), "change");
    match (report.impact(), report.count(Impact::Breaking)) {
        (None, _) => "the contracts are the same for callers".to_owned(),
        (Some(Impact::Compatible), _) => format!(
            "compatible: {}{left_out}, nothing of it breaks callers",
            changes(Impact::Compatible)
        ),
        (Some(Impact::Breaking), count) => format!(
            "breaking: {} {} callers; compatible: {}{left_out}",
            changes(Impact::Breaking),
            if count == 1 { "breaks" } else { "break" },
            changes(Impact::Compatible)
        ),
    }
}

/// The changes, those together that are the same change of a member of the same name: many types may share an attribute.
fn grouped<'c>(changes: &[&'c Change]) -> Vec<Vec<&'c Change>> {
    let mut groups: Vec<Vec<&Change>> = Vec::new();
    let mut known: HashMap<(&str, &str, &str, &Option<String>), usize> = HashMap::new();
    for change in changes {
        let member = change.subject.rsplit_once('.').map(|(_, member)| member);
        let place = member.map(|member| {
            let next = groups.len();
            *known
                .entry((member, &change.what, change.effect, &change.code))
                .or_insert(next)
        });
        match place.and_then(|place| groups.get_mut(place)) {
            Some(group) => group.push(change),
            None => groups.push(vec![change]),
        }
    }
    groups
}

fn table(report: &Report, verdict: &str, console: &Console) -> String {
    let mut out = String::new();
    for (impact, title, style) in [
        (Impact::Breaking, "Breaking", BAD),
        (Impact::Compatible, "Compatible", GOOD),
    ] {
        let changes: Vec<&Change> = report
            .changes
            .iter()
            .filter(|change| change.impact == impact)
            .collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(out, "{} ({})", console.paint(style, title), changes.len());
        for alike in grouped(&changes) {
            let subjects = alike.iter().map(|one| console.paint(STRONG, &one.subject));
            let subjects: Vec<String> = subjects.collect();
            let Some(change) = alike.first() else {
                continue;
            };
            let _ = writeln!(out, "  {}: {}", subjects.join(", "), change.what);
            let _ = writeln!(out, "      {}", console.paint(FAINT, change.effect));
            if let Some(code) = &change.code {
                let code = format!("after generating again: {code}");
                let _ = writeln!(out, "      {}", console.paint(FAINT, &code));
            }
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{verdict}");
    out
}
