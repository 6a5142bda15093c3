//! The schema of a type by its name.

use soap_runtime::__private::dynamic::{Facets, facets};
use soap_runtime::__private::v1::BuiltIn;
use soap_runtime::json::Tree;

use super::simple::{SchemaParts, counts, is_string, limit, scalar_parts};
use super::{Schema, SchemaBuilder, document, into_members, object, text, texts};
use crate::scalar::ScalarType;
use crate::tables::NamedSimpleType;
use crate::{Contract, Error};

impl Contract {
    /// The schema of a type, by its name in the contract. Simple types have their facets, as far as JSON Schema can say them.
    ///
    /// # Errors
    /// There is no such type.
    pub fn schema_of_type(&self, name: &str) -> Result<Schema, Error> {
        let mut builder = SchemaBuilder::new(self.tables(), "#/$defs/");
        let Some(cell) = builder.named(name) else {
            let mut simple = self.tables().simple_types.iter();
            if let Some(of) = simple.find(|of| of.name == name) {
                return Ok(Schema(document(into_members(named_simple(of)), Vec::new())));
            }
            let mut close: Vec<&str> = builder.names.values().map(String::as_str).collect();
            close.sort_unstable();
            let lower = name.to_lowercase();
            close.retain(|one| one.to_lowercase().contains(&lower));
            close.truncate(12);
            return Err(Error::Operation(match close.is_empty() {
                true => format!("there is no type {name}"),
                false => format!("there is no type {name}: there is {}", close.join(", ")),
            }));
        };
        let root = builder.reference(cell);
        Ok(Schema(document(into_members(root), builder.definitions())))
    }

    /// The names of the types, as [`schema_of_type`](Self::schema_of_type) takes them.
    pub fn type_names(&self) -> Vec<String> {
        let builder = SchemaBuilder::new(self.tables(), "");
        let mut names: Vec<String> = builder.names.into_values().collect();
        let simple = self.tables().simple_types.iter();
        names.extend(simple.map(|of| of.name.to_owned()));
        names.sort_unstable();
        names.dedup();
        names
    }
}

/// The schema of a simple type of the contract.
fn named_simple(of: &NamedSimpleType) -> Tree {
    let known = facets(&of.table);
    let mut parts = if known.units == "item" {
        let mut item = match &of.item {
            Some(item) => described(&facets(item)),
            None => vec![("type", text("string"))],
        };
        if is_string(&item)
            && !item
                .iter()
                .any(|(name, _)| matches!(*name, "enum" | "pattern"))
        {
            item.push(("pattern", text(r"^\S+$")));
        }
        let mut parts = vec![("type", text("array")), ("items", object(item))];
        counts(&mut parts, &known, "minItems", "maxItems");
        parts
    } else {
        described(&known)
    };
    if !of.docs.is_empty() {
        parts.insert(0, ("description", text(of.docs)));
    }
    object(parts)
}

/// The schema of an atomic type, or of a union, whose values are texts.
fn described(of: &Facets) -> SchemaParts {
    let Some(built_in) = of.built_in else {
        let mut parts = vec![("type", text("string"))];
        limit(&mut parts, ScalarType::String, of);
        return parts;
    };
    let scalar = scalar_of(built_in);
    let mut parts = scalar_parts(scalar);
    let bound = match built_in {
        BuiltIn::NonNegativeInteger => Some(("minimum", 0)),
        BuiltIn::PositiveInteger => Some(("minimum", 1)),
        BuiltIn::NonPositiveInteger => Some(("maximum", 0)),
        BuiltIn::NegativeInteger => Some(("maximum", -1)),
        _ => None,
    };
    parts.extend(bound.map(|(name, bound)| (name, Tree::Integer(bound))));
    limit(&mut parts, scalar, of);
    if scalar != ScalarType::String && !of.values.is_empty() && is_string(&parts) {
        parts.retain(|(name, _)| *name != "pattern");
        parts.push(("enum", texts(of.values.iter().copied())));
    }
    parts
}

/// The values of a built-in type as the runtime has them.
fn scalar_of(of: BuiltIn) -> ScalarType {
    match of {
        BuiltIn::Boolean => ScalarType::Boolean,
        BuiltIn::Decimal => ScalarType::Decimal,
        BuiltIn::Float => ScalarType::Float,
        BuiltIn::Double => ScalarType::Double,
        BuiltIn::Duration => ScalarType::Duration,
        BuiltIn::DateTime => ScalarType::DateTime,
        BuiltIn::Time => ScalarType::Time,
        BuiltIn::Date => ScalarType::Date,
        BuiltIn::GYearMonth => ScalarType::GYearMonth,
        BuiltIn::GYear => ScalarType::GYear,
        BuiltIn::GMonthDay => ScalarType::GMonthDay,
        BuiltIn::GDay => ScalarType::GDay,
        BuiltIn::GMonth => ScalarType::GMonth,
        BuiltIn::HexBinary => ScalarType::HexBinary,
        BuiltIn::Base64Binary => ScalarType::Base64Binary,
        BuiltIn::QName | BuiltIn::Notation => ScalarType::QName,
        BuiltIn::Integer
        | BuiltIn::NonPositiveInteger
        | BuiltIn::NegativeInteger
        | BuiltIn::NonNegativeInteger
        | BuiltIn::PositiveInteger => ScalarType::Integer,
        BuiltIn::Long => ScalarType::Long,
        BuiltIn::Int => ScalarType::Int,
        BuiltIn::Short => ScalarType::Short,
        BuiltIn::Byte => ScalarType::Byte,
        BuiltIn::UnsignedLong => ScalarType::UnsignedLong,
        BuiltIn::UnsignedInt => ScalarType::UnsignedInt,
        BuiltIn::UnsignedShort => ScalarType::UnsignedShort,
        BuiltIn::UnsignedByte => ScalarType::UnsignedByte,
        _ => ScalarType::String,
    }
}
