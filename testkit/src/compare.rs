//! Comparing two documents.

use crate::{Element, Name, ValueSpace, same_value};
use std::collections::BTreeMap;
use std::fmt;

/// Differences that do not count.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    /// Documents are envelopes: the SOAP version does not matter, and headers beside the body count as headers.
    pub envelope: bool,
    /// A nil element counts as absent.
    pub nil_is_absent: bool,
    /// An `xsi:type` on one side only counts as a difference.
    pub annotations: bool,
    /// The value space of an element for which neither document has an `xsi:type` of a built-in type.
    pub space: &'a dyn Fn(&Element) -> ValueSpace,
    /// Elements whose values need not be equal, only of the same value space: values that a generator made up.
    pub filler: &'a dyn Fn(&Element) -> bool,
    /// The number of differences after which the comparison ends.
    pub limit: usize,
}

impl Default for Rules<'_> {
    fn default() -> Self {
        Self {
            envelope: true,
            nil_is_absent: false,
            annotations: false,
            space: &|_| ValueSpace::Text,
            filler: &|_| false,
            limit: 20,
        }
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path of local names from the root, with an index where several have the same name:
    /// `/Envelope/Body/Save/Item[2]`.
    pub path: String,
    /// A description of the difference.
    pub what: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// Compares two documents.
///
/// # Errors
/// One of them is not well-formed.
pub fn compare(left: &str, right: &str, rules: &Rules<'_>) -> Result<Vec<Difference>, String> {
    let left = Element::parse(left).map_err(|error| format!("left document: {error}"))?;
    let right = Element::parse(right).map_err(|error| format!("right document: {error}"))?;
    Ok(compare_elements(left, right, rules))
}

/// Compares two elements.
pub fn compare_elements(
    mut left: Element,
    mut right: Element,
    rules: &Rules<'_>,
) -> Vec<Difference> {
    for side in [&mut left, &mut right] {
        if rules.envelope {
            side.normalize_envelope();
        }
        if rules.nil_is_absent {
            side.remove_nil();
        }
    }
    let mut comparison = Comparison {
        rules,
        found: Vec::new(),
    };
    let path = format!("/{}", left.name.local);
    comparison.element(&left, &right, &path);
    comparison.found
}

struct Comparison<'a> {
    rules: &'a Rules<'a>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn report(&mut self, path: &str, what: String) {
        if self.found.len() < self.rules.limit {
            self.found.push(Difference {
                path: path.to_owned(),
                what,
            });
        }
    }

    fn element(&mut self, left: &Element, right: &Element, path: &str) {
        if self.found.len() >= self.rules.limit {
            return;
        }
        if left.name != right.name {
            return self.report(
                path,
                format!("element {} against {}", left.name, right.name),
            );
        }
        if left.nil != right.nil {
            self.report(path, format!("nil {} against {}", left.nil, right.nil));
        }
        match (&left.declared, &right.declared) {
            (Some(one), Some(other)) if one != other => {
                self.report(path, format!("xsi:type {one} against {other}"))
            }
            (Some(one), None) if self.rules.annotations => {
                self.report(path, format!("xsi:type {one} against none"))
            }
            (None, Some(other)) if self.rules.annotations => {
                self.report(path, format!("xsi:type none against {other}"))
            }
            _ => {}
        }
        if !self.same_attributes(left, right) {
            self.report(
                path,
                format!(
                    "attributes {} against {}",
                    list(&left.attributes),
                    list(&right.attributes)
                ),
            );
        }
        if left.children.is_empty() && right.children.is_empty() {
            self.text(left, right, path);
        } else if left.text.trim() != right.text.trim() {
            self.report(
                path,
                format!(
                    "text `{}` against `{}`",
                    left.text.trim(),
                    right.text.trim()
                ),
            );
        }
        self.children(left, right, path);
    }

    /// Compares the names, and the values by the rule for the text of elements.
    fn same_attributes(&self, left: &Element, right: &Element) -> bool {
        let (left, right) = (&left.attributes, &right.attributes);
        left.len() == right.len()
            && left
                .iter()
                .zip(right)
                .all(|((name, value), (other, answer))| {
                    let place = Element::of_text(name.clone(), value.clone());
                    name == other && same_value(value, answer, (self.rules.space)(&place))
                })
    }

    fn text(&mut self, left: &Element, right: &Element, path: &str) {
        let space = [left, right]
            .iter()
            .filter_map(|element| element.declared.as_ref())
            .map(ValueSpace::of)
            .find(|space| *space != ValueSpace::Text)
            .unwrap_or_else(|| (self.rules.space)(left));
        let filler = (self.rules.filler)(left)
            && left.text.trim().is_empty() == right.text.trim().is_empty();
        let blank =
            left.text.trim().is_empty() && right.text.trim().is_empty() && left.declared.is_none();
        if !filler && !blank && !same_value(&left.text, &right.text, space) {
            self.report(
                path,
                format!("value `{}` against `{}`", left.text, right.text),
            );
        }
    }

    fn children(&mut self, left: &Element, right: &Element, path: &str) {
        let mut seen: BTreeMap<&Name, usize> = BTreeMap::new();
        let mut at = 0;
        for child in &left.children {
            let count = seen.entry(&child.name).or_default();
            *count += 1;
            let child_path = if *count > 1 {
                format!("{path}/{}[{count}]", child.name.local)
            } else {
                format!("{path}/{}", child.name.local)
            };
            match right.children[at..]
                .iter()
                .position(|other| other.name == child.name)
            {
                Some(skipped) => {
                    for extra in &right.children[at..at + skipped] {
                        self.report(path, format!("only on the right: {}", extra.name.local));
                    }
                    at += skipped;
                    self.element(child, &right.children[at], &child_path);
                    at += 1;
                }
                None => self.report(&child_path, "only on the left".to_owned()),
            }
        }
        for extra in &right.children[at..] {
            self.report(path, format!("only on the right: {}", extra.name.local));
        }
    }
}

fn list(attributes: &BTreeMap<Name, String>) -> String {
    let mut all: Vec<_> = attributes
        .iter()
        .map(|(name, value)| format!("{name}=\"{value}\""))
        .collect();
    if all.is_empty() {
        all.push("none".to_owned());
    }
    all.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_beside_the_body_are_headers() {
        let page = "<e:Envelope xmlns:e='http://www.w3.org/2003/05/soap-envelope' xmlns='n'><T>x</T><e:Body><B> <C/> </B></e:Body></e:Envelope>";
        let wire = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Header><T xmlns='n'>x</T></s:Header><s:Body><a:B xmlns:a='n'><a:C/></a:B></s:Body></s:Envelope>";
        assert_eq!(compare(page, wire, &Rules::default()), Ok(Vec::new()));
        let rules = Rules {
            envelope: false,
            ..Rules::default()
        };
        assert!(
            !compare(page, wire, &rules)
                .expect("both are well-formed")
                .is_empty()
        );
    }

    #[test]
    fn order_and_number_of_children_count() {
        let rules = Rules::default();
        let differences = compare("<a><b/><c/><c/></a>", "<a><c/><b/></a>", &rules)
            .expect("both are well-formed");
        assert!(!differences.is_empty());
        let differences = compare("<a><c/><c>1</c></a>", "<a><c/><c>2</c></a>", &rules)
            .expect("both are well-formed");
        assert_eq!(differences[0].path, "/a/c[2]");
    }

    #[test]
    fn nil_may_count_as_absent() {
        let left = "<a xmlns:i='http://www.w3.org/2001/XMLSchema-instance'><b i:nil='1'/></a>";
        assert_eq!(
            compare(
                left,
                "<a/>",
                &Rules {
                    nil_is_absent: true,
                    ..Rules::default()
                }
            ),
            Ok(Vec::new())
        );
        assert_eq!(
            compare(left, "<a/>", &Rules::default()).map(|all| all.len()),
            Ok(1)
        );
        assert_eq!(
            compare(left, "<a><b/></a>", &Rules::default()).map(|all| all.len()),
            Ok(1)
        );
    }
}
