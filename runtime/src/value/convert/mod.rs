//! Conversions to and from the types of other crates, each behind the feature of its name.
