//! File names for URLs.

use crate::file_names::{free, plain};
use std::collections::BTreeSet;
use url::Url;

/// Returns a file name for the document of a URL, and adds it to `taken`. It differs from the names in `taken` by more
/// than case.
///
/// `Service.svc?wsdl` becomes `Service.wsdl`, `Service.svc?xsd=xsd0` becomes `Service.xsd0.xsd`.
pub(super) fn file(url: &str, bytes: &[u8], taken: &mut BTreeSet<String>) -> String {
    let url = Url::parse(url).ok();
    let path = url.as_ref().map_or("", |url| url.path());
    let last = path.rsplit('/').find(|part| !part.is_empty());
    let own = || {
        service(bytes)
            .map(|name| plain(&name))
            .filter(|name| !name.is_empty())
    };
    let metadata = url.as_ref().and_then(|url| url.fragment());
    let mut stem = match last {
        // One address has all documents of a service's metadata.
        Some(_) if metadata.is_some() => match is_wsdl(bytes) {
            true => own().or_else(|| last.map(plain)).unwrap_or_default(),
            false => {
                let of = metadata.unwrap_or_default().split(['/', ':', '#']);
                let name = of.rev().map(plain).find(|name| !name.is_empty());
                name.unwrap_or_default()
            }
        },
        Some(last) => plain(last),
        None => own().unwrap_or_else(|| "document".to_owned()),
    };
    for extension in [".wsdl", ".xsd", ".xml", ".svc", ".asmx", ".php"] {
        let start = stem.len().saturating_sub(extension.len());
        let end = stem.get(start..).unwrap_or_default();
        if start > 0 && end.eq_ignore_ascii_case(extension) {
            stem.truncate(start);
            break;
        }
    }
    let query = url.as_ref().and_then(|url| url.query()).unwrap_or_default();
    let value = query
        .split_once('=')
        .map(|(_, value)| plain(value))
        .filter(|value| !value.is_empty());
    if let Some(value) = value {
        let value = value.strip_suffix(".xsd").unwrap_or(&value);
        stem = format!("{stem}.{value}");
    }
    let extension = if is_wsdl(bytes) { "wsdl" } else { "xsd" };
    free(&stem, extension, taken)
}

/// Whether the root element is that of a WSDL document.
fn is_wsdl(bytes: &[u8]) -> bool {
    let mut starts = xml::EventReader::new(bytes)
        .into_iter()
        .filter_map(|event| match event {
            Ok(xml::reader::XmlEvent::StartElement { name, .. }) => Some(name.local_name),
            _ => None,
        });
    starts.next().is_some_and(|root| root == "definitions")
}

/// The name of the first service, or else that of the contract.
fn service(bytes: &[u8]) -> Option<String> {
    let mut of_contract = None;
    for event in xml::EventReader::new(bytes) {
        let Ok(xml::reader::XmlEvent::StartElement {
            name, attributes, ..
        }) = event
        else {
            continue;
        };
        let mut named = attributes.into_iter();
        let named = named.find(|one| one.name.local_name == "name" && one.name.namespace.is_none());
        let named = named.map(|one| one.value);
        match name.local_name.as_str() {
            "service" => return named.or(of_contract),
            "definitions" => of_contract = named,
            _ => {}
        }
    }
    of_contract
}

#[cfg(test)]
mod tests {
    use super::file;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_plain_and_tell_the_kind() {
        let wsdl = b"<definitions/>";
        let xsd = b"<schema/>";
        let mut taken = BTreeSet::new();
        for (url, bytes, expected) in [
            ("http://h/a/Service.svc?wsdl", &wsdl[..], "Service.wsdl"),
            (
                "http://h/a/Service.svc?wsdl=wsdl0",
                wsdl,
                "Service.wsdl0.wsdl",
            ),
            ("http://h/a/Service.svc?xsd=xsd0", xsd, "Service.xsd0.xsd"),
            ("http://h/a/Service.svc?singleWsdl", wsdl, "Service-2.wsdl"),
            ("http://h/SERVICE.wsdl", wsdl, "SERVICE-3.wsdl"),
            ("http://h/types.xsd", xsd, "types.xsd"),
            ("http://h/b/types.xsd", xsd, "types-2.xsd"),
            ("http://h/", wsdl, "document.wsdl"),
            (
                "http://h/?wsdl",
                &b"<definitions name='Shop'><service name='ShopService'/></definitions>"[..],
                "ShopService.wsdl",
            ),
            ("http://h/?wsdl", b"<definitions name='Shop'/>", "Shop.wsdl"),
            (
                "http://h/..%2f..%2fetc%2fpasswd",
                xsd,
                "_2f.._2fetc_2fpasswd.xsd",
            ),
            ("http://h/x?xsd=../../a/b.xsd", xsd, "x._.._a_b.xsd"),
            ("http://h/.hidden", xsd, "hidden.xsd"),
            ("http://h/con.wsdl", wsdl, "_con.wsdl"),
            ("http://h/COM1", wsdl, "_COM1.wsdl"),
            ("http://h/\u{e4}.xsd", xsd, "_C3_A4.xsd"),
        ] {
            assert_eq!(file(url, bytes, &mut taken), expected, "{url}");
        }
        let long = format!("http://h/{}", "a".repeat(500));
        assert_eq!(file(&long, xsd, &mut taken).len(), 84);
    }
}
