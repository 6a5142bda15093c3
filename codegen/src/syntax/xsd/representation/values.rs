//! The lexical forms of the attributes of a schema document.

use super::table::AttributeRule;
use crate::diagnostic::suggest::did_you_mean;
use crate::ground::{is_language, is_ncname};

/// Describes the expected value, if the text is not one.
pub(super) fn problem(values: AttributeRule, text: &str) -> Option<String> {
    let text = text.trim_ascii();
    let one_of = |words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
        words.join(" or ")
    };
    match values {
        AttributeRule::Text | AttributeRule::Occurs => None,
        AttributeRule::NCName => (!is_ncname(text)).then(|| "a name without colon".to_owned()),
        AttributeRule::Boolean => {
            (!matches!(text, "true" | "false" | "1" | "0")).then(|| "`true` or `false`".to_owned())
        }
        AttributeRule::Language => (!is_language(text)).then(|| "a language".to_owned()),
        AttributeRule::Word(words) => {
            let value = text.trim_start_matches('0');
            let value = if value.is_empty() && text.starts_with('0') {
                "0"
            } else {
                value
            };
            (!words.contains(&value)).then(|| one_of(words))
        }
        AttributeRule::Derivations(words) => {
            let is_list = text
                .split_ascii_whitespace()
                .all(|word| words.contains(&word));
            (text != "#all" && !is_list).then(|| format!("`#all` or a list of {}", one_of(words)))
        }
        AttributeRule::Namespaces => {
            let is_word = |word: &str| {
                !word.starts_with("##") || matches!(word, "##local" | "##targetNamespace")
            };
            let is_list = text.split_ascii_whitespace().all(is_word);
            (!matches!(text, "##any" | "##other") && !is_list)
                .then(|| "`##any`, `##other` or a list of namespaces".to_owned())
        }
    }
}

/// The advice for a text that [`problem`] describes: a word of the specification that is similar.
pub(super) fn advice(values: AttributeRule, text: &str) -> Option<String> {
    let (words, whole): (&[&str], &[&str]) = match values {
        AttributeRule::Boolean => (&["true", "false"], &[]),
        AttributeRule::Word(words) => (words, &[]),
        AttributeRule::Derivations(words) => (words, &["#all"]),
        AttributeRule::Namespaces => (&["##local", "##targetNamespace"], &["##any", "##other"]),
        _ => return None,
    };
    // Any other text is a namespace.
    let is_free = |word: &str| values == AttributeRule::Namespaces && !word.starts_with("##");
    let mut given = text.split_ascii_whitespace();
    let wrong = given.find(|word| !words.contains(word) && !is_free(word))?;
    did_you_mean(wrong, words.iter().chain(whole).copied())
}
