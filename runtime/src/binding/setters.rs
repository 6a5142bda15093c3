//! Methods of generated structs that set the members that `new` does not take, with the option `builders`.

/// The methods of a type: each the name, the field, the kind of field, and the type of its value.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_setters {
    ($type:ident { $($with:ident = $field:ident: $kind:ident($of:ty),)* }) => {
        impl $type {
            $($crate::__soap_setter!($with $field $kind ($of));)*
        }
    };
}

/// One of these methods: for an `Option` of what converts, an `Option` of what does not, a `Nillable` of either, or a field that always
/// has a value.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_setter {
    ($with:ident $field:ident option ($of:ty)) => {
        #[doc = ::core::concat!("The same with [`", ::core::stringify!($field), "`](Self::", ::core::stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $with(mut self, value: impl ::core::convert::Into<$of>) -> Self {
            self.$field = ::core::option::Option::Some(value.into());
            self
        }
    };
    ($with:ident $field:ident some ($of:ty)) => {
        #[doc = ::core::concat!("The same with [`", ::core::stringify!($field), "`](Self::", ::core::stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $with(mut self, value: $of) -> Self {
            self.$field = ::core::option::Option::Some(value);
            self
        }
    };
    ($with:ident $field:ident nillable ($of:ty)) => {
        #[doc = ::core::concat!("The same with [`", ::core::stringify!($field), "`](Self::", ::core::stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $with(mut self, value: impl ::core::convert::Into<$of>) -> Self {
            self.$field = $crate::Nillable::Value(value.into());
            self
        }
    };
    ($with:ident $field:ident value ($of:ty)) => {
        #[doc = ::core::concat!("The same with [`", ::core::stringify!($field), "`](Self::", ::core::stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $with(mut self, value: $of) -> Self {
            self.$field = $crate::Nillable::Value(value);
            self
        }
    };
    ($with:ident $field:ident plain ($of:ty)) => {
        #[doc = ::core::concat!("The same with [`", ::core::stringify!($field), "`](Self::", ::core::stringify!($field), ").")]
        #[must_use]
        #[inline]
        pub fn $with(mut self, value: $of) -> Self {
            self.$field = value;
            self
        }
    };
}

pub use crate::__soap_setters as setters;
