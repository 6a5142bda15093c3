//! The options. Each is declared once, here.
//!
//! This list makes the fields of [`Options`](super::Options), the setters of [`Builder`](crate::Builder), the keys of
//! `wsdl-codegen.toml` and the arguments of the command line. All have the name in the list; arguments have dashes for
//! underscores.

/// Passes the list to the macro `$then`.
///
/// An entry has documentation, the name, the kind of value (see `value_type`), a default if it is not that of the type,
/// the heading in `--help`, and the name of the value there.
macro_rules! each_option {
    ($then:ident) => {
        $then! {
            /// WSDL or XML Schema files to read.
            wsdl: paths, "Input" "FILE";
            /// A file or folder for a place that imports name: a URL, the beginning of a URL, or a namespace. The network is never
            /// asked.
            locations: locations, "Input" "PLACE=PATH";
            /// Folders in which imported files may be found, besides those of the WSDL files.
            folders: paths, "Input" "DIR";

            /// Leaves out what cannot be generated, with a warning, instead of stopping.
            keep_going: flag, "Output" "";
            /// Keeps types, attributes and groups of one name that differ between contracts, the later ones with a number in
            /// their Rust names, instead of stopping.
            side_by_side: flag, "Output" "";
            /// Puts the wrapper elements of rpc style into the target namespace where the binding names no namespace for them,
            /// instead of into no namespace.
            rpc_target_namespace: flag, "Output" "";
            /// Name of the module that is generated, and of its folder.
            module: text = "services", "Output" "NAME";
            /// The command that the header of generated files names.
            command: text = "wsdl-codegen generate", "Output" "TEXT";
            /// Path of the runtime crate, if another crate re-exports it.
            runtime: text = "::soap_runtime", "Output" "PATH";
            /// The division of types into modules.
            layout: layout, "Output" "LAYOUT";
            /// Whether clients are generated; they are by default.
            client: flag = true, "Output" "";
            /// Whether the operations of each port type are a trait, too, for code that is tested without a service.
            client_trait: flag, "Output" "";
            /// Whether server traits and dispatchers are generated.
            server: flag, "Output" "";
            /// Cargo feature under which the server modules are compiled.
            server_feature: optional_text, "Output" "FEATURE";
            /// Compiles each service module under a cargo feature of its own, named like the module with hyphens.
            service_features: flag, "Output" "";

            /// Services to generate, by the name of the service or of the port type. Without any, all.
            include_services: selectors, "Choosing" "GLOB";
            /// Services to leave out.
            exclude_services: selectors, "Choosing" "GLOB";
            /// Ports to generate. Without any, all.
            include_ports: selectors, "Choosing" "GLOB";
            /// Ports to leave out.
            exclude_ports: selectors, "Choosing" "GLOB";
            /// Operations to generate, as `PortType.Operation`. Without any, all.
            include_operations: selectors, "Choosing" "GLOB";
            /// Operations to leave out.
            exclude_operations: selectors, "Choosing" "GLOB";
            /// Types to generate besides those that the operations need. Without any, all types are generated unless services,
            /// ports or operations are chosen.
            include_types: selectors, "Choosing" "GLOB";
            /// Types to leave out unless something needs them.
            exclude_types: selectors, "Choosing" "GLOB";

            /// Rust names of types.
            rename_types: pairs, "Shaping" "GLOB=NAME";
            /// Rust names of members (`Type.Member`).
            rename_fields: pairs, "Shaping" "GLOB=NAME";
            /// Rust names of operations (`PortType.Operation`).
            rename_operations: pairs, "Shaping" "GLOB=NAME";
            /// Rust names of the modules of services, by port type; `types` is the module of the shared types.
            rename_modules: pairs, "Shaping" "GLOB=NAME";
            /// Derives to add to types.
            derives: pairs, "Shaping" "GLOB=DERIVE";
            /// Attributes to add to types (`Type`) or members (`Type.Member`), without `#[` and `]`.
            attributes: pairs, "Shaping" "GLOB=ATTRIBUTE";
            /// Rust types to use for types of the schema, built-in ones too: `::jiff::Timestamp` for
            /// `{http://www.w3.org/2001/XMLSchema}dateTime`, with the runtime's feature of that name. The type needs the runtime's
            /// content traits; a value that it cannot hold is an error.
            map_types: pairs, "Shaping" "GLOB=PATH";
            /// Members (`Type.Member`) whose absence and nil are told apart, as `Nillable<T>`, and operations
            /// (`PortType.Operation`) whose nillable bodies have room for a nil, as `MaybeNil<T>`.
            nillable: selectors, "Shaping" "GLOB";
            /// Repeated members (`Type.Member`, for collapsed arrays also `ArrayOfX`) whose items may be nil, as `Vec<Option<T>>`.
            nil_items: selectors, "Shaping" "GLOB";
            /// Header blocks (`PortType.Operation.Header`) whose `mustUnderstand` and `actor` or `role` are set and seen, as
            /// `HeaderBlock<T>`.
            header_blocks: selectors, "Shaping" "GLOB";
            /// Types that keep children that their schema does not name, to write them back.
            keep_unknown: selectors, "Shaping" "GLOB";
            /// Enumerations without a variant for unknown values: a value that the contract does not name is an error.
            closed: selectors, "Shaping" "GLOB";
            /// Checks values against the facets of their types (lengths, ranges, digits, patterns), which needs the feature
            /// `facets` of the runtime. A value that breaks one is not sent; in a message that is read it is reported, and refused
            /// in the strict mode.
            facets: flag, "Shaping" "";
            /// Adds `with_` methods that set the members of structs that `new` does not take, and `as_` and `into_` methods of variants
            /// that share a type or have one of the schema.
            builders: flag, "Shaping" "";
            /// Derives `PartialOrd` and `Ord` for types whose members have them: texts, integers, decimals, bytes and names have, dates
            /// and floating-point numbers have not.
            ord: flag, "Shaping" "";
            /// Implements `Serialize` and `Deserialize` of serde for types, which needs the feature `serde` of the runtime. The
            /// module `json` of the runtime says how messages look.
            serde: flag, "Shaping" "";
            /// Implements `Arbitrary` of the crate `arbitrary` for types, which needs the feature `arbitrary` of the runtime: made-up values
            /// for property tests and fuzzing. With `facets` they are within the facets, too.
            arbitrary: flag, "Shaping" "";
            /// Elements and attributes (`Pin`, `Order.Pin`) whose values `Debug`, errors and logs mask, besides those whose names end in
            /// `AccessKey`, `ApiKey`, `Passphrase`, `Passwd`, `Password`, `PrivateKey`, `Secret`, `SecretKey`, `SessionId`, `Ticket` or `Token`.
            secrets: selectors, "Shaping" "NAME";
        }
    };
}
pub(crate) use each_option;

/// The Rust type of a kind of option.
macro_rules! value_type {
    (flag) => { bool };
    (text) => { String };
    (optional_text) => { Option<String> };
    (layout) => { Layout };
    // Globs over the contract's names, or plain names.
    (selectors) => { Vec<String> };
    // A selector, and the value for the names that it matches.
    (pairs) => { Vec<(String, String)> };
    (paths) => { Vec<PathBuf> };
    // A URL or namespace, and the path of its document.
    (locations) => { Vec<(String, PathBuf)> };
}
pub(crate) use value_type;
