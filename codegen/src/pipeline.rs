//! The stages in order: import (which reads and parses), link, validate; then select, plan, emit, format.

use crate::diagnostic::{Code, Diagnostics};
use crate::model::{Facts, Model};
use crate::options::Options;
use crate::progress::{Progress, Stage};
pub use crate::source::{Input, ReadOptions, Sources};
use crate::{emit, format, import, link, parallel, plan, select, validate};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Reads WSDL documents and schemas, and everything that they import.
///
/// The model exists even after errors: parts that cannot be linked are left out or may hold anything. `None` means that
/// no document could be read. Before you generate from it, check
/// [`Diagnostics::has_errors`].
pub fn read(inputs: &[Input], options: &ReadOptions) -> (Option<Model>, Sources, Diagnostics) {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::new();
    let documents = import::import(inputs, options, &mut sources, &mut diagnostics);
    if documents.roots.is_empty() {
        return (None, sources, diagnostics);
    }
    let model = link::link(
        &documents,
        options.side_by_side,
        options.rpc_target_namespace,
        &mut diagnostics,
    );
    validate::validate(&model, &mut diagnostics);
    (Some(model), sources, diagnostics)
}

/// The output.
pub(crate) struct Output {
    /// Paths below the folder of the output, and texts.
    pub(crate) files: Vec<(PathBuf, String)>,
    /// Components that are left out, because the selection does not need them.
    pub(crate) left_out: Vec<String>,
}

/// Reports what generating would report, and generates nothing.
pub(crate) fn check(model: &Model, options: &Options, diagnostics: &mut Diagnostics) {
    planned(model, options, diagnostics);
}

/// Reads the contracts of the options, and plans what generating from them would emit.
///
/// # Errors
/// The diagnostics as text, if there are errors.
pub fn plan(options: &Options) -> Result<(Model, plan::output::Plan), String> {
    let (model, sources, mut diagnostics) = read_all(options);
    if options.keep_going {
        diagnostics.tolerate(Code::tolerable);
    }
    if let Some(model) = model.filter(|_| !diagnostics.has_errors())
        && let Some(plan) = plan_of(&model, options, &mut diagnostics)
    {
        return Ok((model, plan));
    }
    Err(diagnostics.render(&sources, false))
}

/// Plans what generating from a model would emit, for who reads messages by it. `None` if there are errors, which are reported.
///
/// A pattern that no automaton can be built of is a warning here, as it is in a contract: values are not checked with it.
pub fn plan_of(
    model: &Model,
    options: &Options,
    diagnostics: &mut Diagnostics,
) -> Option<plan::output::Plan> {
    let mut plan = planned(model, options, diagnostics);
    plan.simple_types = plan::named_simple_types(&Facts::new(model));
    diagnostics.tolerate(|code| code == Code::Pattern);
    (!diagnostics.has_errors()).then_some(plan)
}

/// The plan of what generating from a model with the default options would emit, and the components that its items are of. `None` if
/// the model has errors.
pub(crate) fn plan_with_origins(
    model: &Model,
) -> Option<(plan::output::Plan, plan::output::Origins)> {
    let mut diagnostics = Diagnostics::new();
    validate::validate(model, &mut diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let (facts, options) = (Facts::new(model), Options::default());
    let selection = select::select(&facts, &options, &mut diagnostics);
    let planned = plan::plan_with_origins(&facts, &selection, &options, &mut diagnostics);
    (!diagnostics.has_errors()).then_some(planned)
}

fn planned(model: &Model, options: &Options, diagnostics: &mut Diagnostics) -> plan::output::Plan {
    let facts = Facts::new(model);
    let selection = select::select(&facts, options, diagnostics);
    plan::plan(&facts, &selection, options, diagnostics)
}

/// Reads the contracts that the options name.
pub(crate) fn read_all(options: &Options) -> (Option<Model>, Sources, Diagnostics) {
    let inputs: Vec<_> = options.wsdl.iter().cloned().map(Input::Path).collect();
    let at = ReadOptions {
        roots: options.folders.clone(),
        map: options.locations.clone(),
        side_by_side: options.side_by_side,
        rpc_target_namespace: options.rpc_target_namespace,
        ..ReadOptions::default()
    };
    read(&inputs, &at)
}

/// Generates code from a model that has no errors, or whose errors are tolerated. `None` if there are errors now.
pub(crate) fn generate(
    model: &Model,
    options: &Options,
    progress: &Progress,
    diagnostics: &mut Diagnostics,
) -> Option<Output> {
    progress.tell(Stage::Planning, 0, 1);
    let facts = Facts::new(model);
    let selection = select::select(&facts, options, diagnostics);
    let plan = plan::plan(&facts, &selection, options, diagnostics);
    if diagnostics.has_errors() {
        return None;
    }
    let mut files = Vec::new();
    for (path, text) in render(&plan, progress) {
        match text {
            Ok(text) => files.push((PathBuf::from(path), text)),
            Err(error) => {
                diagnostics.error(Code::Internal, None, format!("{path} is not Rust: {error}"));
            }
        }
    }
    let left_out = selection.left_out;
    (!diagnostics.has_errors()).then_some(Output { files, left_out })
}

/// Emits and formats all files, several at a time. Each depends on the plan alone.
fn render(
    plan: &plan::output::Plan,
    progress: &Progress,
) -> Vec<(String, Result<String, syn::Error>)> {
    let parts = emit::files(plan);
    let all = parts.iter().map(emit::FilePlan::size).sum();
    let done = AtomicUsize::new(0);
    progress.tell(Stage::Formatting, 0, all);
    let file = |part: &emit::FilePlan<'_>| {
        let file = emit::emit(plan, part);
        let text = format::format(&file);
        let now = done.fetch_add(part.size(), Ordering::Relaxed) + part.size();
        progress.tell(Stage::Formatting, now, all);
        (file.path, text)
    };
    parallel::map(&parts, emit::FilePlan::size, file)
}
