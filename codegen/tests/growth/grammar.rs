//! Constructs of contracts. Each adds itself a number of times to a contract, on top of what the construct before it has declared,
//! so that two of them in a row make a pair.

#[path = "services.rs"]
mod services;
#[path = "types.rs"]
mod types;

use std::fmt::Write;

/// Names of what was declared last, for the next construct to use.
#[derive(Clone)]
pub struct Declared {
    /// A type of elements.
    ty: String,
    /// A complex type without simple content.
    complex: String,
    /// A simple type.
    simple: String,
    /// A global element.
    element: String,
    group: String,
    attributes: String,
    /// A message.
    message: String,
}

pub struct Contract {
    schema: String,
    /// Other schemas.
    schemas: String,
    messages: String,
    operations: String,
    bound: String,
    ports: String,
    faults: String,
    bound_faults: String,
    headers: String,
    /// Other port types.
    port_types: String,
    /// Other bindings.
    bindings: String,
    services: String,
    declared: Declared,
    /// How many constructs it has, which is a part of their names.
    constructs: usize,
}

pub type Construct = (&'static str, fn(&mut Contract, usize));

impl Contract {
    pub fn new() -> Self {
        let name = |name: &str| format!("t:{name}");
        Self {
            schema: r#"<xs:complexType name="C"/>
<xs:simpleType name="S"><xs:restriction base="xs:string"/></xs:simpleType>
<xs:element name="E" type="xs:int"/>
<xs:group name="G"><xs:sequence><xs:element name="g" type="xs:int"/></xs:sequence></xs:group>
<xs:attributeGroup name="A"><xs:attribute name="a" type="xs:int"/></xs:attributeGroup>
"#
            .to_owned(),
            schemas: String::new(),
            messages: String::new(),
            operations: String::new(),
            bound: String::new(),
            ports: String::new(),
            faults: String::new(),
            bound_faults: String::new(),
            headers: String::new(),
            port_types: String::new(),
            bindings: String::new(),
            services: String::new(),
            declared: Declared {
                ty: "xs:int".to_owned(),
                complex: name("C"),
                simple: name("S"),
                element: name("E"),
                group: name("G"),
                attributes: name("A"),
                message: name("More"),
            },
            constructs: 0,
        }
    }

    /// Adds a construct so many times.
    pub fn add(&mut self, construct: &Construct, count: usize) {
        construct.1(self, count);
        self.constructs += 1;
    }

    /// The document. Its one operation has elements of the types that were declared last, so that all of them are generated.
    pub fn text(&self) -> String {
        let Self {
            schema,
            schemas,
            messages,
            operations,
            bound,
            ports,
            faults,
            bound_faults,
            headers,
            port_types,
            bindings,
            services,
            declared,
            ..
        } = self;
        let Declared {
            ty,
            complex,
            simple,
            element,
            group,
            attributes,
            ..
        } = declared;
        format!(
            r#"<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:t="urn:t" targetNamespace="urn:t">
<types><xs:schema targetNamespace="urn:t">
{schema}<xs:element name="Ask"><xs:complexType><xs:sequence><xs:element name="one" type="{ty}"/><xs:element name="two" type="{complex}"/><xs:element name="three" type="{simple}"/><xs:element ref="{element}"/></xs:sequence></xs:complexType></xs:element>
<xs:element name="Answer"><xs:complexType><xs:group ref="{group}"/><xs:attributeGroup ref="{attributes}"/></xs:complexType></xs:element>
</xs:schema>{schemas}</types>
<message name="AskIn"><part name="body" element="t:Ask"/></message>
<message name="AskOut"><part name="body" element="t:Answer"/></message>
<message name="More"><part name="more" element="{element}"/></message>
{messages}<portType name="P">
<operation name="Ask"><input message="t:AskIn"/><output message="t:AskOut"/>{faults}</operation>
{operations}</portType>
{port_types}<binding name="B" type="t:P"><soap:binding transport="http://schemas.xmlsoap.org/soap/http"/>
<operation name="Ask"><soap:operation soapAction="urn:ask"/><input><soap:body use="literal"/>{headers}</input><output><soap:body use="literal"/></output>{bound_faults}</operation>
{bound}</binding>
{bindings}<service name="V"><port name="P0" binding="t:B"><soap:address location="http://h/"/></port>{ports}</service>
{services}</definitions>"#
        )
    }

    /// A name of this construct.
    fn own(&self, name: &str) -> String {
        format!("{name}{}", self.constructs)
    }

    fn each(&mut self, count: usize, mut one: impl FnMut(&Self, usize) -> String) {
        for at in 0..count {
            let text = one(self, at);
            let _ = writeln!(self.schema, "{text}");
        }
    }

    /// A chain: each declaration gets the name of the one before it, and its own.
    fn chain(
        &mut self,
        count: usize,
        first: &str,
        mut one: impl FnMut(&Declared, &str, &str) -> String,
    ) -> String {
        let mut last = first.to_owned();
        for at in 0..count {
            let next = format!("{}_{at}", self.own("N"));
            let text = one(&self.declared, &last, &next);
            let _ = writeln!(self.schema, "{text}");
            last = format!("t:{next}");
        }
        last
    }

    fn content(&mut self, open: &str, close: &str, count: usize, optional: &str) {
        let name = self.own("T");
        let _ = writeln!(self.schema, r#"<xs:complexType name="{name}"><xs:{open}>"#);
        self.each(count, |own, at| {
            let ty = &own.declared.ty;
            format!(r#"<xs:element name="e{at}" type="{ty}"{optional}/>"#)
        });
        let _ = writeln!(self.schema, "</xs:{close}></xs:complexType>");
        self.complex(name);
    }

    fn complex(&mut self, name: String) {
        self.declared.ty = format!("t:{name}");
        self.declared.complex = format!("t:{name}");
    }

    fn simple(&mut self, name: String) {
        self.declared.simple = name.clone();
        self.declared.ty = name;
    }

    /// A simple type with so many facets.
    fn facets(&mut self, count: usize, mut facet: impl FnMut(usize) -> String) {
        let name = self.own("S");
        let _ = writeln!(
            self.schema,
            r#"<xs:simpleType name="{name}"><xs:restriction base="xs:string">"#
        );
        self.each(count, |_, at| facet(at));
        self.schema.push_str("</xs:restriction></xs:simpleType>\n");
        self.simple(format!("t:{name}"));
    }
}

/// All constructs.
pub fn constructs() -> impl Iterator<Item = &'static Construct> {
    CONSTRUCTS
        .iter()
        .chain(types::CONSTRUCTS)
        .chain(services::CONSTRUCTS)
}

const CONSTRUCTS: &[Construct] = &[
    ("types with a group", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("T"));
            let Declared {
                group, attributes, ..
            } = &own.declared;
            format!(r#"<xs:complexType name="{name}"><xs:group ref="{group}"/><xs:attributeGroup ref="{attributes}"/></xs:complexType>"#)
        });
        let name = to.own("T");
        to.complex(format!("{name}_0"));
    }),
    ("types with an element of the last type", |to, count| {
        let ty = to.declared.ty.clone();
        let last = to.chain(count, &ty, |_, last, next| {
            format!(r#"<xs:complexType name="{next}"><xs:sequence><xs:element name="a" type="{last}"/></xs:sequence></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("types with two elements of the last type", |to, count| {
        let ty = to.declared.ty.clone();
        let last = to.chain(count, &ty, |_, last, next| {
            format!(r#"<xs:complexType name="{next}"><xs:sequence><xs:element name="a" type="{last}"/><xs:element name="b" type="{last}"/></xs:sequence></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("elements of a sequence", |to, count| {
        to.content("sequence", "sequence", count, "");
    }),
    ("elements of an all group", |to, count| {
        to.content("all", "all", count, r#" minOccurs="0""#);
    }),
    ("branches", |to, count| {
        to.content(r#"choice maxOccurs="unbounded""#, "choice", count, "");
    }),
    ("global elements", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("E"));
            format!(r#"<xs:element name="{name}" type="{}"/>"#, own.declared.ty)
        });
        to.declared.element = format!("t:{}_0", to.own("E"));
    }),
    ("references to an element", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("T"));
            let element = &own.declared.element;
            format!(r#"<xs:complexType name="{name}"><xs:sequence><xs:element ref="{element}"/></xs:sequence></xs:complexType>"#)
        });
        to.complex(format!("{}_0", to.own("T")));
    }),
    ("attributes", |to, count| {
        let name = to.own("A");
        let _ = writeln!(to.schema, r#"<xs:attributeGroup name="{name}">"#);
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("a"));
            format!(
                r#"<xs:attribute name="{name}" type="{}"/>"#,
                own.declared.simple
            )
        });
        to.schema.push_str("</xs:attributeGroup>\n");
        to.declared.attributes = format!("t:{name}");
    }),
    ("values of an enumeration", |to, count| {
        to.facets(count, |at| format!(r#"<xs:enumeration value="v{at}"/>"#));
    }),
    ("patterns", |to, count| {
        to.facets(count, |at| {
            format!(r#"<xs:pattern value="[a-c]{{1,3}}{at}"/>"#)
        });
    }),
    ("extensions of the last type", |to, count| {
        let base = to.declared.complex.clone();
        let last = to.chain(count, &base, |declared, last, next| {
            let ty = &declared.ty;
            format!(r#"<xs:complexType name="{next}"><xs:complexContent><xs:extension base="{last}"><xs:sequence><xs:element name="x-{next}" type="{ty}"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("extensions of one type", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("T"));
            let base = &own.declared.complex;
            format!(r#"<xs:complexType name="{name}"><xs:complexContent><xs:extension base="{base}"/></xs:complexContent></xs:complexType>"#)
        });
        to.declared.ty = to.declared.complex.clone();
    }),
    ("restrictions of the last type", |to, count| {
        let base = to.own("R");
        let _ = writeln!(
            to.schema,
            r#"<xs:complexType name="{base}"><xs:attributeGroup ref="{}"/></xs:complexType>"#,
            to.declared.attributes
        );
        let last = to.chain(count, &format!("t:{base}"), |_, last, next| {
            format!(r#"<xs:complexType name="{next}"><xs:complexContent><xs:restriction base="{last}"/></xs:complexContent></xs:complexType>"#)
        });
        to.complex(last.trim_start_matches("t:").to_owned());
    }),
    ("simple restrictions of the last type", |to, count| {
        let base = to.declared.simple.clone();
        let last = to.chain(count, &base, |_, last, next| {
            format!(r#"<xs:simpleType name="{next}"><xs:restriction base="{last}"><xs:pattern value="v[0-9]*"/></xs:restriction></xs:simpleType>"#)
        });
        to.simple(last);
    }),
    ("unions of one type", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("U"));
            let of = &own.declared.simple;
            format!(r#"<xs:simpleType name="{name}"><xs:union memberTypes="{of} xs:int"/></xs:simpleType>"#)
        });
        to.simple(format!("t:{}_0", to.own("U")));
    }),
    ("unions with the last type", |to, count| {
        let base = to.declared.simple.clone();
        let last = to.chain(count, &base, |_, last, next| {
            format!(r#"<xs:simpleType name="{next}"><xs:union memberTypes="{last} xs:int"/></xs:simpleType>"#)
        });
        to.simple(last);
    }),
    ("unions of the last type twice", |to, count| {
        let base = to.declared.simple.clone();
        let last = to.chain(count, &base, |_, last, next| {
            format!(r#"<xs:simpleType name="{next}"><xs:union memberTypes="{last} {last}"/></xs:simpleType>"#)
        });
        to.simple(last);
    }),
    ("attribute groups with the last one", |to, count| {
        let base = to.declared.attributes.clone();
        to.declared.attributes = to.chain(count, &base, |declared, last, next| {
            let ty = &declared.simple;
            format!(r#"<xs:attributeGroup name="{next}"><xs:attributeGroup ref="{last}"/><xs:attribute name="y-{next}" type="{ty}"/></xs:attributeGroup>"#)
        });
    }),
    ("groups with the last one", |to, count| {
        let base = to.declared.group.clone();
        to.declared.group = to.chain(count, &base, |declared, last, next| {
            let ty = &declared.ty;
            format!(r#"<xs:group name="{next}"><xs:sequence><xs:element name="z-{next}" type="{ty}"/><xs:group ref="{last}"/></xs:sequence></xs:group>"#)
        });
    }),
    ("groups with the last one twice", |to, count| {
        let base = to.declared.group.clone();
        to.declared.group = to.chain(count, &base, |_, last, next| {
            format!(r#"<xs:group name="{next}"><xs:sequence><xs:group ref="{last}"/><xs:group ref="{last}"/></xs:sequence></xs:group>"#)
        });
    }),
    ("members of one substitution group", |to, count| {
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("M"));
            format!(
                r#"<xs:element name="{name}" substitutionGroup="{}"/>"#,
                own.declared.element
            )
        });
    }),
    ("members of the last substitution group", |to, count| {
        let head = to.declared.element.clone();
        to.chain(count, &head, |_, last, next| {
            format!(r#"<xs:element name="{next}" substitutionGroup="{last}"/>"#)
        });
    }),
    ("words of documentation", |to, count| {
        let name = to.own("D");
        let _ = writeln!(
            to.schema,
            r#"<xs:complexType name="{name}"><xs:annotation><xs:documentation>"#
        );
        to.each(count, |_, at| format!("word {at} of `code` and *more*"));
        let _ = writeln!(
            to.schema,
            r#"</xs:documentation></xs:annotation><xs:sequence><xs:element name="d" type="{}"/></xs:sequence></xs:complexType>"#,
            to.declared.ty
        );
        to.complex(name);
    }),
    ("identity constraints", |to, count| {
        let name = to.own("K");
        let _ = writeln!(
            to.schema,
            r#"<xs:element name="{name}" type="{}">"#,
            to.declared.ty
        );
        to.each(count, |own, at| {
            let name = format!("{}_{at}", own.own("k"));
            format!(r#"<xs:unique name="{name}"><xs:selector xpath="a|b"/><xs:field xpath="@c"/></xs:unique>"#)
        });
        to.schema.push_str("</xs:element>\n");
        to.declared.element = format!("t:{name}");
    }),
    ("operations", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("O"));
            let _ = writeln!(
                to.operations,
                r#"<operation name="{name}"><input message="t:More"/></operation>"#
            );
            let _ = writeln!(
                to.bound,
                r#"<operation name="{name}"><soap:operation soapAction="urn:{name}"/><input><soap:body use="literal"/></input></operation>"#
            );
        }
    }),
    ("ports", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("P"));
            let _ = writeln!(
                to.ports,
                r#"<port name="{name}" binding="t:B"><soap:address location="http://h/{at}"/></port>"#
            );
        }
    }),
    ("faults", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("F"));
            let _ = writeln!(
                to.schema,
                r#"<xs:element name="{name}" type="{}"/>"#,
                to.declared.ty
            );
            let _ = writeln!(
                to.messages,
                r#"<message name="{name}"><part name="fault" element="t:{name}"/></message>"#
            );
            let _ = writeln!(to.faults, r#"<fault name="{name}" message="t:{name}"/>"#);
            let _ = writeln!(
                to.bound_faults,
                r#"<fault name="{name}"><soap:fault name="{name}" use="literal"/></fault>"#
            );
        }
    }),
    ("headers", |to, count| {
        for at in 0..count {
            let name = format!("{}_{at}", to.own("H"));
            let _ = writeln!(
                to.schema,
                r#"<xs:element name="{name}" type="{}"/>"#,
                to.declared.ty
            );
            let _ = writeln!(
                to.messages,
                r#"<message name="{name}"><part name="h" element="t:{name}"/></message>"#
            );
            let _ = writeln!(
                to.headers,
                r#"<soap:header message="t:{name}" part="h" use="literal"/>"#
            );
        }
    }),
];
