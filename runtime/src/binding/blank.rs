//! Values to be read into.

/// A value that a message is read into. It stands for nothing until then, so that only the readers make one: a type with
/// required members has no `Default`, since a value that nobody gave must not be sent.
///
/// Types with a `Default` start from it. The tables of generated code implement the trait for the others.
pub trait Blank: Sized {
    /// A value whose members are all to be read.
    fn blank() -> Self;
}

impl<T: Default> Blank for T {
    #[inline]
    fn blank() -> Self {
        T::default()
    }
}

/// A struct whose members the caller sets.
#[inline]
pub fn blank<T: Blank>() -> T {
    T::blank()
}
