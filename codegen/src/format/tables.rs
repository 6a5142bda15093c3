//! The text of macro calls: the list in braces has one entry in a line.

use proc_macro2::{Delimiter, Group, Spacing, TokenStream, TokenTree};

/// The width of a line.
const WIDTH: usize = 100;

/// The text of a call that is an item.
pub(super) fn render(call: &syn::Macro) -> String {
    let path = &call.path;
    let mut text = flat(quote::quote!(#path));
    text.push_str("!(");
    let tokens: Vec<TokenTree> = call.tokens.clone().into_iter().collect();
    match tokens.split_last() {
        Some((TokenTree::Group(list), head)) if list.delimiter() == Delimiter::Brace => {
            text.push_str(&flat(head.iter().cloned().collect()));
            text.push_str(" {\n");
            for entry in entries(list) {
                line(&entry, 1, ",", &mut text);
            }
            text.push('}');
        }
        _ => text.push_str(&flat(call.tokens.clone())),
    }
    text.push_str(");\n");
    text
}

/// The entries of a list, without their commas. A comma between the arguments of a type ends no entry.
fn entries(list: &Group) -> Vec<Vec<TokenTree>> {
    let mut entries = vec![Vec::new()];
    let mut open_angles = 0_usize;
    let mut joint = None;
    for token in list.stream() {
        let sign = match &token {
            TokenTree::Punct(sign) => Some((sign.as_char(), sign.spacing())),
            _ => None,
        };
        match (sign, joint) {
            (Some(('<', _)), _) => open_angles = open_angles.saturating_add(1),
            // The second sign of `->` and of `=>`.
            (Some(('>', _)), Some('-' | '=')) => {}
            (Some(('>', _)), _) => open_angles = open_angles.saturating_sub(1),
            _ => {}
        }
        joint = sign.and_then(|(sign, spacing)| (spacing == Spacing::Joint).then_some(sign));
        if matches!(sign, Some((',', _))) && open_angles == 0 {
            entries.push(Vec::new());
        } else if let Some(last) = entries.last_mut() {
            last.push(token);
        }
    }
    entries.retain(|entry| !entry.is_empty());
    entries
}

/// Writes an entry. One that is too long is broken at its longest list.
fn line(entry: &[TokenTree], depth: usize, end: &str, text: &mut String) {
    let indent = "    ".repeat(depth);
    let whole = flat(entry.iter().cloned().collect());
    let lists = entry
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match token {
            TokenTree::Group(list) if list.delimiter() != Delimiter::None => {
                Some((list.stream().to_string().len(), at, list))
            }
            _ => None,
        });
    let longest = lists.max_by_key(|(length, ..)| *length);
    let fits = indent.len() + whole.chars().count() + end.len() <= WIDTH;
    match longest.filter(|(length, ..)| !fits && *length > 0) {
        None => text.push_str(&format!("{indent}{whole}{end}\n")),
        Some((_, at, list)) => {
            let (before, after) = entry.split_at(at);
            let after = after.get(1..).unwrap_or_default();
            let (open, close) = brackets(list.delimiter());
            // An empty list takes the place of this one, so that what stands around it is spaced as it should be.
            let mut around = before.to_vec();
            around.push(TokenTree::Group(Group::new(
                list.delimiter(),
                TokenStream::new(),
            )));
            let around = flat(around.into_iter().collect());
            let around = around.strip_suffix(close).unwrap_or(&around);
            let around = around.strip_suffix(open).unwrap_or(around);
            text.push_str(&format!("{indent}{around}{open}\n"));
            let mut entries = entries(list).into_iter().peekable();
            while let Some(entry) = entries.next() {
                // The arguments of a member admit no comma at the end.
                let is_argument = list.delimiter() == Delimiter::Parenthesis;
                let end = if is_argument && entries.peek().is_none() {
                    ""
                } else {
                    ","
                };
                line(&entry, depth + 1, end, text);
            }
            let after = flat(after.iter().cloned().collect());
            text.push_str(&format!("{indent}{close}{after}{end}\n"));
        }
    }
}

fn brackets(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::None => ("", ""),
    }
}

/// The kind of a token, for the blank between it and the next one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    /// A name or literal.
    Word,
    /// A sign with a space after it.
    Spaced,
    /// A sign that holds on to what follows.
    Tight,
    /// The end of a list.
    Close,
}

/// Tokens in one line.
fn flat(tokens: TokenStream) -> String {
    let mut text = String::new();
    let mut before = Before::Start;
    let mut joint = false;
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                text.push_str(&flat(group.stream()));
                before = Before::Word;
            }
            TokenTree::Group(group) => {
                let (open, close) = brackets(group.delimiter());
                let call = group.delimiter() == Delimiter::Parenthesis && !ends_with_keyword(&text);
                let spaced = match before {
                    Before::Spaced => true,
                    Before::Word => !call,
                    _ => false,
                };
                if spaced {
                    text.push(' ');
                }
                let inner = flat(group.stream());
                let pad = if group.delimiter() == Delimiter::Brace && !inner.is_empty() {
                    " "
                } else {
                    ""
                };
                text.push_str(&format!("{open}{pad}{inner}{pad}{close}"));
                before = Before::Close;
            }
            TokenTree::Punct(sign) => {
                let c = sign.as_char();
                let continued = std::mem::replace(&mut joint, sign.spacing() == Spacing::Joint);
                let around = matches!(c, '=' | '|' | '+');
                if !continued
                    && (around || c == '&' && before == Before::Spaced)
                    && before != Before::Start
                {
                    text.push(' ');
                }
                // Without the space, `: ::` would be read as `::` and `:`.
                let is_path = c == ':' && !continued && joint;
                if (c == '-' || is_path) && before == Before::Spaced {
                    text.push(' ');
                }
                text.push(c);
                before = match c {
                    ',' | ';' | '=' | '|' | '+' => Before::Spaced,
                    ':' if !continued && !joint => Before::Spaced,
                    // The second sign of `=>`.
                    '>' if continued && text.ends_with("=>") => Before::Spaced,
                    _ => Before::Tight,
                };
                continue;
            }
            TokenTree::Ident(_) | TokenTree::Literal(_) => {
                if matches!(before, Before::Word | Before::Spaced | Before::Close) {
                    text.push(' ');
                }
                text.push_str(&token.to_string());
                before = Before::Word;
            }
        }
        joint = false;
    }
    text
}

/// Whether the text ends with a word that is no function.
fn ends_with_keyword(text: &str) -> bool {
    text.ends_with(" in") || text == "in"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(text: &str) -> String {
        render(&syn::parse_str(text).expect("a macro call"))
    }

    #[test]
    fn lists_have_an_entry_in_a_line() {
        let text = r#"v1::structure!(A: B = (NS, "B") in (NS, "") .in_any_order() {
    0 r#type: element("Type", REQUIRED | NILLABLE).pair(&types::PAIR),
    1 other: element("", "", "x").mixed(v1::check_mixed::<types::T>).of(&X),
    2 text: text(),
});
"#;
        assert_eq!(
            rendered(text.trim_end_matches(";\n")),
            text.replace(" .in", ".in")
        );
        let text = "v1::enumeration!(numbered A: Unknown as Integer [exact, empty] {
    Low = \"-1\" => -1,
    High = \"x\",
});
";
        assert_eq!(rendered(text.trim_end_matches(";\n")), text);
        assert_eq!(rendered("v1::debug!(Secret)"), "v1::debug!(Secret);\n");
        let paths =
            "v1::common!(A [B, C] {\n    when: ::a::Date,\n    pair: Pair<B, ::a::C>,\n});\n";
        assert_eq!(rendered(paths.trim_end_matches(";\n")), paths);
        let visible = "v1::choice!(pub(super) A: B in (\"\", \"\") {\n    0 C: unknown(),\n});\n";
        assert_eq!(rendered(visible.trim_end_matches(";\n")), visible);
    }

    #[test]
    fn long_entries_are_broken() {
        let long = "value".repeat(12);
        let text = rendered(&format!(
            "v1::union!(A {{ {long}(&[Some(&{long}), None], 1).last() }})"
        ));
        let expected = format!(
            "v1::union!(A {{\n    {long}(\n        &[Some(&{long}), None],\n        1\n    ).last(),\n}});\n"
        );
        assert_eq!(text, expected);
    }
}
