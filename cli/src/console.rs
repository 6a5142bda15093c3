//! The output streams: results go to stdout, findings and progress to stderr.

use super::fit::{fit, fold};
use super::terminal;
use anstyle::{AnsiColor, Style};
use std::ffi::OsString;
use std::io::{IsTerminal, Write};
use std::sync::{Arc, Mutex, PoisonError};
use wsdl_codegen::internal::{Progress, Stage};

/// `--color`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set or TERM is `dumb`.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Color {
    pub(super) fn for_clap(self) -> clap::ColorChoice {
        match self {
            Self::Auto if !is_color_admitted() => clap::ColorChoice::Never,
            Self::Auto => clap::ColorChoice::Auto,
            Self::Always => clap::ColorChoice::Always,
            Self::Never => clap::ColorChoice::Never,
        }
    }

    fn on(self, terminal: bool) -> bool {
        match self {
            Self::Auto => terminal && is_color_admitted(),
            Self::Always => true,
            Self::Never => false,
        }
    }
}

/// Whether the environment allows colours. `NO_COLOR` forbids them if it is set and not empty: <https://no-color.org>.
fn is_color_admitted() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The value of `--color`. It is read before the arguments are parsed, because help and usage errors obey it, too.
pub(super) fn color_choice(arguments: impl Iterator<Item = OsString>) -> Color {
    let mut next = false;
    for argument in arguments {
        let text = argument.to_string_lossy();
        let value = if next {
            Some(&*text)
        } else {
            text.strip_prefix("--color=")
        };
        match value {
            Some("always") => return Color::Always,
            Some("never") => return Color::Never,
            _ => {}
        }
        if text == "--" {
            break;
        }
        next = text == "--color";
    }
    Color::Auto
}

pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
pub(crate) const STRONG: Style = Style::new().bold();
pub(crate) const FAINT: Style = Style::new().dimmed();

/// The width of prose that no terminal shows.
const WIDTH: usize = 80;

/// The two output streams, and whether each has colours.
pub(crate) struct Console {
    out_color: bool,
    err_color: bool,
    /// Whether stdout goes to a terminal, in the end: what is written to a file or another program stays as it is.
    is_shown: bool,
    quiet: bool,
    verbose: bool,
    /// The widths of stdout and stderr, where they are terminals.
    widths: [Option<usize>; 2],
    /// The line that says how far a run is, on a terminal only.
    line: Option<Arc<Line>>,
}

/// The line of progress, which is written over.
#[derive(Default)]
struct Line(Mutex<String>);

impl Line {
    /// Shows a text, if it differs from the one that is shown.
    fn show(&self, text: &str) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *shown != text {
            let mut err = std::io::stderr().lock();
            let _ = write!(err, "\r\x1b[2K{text} ...");
            let _ = err.flush();
            text.clone_into(&mut shown);
        }
    }

    fn clear(&self) {
        let mut shown = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !shown.is_empty() {
            let mut err = std::io::stderr().lock();
            let _ = err.write_all(b"\r\x1b[2K");
            let _ = err.flush();
            shown.clear();
        }
    }
}

impl Console {
    pub(super) fn new(color: Color, quiet: bool, verbose: bool) -> Self {
        let width = |size: (terminal_size::Width, _)| usize::from(size.0.0);
        let terminal = std::io::stderr().is_terminal();
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let is_shown = std::io::stdout().is_terminal();
        let out_color = color.on(is_shown);
        Self {
            out_color,
            is_shown: is_shown || out_color,
            err_color: color.on(terminal),
            quiet,
            verbose,
            widths: [
                terminal_size::terminal_size_of(std::io::stdout()).map(width),
                terminal_size::terminal_size_of(std::io::stderr()).map(width),
            ],
            line: (terminal && !quiet && !dumb).then(Arc::default),
        }
    }

    /// Whether stderr has colours.
    pub(super) fn err_color(&self) -> bool {
        self.err_color
    }

    /// Text for stdout in a style.
    pub(super) fn paint(&self, style: Style, text: &str) -> String {
        if self.out_color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    /// Writes a result.
    pub(super) fn print(&mut self, text: &str) -> std::io::Result<()> {
        self.clear();
        let text = match self.is_shown {
            true => terminal::shown(text, self.out_color),
            false => text.into(),
        };
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Writes a result that is prose or a table: long lines are broken on a terminal.
    pub(super) fn print_prose(&mut self, text: &str) -> std::io::Result<()> {
        match self.widths[0] {
            Some(width) => self.print(&fit(text, width)),
            None => self.print(text),
        }
    }

    /// Writes a result that is prose: long lines are broken everywhere, between words where it is no terminal.
    pub(super) fn print_folded(&mut self, text: &str) -> std::io::Result<()> {
        match self.widths[0] {
            Some(width) => self.print(&fit(text, width)),
            None => self.print(&fold(text, WIDTH)),
        }
    }

    /// Writes a line to stderr unless `--quiet` is given.
    pub(super) fn say(&mut self, text: &str) {
        if !self.quiet {
            self.report(text);
        }
    }

    /// Whether lists are written out that are summed up otherwise.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Writes a line to stderr.
    pub(super) fn report(&mut self, text: &str) {
        self.clear();
        let text = terminal::shown(text, self.err_color);
        let fitting = self.widths[1].map(|width| fit(&text, width));
        let text = fitting.as_deref().unwrap_or(&text);
        let mut err = std::io::stderr().lock();
        let _ = err.write_all(text.as_bytes());
        if !text.ends_with('\n') {
            let _ = err.write_all(b"\n");
        }
    }

    /// Writes an error to stderr; an empty message writes nothing.
    pub(super) fn error(&mut self, message: &str) {
        if message.is_empty() {
            self.clear();
        } else if self.err_color {
            self.report(&format!("{BAD}error{BAD:#}: {message}"));
        } else {
            self.report(&format!("error: {message}"));
        }
    }

    /// Whether only errors and results are written.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Shows the current step until something else is written, on a terminal only.
    pub(super) fn step(&mut self, text: &str) {
        if let Some(line) = &self.line {
            line.show(&terminal::shown(text, false));
        }
    }

    /// Shows a step of several, with the share that is done.
    pub(super) fn step_of(&mut self, text: &str, done: usize, all: usize) {
        self.step(&format!("{}: {text}", share(done, all)));
    }

    /// Shows how far generating is.
    pub(super) fn progress(&self) -> Progress {
        let Some(line) = self.line.clone() else {
            return Progress::default();
        };
        Progress::new(move |stage, done, all| match stage {
            Stage::Reading => line.show("reading"),
            Stage::Planning => line.show("planning"),
            Stage::Formatting => line.show(&format!("formatting: {}", share(done, all))),
        })
    }

    fn clear(&mut self) {
        if let Some(line) = &self.line {
            line.clear();
        }
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        self.clear();
    }
}

/// The part that is done, in percent.
fn share(done: usize, all: usize) -> String {
    format!("{} %", done.saturating_mul(100) / all.max(1))
}

/// A count with its noun: `1 file`, `2 files`.
pub(super) fn counted(count: usize, name: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {name}{plural}")
}
