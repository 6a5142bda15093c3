//! Samples in XML and JSON, with colours.

use super::super::try_page::pretty;
use super::Html;
use soap_dynamic::{Contract, Error, Operation};
use soap_runtime::xml::ReadOptions;
use wsdl_codegen::contract::sample::{SampleOptions, SampleStyle, Sampler};
use wsdl_codegen::contract::{Call, Direction};

/// Makes samples.
pub(super) struct Samples<'m> {
    pub(super) sampler: Sampler<'m>,
    pub(super) contract: Contract,
    pub(super) options: SampleOptions,
    /// SOAP 1.2 whatever the binding says.
    pub(super) soap12: bool,
}

impl<'m> Samples<'m> {
    /// A sample message as XML and, if the message can be read, as JSON.
    fn of(&self, call: &Call<'m>, direction: Direction) -> (String, Result<String, String>) {
        let mut options = self.options.clone();
        options.style = SampleStyle::of(call);
        let mut xml = self.sampler.sample(call, direction, &options);
        let mut json = self.json(call, direction, &xml);
        if json.is_err() {
            // Where a sample is cut short it may hold a nil that JSON has no room for: a longer one need not.
            options.budget = SampleOptions::default().budget;
            let longer = self.sampler.sample(call, direction, &options);
            if let Ok(read) = self.json(call, direction, &longer) {
                (xml, json) = (longer, Ok(read));
            }
        }
        if self.soap12 && !call.is_soap12() {
            options.style = SampleStyle::Soap12;
            xml = self.sampler.sample(call, direction, &options);
        }
        (xml, json)
    }

    fn json(&self, call: &Call<'m>, direction: Direction, xml: &str) -> Result<String, String> {
        let (port_type, name) = (&*call.port_type().name.local, &*call.operation().name);
        let is_request = direction == Direction::Request;
        let mut failure = "the operation has no tables".to_owned();
        // Of overloads and of port types with the same name, the one that reads the message is it.
        let all = self.contract.operations();
        for operation in all.filter(|one| one.port_type() == port_type && one.name() == name) {
            match whole(operation, is_request, xml) {
                Ok(json) => return Ok(pretty(&json)),
                Err(error) => failure = error.to_string(),
            }
        }
        Err(failure)
    }

    /// Writes both forms of a sample side by side.
    pub(super) fn write(&self, out: &mut Html, call: &Call<'m>, direction: Direction) {
        let (xml, json) = self.of(call, direction);
        out.raw(
            "<div class=\"pair\">\n<figure><figcaption>XML</figcaption><pre tabindex=\"0\"><code>",
        );
        write_xml(out, &xml);
        out.raw("</code></pre></figure>\n<figure><figcaption>JSON</figcaption>");
        match json {
            Ok(json) => {
                out.raw("<pre tabindex=\"0\"><code>");
                write_json(out, &json);
                out.raw("</code></pre>");
            }
            Err(error) => out.element(
                "<p class=\"faint\">There is no JSON of this sample: ",
                &error,
                "</p>",
            ),
        }
        out.raw("</figure>\n</div>\n");
    }
}

/// A message as `call --data` takes it: with its headers, where the contract has some.
fn whole(operation: &Operation, is_request: bool, xml: &str) -> Result<String, Error> {
    let options = ReadOptions::default();
    let (message, headers) = operation.read_with_headers(is_request, xml.as_bytes(), &options)?;
    let body = message.to_json()?;
    if operation.header_names(is_request).next().is_none() {
        return Ok(body);
    }
    Ok(format!(
        "{{\"headers\": {}, \"body\": {body}}}",
        headers.to_json()?
    ))
}

/// Writes XML with its tags marked.
fn write_xml(out: &mut Html, xml: &str) {
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let (text, tag) = rest.split_at(start);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        out.text(text)
            .raw("<span class=\"t\">")
            .text(tag)
            .raw("</span>");
        rest = after;
    }
    out.text(rest);
}

/// Writes JSON, a member on each line, with the names of members marked.
fn write_json(out: &mut Html, json: &str) {
    for line in json.lines() {
        let indent = line.len() - line.trim_start().len();
        let (space, code) = line.split_at(indent);
        // The name of a member ends at the first quotation mark that no backslash escapes.
        let mut escaped = false;
        let end = code.char_indices().skip(1).find(|(_, c)| {
            let is_end = *c == '"' && !escaped;
            escaped = *c == '\\' && !escaped;
            is_end
        });
        out.text(space);
        match end.map(|(at, _)| code.split_at(at + 1)) {
            Some((name, value)) if name.starts_with('"') && value.starts_with(':') => {
                out.raw("<span class=\"t\">")
                    .text(name)
                    .raw("</span>")
                    .text(value);
            }
            _ => {
                out.text(code);
            }
        }
        out.raw("\n");
    }
}
