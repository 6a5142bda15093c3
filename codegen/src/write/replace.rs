//! Replaces several files together. Each is written beside its place and renamed; after a failure the old files are
//! there.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces the files of these names in `dir`. Files that have the same bytes already are not touched.
///
/// Each new file is written beside the old one. All are renamed when all are written. Returns the paths that changed.
///
/// # Errors
/// A file cannot be written; its place, or a folder on the way below `dir`, is a link; or `may_replace`, which gets the
/// name and the bytes of the old file, returns false. Then the files are unchanged.
pub fn replace_files(
    files: &[(PathBuf, &[u8])],
    dir: &Path,
    may_replace: impl Fn(&Path, &[u8]) -> bool,
) -> io::Result<Vec<PathBuf>> {
    let mut changes = Vec::new();
    for (name, bytes) in files {
        let path = dir.join(name);
        refuse_links(dir, name)?;
        let old = match read_file(&path) {
            Ok(old) => Some(old),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(named(&path, &error)),
        };
        if old.as_deref() == Some(bytes) {
            continue;
        }
        if let Some(old) = &old
            && !may_replace(name, old)
        {
            let message = format!(
                "{} is not ours to replace: move it away, or name another folder",
                path.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
        changes.push(Replacement { path, old, bytes });
    }
    for (at, change) in changes.iter().enumerate() {
        if let Err(error) = change.prepare() {
            for change in changes.iter().take(at + 1) {
                let _ = fs::remove_file(change.beside());
            }
            return Err(named(&change.path, &error));
        }
    }
    for (at, change) in changes.iter().enumerate() {
        if let Err(error) = fs::rename(change.beside(), &change.path) {
            for change in changes.iter().skip(at) {
                let _ = fs::remove_file(change.beside());
            }
            for change in changes.iter().take(at) {
                change.undo();
            }
            return Err(named(&change.path, &error));
        }
    }
    Ok(changes.into_iter().map(|change| change.path).collect())
}

/// A file to write.
struct Replacement<'a> {
    path: PathBuf,
    old: Option<Vec<u8>>,
    bytes: &'a [u8],
}

impl Replacement<'_> {
    /// The temporary name of the new file.
    fn beside(&self) -> PathBuf {
        let mut name = std::ffi::OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(".new");
        self.path.with_file_name(name)
    }

    fn prepare(&self) -> io::Result<()> {
        if let Some(parent) = self.path.parent() {
            fs::create_dir_all(parent)?;
        }
        let beside = self.beside();
        // A rest of an earlier run. A link is removed, not followed.
        match fs::remove_file(&beside) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let mut file = fs::File::create_new(beside)?;
        file.write_all(self.bytes)?;
        file.flush()
    }

    /// Restores the old file, as far as possible.
    fn undo(&self) {
        let _ = match &self.old {
            Some(old) => fs::write(&self.path, old),
            None => fs::remove_file(&self.path),
        };
    }
}

/// Reads what is in the place of a file. A pipe would never end, or not even begin.
pub(super) fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    if !fs::metadata(path)?.is_file() {
        let message = "something that is not a file is in its place";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    fs::read(path)
}

/// Refuses a name if its place, or a folder on the way to it below `dir`, is a link.
fn refuse_links(dir: &Path, name: &Path) -> io::Result<()> {
    let mut path = dir.to_owned();
    for part in name.components() {
        path.push(part);
        if fs::symlink_metadata(&path).is_ok_and(|meta| meta.is_symlink()) {
            let message = format!("{} is a link, which is not followed", path.display());
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
        }
    }
    Ok(())
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::replace_files;
    use std::fs;
    use std::path::PathBuf;

    /// An empty folder that is removed when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&path);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).unwrap();
            let mut names: Vec<String> = entries
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            names
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn files<'a>(all: &[(&str, &'a str)]) -> Vec<(PathBuf, &'a [u8])> {
        all.iter()
            .map(|(name, text)| (PathBuf::from(name), text.as_bytes()))
            .collect()
    }

    #[test]
    fn only_what_differs_is_written() {
        let folder = Folder::new("replace-differs");
        let all = files(&[("a.rs", "1"), ("sub/b.rs", "2")]);
        assert_eq!(
            replace_files(&all, &folder.0, |_, _| true).unwrap().len(),
            2
        );
        let all = files(&[("a.rs", "1"), ("sub/b.rs", "3")]);
        let changed = replace_files(&all, &folder.0, |_, old| old == b"2").unwrap();
        assert_eq!(changed, [folder.0.join("sub/b.rs")]);
        assert_eq!(folder.names(), ["a.rs", "sub"]);
    }

    #[test]
    fn a_foreign_file_stays_and_so_do_the_others() {
        let folder = Folder::new("replace-foreign");
        fs::write(folder.0.join("b.rs"), "mine").unwrap();
        let all = files(&[("a.rs", "1"), ("b.rs", "2")]);
        let error = replace_files(&all, &folder.0, |_, _| false).unwrap_err();
        assert!(
            error
                .to_string()
                .ends_with("b.rs is not ours to replace: move it away, or name another folder"),
            "{error}"
        );
        assert_eq!(folder.names(), ["b.rs"]);
    }

    #[test]
    fn a_failure_leaves_what_was_there() {
        let folder = Folder::new("replace-failure");
        fs::write(folder.0.join("a.rs"), "old").unwrap();
        // There is a file where a folder must be.
        fs::write(folder.0.join("sub"), "").unwrap();
        let all = files(&[("a.rs", "new"), ("sub/b.rs", "2")]);
        assert!(replace_files(&all, &folder.0, |_, _| true).is_err());
        assert_eq!(fs::read(folder.0.join("a.rs")).unwrap(), b"old");
        assert_eq!(folder.names(), ["a.rs", "sub"]);
        // There is a folder where a file must be. The rename fails.
        fs::create_dir(folder.0.join("z.rs")).unwrap();
        let all = files(&[("a.rs", "new"), ("z.rs", "2")]);
        assert!(replace_files(&all, &folder.0, |_, _| true).is_err());
        assert_eq!(fs::read(folder.0.join("a.rs")).unwrap(), b"old");
        assert_eq!(folder.names(), ["a.rs", "sub", "z.rs"]);
    }

    /// Opening a named pipe that nobody writes to blocks for ever. The test uses a socket, since the standard library makes no named pipe.
    #[test]
    #[cfg(unix)]
    fn what_is_no_file_is_not_read() {
        let folder = Folder::new("replace-pipe");
        let _socket = std::os::unix::net::UnixListener::bind(folder.0.join("a.rs")).unwrap();
        let error = replace_files(&files(&[("a.rs", "1")]), &folder.0, |_, _| true).unwrap_err();
        assert!(
            error.to_string().contains("something that is not a file"),
            "{error}"
        );
        assert_eq!(folder.names(), ["a.rs"]);
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_not_followed() {
        let folder = Folder::new("replace-link");
        let target = folder.0.join("target.txt");
        fs::write(&target, "theirs").unwrap();
        for name in ["a.rs", "sub"] {
            std::os::unix::fs::symlink(&target, folder.0.join(name)).unwrap();
        }
        for name in ["a.rs", "sub/b.rs"] {
            let error = replace_files(&files(&[(name, "1")]), &folder.0, |_, _| true).unwrap_err();
            assert!(
                error
                    .to_string()
                    .ends_with("is a link, which is not followed"),
                "{error}"
            );
        }
        // A link at the temporary name is replaced.
        std::os::unix::fs::symlink(&target, folder.0.join(".c.rs.new")).unwrap();
        replace_files(&files(&[("c.rs", "1")]), &folder.0, |_, _| true).unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"theirs");
        assert_eq!(fs::read(folder.0.join("c.rs")).unwrap(), b"1");
    }
}
