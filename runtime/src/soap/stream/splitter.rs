//! Takes the items out of a message that is still arriving.

use super::ItemPath;
use crate::error::{DecodeError, DecodeErrorKind};
use crate::soap::SoapVersion;
use crate::xml::scan::{Cursor, Scan, ScanToken, raw_name};
use crate::xml::{ReadOptions, Reader};
use std::cell::Cell;

/// The bytes of items from which they are read: less would cost speed, more would cost memory.
const BATCH: usize = 256 << 10;

/// A message in two parts: its items, and the rest of it, which is a message without them.
///
/// The first item of those that stand beside each other stays in the rest, so that the rest deviates from the contract where the
/// message does.
pub(crate) struct Splitter {
    path: ItemPath,
    /// The text that is not settled yet, and the offset of its start in the message.
    text: String,
    offset: usize,
    /// The bytes of the message before its text.
    base: usize,
    cursor: Cursor,
    /// The message without items.
    rest: String,
    /// Where items were taken out of the rest, and how many bytes up to there.
    cuts: Vec<(usize, usize)>,
    /// The start tags of the open elements: ranges of the rest.
    open: Vec<(usize, usize)>,
    items: Option<Run>,
    /// Whether no more text arrives.
    ended: bool,
    /// Whether the rest of the text is no markup that could hold items.
    broken: bool,
    limit: usize,
    /// The bytes of start tags around items that were read again.
    again: Cell<usize>,
}

/// The start tags around items are read again for each batch of them, and may be long. All together they are no more than this, and
/// so many times the length of the message.
const AGAIN: usize = 1 << 20;
const TIMES: usize = 64;

/// Items that stand beside each other.
struct Run {
    /// Their name as it is written.
    name: String,
    /// The number of elements that are open in the one that arrives.
    depth: usize,
    /// The end of the last whole one in the text, and how many there are.
    end: usize,
    count: usize,
    /// Whether one of them was put into the rest.
    kept: bool,
    /// The start tags around them, and the end tag of the innermost one.
    openers: String,
    closer: String,
}

/// The next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ready {
    /// Nothing: more text is needed.
    Nothing,
    /// Items can be read.
    Items,
    /// The rest is complete.
    Rest,
}

/// Whole items as a document, and what has to be known to read it.
pub(crate) struct Batch {
    /// The start tags of the elements around, the items, and an end tag.
    pub(crate) text: String,
    /// The number of these start tags, and their length.
    pub(crate) openers: usize,
    pub(crate) start: usize,
    /// The end of the last item, and the number of items.
    pub(crate) end: usize,
    pub(crate) count: usize,
    /// The offset of the text in the message, if it began with these start tags.
    pub(crate) base: usize,
    /// Whether they are in the rest, too.
    pub(crate) is_kept: bool,
}

impl Splitter {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn new(path: ItemPath, options: &ReadOptions) -> Self {
        Self {
            path,
            text: String::new(),
            offset: 0,
            cursor: Cursor::default(),
            rest: String::new(),
            cuts: Vec::new(),
            base: 0,
            open: Vec::new(),
            items: None,
            ended: false,
            broken: false,
            limit: options.limits.message.min(u32::MAX as usize - 1),
            again: Cell::new(0),
        }
    }

    /// Sets the number of bytes of the message before its text: a byte order mark.
    pub(crate) fn set_base(&mut self, base: usize) {
        self.base = base;
    }

    /// Takes text that has arrived.
    ///
    /// # Errors
    /// An item, or the message without its items, is longer than the limit of a message.
    pub(crate) fn push(&mut self, text: &str) -> Result<(), DecodeError> {
        self.text.push_str(text);
        if self.text.len().max(self.rest.len()) > self.limit {
            return Err(self.too_long());
        }
        Ok(())
    }

    /// Notes that all text has arrived.
    pub(crate) fn end(&mut self) {
        self.ended = true;
        self.cursor = Cursor::new(self.cursor.at);
    }

    /// Moves on.
    pub(crate) fn advance(&mut self, options: &ReadOptions) -> Result<Ready, DecodeError> {
        loop {
            if self.is_spent() {
                return Err(DecodeError::at(
                    DecodeErrorKind::Limit,
                    self.base.saturating_add(self.offset),
                    "the start tags around the items are too long for so few of them",
                ));
            }
            if let Some(items) = &mut self.items {
                let is_path = |tags: &str| {
                    self.again.update(|again| again.saturating_add(tags.len()));
                    is_path(&self.path, tags, options)
                };
                match items.advance(&self.text, &mut self.cursor, &is_path) {
                    Found::Items => return Ok(Ready::Items),
                    Found::Nothing if !self.ended => return Ok(Ready::Nothing),
                    found => {
                        // Text after the items belongs to the rest.
                        self.broken |= found != Found::Other;
                        self.items = None;
                        self.cursor = Cursor::default();
                    }
                }
            }
            let found = self.next_items(options);
            self.settle(self.cursor.at)?;
            match found {
                Some(items) => self.items = Some(items),
                None if self.ended => {
                    self.settle(self.text.len())?;
                    return Ok(Ready::Rest);
                }
                None => return Ok(Ready::Nothing),
            }
        }
    }

    /// Whether too much was read again.
    fn is_spent(&self) -> bool {
        let arrived = self.offset.saturating_add(self.text.len());
        self.again.get() > arrived.saturating_mul(TIMES).saturating_add(AGAIN)
    }

    /// Moves over the rest, up to the next items.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn next_items(&mut self, options: &ReadOptions) -> Option<Run> {
        while !self.broken {
            let at = self.cursor.at;
            match self.cursor.take(&self.text) {
                Scan::Whole(ScanToken::Start { empty }, end) => {
                    let tag = self.text.get(at..end).unwrap_or_default();
                    if let Some(items) = self.items_at(tag, options) {
                        self.cursor = Cursor::new(at);
                        return Some(items);
                    }
                    if !empty {
                        let settled = self.rest.len();
                        self.open.push((settled + at, settled + end));
                    }
                }
                Scan::Whole(ScanToken::End, _) => self.broken = self.open.pop().is_none(),
                Scan::Whole(..) => {}
                Scan::Open(_) => return None,
                Scan::Broken => self.broken = true,
            }
        }
        self.cursor = Cursor::new(self.text.len());
        None
    }

    /// The items that start with this start tag, if it is that of an item.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn items_at(&self, tag: &str, options: &ReadOptions) -> Option<Run> {
        // Envelope and Body are not in the path.
        if self.open.len() != self.path.names.len() + 1 {
            return None;
        }
        let local = |tag: &str| -> String {
            let name = raw_name(tag);
            name.rsplit(':').next().unwrap_or(name).to_owned()
        };
        if local(tag) != self.path.item.name.local || self.is_spent() {
            return None;
        }
        let (mut openers, mut closer) = (String::new(), String::new());
        for (start, end) in &self.open {
            // The tags of the text that is not settled yet follow the rest.
            let settled = self.rest.len();
            let tag = match start.checked_sub(settled) {
                Some(start) => self.text.get(start..end - settled)?,
                None => self.rest.get(*start..*end)?,
            };
            openers.push_str(tag);
            closer = format!("</{}>", raw_name(tag));
        }
        self.again
            .update(|again| again.saturating_add(openers.len()));
        is_path(&self.path, &format!("{openers}{tag}"), options).then(|| Run {
            name: raw_name(tag).to_owned(),
            depth: 0,
            end: 0,
            count: 0,
            kept: false,
            openers,
            closer,
        })
    }

    /// Puts the text up to `end` into the rest.
    fn settle(&mut self, end: usize) -> Result<(), DecodeError> {
        self.rest.push_str(self.text.get(..end).unwrap_or_default());
        self.drop_text(end);
        if self.rest.len() > self.limit {
            return Err(self.too_long());
        }
        Ok(())
    }

    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn drop_text(&mut self, end: usize) {
        self.text.drain(..end);
        self.offset += end;
        self.cursor.shift(end);
    }

    /// Takes the items that can be read.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn take(&mut self) -> Option<Batch> {
        let keep_all = self.path.is_counted;
        let items = self.items.as_mut()?;
        let (end, count) = (
            std::mem::take(&mut items.end),
            std::mem::take(&mut items.count),
        );
        let is_kept = keep_all || !std::mem::replace(&mut items.kept, true);
        let own = self.text.get(..end)?;
        let text = format!("{}{own}{}", items.openers, items.closer);
        let (openers, start) = (self.open.len(), items.openers.len());
        self.again.update(|again| again.saturating_add(start));
        let base = (self.base + self.offset).saturating_sub(start);
        if is_kept {
            self.rest.push_str(own);
        } else {
            let (at, removed) = self.cuts.last().copied().unwrap_or_default();
            if at == self.rest.len() {
                self.cuts.pop();
            }
            self.cuts.push((self.rest.len(), removed + end));
        }
        self.drop_text(end);
        Some(Batch {
            text,
            openers,
            start,
            end: start + end,
            count,
            base,
            is_kept,
        })
    }

    /// The message without its items. Before all text has arrived, its first part.
    pub(crate) fn rest(&self) -> &str {
        &self.rest
    }

    /// The message without its items, by value.
    pub(crate) fn take_rest(&mut self) -> String {
        std::mem::take(&mut self.rest)
    }

    /// The way to the items.
    pub(crate) fn path(&self) -> &ItemPath {
        &self.path
    }

    /// The offset in the message of an offset in the rest.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    pub(crate) fn offset_in_message(&self, at: usize) -> usize {
        let cut = self.cuts.partition_point(|(start, _)| *start <= at);
        let cut = cut.checked_sub(1).and_then(|cut| self.cuts.get(cut));
        self.base + at + cut.map_or(0, |(_, removed)| *removed)
    }

    #[cold]
    fn too_long(&self) -> DecodeError {
        let what = match self.items {
            Some(_) => "an item",
            None => "the message without its items",
        };
        let most = self.limit;
        DecodeError::at(
            DecodeErrorKind::Limit,
            self.offset,
            format!("{what} is longer than {most} bytes"),
        )
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Items,
    Nothing,
    /// Something else than an item follows.
    Other,
    Broken,
}

/// Whether these start tags are those of the path.
fn is_path(path: &ItemPath, tags: &str, options: &ReadOptions) -> bool {
    let Ok(mut reader) = Reader::new(tags, 0, options) else {
        return false;
    };
    let names = path.names.iter();
    let names = names.map(|name| (Some(name.namespace), name.local));
    let around = ["Envelope", "Body"].map(|local| (None, local));
    around.into_iter().chain(names).all(|(namespace, local)| {
        if reader.take_start_tag().is_err() {
            return false;
        }
        let name = reader.name();
        name.1 == local
            && match namespace {
                Some(namespace) => options.any_namespace || name.0 == namespace,
                None => SoapVersion::of(name.0).is_some(),
            }
    })
}

impl Run {
    /// Looks for whole items.
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "positions in memory, below isize::MAX"
    )]
    fn advance(
        &mut self,
        text: &str,
        cursor: &mut Cursor,
        is_path: &dyn Fn(&str) -> bool,
    ) -> Found {
        let done = |end: usize, found: Found| if end > 0 { Found::Items } else { found };
        loop {
            if self.depth > 0 {
                match cursor.close(text, &mut self.depth) {
                    Ok(true) => {
                        self.end = cursor.at;
                        self.count += 1;
                    }
                    Ok(false) => return done(self.end, Found::Nothing),
                    Err(_) => return done(self.end, Found::Broken),
                }
            }
            if self.end >= BATCH || self.end > 0 && !self.kept {
                return Found::Items;
            }
            let (at, before) = (cursor.at, *cursor);
            match cursor.take(text) {
                Scan::Whole(ScanToken::Start { empty }, end)
                    if self.is_item(text, at, end, is_path) =>
                {
                    self.depth = usize::from(!empty);
                    if empty {
                        self.end = end;
                        self.count += 1;
                    }
                }
                Scan::Whole(ScanToken::Space | ScanToken::Aside, _) => {}
                Scan::Open(_) => {
                    // White space has no end of its own.
                    return done(self.end, Found::Nothing);
                }
                Scan::Whole(..) => {
                    *cursor = before;
                    return done(self.end, Found::Other);
                }
                Scan::Broken => return done(self.end, Found::Broken),
            }
        }
    }

    /// Whether this start tag is that of another item.
    fn is_item(&self, text: &str, at: usize, end: usize, is_path: &dyn Fn(&str) -> bool) -> bool {
        let tag = text.get(at..end).unwrap_or_default();
        if raw_name(tag) != self.name {
            return false;
        }
        // A declaration may give its prefix another meaning.
        !tag.contains("xmlns") || is_path(&format!("{}{tag}", self.openers))
    }
}
