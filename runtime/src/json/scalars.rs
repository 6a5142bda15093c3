//! The texts of simple values that are read.

use super::tree::{EXACT_DIGITS, significant};
use super::{Error, Tree};
use crate::binding::{Scalar, TextForm};
use crate::value::lexical;

/// The text of a simple value.
pub(super) fn text(tree: Tree, shape: TextForm) -> Result<String, Error> {
    if !shape.is_list {
        return scalar(tree, shape);
    }
    let Tree::List(items) = tree else {
        return Err(Error::expected("an array", &tree));
    };
    let mut text = String::new();
    for (index, item) in items.into_iter().enumerate() {
        let item = scalar(item, shape).map_err(|error| error.below(index))?;
        if item.is_empty() || item.contains(crate::xml::is_space_char) {
            let reason = "an item of a list is not empty, and holds no white space";
            return Err(Error::new(reason).below(index));
        }
        if index > 0 {
            text.push(' ');
        }
        text.push_str(&item);
    }
    Ok(text)
}

fn scalar(tree: Tree, shape: TextForm) -> Result<String, Error> {
    let expected = |what: &str, tree: &Tree| match shape.built_in {
        Some(built_in) => Error::expected(&format!("{what} ({})", built_in.name()), tree),
        None => Error::expected(what, tree),
    };
    match (shape.scalar, tree) {
        (Scalar::Text | Scalar::Digits, Tree::Text(text)) => Ok(text),
        (Scalar::Digits | Scalar::Integer | Scalar::Float, Tree::Integer(value)) => {
            Ok(value.to_string())
        }
        (Scalar::Digits | Scalar::Integer, Tree::Float(value)) => exact(value),
        (Scalar::Boolean, Tree::Boolean(value)) => Ok(value.to_string()),
        (Scalar::Float, Tree::Float(value)) => {
            let mut text = Vec::new();
            lexical::write_double(value, &mut text);
            String::from_utf8(text).map_err(|_| Error::new("expected a number"))
        }
        (Scalar::Float, Tree::Text(text)) => match &*text {
            "INF" | "-INF" | "NaN" => Ok(text),
            _ => Err(expected("a number, INF, -INF or NaN", &Tree::Text(text))),
        },
        (Scalar::Text, tree) => Err(expected("a string", &tree)),
        (Scalar::Digits, tree) => Err(expected("a string or a number", &tree)),
        (Scalar::Boolean, tree) => Err(expected("a boolean", &tree)),
        (Scalar::Integer | Scalar::Float, tree) => Err(expected("a number", &tree)),
    }
}

/// The digits of a number, if it is sure that they are those that were written.
fn exact(value: f64) -> Result<String, Error> {
    let text = value.to_string();
    match value.is_finite() && significant(&text) <= EXACT_DIGITS {
        true => Ok(text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)),
        false => Err(Error::new(
            "the number may not be exact: write it as a string",
        )),
    }
}
