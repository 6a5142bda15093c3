//! Simple types: their tables, and enumerations and unions as types.

use soap_runtime::__private::dynamic::built_in;
use soap_runtime::__private::v1;
use wsdl_codegen::internal::output::{
    self, BoundFacet, CountFacet, Enum, Item, SimpleType, TypeVariety, Union, WhiteSpace,
};

use super::{Key, TableBuilder, leak, leak_all};
use crate::Error;
use crate::types::{EnumerationType, UnionMember, UnionType};

/// A simple type of the contract with its facets.
pub(crate) struct NamedSimpleType {
    /// Its local name in the contract.
    pub(crate) name: &'static str,
    pub(crate) docs: &'static str,
    pub(crate) table: v1::SimpleType,
    /// The items, if it is a list.
    pub(crate) item: Option<v1::SimpleType>,
}

impl<'p> TableBuilder<'p> {
    /// A simple type that is described by itself: the members of unions are left out.
    pub(super) fn named_simple_type(
        &mut self,
        of: &output::NamedSimpleType,
    ) -> Result<NamedSimpleType, Error> {
        let mut table = |of: &SimpleType| -> Result<v1::SimpleType, Error> {
            let made = match &of.variety {
                TypeVariety::BuiltIn(of) => v1::SimpleType::new(known(of)?),
                // The items are described beside it.
                TypeVariety::List(_) => v1::SimpleType::list(&v1::ANY_SIMPLE_TYPE),
                TypeVariety::Union(_) => v1::SimpleType::union(&[]),
            };
            Ok(self.with_facets(made, of))
        };
        let (made, item) = (table(&of.table)?, of.item.as_ref().map(table).transpose()?);
        Ok(NamedSimpleType {
            name: self.text(&of.local),
            docs: self.text(of.docs.join("\n").trim()),
            table: made,
            item,
        })
    }

    pub(super) fn simple_type(&mut self, key: Key) -> Result<&'static v1::SimpleType, Error> {
        if let Some(known) = self.simple_types.get(&key) {
            return Ok(known);
        }
        let item = match self.statics.get(&key).copied() {
            Some(Item::SimpleType(item)) => item,
            // The runtime has tables of the built-in types.
            _ => {
                let shared = soap_runtime::__private::dynamic::shared(&key.1);
                return shared.ok_or_else(|| Error::internal("a simple type is missing"));
            }
        };
        let made = leak(self.simple_table(key.0, item)?);
        self.simple_types.insert(key, made);
        Ok(made)
    }

    fn simple_table(
        &mut self,
        module: usize,
        item: &'p SimpleType,
    ) -> Result<v1::SimpleType, Error> {
        let mut made = match &item.variety {
            TypeVariety::BuiltIn(of) => v1::SimpleType::new(known(of)?),
            TypeVariety::List(of) => v1::SimpleType::list(self.simple_type(self.key(module, of))?),
            TypeVariety::Union(members) => {
                let members = members
                    .iter()
                    .map(|of| self.simple_type(self.key(module, of)));
                let members = members.collect::<Result<Vec<_>, Error>>()?;
                v1::SimpleType::union(leak_all(members))
            }
        };
        if let Some(name) = &item.xml_name {
            made = made.name(self.name(module, name)?);
        }
        if let Some(base) = &item.base {
            made = made.base(self.simple_type(self.key(module, base))?);
        }
        if let Some(rule) = item.white_space {
            made = made.white_space(white_space(rule));
        }
        if item.identifying {
            made = made.identifying();
        }
        Ok(self.with_facets(made, item))
    }

    fn with_facets(&mut self, mut made: v1::SimpleType, item: &SimpleType) -> v1::SimpleType {
        for (facet, value) in &item.counts {
            made = match facet {
                CountFacet::Length => made.length(*value),
                CountFacet::MinLength => made.min_length(*value),
                CountFacet::MaxLength => made.max_length(*value),
                CountFacet::TotalDigits => made.total_digits(*value),
                CountFacet::FractionDigits => made.fraction_digits(*value),
            };
        }
        for (facet, value) in &item.bounds {
            let value = self.text(value);
            made = match facet {
                BoundFacet::MinInclusive => made.min_inclusive(value),
                BoundFacet::MinExclusive => made.min_exclusive(value),
                BoundFacet::MaxInclusive => made.max_inclusive(value),
                BoundFacet::MaxExclusive => made.max_exclusive(value),
            };
        }
        if !item.patterns.is_empty() {
            made = made.patterns(self.texts(&item.patterns));
        }
        if !item.written.is_empty() {
            made = made.written(self.texts(&item.written));
        }
        if !item.values.is_empty() {
            made = made.values(self.texts(&item.values));
        }
        made
    }

    fn texts(&mut self, texts: &[String]) -> &'static [&'static str] {
        leak_all(texts.iter().map(|text| self.text(text)).collect())
    }

    pub(super) fn enumeration(&mut self, item: &Enum) -> Result<EnumerationType, Error> {
        let values: Vec<&'static str> = item
            .variants
            .iter()
            .map(|variant| self.text(&variant.text))
            .collect();
        let by_value = values.iter().enumerate().map(|(at, text)| (*text, at));
        Ok(EnumerationType {
            name: self.text(&item.head.name),
            by_value: by_value.collect(),
            values: leak_all(values),
            blank: item.unknown.is_none().then_some(0),
            is_open: item.unknown.is_some(),
            white_space: white_space(item.white_space),
            collapse: item.collapse,
            empty: item.empty,
            space: item.space.map(known).transpose()?,
        })
    }

    pub(super) fn union(&mut self, module: usize, item: &'p Union) -> Result<UnionType, Error> {
        let mut members = Vec::new();
        for variant in &item.variants {
            let of = match &variant.of {
                Some(of) => Some(self.simple_type(self.key(module, of))?),
                None => None,
            };
            members.push(UnionMember {
                ty: self.field(module, &variant.ty)?.ty,
                of,
                rest: variant.rest,
            });
        }
        let blank = item.blank.as_ref();
        let blank = item
            .variants
            .iter()
            .position(|variant| Some(&variant.name) == blank);
        Ok(UnionType {
            name: self.text(&item.head.name),
            members,
            blank: blank.unwrap_or(0),
        })
    }
}

/// A built-in type by the name of its variant.
fn known(name: &str) -> Result<v1::BuiltIn, Error> {
    built_in(name).ok_or_else(|| Error::internal("a built-in type is missing"))
}

fn white_space(rule: WhiteSpace) -> v1::WhiteSpace {
    match rule {
        WhiteSpace::Preserve => v1::WhiteSpace::Preserve,
        WhiteSpace::Replace => v1::WhiteSpace::Replace,
        WhiteSpace::Collapse => v1::WhiteSpace::Collapse,
    }
}
