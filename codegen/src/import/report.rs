//! Reports documents that are missing, refused or of the wrong kind.

use super::Importer;
use super::location::{local_path, names_host, shown, unescape};
use crate::diagnostic::Code;
use crate::ground::Span;
use crate::source::files::{FileError, normalize};
use crate::syntax::xml::{Tree, html};
use crate::syntax::{wsdl, xsd};

impl Importer<'_> {
    pub(super) fn wrong_root(&mut self, tree: &Tree) {
        let root = tree.root();
        let (namespace, local) = (root.namespace(), root.local());
        let span = root.span();
        if html::is_root(local) {
            html::report(self.diagnostics, span);
        } else if wsdl::WSDL_20.contains(&namespace) {
            self.diagnostics.error(
                Code::Wsdl20,
                span,
                "this is a WSDL 2.0 document; WSDL 1.1 is what is read",
            );
        } else if xsd::DRAFTS.contains(&namespace) {
            wsdl::draft(self.diagnostics, span, namespace);
        } else {
            let shown = if namespace.is_empty() {
                local.to_owned()
            } else {
                format!("{{{namespace}}}{local}")
            };
            let found = self.diagnostics.error(
                Code::NotWsdl,
                span,
                format!("the root element is `{shown}`: this is neither a WSDL 1.1 document nor an XML Schema"),
            );
            if local == "definitions" {
                found.help(format!("the namespace of WSDL 1.1 is {}", wsdl::NAMESPACE));
            } else if local == "Envelope" {
                found.help("this is a SOAP message: name the service's WSDL document instead");
            } else if local == "Metadata" {
                found.help("this is an answer of WS-MetadataExchange: save each wsdl:definitions and xs:schema in it as a file of its own, and name the WSDL");
            }
        }
    }

    pub(super) fn report_file_error(&mut self, span: Span, name: &str, error: &FileError) {
        match error {
            FileError::TooLarge => self.too_large(span, name),
            FileError::Missing => {
                let found = self.diagnostics.error(
                    Code::Unreadable,
                    span,
                    format!("`{name}` is not there"),
                );
                if let Some(url) = fetchable(name) {
                    found.help(format!(
                        "an address is read by `wsdl-codegen fetch '{url}' -o wsdl`; then name the file that it saves"
                    ));
                }
            }
            FileError::Outside => {
                self.diagnostics.error(
                    Code::OutsideFolders,
                    span,
                    format!("`{name}` is outside the folders that may be read"),
                );
            }
            FileError::Unreadable(why) => {
                self.diagnostics.error(
                    Code::Unreadable,
                    span,
                    format!("`{name}` cannot be read: {why}"),
                );
            }
        }
    }

    pub(super) fn too_large(&mut self, span: Span, name: &str) {
        let (file, total) = (size(self.options.max_file), size(self.options.max_total));
        self.diagnostics.error(
            Code::TooLarge,
            span,
            format!(
                "`{name}` is too large: the limits are {file} for one document and {total} for all"
            ),
        );
    }

    pub(super) fn report_import(
        &mut self,
        span: Span,
        location: Option<&str>,
        namespace: &str,
        error: &FileError,
    ) {
        if !namespace.is_empty() {
            self.documents.absent.insert(namespace.into());
        }
        let Some(location) = location else {
            self.diagnostics
                .error(Code::NotMapped, span, format!("no schema of the namespace `{namespace}` is there"))
                .help(format!("put its file next to this document, or map the namespace to a file: \"{namespace}\" = \"file.xsd\""));
            return;
        };
        match error {
            FileError::Outside => {
                let folder = self.folder_of(span, location).unwrap_or_default();
                let imports = self.outside.entry(folder).or_default();
                imports.push((span, location.to_owned()));
            }
            FileError::Missing if local_path(location).is_none() => {
                self.diagnostics
                    .error(
                        Code::NotMapped,
                        span,
                        format!("`{location}` is not on this machine; the network is never asked"),
                    )
                    .help(format!(
                        "{}: \"{location}\" = \"file.xsd\"",
                        Code::NotMapped.help()
                    ));
            }
            FileError::Missing => {
                self.diagnostics
                    .error(Code::Unreadable, span, format!("the imported file `{location}` is not there"))
                    .help("the location is relative to the importing file; map it or its namespace to a file if it lies elsewhere");
            }
            other => self.report_file_error(span, location, other),
        }
    }

    /// The target folder of an import, in the user's spelling; `None` if allowing it does not help.
    fn folder_of(&self, span: Span, location: &str) -> Option<String> {
        let local = local_path(location)?;
        let plain = local.split(['#', '?']).next().unwrap_or(&local);
        let plain = unescape(plain).replace('\\', "/");
        if names_host(&plain) {
            return None;
        }
        let importing = self.sources.path(span.source)?.parent()?;
        let file = normalize(&importing.join(plain));
        let folder = file.parent()?;
        // A link leads out of a folder that is allowed.
        if self.files.names_allowed(folder) {
            return None;
        }
        let folder = shown(folder);
        Some(if folder.is_empty() {
            ".".to_owned()
        } else {
            folder
        })
    }

    /// Reports the imports that leave the folders: once for each folder, with the option that allows it.
    pub(super) fn report_outside(&mut self) {
        for (folder, imports) in std::mem::take(&mut self.outside) {
            let more = imports.len().saturating_sub(1);
            let Some((span, location)) = imports
                .into_iter()
                .min_by_key(|(span, _)| (span.source, span.node))
            else {
                continue;
            };
            let mut message = format!("`{location}` is outside the folders that may be read");
            match more {
                0 => {}
                1 => message.push_str(", and so is one more import of that folder"),
                more => {
                    message.push_str(&format!(", and so are {more} more imports of that folder"))
                }
            }
            let found = self.diagnostics.error(Code::OutsideFolders, span, message);
            if !folder.is_empty() {
                found.help(format!("if you trust it, allow the folder: `--folders {folder}`, in a build script `.folders(\"{folder}\")`"));
            }
        }
    }
}

fn size(bytes: u64) -> String {
    if bytes >= 1 << 20 {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{bytes} bytes")
    }
}

/// The address that a path is, if it is one. A path may have lost one of the slashes.
fn fetchable(path: &str) -> Option<String> {
    let (scheme, rest) = path.split_once(":/")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.trim_start_matches('/');
    (matches!(&*scheme, "http" | "https") && !rest.is_empty()).then(|| format!("{scheme}://{rest}"))
}
