//! The spelling of a namespace in the document: the prefix that prediction looks for.

use crate::binding::Reader;
use crate::xml::{XSI, word};

/// The longest prefix that is compared.
const PREFIX: usize = 32;

/// The prefix of a namespace in a form for fast comparison.
#[derive(Clone, Copy, Default)]
pub(in crate::binding) struct Spelling {
    /// The prefix with its colon, as a little-endian word.
    pub(in crate::binding::read) word: u64,
    /// The mask of its bits in a word.
    pub(in crate::binding::read) mask: u64,
    /// Its length, with the colon.
    length: u32,
    /// The offset of its declaration, if the prefix is too long for a word. The text is shorter than 4 GiB.
    declared: u32,
}

impl Spelling {
    /// No prefix, or a very long one: the general path reads it.
    pub(in crate::binding::read) const NONE: Self = Self {
        word: 0,
        mask: 0,
        length: u32::MAX,
        declared: 0,
    };

    /// The spelling of a prefix that is declared at `declared`.
    #[allow(
        clippy::cast_possible_truncation,
        reason = "a text is shorter than 4 GiB"
    )]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(in crate::binding::read) fn of(prefix: &str, declared: usize) -> Self {
        let mut spelling = Self {
            declared: declared as u32,
            ..Self::default()
        };
        if prefix.is_empty() {
            return spelling;
        }
        if prefix.len() > PREFIX {
            return Self::NONE;
        }
        let (mut bytes, mut mask) = ([0; 8], [0; 8]);
        let name = prefix.bytes().chain([b':']);
        for ((byte, bits), of) in bytes.iter_mut().zip(&mut mask).zip(name) {
            (*byte, *bits) = (of, 0xFF);
        }
        spelling.word = u64::from_le_bytes(bytes);
        spelling.mask = u64::from_le_bytes(mask);
        spelling.length = prefix.len() as u32 + 1;
        spelling
    }

    /// Whether there is one.
    #[inline(always)]
    pub(in crate::binding::read) fn is_some(&self) -> bool {
        self.length != u32::MAX
    }

    /// Its length, with the colon.
    #[inline(always)]
    pub(in crate::binding) fn len(&self) -> usize {
        self.length as usize
    }

    /// Whether the word holds all of it.
    #[inline(always)]
    pub(in crate::binding) fn is_short(&self) -> bool {
        self.length <= 8
    }

    /// Whether the prefix is at `at`.
    #[inline(always)]
    pub(super) fn stands_at(&self, bytes: &[u8], at: usize) -> bool {
        if self.mask == 0 {
            return true;
        }
        word(bytes, at).is_some_and(|word| (word ^ self.word) & self.mask == 0)
            && (self.is_short() || self.goes_on_at(bytes, at))
    }

    #[inline(never)]
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn goes_on_at(&self, bytes: &[u8], at: usize) -> bool {
        let (prefix, declared) = (self.len() - 1, self.declared as usize);
        bytes.get(at + prefix) == Some(&b':')
            && bytes.get(at..at + prefix) == bytes.get(declared..declared + prefix)
    }
}

/// The spelling of a namespace, until the next declaration.
#[derive(Clone, Copy, Default)]
pub(in crate::binding::read) struct Spelled {
    namespace: &'static str,
    generation: u32,
    /// `Spelling::NONE` if there is none.
    pub(in crate::binding::read) spelling: Spelling,
}

impl Reader<'_> {
    /// The prefix of `namespace` in the document (the last declared), if any.
    #[inline]
    pub(in crate::binding) fn spelling(&mut self, namespace: &'static str) -> Option<Spelling> {
        self.spelling_in(0, namespace)
    }

    /// The prefix of the namespace of `xsi:nil`, which is needed in between.
    #[inline]
    pub(in crate::binding) fn spelling_xsi(&mut self) -> Option<Spelling> {
        self.spelling_in(1, XSI)
    }

    /// The prefix of `xsi`, if it was found since the last declaration.
    #[inline(always)]
    pub(in crate::binding) fn known_xsi(&self) -> Option<Spelling> {
        let [_, known] = &self.spelled;
        (known.generation == self.xml.generation() && known.spelling.is_some())
            .then_some(known.spelling)
    }

    /// Sets the namespace whose elements windows look for. Returns `false` if it has no short prefix.
    #[inline(always)]
    pub(in crate::binding) fn look_for(&mut self, namespace: &'static str) -> bool {
        let [known, _] = &self.spelled;
        if known.generation != self.xml.generation() || !std::ptr::eq(known.namespace, namespace) {
            self.find_spelling(0, namespace);
        }
        let [known, _] = &self.spelled;
        known.spelling.is_short()
    }

    #[inline]
    fn spelling_in(&mut self, slot: usize, namespace: &'static str) -> Option<Spelling> {
        let known = self.spelled.get(slot)?;
        let spelling = match known.generation == self.xml.generation()
            && std::ptr::eq(known.namespace, namespace)
        {
            true => known.spelling,
            false => self.find_spelling(slot, namespace),
        };
        spelling.is_some().then_some(spelling)
    }

    #[inline(never)]
    fn find_spelling(&mut self, slot: usize, namespace: &'static str) -> Spelling {
        // Without a spelling the general path reads the same.
        let prefix = match self.options().general_only || self.admits_encoding() {
            true => None,
            false => self.prefix_of(namespace),
        };
        // A declared prefix is in the document; the two built-in ones are short.
        let declared =
            |prefix: &str| (prefix.as_ptr() as usize).wrapping_sub(self.text().as_ptr() as usize);
        let spelling = prefix.map_or(Spelling::NONE, |prefix| {
            Spelling::of(prefix, declared(prefix))
        });
        if let Some(known) = self.spelled.get_mut(slot) {
            *known = Spelled {
                namespace,
                spelling,
                generation: self.xml.generation(),
            };
        }
        spelling
    }
}
