//! Options, declared once.

/// A struct of options: each with its setter, if users have one, its type and its default.
macro_rules! options {
    ($(#[$doc:meta])* pub struct $options:ident {
        $($(#[$field_doc:meta])* $field:ident $(, $setter:ident)?: $type:ty = $default:expr;)*
    }) => {
        $(#[$doc])*
        #[non_exhaustive]
        pub struct $options {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Default for $options {
            fn default() -> Self {
                Self { $($field: $default,)* }
            }
        }

        impl $options {
            $($(
                #[doc = concat!("Sets [`", stringify!($options), "::", stringify!($field), "`].")]
                #[must_use]
                pub fn $setter(mut self, value: $type) -> Self {
                    self.$field = value;
                    self
                }
            )?)*
        }
    };
}

pub(super) use options;
