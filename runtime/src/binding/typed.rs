//! Generated types of what messages hold as XML: elements of wildcards, unknown children, values of `xs:anyType`.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use super::{AnyType, Blank, Content, Field, Member, REQUIRED, Reader, Writer};
use crate::error::{DecodeError, EncodeError, EncodeErrorKind};
use crate::redact::SecretNames;
use crate::xml::{Namespaces, OwnedName, RawElement, ReadOptions, WriteOptions};

/// A type that has a name in XML Schema, so that `xsi:type` can name it (Part 1, section 2.6.1).
///
/// Generated code implements it for the named types of a contract that has `xs:any` or `xs:anyType`; the runtime, for its own
/// types of values. [`AnyType`] and [`RawElement`] are decoded into it.
///
/// ```
/// use soap_runtime::{AnyType, RawElement};
///
/// let value = AnyType::encode(&42)?;
/// assert_eq!(value.type_name().unwrap().to_string(), "{http://www.w3.org/2001/XMLSchema}int");
/// assert_eq!(value.decode::<i32>()?, 42);
/// assert_eq!(RawElement::parse("<pages>312</pages>")?.decode::<i32>()?, 312);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Typed: Content + Blank {
    /// Its name, and what writing it needs.
    const TYPE: &'static TypeHandle;
}

/// The name of a type, and what writing a value with `xsi:type` needs.
#[derive(Debug)]
pub struct TypeHandle {
    /// An element that has the name of the type.
    member: Member,
    /// ` xsi:type="..."`.
    annotation: &'static str,
    /// The declarations of its prefixes and of those of its content.
    declarations: &'static str,
}

impl TypeHandle {
    /// The handle of a type.
    pub const fn new(member: Member, annotation: &'static str, declarations: &'static str) -> Self {
        Self {
            member,
            annotation,
            declarations,
        }
    }

    /// The name of the type.
    pub fn name(&self) -> OwnedName {
        OwnedName::new(self.member.name.namespace, self.member.name.local)
    }
}

/// A global element of a contract, and the type of its values.
///
/// Generated code has a static for each in the module `elements`, if the contract has `xs:any` or `xs:anyType`.
pub struct Element<T> {
    member: Member,
    /// The declarations of its prefix and of those of its content.
    declarations: &'static str,
    of: PhantomData<fn() -> T>,
}

impl<T> Element<T> {
    /// An element of this table. `declarations` are those of the prefixes of the contract.
    pub const fn new(member: Member, declarations: &'static str) -> Self {
        Self {
            member: member.flagged(REQUIRED),
            declarations,
            of: PhantomData,
        }
    }

    /// Its name.
    pub fn name(&self) -> OwnedName {
        OwnedName::new(self.member.name.namespace, self.member.name.local)
    }

    /// Whether an element has its name.
    pub fn is(&self, element: &RawElement) -> bool {
        let name = &self.member.name;
        element.name().is(name.namespace, name.local)
    }
}

impl<T: Field + Blank> Element<T> {
    /// Reads an element, with the default options.
    ///
    /// # Errors
    /// The element has another name, or it is none of the type. Offsets and paths are relative to this element.
    pub fn decode(&'static self, element: &RawElement) -> Result<T, DecodeError> {
        self.decode_with(element, &ReadOptions::default())
    }

    /// Reads an element.
    ///
    /// # Errors
    /// See [`Element::decode`].
    pub fn decode_with(
        &'static self,
        element: &RawElement,
        options: &ReadOptions,
    ) -> Result<T, DecodeError> {
        read(element, options, |reader| {
            reader.expect(&self.member)?;
            let mut value = T::blank();
            reader.element(&mut value, &self.member)?;
            Ok(value)
        })
    }

    /// Writes a value as an element.
    ///
    /// # Errors
    /// The value cannot be written.
    pub fn encode(&'static self, value: &T) -> Result<RawElement, EncodeError> {
        let xml = written(|writer| {
            value.write_elements(writer, &self.member);
            if writer.out.is_empty() && !writer.failed() {
                let message = format!("the element {} has no value", self.member.name.local);
                writer.problem(EncodeErrorKind::Missing, message, Some(&self.member));
            }
        })?;
        Ok(within(&xml, self.declarations))
    }
}

impl<T> fmt::Debug for Element<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Element({})", self.name())
    }
}

impl RawElement {
    /// Reads its attributes and content as a value of a type, whatever its own name, with the default options. Elements that the
    /// contract declares are better read by their [`Element`], which knows their names.
    ///
    /// # Errors
    /// It is none of the type. Offsets and paths are relative to this element.
    pub fn decode<T: Typed>(&self) -> Result<T, DecodeError> {
        self.decode_with(&ReadOptions::default())
    }

    /// Reads its attributes and content as a value of a type.
    ///
    /// # Errors
    /// See [`RawElement::decode`].
    pub fn decode_with<T: Typed>(&self, options: &ReadOptions) -> Result<T, DecodeError> {
        read(self, options, |reader| {
            let mut value = T::blank();
            reader.whole(&mut value, &T::TYPE.member)?;
            Ok(value)
        })
    }

    /// Writes a value as the element of a table.
    ///
    /// # Errors
    /// The value cannot be written.
    #[doc(hidden)]
    pub fn encode_as(
        member: &'static Member,
        content: &dyn Content,
        declarations: &str,
    ) -> Result<Self, EncodeError> {
        let xml = written(|writer| content.write(writer, member))?;
        Ok(within(&xml, declarations))
    }
}

impl AnyType {
    /// Reads it as a value of a type, with the default options.
    ///
    /// # Errors
    /// It is none of the type. Offsets and paths are relative to its element.
    pub fn decode<T: Typed>(&self) -> Result<T, DecodeError> {
        self.as_element().decode()
    }

    /// Reads it as a value of a type.
    ///
    /// # Errors
    /// See [`AnyType::decode`].
    pub fn decode_with<T: Typed>(&self, options: &ReadOptions) -> Result<T, DecodeError> {
        self.as_element().decode_with(options)
    }

    /// Makes it of a value, with the `xsi:type` of the value's type.
    ///
    /// # Errors
    /// The value cannot be written.
    pub fn encode<T: Typed>(value: &T) -> Result<Self, EncodeError> {
        let xml = written(|writer| {
            // A derived type takes the place of this one.
            writer.extra = T::TYPE.annotation;
            value.write(writer, &T::TYPE.member);
        })?;
        Ok(Self::from_element(&within(&xml, T::TYPE.declarations)))
    }
}

/// Reads the element, whose start tag is taken first.
fn read<T>(
    element: &RawElement,
    options: &ReadOptions,
    read: impl FnOnce(&mut Reader<'_>) -> Result<T, DecodeError>,
) -> Result<T, DecodeError> {
    let xml = element.to_xml();
    let mut reader = Reader::new(&xml, 0, options)?;
    reader.root()?;
    let value = read(&mut reader)?;
    reader.settle()?;
    Ok(value)
}

/// The XML that is written.
fn written(write: impl FnOnce(&mut Writer<'_>)) -> Result<String, EncodeError> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, &WriteOptions::default());
    write(&mut writer);
    writer.finish()?;
    Ok(String::from_utf8(out).unwrap_or_default())
}

/// The element `xml` within declarations, of which it takes those that it needs.
fn within(xml: &str, declarations: &str) -> RawElement {
    let outer = RawElement::captured(
        &format!("<x{declarations}/>"),
        Namespaces::default(),
        SecretNames::default(),
    );
    let outer = outer.begun(|reader| {
        let own = reader.own_declarations();
        own.map(|(prefix, namespace)| (Box::from(prefix), Arc::from(namespace)))
            .collect::<Vec<_>>()
    });
    let outer = Namespaces::default().within(outer.unwrap_or_default());
    RawElement::captured(xml, outer, SecretNames::default())
}

macro_rules! built_in {
    ($($type:ty = $name:literal,)*) => { $(
        impl Typed for $type {
            const TYPE: &'static TypeHandle = &TypeHandle::new(
                super::element(
                    crate::xml::XSD,
                    $name,
                    concat!("<xsd:", $name, ">"),
                    concat!("</xsd:", $name, ">"),
                    0,
                ),
                concat!(" xsi:type=\"xsd:", $name, "\""),
                " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" \
                 xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"",
            );
        }
    )* };
}

built_in! {
    String = "string",
    bool = "boolean",
    i8 = "byte",
    i16 = "short",
    i32 = "int",
    i64 = "long",
    u8 = "unsignedByte",
    u16 = "unsignedShort",
    u32 = "unsignedInt",
    u64 = "unsignedLong",
    f32 = "float",
    f64 = "double",
    crate::Integer = "integer",
    crate::Decimal = "decimal",
    crate::Date = "date",
    crate::Time = "time",
    crate::DateTime = "dateTime",
    crate::Duration = "duration",
    crate::GYear = "gYear",
    crate::GYearMonth = "gYearMonth",
    crate::GMonth = "gMonth",
    crate::GMonthDay = "gMonthDay",
    crate::GDay = "gDay",
    crate::Base64Binary = "base64Binary",
    crate::HexBinary = "hexBinary",
    crate::QName = "QName",
}

/// The names of types, each with the namespace and prefix.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_typed {
    ($declarations:path {
        $($type:ident = ($namespace:expr, $prefix:literal, $local:literal),)*
    }) => {
        $(impl $crate::Typed for $type {
            const TYPE: &'static $crate::__private::v1::TypeHandle =
                &$crate::__private::v1::TypeHandle::new(
                    $crate::__soap_member!(element ($namespace, $prefix, $local) in ()),
                    ::core::concat!(" xsi:type=\"", $prefix, $local, "\""),
                    $declarations,
                );
        })*
    };
}

/// The global elements of a contract, each with the type of its values.
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_elements {
    ($declarations:path {
        $($name:ident: $type:ty = element ($namespace:expr, $prefix:literal, $local:literal $($flags:tt)*) $(. $call:ident $args:tt)*,)*
    }) => {
        $(
            #[doc = ::core::concat!("The element `", $local, "`.")]
            pub static $name: $crate::Element<$type> = $crate::Element::new(
                $crate::__soap_member!(element ($namespace, $prefix, $local $($flags)*) in ())$(.$call $args)*,
                $declarations,
            );
        )*
    };
}

pub use crate::{__soap_elements as elements, __soap_typed as typed};
