//! The benchmark documents in two spellings: WCF's (default namespace, nils written) and gSOAP's (a prefix on every
//! element, nils left out).

use std::fmt::Write as _;

/// The spelling of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spelling {
    /// Default namespace, every nil written.
    Wcf,
    /// A prefix on every element, nil elements left out.
    Gsoap,
}

/// A document of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A request of 1,000 feature toggles.
    A,
    /// A reply of 500 chat sessions with rights and dictionaries.
    B,
    /// A reply of 100 statistics of 50 values: doubles.
    C,
    /// One small reply with headers.
    D,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    /// `a`, `b`, `c` or `d`.
    pub fn name(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
        }
    }

    /// Returns the document of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|document| document.name() == name)
    }

    /// Returns its text.
    pub fn text(self, spelling: Spelling) -> String {
        let mut text = Text::begin(spelling);
        match self {
            Self::A => text.request_headers(),
            Self::B | Self::D => text.reply_headers(true),
            Self::C => text.reply_headers(false),
        }
        text.body(|text| match self {
            Self::A => toggles(text),
            Self::B => chat_sessions(text),
            Self::C => statistics(text),
            Self::D => session(text),
        });
        text.out
    }
}

const SERVICES83: &str = "http://www.superoffice.net/ws/crm/NetServer/Services83";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

struct Text {
    out: String,
    spelling: Spelling,
    prefix: &'static str,
}

impl Text {
    fn begin(spelling: Spelling) -> Self {
        let (out, prefix) = match spelling {
            Spelling::Wcf => (
                "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>"
                    .to_owned(),
                "h:",
            ),
            Spelling::Gsoap => (
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:xsi=\"{XSI}\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:arr=\"http://schemas.microsoft.com/2003/10/Serialization/Arrays\" xmlns:cs1=\"{SERVICES83}\"><SOAP-ENV:Header>"
                ),
                "cs1:",
            ),
        };
        Self {
            out,
            spelling,
            prefix,
        }
    }

    fn element(&mut self, name: &str, content: impl FnOnce(&mut Self)) {
        let prefix = self.prefix;
        let _ = write!(self.out, "<{prefix}{name}>");
        content(self);
        let _ = write!(self.out, "</{prefix}{name}>");
    }

    fn leaf(&mut self, name: &str, text: impl std::fmt::Display) {
        let prefix = self.prefix;
        let text = text.to_string();
        let _ = if text.is_empty() {
            write!(self.out, "<{prefix}{name}/>")
        } else {
            write!(self.out, "<{prefix}{name}>{text}</{prefix}{name}>")
        };
    }

    fn nil(&mut self, name: &str) {
        if self.spelling == Spelling::Wcf {
            let prefix = self.prefix;
            let _ = write!(self.out, "<{prefix}{name} i:nil=\"true\"/>");
        }
    }

    /// Adds a header. In WCF's spelling it declares its own prefixes.
    fn header(&mut self, name: &str, structured: bool, content: impl FnOnce(&mut Self)) {
        match self.spelling {
            Spelling::Wcf => {
                let xsi = if structured {
                    format!(" xmlns:i=\"{XSI}\"")
                } else {
                    String::new()
                };
                let _ = write!(self.out, "<h:{name} xmlns:h=\"{SERVICES83}\"{xsi}>");
                content(self);
                let _ = write!(self.out, "</h:{name}>");
            }
            Spelling::Gsoap => self.element(name, content),
        }
    }

    fn nil_header(&mut self, name: &str) {
        if self.spelling == Spelling::Wcf {
            let _ = write!(
                self.out,
                "<h:{name} i:nil=\"true\" xmlns:h=\"{SERVICES83}\" xmlns:i=\"{XSI}\"/>"
            );
        }
    }

    fn time_zone(&mut self) {
        self.header("TimeZone", true, |text| {
            text.leaf("SoTimeZoneId", 8);
            text.leaf("SoTimeZoneLocationCode", "NO-OSL");
        });
    }

    fn request_headers(&mut self) {
        self.header("ApplicationToken", false, |text| {
            text.out.push_str("1234567-1234-9876")
        });
        self.header("Credentials", true, |text| {
            text.leaf("Ticket", "7T:1234abcxyzExample==")
        });
        self.time_zone();
    }

    fn reply_headers(&mut self, extra: bool) {
        self.nil_header("ExceptionInfo");
        if extra {
            self.header("ExtraInfo", true, |text| {
                text.element("ExtraInfoNameValuePair", |text| {
                    text.leaf("Key", "ip");
                    text.leaf("Value", "127.0.0.1");
                });
            });
        } else {
            self.nil_header("ExtraInfo");
        }
        self.header("Succeeded", false, |text| text.out.push_str("true"));
        self.time_zone();
    }

    fn body(&mut self, content: impl FnOnce(&mut Self)) {
        let envelope = match self.spelling {
            Spelling::Wcf => "s",
            Spelling::Gsoap => "SOAP-ENV",
        };
        let _ = write!(self.out, "</{envelope}:Header><{envelope}:Body>");
        if self.spelling == Spelling::Wcf {
            self.prefix = "";
        }
        content(self);
        let _ = write!(self.out, "</{envelope}:Body></{envelope}:Envelope>");
    }

    /// Adds the wrapper and its one member. In WCF's spelling they declare the namespaces.
    fn wrapper(&mut self, wrapper: &str, member: &str, content: impl FnOnce(&mut Self)) {
        match self.spelling {
            Spelling::Wcf => {
                let _ = write!(
                    self.out,
                    "<{wrapper} xmlns=\"{SERVICES83}\"><{member} xmlns:i=\"{XSI}\">"
                );
                content(self);
                let _ = write!(self.out, "</{member}></{wrapper}>");
            }
            Spelling::Gsoap => self.element(wrapper, |text| text.element(member, content)),
        }
    }

    fn no_rights(&mut self) {
        self.nil("TableRight");
        self.nil("FieldProperties");
    }

    fn right(&mut self, name: &str, mask: &str, reason: Option<&str>) {
        self.element(name, |text| {
            text.leaf("Mask", mask);
            match reason {
                Some(reason) => text.leaf("Reason", reason),
                None => text.nil("Reason"),
            }
        });
    }

    fn property(&mut self, key: &str, mask: &str, reason: Option<&str>, kind: &str, length: u32) {
        self.element("FieldPropertyDictionaryKeyValuePair", |text| {
            text.leaf("Key", key);
            text.element("Value", |text| {
                text.right("FieldRight", mask, reason);
                text.leaf("FieldType", kind);
                text.leaf("FieldLength", length);
            });
        });
    }
}

fn toggles(text: &mut Text) {
    text.wrapper("UpdateFeatureToggles", "FeatureToggles", |text| {
        for n in 0..1000 {
            text.element("CsFeatureToggle", |text| {
                text.no_rights();
                text.leaf("Name", format_args!("feature-{n:06}"));
                text.leaf("State", n % 2 == 0);
            });
        }
    });
}

fn chat_sessions(text: &mut Text) {
    text.wrapper("ChatSessionsForUserResponse", "Response", |text| {
        for n in 0..500 {
            text.element("ChatSession", |text| {
                text.right(
                    "TableRight",
                    "Select Update Delete",
                    Some(&format!("reason-{n:06}")),
                );
                text.element("FieldProperties", |text| {
                    text.property("ChatSessionId", "Read Write", Some("none"), "int", 4);
                    text.property("Topic", "Read", Some("read only"), "string", 255);
                });
                text.leaf("ChatSessionId", n);
            });
        }
    });
}

fn statistics(text: &mut Text) {
    text.wrapper("GetStatisticsResponse", "Response", |text| {
        for set in 0..100 {
            text.element("StatisticsDataSet", |text| {
                text.no_rights();
                text.leaf("Label", format_args!("set-{set:03}"));
                text.element("Values", |text| {
                    for n in 0..50 {
                        text.element("StatisticsDataValue", |text| {
                            text.no_rights();
                            text.leaf("Label", format_args!("label-{set:03}-{n:03}"));
                            text.leaf("Value", value(set, n));
                            text.leaf("Description", "d");
                        });
                    }
                });
                text.leaf("Description", format_args!("description of set {set}"));
            });
        }
    });
}

/// Every second value needs 16 or 17 digits.
fn value(set: u32, n: u32) -> f64 {
    let index = f64::from(set * 50 + n);
    if n % 2 == 1 { index / 7.0 } else { index }
}

fn session(text: &mut Text) {
    text.wrapper("CreateSessionResponse", "Response", |text| {
        text.right("TableRight", "Select Update", Some(""));
        text.element("FieldProperties", |text| {
            text.property("Key", "Read Write", None, "string", 254)
        });
        text.leaf("Key", "7T:1234abcxyzExample==");
        text.leaf("LoginId", 12);
        text.leaf("UserId", 34);
    });
}
