//! Tables of generated code, one line for each member: the static of a type, and the traits that the walkers reach its
//! fields by.
//!
//! Methods of generated types are `#[inline]`, so that a crate of them is not compiled to machine code: a program compiles those
//! of the types that it uses.
//!
//! Each macro matches flat lists and calls itself for nothing, so expansion is linear in its lines. Members are numbered in
//! the generated file, because a macro cannot count without recursion, and content models name members by number.

/// The table of a struct, and access to its fields by number: the static, if others name it, the type, its name; the namespace
/// and prefix of elements whose member names none; then the members. `blank` stands before those of a type without `Default`.
///
/// The compiler evaluates a static whenever it checks a crate, and a constant in a function only when it makes code of it. So
/// a table has a static only where it must have a name. The function is never inlined: there is one copy of each table.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_structure {
    (blank $table:ident: $type:ident = $name:tt in $elements:tt $(. $set:ident $to:tt)* {
        $($index:literal $field:ident: $kind:ident $member:tt $(. $call:ident $args:tt)*,)*
    }) => {
        $crate::__soap_blank!($type { $($field)* });
        $crate::__soap_structure!($table: $type = $name in $elements $(. $set $to)* {
            $($index $field: $kind $member $(. $call $args)*,)*
        });
    };
    (blank $type:ident = $name:tt in $elements:tt $(. $set:ident $to:tt)* {
        $($index:literal $field:ident: $kind:ident $member:tt $(. $call:ident $args:tt)*,)*
    }) => {
        $crate::__soap_blank!($type { $($field)* });
        $crate::__soap_structure!($type = $name in $elements $(. $set $to)* {
            $($index $field: $kind $member $(. $call $args)*,)*
        });
    };
    ($type:ident = ($of:expr, $name:literal) $(in ($namespace:expr, $prefix:literal))? $(. $set:ident $to:tt)* $({
        $($index:literal $field:ident: $kind:ident $member:tt $(. $call:ident $args:tt)*,)*
    })?) => {
        impl $crate::__private::v1::Complex for $type {
            #[inline(never)]
            fn descriptor(&self) -> &'static $crate::__private::v1::Struct {
                const {
                    &$crate::__private::v1::Struct::new(
                        $crate::__private::v1::Name::new($of, $name),
                        const { &[$($($crate::__soap_member!($kind $member in ($namespace, $prefix))$(.$call $args)*),*)?] },
                    )$(.$set $to)*
                }
            }
            $crate::__soap_fields!($($($index $field)*)?);
        }
    };
    ($table:ident: $type:ident = ($of:expr, $name:literal) $(in ($namespace:expr, $prefix:literal))? $(. $set:ident $to:tt)* $({
        $($index:literal $field:ident: $kind:ident $member:tt $(. $call:ident $args:tt)*,)*
    })?) => {
        static $table: $crate::__private::v1::Struct = $crate::__private::v1::Struct::new(
            $crate::__private::v1::Name::new($of, $name),
            &[$($($crate::__soap_member!($kind $member in ($namespace, $prefix))$(.$call $args)*),*)?],
        )$(.$set $to)*;
        impl $crate::__private::v1::Complex for $type {
            #[inline]
            fn descriptor(&self) -> &'static $crate::__private::v1::Struct {
                &$table
            }
            $crate::__soap_fields!($($($index $field)*)?);
        }
    };
}

/// A struct whose fields are all to be read.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_blank {
    ($type:ident { $($field:ident)* }) => {
        impl $crate::__private::v1::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self { $($field: $crate::__private::v1::Blank::blank(),)* }
            }
        }
        $crate::__soap_boxed_blank!($type);
    };
}

/// The fields of a struct by number.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_fields {
    () => {
        #[inline]
        fn member(&self, _: usize) -> ::core::option::Option<&dyn $crate::__private::v1::Field> {
            ::core::option::Option::None
        }
        #[inline]
        fn member_mut(&mut self, _: usize) -> ::core::option::Option<&mut dyn $crate::__private::v1::Field> {
            ::core::option::Option::None
        }
    };
    ($($index:literal $field:ident)*) => {
        #[inline]
        fn member(&self, index: usize) -> ::core::option::Option<&dyn $crate::__private::v1::Field> {
            let field: &dyn $crate::__private::v1::Field = match index {
                $($index => &self.$field,)*
                _ => return ::core::option::Option::None,
            };
            ::core::option::Option::Some(field)
        }
        #[inline]
        fn member_mut(&mut self, index: usize) -> ::core::option::Option<&mut dyn $crate::__private::v1::Field> {
            let field: &mut dyn $crate::__private::v1::Field = match index {
                $($index => &mut self.$field,)*
                _ => return ::core::option::Option::None,
            };
            ::core::option::Option::Some(field)
        }
    };
}

/// The table of a choice, the branch that is read into first, and the branches by number.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_choice {
    ($vis:vis $group:ident: $type:ident $(blank $blank:ident)? in ($namespace:expr, $prefix:literal) $(. $set:ident $to:tt)* {
        $($index:literal $name:ident: $kind:ident $member:tt $(. $call:ident $args:tt)*,)*
    }) => {
        $vis static $group: $crate::__private::v1::Group = $crate::__private::v1::Group::choice(
            &[$($crate::__soap_member!($kind $member in ($namespace, $prefix))$(.$call $args)*),*],
        )$(.$set $to)*;
        impl $crate::__private::v1::Choice for $type {
            #[inline]
            fn group(&self) -> &'static $crate::__private::v1::Group {
                &$group
            }
            #[inline]
            fn branch(&self) -> usize {
                match self {
                    $(Self::$name(_) => $index,)*
                }
            }
            #[inline]
            fn member(&self) -> &dyn $crate::__private::v1::Field {
                match self {
                    $(Self::$name(value) => value,)*
                }
            }
            #[inline]
            fn select(&mut self, branch: usize) -> ::core::option::Option<&mut dyn $crate::__private::v1::Field> {
                if self.branch() != branch {
                    *self = match branch {
                        $($index => Self::$name($crate::__private::v1::Blank::blank()),)*
                        _ => return ::core::option::Option::None,
                    };
                }
                let value: &mut dyn $crate::__private::v1::Field = match self {
                    $(Self::$name(value) => value,)*
                };
                ::core::option::Option::Some(value)
            }
        }
        impl $crate::__private::v1::Content for $type {
            $crate::__soap_choice_methods!();
        }
        $(impl $crate::__private::v1::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self::$blank($crate::__private::v1::Blank::blank())
            }
        })?
        $crate::__soap_boxed_blank!($type);
        $crate::__soap_boxed!($type);
    };
}

/// The type that is read into first, and the names of it and the types derived from it, each with its prefix unless it is
/// the declared one.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_polymorphic {
    ($table:ident: $type:ident $(blank $blank:ident)? {
        $($index:literal $name:ident: ($namespace:expr, $local:literal $(, $prefix:literal)?),)*
    }) => {
        static $table: &[$crate::__private::v1::TypeName] = &[$($crate::__private::v1::TypeName::new(
            $crate::__private::v1::Name::new($namespace, $local),
            ::core::concat!($(" xsi:type=\"", $prefix, $local, "\"")?),
        )),*];
        impl $crate::__private::v1::Polymorphic for $type {
            #[inline]
            fn types(&self) -> &'static [$crate::__private::v1::TypeName] {
                $table
            }
            #[inline]
            fn variant(&self) -> usize {
                match self {
                    $(Self::$name(_) => $index,)*
                }
            }
            #[inline]
            fn content(&self) -> &dyn $crate::__private::v1::Content {
                match self {
                    $(Self::$name(value) => value,)*
                }
            }
            #[inline]
            fn select(&mut self, variant: usize) -> ::core::option::Option<&mut dyn $crate::__private::v1::Content> {
                *self = match variant {
                    $($index => Self::$name($crate::__private::v1::Blank::blank()),)*
                    _ => return ::core::option::Option::None,
                };
                let value: &mut dyn $crate::__private::v1::Content = match self {
                    $(Self::$name(value) => value,)*
                };
                ::core::option::Option::Some(value)
            }
        }
        impl $crate::__private::v1::Content for $type {
            $crate::__soap_polymorphic_methods!();
        }
        $(impl $crate::__private::v1::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self::$blank($crate::__private::v1::Blank::blank())
            }
        })?
        $crate::__soap_boxed_blank!($type);
        $crate::__soap_boxed!($type);
    };
}

/// The texts of an enumeration: the type, the variant for other texts, the built-in type that values compare as, what is
/// special; then the values, numbered where the contract numbers them.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_enumeration {
    (numbered $type:ident $(: $unknown:ident)? $(as $space:ident)? $([$($setting:ident),*])? {
        $($name:ident = $text:literal $(=> $number:literal)?,)*
    }) => {
        impl $type {
            /// The number that the contract gives to the value; `None` for a value that it does not name.
            #[inline]
            pub fn number(&self) -> ::core::option::Option<i64> {
                match self {
                    $(Self::$name => [$($number)?].first().copied(),)*
                    $(Self::$unknown(_) => ::core::option::Option::None,)?
                }
            }
        }
        $crate::__soap_enumeration!($type $(: $unknown)? $(as $space)? $([$($setting),*])? { $($name = $text,)* });
    };
    ($type:ident $(: $unknown:ident)? $(as $space:ident)? $([$($setting:ident),*])? {
        $($name:ident = $text:literal,)*
    }) => {
        impl $crate::__private::v1::Blank for $type {
            #[inline]
            #[allow(unreachable_code)]
            fn blank() -> Self {
                $(return Self::$unknown(::core::default::Default::default());)?
                $(return Self::$name;)*
            }
        }
        impl $type {
            /// The values that the contract names, in its order.
            pub const VARIANTS: &'static [Self] = &[$(Self::$name),*];

            /// The value as it is written.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $text,)*
                    $(Self::$unknown(text) => text,)?
                }
            }
        }
        impl $crate::__private::v1::Simple for $type {
            $($($crate::__soap_setting!($setting);)*)?
            $crate::__soap_texts!($($text)*);
            fn parse(
                text: &str,
                scope: &dyn $crate::__private::v1::Scope,
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                let _ = scope;
                ::core::result::Result::Ok(match $crate::__soap_canonical!(text [$($space)?] $($text)*) {
                    $($text => Self::$name,)*
                    $(_ => Self::$unknown($crate::__private::v1::unknown_value(text, scope)),)?
                    #[allow(unreachable_patterns)]
                    _ => return $crate::__private::v1::no_value(::core::stringify!($type), text),
                })
            }
            fn write(&self, out: &mut $crate::__private::v1::Text<'_>) {
                $crate::__private::v1::write_word(self, self.as_str(), out);
            }
        }
        $crate::__soap_simple!($type);
        $crate::__soap_words!($type [$($unknown)?]);
    };
}

/// An enumeration as text, and from text: never an error where other texts are kept.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_words {
    ($type:ident [$unknown:ident]) => {
        $crate::__soap_words!($type);
        impl ::core::convert::From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                match $crate::__private::v1::parse_word(text) {
                    ::core::result::Result::Ok(value) => value,
                    ::core::result::Result::Err(_) => Self::$unknown(text.into()),
                }
            }
        }
    };
    ($type:ident []) => {
        $crate::__soap_words!($type);
        impl ::core::convert::TryFrom<&str> for $type {
            type Error = $crate::ValueError;
            #[inline]
            fn try_from(text: &str) -> ::core::result::Result<Self, $crate::ValueError> {
                $crate::__private::v1::parse_word(text)
            }
        }
    };
    ($type:ident) => {
        impl ::core::fmt::Display for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }
        impl ::core::convert::AsRef<str> for $type {
            #[inline]
            fn as_ref(&self) -> &str {
                self.as_str()
            }
        }
        impl ::core::str::FromStr for $type {
            type Err = $crate::ValueError;
            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::ValueError> {
                $crate::__private::v1::parse_word(text)
            }
        }
        impl ::core::cmp::PartialEq<str> for $type {
            #[inline]
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }
        impl ::core::cmp::PartialEq<&str> for $type {
            #[inline]
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }
    };
}

/// The text of a value, as the contract spells it.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_canonical {
    ($given:ident [] $($text:literal)*) => {
        $given
    };
    ($given:ident [$space:ident] $($text:literal)*) => {
        $crate::__private::v1::canonical($crate::__private::v1::BuiltIn::$space, $given, &[$($text),*])
    };
}

/// A property of an enumeration.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_setting {
    (exact) => {
        const EXACT: bool = true;
    };
    (preserve) => {
        const WHITE_SPACE: $crate::__private::v1::WhiteSpace =
            $crate::__private::v1::WhiteSpace::Preserve;
    };
    (replace) => {
        const WHITE_SPACE: $crate::__private::v1::WhiteSpace =
            $crate::__private::v1::WhiteSpace::Replace;
    };
    (empty) => {
        const EMPTY: $crate::__private::v1::Empty = $crate::__private::v1::Empty::Value;
    };
}

/// The members of a union, in order, each with the table of its type if there is more to check; after the name of the union,
/// the one that is read into first, and the one that keeps what no member admits.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_union {
    ($type:ident $(blank $blank:ident)? $(: $rest:ident)? { $($name:ident($of:expr),)* }) => {
        $(impl $crate::__private::v1::Blank for $type {
            #[inline]
            fn blank() -> Self {
                Self::$blank($crate::__private::v1::Blank::blank())
            }
        })?
        impl $crate::__private::v1::Simple for $type {
            const WHITE_SPACE: $crate::__private::v1::WhiteSpace = $crate::__private::v1::WhiteSpace::Preserve;
            #[allow(unreachable_code)]
            fn parse(
                text: &str,
                scope: &dyn $crate::__private::v1::Scope,
            ) -> ::core::result::Result<Self, $crate::ValueError> {
                $(if let ::core::option::Option::Some(value) = $crate::__private::v1::union_member(text, scope, $of) {
                    return ::core::result::Result::Ok(Self::$name(value));
                })*
                $(return $crate::__private::v1::union_rest(text, scope).map(Self::$rest);)?
                ::core::result::Result::Err($crate::__private::v1::ValueError::new(
                    ::core::stringify!($type),
                    text,
                    "no type of the union admits it",
                ))
            }
            fn write(&self, out: &mut $crate::__private::v1::Text<'_>) {
                match self {
                    $(Self::$name(value) => $crate::__private::v1::write_union_member(
                        out,
                        &|out| $crate::__private::v1::Simple::write(value, out),
                        &|text| ::core::matches!(
                            $crate::__private::v1::parse_word(text),
                            ::core::result::Result::Ok(Self::$name(_))
                        ),
                    ),)*
                }
            }
        }
        $crate::__soap_simple!($type);
    };
}

/// The faults of an operation, each with the table of its element.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_faults {
    ($type:ident { $($name:ident: $member:path,)* }) => {
        impl $crate::__private::v1::Generated for $type {}
        impl $crate::__private::v1::FaultDetail for $type {
            #[inline]
            fn from_detail(
                detail: &$crate::RawElement,
            ) -> ::core::option::Option<::core::result::Result<Self, $crate::DecodeError>> {
                $(if detail.is_of(&$member) {
                    return ::core::option::Option::Some(detail.decode_as(&$member).map(Self::$name));
                })*
                ::core::option::Option::None
            }
            #[inline]
            fn element(
                &self,
            ) -> (&'static $crate::__private::v1::Member, &dyn $crate::__private::v1::Content) {
                match self {
                    $(Self::$name(detail) => (&$member, detail),)*
                }
            }
        }
    };
}

/// The function that an operation is dispatched to: the method of the server's trait.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_route {
    ($server:ident, $method:ident) => {
        |service: ::std::sync::Arc<$server>, request| async move {
            $server::$method(&service, request).await
        }
    };
}

/// `Debug` of a type with secrets: `plain`, `masked`, or `masked_option`, of which an absent one is shown.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_debug {
    ($type:ident { $($field:ident: $shown:ident,)* }) => {
        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.debug_struct(::core::stringify!($type))
                    $(.field($crate::__private::v1::label(::core::stringify!($field)), $crate::__soap_shown!(self.$field, $shown)))*
                    .finish()
            }
        }
    };
    ($type:ident) => {
        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(::core::stringify!($type))
            }
        }
    };
}

/// A field in `Debug`.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_shown {
    ($self:ident.$field:ident, plain) => {
        &$self.$field
    };
    ($self:ident.$field:ident, masked) => {
        &"***"
    };
    ($self:ident.$field:ident, masked_option) => {
        &$self.$field.as_ref().map(|_| "***")
    };
}

/// A member in a table. Its arguments are the namespace and prefix (or none, for those of the table; an attribute has none),
/// the name, and flags.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_member {
    (element ($local:literal $(, $($flag:ident)|+)?) in ($namespace:expr, $prefix:literal)) => {
        $crate::__private::v1::element(
            $namespace,
            $local,
            ::core::concat!("<", $prefix, $local, ">"),
            ::core::concat!("</", $prefix, $local, ">"),
            $crate::__private::v1::IN_NAMESPACE $($(| $crate::__private::v1::$flag)+)?,
        )
    };
    (element ($namespace:expr, $prefix:literal, $local:literal $(, $($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::element(
            $namespace,
            $local,
            ::core::concat!("<", $prefix, $local, ">"),
            ::core::concat!("</", $prefix, $local, ">"),
            0 $($(| $crate::__private::v1::$flag)+)?,
        )
    };
    (attribute ($local:literal $(, $($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::attribute(
            "",
            $local,
            ::core::concat!(" ", $local, "=\""),
            0 $($(| $crate::__private::v1::$flag)+)?,
        )
    };
    (attribute ($namespace:expr, $prefix:literal, $local:literal $(, $($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::attribute(
            $namespace,
            $local,
            ::core::concat!(" ", $prefix, $local, "=\""),
            0 $($(| $crate::__private::v1::$flag)+)?,
        )
    };
    (text ($($($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::text()$(.flagged(0 $(| $crate::__private::v1::$flag)+))?
    };
    (group ($group:path $(, $($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::group(&$group, 0 $($(| $crate::__private::v1::$flag)+)?)
    };
    (any ($wildcard:path $(, $($flag:ident)|+)?) in $_default:tt) => {
        $crate::__private::v1::any(&$wildcard, 0 $($(| $crate::__private::v1::$flag)+)?)
    };
    (any_attribute ($($wildcard:path)?) in $_default:tt) => {
        $crate::__private::v1::any_attribute()$(.admitted(&$wildcard))?
    };
    (unknown () in $_default:tt) => {
        $crate::__private::v1::unknown()
    };
}

pub use crate::{
    __soap_choice as choice, __soap_debug as debug, __soap_enumeration as enumeration,
    __soap_faults as faults, __soap_polymorphic as polymorphic, __soap_route as route,
    __soap_structure as structure, __soap_union as union,
};
