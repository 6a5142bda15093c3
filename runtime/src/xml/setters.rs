//! Setters of options.

/// Setters of options, for a chain.
macro_rules! setters {
    ($options:ident { $($(#[$doc:meta])* $setter:ident = $field:ident: $type:ty;)* }) => {
        impl $options {
            $(
                $(#[$doc])*
                #[must_use]
                pub fn $setter(mut self, value: $type) -> Self {
                    self.$field = value;
                    self
                }
            )*
        }
    };
}

pub(super) use setters;
