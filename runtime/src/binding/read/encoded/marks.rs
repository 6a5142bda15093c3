//! The attributes of SOAP encoding: information about an element besides its value.

/// Encoding of SOAP 1.1.
const ENCODING_11: &str = "http://schemas.xmlsoap.org/soap/encoding/";
/// Encoding of SOAP 1.2.
const ENCODING_12: &str = "http://www.w3.org/2003/05/soap-encoding";

/// The meaning of an attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// The id of the value, for references.
    Id,
    /// `href` of SOAP 1.1: a URI.
    Href,
    /// `ref` of SOAP 1.2.
    Ref,
    /// Type and sizes of an array (SOAP 1.1): `t:Part[2,3]`.
    ArrayType,
    /// Sizes of an array (SOAP 1.2): `2 3`.
    ArraySize,
    /// The position of the first item of an array: `[4]`.
    Offset,
    /// The position of an item in an array: `[4]`.
    Position,
    /// Whether it is the serialization root.
    Root,
    /// Information that the tables have already.
    Known,
}

/// The meaning of the attribute of this name, if it belongs to the encoding. SOAP 1.1 has `id` and `href` in no
/// namespace, 1.2 has `id` and `ref` in that of the encoding.
pub(super) fn mark(local: &str, namespace: &str) -> Option<Mark> {
    let encoding = is_encoding(namespace);
    match local {
        "id" if encoding || namespace.is_empty() => Some(Mark::Id),
        "href" if namespace.is_empty() => Some(Mark::Href),
        "encodingStyle" if !namespace.is_empty() => Some(Mark::Known),
        _ if !encoding => None,
        "ref" => Some(Mark::Ref),
        "arrayType" => Some(Mark::ArrayType),
        "arraySize" => Some(Mark::ArraySize),
        "offset" => Some(Mark::Offset),
        "position" => Some(Mark::Position),
        "root" => Some(Mark::Root),
        "itemType" | "nodeType" => Some(Mark::Known),
        _ => None,
    }
}

/// Whether it is the namespace of the encoding, of either version.
pub(super) fn is_encoding(namespace: &str) -> bool {
    matches!(namespace, ENCODING_11 | ENCODING_12)
}

/// The attributes of an array.
#[derive(Debug, Default)]
pub(super) struct Array {
    /// The number of items in each dimension; `None` if it is not given.
    pub(super) sizes: Vec<Option<usize>>,
    /// The position of the first item.
    pub(super) offset: Option<Box<str>>,
}

/// The most dimensions of an array.
const DIMENSIONS: usize = 16;

impl Array {
    /// Takes the sizes from `arrayType`: those in the last brackets.
    pub(super) fn set_type(&mut self, array_type: &str) {
        let sizes = array_type.rsplit_once('[').map_or("", |(_, sizes)| sizes);
        self.set_sizes(sizes.trim_end_matches(']'), ',');
    }

    pub(super) fn set_sizes(&mut self, sizes: &str, between: char) {
        self.sizes = sizes
            .split(between)
            .filter(|size| between == ',' || !size.is_empty())
            .take(DIMENSIONS)
            .map(|size| size.trim().parse().ok())
            .collect();
    }

    /// Its dimensions, such as `[2,3]`.
    pub(super) fn shape(&self) -> String {
        let sizes = self.sizes.iter();
        let sizes = sizes.map(|size| size.map_or_else(String::new, |size| size.to_string()));
        format!("[{}]", sizes.collect::<Vec<_>>().join(","))
    }

    /// The number of the item at a position such as `[1,2]`, counted row by row (SOAP 1.1, 5.4.2.1).
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(super) fn number(&self, position: &str) -> Option<usize> {
        let position = position.trim().strip_prefix('[')?.strip_suffix(']')?;
        let mut at: usize = 0;
        let mut dimensions = 0;
        for (dimension, index) in position.split(',').enumerate().take(DIMENSIONS + 1) {
            let index: usize = index.trim().parse().ok()?;
            if dimension > 0 {
                let size = self.sizes.get(dimension).copied().flatten()?;
                at = at.checked_mul(size)?;
            }
            at = at.checked_add(index)?;
            dimensions += 1;
        }
        (dimensions == 1 && self.sizes.len() <= 1 || dimensions == self.sizes.len()).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::Array;

    #[test]
    fn positions() {
        let array = |array_type: &str| {
            let mut array = Array::default();
            array.set_type(array_type);
            array
        };
        assert_eq!(array("t:Part[]").number("[4]"), Some(4));
        assert_eq!(array("xsd:int[][7]").number(" [4] "), Some(4));
        assert_eq!(array("xsd:int[2,3]").number("[1,2]"), Some(5));
        assert_eq!(array("xsd:int[2,3]").number("[1]"), None);
        assert_eq!(array("xsd:int[,]").number("[1,2]"), None);
        assert_eq!(
            array("xsd:int[2,9]").number("[99999999999999999999,2]"),
            None
        );
        assert_eq!(array("xsd:int[3]").number("4"), None);
        let mut sizes = Array::default();
        sizes.set_sizes("* 3", ' ');
        assert_eq!(sizes.number("[2,1]"), Some(7));
    }
}
