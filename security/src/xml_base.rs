//! Joining of `xml:base`, as Canonical XML 1.1 has it (section 2.4): that of RFC 3986, for bases that may be relative.

/// The parts of a reference (RFC 3986, appendix B).
struct Parts<'t> {
    scheme: Option<&'t str>,
    authority: Option<&'t str>,
    path: &'t str,
    query: Option<&'t str>,
    fragment: Option<&'t str>,
}

impl<'t> Parts<'t> {
    fn of(text: &'t str) -> Self {
        let (rest, fragment) = divided(text, '#');
        let (rest, query) = divided(rest, '?');
        let (scheme, rest) = match rest.split_once(':') {
            Some((scheme, after)) if !scheme.is_empty() && !scheme.contains('/') => {
                (Some(scheme), after)
            }
            _ => (None, rest),
        };
        let (authority, path) = match rest.strip_prefix("//") {
            Some(after) => {
                let end = after.find('/').unwrap_or(after.len());
                let (authority, path) = after.split_at_checked(end).unwrap_or((after, ""));
                (Some(authority), path)
            }
            None => (None, rest),
        };
        Self {
            scheme,
            authority,
            path,
            query,
            fragment,
        }
    }
}

fn divided(text: &str, at: char) -> (&str, Option<&str>) {
    match text.split_once(at) {
        Some((before, after)) => (before, Some(after)),
        None => (text, None),
    }
}

/// The base of an element: its own reference, in the base of an element around it.
pub(crate) fn join(base: &str, reference: &str) -> String {
    let (around, own) = (Parts::of(base), Parts::of(reference));
    let (mut scheme, mut authority, mut query) = (around.scheme, around.authority, own.query);
    let path = if own.scheme.is_some() {
        (scheme, authority) = (own.scheme, own.authority);
        without_dots(own.path)
    } else if own.authority.is_some() {
        authority = own.authority;
        without_dots(own.path)
    } else if own.path.is_empty() {
        query = own.query.or(around.query);
        around.path.to_owned()
    } else if own.path.starts_with('/') {
        without_dots(own.path)
    } else {
        without_dots(&merged(&around, own.path))
    };
    let mut joined = String::new();
    for (before, part, after) in [
        ("", scheme, ":"),
        ("//", authority, ""),
        ("", Some(path.as_str()), ""),
        ("?", query, ""),
        ("#", own.fragment, ""),
    ] {
        if let Some(part) = part {
            joined.extend([before, part, after]);
        }
    }
    joined
}

/// The path of a reference below that of its base. A base that ends in dots is a folder.
fn merged(base: &Parts<'_>, path: &str) -> String {
    if base.authority.is_some() && base.path.is_empty() {
        return format!("/{path}");
    }
    let (folder, last) = base.path.rsplit_once('/').map_or(("", base.path), |it| it);
    let slash = if base.path.contains('/') { "/" } else { "" };
    match last {
        "." | ".." => format!("{}/{path}", base.path),
        _ => format!("{folder}{slash}{path}"),
    }
}

/// A path without segments of dots, except for those at the start of a relative one, and without empty segments.
fn without_dots(path: &str) -> String {
    let is_absolute = path.starts_with('/');
    let mut kept: Vec<&str> = Vec::new();
    let mut is_folder = false;
    for segment in path.split('/') {
        is_folder = matches!(segment, "" | "." | "..");
        match segment {
            "" | "." => {}
            ".." => match kept.last() {
                Some(&"..") | None if !is_absolute => kept.push(".."),
                _ => drop(kept.pop()),
            },
            segment => kept.push(segment),
        }
    }
    let mut out = kept.join("/");
    if is_absolute {
        out.insert(0, '/');
    }
    if is_folder && !kept.is_empty() {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::join;

    #[test]
    fn references_are_joined() {
        for (base, reference, joined) in [
            ("http://a/b/c/d;p?q", "g", "http://a/b/c/g"),
            ("http://a/b/c/d;p?q", "../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "../../../g", "http://a/g"),
            ("http://a/b/c/d;p?q", "?y", "http://a/b/c/d;p?y"),
            ("http://a/b/c/d;p?q", "#s", "http://a/b/c/d;p?q#s"),
            ("http://a/b/c/d;p?q", "//g", "http://g"),
            ("http://a/b/c/d;p?q", "urn:g", "urn:g"),
            ("http://a", "g", "http://a/g"),
            ("http://a/b/", "/c/./d/", "http://a/c/d/"),
            ("a/b", "c", "a/c"),
            ("a/b/", "../c", "a/c"),
            ("..", "x", "../x"),
            ("..", "..", "../../"),
            ("../..", "x/..", "../../"),
            ("a", "..", "../"),
            ("a/", "..", ""),
            ("a/b/", "..", "a/"),
            ("/a//b/", "c", "/a/b/c"),
            ("", "x", "x"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }
}
