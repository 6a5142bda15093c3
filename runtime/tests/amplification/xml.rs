//! Made-up XML.

use std::fmt::Write as _;

pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound.max(1) as u64) as usize
    }

    /// From 1 on, mostly small, sometimes as large as it may be.
    pub fn size(&mut self, most: usize) -> usize {
        let power = self.below(4) as u32 + 1;
        (0..power).fold(most, |size, _| self.below(size + 1).max(1))
    }
}

/// A message of about this many bytes at most.
pub const MOST: usize = 120_000;

pub struct Xml {
    pub random: Random,
    /// How many prefixes the envelope declares.
    declared: usize,
    pub text: String,
}

impl Xml {
    /// An envelope up to its Body, with many declarations or long ones, and headers that nobody knows.
    pub fn envelope(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let declared = random.size(200);
        let length = random.size(30_000 / declared + 40);
        let mut text = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'".to_owned();
        for number in 0..declared {
            let namespace = "n".repeat(length);
            write!(text, " xmlns:p{number}='{namespace}{number}'").unwrap();
        }
        text.push('>');
        let mut xml = Self {
            random,
            declared,
            text,
        };
        if xml.random.below(3) > 0 {
            xml.text.push_str("<s:Header>");
            xml.elements(60);
            xml.text.push_str("</s:Header>");
        }
        xml
    }

    /// The whole text, with the end of the envelope.
    pub fn end(mut self) -> String {
        self.text.push_str("</s:Body></s:Envelope>");
        self.text
    }

    pub fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    pub fn prefix(&mut self) -> String {
        format!("p{}:", self.random.below(self.declared))
    }

    pub fn is_full(&self) -> bool {
        self.text.len() > MOST
    }

    /// Elements inside each other, with attributes, declarations, and texts that look like names.
    fn element(&mut self, depth: usize, name: usize) {
        let prefix = match self.random.below(5) {
            0 => String::new(),
            _ => self.prefix(),
        };
        let local = format!("a{}{}", "b".repeat(name), self.random.below(10));
        write!(self.text, "<{prefix}{local}").unwrap();
        if self.random.below(4) == 0 {
            let namespace = "u".repeat(self.random.size(400));
            let prefix = [":own", ":p0", ""][self.random.below(3)];
            write!(self.text, " xmlns{prefix}='{namespace}'").unwrap();
        }
        for number in 0..self.random.size(30) - 1 {
            let prefix = self.prefix();
            write!(self.text, " {prefix}c{number}='{prefix}v'").unwrap();
        }
        self.text.push('>');
        if depth > 0 {
            self.element(depth - 1, name);
        } else {
            for _ in 0..self.random.size(60) {
                let prefix = self.prefix();
                self.text.push_str(&prefix);
            }
        }
        write!(self.text, "</{prefix}{local}>").unwrap();
    }

    pub fn elements(&mut self, most: usize) {
        let (depth, name) = (self.random.size(20) - 1, self.random.size(300) - 1);
        for _ in 0..self.random.size(most) {
            if self.is_full() {
                return;
            }
            self.element(depth, name);
        }
    }
}
