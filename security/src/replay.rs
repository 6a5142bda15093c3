//! Messages and nonces that were received before.

use std::collections::{BinaryHeap, HashMap};
use std::fmt;
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// The answer of a [`ReplayCache`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// The id is new, and is remembered now.
    New,
    /// The id was received before.
    Before,
    /// There is no room: the message has to be refused, because a replay could not be told from a new message.
    Full,
}

/// Remembers what was received, so that a message that is sent again is refused.
///
/// Implement it over a shared store where several servers serve one address.
pub trait ReplayCache: Send + Sync + 'static {
    /// Remembers an id until a time, in one step with the question whether it is known.
    fn insert(&self, id: &[u8], until: SystemTime, now: SystemTime) -> Seen;
}

/// A replay cache in memory, with room for a number of ids. Ids whose time is over make room.
pub struct MemoryReplayCache {
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    until: HashMap<Box<[u8]>, SystemTime>,
    by_time: BinaryHeap<std::cmp::Reverse<(SystemTime, Box<[u8]>)>>,
}

impl MemoryReplayCache {
    /// Room for `capacity` ids; an id takes about 150 bytes.
    pub fn new(capacity: usize) -> Self {
        Self {
            capacity,
            state: Mutex::default(),
        }
    }
}

impl Default for MemoryReplayCache {
    /// Room for 100,000 ids.
    fn default() -> Self {
        Self::new(100_000)
    }
}

impl ReplayCache for MemoryReplayCache {
    fn insert(&self, id: &[u8], until: SystemTime, now: SystemTime) -> Seen {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(std::cmp::Reverse((time, _))) = state.by_time.peek()
            && *time < now
        {
            if let Some(std::cmp::Reverse((_, id))) = state.by_time.pop() {
                state.until.remove(&id);
            }
        }
        if state.until.contains_key(id) {
            return Seen::Before;
        }
        if state.until.len() >= self.capacity {
            return Seen::Full;
        }
        state.until.insert(id.into(), until);
        state.by_time.push(std::cmp::Reverse((until, id.into())));
        Seen::New
    }
}

impl fmt::Debug for MemoryReplayCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryReplayCache")
            .field("capacity", &self.capacity)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn ids_are_known_until_their_time_and_make_room_after_it() {
        let cache = MemoryReplayCache::new(2);
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(cache.insert(b"a", at(10), at(0)), Seen::New);
        assert_eq!(cache.insert(b"a", at(10), at(10)), Seen::Before);
        assert_eq!(cache.insert(b"b", at(20), at(1)), Seen::New);
        assert_eq!(cache.insert(b"c", at(20), at(2)), Seen::Full);
        assert_eq!(cache.insert(b"c", at(20), at(11)), Seen::New);
        assert_eq!(cache.insert(b"b", at(20), at(12)), Seen::Before);
    }
}
