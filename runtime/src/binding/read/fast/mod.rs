//! Prediction: the next element of the table in the document's spelling, and the recorded markup of earlier structs.

mod followed;
mod predicted;
mod recorded;
mod spelling;
mod start_tag;
mod window;

pub(super) use predicted::Stop;
pub(super) use recorded::{Markup, MarkupRecorder, Prediction, RecordedMarkup, Then};
pub(super) use spelling::Spelled;
use spelling::Spelling;
pub(super) use start_tag::{Ahead, Begun};
pub(super) use window::{Inside, Window};
