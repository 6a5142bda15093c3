//! The codes.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal;)*) => {
        /// The kinds of finding. A number never changes its meaning and is never given to another one.
        ///
        /// `W01..` come from loading, `W02..` from the XML, `W03..` from the text of a schema, `W04..` from linking
        /// schema components, `W05..` from WSDL, `W06..` and up from generating.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)* }

        impl Code {
            /// All of them, by number.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable code, such as `W0401`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What it means.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc, "\n",)+).trim_ascii(),)* }
            }
        }
    };
}

codes! {
    /// A file that the user named, or that an import, include or redefine points at, cannot be read.
    Unreadable = "W0101";
    /// An import points outside the folders that the user named. It is not followed.
    OutsideFolders = "W0102";
    /// An import points at a URL or namespace that is in no map, in no file of the folders and not in the built-in
    /// catalog. The network is never asked.
    NotMapped = "W0103";
    /// A file, or all of them together, are larger than the limit.
    TooLarge = "W0104";
    /// The bytes of a file are not text in the encoding that it declares, or the encoding is not supported.
    Encoding = "W0105";
    /// An import without a usable location was matched by its namespace.
    FoundByNamespace = "W0106";
    /// An import cannot be found, but nothing refers to what it would bring.
    UnusedImport = "W0107";
    /// Several files of the folders have the namespace that an import asks for.
    AmbiguousNamespace = "W0108";
    /// A namespace is used without being imported; it was taken from the built-in catalog.
    NotImported = "W0109";
    /// An imported or included document has another target namespace than the import says.
    WrongNamespace = "W0110";
    /// More files are imported than the limit admits.
    TooManyFiles = "W0111";

    /// The document is not well-formed XML, or is cut off.
    Malformed = "W0201";
    /// The document is empty.
    Empty = "W0202";
    /// The document is a web page: often the login page or the help page of the service.
    Html = "W0203";
    /// The document is XML, but neither a WSDL 1.1 document nor an XML Schema.
    NotWsdl = "W0204";
    /// The document is a WSDL 2.0 document.
    Wsdl20 = "W0205";
    /// The document type declaration declares external entities, which are never fetched.
    ExternalEntity = "W0206";
    /// Elements are nested deeper than the limit.
    TooDeep = "W0207";
    /// Entities expand to more text than the limit admits, or an element has too many attributes or declarations.
    TooMuch = "W0208";
    /// The value of an attribute uses a prefix that is not declared.
    UndeclaredPrefix = "W0209";
    /// The schema is written in a draft of XML Schema.
    DraftSchema = "W0210";

    /// An attribute that the specification asks for is missing.
    MissingAttribute = "W0301";
    /// An element stands where the specification does not admit it, and is ignored.
    UnexpectedElement = "W0302";
    /// The value of an attribute is not one that the specification admits.
    InvalidValue = "W0303";
    /// `minOccurs` or `maxOccurs` are no numbers, or contradict each other.
    InvalidOccurs = "W0304";
    /// Attributes or children exclude each other.
    Conflict = "W0305";
    /// The value of a facet is not one that the specification admits.
    InvalidFacet = "W0306";
    /// A name is not an XML name without colon.
    InvalidName = "W0307";
    /// The construct belongs to XML Schema 1.1 and is ignored.
    Schema11 = "W0308";

    /// A type is referred to that is not declared.
    UnknownType = "W0401";
    /// A global element is referred to that is not declared.
    UnknownElement = "W0402";
    /// A global attribute is referred to that is not declared.
    UnknownAttribute = "W0403";
    /// A model group is referred to that is not declared.
    UnknownGroup = "W0404";
    /// An attribute group is referred to that is not declared.
    UnknownAttributeGroup = "W0405";
    /// Two components of one kind have the same name and differ.
    Duplicate = "W0406";
    /// A type is derived from itself.
    DerivationCycle = "W0407";
    /// A group contains itself.
    GroupCycle = "W0408";
    /// A complex type stands where a simple one is asked for, or the other way round.
    WrongKind = "W0409";
    /// An element has no type: it may hold anything.
    Untyped = "W0410";
    /// An element is in its own substitution group.
    SubstitutionCycle = "W0411";
    /// A type declares the same attribute twice.
    DuplicateAttribute = "W0412";
    /// A redefinition does not fit what it redefines.
    Redefine = "W0413";
    /// `xs:all` stands, or holds, or occurs as it may not.
    All = "W0414";
    /// An element may hold different types under one name in one type.
    Inconsistent = "W0415";
    /// An element is nillable and has a fixed value: it cannot be both nil and that value.
    OddNillable = "W0416";
    /// A type requires a value of itself, so that no message can hold one.
    Endless = "W0417";

    /// A message is referred to that is not declared.
    UnknownMessage = "W0501";
    /// A port type is referred to that is not declared.
    UnknownPortType = "W0502";
    /// A binding is referred to that is not declared.
    UnknownBinding = "W0503";
    /// A part is referred to that the message does not have.
    UnknownPart = "W0504";
    /// A binding binds an operation that its port type does not have.
    UnknownOperation = "W0505";
    /// A binding binds a fault that its operation does not have.
    UnknownFault = "W0506";
    /// Two WSDL components of one kind have the same name and differ.
    DuplicateComponent = "W0507";
    /// There is not one operation.
    NoOperations = "W0508";
    /// A part has neither an element nor a type, or both.
    PartContent = "W0509";
    /// A binding is not a SOAP binding and is left out.
    NotSoap = "W0510";
    /// A SOAP binding uses another transport than HTTP.
    Transport = "W0511";
    /// The service calls the client: no client operation is generated.
    Notification = "W0512";
    /// An extension that is required (`wsdl:required="true"`) is not known.
    RequiredExtension = "W0513";
    /// A policy is attached; it is kept out of the generated code.
    Policy = "W0514";
    /// An operation of the port type is missing in the binding.
    Unbound = "W0515";
    /// A port has no address.
    NoAddress = "W0516";
    /// A binding says too little about an operation; the default was taken.
    Incomplete = "W0517";
    /// An operation has neither input nor output.
    NoMessages = "W0518";
    /// An extension is not known and is ignored.
    UnknownExtension = "W0519";
    /// The body of a document-style message has several parts.
    SeveralBodyParts = "W0520";
    /// Parts of a message travel as attachments.
    Attachments = "W0521";
    /// Two parts, operations or ports of one parent have the same name.
    DuplicateName = "W0522";

    /// A selector of an option matches nothing in the contract.
    SelectorUnused = "W0601";
    /// The value of an option is not Rust where Rust is asked for, or no name.
    OptionValue = "W0602";
    /// A name of the contract cannot be used as it is, because another one has become the same in Rust; it was changed.
    NameCollision = "W0603";
    /// A port type has no binding: document/literal over SOAP 1.1 is assumed.
    NoBinding = "W0604";
    /// A part of a document-style message has a type; an unqualified element of the part's name is assumed.
    PartType = "W0605";
    /// A part of an rpc-style message has an element, which is used instead of one named after the part.
    PartElement = "W0606";
    /// The message of a fault has not exactly one part.
    FaultParts = "W0607";
    /// Types hold each other through so many levels that the compiler asks for a higher `recursion_limit` in the crate
    /// that holds the generated code.
    DeepTypes = "W0608";
    /// The generator is at fault: please report it.
    Internal = "W0699";
}

impl Code {
    /// Whether the rest of a contract can be generated in spite of such an error: something in it is missing or says
    /// nothing, and is left out, or may hold anything. Documents that are not there, are not XML, or are an attack, and
    /// declarations that contradict each other stay errors.
    pub(crate) fn tolerable(self) -> bool {
        matches!(
            self,
            Self::OutsideFolders
                | Self::NotMapped
                | Self::UndeclaredPrefix
                | Self::MissingAttribute
                | Self::InvalidValue
                | Self::InvalidOccurs
                | Self::InvalidFacet
                | Self::UnknownType
                | Self::UnknownElement
                | Self::UnknownAttribute
                | Self::UnknownGroup
                | Self::UnknownAttributeGroup
                | Self::WrongKind
                | Self::UnknownMessage
                | Self::UnknownPortType
                | Self::UnknownBinding
                | Self::UnknownPart
                | Self::UnknownOperation
                | Self::UnknownFault
                | Self::NoOperations
                | Self::PartContent
                | Self::NoMessages
        )
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
