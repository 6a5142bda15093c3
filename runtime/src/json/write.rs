//! Values to trees.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};

use super::absence::{is_emptiable, missing};
use super::kept;
use super::layout::{Layout, LeafTree, NIL, TYPE};
use super::{DEPTH, Error, Tree};
use crate::binding::dictionary::Pairs;
use crate::binding::{
    Choice, Complex, Content, Field, FieldList, FieldValue, Inner, Kind, Member, NILLABLE, Name,
    Polymorphic, REQUIRED, Scalar, TextForm, TypeName, View, Writer,
};
use crate::xml::WriteOptions;

/// The members of an object.
type Members = Vec<(Cow<'static, str>, Tree)>;

/// The tree of a value, which is at `depth`.
pub(crate) fn content(
    content: &dyn Content,
    member: &'static Member,
    depth: usize,
) -> Result<Tree, Error> {
    if depth > DEPTH {
        return Err(Error::new(format!("values are nested deeper than {DEPTH}")));
    }
    let is_text = matches!(member.kind, Kind::Attribute | Kind::Text);
    match content.view() {
        View::Struct(value) => structure(value, depth).map(Tree::Object),
        View::Choice(value) => {
            let layout = Layout::of(value.group().members);
            let mut members = Vec::new();
            branch(value, &layout, &layout.slots, depth, &mut members)?;
            Ok(Tree::Object(members))
        }
        View::Polymorphic(value) => polymorphic(value, member, depth),
        View::Pairs(value) => pairs(value, member, depth),
        View::Simple(shape) => simple(content, shape),
        View::Any(_) if is_text => simple(content, TextForm::of(None)),
        View::Any(value) => kept::any(value, member.name, depth),
        View::Element(value) => kept::element(value, depth),
        View::Attribute(value) => Ok(Tree::Text(value.value.clone())),
        View::MaybeNil(place) => {
            let tree = field(place.value(), member, true, depth)?;
            Ok(tree.unwrap_or(Tree::Null))
        }
        View::Opaque => Err(Error::new("the value has no JSON")),
    }
}

fn structure(value: &dyn Complex, depth: usize) -> Result<Members, Error> {
    let table = value.descriptor();
    let layout = Layout::of(table.members);
    let mut members = Vec::new();
    fields(
        value,
        table.members,
        &layout,
        &layout.slots,
        depth,
        &mut members,
    )?;
    Ok(members)
}

/// Adds the members of a struct, or of a nested sequence.
fn fields(
    value: &dyn Complex,
    members: &'static [Member],
    layout: &Layout,
    slots: &[LeafTree],
    depth: usize,
    out: &mut Members,
) -> Result<(), Error> {
    for (index, (member, slot)) in members.iter().zip(slots).enumerate() {
        if let Some(place) = value.member(index) {
            entry(place, member, layout, slot, depth, false, out)?;
        }
    }
    Ok(())
}

/// Adds one member.
#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn entry(
    place: &dyn Field,
    member: &'static Member,
    layout: &Layout,
    slot: &LeafTree,
    depth: usize,
    is_branch: bool,
    out: &mut Members,
) -> Result<(), Error> {
    match slot {
        LeafTree::Leaf(_) if member.kind == Kind::AnyAttribute => {
            attributes(place, member, layout, out)
        }
        LeafTree::Leaf(leaf) => {
            let key = layout.keys.get(*leaf).cloned().unwrap_or_default();
            let tree = field(place.value(), member, is_branch, depth + 1);
            match tree.map_err(|error| error.below(&key))? {
                Some(tree) => out.push((key, tree)),
                // It could not be read back. A value of SOAP encoding may always be null.
                None if member.flags & REQUIRED != 0 && member.annotation.is_empty() => {
                    return Err(missing(member).below(&key));
                }
                None => {}
            }
            Ok(())
        }
        LeafTree::Group(nest) => {
            let FieldValue::One(content) = place.value() else {
                return match is_emptiable(member) {
                    true => Ok(()),
                    false => Err(missing(member)),
                };
            };
            match content.view() {
                View::Struct(value) => {
                    let members = value.descriptor().members;
                    fields(value, members, layout, &nest.slots, depth, out)
                }
                View::Choice(value) => branch(value, layout, &nest.slots, depth, out),
                _ => Err(Error::new("a group has no members")),
            }
        }
    }
}

/// Adds the branch of a choice.
fn branch(
    value: &dyn Choice,
    layout: &Layout,
    slots: &[LeafTree],
    depth: usize,
    out: &mut Members,
) -> Result<(), Error> {
    let at = value.branch();
    match (value.group().members.get(at), slots.get(at)) {
        (Some(member), Some(slot)) => entry(value.member(), member, layout, slot, depth, true, out),
        _ => Ok(()),
    }
}

/// Adds the attributes of a wildcard, and the namespaces of the names in their values.
fn attributes(
    place: &dyn Field,
    member: &Member,
    layout: &Layout,
    out: &mut Members,
) -> Result<(), Error> {
    let FieldValue::Many(list) = place.value() else {
        return Ok(());
    };
    let mut prefixes: BTreeMap<&str, &str> = BTreeMap::new();
    let at = out.len();
    for index in 0..list.len() {
        let Some(View::Attribute(one)) = list.get(index).map(<dyn Content>::view) else {
            continue;
        };
        let key = kept::attribute_key(&one.name, &|key| layout.leaf(key).is_some());
        let default = one.default_of_names(member);
        let names = one.kept_prefixes().into_iter();
        for (prefix, namespace) in names.chain(default.map(|default| ("", default))) {
            if *prefixes.entry(prefix).or_insert(namespace) != namespace {
                let message = format!("the prefix {prefix} has another namespace in another value");
                return Err(Error::new(message).below(&key));
            }
        }
        out.push((key.into(), Tree::Text(one.value.clone())));
    }
    if !prefixes.is_empty() {
        let prefixes = prefixes.into_iter();
        let prefixes =
            prefixes.map(|(prefix, of)| (prefix.to_owned().into(), Tree::Text(of.to_owned())));
        let prefixes = Tree::Object(prefixes.collect());
        out.insert(at, (kept::PREFIXES.into(), prefixes));
    }
    Ok(())
}

/// The tree of a field; `None` if it is left out.
pub(crate) fn field(
    value: FieldValue<'_>,
    member: &'static Member,
    is_branch: bool,
    depth: usize,
) -> Result<Option<Tree>, Error> {
    Ok(match value {
        FieldValue::Absent => writes_nil(member, is_branch).then_some(Tree::Null),
        FieldValue::Nil => Some(Tree::Null),
        FieldValue::NilWithAttributes(value) => Some(nil(value, member, depth)?),
        FieldValue::One(value) => Some(content(value, member, depth)?),
        FieldValue::Many(list) => match member.inner {
            Inner::Item(item) => Some(items(list, item, depth)?),
            _ if list.is_empty() && member.flags & REQUIRED == 0 && !is_branch => None,
            _ => Some(items(list, member, depth)?),
        },
    })
}

/// Whether an absent value is written as a nil in XML. (A null value of SOAP encoding always is.)
fn writes_nil(member: &Member, is_branch: bool) -> bool {
    let is_nillable = member.flags & NILLABLE != 0 || !member.annotation.is_empty();
    member.kind == Kind::Element && is_nillable && (is_branch || member.flags & REQUIRED != 0)
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn items(list: &dyn FieldList, member: &'static Member, depth: usize) -> Result<Tree, Error> {
    let mut items = Vec::with_capacity(list.len());
    for index in 0..list.len() {
        let tree = match (list.get(index), list.attributes(index)) {
            (Some(value), _) => content(value, member, depth + 1),
            (None, Some(value)) => nil(value, member, depth + 1),
            (None, None) => Ok(Tree::Null),
        };
        items.push(tree.map_err(|error| error.below(index))?);
    }
    Ok(Tree::List(items))
}

/// A nil with the attributes of a value.
fn nil(value: &dyn Content, member: &'static Member, depth: usize) -> Result<Tree, Error> {
    let (ty, value) = match value.view() {
        View::Polymorphic(value) => (type_key(value)?, value.content().view()),
        shape => (None, shape),
    };
    let mut members: Members = Vec::new();
    if let Some(ty) = ty {
        members.push((TYPE.into(), Tree::Text(ty)));
    }
    members.push((NIL.into(), Tree::Boolean(true)));
    match value {
        View::Struct(value) => {
            let table = value.descriptor().members;
            let layout = Layout::of(table);
            for (index, (member, slot)) in table.iter().zip(&layout.slots).enumerate() {
                if matches!(member.kind, Kind::Attribute | Kind::AnyAttribute)
                    && let Some(place) = value.member(index)
                {
                    entry(place, member, &layout, slot, depth, false, &mut members)?;
                }
            }
        }
        View::Any(value) => return kept::any(value, member.name, depth),
        _ => {}
    }
    Ok(Tree::Object(members))
}

/// The name of a type, with its namespace if another of these types has the same local name.
pub fn type_name(types: &[TypeName], name: Name) -> String {
    let same = types.iter().filter(|one| one.name.local == name.local);
    match same.count() > 1 {
        true => format!("{{{}}}{}", name.namespace, name.local),
        false => name.local.to_owned(),
    }
}

/// The name of a derived type; `None` for the declared type and for one without a name.
fn type_key(value: &dyn Polymorphic) -> Result<Option<String>, Error> {
    let types = value.types();
    let Some(one) = types.get(value.variant()) else {
        return Err(Error::new("the value has a type that is none"));
    };
    let is_derived = !one.attribute.is_empty() && !one.name.local.is_empty();
    Ok(is_derived.then(|| type_name(types, one.name)))
}

fn polymorphic(
    value: &dyn Polymorphic,
    member: &'static Member,
    depth: usize,
) -> Result<Tree, Error> {
    let ty = type_key(value)?;
    let tree = content(value.content(), member, depth)?;
    let Some(ty) = ty else {
        return Ok(tree);
    };
    let mut members: Members = vec![(TYPE.into(), Tree::Text(ty))];
    match tree {
        Tree::Object(rest) => members.extend(rest),
        other => members.push((super::layout::TEXT.into(), other)),
    }
    Ok(Tree::Object(members))
}

#[allow(
    clippy::arithmetic_side_effects,
    reason = "less than the limit of the depth"
)]
fn pairs(pairs: &dyn Pairs, member: &'static Member, depth: usize) -> Result<Tree, Error> {
    let Inner::Pair(table) = member.inner else {
        return Err(Error::new("the table of a dictionary has no pair"));
    };
    let mut all = Vec::with_capacity(pairs.count());
    let mut words = HashSet::new();
    let mut is_object = true;
    for index in 0..pairs.count() {
        let Some((key, value)) = pairs.pair(index) else {
            break;
        };
        let is_word = is_word(key);
        let key = field(key.value(), &table.key, false, depth + 2)
            .map_err(|error| error.below("key").below(index))?;
        let value = field(value.value(), &table.value, false, depth + 2)
            .map_err(|error| error.below("value").below(index))?;
        is_object &= is_word
            && value.is_some()
            && matches!(&key, Some(Tree::Text(key)) if words.insert(key.clone()));
        all.push((key, value));
    }
    if is_object {
        let members = all.into_iter().filter_map(|pair| match pair {
            (Some(Tree::Text(key)), Some(value)) => Some((Cow::Owned(key), value)),
            _ => None,
        });
        return Ok(Tree::Object(members.collect()));
    }
    let items = all.into_iter().map(|(key, value)| {
        let key = key.map(|key| (Cow::Borrowed("key"), key));
        let value = value.map(|value| (Cow::Borrowed("value"), value));
        Tree::Object(key.into_iter().chain(value).collect())
    });
    Ok(Tree::List(items.collect()))
}

/// Whether a key is a string.
fn is_word(key: &dyn Field) -> bool {
    match key.value() {
        FieldValue::One(key) => matches!(
            key.view(),
            View::Simple(TextForm {
                scalar: Scalar::Text,
                is_list: false,
                ..
            })
        ),
        _ => false,
    }
}

/// The text of a value, unescaped, with names as `{namespace}name`.
pub(crate) fn text(content: &dyn Content) -> Result<String, Error> {
    let mut out = Vec::new();
    let mut writer = Writer::new(&mut out, &WriteOptions::default());
    writer.state.is_verbatim = true;
    content.write_text(&mut writer);
    writer
        .finish()
        .map_err(|error| Error::new(error.message().to_owned()))?;
    String::from_utf8(out).map_err(|_| Error::new("the value is no UTF-8"))
}

fn simple(content: &dyn Content, shape: TextForm) -> Result<Tree, Error> {
    let text = text(content)?;
    if !shape.is_list {
        return scalar(text, shape.scalar);
    }
    let items = text.split_ascii_whitespace().enumerate();
    let items = items.map(|(index, item)| {
        scalar(item.to_owned(), shape.scalar).map_err(|error| error.below(index))
    });
    items.collect::<Result<Vec<Tree>, Error>>().map(Tree::List)
}

fn scalar(text: String, scalar: Scalar) -> Result<Tree, Error> {
    let unlike = || Error::new("the value does not have the form of its type");
    Ok(match scalar {
        Scalar::Text | Scalar::Digits => Tree::Text(text),
        Scalar::Boolean => Tree::Boolean(text == "true"),
        Scalar::Integer => Tree::Integer(text.parse().map_err(|_| unlike())?),
        Scalar::Float if matches!(&*text, "INF" | "-INF" | "NaN") => Tree::Text(text),
        // Also of a `float`, whose shortest decimal form is exact as a `double`'s, and read back as the same.
        Scalar::Float => Tree::Float(text.parse().map_err(|_| unlike())?),
    })
}
