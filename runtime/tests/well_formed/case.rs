//! Makes a message from bytes, damages it, and reads it in three ways: with prediction and recorded markup, on the
//! general path only, and with another parser. All must agree. The test and the fuzz target share this file.

#[macro_use]
#[path = "../support/tables.rs"]
mod tables;

use roxmltree::{Document, Node};
use soap_runtime::__private::v1;
use soap_runtime::soap::{EnvelopeReader, Received};
use soap_runtime::xml::ReadOptions;
use soap_runtime::{DecodeError, Dictionary};

const NS: &str = "urn:t";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

macro_rules! el {
    ($local:literal, $flags:expr) => {
        element_of!(NS, $local, $flags)
    };
}

macro_rules! table {
    ($type:ident, $table:ident, [$($member:expr => $field:ident),* $(,)?]) => {
        static $table: v1::Struct = v1::Struct::new(v1::Name::new(NS, stringify!($type)), &[$($member),*]);
        fields!($type, $table, [$($field),*]);
    };
}

/// A struct of texts. Its second name is so long that markup exceeds the length that is compared at once.
#[derive(Clone, Debug, Default, PartialEq)]
struct Leaf {
    id: Option<i32>,
    long: Option<String>,
    name: Option<String>,
}
table!(Leaf, LEAF, [
    el!("Id", v1::NILLABLE) => id,
    el!("ALongNameOfAMemberForLongMarkup", v1::NILLABLE) => long,
    el!("Name", v1::NILLABLE) => name,
]);

/// A struct of structs: two members of one type, one of its own type, and an attribute.
#[derive(Clone, Debug, Default, PartialEq)]
struct Branch {
    code: Option<String>,
    left: Option<Leaf>,
    rite: Option<Leaf>,
    deep: Option<Box<Branch>>,
}
table!(Branch, NODE, [
    v1::attribute("", "code", " code=\"", 0) => code,
    el!("Left", v1::NILLABLE) => left,
    el!("Rite", v1::NILLABLE) => rite,
    el!("Deep", v1::NILLABLE) => deep,
]);

static ITEM: v1::Member = el!("Item", v1::REPEATED | v1::NILLABLE);
static PART: v1::Member = el!("Part", v1::REPEATED | v1::NILLABLE);
static NUMBERS: v1::Pair = v1::Pair::new(
    el!("Pair", v1::REPEATED),
    el!("Key", v1::REQUIRED),
    el!("Val", v1::REQUIRED),
);
static LEAVES: v1::Pair = v1::Pair::new(
    el!("Pair", v1::REPEATED),
    el!("Key", v1::REQUIRED),
    el!("Val", v1::REQUIRED),
);

/// The element in the Body.
#[derive(Clone, Debug, Default, PartialEq)]
struct Root {
    flat: Vec<Leaf>,
    othr: Vec<Leaf>,
    node: Vec<Branch>,
    list: Option<Vec<Option<Leaf>>>,
    more: Option<Vec<Leaf>>,
    numbers: Option<Dictionary<String, i32>>,
    leaves: Option<Dictionary<String, Leaf>>,
}
table!(Root, ROOT_TABLE, [
    el!("Flat", v1::REPEATED) => flat,
    el!("Othr", v1::REPEATED) => othr,
    el!("Node", v1::REPEATED) => node,
    el!("List", v1::NILLABLE).item(&ITEM) => list,
    el!("More", v1::NILLABLE).item(&PART) => more,
    el!("Numbers", v1::NILLABLE).pair(&NUMBERS) => numbers,
    el!("Leaves", v1::NILLABLE).pair(&LEAVES) => leaves,
]);
static ROOT: v1::Member = el!("Root", v1::REQUIRED);

#[derive(Clone, Debug, Default, PartialEq)]
struct Headers {}
table!(Headers, HEADERS, []);

/// Makes decisions from bytes; zeros after the end.
struct Dice<'a>(&'a [u8]);

impl Dice<'_> {
    fn byte(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else {
            return 0;
        };
        self.0 = rest;
        usize::from(*first)
    }

    /// A number below `most`, which is not 0.
    fn below(&mut self, most: usize) -> usize {
        let number = match most {
            0..=256 => self.byte(),
            _ => self.byte() << 16 | self.byte() << 8 | self.byte(),
        };
        number % most.max(1)
    }

    fn choose<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let at = self.below(texts.len());
        texts.get(at).copied().unwrap_or_default()
    }

    /// Whether a rare event happens.
    fn seldom(&mut self) -> bool {
        self.byte() >= 250
    }
}

/// A text element.
fn text(dice: &mut Dice<'_>, name: &str, usual: &str) -> String {
    if !dice.seldom() {
        return format!("<{name}>{usual}</{name}>");
    }
    let forms = [
        "",
        "<N/>",
        "<N></N>",
        "<N i:nil=\"true\"/>",
        "<N> 1 </N>",
        "<N>1</N >",
        "<N>&#49;</N>",
        "<N><![CDATA[1]]></N>",
        "<N>1<!-- --></N>",
        "<p:N>1</p:N>",
        "<N more='1'>1</N>",
        "<q:N xmlns:q='urn:t'>1</q:N>",
        "<More>1</More>",
    ];
    dice.choose(&forms)
        .replace("N>", &format!("{name}>"))
        .replace("N ", &format!("{name} "))
        .replace("N/", &format!("{name}/"))
}

fn leaf(dice: &mut Dice<'_>) -> String {
    let space = if dice.seldom() { "\n " } else { "" };
    [
        space,
        &text(dice, "Id", "7"),
        &text(dice, "ALongNameOfAMemberForLongMarkup", "long"),
        space,
        &text(dice, "Name", "name"),
        space,
    ]
    .concat()
}

/// An element around `content`, mostly in the usual spelling.
fn around(dice: &mut Dice<'_>, name: &str, content: &str) -> String {
    if !dice.seldom() {
        return format!("<{name}>{content}</{name}>");
    }
    let forms = [
        "<p:N>{}</p:N>",
        "<N i:nil=\"true\"/>",
        "<N xmlns:p='urn:other'>{}</N>",
        "<N xmlns:q='urn:t'>{}</N>",
        "<q:N xmlns:q='urn:t'>{}</q:N>",
        "<N >{}</N\n>",
        "<N more='1'>{}</N>",
        "<N></N>",
        "<N/>",
        "",
    ];
    dice.choose(&forms)
        .replace('N', name)
        .replace("{}", content)
}

/// A row of elements, each with one of these names. Long rows of one name are likely.
fn row(
    dice: &mut Dice<'_>,
    names: &[&str],
    make: &mut dyn FnMut(&mut Dice<'_>) -> String,
) -> String {
    let mut out = String::new();
    let mut name = names.first().copied().unwrap_or_default();
    // After a number of equal structs their markup is recorded.
    for _ in 0..dice.below(40) {
        if dice.byte() >= 192 {
            name = dice.choose(names);
        }
        let content = make(dice);
        out.push_str(&around(dice, name, &content));
    }
    out
}

fn node(dice: &mut Dice<'_>) -> String {
    let (left, rite) = (leaf(dice), leaf(dice));
    let mut out = around(dice, "Left", &left);
    out.push_str(&around(dice, "Rite", &rite));
    if dice.byte() >= 200 {
        let deep = leaf(dice);
        out.push_str(&format!("<Deep code='x'><Left>{deep}</Left></Deep>"));
    }
    out
}

fn pair(dice: &mut Dice<'_>, value: &str) -> String {
    let key = text(dice, "Key", "key");
    key + &around(dice, "Val", value)
}

/// A well-formed message, mostly a valid one.
fn message(dice: &mut Dice<'_>) -> String {
    let mut body = String::new();
    // The parts of the message: damage is found more often in a short one.
    let parts = dice.byte();
    let has = |part: u32| parts >> part & 1 == 1;
    if !has(0) {
        body.push_str(&row(dice, &["Flat", "Othr"], &mut leaf));
    }
    if has(1) {
        body.push_str(&row(dice, &["Node"], &mut node));
    }
    if has(2) {
        let items = row(dice, &["Item"], &mut leaf);
        body.push_str(&around(dice, "List", &items));
    }
    if has(3) {
        let items = row(dice, &["Part"], &mut leaf);
        body.push_str(&around(dice, "More", &items));
    }
    if has(4) {
        let pairs = row(dice, &["Pair"], &mut |dice| pair(dice, "1"));
        body.push_str(&around(dice, "Numbers", &pairs));
    }
    if has(5) {
        let pairs = row(dice, &["Pair"], &mut |dice| {
            let content = leaf(dice);
            pair(dice, &content)
        });
        body.push_str(&around(dice, "Leaves", &pairs));
    }
    format!(
        "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header/><s:Body><Root xmlns:i='{XSI}' xmlns:p='{NS}' xmlns='{NS}'>{body}</Root></s:Body></s:Envelope>"
    )
}

/// A tag of a message: the range of the tag and of its name, and whether it is an end tag.
struct Tag {
    start: usize,
    end: usize,
    name: std::ops::Range<usize>,
    closes: bool,
}

fn tags(message: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut from = 0;
    while let Some(start) = message.get(from..).and_then(|rest| rest.find('<')) {
        let start = from + start;
        let Some(length) = message.get(start..).and_then(|rest| rest.find('>')) else {
            break;
        };
        let closes = message
            .get(start + 1..)
            .is_some_and(|rest| rest.starts_with('/'));
        let name = start + 1 + usize::from(closes);
        let inside = message.get(name..start + length).unwrap_or_default();
        let name_length = inside
            .find([' ', '/', '\n', '!', '?'])
            .unwrap_or(inside.len());
        tags.push(Tag {
            start,
            end: start + length + 1,
            name: name..name + name_length,
            closes,
        });
        from = start + length + 1;
    }
    tags
}

/// Replaces a range by a text. Does nothing if that would split a character.
fn replace(message: &mut String, range: std::ops::Range<usize>, text: &str) {
    if message.get(range.clone()).is_some() {
        message.replace_range(range, text);
    }
}

const NAMES: [&str; 18] = [
    "Flat", "Othr", "Left", "Rite", "Deep", "Node", "Item", "Part", "List", "More", "Pair", "Name",
    "Key", "Val", "Id", "p:Flat", "q:Item", "Root",
];
const PIECES: [&str; 22] = [
    "<!-- c -->",
    "<?pi x?>",
    "<![CDATA[x]]>",
    "<![CDATA[</Name>]]>",
    "<!-- </Flat> -->",
    "&amp;",
    "&#65;",
    "&bogus;",
    "&",
    "<",
    ">",
    "]]>",
    "\r\n",
    " ",
    "x",
    "/",
    ":",
    "<!DOCTYPE Root>",
    "</Flat>",
    "<Flat>",
    "\u{1}",
    "<Name/>",
];
const ATTRIBUTES: [&str; 10] = [
    " xmlns='urn:other'",
    " xmlns='urn:t'",
    " xmlns:p='urn:other'",
    " xmlns:p='urn:t'",
    " xmlns:i='urn:other'",
    " xmlns:q='urn:t'",
    " i:nil=\"true\"",
    " i:type='Leaf'",
    " code='1' code='2'",
    " more='1'",
];

/// Damages a message, or changes it into another one.
fn mutate(dice: &mut Dice<'_>, message: &mut String) {
    let tags = tags(message);
    let at = dice.below(tags.len());
    let Some(tag) = tags.get(at) else { return };
    let prefix = |name: &str| match name.split_once(':') {
        Some((_, local)) => local.to_owned(),
        None => format!("p:{name}"),
    };
    match dice.below(10) {
        // Exchanges the names of two end tags.
        0 => {
            let ends: Vec<&Tag> = tags.iter().filter(|tag| tag.closes).collect();
            let (one, other) = (dice.below(ends.len()), dice.below(ends.len()));
            let (one, other) = (one.min(other), one.max(other));
            if let (Some(one), Some(other)) = (ends.get(one), ends.get(other)) {
                let name = |tag: &Tag| message.get(tag.name.clone()).unwrap_or_default().to_owned();
                let (left, right) = (name(one), name(other));
                replace(message, other.name.clone(), &left);
                replace(message, one.name.clone(), &right);
            }
        }
        // Another name, in this tag or in the next tag of the same name too.
        1 => {
            let name = dice.choose(&NAMES);
            replace(message, tag.name.clone(), name);
        }
        2 => {
            let old = message.get(tag.name.clone()).unwrap_or_default().to_owned();
            let end = tags.iter().skip(at + 1).find(|one| {
                one.closes && message.get(one.name.clone()) == Some(&old) && !tag.closes
            });
            let name = match dice.byte() % 2 {
                0 => prefix(&old),
                _ => dice.choose(&NAMES).to_owned(),
            };
            if let Some(end) = end {
                replace(message, end.name.clone(), &name);
            }
            replace(message, tag.name.clone(), &name);
        }
        // Another prefix, or none.
        3 => {
            let name = prefix(message.get(tag.name.clone()).unwrap_or_default());
            replace(message, tag.name.clone(), &name);
        }
        4 | 5 => {
            let attribute = dice.choose(&ATTRIBUTES);
            replace(message, tag.name.end..tag.name.end, attribute);
        }
        6 => {
            let length = dice.below(message.len());
            let whole = (0..=length).rev().find(|at| message.is_char_boundary(*at));
            message.truncate(whole.unwrap_or_default());
        }
        7 => {
            let (piece, at) = (dice.choose(&PIECES), dice.below(message.len()));
            replace(message, at..at, piece);
        }
        // At the ends of tags, where damage matters more.
        8 => {
            let piece = dice.choose(&PIECES);
            let at = match dice.byte() % 3 {
                0 => tag.start,
                1 => tag.end,
                _ => tag.name.end,
            };
            replace(message, at..at, piece);
        }
        _ => match dice.byte() % 2 {
            0 => replace(message, tag.start..tag.end, ""),
            _ => {
                let again = message
                    .get(tag.start..tag.end)
                    .unwrap_or_default()
                    .to_owned();
                replace(message, tag.end..tag.end, &again);
            }
        },
    }
}

fn read(message: &str, options: &ReadOptions) -> Result<(Root, Received), DecodeError> {
    let mut root = Root::default();
    let received = EnvelopeReader::new(options).read(
        message.as_bytes(),
        &mut Headers::default(),
        Some((&ROOT, &mut root)),
    )?;
    Ok((root, received))
}

/// The result of reading as text, without the path that was taken.
fn shown(read: &Result<(Root, Received), DecodeError>) -> String {
    match read {
        Ok((root, received)) => format!(
            "{root:?} {:?} {:?} {:?} {:?}",
            received.outcome, received.skipped, received.deviations, received.unknown_headers
        ),
        Err(error) => format!(
            "{:?} {} {} {}",
            error.kind(),
            error.message(),
            error.path(),
            error.offset()
        ),
    }
}

fn children<'a, 'i>(node: Node<'a, 'i>, name: &'a str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children()
        .filter(move |child| child.has_tag_name((NS, name)))
}

fn is_nil(node: &Node<'_, '_>) -> bool {
    matches!(node.attribute((XSI, "nil")), Some("true" | "1"))
}

/// The text of the child of that name; none if it is nil.
fn text_of(node: Node<'_, '_>, name: &str) -> Option<String> {
    let child = children(node, name).next().filter(|child| !is_nil(child))?;
    Some(
        child
            .children()
            .filter_map(|part| part.text().filter(|_| part.is_text()))
            .collect(),
    )
}

fn number(text: Option<String>) -> Option<i32> {
    text?.trim().parse().ok()
}

fn leaf_of(node: Node<'_, '_>) -> Leaf {
    Leaf {
        id: number(text_of(node, "Id")),
        long: text_of(node, "ALongNameOfAMemberForLongMarkup"),
        name: text_of(node, "Name"),
    }
}

fn node_of(node: Node<'_, '_>) -> Branch {
    let part = |name| children(node, name).next().filter(|one| !is_nil(one));
    Branch {
        code: node.attribute("code").map(str::to_owned),
        left: part("Left").map(leaf_of),
        rite: part("Rite").map(leaf_of),
        deep: part("Deep").map(|deep| Box::new(node_of(deep))),
    }
}

/// The values that the other parser sees. For a message without deviations.
fn root_of(document: &Document<'_>) -> Option<Root> {
    let body = document
        .root_element()
        .children()
        .find(|one| one.has_tag_name("Body"))?;
    let root = children(body, "Root").next()?;
    let part = |name| children(root, name).next().filter(|one| !is_nil(one));
    let pairs =
        |name| -> Option<Vec<Node<'_, '_>>> { Some(children(part(name)?, "Pair").collect()) };
    Some(Root {
        flat: children(root, "Flat").map(leaf_of).collect(),
        othr: children(root, "Othr").map(leaf_of).collect(),
        node: children(root, "Node").map(node_of).collect(),
        list: part("List").map(|list| {
            let items = children(list, "Item");
            items
                .map(|item| (!is_nil(&item)).then(|| leaf_of(item)))
                .collect()
        }),
        more: part("More").map(|more| children(more, "Part").map(leaf_of).collect()),
        numbers: pairs("Numbers").map(|pairs| {
            let pairs = pairs.into_iter().map(|pair| {
                let value = number(text_of(pair, "Val")).unwrap_or_default();
                (text_of(pair, "Key").unwrap_or_default(), value)
            });
            Dictionary(pairs.collect())
        }),
        leaves: pairs("Leaves").map(|pairs| {
            let pairs = pairs.into_iter().map(|pair| {
                let value = children(pair, "Val").next().map(leaf_of);
                (
                    text_of(pair, "Key").unwrap_or_default(),
                    value.unwrap_or_default(),
                )
            });
            Dictionary(pairs.collect())
        }),
    })
}

/// The result for a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The message is not well-formed and was refused.
    Malformed,
    /// The message is well-formed and was refused for another reason.
    Refused,
    /// The message was read with notes.
    Noted,
    /// The message was read with every value.
    Read,
}

/// Makes a message and compares the readings. Also returns how much was predicted.
pub fn run(data: &[u8]) -> (Verdict, usize) {
    let mut dice = Dice(data);
    let damages = [0, 1, 1, 2][dice.byte() % 4];
    let seeds: Vec<usize> = (0..damages * 12).map(|_| dice.byte()).collect();
    let mut text = message(&mut dice);
    for seeds in seeds.chunks(12) {
        let bytes: Vec<u8> = seeds.iter().map(|byte| *byte as u8).collect();
        mutate(&mut Dice(&bytes), &mut text);
    }
    compare(&text)
}

fn compare(text: &str) -> (Verdict, usize) {
    let mut general = ReadOptions::default();
    general.general_only = true;
    let fast = read(text, &ReadOptions::default());
    let slow = read(text, &general);
    assert_eq!(
        shown(&fast),
        shown(&slow),
        "by prediction and without, of\n{text}"
    );
    let other = Document::parse(text);
    let predicted = fast.as_ref().map_or(0, |(_, received)| received.paths.0);
    let verdict = match (&fast, other) {
        (Ok(_), Err(error)) => panic!("is accepted, and is not well-formed ({error}):\n{text}"),
        (Err(_), Err(_)) => Verdict::Malformed,
        (Err(_), Ok(_)) => Verdict::Refused,
        (Ok((root, received)), Ok(document)) => {
            if !received.skipped.is_empty() || !received.deviations.is_empty() {
                return (Verdict::Noted, predicted);
            }
            assert_eq!(Some(root), root_of(&document).as_ref(), "of\n{text}");
            Verdict::Read
        }
    };
    (verdict, predicted)
}
