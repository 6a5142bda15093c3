//! The methods of generated types about their parts: none, if the feature `serde` is off.

/// The methods of a simple type about its parts: none, as the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple_view {
    () => {};
}

/// The methods of a simple type about its parts.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_simple_view {
    () => {
        fn view(&self) -> $crate::__private::v1::View<'_> {
            $crate::__private::v1::View::Simple(<Self as $crate::__private::v1::Simple>::FORM)
        }
        fn view_mut(&mut self) -> $crate::__private::v1::ViewMut<'_> {
            $crate::__private::v1::ViewMut::Simple(<Self as $crate::__private::v1::Simple>::FORM)
        }
    };
}

/// The texts of an enumeration: of no use, as the feature `arbitrary` is off.
#[cfg(not(feature = "arbitrary"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_texts {
    ($($text:literal)*) => {};
}

/// The texts of an enumeration.
#[cfg(feature = "arbitrary")]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_texts {
    ($($text:literal)*) => {
        const FORM: $crate::__private::v1::TextForm =
            $crate::__private::v1::TextForm::of(Self::BUILT_IN).one_of(&[$($text),*]);
    };
}

/// The methods of a type with derived types about its parts: none, as the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_polymorphic_view {
    () => {};
}

/// The methods of a type with derived types about its parts.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_polymorphic_view {
    () => {
        fn view(&self) -> $crate::__private::v1::View<'_> {
            $crate::__private::v1::View::Polymorphic(self)
        }
        fn view_mut(&mut self) -> $crate::__private::v1::ViewMut<'_> {
            $crate::__private::v1::ViewMut::Polymorphic(self)
        }
    };
}

/// The methods of a dictionary about its parts: none, as the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_pairs_view {
    () => {};
}

/// The methods of a dictionary about its parts.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_pairs_view {
    () => {
        fn view(&self) -> $crate::__private::v1::View<'_> {
            $crate::__private::v1::View::Pairs(self)
        }
        fn view_mut(&mut self) -> $crate::__private::v1::ViewMut<'_> {
            $crate::__private::v1::ViewMut::Pairs(self)
        }
    };
}

/// The methods of a box about its parts: none, as the feature `serde` is off.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_boxed_view {
    () => {};
}

/// The methods of a box about its parts.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __soap_boxed_view {
    () => {
        fn view(&self) -> $crate::__private::v1::View<'_> {
            (**self).view()
        }
        fn view_mut(&mut self) -> $crate::__private::v1::ViewMut<'_> {
            (**self).view_mut()
        }
    };
}
