//! Parts of tables in the form of generated code, for tests that write them by hand.

// No test uses all of it.
#![allow(unused_macros)]

/// The table of a struct, and its fields by number.
macro_rules! fields {
    ($type:ident, $table:ident, [$($field:ident),*]) => {
        impl v1::Complex for $type {
            fn descriptor(&self) -> &'static v1::Struct {
                &$table
            }
            fn member(&self, index: usize) -> Option<&dyn v1::Field> {
                let fields: &[&dyn v1::Field] = &[$(&self.$field),*];
                fields.get(index).copied()
            }
            fn member_mut(&mut self, index: usize) -> Option<&mut dyn v1::Field> {
                let fields: [&mut dyn v1::Field; _] = [$(&mut self.$field),*];
                fields.into_iter().nth(index)
            }
        }
    };
}

/// An element of a namespace whose declaration is in force as the default.
macro_rules! element_of {
    ($namespace:expr, $local:literal, $flags:expr) => {
        v1::element(
            $namespace,
            $local,
            concat!("<", $local, ">"),
            concat!("</", $local, ">"),
            $flags,
        )
    };
}
