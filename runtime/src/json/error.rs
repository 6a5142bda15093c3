//! The error of JSON: a path and a reason.

use std::fmt;

/// The reason why a value has no JSON, or JSON is no value, and its place.
///
/// The path is a JSON Pointer (RFC 6901) without escapes, such as `/order/lines/3/price`; `/` is the whole. A name of more than 100
/// characters is cut off, and ends in `…`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The steps of the path, the last one first.
    steps: Vec<String>,
    message: String,
}

/// The characters of a name in the path. Names may be as long as the JSON.
const LONGEST: usize = 100;

impl Error {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            steps: Vec::new(),
            message: message.into(),
        }
    }

    /// The error of a value of another form than the one expected.
    pub(crate) fn expected(what: &str, found: &super::Tree) -> Self {
        Self::new(format!("expected {what}, found {}", found.described()))
    }

    /// The same, below a member or item.
    pub(crate) fn below(mut self, step: impl ToString) -> Self {
        let mut step = step.to_string();
        if let Some((end, _)) = step.char_indices().nth(LONGEST) {
            step.truncate(end);
            step.push('…');
        }
        self.steps.push(step);
        self
    }

    /// The path of the value: names of members and indices of items.
    pub fn path(&self) -> String {
        if self.steps.is_empty() {
            return "/".to_owned();
        }
        let mut path = String::new();
        for step in self.steps.iter().rev() {
            path.push('/');
            path.push_str(step);
        }
        path
    }

    /// The path as a JSON Pointer (RFC 6901): with escapes, and empty for the whole.
    ///
    /// ```
    /// use soap_runtime::json;
    ///
    /// let twice = json::Tree::Object(vec![
    ///     ("a/b".into(), json::Tree::Null),
    ///     ("a/b".into(), json::Tree::Null),
    /// ]);
    /// let error = json::check_names(&twice).expect_err("a name occurs twice");
    /// assert_eq!(error.pointer(), "/a~1b");
    /// ```
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps.iter().rev() {
            pointer.push('/');
            pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        }
        pointer
    }

    /// The reason, without the path.
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path(), self.message)
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::Error;

    #[test]
    fn long_names_are_cut_off() {
        let error = Error::new("no")
            .below("é".repeat(100))
            .below("é".repeat(1000));
        let name = "é".repeat(100);
        assert_eq!(error.to_string(), format!("/{name}…/{name}: no"));
    }
}
