//! The tables of `xs:any`.

/// The elements that a wildcard admits.
#[derive(Debug)]
pub struct Wildcard {
    /// The namespaces; the empty string is "no namespace". Ignored if `any`.
    pub namespaces: &'static [&'static str],
    /// Whether `namespaces` lists those that are *not* admitted (`##other`).
    pub not: bool,
    /// Those that the strict mode checks.
    pub(crate) process: ProcessContents,
}

/// The attribute `processContents`: which elements a wildcard admits (XML Schema Part 1, section 3.10.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProcessContents {
    /// Any. Those that are declared have to be valid.
    Lax,
    /// Any.
    Skip,
    /// Only valid ones.
    Strict,
}

impl Wildcard {
    /// Admits elements and attributes of these namespaces.
    pub const fn of(namespaces: &'static [&'static str]) -> Self {
        Self {
            namespaces,
            not: false,
            process: ProcessContents::Lax,
        }
    }

    /// Admits those of all other namespaces (`##other`).
    pub const fn except(namespaces: &'static [&'static str]) -> Self {
        Self {
            namespaces,
            not: true,
            process: ProcessContents::Lax,
        }
    }

    /// Whether it admits elements or attributes of `namespace`.
    pub(crate) fn admits(&self, namespace: &str) -> bool {
        self.namespaces.contains(&namespace) != self.not
    }

    /// Whether it admits valid elements only.
    #[cfg(feature = "arbitrary")]
    pub(crate) fn is_strict(&self) -> bool {
        self.process == ProcessContents::Strict
    }

    /// Admits any element (`processContents="skip"`).
    pub const fn skip(mut self) -> Self {
        self.process = ProcessContents::Skip;
        self
    }

    /// Admits declared elements only (`processContents="strict"`).
    pub const fn strict(mut self) -> Self {
        self.process = ProcessContents::Strict;
        self
    }
}
