//! The options of the generator: one plain struct for build scripts, `xtask` and the command line.

pub(crate) mod declaration;
#[cfg(feature = "serde")]
mod file;
pub(crate) mod glob;
pub(crate) mod overrides;
pub(crate) mod secrets;
pub(crate) mod selector;
mod value;

use declaration::{each_option, value_type};
use std::path::PathBuf;
use value::FromOption;

macro_rules! options {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ident $(= $default:literal)?, $heading:literal $value_name:literal;)*) => {
        /// Options of the generator.
        ///
        /// Selectors are globs (`*`, `?`) over the contract's own names. A type is `Order` or `{http://namespace}Order`
        /// (an anonymous one `Owner.Member`), a member is `Order.Customer`, an operation `OrderService.PlaceOrder`. A
        /// selector that matches nothing is an error. If several selectors match, the last one wins.
        ///
        /// With the feature `serde` they can be read from a file: each option has its name as key. Selectors are a list
        /// or one text; pairs are a table, in the order of the file.
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Deserialize), serde(default, deny_unknown_fields))]
        pub struct Options {
            $(
                $(#[doc = $doc])+
                #[cfg_attr(feature = "serde", serde(deserialize_with = "file::value"))]
                pub $name: value_type!($kind),
            )*
        }

        impl Default for Options {
            fn default() -> Self {
                Self { $($name: options!(@default $($default)?),)* }
            }
        }

        impl Options {
            /// All options, in the order of `--help`.
            pub const ALL: &'static [OptionInfo] = &[$(OptionInfo {
                name: stringify!($name),
                help: concat!($($doc, "\n"),+),
                heading: $heading,
                value_name: $value_name,
                values: <value_type!($kind) as FromOption>::VALUES,
                is_list: <value_type!($kind) as FromOption>::IS_LIST,
            },)*];

            /// Sets the option of this name from text, as the command line does. A list grows by one item, a pair has
            /// `=` between its texts, a flag is `true` or `false`.
            ///
            /// # Errors
            /// The text is wrong, or there is no option of this name.
            pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
                match name {
                    $(stringify!($name) => self.$name.set(text),)*
                    _ => Err(format!("there is no option `{name}`")),
                }
            }
        }
    };
    (@default) => { Default::default() };
    (@default $value:literal) => { $value.into() };
}

each_option!(options);

/// A description of an option.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct OptionInfo {
    /// The name of the field, of the setter and of the key in a file. The argument has dashes for underscores.
    pub name: &'static str,
    /// The documentation, in lines.
    pub help: &'static str,
    /// The group of the option.
    pub heading: &'static str,
    /// The name of its value in `--help`; empty for a flag.
    pub value_name: &'static str,
    /// Its possible values, if they are a few words.
    pub values: &'static [&'static str],
    /// Whether it can be given several times.
    pub is_list: bool,
}

/// The division of the output into files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Deserialize),
    serde(rename_all = "kebab-case")
)]
pub enum Layout {
    /// One module for the shared types, one per service.
    #[default]
    Services,
    /// Like `Services`, with one module of types per namespace.
    Namespaces,
}
