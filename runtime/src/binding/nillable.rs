//! Absent, nil, or a value.

/// A nillable member for which absent and nil differ: by option, and where a nil may have attributes. (Otherwise both
/// are `None`.)
///
/// ```
/// use soap_runtime::Nillable;
///
/// // A measure that is not known, whose attributes say why.
/// let measure = Nillable::NilWithAttributes("missing");
/// assert!(measure.is_nil());
/// assert_eq!(measure.value(), None);
/// assert_eq!(measure.attributes(), Some(&"missing"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Nillable<T> {
    /// The element is absent.
    #[default]
    Absent,
    /// The element has `xsi:nil`.
    Nil,
    /// The element has `xsi:nil` and attributes. Only the attributes of this value are written.
    NilWithAttributes(T),
    /// The element has a value.
    Value(T),
}

impl<T> Nillable<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The value, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// The attributes of a nil, if it has any: a value whose attributes alone count.
    pub fn attributes(&self) -> Option<&T> {
        match self {
            Self::NilWithAttributes(value) => Some(value),
            _ => None,
        }
    }

    /// Whether it is a nil.
    pub fn is_nil(&self) -> bool {
        matches!(self, Self::Nil | Self::NilWithAttributes(_))
    }

    /// Whether the element is absent.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T> From<T> for Nillable<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}
