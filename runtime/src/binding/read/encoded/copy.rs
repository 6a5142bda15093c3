//! Elements that are kept as XML: references in them are replaced by their targets.

use std::collections::BTreeMap;

use super::marks::{Mark, mark};
use crate::binding::Reader;
use crate::error::DecodeError;
use crate::xml::{OwnedName, RawElement, Scope, Token, attributes, escape_attribute, prefixes};

impl Reader<'_> {
    /// Skips the element whose start tag was just taken and keeps it, with the declarations in scope around it.
    pub(crate) fn capture(&mut self) -> Result<RawElement, DecodeError> {
        if !self.is_encoded() {
            return self.xml.capture();
        }
        self.count_kept()?;
        let start = self.tag_offset();
        let outer = self.outer_namespaces();
        if self.look_over()? {
            let source = self.text().get(start..self.position());
            return Ok(RawElement::captured(
                source.unwrap_or_default(),
                outer,
                self.options().secrets.clone(),
            ));
        }
        // Reads it again from its start tag.
        let scope = self.scope_len();
        let left = self.visit(start, scope, &[])?;
        let mut out = String::new();
        self.copy(&mut out)?;
        self.come_back(left);
        Ok(RawElement::captured(
            &out,
            outer,
            self.options().secrets.clone(),
        ))
    }

    /// Skips the element whose start tag was just taken. Returns whether all of it can be kept unchanged.
    fn look_over(&mut self) -> Result<bool, DecodeError> {
        let depth = self.depth();
        let is_visited = self.visited_end(self.tag_offset()).is_some();
        let mut is_plain = !is_visited && !self.has_marks();
        while self.depth() >= depth {
            match self.token()? {
                Token::Start => is_plain &= !self.has_marks(),
                Token::End => self.pop(),
                Token::Text(range) => {
                    self.resolve_text(range)?;
                }
                Token::Cdata(_) => {}
            }
        }
        Ok(is_plain)
    }

    fn has_marks(&self) -> bool {
        self.attributes().iter().any(|one| {
            let mark = mark(one.local, self.attribute_namespace(one));
            matches!(mark, Some(Mark::Id | Mark::Href | Mark::Ref | Mark::Root))
        })
    }

    /// Writes the element whose start tag was just taken, through its end tag; for a reference, its target. The limit
    /// on depth also limits the recursion.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn copy(&mut self, out: &mut String) -> Result<(), DecodeError> {
        let name = self.owned_name();
        let left = self.enter_kept()?;
        let before = out.len();
        let tag = self.copy_tag(out, left.as_ref().map(|_| name))?;
        if self.is_empty() {
            self.token()?;
            out.push_str("/>");
        } else {
            out.push('>');
            let mut at = self.position();
            loop {
                match self.token()? {
                    Token::Start => {
                        self.copy_source(out, at, self.tag_offset());
                        self.copy(out)?;
                        at = self.position();
                    }
                    Token::End => break,
                    Token::Text(range) => {
                        self.copy_source(out, at, range.end);
                        at = range.end;
                    }
                    Token::Cdata(_) => {
                        self.copy_source(out, at, self.position());
                        at = self.position();
                    }
                }
            }
            out.push_str("</");
            out.push_str(&tag);
            out.push('>');
        }
        self.pop();
        if let Some(left) = left {
            let offset = self.tag_offset();
            self.charge(out.len() - before, offset)?;
            self.come_back(left);
        }
        Ok(())
    }

    fn copy_source(&self, out: &mut String, from: usize, to: usize) {
        out.push_str(self.text().get(from..to).unwrap_or_default());
    }

    /// Writes the start tag just taken, without its end. `named` is the element that has the reference. Returns the
    /// name in the tag.
    fn copy_tag(
        &mut self,
        out: &mut String,
        named: Option<OwnedName>,
    ) -> Result<String, DecodeError> {
        let (prefix, local) = self.qualified_name();
        let mut declared: BTreeMap<String, String> = self
            .own_declarations()
            .map(|(prefix, uri)| (prefix.to_owned(), uri.to_owned()))
            .collect();
        let mut name = match prefix {
            "" => local.to_owned(),
            _ => format!("{prefix}:{local}"),
        };
        if let Some(named) = named {
            name = self.declare_around(&mut declared, &named)?;
        }
        out.push('<');
        out.push_str(&name);
        let declared: Vec<(String, String)> = declared.into_iter().collect();
        out.push_str(&attributes(&declared));
        for one in self.attributes() {
            let of_encoding = mark(one.local, self.attribute_namespace(one)) == Some(Mark::Known);
            if of_encoding && one.local == "encodingStyle" {
                continue;
            }
            out.push(' ');
            if !one.prefix.is_empty() {
                out.push_str(one.prefix);
                out.push(':');
            }
            out.push_str(one.local);
            out.push_str("=\"");
            escape_attribute(&one.value, out);
            out.push('"');
        }
        Ok(name)
    }

    /// Declares all prefixes that the visited element uses, whose start tag was just taken. Returns its name in the
    /// form of `named`.
    fn declare_around(
        &mut self,
        declared: &mut BTreeMap<String, String>,
        named: &OwnedName,
    ) -> Result<String, DecodeError> {
        let start = self.tag_offset();
        let end = self.visited_end(start).unwrap_or(start);
        let source = self.text().get(start..end).unwrap_or_default();
        for prefix in prefixes(source) {
            if prefix == "xml" || declared.contains_key(prefix) {
                continue;
            }
            if let Some(uri) = self.resolve(prefix) {
                declared.insert(prefix.to_owned(), uri.to_owned());
            }
        }
        let known = declared
            .iter()
            .find(|(_, uri)| ***uri == *named.namespace)
            .map(|(prefix, _)| prefix.clone());
        let prefix = match known {
            Some(prefix) => prefix,
            None => {
                let free = |prefix: &String| !declared.contains_key(prefix);
                let mut all = (1_u32..).map(|number| format!("r{number}"));
                let prefix = match named.namespace.is_empty() {
                    true => String::new(),
                    false => all.find(free).unwrap_or_default(),
                };
                declared.insert(prefix.clone(), named.namespace.to_string());
                prefix
            }
        };
        Ok(match prefix.as_str() {
            "" => named.local.to_string(),
            prefix => format!("{prefix}:{}", named.local),
        })
    }
}
