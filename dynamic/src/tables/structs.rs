//! Structs, choices and types with derived types.

use soap_runtime::__private::v1;
use wsdl_codegen::internal::output::{
    self, Choice, Compositor, Content, Flag, Item, Particle, Polymorphic, Struct, Term,
};

use super::{Key, TableBuilder, leak, leak_all, type_name};
use crate::Error;
use crate::types::{
    ChoiceType, Container, Definition, FieldType, Items, PolymorphicType, StructType,
};

impl<'p> TableBuilder<'p> {
    /// Says what each type is.
    pub(super) fn define(&mut self) -> Result<(), Error> {
        for (index, module) in self.plan.modules.iter().enumerate() {
            for item in &module.items {
                let Some(name) = type_name(item) else {
                    continue;
                };
                let definition = match item {
                    Item::Struct(item) => Definition::Struct(self.structure(index, item)?),
                    Item::Choice(item) => Definition::Choice(self.choice(index, item)?),
                    Item::Polymorphic(item) => {
                        Definition::Polymorphic(self.polymorphic(index, item)?)
                    }
                    Item::Enum(item) => Definition::Enumeration(self.enumeration(item)?),
                    Item::Union(item) => Definition::Union(self.union(index, item)?),
                    _ => continue,
                };
                if let Some(cell) = self.cells.get(&(index, name.to_owned())) {
                    cell.set(definition);
                }
            }
        }
        Ok(())
    }

    fn structure(&mut self, module: usize, item: &'p Struct) -> Result<StructType, Error> {
        let mut fields: Vec<FieldType> = Vec::with_capacity(item.fields.len());
        for field in &item.fields {
            let mut ty = self.field(module, &field.ty)?;
            ty.constant = field.constant.as_ref().map(|text| self.text(text));
            ty.outer = self.with_nil(module, ty.outer, &field.member);
            fields.push(ty);
        }
        let table = self.table((module, item.table.clone()))?;
        Ok(StructType { table, fields })
    }

    /// A container with room for the nils that the contract admits: without generated code, no type gains by less room.
    fn with_nil(&self, module: usize, outer: Container, member: &output::Member) -> Container {
        let item = member.item.as_ref();
        let item = item.and_then(|item| self.statics.get(&self.key(module, item)).copied());
        let may_be_nil = match item {
            Some(Item::Member(item)) => item.member.flags.contains(&Flag::Nillable),
            _ => member.flags.contains(&Flag::Nillable),
        };
        match outer {
            Container::Option if may_be_nil => Container::Nillable,
            Container::List(_, optional) if may_be_nil => {
                Container::List(Items::Nillable, optional)
            }
            outer => outer,
        }
    }

    /// The table of a struct.
    pub(super) fn table(&mut self, key: Key) -> Result<&'static v1::Struct, Error> {
        if let Some(known) = self.structs.get(&key) {
            return Ok(known);
        }
        let Some(Item::Struct(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("a table is missing"));
        };
        let mut members = Vec::with_capacity(item.fields.len());
        for field in &item.fields {
            members.push(self.member(key.0, &field.member)?);
        }
        let name = self.name(key.0, &item.xml_name)?;
        let members = leak_all(members);
        for (field, member) in item.fields.iter().zip(members) {
            self.note_mixed(key.0, &field.member, member)?;
        }
        let mut made = v1::Struct::new(name, members);
        if item.element_only {
            made = made.element_only();
        }
        if item.identified {
            made = made.with_identities();
        }
        if item.group.is_none() {
            made = match &item.content {
                Content::Implied => made,
                Content::AnyOrder => made.in_any_order(),
                Content::Unpredictable => made.unpredictable(),
                Content::Bounded(bounds) => {
                    let bounds = bounds.iter().map(|(index, min, max)| {
                        let index = u16::try_from(*index).unwrap_or(u16::MAX);
                        (index, *min, max.unwrap_or(u32::MAX))
                    });
                    made.with_bounds(leak_all(bounds.collect()))
                }
                Content::Declared(root) => made.with_content(leak(particle(root))),
            };
        }
        let made = leak(made);
        self.structs.insert(key, made);
        Ok(made)
    }

    /// The group of a choice or a nested sequence.
    pub(super) fn group(&mut self, key: Key) -> Result<&'static v1::Group, Error> {
        if let Some(known) = self.groups.get(&key) {
            return Ok(known);
        }
        let (made, content) = match self.statics.get(&key).copied() {
            Some(Item::Choice(item)) => {
                let mut members = Vec::with_capacity(item.branches.len());
                for branch in &item.branches {
                    members.push(self.member(key.0, &branch.member)?);
                }
                let members = leak_all(members);
                for (branch, member) in item.branches.iter().zip(members) {
                    self.note_mixed(key.0, &branch.member, member)?;
                }
                (v1::Group::choice(members), &item.content)
            }
            Some(Item::Struct(item)) => {
                let table = self.table((key.0, item.table.clone()))?;
                (v1::Group::sequence(table.members), &item.content)
            }
            _ => return Err(Error::internal("a group is missing")),
        };
        let made = leak(match content {
            Content::Declared(root) => made.with_content(leak(particle(root))),
            _ => made,
        });
        self.groups.insert(key, made);
        Ok(made)
    }

    fn choice(&mut self, module: usize, item: &'p Choice) -> Result<ChoiceType, Error> {
        let group = self.group((module, item.group.name.clone()))?;
        let mut branches = Vec::with_capacity(item.branches.len());
        for branch in &item.branches {
            branches.push(self.field(module, &branch.ty)?);
        }
        let is_blank = |name: &String| Some(name) == item.blank.as_ref();
        let blank = item.branches.iter().position(|one| is_blank(&one.name));
        Ok(ChoiceType {
            group,
            branches,
            blank: blank.unwrap_or(0),
        })
    }

    fn polymorphic(
        &mut self,
        module: usize,
        item: &'p Polymorphic,
    ) -> Result<PolymorphicType, Error> {
        let (mut types, mut variants) = (Vec::new(), Vec::new());
        for variant in &item.variants {
            let name = self.name(module, &variant.xml_name)?;
            let attribute = variant.prefix.as_ref().map(|prefix| {
                let local = name.local;
                self.text(&format!(" xsi:type=\"{prefix}{local}\""))
            });
            types.push(v1::TypeName::new(name, attribute.unwrap_or_default()));
            variants.push(self.field(module, &variant.ty)?.ty);
        }
        let is_blank = |name: &String| Some(name) == item.blank.as_ref();
        let blank = item.variants.iter().position(|one| is_blank(&one.name));
        Ok(PolymorphicType {
            types: leak_all(types),
            variants,
            blank: blank.unwrap_or(0),
        })
    }
}

/// A content model.
fn particle(one: &Particle) -> v1::Particle {
    let (min, max) = (one.min, one.max.unwrap_or(u32::MAX));
    match &one.term {
        Term::Member(index) => {
            let index = u16::try_from(*index).unwrap_or(u16::MAX);
            v1::Particle::member(index, min, max)
        }
        Term::Group(compositor, children) => {
            let children = leak_all(children.iter().map(particle).collect());
            match compositor {
                Compositor::Sequence => v1::Particle::sequence(min, max, children),
                Compositor::Choice => v1::Particle::choice(min, max, children),
                Compositor::All => v1::Particle::all(min, max, children),
            }
        }
    }
}
