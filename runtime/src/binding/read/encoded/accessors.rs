//! Structs and dictionaries: reads accessors by name in any order, where an absent one is null (SOAP 1.1, 5.1 and
//! 5.4.1).

use crate::binding::Reader;
use crate::binding::dictionary::Pairs;
use crate::binding::read::Seen;
use crate::binding::read::pairs::Keyless;
use crate::binding::{
    Complex, Content, Field, FieldValue, Inner, Kind, Member, Pair, REPEATED, REQUIRED, Struct,
};
use crate::error::DecodeError;
use crate::xml::{DeviationKind, XSI, is_space_char};

/// Namespace of `rpc:result` (SOAP 1.2 part 2, 4.2.1).
const RPC: &str = "http://www.w3.org/2003/05/soap-rpc";

impl Reader<'_> {
    /// Reads the element whose start tag was just taken, which has attributes, into `place`.
    pub(in crate::binding::read) fn encoded_element(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let left = self.enter_value()?;
        self.value_or_nil(place, member)?;
        if let Some(left) = left {
            self.come_back(left);
        }
        Ok(())
    }

    fn value_or_nil(
        &mut self,
        place: &mut dyn Field,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let nil = self.attribute(XSI, "nil");
        let nil = nil.map(|nil| nil.value.trim_matches(is_space_char));
        let is_nil = match nil {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(_) => self.is_nil(member)?,
        };
        if !is_nil {
            return self.fill(place, member);
        }
        let offset = self.tag_offset();
        self.refuse_attributes()?;
        self.end_of_nil()?;
        if member.flags & REPEATED != 0 {
            place.begin_list();
        }
        match place.set_nil() {
            true => Ok(()),
            false => Err(self.no_nil(member, offset, Some(member.name.local))),
        }
    }

    /// Reads a struct: the element whose start tag was just taken, through its end tag.
    pub(in crate::binding::read) fn encoded_struct(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let returns = self
            .encoding
            .as_mut()
            .is_some_and(|it| std::mem::take(&mut it.returns));
        let mut seen = Seen::default();
        let first = table.members.first().map(|first| first.kind);
        if !self.attributes().is_empty() || first == Some(Kind::Attribute) {
            self.check_annotation(Some(table.name))?;
            self.read_attributes(value, table, &mut seen)?;
        }
        if table.members.last().map(|last| last.kind) == Some(Kind::Text) {
            self.simple_content(value, table, member)?;
            self.pop();
            return Ok(());
        }
        if let Some((index, item)) = only_list(table)
            && let Some(place) = value.member_mut(index)
        {
            return self.encoded_items(place, item);
        }
        // The position of the first accessor of a response with an unknown name.
        let mut unnamed = None;
        let mut result = None;
        let (mut next, mut content) = (0, None);
        while self.next_child()? {
            if returns && self.name() == (RPC, "result") {
                result = Some(self.result_name()?);
                continue;
            }
            match self.accessor(table.members, &seen)? {
                Some(index) => self.encoded_member(value, table, &mut seen, index)?,
                None if returns && result.as_deref() == Some(self.name().1) && !seen.has(0) => {
                    self.encoded_member(value, table, &mut seen, 0)?;
                }
                None if returns && unnamed.is_none() => {
                    unnamed = Some(self.tag_offset());
                    self.skip()?;
                }
                None if table.has_groups => {
                    self.group_child(value, table, &mut seen, &mut next, &mut content)?;
                }
                None => self.skip_unknown()?,
            }
        }
        if let Some(offset) = unnamed {
            let scope = self.scope_len();
            let left = self.visit(offset, scope, &[])?;
            match table.members.first() {
                Some(first) if first.kind == Kind::Element && !seen.has(0) => {
                    self.encoded_member(value, table, &mut seen, 0)?;
                }
                _ => self.skip_unknown()?,
            }
            self.come_back(left);
        }
        self.check_nulls(value, table, &seen)?;
        self.pop();
        Ok(())
    }

    /// The local name of the return value, from the current element.
    fn result_name(&mut self) -> Result<String, DecodeError> {
        let text = self.element_text()?;
        self.pop();
        let name = text.trim_matches(is_space_char);
        let local = name.rsplit(':').next().unwrap_or_default();
        Ok(local.to_owned())
    }

    /// The index of the member of the element whose start tag was just taken. Accessors are in no namespace, whatever
    /// the schema says about its elements. Most toolkits that qualify them use the namespace of the schema.
    fn accessor(
        &mut self,
        members: &'static [Member],
        seen: &Seen,
    ) -> Result<Option<usize>, DecodeError> {
        let (namespace, local) = self.name();
        let mut named = members
            .iter()
            .enumerate()
            .filter(|(_, one)| one.kind == Kind::Element && one.name.local == local);
        let exact = named
            .clone()
            .find(|(_, one)| one.name.namespace == namespace);
        if let Some((index, _)) = exact {
            return Ok(Some(index));
        }
        let Some((index, member)) = named.next() else {
            return self.lookup(members, 0, seen);
        };
        if !namespace.is_empty() {
            let namespace = namespace.to_owned();
            let offset = self.tag_offset();
            let message = || {
                format!(
                    "the accessor {} is in the namespace {namespace:?}",
                    member.name.local
                )
            };
            self.deviate(DeviationKind::Encoding, offset, &message, None)?;
        }
        Ok(Some(index))
    }

    fn encoded_member(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &mut Seen,
        index: usize,
    ) -> Result<(), DecodeError> {
        let (Some(member), Some(place)) = (table.members.get(index), value.member_mut(index))
        else {
            return self.skip_unknown();
        };
        if seen.has(index) && member.flags & REPEATED == 0 && member.kind == Kind::Element {
            return Err(self.duplicate(member));
        }
        seen.set(index);
        match member.kind {
            Kind::Unknown => place.read_element(self, member),
            _ => self.element(place, member),
        }
    }

    /// Checks that absent members may be null in Rust.
    fn check_nulls(
        &mut self,
        value: &mut dyn Complex,
        table: &'static Struct,
        seen: &Seen,
    ) -> Result<(), DecodeError> {
        for (index, member) in table.members.iter().enumerate() {
            let needed = member.flags & REQUIRED != 0 && !seen.has(index);
            if needed
                && let Some(place) = value.member(index)
                && matches!(place.value(), FieldValue::One(_))
            {
                self.missing(member)?;
            }
        }
        Ok(())
    }

    /// Reads the pairs in the element whose start tag was just taken, through its end tag.
    pub(in crate::binding::read) fn encoded_pairs(
        &mut self,
        pairs: &mut dyn Pairs,
        pair: &'static Pair,
    ) -> Result<(), DecodeError> {
        while self.next_child()? {
            let left = self.enter_value()?;
            pairs.add();
            let mut keyless = Keyless::No;
            while self.next_child()? {
                let local = self.name().1;
                if local == pair.key.name.local {
                    self.key(pairs, pair, &mut keyless)?;
                } else if local == pair.value.name.local
                    && let Some(place) = pairs.last_value()
                {
                    self.element(place, &pair.value)?;
                } else {
                    self.skip_unknown()?;
                }
            }
            if keyless != Keyless::No {
                pairs.remove_last();
            }
            self.pop();
            if let Some(left) = left {
                self.come_back(left);
            }
        }
        self.pop();
        Ok(())
    }

    /// Reads the body of a message that is encoded, whose start tag was just taken.
    pub(crate) fn encoded_body(
        &mut self,
        content: &mut dyn Content,
        member: &'static Member,
    ) -> Result<(), DecodeError> {
        let left = self.enter_value()?;
        self.whole(content, member)?;
        if let Some(left) = left {
            self.come_back(left);
        }
        Ok(())
    }
}

/// The only element of a struct, if it may be repeated: such a struct is an array, whose items may have any name.
fn only_list(table: &'static Struct) -> Option<(usize, &'static Member)> {
    let mut elements = table
        .members
        .iter()
        .enumerate()
        .filter(|(_, one)| !matches!(one.kind, Kind::Attribute | Kind::AnyAttribute));
    let (index, item) = elements.next()?;
    let alone = elements.next().is_none() && item.kind == Kind::Element;
    (alone && item.flags & REPEATED != 0 && !matches!(item.inner, Inner::Item(_)))
        .then_some((index, item))
}
