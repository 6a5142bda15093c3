//! Rust text that is known to be valid tokens.

use proc_macro2::{LexError, TokenStream};
use quote::ToTokens;
use std::fmt;
use std::str::FromStr;

/// Rust text whose tokens were checked when it was made. Unlike a token stream, it can be shared between threads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Tokens(String);

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
