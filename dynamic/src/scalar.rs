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
    ($($name:ident $type:ty, $held:ty;)*) => {
        /// A built-in type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub(crate) enum ScalarType {
            $($name,)*
        }

        /// A value of a built-in type.
        #[derive(Clone, Debug, PartialEq)]
        pub(crate) enum Scalar {
            $($name($held),)*
        }

        impl ScalarType {
            /// A new value.
            pub(crate) fn make(self) -> Scalar {
                match self {
                    $(Self::$name => Scalar::$name(<$type>::default().into()),)*
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
                    $(Self::$name => {
                        let value = <$type as Content>::parsed(text, reader, member)?;
                        Some(Scalar::$name(value.into()))
                    })*
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
                    $(Self::$name(value) => *value = <$type as Simple>::parse(text, scope)?.into(),)*
                }
                Ok(())
            }

            pub(crate) fn write_into(&self, out: &mut Text<'_>) {
                match self {
                    $(Self::$name(value) => <$type as Simple>::write(value, out),)*
                }
            }
        }

        impl Content for Scalar {
            fn write(&self, writer: &mut Writer<'_>, member: &'static Member) {
                match self {
                    $(Self::$name(value) => <$type as Content>::write(value, writer, member),)*
                }
            }

            fn read(
                &mut self,
                reader: &mut Reader<'_>,
                member: &'static Member,
            ) -> Result<(), DecodeError> {
                match self {
                    $(Self::$name(value) => <$type as Content>::read(value, reader, member),)*
                }
            }

            fn read_nil(
                &mut self,
                reader: &mut Reader<'_>,
                member: &'static Member,
            ) -> Result<(), DecodeError> {
                match self {
                    $(Self::$name(value) => <$type as Content>::read_nil(value, reader, member),)*
                }
            }

            fn write_text(&self, writer: &mut Writer<'_>) {
                match self {
                    $(Self::$name(value) => <$type as Content>::write_text(value, writer),)*
                }
            }

            fn read_text(&mut self, text: &str, scope: &dyn Scope) -> Result<(), ValueError> {
                match self {
                    $(Self::$name(value) => <$type as Content>::read_text(value, text, scope),)*
                }
            }

            fn holds(&self, text: &str, scope: &dyn Scope) -> bool {
                match self {
                    $(Self::$name(value) => <$type as Content>::holds(value, text, scope),)*
                }
            }

            fn view(&self) -> View<'_> {
                match self {
                    $(Self::$name(value) => <$type as Content>::view(value),)*
                }
            }

            fn view_mut(&mut self) -> ViewMut<'_> {
                match self {
                    $(Self::$name(value) => <$type as Content>::view_mut(value),)*
                }
            }
        }
    };
}

// The largest are in boxes: a value is as large as the largest of its kinds.
scalars! {
    String String, String;
    Boolean bool, bool;
    Byte i8, i8;
    Short i16, i16;
    Int i32, i32;
    Long i64, i64;
    UnsignedByte u8, u8;
    UnsignedShort u16, u16;
    UnsignedInt u32, u32;
    UnsignedLong u64, u64;
    Float f32, f32;
    Double f64, f64;
    Base64Binary Base64Binary, Base64Binary;
    Date Date, Date;
    DateTime DateTime, Box<DateTime>;
    Decimal Decimal, Decimal;
    Duration Duration, Box<Duration>;
    GDay GDay, GDay;
    GMonth GMonth, GMonth;
    GMonthDay GMonthDay, GMonthDay;
    GYear GYear, GYear;
    GYearMonth GYearMonth, GYearMonth;
    Guid Guid, Guid;
    HexBinary HexBinary, HexBinary;
    Integer Integer, Integer;
    QName QName, Box<QName>;
    Time Time, Time;
}
