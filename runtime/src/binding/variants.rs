//! Methods of generated enums: what a value holds, and what all of its types have.

/// The content of a variant: a value, or a box of it.
pub trait Held<T> {
    /// The value.
    fn value(self) -> T;
}

impl<T> Held<T> for T {
    #[inline]
    fn value(self) -> T {
        self
    }
}

impl<T> Held<T> for Box<T> {
    #[inline]
    fn value(self) -> T {
        *self
    }
}

/// The value that a variant holds.
#[inline]
pub fn unboxed<T>(held: impl Held<T>) -> T {
    held.value()
}

/// Variants of an enum by their types: each is made of its value, and asked for it.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_variants {
    ($type:ident { $($name:ident($of:ty): $get:ident $($into:ident)?,)* }) => {
        $(impl ::core::convert::From<$of> for $type {
            #[inline]
            fn from(value: $of) -> Self {
                Self::$name(value.into())
            }
        })*
        $crate::__soap_asked!($type { $($name($of): $get $($into)?,)* });
    };
}

/// Variants of an enum that are asked for their values.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_asked {
    ($type:ident { $($name:ident($of:ty): $get:ident $($into:ident)?,)* }) => {
        impl $type {
            $(
                /// The value, if it is of this variant.
                #[inline]
                pub fn $get(&self) -> ::core::option::Option<&$of> {
                    #[allow(irrefutable_let_patterns)]
                    if let Self::$name(value) = self {
                        let value: &$of = value;
                        return ::core::option::Option::Some(value);
                    }
                    ::core::option::Option::None
                }
                $(
                    /// The value without the enum, if it is of this variant.
                    #[inline]
                    pub fn $into(self) -> ::core::option::Option<$of> {
                        #[allow(irrefutable_let_patterns)]
                        if let Self::$name(value) = self {
                            return ::core::option::Option::Some($crate::__private::v1::unboxed(value));
                        }
                        ::core::option::Option::None
                    }
                )?
            )*
        }
    };
}

/// The members that all types of an enum have, reached without a match.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_common {
    ($type:ident $variants:tt { $($field:ident: $of:ty,)* }) => {
        impl $type {
            $(
                /// The member of this name, which all of the types have.
                #[inline]
                pub fn $field(&self) -> &$of {
                    $crate::__soap_of_each!(self $variants $field)
                }
            )*
        }
    };
}

/// The same of an enum with a variant for types that are not known, which has none of them.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_known {
    ($type:ident $variants:tt { $($field:ident: $of:ty,)* }) => {
        impl $type {
            $(
                /// The member of this name, which all of the known types have.
                #[inline]
                pub fn $field(&self) -> ::core::option::Option<&$of> {
                    $crate::__soap_of_known!(self $variants $field)
                }
            )*
        }
    };
}

/// A field of the value in each of these variants.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_of_known {
    ($self:ident [$($name:ident),*] $field:ident) => {
        match $self {
            $(Self::$name(value) => ::core::option::Option::Some(&value.$field),)*
            _ => ::core::option::Option::None,
        }
    };
}

/// A field of the value in each variant.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_of_each {
    ($self:ident [$($name:ident),*] $field:ident) => {
        match $self {
            $(Self::$name(value) => &value.$field,)*
        }
    };
}

pub use crate::{
    __soap_asked as asked, __soap_common as common, __soap_known as known,
    __soap_variants as variants,
};
