//! The documents and texts that the user named.

use super::location::shown;
use super::{DocumentKey, Importer, Registered, Root};
use crate::diagnostic::Code;
use crate::ground::Span;
use crate::parallel;
use crate::source::Input;
use crate::source::files::normalize;
use crate::source::lock::{LOCK, Lock};
use crate::syntax::xml;
use std::path::Path;
use std::sync::Arc;

impl Importer<'_> {
    /// Reads the inputs on several threads.
    pub(super) fn inputs(&mut self, inputs: &[Input]) {
        self.admit_inputs(inputs);
        let pending: Vec<_> = inputs
            .iter()
            .filter_map(|input| self.read_input(input))
            .collect();
        let parsed = parallel::map(
            &pending,
            |(_, _, text)| text.len(),
            |(index, source, text)| (*index, *source, xml::parse(*source, text)),
        );
        drop(pending);
        for (index, source, parsed) in parsed {
            let tree = self.install(parsed, source);
            self.register(index, tree);
            match self.registered.get(index) {
                Some(Registered::Wsdl(wsdl)) => self.documents.roots.push(Root::Wsdl(*wsdl)),
                Some(Registered::Schema(schema)) => {
                    self.documents.roots.push(Root::Schema(*schema))
                }
                // An input schema without namespace keeps none.
                Some(Registered::Chameleon(_)) => {
                    if let Some(schema) = self.instantiate_chameleon(index, "".into()) {
                        self.documents.roots.push(Root::Schema(schema));
                    }
                }
                _ => {}
            }
        }
    }

    /// Allows the folders of the inputs and reads their locks. Keeps the texts.
    fn admit_inputs(&mut self, inputs: &[Input]) {
        for input in inputs {
            match input {
                Input::Path(path) => {
                    let folder = path.parent().unwrap_or(Path::new("."));
                    self.files.allow(folder);
                    self.read_lock(folder);
                }
                Input::Text { name, text } => {
                    self.texts.insert(name.clone(), text.clone());
                }
            }
        }
    }

    /// Reads the text of an input. Returns its number and that of its source; `None` if it was read before or cannot be
    /// read.
    fn read_input(&mut self, input: &Input) -> Option<(usize, u32, Arc<str>)> {
        let (key, name, path, bytes) = match input {
            Input::Path(path) => {
                let key = DocumentKey::File(path.canonicalize().unwrap_or_else(|_| path.clone()));
                if self.by_key.contains_key(&key) {
                    return None;
                }
                let name = shown(path);
                match self.files.read(path) {
                    Ok(bytes) => (key, name, Some(path.clone()), bytes),
                    Err(error) => {
                        let source = self.sources.add(&name, None, "".into());
                        self.report_file_error(Span { source, node: 0 }, &name, &error);
                        return None;
                    }
                }
            }
            Input::Text { name, .. } => {
                let text = self.texts.remove(name)?;
                let key = DocumentKey::Named(name.clone());
                (key, name.clone(), None, text.into_bytes())
            }
        };
        self.add_source(key, &name, path, bytes, Span::default())
    }

    /// Reads the lock of a folder, if there is one.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a lock has less than 2^32 lines"
    )]
    fn read_lock(&mut self, folder: &Path) {
        let path = folder.join(LOCK);
        let folder = normalize(folder);
        if self.locks.contains_key(&folder) || !path.is_file() {
            return;
        }
        let name = shown(&path);
        let (text, problem) = match self
            .files
            .locate(&path)
            .and_then(|path| self.files.read(&path))
        {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(&bytes).into_owned();
                match Lock::parse(&text) {
                    Ok(lock) => {
                        self.locks.insert(folder, lock);
                        return;
                    }
                    Err(line) => (text, (line, "this is no line of a lock")),
                }
            }
            Err(_) => (String::new(), (1, "the lock cannot be read")),
        };
        self.locks.insert(folder, Lock::default());
        let source = self.sources.add(&name, Some(path), text.into());
        let span = self.sources.mark(source, problem.0 as u32, 1, None);
        self.diagnostics.error(Code::Lock, span, problem.1);
    }
}
