//! `Content` of simple types and boxes, by delegation to the walkers, and single members.

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

/// The methods of `Content` of a choice.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_choice_methods {
    () => {
        #[inline]
        fn write(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            _: &'static $crate::__private::v1::Member,
        ) {
            writer.choice(self);
        }
        #[inline]
        fn read(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            reader.choice(self, member)
        }
        $crate::__soap_no_text!();
        #[inline]
        fn nested(&self) -> ::core::option::Option<$crate::__private::v1::Nested<'_>> {
            ::core::option::Option::Some($crate::__private::v1::Nested::Choice(self))
        }
        #[inline]
        fn nested_mut(&mut self) -> ::core::option::Option<$crate::__private::v1::NestedMut<'_>> {
            ::core::option::Option::Some($crate::__private::v1::NestedMut::Choice(self))
        }
    };
}

/// The methods of `Content` of a type with derived types.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_polymorphic_methods {
    () => {
        #[inline]
        fn write(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            member: &'static $crate::__private::v1::Member,
        ) {
            writer.polymorphic(self, member);
        }
        #[inline]
        fn read(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            reader.polymorphic(self, member)
        }
        #[inline]
        fn read_nil(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            reader.nil_polymorphic(self, member)
        }
        #[inline]
        fn write_nil(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            member: &'static $crate::__private::v1::Member,
        ) {
            writer.nil_polymorphic(self, member);
        }
        #[inline]
        fn nil_room(&self) -> $crate::__private::v1::NilRoom {
            $crate::__private::v1::NilRoom::Attributes
        }
        $crate::__soap_no_text!();
        $crate::__soap_polymorphic_view!();
    };
}

/// The methods of `Content` of a dictionary.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_pairs_methods {
    () => {
        fn write(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            member: &'static $crate::__private::v1::Member,
        ) {
            writer.pairs(self, member);
        }
        fn read(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            reader.pairs(self, member)
        }
        $crate::__soap_no_text!();
        $crate::__soap_pairs_view!();
    };
}

/// `Blank` of a box of a type without `Default`.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_boxed_blank {
    ($type:ty) => {
        impl $crate::__private::v1::Blank for ::std::boxed::Box<$type> {
            #[inline]
            fn blank() -> Self {
                ::std::boxed::Box::new($crate::__private::v1::Blank::blank())
            }
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
                $crate::__private::v1::Content::write(&**self, writer, member);
            }
            fn read(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                $crate::__private::v1::Content::read(&mut **self, reader, member)
            }
            fn read_nil(
                &mut self,
                reader: &mut $crate::__private::v1::Reader<'_>,
                member: &'static $crate::__private::v1::Member,
            ) -> ::core::result::Result<(), $crate::DecodeError> {
                $crate::__private::v1::Content::read_nil(&mut **self, reader, member)
            }
            fn write_nil(
                &self,
                writer: &mut $crate::__private::v1::Writer<'_>,
                member: &'static $crate::__private::v1::Member,
            ) {
                $crate::__private::v1::Content::write_nil(&**self, writer, member);
            }
            fn nil_room(&self) -> $crate::__private::v1::NilRoom {
                $crate::__private::v1::Content::nil_room(&**self)
            }
            $crate::__soap_no_text!();
            fn nested(&self) -> ::core::option::Option<$crate::__private::v1::Nested<'_>> {
                $crate::__private::v1::Content::nested(&**self)
            }
            fn nested_mut(
                &mut self,
            ) -> ::core::option::Option<$crate::__private::v1::NestedMut<'_>> {
                $crate::__private::v1::Content::nested_mut(&mut **self)
            }
            $crate::__soap_boxed_view!();
        }
    };
}

/// `Content` of a simple type.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple {
    ($($type:ty),+ $(,)?) => { $(
        impl $crate::__private::v1::Content for $type {
            $crate::__soap_simple_methods!(parsed read write text);
        }
    )+ };
}

/// Methods of a simple type: by name those of which some type has its own, and as `text` all others.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple_methods {
    ($($method:ident)+) => {
        $($crate::__soap_simple_method!($method);)+
    };
}

/// See [`__soap_simple_methods`].
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple_method {
    (parsed) => {
        #[inline]
        fn parsed(
            text: &str,
            reader: &$crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::option::Option<Self> {
            $crate::__private::v1::parse_simple(text, reader, member)
        }
    };
    (read) => {
        #[inline]
        fn read(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            $crate::__private::v1::read_simple(self, reader, member)
        }
    };
    (write) => {
        #[inline]
        fn write(
            &self,
            writer: &mut $crate::__private::v1::Writer<'_>,
            member: &'static $crate::__private::v1::Member,
        ) {
            $crate::__private::v1::write_simple(self, writer, member);
        }
    };
    (text) => {
        fn read_nil(
            &mut self,
            reader: &mut $crate::__private::v1::Reader<'_>,
            member: &'static $crate::__private::v1::Member,
        ) -> ::core::result::Result<(), $crate::DecodeError> {
            $crate::__private::v1::read_simple_nil::<Self>(reader, member)
        }
        fn read_text(
            &mut self,
            text: &str,
            scope: &dyn $crate::__private::v1::Scope,
        ) -> ::core::result::Result<(), $crate::ValueError> {
            $crate::__private::v1::read_simple_text(self, text, scope)
        }
        fn write_text(&self, writer: &mut $crate::__private::v1::Writer<'_>) {
            $crate::__private::v1::write_simple_text(self, writer);
        }
        fn holds(&self, text: &str, scope: &dyn $crate::__private::v1::Scope) -> bool {
            $crate::__private::v1::holds_value(self, text, scope)
        }
        $crate::__soap_simple_view!();
    };
}

/// A member that stands alone: as in a table, with its namespace and prefix.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_element {
    ($($argument:tt)*) => {
        $crate::__soap_member!(element ($($argument)*) in ())
    };
}

/// The same for an attribute.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_attribute {
    ($($argument:tt)*) => {
        $crate::__soap_member!(attribute ($($argument)*) in ())
    };
}

/// The same for any member, written as in a table.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_alone {
    ($kind:ident $member:tt $(. $call:ident $args:tt)*) => {
        $crate::__soap_member!($kind $member in ("", ""))$(.$call $args)*
    };
}

pub use crate::{
    __soap_alone as member, __soap_attribute as attribute, __soap_element as element,
    __soap_simple as simple,
};
