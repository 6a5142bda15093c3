//! Turns tokens into text, one item at a time, with an empty line around items of several lines.

mod tables;

use crate::emit::File;
use crate::ground::visible;
use proc_macro2::TokenStream;
use std::fmt::Write as _;

/// The text of a file.
pub(crate) fn format(file: &File) -> Result<String, syn::Error> {
    let mut text = String::new();
    for line in &file.header {
        let _ = writeln!(text, "// {}", visible(line));
    }
    items(&file.items, &mut text)?;
    if !file.tables.is_empty() {
        text.push_str(TABLES);
        items(&file.tables, &mut text)?;
    }
    Ok(text)
}

/// The line above the tables.
const TABLES: &str = "\n// Tables: how messages are read and written.\n";

fn items(items: &[TokenStream], text: &mut String) -> Result<(), syn::Error> {
    let mut previous = None;
    for tokens in items {
        for item in parse(tokens.clone())?.items {
            let kind = kind(&item);
            // Imports, constants or statics in a row have no empty lines between them.
            if previous != Some(kind) || kind == PieceKind::Block {
                text.push('\n');
            }
            previous = Some(kind);
            text.push_str(&render(item));
        }
    }
    Ok(())
}

fn parse(tokens: TokenStream) -> Result<syn::File, syn::Error> {
    syn::parse2(tokens)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum PieceKind {
    Use,
    Const,
    Block,
}

fn kind(item: &syn::Item) -> PieceKind {
    match item {
        syn::Item::Use(_) => PieceKind::Use,
        syn::Item::Const(item) if item.attrs.is_empty() => PieceKind::Const,
        _ => PieceKind::Block,
    }
}

/// Formats one item. The members of a block are formatted one by one, with an empty line between them.
fn render(item: syn::Item) -> String {
    match item {
        syn::Item::Impl(mut block) if block.items.len() > 1 => {
            let members = std::mem::take(&mut block.items);
            spaced(syn::Item::Impl(block), members, |item, member| {
                if let syn::Item::Impl(block) = item {
                    block.items = vec![member];
                }
            })
        }
        syn::Item::Trait(mut block) if block.items.len() > 1 => {
            let members = std::mem::take(&mut block.items);
            spaced(syn::Item::Trait(block), members, |item, member| {
                if let syn::Item::Trait(block) = item {
                    block.items = vec![member];
                }
            })
        }
        syn::Item::Macro(item) => tables::render(&item.mac),
        item => prettyplease::unparse(&file(item)),
    }
}

/// Formats a block with an empty line between its members. The text around them is that of the empty block.
fn spaced<M>(empty: syn::Item, members: Vec<M>, mut put: impl FnMut(&mut syn::Item, M)) -> String {
    let mut file = file(empty);
    let surrounding = prettyplease::unparse(&file);
    let open = surrounding.strip_suffix("}\n").unwrap_or(&surrounding);
    let mut text = open.to_owned();
    text.push('\n');
    for (index, member) in members.into_iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        if let Some(block) = file.items.first_mut() {
            put(block, member);
        }
        let whole = prettyplease::unparse(&file);
        let inner = whole
            .strip_prefix(open)
            .and_then(|rest| rest.strip_suffix("}\n"))
            .unwrap_or(&whole);
        text.push_str(inner.trim_start_matches('\n'));
    }
    text.push_str("}\n");
    text
}

fn file(item: syn::Item) -> syn::File {
    syn::File {
        shebang: None,
        frontmatter: None,
        attrs: Vec::new(),
        items: vec![item],
    }
}
