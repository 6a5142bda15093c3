//! Values of options as text.

use super::Layout;
use std::path::PathBuf;

/// A value that can be set from text.
pub(super) trait FromOption {
    /// The possible texts, if they are a few words.
    const VALUES: &'static [&'static str] = &[];
    /// Whether setting it again adds an item.
    const IS_LIST: bool = false;

    /// Sets the value, or adds an item.
    fn set(&mut self, text: &str) -> Result<(), String>;
}

impl FromOption for bool {
    const VALUES: &'static [&'static str] = &["true", "false"];

    fn set(&mut self, text: &str) -> Result<(), String> {
        *self = match text {
            "true" => true,
            "false" => false,
            _ => return Err("`true` or `false` is expected".to_owned()),
        };
        Ok(())
    }
}

impl FromOption for String {
    fn set(&mut self, text: &str) -> Result<(), String> {
        text.clone_into(self);
        Ok(())
    }
}

impl FromOption for Option<String> {
    fn set(&mut self, text: &str) -> Result<(), String> {
        *self = Some(text.to_owned());
        Ok(())
    }
}

impl FromOption for Layout {
    const VALUES: &'static [&'static str] = &["services", "namespaces"];

    fn set(&mut self, text: &str) -> Result<(), String> {
        *self = match text {
            "services" => Self::Services,
            "namespaces" => Self::Namespaces,
            _ => return Err("`services` or `namespaces` is expected".to_owned()),
        };
        Ok(())
    }
}

/// An item of a list.
pub(super) trait ListItem: Sized {
    fn from_text(text: &str) -> Result<Self, String>;
}

impl ListItem for String {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }
}

impl ListItem for PathBuf {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.into())
    }
}

impl<T: ListItem> ListItem for (String, T) {
    fn from_text(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((left, right)) if !left.is_empty() && !right.is_empty() => {
                Ok((left.to_owned(), T::from_text(right)?))
            }
            _ => Err("two texts with `=` between them are expected".to_owned()),
        }
    }
}

impl<T: ListItem> FromOption for Vec<T> {
    const IS_LIST: bool = true;

    fn set(&mut self, text: &str) -> Result<(), String> {
        self.push(T::from_text(text)?);
        Ok(())
    }
}
