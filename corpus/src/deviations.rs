//! Compares the committed outcome with the present one, in both directions.

use std::collections::BTreeSet;
use std::path::Path;
use testkit::repository;

/// Compares lines with those of a file. Lines of the file that begin with `#` are comments.
pub fn compare(
    path: &Path,
    header: &str,
    lines: &BTreeSet<String>,
    bless: bool,
) -> Result<(), String> {
    if bless {
        let mut text = String::new();
        for line in header.lines() {
            text.push_str(format!("# {line}").trim_end());
            text.push('\n');
        }
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        repository::write(path, &text)?;
        println!("written: {} ({} lines)", path.display(), lines.len());
        return Ok(());
    }
    let known =
        repository::read(path).map_err(|error| format!("{error}\nhelp: --bless writes it"))?;
    let known: BTreeSet<String> = known
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(str::to_owned)
        .collect();
    let new: Vec<_> = lines.difference(&known).collect();
    let gone: Vec<_> = known.difference(lines).collect();
    if new.is_empty() && gone.is_empty() {
        println!(
            "as committed in {}: {} known deviations",
            path.display(),
            known.len()
        );
        return Ok(());
    }
    let shown = |title: &str, all: &[&String]| {
        let mut text = String::new();
        if !all.is_empty() {
            text.push_str(&format!("{} {title}:\n", all.len()));
            all.iter()
                .take(40)
                .for_each(|line| text.push_str(&format!("  {line}\n")));
            if all.len() > 40 {
                text.push_str("  ...\n");
            }
        }
        text
    };
    Err(format!(
        "the outcome is not the one in {}\n{}{}help: --bless rewrites it; look at the difference before you commit it",
        path.display(),
        shown("new", &new),
        shown("gone", &gone)
    ))
}
