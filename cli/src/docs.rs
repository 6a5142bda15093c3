//! `wsdl-codegen docs`.

use super::arguments::Docs;
use super::console::{Console, counted};
use super::file_names::{free, plain};
use super::{Outcome, Stop, input};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle};
use wsdl_codegen::contract::{calls, docs};
use wsdl_codegen::internal::replace_files;

/// The start of each page. Files without it are not replaced.
const MARK: &str = "<!-- Written by wsdl-codegen docs. -->\n";

pub(super) fn run(arguments: &Docs, console: &mut Console) -> Outcome {
    let (options, _) = input::options(&arguments.inputs)?;
    let style = if arguments.soap12 {
        SampleStyle::Soap12
    } else {
        SampleStyle::Soap11
    };
    // A reference needs each member once, not at every level of nesting.
    let samples = SampleOptions {
        style,
        secrets: options.secrets.clone(),
        budget: 200,
        ..SampleOptions::default()
    };
    if arguments.html {
        return super::docs_html::run(arguments, samples, console);
    }
    let folder = match &arguments.out {
        Some(folder) if folder.extension().is_none_or(|extension| extension != "md") => folder,
        file => {
            let model = input::read_model(&options, console)?;
            let title = arguments.title.clone().unwrap_or_else(|| titled(&model));
            let page = docs(&model, &title, &samples);
            match file {
                None => console.print(&page)?,
                Some(file) => write_page(file, &page, console)?,
            }
            return Ok(0);
        }
    };
    let mut index = format!(
        "{MARK}# {}\n\n",
        arguments.title.as_deref().unwrap_or("Services")
    );
    let mut pages: Vec<(PathBuf, String)> = Vec::new();
    let mut taken = BTreeSet::from(["index.md".to_owned()]);
    let total = options.wsdl.len();
    for (number, path) in options.wsdl.iter().enumerate() {
        console.step_of(&path.display().to_string(), number, total);
        let mut alone = options.clone();
        alone.wsdl = vec![path.clone()];
        let model = input::read_model(&alone, console)?;
        let title = titled(&model);
        let stem = path
            .file_stem()
            .unwrap_or(path.as_os_str())
            .to_string_lossy();
        let name = free(&plain(&stem), "md", &mut taken);
        let page = format!("{MARK}{}", docs(&model, &title, &samples));
        pages.push((PathBuf::from(&name), page));
        let _ = writeln!(
            index,
            "* [{title}]({name}): {}",
            counted(calls(&model).len(), "operation")
        );
    }
    pages.push((PathBuf::from("index.md"), index));
    let files: Vec<(PathBuf, &[u8])> = pages
        .iter()
        .map(|(name, text)| (name.clone(), text.as_bytes()))
        .collect();
    replace_files(&files, folder, |_, old| old.starts_with(MARK.as_bytes()))
        .map_err(|error| Stop::Failed(format!("cannot write {}: {error}", folder.display())))?;
    console.say(&format!("{} pages in {}", total + 1, folder.display()));
    Ok(0)
}

/// Writes all in one file, unless it is somebody else's.
fn write_page(file: &Path, page: &str, console: &mut Console) -> Result<(), Stop> {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name()) else {
        return Err(Stop::Failed(format!("{} is no file", file.display())));
    };
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let page = format!("{MARK}{page}");
    let files = [(PathBuf::from(name), page.as_bytes())];
    replace_files(&files, folder, |_, old| old.starts_with(MARK.as_bytes()))
        .map_err(|error| Stop::Failed(format!("cannot write {}: {error}", file.display())))?;
    console.say(&format!("1 page in {}", file.display()));
    Ok(())
}

pub(super) fn titled(model: &wsdl_codegen::contract::Model) -> String {
    let mut names: Vec<_> = calls(model)
        .iter()
        .map(|call| call.port_type().name.local.to_string())
        .collect();
    names.dedup();
    if names.is_empty() {
        "Types".to_owned()
    } else {
        names.join(", ")
    }
}
