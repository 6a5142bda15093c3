//! Members, and the statics that they refer to.

use soap_runtime::__private::v1;
use wsdl_codegen::internal::output::{Flag, Item, Member, MemberKind, ProcessContents};

use super::{Key, TableBuilder, leak, leak_all, remember, remember_mixed};
use crate::value::check_mixed;
use crate::{Error, Value};

impl<'p> TableBuilder<'p> {
    pub(super) fn member(
        &mut self,
        module: usize,
        member: &'p Member,
    ) -> Result<v1::Member, Error> {
        let flags = flags(&member.flags);
        let mut made = match &member.kind {
            MemberKind::Element { name, prefix } => {
                let name = self.name(module, name)?;
                let open = self.text(&format!("<{prefix}{}>", name.local));
                let close = self.text(&format!("</{prefix}{}>", name.local));
                v1::element(name.namespace, name.local, open, close, flags)
            }
            MemberKind::Attribute { name, prefix } => {
                let name = self.name(module, name)?;
                let open = self.text(&format!(" {prefix}{}=\"", name.local));
                v1::attribute(name.namespace, name.local, open, flags)
            }
            MemberKind::Text => v1::text().flagged(flags),
            MemberKind::Group(group) => v1::group(self.group(self.key(module, group))?, flags),
            MemberKind::Any(wildcard) => v1::any(self.wildcard(self.key(module, wildcard))?, flags),
            MemberKind::AnyAttribute(None) => v1::any_attribute(),
            MemberKind::AnyAttribute(Some(wildcard)) => {
                let wildcard = self.attribute_wildcard(self.key(module, wildcard))?;
                v1::any_attribute().admitted(wildcard)
            }
            MemberKind::Unknown => v1::unknown(),
        };
        if let Some(item) = &member.item {
            made = made.item(self.member_static(self.key(module, item))?);
        }
        if let Some(pair) = &member.pair {
            made = made.pair(self.pair(self.key(module, pair))?);
        }
        if let Some(of) = &member.of {
            made = made.of(self.simple_type(self.key(module, of))?);
        }
        if member.mixed.is_some() {
            made = made.mixed(check_mixed);
        }
        if !member.identities.is_empty() {
            let all = member.identities.iter();
            let all = all.map(|name| self.identity(self.key(module, name)));
            made = made.identified(leak_all(all.collect::<Result<Vec<_>, Error>>()?));
        }
        if let Some(value) = &member.value {
            made = made.value(self.text(value));
        }
        if let Some(annotation) = &member.annotation {
            made = made.annotated(self.text(annotation));
        }
        if let Some(media) = &member.media {
            made = made.media(self.text(media));
        }
        if let Some(within) = &member.within {
            made = made.within(leak(self.name(module, within)?));
        }
        Ok(made)
    }

    /// A static member.
    pub(super) fn member_static(&mut self, key: Key) -> Result<&'static v1::Member, Error> {
        if let Some(known) = self.members.get(&key) {
            return Ok(known);
        }
        let Some(Item::Member(item)) = self.statics.get(&key).copied() else {
            // The simple types of elements are statics of this shape, too.
            return Err(Error::internal("a member is missing"));
        };
        let made = leak(self.member(key.0, &item.member)?);
        self.note_mixed(key.0, &item.member, made)?;
        self.members.insert(key, made);
        Ok(made)
    }

    /// Notes the type of an element of mixed content.
    pub(super) fn note_mixed(
        &mut self,
        module: usize,
        item: &'p Member,
        made: &'static v1::Member,
    ) -> Result<(), Error> {
        if let Some(ty) = &item.mixed {
            let cell = self.field(module, ty)?.ty;
            remember_mixed(made, cell);
        }
        Ok(())
    }

    fn pair(&mut self, key: Key) -> Result<&'static v1::Pair, Error> {
        if let Some(known) = self.pairs.get(&key) {
            return Ok(known);
        }
        let Some(Item::Pair(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("a pair is missing"));
        };
        let made = leak(v1::Pair::new(
            self.member(key.0, &item.entry)?,
            self.member(key.0, &item.key)?,
            self.member(key.0, &item.value)?,
        ));
        self.pairs.insert(key, made);
        Ok(made)
    }

    fn namespaces(
        &mut self,
        module: usize,
        namespaces: &'p [Option<String>],
        not: bool,
    ) -> Result<v1::Wildcard, Error> {
        let namespaces = namespaces
            .iter()
            .map(|namespace| self.namespace(module, namespace.as_ref()));
        let namespaces = leak_all(namespaces.collect::<Result<Vec<_>, Error>>()?);
        Ok(match not {
            true => v1::Wildcard::except(namespaces),
            false => v1::Wildcard::of(namespaces),
        })
    }

    fn wildcard(&mut self, key: Key) -> Result<&'static v1::Wildcard, Error> {
        if let Some(known) = self.wildcards.get(&key) {
            return Ok(known);
        }
        let Some(Item::Wildcard(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("a wildcard is missing"));
        };
        let made = self.namespaces(key.0, &item.namespaces, item.not)?;
        let made = leak(match item.process {
            ProcessContents::Lax => made,
            ProcessContents::Skip => made.skip(),
            ProcessContents::Strict => made.strict(),
        });
        self.wildcards.insert(key, made);
        Ok(made)
    }

    /// The attributes that a wildcard admits.
    pub(super) fn attribute_wildcard(
        &mut self,
        key: Key,
    ) -> Result<&'static v1::AttributeWildcard, Error> {
        if let Some(known) = self.attribute_wildcards.get(&key) {
            return Ok(known);
        }
        let Some(Item::AttributeWildcard(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("a wildcard is missing"));
        };
        let wildcard = self.namespaces(key.0, &item.namespaces, item.not)?;
        let mut declared = Vec::new();
        for one in &item.declared {
            let member = self.member(key.0, &one.member)?;
            declared.push(match one.ty {
                Some(_) => v1::DeclaredAttribute::of::<Value>(member),
                None => v1::DeclaredAttribute::named(member),
            });
        }
        let declared = leak_all(declared);
        // A member has its address only now.
        for (one, item) in declared.iter().zip(&item.declared) {
            if let Some(ty) = &item.ty {
                remember(one.member(), self.field(key.0, ty)?.ty);
            }
        }
        let made = leak(match item.strict {
            true => v1::AttributeWildcard::strict(wildcard, declared),
            false => v1::AttributeWildcard::lax(wildcard, declared),
        });
        self.attribute_wildcards.insert(key, made);
        Ok(made)
    }
}

fn flags(flags: &[Flag]) -> v1::Flags {
    let bit = |flag: &Flag| match flag {
        Flag::Required => v1::REQUIRED,
        Flag::Nillable => v1::NILLABLE,
        Flag::Repeated => v1::REPEATED,
        Flag::Secret => v1::SECRET,
        Flag::Fixed => v1::FIXED,
        Flag::Collapse => v1::COLLAPSE,
        Flag::Replace => v1::REPLACE,
        Flag::Encoded => v1::ENCODED,
        Flag::Response => v1::RESPONSE,
        Flag::NilChecked => v1::NIL_CHECKED,
        Flag::BlocksExtension => v1::BLOCKS_EXTENSION,
        Flag::BlocksRestriction => v1::BLOCKS_RESTRICTION,
    };
    flags.iter().fold(0, |all, flag| all | bit(flag))
}
