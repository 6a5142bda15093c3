//! Values of built-in types, each as the runtime has it.

use soap_runtime::__private::v1::{
    BuiltIn, Content, DecodeError, Empty, Member, Reader, Scope, Simple, Text, TextForm,
    ValueError, View, ViewMut, WhiteSpace, Writer,
};
use soap_runtime::{
    Base64Binary, Date, DateTime, Decimal, Duration, GDay, GMonth, GMonthDay, GYear, GYearMonth,
    Guid, HexBinary, Integer, QName, Time,
};

macro_rules! scalars {
    ($($name:ident $type:ty,)*) => {
        /// A built-in type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum ScalarType {
            $($name,)*
        }

        /// A value of a built-in type.
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum Scalar {
            $($name($type),)*
        }

        impl ScalarType {
            /// A new value.
            pub(crate) fn make(self) -> Scalar {
                match self {
                    $(Self::$name => Scalar::$name(Default::default()),)*
                }
            }

            /// The value of the text of an element without attributes.
            pub(crate) fn parsed(
                self,
                text: &str,
                reader: &Reader<'_>,
                member: &'static Member,
            ) -> Option<Scalar> {
                match self {
                    $(Self::$name => <$type as Content>::parsed(text, reader, member).map(Scalar::$name),)*
                }
            }

            pub(crate) fn white_space(self) -> WhiteSpace {
                match self {
                    $(Self::$name => <$type as Simple>::WHITE_SPACE,)*
                }
            }

            pub(crate) fn empty(self) -> Empty {
                match self {
                    $(Self::$name => <$type as Simple>::EMPTY,)*
                }
            }

            pub(crate) fn built_in(self) -> Option<BuiltIn> {
                match self {
                    $(Self::$name => <$type as Simple>::BUILT_IN,)*
                }
            }

            pub(crate) fn form(self) -> TextForm {
                match self {
                    $(Self::$name => <$type as Simple>::FORM,)*
                }
            }
        }

        impl Scalar {
            /// Its type.
            pub(crate) fn of(&self) -> ScalarType {
                match self {
                    $(Self::$name(_) => ScalarType::$name,)*
                }
            }

            /// Takes a text whose white space is processed.
            pub(crate) fn parse_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
                match self {
                    $(Self::$name(value) => *value = <$type as Simple>::parse(text, scope)?,)*
                }
                Ok(())
            }

            pub(crate) fn write_into(&self, out: &mut Text<'_>) {
                match self {
                    $(Self::$name(value) => Simple::write(value, out),)*
                }
            }
        }

        impl Content for Scalar {
            fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
                match self {
                    $(Self::$name(value) => Content::write(value, writer, member),)*
                }
            }

            fn read(
                &mut self,
                reader: &mut Reader<'_>,
                member: &'static Member,
            ) -> Result<(), DecodeError> {
                match self {
                    $(Self::$name(value) => value.read(reader, member),)*
                }
            }

            fn read_nil(
                &mut self,
                reader: &mut Reader<'_>,
                member: &'static Member,
            ) -> Result<(), DecodeError> {
                match self {
                    $(Self::$name(value) => value.read_nil(reader, member),)*
                }
            }

            fn write_text(&self, writer: &mut Writer<'_>) {
                match self {
                    $(Self::$name(value) => value.write_text(writer),)*
                }
            }

            fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
                match self {
                    $(Self::$name(value) => value.read_text(text, scope),)*
                }
            }

            fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
                match self {
                    $(Self::$name(value) => value.holds(text, scope),)*
                }
            }

            fn view(&self) -> View<'_> {
                match self {
                    $(Self::$name(value) => value.view(),)*
                }
            }

            fn view_mut(&mut self) -> ViewMut<'_> {
                match self {
                    $(Self::$name(value) => value.view_mut(),)*
                }
            }
        }
    };
}

scalars! {
    String String,
    Boolean bool,
    Byte i8,
    Short i16,
    Int i32,
    Long i64,
    UnsignedByte u8,
    UnsignedShort u16,
    UnsignedInt u32,
    UnsignedLong u64,
    Float f32,
    Double f64,
    Base64Binary Base64Binary,
    Date Date,
    DateTime DateTime,
    Decimal Decimal,
    Duration Duration,
    GDay GDay,
    GMonth GMonth,
    GMonthDay GMonthDay,
    GYear GYear,
    GYearMonth GYearMonth,
    Guid Guid,
    HexBinary HexBinary,
    Integer Integer,
    QName QName,
    Time Time,
}
