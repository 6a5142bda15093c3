//! The static tables of generated code.

use super::forms::{Blocks, NameKey};
use super::{AttributeWildcard, Particle, Wildcard};

/// An expanded name. The namespace is empty for none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name {
    /// Namespace URI.
    pub namespace: &'static str,
    /// Local part.
    pub local: &'static str,
}

impl Name {
    /// A name from its two parts.
    pub const fn new(namespace: &'static str, local: &'static str) -> Self {
        Self { namespace, local }
    }
}

/// A member of a struct or a branch of a choice.
#[derive(Debug)]
pub struct Member {
    /// Name of the element or attribute.
    pub name: Name,
    /// Elements: the start tag, `<n1:Name>`. Attributes: ` name="`, with the leading space.
    pub open: &'static str,
    /// Elements: the end tag, `</n1:Name>`.
    pub close: &'static str,
    /// Its kind.
    pub kind: Kind,
    /// Its [`Flags`].
    pub flags: Flags,
    /// The description of the level below, if the type of the field does not have it.
    pub inner: Inner,
    /// The default or fixed value of the contract in its lexical form: the value of an empty element or an absent
    /// attribute (Part 1, 3.2.1 and 3.3.1).
    pub default: Option<&'static str>,
    /// The name in a form for fast comparison.
    pub(crate) key: NameKey,
    /// The tags in a form for fast copying.
    pub(crate) blocks: Blocks,
    /// SOAP encoding: the attributes to write, ` xsi:type="..."` and, for arrays, ` soapenc:arrayType="..."` up to the
    /// length.
    pub annotation: &'static str,
    /// The name of the type around it, where no struct has it: of a collapsed list of such items, of a dictionary or of its entries. Both
    /// parts are empty for an anonymous type; `None` where it is not known.
    pub(crate) within: Option<&'static Name>,
    /// The content type of its bytes as a part of a package; empty if the contract says none.
    pub(crate) media: &'static str,
}

/// The kind of a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A child element.
    Element,
    /// An attribute.
    Attribute,
    /// The text of simple content.
    Text,
    /// Elements of `xs:any`: `Option<RawElement>` or `Vec<RawElement>`.
    Any,
    /// Attributes of `xs:anyAttribute`: `Vec<RawAttribute>`.
    AnyAttribute,
    /// A nested choice or sequence: [`Inner::Group`].
    Group,
    /// Unknown child elements, which are written back: `Vec<RawElement>`. Always the last member.
    Unknown,
}

/// Flags of a member, combined with `|`.
pub type Flags = u16;
/// `minOccurs` is not 0 (or the attribute is required).
pub const REQUIRED: Flags = 1;
/// `nillable`.
pub const NILLABLE: Flags = 1 << 1;
/// `maxOccurs` is more than 1.
pub const REPEATED: Flags = 1 << 2;
/// Masked in `Debug`, logs and errors.
pub const SECRET: Flags = 1 << 3;
/// `fixed`: `default` holds the only value.
pub const FIXED: Flags = 1 << 4;
/// White space of the text is collapsed, whatever the type says (`xs:token` and types derived from it, as `String`).
pub const COLLAPSE: Flags = 1 << 5;
/// White space characters of the text become spaces (`xs:normalizedString`).
pub const REPLACE: Flags = 1 << 6;
/// Types derived by extension may not replace that of the element (`block`), where it is kept as XML.
pub const BLOCKS_EXTENSION: Flags = 1 << 7;
/// Types derived by restriction may not replace that of the element (`block`), where it is kept as XML.
pub const BLOCKS_RESTRICTION: Flags = 1 << 8;
/// The type of the element has required attributes, which a nil element has, too.
pub const NIL_CHECKED: Flags = 1 << 9;
/// Its namespace is that of the table, which members have that name none.
pub const IN_NAMESPACE: Flags = 1 << 10;
/// A body, header or fault whose `use` is `encoded`: its content follows the rules of SOAP encoding.
pub const ENCODED: Flags = 1 << 15;
/// An encoded response whose first member is the return value. Its accessor may have any name.
pub const RESPONSE: Flags = 1 << 14;

/// Reads an element of mixed content, whose start tag was just taken, to check it; `false` where that cannot be.
pub type CheckMixed =
    fn(&mut super::Reader<'_>, &'static Member) -> Result<bool, crate::error::DecodeError>;

/// The description of the level below a member.
#[derive(Clone, Copy, Debug)]
pub enum Inner {
    /// The type of the field has it.
    None,
    /// The item of a list whose wrapper type is collapsed: `ArrayOfX` as `Option<Vec<X>>`.
    Item(&'static Member),
    /// The pair of a dictionary.
    Pair(&'static Pair),
    /// The branches or members of a nested group.
    Group(&'static Group),
    /// The namespaces of `xs:any`.
    Wildcard(&'static Wildcard),
    /// The names that `xs:anyAttribute` admits.
    Attributes(&'static AttributeWildcard),
    /// The identity constraints of an element.
    #[cfg(feature = "facets")]
    Identities(&'static [&'static super::Identity]),
    /// The simple type of the value, where it is more than that of the field.
    Simple(&'static super::SimpleType),
    /// Checks the elements of mixed content, which is kept as it is.
    Mixed(CheckMixed),
}

/// The repeated element of a dictionary and its two children.
#[derive(Debug)]
pub struct Pair {
    /// The repeated element.
    pub entry: Member,
    /// Its key.
    pub key: Member,
    /// Its value.
    pub value: Member,
    /// The home slot of its recorded markup.
    pub(crate) slot: u8,
}

impl Pair {
    /// The table of an entry with this key and this value.
    pub const fn new(entry: Member, key: Member, value: Member) -> Self {
        Self {
            slot: entry.key.hash(entry.name.local.len()),
            entry,
            key,
            value,
        }
    }
}

/// A nested choice or sequence.
#[derive(Debug)]
pub struct Group {
    /// Whether it is a choice.
    pub choice: bool,
    /// The branches of the choice, or the members of the sequence.
    pub members: &'static [Member],
    /// The content model of one occurrence, if the members do not determine it.
    pub(crate) content: Option<&'static Particle>,
    /// Whether a value may be invalid although all required members are present.
    pub(crate) is_checked: bool,
}

impl Group {
    /// Makes a choice of these branches.
    pub const fn choice(members: &'static [Member]) -> Self {
        Self::new(true, members)
    }

    /// Makes a sequence of these members.
    pub const fn sequence(members: &'static [Member]) -> Self {
        Self::new(false, members)
    }

    const fn new(choice: bool, members: &'static [Member]) -> Self {
        Self {
            choice,
            members,
            content: None,
            is_checked: has_checked_group(members),
        }
    }

    /// Sets the content model of one occurrence.
    pub const fn with_content(mut self, content: &'static Particle) -> Self {
        self.content = Some(content);
        self.is_checked = true;
        self
    }
}

/// Whether a member is a group whose values must be checked.
const fn has_checked_group(members: &[Member]) -> bool {
    let mut at = 0;
    while at < members.len() {
        if let Inner::Group(group) = members[at].inner
            && group.is_checked
        {
            return true;
        }
        at += 1;
    }
    false
}

/// The table of a generated struct.
#[derive(Debug)]
pub struct Struct {
    /// The name of the type, or of the element with the anonymous type.
    pub name: Name,
    /// Members in the order of the schema; attributes first.
    pub members: &'static [Member],
    /// The namespace of the last element, which is that of most elements.
    pub(crate) namespace: &'static str,
    /// The required members among the first 64.
    pub(crate) required: u64,
    /// A common property of its members.
    pub(crate) shape: Shape,
    /// Its content model, if it is not a sequence of its members.
    pub(crate) content: Option<&'static Particle>,
    /// The occurrence of repeated members, if it is limited: index, least and most.
    pub(crate) bounds: &'static [(u16, u32, u32)],
    /// Whether the members may come in any order.
    pub(crate) any_order: bool,
    /// Whether no text may stand between the elements, though a value is kept as it is.
    pub(crate) element_only: bool,
    /// Whether the name of an element determines its member.
    pub(crate) is_predictable: bool,
    /// Whether some members are groups or wildcards.
    pub(crate) has_groups: bool,
    /// Whether a value may be invalid although all required members are present.
    pub(crate) is_checked: bool,
    /// The home slot of its recorded markup. It follows from the name and not from the address, so reading a message costs
    /// the same in every program.
    pub(crate) slot: u8,
}

/// A common property of the members of a struct.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// All are elements of one namespace, 64 at most.
    Uniform,
    /// All are in the content of the element, and some are elements.
    Mixed,
    /// Some are attributes, or there are no elements.
    Other,
}

impl Struct {
    /// The table of a struct with that name and these members.
    pub const fn new(name: Name, members: &'static [Member]) -> Self {
        let mut table = Self {
            name,
            members,
            namespace: "",
            required: 0,
            shape: Shape::Other,
            content: None,
            bounds: &[],
            element_only: false,
            any_order: false,
            is_predictable: true,
            has_groups: false,
            is_checked: false,
            slot: NameKey::of(name.local).hash(name.local.len()),
        };
        let (mut index, mut elements, mut other) = (members.len(), 0, false);
        let mut last: Flags = 0;
        while index > 0 {
            index -= 1;
            let member = &members[index];
            if member.flags & REQUIRED != 0 && index < 64 {
                table.required |= 1 << index;
            }
            match member.kind {
                Kind::Element if elements == 0 => {
                    table.namespace = member.name.namespace;
                    last = member.flags;
                    elements = 1;
                }
                // Texts are compared only where they may differ: the compiler interprets this for each member.
                Kind::Element
                    if last & member.flags & IN_NAMESPACE != 0
                        || same(table.namespace, member.name.namespace) =>
                {
                    elements += 1;
                }
                Kind::Attribute | Kind::AnyAttribute | Kind::Text => other = true,
                Kind::Group => {
                    table.has_groups = true;
                    table.is_checked |=
                        matches!(member.inner, Inner::Group(group) if group.is_checked);
                }
                Kind::Any => table.has_groups = true,
                _ => {}
            }
        }
        if elements > 0 && !other {
            table.shape = match elements == members.len() && elements <= 64 {
                true => Shape::Uniform,
                false => Shape::Mixed,
            };
        }
        table
    }

    /// Whether both are the table of one type. The compiler may make several copies of a constant, so the address alone says only
    /// that they are.
    #[cfg(feature = "http")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
            || self.name == other.name
                && self.members.len() == other.members.len()
                && self.members.iter().zip(other.members).all(|(one, other)| {
                    (one.name, one.kind, one.flags) == (other.name, other.kind, other.flags)
                })
    }

    /// Sets the content model, if it is not a sequence of its members.
    pub const fn with_content(mut self, content: &'static Particle) -> Self {
        self.content = Some(content);
        self.is_checked = true;
        self.unpredictable()
    }

    /// States that the name of an element does not determine its member.
    pub const fn unpredictable(mut self) -> Self {
        self.is_predictable = false;
        self.shape = Shape::Other;
        self
    }

    /// States that elements of this type have identity constraints, which the general path checks.
    pub const fn with_identities(mut self) -> Self {
        self.shape = Shape::Other;
        self
    }

    /// States that its values are kept as they are, and have no text between their elements.
    pub const fn element_only(mut self) -> Self {
        self.element_only = true;
        self
    }

    /// States that its members may come in any order.
    pub const fn in_any_order(mut self) -> Self {
        self.any_order = true;
        self
    }

    /// Sets the occurrence of repeated members, if it is limited: index, least and most. Markup is not recorded then.
    pub const fn with_bounds(mut self, bounds: &'static [(u16, u32, u32)]) -> Self {
        self.bounds = bounds;
        self.is_checked = true;
        self.shape = Shape::Other;
        self
    }
}

/// Whether two texts are equal.
const fn same(one: &str, other: &str) -> bool {
    let (mut one, mut other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    // Compares a word at a time: the compiler runs this for each member.
    while let (Some((left, one_rest)), Some((right, other_rest))) =
        (one.split_first_chunk::<8>(), other.split_first_chunk::<8>())
    {
        if u64::from_ne_bytes(*left) != u64::from_ne_bytes(*right) {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    while let (Some((left, one_rest)), Some((right, other_rest))) =
        (one.split_first(), other.split_first())
    {
        if *left != *right {
            return false;
        }
        (one, other) = (one_rest, other_rest);
    }
    true
}

/// A type in `xsi:type`.
#[derive(Debug)]
pub struct TypeName {
    /// The name of the type. An empty one is the variant for all other types: [`AnyType`](crate::AnyType).
    pub name: Name,
    /// The attribute to write, ` xsi:type="n1:Name"`; empty for the declared type itself.
    pub attribute: &'static str,
}

impl TypeName {
    /// A type of this name, and the attribute that names it.
    pub const fn new(name: Name, attribute: &'static str) -> Self {
        Self { name, attribute }
    }
}

impl Member {
    const fn new(
        kind: Kind,
        namespace: &'static str,
        local: &'static str,
        open: &'static str,
        close: &'static str,
        flags: Flags,
    ) -> Self {
        Self {
            blocks: Blocks::of(open, close, flags),
            name: Name { namespace, local },
            open,
            close,
            kind,
            flags,
            inner: Inner::None,
            default: None,
            key: NameKey::of(local),
            annotation: "",
            within: None,
            media: "",
        }
    }

    /// The names of its elements: its own, or those of a nested sequence.
    pub(crate) fn names(&self) -> impl Iterator<Item = Name> {
        let (own, nested) = match self.inner {
            Inner::Group(group) => (None, group.members),
            _ => (Some(self.name), &[][..]),
        };
        own.into_iter()
            .chain(nested.iter().map(|member| member.name))
    }

    /// The first of them.
    pub(crate) fn first_name(&self) -> Name {
        self.names().next().unwrap_or(self.name)
    }

    /// The repeated item of a list.
    pub const fn item(mut self, item: &'static Member) -> Self {
        self.inner = Inner::Item(item);
        self
    }

    /// The pair of a dictionary.
    pub const fn pair(mut self, pair: &'static Pair) -> Self {
        self.inner = Inner::Pair(pair);
        self
    }

    /// The identity constraints of an element whose type is a struct.
    #[cfg(feature = "facets")]
    pub const fn identified(mut self, identities: &'static [&'static super::Identity]) -> Self {
        self.inner = Inner::Identities(identities);
        self
    }

    /// Sets the names that `xs:anyAttribute` admits, if not all.
    pub const fn admitted(mut self, wildcard: &'static AttributeWildcard) -> Self {
        self.inner = Inner::Attributes(wildcard);
        self
    }

    /// Sets the check of mixed content.
    pub const fn mixed(mut self, check: CheckMixed) -> Self {
        self.inner = Inner::Mixed(check);
        self
    }

    /// The simple type to check values against.
    pub const fn of(mut self, of: &'static super::SimpleType) -> Self {
        self.inner = Inner::Simple(of);
        // The text is checked before the end tag is written.
        self.blocks.fit = false;
        self
    }

    /// Adds flags.
    pub const fn flagged(mut self, flags: Flags) -> Self {
        self.flags |= flags;
        self.blocks.fit &= flags & (ENCODED | FIXED) == 0;
        self
    }

    /// Sets the value of an empty element or an absent attribute.
    pub const fn value(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }

    /// Sets the content type of its bytes as a part of a package (`xmime:expectedContentTypes`).
    pub const fn media(mut self, media: &'static str) -> Self {
        self.media = media;
        self
    }

    /// Sets the name of the type around it. Both parts are empty for an anonymous type.
    pub const fn within(mut self, name: &'static Name) -> Self {
        self.within = Some(name);
        self
    }

    /// Sets the attributes of the start tag in SOAP encoding, where the name has no prefix. Empty for none.
    pub const fn annotated(mut self, annotation: &'static str) -> Self {
        self.annotation = annotation;
        self.blocks.fit = false;
        self
    }
}

/// A child element.
pub const fn element(
    namespace: &'static str,
    local: &'static str,
    open: &'static str,
    close: &'static str,
    flags: Flags,
) -> Member {
    Member::new(Kind::Element, namespace, local, open, close, flags)
}

/// An attribute; `open` is ` name="`.
pub const fn attribute(
    namespace: &'static str,
    local: &'static str,
    open: &'static str,
    flags: Flags,
) -> Member {
    Member::new(Kind::Attribute, namespace, local, open, "\"", flags)
}

/// The text of simple content.
pub const fn text() -> Member {
    Member::new(Kind::Text, "", "", "", "", REQUIRED)
}

/// A nested choice or sequence.
pub const fn group(group: &'static Group, flags: Flags) -> Member {
    let mut member = Member::new(Kind::Group, "", "", "", "", flags);
    member.inner = Inner::Group(group);
    member
}

/// `xs:any`.
pub const fn any(wildcard: &'static Wildcard, flags: Flags) -> Member {
    let mut member = Member::new(Kind::Any, "", "", "", "", flags);
    member.inner = Inner::Wildcard(wildcard);
    member
}

/// `xs:anyAttribute`.
pub const fn any_attribute() -> Member {
    Member::new(Kind::AnyAttribute, "", "", "", "", REPEATED)
}

/// Unknown children.
pub const fn unknown() -> Member {
    Member::new(Kind::Unknown, "", "", "", "", REPEATED)
}
