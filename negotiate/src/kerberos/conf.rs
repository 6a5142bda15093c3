//! The settings of `krb5.conf` that are used.

/// The default realm, and pairs of realm and KDC.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Conf {
    pub(super) default_realm: Option<String>,
    pub(super) kdcs: Vec<(String, String)>,
}

impl Conf {
    /// Reads `default_realm` and each `kdc` of a realm. All else is passed over, as are KDCs behind a proxy of HTTP.
    pub(super) fn read(text: &str) -> Self {
        let mut conf = Self::default();
        let (mut section, mut realm, mut depth) = ("", "", 0_u32);
        for line in text.lines().map(str::trim) {
            if line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                section = name.split(']').next().unwrap_or_default();
                depth = 0;
                continue;
            }
            if line.starts_with('}') {
                depth = depth.saturating_sub(1);
                continue;
            }
            let Some((key, value)) = line.split_once('=') else {
                continue;
            };
            let (key, value) = (key.trim().trim_end_matches('*'), value.trim());
            match (section, depth, key) {
                (_, _, _) if value.starts_with('{') => {
                    if depth == 0 {
                        realm = key;
                    }
                    depth = depth.saturating_add(1);
                }
                ("libdefaults", 0, "default_realm") => conf.default_realm = Some(value.to_owned()),
                ("realms", 1, "kdc") if !value.contains("://") && !value.starts_with("udp/") => {
                    let kdc = value.strip_prefix("tcp/").unwrap_or(value);
                    conf.kdcs.push((realm.to_owned(), kdc.to_owned()));
                }
                _ => {}
            }
        }
        conf
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn realms_and_their_kdcs() {
        let conf = Conf::read(
            "# a comment\n[libdefaults]\n\tdefault_realm = EXAMPLE.COM\n\tdns_lookup_kdc = false\n\n[realms]\n\
             EXAMPLE.COM = {\n kdc = one.example.com\n kdc = tcp/two.example.com:750\n kdc = https://three/KdcProxy\n\
             v4_name_convert = {\n  kdc = none\n }\n admin_server = one.example.com\n}\nOTHER = {\n kdc=[::1]:88\n}\n\
             [domain_realm]\n .example.com = EXAMPLE.COM\n",
        );
        let pair = |realm: &str, kdc: &str| (realm.to_owned(), kdc.to_owned());
        assert_eq!(conf.default_realm.as_deref(), Some("EXAMPLE.COM"));
        assert_eq!(
            conf.kdcs,
            [
                pair("EXAMPLE.COM", "one.example.com"),
                pair("EXAMPLE.COM", "two.example.com:750"),
                pair("OTHER", "[::1]:88"),
            ]
        );
    }
}
