//! `Content` of generated enums and simple types, by delegation to the walkers.

/// `Content` of an enum that is a choice.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_choice {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::__private::v1::Content for $type {
            fn write(&self, writer: &mut $crate::__private::v1::Writer<'_>, _: &'static $crate::__private::v1::Member) {
                writer.choice(self);
            }
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                reader.choice(self, member)
            }
            $crate::__soap_no_text!();
            fn nested(&self) -> ::core::option::Option<$crate::__private::v1::Nested<'_>> {
                ::core::option::Option::Some($crate::__private::v1::Nested::Choice(self))
            }
            fn nested_mut(&mut self) -> ::core::option::Option<$crate::__private::v1::NestedMut<'_>> {
                ::core::option::Option::Some($crate::__private::v1::NestedMut::Choice(self))
            }
        }
        $crate::__soap_boxed!($type);
    )+ };
}

/// `Content` of an enum over a type and the types derived from it.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_polymorphic {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::__private::v1::Content for $type {
            fn write(&self, writer: &mut $crate::__private::v1::Writer<'_>, member: &'static $crate::__private::v1::Member) {
                writer.polymorphic(self, member);
            }
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                reader.polymorphic(self, member)
            }
            fn read_nil(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                reader.nil_polymorphic(self, member)
            }
            fn write_nil(&self, writer: &mut $crate::__private::v1::Writer<'_>, member: &'static $crate::__private::v1::Member) {
                writer.nil_polymorphic(self, member);
            }
            fn nil_room(&self) -> $crate::__private::v1::NilRoom {
                $crate::__private::v1::NilRoom::Attributes
            }
            $crate::__soap_no_text!();
        }
        $crate::__soap_boxed!($type);
    )+ };
}

/// The methods of a `Content` without text.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_no_text {
    () => {
        fn write_text(&self, _: &mut $crate::__private::v1::Writer<'_>) {}
        fn read_text(
            &mut self,
            text: &str,
            _: &dyn $crate::__private::v1::Scope,
        ) -> ::core::result::Result<(), $crate::ValueError> {
            $crate::__private::v1::no_text(text)
        }
    };
}

/// `Content` of a box of an enum: members on a cycle are boxed. (Boxes of structs are `Complex`.)
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_boxed {
    ($type:ty) => {
        impl $crate::__private::v1::Content for ::std::boxed::Box<$type> {
            fn write(
                &self,
                writer: &mut $crate::__private::v1::Writer<'_>,
                member: &'static $crate::__private::v1::Member,
            ) {
                (**self).write(writer, member);
            }
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                (**self).read(reader, member)
            }
            fn read_nil(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                (**self).read_nil(reader, member)
            }
            fn write_nil(
                &self,
                writer: &mut $crate::__private::v1::Writer<'_>,
                member: &'static $crate::__private::v1::Member,
            ) {
                (**self).write_nil(writer, member);
            }
            fn nil_room(&self) -> $crate::__private::v1::NilRoom {
                (**self).nil_room()
            }
            $crate::__soap_no_text!();
            fn nested(&self) -> ::core::option::Option<$crate::__private::v1::Nested<'_>> {
                (**self).nested()
            }
            fn nested_mut(
                &mut self,
            ) -> ::core::option::Option<$crate::__private::v1::NestedMut<'_>> {
                (**self).nested_mut()
            }
        }
    };
}

/// `Content` of a simple type.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::__private::v1::Content for $type {
            #[inline]
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                $crate::__private::v1::read_simple(self, reader, member)
            }
            fn read_text(
                &mut self,
                text: &str,
                scope: &dyn $crate::__private::v1::Scope,
            ) -> ::core::result::Result<(), $crate::ValueError> {
                $crate::__private::v1::read_simple_text(self, text, scope)
            }
            $crate::__soap_simple_methods!();
        }
    )+ };
}

/// `Content` of an enumeration, and `Default` if it has a variant for unknown values: that variant without a text,
/// which means "not set". White space around a value is odd, unless the type collapses it.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_enumeration {
    ($type:ident, $unknown:ident $($collapse:tt)*) => {
        impl ::core::default::Default for $type {
            fn default() -> Self {
                Self::$unknown(::core::default::Default::default())
            }
        }
        $crate::__soap_enumeration!($type $($collapse)*);
    };
    ($type:ident: collapse) => {
        $crate::__soap_simple!($type);
    };
    ($type:ident) => {
        impl $crate::__private::v1::Content for $type {
            #[inline]
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                $crate::__private::v1::read_word(self, reader, member)
            }
            fn read_text(
                &mut self,
                text: &str,
                scope: &dyn $crate::__private::v1::Scope,
            ) -> ::core::result::Result<(), $crate::ValueError> {
                $crate::__private::v1::read_word_text(self, text, scope)
            }
            $crate::__soap_simple_methods!();
        }
    };
}

/// The methods of a simple type that are the same for all.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple_methods {
    () => {
        #[inline]
        fn write(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            member: &'static $crate::__private::v1::Member,
        ) {
            $crate::__private::v1::write_simple(self, writer, member);
        }
        #[inline]
        fn parsed(
            text: &str,
            reader: &$crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::option::Option<Self> {
            $crate::__private::v1::parse_simple(text, reader, member)
        }
        fn write_text(&self, writer: &mut $crate::__private::v1::Writer<'_>) {
            $crate::__private::v1::write_simple_text(self, writer);
        }
        fn holds(&self, text: &str, scope: &dyn $crate::__private::v1::Scope) -> bool {
            $crate::__private::v1::holds_value(self, text, scope)
        }
    };
}

/// A child element: namespace, prefix with its colon (or empty), local name, flags.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_element {
    ($namespace:expr, $prefix:literal, $local:literal, $flags:expr) => {
        $crate::__private::v1::element(
            $namespace,
            $local,
            concat!("<", $prefix, $local, ">"),
            concat!("</", $prefix, $local, ">"),
            $flags,
        )
    };
}

/// An attribute: namespace, prefix with its colon (or empty), local name, flags.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_attribute {
    ($namespace:expr, $prefix:literal, $local:literal, $flags:expr) => {
        $crate::__private::v1::attribute(
            $namespace,
            $local,
            concat!(" ", $prefix, $local, "=\""),
            $flags,
        )
    };
}

pub use crate::{
    __soap_attribute as attribute, __soap_choice as choice, __soap_element as element,
    __soap_enumeration as enumeration, __soap_polymorphic as polymorphic, __soap_simple as simple,
};
