//! Prediction: the next element of the table in the document's spelling, and the recorded markup of earlier structs.

mod followed;
mod patterns;
mod predicted;
mod spelling;
mod start_tag;
mod window;

pub(super) use patterns::{MarkupRecorder, Patterns, Prediction, Step, Then};
pub(super) use spelling::Spelled;
use spelling::Spelling;
pub(super) use start_tag::{Ahead, Begun};
pub(super) use window::{Inside, Window};
