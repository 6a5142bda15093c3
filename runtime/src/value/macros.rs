//! Macros for the code that all value types share.

/// `parse`, `FromStr`, `TryFrom<&str>`, `Display` and `Debug` of a type that has `read(&str) -> Result<Self, &'static str>` and
/// `write_to`.
macro_rules! lexical {
    ($type:ident, $name:literal) => {
        impl $type {
            /// Reads the lexical form. White space must be collapsed already (Part 2, 4.3.6).
            ///
            /// # Errors
            /// When the text is not in the lexical space; the error says why.
            pub fn parse(text: &str) -> Result<Self, crate::ValueError> {
                match Self::read(text) {
                    Ok(value) => Ok(value),
                    Err(reason) => Err(crate::ValueError::new($name, text, reason)),
                }
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::ValueError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl TryFrom<&str> for $type {
            type Error = crate::ValueError;

            fn try_from(text: &str) -> Result<Self, Self::Error> {
                Self::parse(text)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let mut out = Vec::new();
                self.write_to(&mut out);
                f.pad(&String::from_utf8_lossy(&out))
            }
        }
    };
}

/// `Debug` as `Type(lexical form)`.
macro_rules! debug_as_text {
    ($($type:ident)*) => { $(
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({})"), self)
            }
        }
    )* };
}

/// The code that the types around a `Vec<u8>` share. `Debug` shows only the length: the bytes may be many, and secret.
macro_rules! bytes {
    ($type:ident) => {
        impl std::fmt::Debug for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($type), "({} bytes)"), self.0.len())
            }
        }

        impl std::ops::Deref for $type {
            type Target = Vec<u8>;

            fn deref(&self) -> &Vec<u8> {
                &self.0
            }
        }

        impl std::ops::DerefMut for $type {
            fn deref_mut(&mut self) -> &mut Vec<u8> {
                &mut self.0
            }
        }

        impl AsRef<[u8]> for $type {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl From<Vec<u8>> for $type {
            fn from(bytes: Vec<u8>) -> Self {
                Self(bytes)
            }
        }

        impl From<&[u8]> for $type {
            fn from(bytes: &[u8]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl<const N: usize> From<[u8; N]> for $type {
            fn from(bytes: [u8; N]) -> Self {
                Self(bytes.to_vec())
            }
        }

        impl From<$type> for Vec<u8> {
            fn from(value: $type) -> Self {
                value.0
            }
        }
    };
}
