//! Rust text, checked to be tokens.

use proc_macro2::{LexError, TokenStream};
use quote::ToTokens;
use std::fmt;
use std::str::FromStr;

/// Rust text that was checked to be tokens when it was made. A token stream cannot be shared between threads; a plan is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tokens(String);

impl FromStr for Tokens {
    type Err = LexError;

    fn from_str(text: &str) -> Result<Self, LexError> {
        Ok(Self(text.parse::<TokenStream>()?.to_string()))
    }
}

impl ToTokens for Tokens {
    fn to_tokens(&self, out: &mut TokenStream) {
        out.extend(self.0.parse::<TokenStream>());
    }
}

impl fmt::Display for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
