//! Finds the document for an import.

use super::location::{local_path, names_host, shown, shown_name, unescape};
use super::{DocumentKey, Importer};
use crate::diagnostic::Code;
use crate::ground::Span;
use crate::source::catalog;
use crate::source::files::{FileError, has_schema, normalize};
use crate::syntax::xsd;
use std::path::{Component, Path, PathBuf};

/// The kind of document that an import asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum DocumentKind {
    /// A WSDL document, or a schema: `wsdl:import` is used for both.
    Any,
    /// A schema, or a WSDL document that has it.
    Schema,
}

impl Importer<'_> {
    /// The document for an import, which is noted.
    pub(super) fn find(
        &mut self,
        wanted: DocumentKind,
        location: Option<&str>,
        namespace: &str,
        span: Span,
    ) -> Result<Option<usize>, FileError> {
        let found = self.search(wanted, location, namespace, span)?;
        if let Some(index) = found {
            self.sources.note_import(span, index);
        }
        Ok(found)
    }

    fn search(
        &mut self,
        wanted: DocumentKind,
        location: Option<&str>,
        namespace: &str,
        span: Span,
    ) -> Result<Option<usize>, FileError> {
        if let Some((folder, path)) = self.mapped(location, namespace) {
            self.files.allow(&folder);
            return self.open_file(&path, shown(&path), span).map(Some);
        }
        let base = self
            .sources
            .name(span.source)
            .unwrap_or_default()
            .to_owned();
        if let Some(resolver) = self.options.resolver.clone()
            && let Some(resolved) = resolver.resolve(location, namespace, &base)
        {
            let key = DocumentKey::Named(resolved.name.clone());
            if let Some(index) = self.by_key.get(&key) {
                return Ok(Some(*index));
            }
            self.files.account(resolved.bytes.len())?;
            return Ok(Some(self.open(
                key,
                &resolved.name,
                None,
                resolved.bytes,
                span,
            )));
        }
        let mut error = FileError::Missing;
        if let Some(path) = location.and_then(|location| self.locked(location, span)) {
            match self.open_file(&path, shown(&path), span) {
                Ok(index) => return Ok(Some(index)),
                Err(found) => error = found,
            }
        }
        if let Some(location) = location {
            let local = local_path(location);
            if let Some(local) = &local {
                match self.relative(local, &base, span) {
                    Ok(index) => return Ok(Some(index)),
                    Err(FileError::Outside) if catalog::find(namespace).is_none() => {
                        return Err(FileError::Outside);
                    }
                    Err(found) => error = found,
                }
            }
            if let Some(index) = self.by_namespace(wanted, location, namespace, span)? {
                if local.is_some() {
                    self.diagnostics.warning(
                        Code::FoundByNamespace,
                        span,
                        format!(
                            "`{location}` cannot be read; a file of the same namespace was taken"
                        ),
                    );
                }
                return Ok(Some(index));
            }
        } else if !namespace.is_empty()
            // The schema of schemas is built in, whatever lies in the folders.
            && namespace != xsd::NAMESPACE
            && let Some(index) = self.by_namespace(wanted, "", namespace, span)?
        {
            return Ok(Some(index));
        }
        if let Some((name, text)) = catalog::find(namespace) {
            let key = DocumentKey::Named(name.to_owned());
            if let Some(index) = self.by_key.get(&key) {
                return Ok(Some(*index));
            }
            return Ok(Some(self.open(
                key,
                name,
                None,
                text.as_bytes().to_vec(),
                span,
            )));
        }
        if location.is_some() {
            Err(error)
        } else {
            Ok(None)
        }
    }

    /// The entry in the user's map: the folder that it allows, and the file.
    fn mapped(&self, location: Option<&str>, namespace: &str) -> Option<(PathBuf, PathBuf)> {
        for (from, to) in &self.options.map {
            if location == Some(from.as_str()) || (!namespace.is_empty() && namespace == from) {
                let folder = to.parent().unwrap_or(Path::new("."));
                return Some((folder.to_owned(), to.clone()));
            }
        }
        let location = location?;
        self.options.map.iter().find_map(|(from, to)| {
            let rest = location
                .strip_prefix(from.as_str())
                .filter(|rest| from.ends_with('/') && !rest.is_empty())?;
            // A location must not leave the folder that it is mapped to.
            let rest = normalize(Path::new(rest.split(['?', '#']).next()?));
            let stays = rest
                .components()
                .all(|part| matches!(part, Component::Normal(_)));
            stays.then(|| (to.clone(), to.join(rest)))
        })
    }

    /// The file that was fetched for this location of this document.
    fn locked(&self, location: &str, span: Span) -> Option<PathBuf> {
        let path = self.sources.path(span.source)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let lock = self.locks.get(&normalize(folder))?;
        let target = lock.target(path.file_name()?.to_str()?, location)?;
        Some(folder.join(target))
    }

    /// A file next to the importing document, or a text of the user.
    fn relative(&mut self, location: &str, base: &str, span: Span) -> Result<usize, FileError> {
        let folder = self
            .sources
            .path(span.source)
            .map(|path| path.parent().unwrap_or(Path::new("")).to_owned());
        let Some(folder) = folder else {
            return self.candidates(location, base, None, span);
        };
        let key = (folder, location.to_owned());
        if let Some(index) = self.by_location.get(&key) {
            return Ok(*index);
        }
        let index = self.candidates(location, base, Some(&key.0), span)?;
        self.by_location.insert(key, index);
        Ok(index)
    }

    /// The first way to read a location that leads to a document.
    fn candidates(
        &mut self,
        location: &str,
        base: &str,
        folder: Option<&Path>,
        span: Span,
    ) -> Result<usize, FileError> {
        let mut candidates = vec![location.to_owned()];
        let plain = location.split(['#', '?']).next().unwrap_or(location);
        for other in [
            plain.to_owned(),
            location.replace('\\', "/"),
            unescape(plain),
        ] {
            if !other.is_empty() && !candidates.contains(&other) {
                candidates.push(other);
            }
        }
        let mut result = Err(FileError::Missing);
        for candidate in candidates {
            if candidate.contains('\0') {
                continue;
            }
            if names_host(&candidate) {
                result = Err(FileError::Outside);
                continue;
            }
            let beside = Path::new(base)
                .parent()
                .unwrap_or(Path::new(""))
                .join(&candidate);
            let name = shown(&normalize(&beside));
            if let Some(index) = self.by_key.get(&DocumentKey::Named(name.clone())) {
                return Ok(*index);
            }
            if let Some(text) = self.texts.remove(&name) {
                return Ok(self.open(
                    DocumentKey::Named(name.clone()),
                    &name,
                    None,
                    text.into_bytes(),
                    span,
                ));
            }
            let Some(folder) = folder else { continue };
            // Beside the document; then below the user's folders for imports, like include paths.
            match self.open_file(&folder.join(&candidate), name, span) {
                Ok(index) => return Ok(index),
                Err(FileError::Missing) => {}
                Err(error) => {
                    if matches!(result, Err(FileError::Missing)) {
                        result = Err(error);
                    }
                }
            }
            for root in &self.options.roots {
                let path = normalize(&root.join(&candidate));
                if let Ok(index) = self.open_file(&path, shown(&path), span) {
                    return Ok(index);
                }
            }
        }
        result
    }

    fn open_file(&mut self, path: &Path, name: String, span: Span) -> Result<usize, FileError> {
        let canonical = self.files.locate(path)?;
        let key = DocumentKey::File(canonical.clone());
        if let Some(index) = self.by_key.get(&key) {
            return Ok(*index);
        }
        let bytes = self.files.read(&canonical)?;
        Ok(self.open(key, &name, Some(normalize(path)), bytes, span))
    }

    /// A file of the folders with this namespace: the only one, or the only one with the right name.
    fn by_namespace(
        &mut self,
        wanted: DocumentKind,
        location: &str,
        namespace: &str,
        span: Span,
    ) -> Result<Option<usize>, FileError> {
        if namespace.is_empty() {
            return Ok(None);
        }
        let own = self
            .sources
            .path(span.source)
            .and_then(|path| path.canonicalize().ok());
        let mut found = self.files.with_namespace(namespace);
        found.retain(|path| Some(path) != own.as_ref());
        // A WSDL document may have the namespace of a schema that it does not have.
        if wanted == DocumentKind::Schema {
            found.retain(|path| has_schema(path, namespace));
        }
        if found.len() > 1 {
            let file = location.rsplit(['/', '\\']).next().unwrap_or_default();
            let file = file.split(['?', '#']).next().unwrap_or_default();
            let named: Vec<PathBuf> = found
                .iter()
                .filter(|path| path.file_name().and_then(|name| name.to_str()) == Some(file))
                .cloned()
                .collect();
            if named.len() != 1 {
                if catalog::find(namespace).is_none() {
                    let names: Vec<String> =
                        found.iter().take(5).map(|path| shown_name(path)).collect();
                    self.diagnostics
                        .warning(
                            Code::AmbiguousNamespace,
                            span,
                            format!("several files have the target namespace `{namespace}`"),
                        )
                        .help(format!("name one of them in the map: {}", names.join(", ")));
                }
                return Ok(None);
            }
            found = named;
        }
        let Some(path) = found.pop() else {
            return Ok(None);
        };
        // The same file may have been opened by the user's name for it.
        let name = match self.sources.path(span.source).and_then(Path::parent) {
            Some(folder) => shown(&folder.join(path.file_name().unwrap_or_default())),
            None => shown_name(&path),
        };
        let shown_path = match self.sources.path(span.source).and_then(Path::parent) {
            Some(folder)
                if folder
                    .join(path.file_name().unwrap_or_default())
                    .canonicalize()
                    .ok()
                    .as_ref()
                    == Some(&path) =>
            {
                folder.join(path.file_name().unwrap_or_default())
            }
            _ => path,
        };
        self.open_file(&shown_path, name, span).map(Some)
    }
}
