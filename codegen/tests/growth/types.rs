//! Constructs of schemas.

use super::Construct;
use std::fmt::Write;

pub(super) const CONSTRUCTS: &[Construct] = &[
    ("arrays of the last type", |to, count| {
        let ty = to.declared.ty.clone();
        let last = to.chain(count, &ty, |_, last, next| {
            format!(r#"<xs:complexType name="{next}"><xs:sequence><xs:element name="a" type="{last}" maxOccurs="unbounded"/></xs:sequence></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("dictionaries of the last type", |to, count| {
        let ty = to.declared.ty.clone();
        let last = to.chain(count, &ty, |_, last, next| {
            format!(r#"<xs:complexType name="{next}"><xs:sequence><xs:element name="e" maxOccurs="unbounded"><xs:complexType><xs:sequence><xs:element name="Key" type="xs:string"/><xs:element name="Value" type="{last}"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("anonymous types", |to, count| {
        let name = to.own("T");
        let _ = writeln!(to.schema, r#"<xs:complexType name="{name}"><xs:sequence>"#);
        to.each(count.min(9000), |own, at| {
            let ty = &own.declared.ty;
            format!(r#"<xs:element name="e{at}"><xs:complexType><xs:sequence><xs:element name="of" type="{ty}"/></xs:sequence></xs:complexType></xs:element>"#)
        });
        to.schema.push_str("</xs:sequence></xs:complexType>\n");
        to.complex(name);
    }),
    ("namespaces of a wildcard", |to, count| {
        let name = to.own("T");
        let _ = writeln!(
            to.schema,
            r#"<xs:complexType name="{name}"><xs:sequence><xs:any processContents="lax" namespace=""#
        );
        to.each(count, |_, at| format!("urn:any:{at}"));
        let _ = writeln!(to.schema, r#""/></xs:sequence></xs:complexType>"#);
        to.complex(name);
    }),
    ("wildcards of a sequence", |to, count| {
        let name = to.own("T");
        let _ = writeln!(to.schema, r#"<xs:complexType name="{name}"><xs:sequence>"#);
        to.each(count, |_, at| {
            format!(r#"<xs:any processContents="lax" namespace="urn:any:{at}"/>"#)
        });
        to.schema.push_str("</xs:sequence></xs:complexType>\n");
        to.complex(name);
    }),
    (
        "attribute groups with the wildcard of the last one",
        |to, count| {
            let base = to.declared.attributes.clone();
            to.declared.attributes = to.chain(count, &base, |_, last, next| {
            format!(r#"<xs:attributeGroup name="{next}"><xs:attributeGroup ref="{last}"/><xs:anyAttribute namespace="urn:any urn:{next}"/></xs:attributeGroup>"#)
        });
        },
    ),
    ("key references", |to, count| {
        let name = to.own("K");
        let ty = to.declared.ty.clone();
        let _ = writeln!(to.schema, r#"<xs:element name="{name}" type="{ty}">"#);
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("k"));
            format!(r#"<xs:key name="{name}"><xs:selector xpath="a"/><xs:field xpath="@c"/></xs:key><xs:keyref name="r{name}" refer="t:{name}"><xs:selector xpath="b"/><xs:field xpath="@c"/></xs:keyref>"#)
        });
        to.schema.push_str("</xs:element>\n");
        to.declared.element = format!("t:{name}");
    }),
    ("restricted elements", |to, count| {
        let (name, base) = (to.own("R"), to.own("Q"));
        for (open, close) in [
            (
                format!(r#"<xs:complexType name="{base}"><xs:sequence>"#),
                "</xs:sequence></xs:complexType>\n",
            ),
            (
                format!(
                    r#"<xs:complexType name="{name}"><xs:complexContent><xs:restriction base="t:{base}"><xs:sequence>"#
                ),
                "</xs:sequence></xs:restriction></xs:complexContent></xs:complexType>\n",
            ),
        ] {
            to.schema.push_str(&open);
            to.each(count, |own, at| {
                let ty = &own.declared.ty;
                format!(r#"<xs:element name="e{at}" type="{ty}" minOccurs="0"/>"#)
            });
            to.schema.push_str(close);
        }
        to.complex(name);
    }),
    ("values of a restricted enumeration", |to, count| {
        to.facets(count, |at| format!(r#"<xs:enumeration value="v{at}"/>"#));
        let base = to.declared.simple.clone();
        let name = to.own("W");
        let _ = writeln!(
            to.schema,
            r#"<xs:simpleType name="{name}"><xs:restriction base="{base}">"#
        );
        to.each(count, |_, at| format!(r#"<xs:enumeration value="v{at}"/>"#));
        to.schema.push_str("</xs:restriction></xs:simpleType>\n");
        to.simple(format!("t:{name}"));
    }),
    ("defaults of an enumeration", |to, count| {
        to.facets(count, |at| format!(r#"<xs:enumeration value="v{at}"/>"#));
        let name = to.own("D");
        let _ = writeln!(to.schema, r#"<xs:attributeGroup name="{name}">"#);
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("d"));
            let ty = &own.declared.simple;
            format!(r#"<xs:attribute name="{name}" type="{ty}" default="v{at}"/>"#)
        });
        to.schema.push_str("</xs:attributeGroup>\n");
        to.declared.attributes = format!("t:{name}");
    }),
    ("members of one union", |to, count| {
        let name = to.own("U");
        let of = to.declared.simple.clone();
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("u"));
            format!(r#"<xs:simpleType name="{name}"><xs:restriction base="{of}"/></xs:simpleType>"#)
        });
        let _ = writeln!(
            to.schema,
            r#"<xs:simpleType name="{name}"><xs:union memberTypes=""#
        );
        to.each(count, |own, at| format!("t:{}_{at}", own.own("u")));
        let _ = writeln!(to.schema, r#""/></xs:simpleType>"#);
        to.simple(format!("t:{name}"));
    }),
];
