//! Decides whether a text is valid for a simple type (XML Schema Part 1, section 3.14.4; Part 2, section 4.1.4).

use super::super::value::{self, Value};
use super::effective::{AllEffective, Effective, ValueKind, simple};
use crate::model::*;
use std::cell::Cell;
use std::cmp::Ordering;

/// The most types that are looked at for one text. Beyond it the text counts as valid.
const STEPS: u32 = 5_000;
/// The deepest nesting of unions and lists.
const DEEPEST: u32 = 32;

/// Validates texts.
pub(crate) struct Literals<'a> {
    pub(in crate::validate) model: &'a Model,
    pub(in crate::validate) effective: &'a AllEffective,
    steps: Cell<u32>,
}

impl<'a> Literals<'a> {
    pub(crate) fn new(model: &'a Model, effective: &'a AllEffective) -> Self {
        Self {
            model,
            effective,
            steps: Cell::new(0),
        }
    }

    /// The reason why the text is not valid; `None` if it is valid or this is unknown.
    pub(crate) fn problem(&self, ty: TypeId, text: &str) -> Option<String> {
        self.steps.set(0);
        self.judge(ty, text, 0).err()
    }

    /// Whether a type, or one that it restricts, lists its values.
    pub(crate) fn is_enumerated(&self, ty: TypeId) -> bool {
        let mut at = simple(self.model, ty);
        for _ in 0..=self.model.types.len() {
            match at {
                Some(of) if !of.facets.enumeration.is_empty() => return true,
                Some(of) => at = of.base.and_then(|base| simple(self.model, base)),
                None => break,
            }
        }
        false
    }

    /// Whether two texts are one value of a type. Texts that are not of the type are reported elsewhere, and count as equal.
    pub(crate) fn is_same(&self, ty: TypeId, a: &str, b: &str) -> bool {
        self.steps.set(0);
        match (self.judge(ty, a, 0), self.judge(ty, b, 0)) {
            (Ok(Some(a)), Ok(Some(b))) => same(&a, &b),
            (Ok(_), Ok(_)) => a.split_ascii_whitespace().eq(b.split_ascii_whitespace()),
            _ => true,
        }
    }

    fn judge(&self, ty: TypeId, text: &str, depth: u32) -> Result<Option<Value>, String> {
        self.steps.set(self.steps.get() + 1);
        let Some(of) = self.effective.get(ty) else {
            return Ok(None);
        };
        if depth > DEEPEST || self.steps.get() > STEPS {
            return Ok(None);
        }
        let text = value::normalized(text, of.white_space);
        let value = match of.root {
            ValueKind::Unknown => return Ok(None),
            ValueKind::Builtin(builtin) => match value::parse(builtin, &text) {
                Some(value) => Some(value),
                None => return Err(format!("it is no `xs:{}`", builtin.name())),
            },
            ValueKind::List => self.list(of, &text, depth)?,
            ValueKind::Union => self.union(of, &text, depth)?,
        };
        if let Some(value) = &value {
            counts(of, value)?;
            bounds(of, value)?;
        }
        self.along(ty, &text, value.as_ref())?;
        Ok(value)
    }

    fn list(&self, of: &Effective, text: &str, depth: u32) -> Result<Option<Value>, String> {
        let item = match simple(self.model, of.origin).map(|simple| &simple.variety) {
            Some(Variety::List(item)) => *item,
            Some(Variety::Builtin(builtin)) => {
                let value = value::parse(*builtin, text);
                return match value {
                    Some(value) => Ok(Some(value)),
                    None => Err(format!("it is no `xs:{}`", builtin.name())),
                };
            }
            _ => return Ok(None),
        };
        let mut items = Vec::new();
        for word in text.split_ascii_whitespace() {
            match self.judge(item, word, depth + 1) {
                Ok(Some(value)) => items.push(value),
                Ok(None) => items.push(Value::Text(word.to_owned())),
                Err(reason) => return Err(format!("its item `{word}` does not fit: {reason}")),
            }
        }
        Ok(Some(Value::List(items)))
    }

    fn union(&self, of: &Effective, text: &str, depth: u32) -> Result<Option<Value>, String> {
        let Some(Variety::Union(members)) =
            simple(self.model, of.origin).map(|simple| &simple.variety)
        else {
            return Ok(None);
        };
        for member in members {
            if let Ok(value) = self.judge(*member, text, depth + 1) {
                return Ok(value);
            }
        }
        if members.is_empty() {
            return Ok(None);
        }
        Err("no member of the union admits it".to_owned())
    }

    /// Checks patterns and enumerations of the type and its bases.
    fn along(&self, ty: TypeId, text: &str, value: Option<&Value>) -> Result<(), String> {
        let mut at = Some(ty);
        while let Some(id) = at.filter(|id| !id.is_builtin()) {
            self.steps.set(self.steps.get() + 1);
            let Some(of) = simple(self.model, id).filter(|_| self.steps.get() < STEPS) else {
                break;
            };
            if let Some(Some(pattern)) = self.effective.patterns.get(id.index())
                && pattern.is_match(text) == Some(false)
            {
                let written = of.facets.patterns.first().map_or("", |pattern| pattern);
                return Err(format!("the pattern `{written}` does not match"));
            }
            if !of.facets.enumeration.is_empty() && !self.enumerates(id, of, text, value) {
                return Err("it is not one of the enumeration".to_owned());
            }
            at = of.base;
        }
        Ok(())
    }

    fn enumerates(&self, id: TypeId, of: &SimpleType, text: &str, value: Option<&Value>) -> bool {
        let known = (self.effective.get(id)).zip(self.effective.enumeration(id, of));
        let Some((effective, listed)) = known else {
            return true;
        };
        if listed.has_names || listed.texts.contains(text) {
            return true;
        }
        match (effective.builtin(), value) {
            (Some(_), Some(value)) => listed.keys.contains(&value.key()),
            (Some(_), None) => true,
            // Items of lists and members of unions are compared by their values, which are not kept.
            (None, _) => {
                effective.root == ValueKind::Union || listed.keys.contains(&value::words(text))
            }
        }
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => a == b || a.is_nan() && b.is_nan(),
        _ => a == b || a.compare(b) == Some(Ordering::Equal),
    }
}

fn counts(of: &Effective, value: &Value) -> Result<(), String> {
    // The length of a QName or NOTATION is not defined.
    let is_name = matches!(of.builtin(), Some(Builtin::QName | Builtin::Notation));
    if let Some(length) = value.length().filter(|_| !is_name) {
        let exact = of.length.filter(|count| count.value != length);
        let least = of.min_length.filter(|count| count.value > length);
        let most = of.max_length.filter(|count| count.value < length);
        for (name, count) in [("length", exact), ("minLength", least), ("maxLength", most)] {
            if let Some(count) = count {
                return Err(format!(
                    "its length is {length}, and {name} is {}",
                    count.value
                ));
            }
        }
    }
    if let Value::Decimal(number) = value {
        let total = of
            .total_digits
            .filter(|count| count.value < number.total_digits());
        let fraction = of
            .fraction_digits
            .filter(|count| count.value < number.fraction_digits());
        for (name, count) in [("totalDigits", total), ("fractionDigits", fraction)] {
            if let Some(count) = count {
                return Err(format!("{name} is {}", count.value));
            }
        }
    }
    Ok(())
}

fn bounds(of: &Effective, value: &Value) -> Result<(), String> {
    for (bound, beyond, word) in [
        (&of.min, Ordering::Less, "below the least"),
        (&of.max, Ordering::Greater, "above the greatest"),
    ] {
        let Some(bound) = bound else { continue };
        let order = value.compare(&bound.value);
        if order == Some(beyond) || order == Some(Ordering::Equal) && !bound.is_inclusive {
            return Err(format!("it is {word} value"));
        }
    }
    Ok(())
}
