//! What the user asks for: one plain struct for build scripts, `xtask` and the command line.

pub(crate) mod glob;
pub(crate) mod overrides;
pub(crate) mod selector;

use std::path::PathBuf;

/// Everything that can be asked of the generator.
///
/// Selectors are globs (`*`, `?`) over the contract's own names: a type is `CsFeatureToggle` or
/// `{http://namespace}CsFeatureToggle` (an anonymous one `Owner.Member`), a member is `CsFeatureToggle.Name`, an operation
/// `CustomerService.CreateSession`. A selector that matches nothing is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// WSDL files to read.
    pub wsdl: Vec<PathBuf>,
    /// Files for the places that imports name: URL, prefix of a URL, or namespace, and the file or folder.
    pub locations: Vec<(String, PathBuf)>,
    /// Folders in which imports may be looked for, besides those of the WSDL files.
    pub folders: Vec<PathBuf>,
    /// Leave out what cannot be generated, with a warning, where it would be an error otherwise.
    pub keep_going: bool,
    /// Types, attributes and groups of one name that differ between contracts live side by side, the later ones with a number in
    /// their Rust names, where it would be an error otherwise.
    pub side_by_side: bool,

    /// Name of the module (and folder) that is generated.
    pub module: String,
    /// The command that the header of generated files names.
    pub command: String,
    /// Path of the runtime crate, for crates that re-export it.
    pub runtime: String,
    /// How the output is divided into files.
    pub layout: Layout,
    /// Whether clients are generated.
    pub client: bool,
    /// Whether server traits and dispatchers are generated.
    pub server: bool,
    /// Cargo feature that the server modules are compiled under.
    pub server_feature: Option<String>,
    /// Whether each service module is compiled under a cargo feature of its own, named like the module with hyphens.
    pub service_features: bool,

    /// Services (by the name of the service or of the port type) to generate; empty for all.
    pub include_services: Vec<String>,
    /// Services to leave out.
    pub exclude_services: Vec<String>,
    /// Ports to generate; empty for all.
    pub include_ports: Vec<String>,
    /// Ports to leave out.
    pub exclude_ports: Vec<String>,
    /// Operations to generate (`PortType.Operation`); empty for all.
    pub include_operations: Vec<String>,
    /// Operations to leave out.
    pub exclude_operations: Vec<String>,
    /// Types to generate besides those that the operations need; empty for all when no service, port or operation has
    /// been chosen.
    pub include_types: Vec<String>,
    /// Types not to generate unless something needs them.
    pub exclude_types: Vec<String>,

    /// Rust names of types.
    pub rename_types: Vec<(String, String)>,
    /// Rust names of members.
    pub rename_fields: Vec<(String, String)>,
    /// Rust names of operations.
    pub rename_operations: Vec<(String, String)>,
    /// Rust names of the modules of services, by port type; `types` for that of the shared types.
    pub rename_modules: Vec<(String, String)>,
    /// Derives to add to types.
    pub derives: Vec<(String, String)>,
    /// Attributes to add to types (`Type`) or fields (`Type.Member`), without `#[` and `]`.
    pub attributes: Vec<(String, String)>,
    /// Schema types that are Rust types of the user's: path of a type that has the runtime's content traits.
    pub map_types: Vec<(String, String)>,

    /// Members (`Type.Member`) whose absence and nil are told apart, as `Nillable<T>`.
    pub nillable: Vec<String>,
    /// Repeated members (`Type.Member`, for collapsed arrays also `ArrayOfX`) whose items may be nil, as `Vec<Option<T>>`.
    pub nil_items: Vec<String>,
    /// Types that keep children that their schema does not name, to write them back.
    pub keep_unknown: Vec<String>,
    /// Enumerations without a variant for values that the contract does not name.
    pub closed: Vec<String>,
    /// Whether values are checked against the facets of their types before they are sent and after they are read: lengths, ranges,
    /// digits, patterns. Needs the feature `facets` of the runtime.
    pub facets: bool,
    /// Local names of elements and attributes whose values are masked wherever text is made for people.
    pub secrets: Vec<String>,
}

/// How the output is divided into files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// One module for the shared types, one per service.
    #[default]
    Services,
    /// Like `Services`, with one module of types per namespace.
    Namespaces,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            wsdl: Vec::new(),
            locations: Vec::new(),
            folders: Vec::new(),
            keep_going: false,
            side_by_side: false,
            module: "services".to_owned(),
            command: "wsdl-codegen generate".to_owned(),
            runtime: "::soap_runtime".to_owned(),
            layout: Layout::default(),
            client: true,
            server: false,
            server_feature: None,
            service_features: false,
            include_services: Vec::new(),
            exclude_services: Vec::new(),
            include_ports: Vec::new(),
            exclude_ports: Vec::new(),
            include_operations: Vec::new(),
            exclude_operations: Vec::new(),
            include_types: Vec::new(),
            exclude_types: Vec::new(),
            rename_types: Vec::new(),
            rename_fields: Vec::new(),
            rename_operations: Vec::new(),
            rename_modules: Vec::new(),
            derives: Vec::new(),
            attributes: Vec::new(),
            map_types: Vec::new(),
            nillable: Vec::new(),
            nil_items: Vec::new(),
            keep_unknown: Vec::new(),
            closed: Vec::new(),
            facets: false,
            secrets: [
                "AccessToken",
                "ApplicationToken",
                "Password",
                "Secret",
                "Ticket",
            ]
            .map(str::to_owned)
            .to_vec(),
        }
    }
}
