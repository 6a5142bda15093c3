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
///
/// let count: Nillable<i32> = Some(2).into();
/// assert_eq!(count.map(|count| count + 1).unwrap_or(0), 3);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
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

    /// The value to change, if there is one.
    pub fn value_mut(&mut self) -> Option<&mut T> {
        match self {
            Self::Value(value) => Some(value),
            _ => None,
        }
    }

    /// Whether there is a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// The same with a reference to what it holds.
    pub fn as_ref(&self) -> Nillable<&T> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::NilWithAttributes(value) => Nillable::NilWithAttributes(value),
            Self::Value(value) => Nillable::Value(value),
        }
    }

    /// The same with what it holds changed by `change`: the value, or what has the attributes of a nil.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Nillable<U> {
        match self {
            Self::Absent => Nillable::Absent,
            Self::Nil => Nillable::Nil,
            Self::NilWithAttributes(value) => Nillable::NilWithAttributes(change(value)),
            Self::Value(value) => Nillable::Value(change(value)),
        }
    }

    /// The value, or `other` if there is none.
    pub fn unwrap_or(self, other: T) -> T {
        self.into_value().unwrap_or(other)
    }

    /// Leaves it absent, and returns what it was.
    pub fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Absent)
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

/// `None` is absent, not nil.
impl<T> From<Option<T>> for Nillable<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}
