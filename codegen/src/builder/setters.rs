//! The builder's setters: one method per option.

use super::Builder;
use crate::options::Layout;
use crate::options::declaration::each_option;
use std::path::PathBuf;

macro_rules! setters {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident $(= $default:literal)?, $heading:literal $value_name:literal;)*) => {
        /// The options. Each method sets the option of its name, or adds an item to it if it is a list.
        impl Builder {
            $(setter! { $kind $(#[doc = $doc])+ $name })*
        }
    };
}

macro_rules! setter {
    (flag $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, yes: bool) -> Self {
            self.options.$name = yes;
            self
        }
    };
    (layout $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, $name: Layout) -> Self {
            self.options.$name = $name;
            self
        }
    };
    (text $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, text: impl Into<String>) -> Self {
            self.options.$name = text.into();
            self
        }
    };
    (optional_text $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, text: impl Into<String>) -> Self {
            self.options.$name = Some(text.into());
            self
        }
    };
    (selectors $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, selector: impl Into<String>) -> Self {
            self.options.$name.push(selector.into());
            self
        }
    };
    (pairs $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, selector: impl Into<String>, value: impl Into<String>) -> Self {
            self.options.$name.push((selector.into(), value.into()));
            self
        }
    };
    (paths $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, path: impl Into<PathBuf>) -> Self {
            self.options.$name.push(path.into());
            self
        }
    };
    (locations $(#[$doc:meta])+ $name:ident) => {
        $(#[$doc])+
        pub fn $name(mut self, place: impl Into<String>, path: impl Into<PathBuf>) -> Self {
            self.options.$name.push((place.into(), path.into()));
            self
        }
    };
}

each_option!(setters);
