//! One method per option: see [`Options`](crate::Options) for what they mean.

use super::Builder;
use crate::options::Layout;
use std::path::PathBuf;

macro_rules! lists {
    ($($(#[doc = $doc:literal])+ $method:ident => $field:ident;)*) => {
        impl Builder {
            $($(#[doc = $doc])+
            pub fn $method(mut self, selector: impl Into<String>) -> Self {
                self.options.$field.push(selector.into());
                self
            })*
        }
    };
}

lists! {
    /// Generates only services (by the name of the service or of the port type) that a selector matches.
    include_service => include_services;
    /// Leaves out services.
    exclude_service => exclude_services;
    /// Generates only ports that a selector matches.
    include_port => include_ports;
    /// Leaves out ports.
    exclude_port => exclude_ports;
    /// Generates only operations (`PortType.Operation`) that a selector matches.
    include_operation => include_operations;
    /// Leaves out operations.
    exclude_operation => exclude_operations;
    /// Generates these types even if no operation needs them; without any, all types are generated unless operations
    /// have been chosen.
    include_type => include_types;
    /// Leaves out types that nothing needs.
    exclude_type => exclude_types;
    /// Tells absence and nil apart in these members, as `Nillable<T>`.
    nillable => nillable;
    /// Admits nil items in these repeated members, as `Vec<Option<T>>`.
    nil_items => nil_items;
    /// Keeps children that the schema of these types does not name, to write them back.
    keep_unknown => keep_unknown;
    /// Makes these enumerations closed: a value that the contract does not name is an error.
    closed => closed;
    /// Masks the values of elements and attributes of this local name wherever text is made for people.
    secret => secrets;
}

macro_rules! maps {
    ($($(#[doc = $doc:literal])+ $method:ident => $field:ident;)*) => {
        impl Builder {
            $($(#[doc = $doc])+
            pub fn $method(mut self, selector: impl Into<String>, value: impl Into<String>) -> Self {
                self.options.$field.push((selector.into(), value.into()));
                self
            })*
        }
    };
}

maps! {
    /// Gives types another Rust name.
    rename_type => rename_types;
    /// Gives members (`Type.Member`) another Rust name.
    rename_field => rename_fields;
    /// Gives operations (`PortType.Operation`) another Rust name.
    rename_operation => rename_operations;
    /// Gives the module of a port type (or `types`) another name.
    rename_module => rename_modules;
    /// Derives another trait for types.
    derive => derives;
    /// Adds an attribute, without `#[` and `]`, to types or members.
    attribute => attributes;
    /// Uses a Rust type for a type of the schema, a built-in one too: `{http://www.w3.org/2001/XMLSchema}dateTime` as
    /// `::jiff::Timestamp`, with the runtime's feature of that name. What the type cannot hold is then an error.
    map_type => map_types;
}

impl Builder {
    /// Adds a WSDL file.
    pub fn wsdl(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.wsdl.push(path.into());
        self
    }

    /// Maps a URL, the start of a URL, or a namespace that is imported to a file or folder.
    pub fn location(mut self, name: impl Into<String>, path: impl Into<PathBuf>) -> Self {
        self.options.locations.push((name.into(), path.into()));
        self
    }

    /// Admits a folder in which imported files may lie.
    pub fn folder(mut self, path: impl Into<PathBuf>) -> Self {
        self.options.folders.push(path.into());
        self
    }

    /// Leaves out what cannot be generated, with a warning.
    pub fn keep_going(mut self, yes: bool) -> Self {
        self.options.keep_going = yes;
        self
    }

    /// Keeps types, attributes and groups of one name that differ between contracts, the later ones with a number in their Rust
    /// names.
    pub fn side_by_side(mut self, yes: bool) -> Self {
        self.options.side_by_side = yes;
        self
    }

    /// Has values checked against the facets of their types, which needs the feature `facets` of the runtime: a value that breaks
    /// one is not sent, and reported (in the strict mode refused) when it is read.
    pub fn facets(mut self, yes: bool) -> Self {
        self.options.facets = yes;
        self
    }

    /// Names the module that is generated, and its folder.
    pub fn module(mut self, name: impl Into<String>) -> Self {
        self.options.module = name.into();
        self
    }

    /// Names the command that generates the files, for their header.
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.options.command = command.into();
        self
    }

    /// Path of the runtime crate, for crates that re-export it.
    pub fn runtime(mut self, path: impl Into<String>) -> Self {
        self.options.runtime = path.into();
        self
    }

    /// Divides the output into files.
    pub fn layout(mut self, layout: Layout) -> Self {
        self.options.layout = layout;
        self
    }

    /// Whether clients are generated.
    pub fn client(mut self, yes: bool) -> Self {
        self.options.client = yes;
        self
    }

    /// Whether server traits and dispatchers are generated.
    pub fn server(mut self, yes: bool) -> Self {
        self.options.server = yes;
        self
    }

    /// Compiles the server modules under a cargo feature.
    pub fn server_feature(mut self, feature: impl Into<String>) -> Self {
        self.options.server_feature = Some(feature.into());
        self
    }

    /// Compiles each service module under a cargo feature named like the module, with hyphens.
    pub fn service_features(mut self, yes: bool) -> Self {
        self.options.service_features = yes;
        self
    }
}
