//! Tables of texts.

use std::fmt::{Debug, Display};
use std::str::FromStr;

use soap_runtime::ValueError;

/// Each text is read, written in the given form, and read back to an equal value.
#[track_caller]
pub fn reads<T>(rows: &[(&str, &str)])
where
    T: FromStr<Err = ValueError> + Display + Debug + PartialEq,
{
    for (text, written) in rows {
        let value: T = text
            .parse()
            .unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(value.to_string(), *written, "{text:?} written");
        assert_eq!(
            written.parse::<T>().as_ref(),
            Ok(&value),
            "{written:?} read back"
        );
    }
}

/// Each text is read and written back unchanged.
#[track_caller]
pub fn keeps<T>(texts: &[&str])
where
    T: FromStr<Err = ValueError> + Display + Debug + PartialEq,
{
    for text in texts {
        reads::<T>(&[(text, text)]);
    }
}

/// Each text is refused: `"text" is not an {name}: {reason}`.
#[track_caller]
pub fn refuses<T>(name: &str, rows: &[(&str, &str)])
where
    T: FromStr<Err = ValueError> + Debug,
{
    for (text, reason) in rows {
        refused(text.parse::<T>(), name, text, reason);
    }
}

#[track_caller]
pub fn refused<T: Debug>(result: Result<T, ValueError>, name: &str, text: &str, reason: &str) {
    let colon = if reason.is_empty() { "" } else { ": " };
    match result {
        Ok(value) => panic!("{text:?} was read as {value:?}"),
        Err(error) => assert_eq!(
            error.to_string(),
            format!("{text:?} is not {name}{colon}{reason}")
        ),
    }
}
