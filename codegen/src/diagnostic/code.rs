//! The codes of diagnostics.

use std::fmt;

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $text:literal, $help:literal;)*) => {
        /// The kind of a diagnostic. A number keeps its meaning and is never reused.
        ///
        /// `WSDL01..` come from loading, `WSDL02..` from the XML, `WSDL03..` from the text of a schema, `WSDL04..` from
        /// linking schema components, `WSDL05..` from WSDL, `WSDL06..` and above from generating.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Code { $($(#[doc = $doc])+ $name,)* }

        impl Code {
            /// All codes, by number.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable code, such as `WSDL0401`.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// The meaning of the code.
            pub fn explanation(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc,)+).trim_ascii(),)* }
            }

            /// Advice for diagnostics that have no help of their own.
            pub fn help(self) -> &'static str {
                match self { $(Code::$name => $help,)* }
            }
        }
    };
}

codes! {
    /// A file that the user named, or that an import, include or redefine points at, cannot be read.
    Unreadable = "WSDL0101", "check the path, and whether you may read the file";
    /// An import points outside the folders that the user named. It is not followed.
    OutsideFolders = "WSDL0102", "imports are followed within the folders of the named files; allow another folder with the option `folders` if you trust this";
    /// An import points at a URL or namespace that is in no map, in no file of the folders and not in the built-in
    /// catalog. The network is never asked.
    NotMapped = "WSDL0103", "save the document and map its address or its namespace to the file";
    /// A file, or all of them together, are larger than the limit.
    TooLarge = "WSDL0104", "see whether this is the right file: contracts of real services have some megabytes at most";
    /// The bytes of a file are not text in the encoding that it declares, or the encoding is not supported.
    Encoding = "WSDL0105", "save the file as UTF-8, or correct the encoding that its first line declares; the feature `encodings` of wsdl-codegen reads more encodings";
    /// An import without a usable location was matched by its namespace.
    FoundByNamespace = "WSDL0106", "nothing to do if the right file was taken; otherwise correct the location, or map it to the file that is meant";
    /// An import cannot be found, but nothing refers to what it would bring.
    UnusedImport = "WSDL0107", "nothing to do; remove the import, or put the file there before something refers to it";
    /// Several files of the folders have the namespace that an import asks for.
    AmbiguousNamespace = "WSDL0108", "map the namespace to the file that is meant";
    /// A namespace is used without being imported; it was taken from another document, or from the built-in catalog.
    NotImported = "WSDL0109", "add an xs:import of the namespace to the schema";
    /// An imported or included document has another target namespace than the import says.
    WrongNamespace = "WSDL0110", "correct the namespace of the import, or let it point at the schema that is meant";
    /// More files are imported than the limit admits.
    TooManyFiles = "WSDL0111", "see where the imports lead: contracts of real services have some hundred documents at most";
    /// The lock of a folder of fetched documents is not what `wsdl-codegen fetch` writes, or cannot be read.
    Lock = "WSDL0112", "fetch the documents again, or remove wsdl.lock";

    /// The document is not well-formed XML, or is cut off.
    Malformed = "WSDL0201", "correct the document at this place, or fetch it again";
    /// The document is empty.
    Empty = "WSDL0202", "fetch or copy the document again";
    /// The document is a web page: often the login page or the help page of the service.
    Html = "WSDL0203", "save what the address of the service with ?wsdl answers";
    /// The document is XML, but neither a WSDL 1.1 document nor an XML Schema.
    NotWsdl = "WSDL0204", "name the WSDL of the service (its root element is `definitions`) or a schema (`schema`)";
    /// The document is a WSDL 2.0 document.
    Wsdl20 = "WSDL0205", "ask the service for its WSDL 1.1 document";
    /// The document type declaration declares external entities, which are never fetched.
    ExternalEntity = "WSDL0206", "remove the declaration, or write the text of the entity into the document";
    /// Elements are nested deeper than the limit.
    TooDeep = "WSDL0207", "see whether this is the right file: contracts of real services nest some twenty levels deep";
    /// Entities expand to more text than the limit admits, or an element has too many attributes or declarations.
    TooMuch = "WSDL0208", "write the text out instead of building it from entities, if you trust the document";
    /// The value of an attribute uses a prefix that is not declared.
    UndeclaredPrefix = "WSDL0209", "declare the prefix on this element or on one around it";
    /// The schema is written in a draft of XML Schema.
    DraftSchema = "WSDL0210", "write the namespace of the recommendation, http://www.w3.org/2001/XMLSchema, if the schema follows it";
    /// The document type declaration has default values of attributes, which are not read.
    AttributeDefault = "WSDL0211", "write the attributes on the elements that lack them";

    /// An attribute that the specification asks for is missing.
    MissingAttribute = "WSDL0301", "add the attribute";
    /// An element occurs where the specification does not admit it, and is ignored.
    UnexpectedElement = "WSDL0302", "nothing is generated for it: move it to where it belongs, or remove it";
    /// The value of an attribute is not one that the specification admits.
    InvalidValue = "WSDL0303", "write one of the values that the specification admits";
    /// `minOccurs` or `maxOccurs` are no numbers, or contradict each other.
    InvalidOccurs = "WSDL0304", "write whole numbers (maxOccurs may be `unbounded`), minOccurs not above maxOccurs";
    /// Attributes or children exclude each other.
    Conflict = "WSDL0305", "keep one of the two";
    /// The value of a facet is not one that the specification admits.
    InvalidFacet = "WSDL0306", "correct the value, or remove the facet";
    /// A name is not an XML name without colon.
    InvalidName = "WSDL0307", "a name starts with a letter or `_` and goes on with letters, digits, `.`, `-` and `_`";
    /// The construct belongs to XML Schema 1.1 and is ignored.
    Schema11 = "WSDL0308", "nothing is generated for it: say the same in XML Schema 1.0 if it matters";
    /// An element of a schema has an attribute that XML Schema does not define for it.
    UnexpectedAttribute = "WSDL0309", "nothing is read from it: remove it, or correct its name";
    /// The children of an element of a schema occur in another order, or more or fewer times, than XML Schema admits.
    ChildOrder = "WSDL0310", "put annotations first, then the content, then attributes; the help of an editor that knows XML Schema shows what may stand where";
    /// Two elements of one document have the same `id`.
    DuplicateId = "WSDL0311", "give one of them another id, or none";
    /// An identity constraint (`unique`, `key`, `keyref`) is not as XML Schema has it.
    IdentityConstraint = "WSDL0312", "correct it, or remove it: messages are read and written without it";
    /// A pattern is no regular expression of XML Schema, or needs more room than the runtime has. It is an error where the option
    /// `facets` is on.
    Pattern = "WSDL0313", "correct the expression (XML Schema Part 2, appendix F), or say the same in fewer repetitions";

    /// A type is referred to that is not declared.
    UnknownType = "WSDL0401", "correct the name, or import the schema that declares it; --keep-going leaves out what needs it";
    /// A global element is referred to that is not declared.
    UnknownElement = "WSDL0402", "correct the name, or import the schema that declares it; --keep-going leaves out what needs it";
    /// A global attribute is referred to that is not declared.
    UnknownAttribute = "WSDL0403", "correct the name, or import the schema that declares it; --keep-going leaves it out";
    /// A model group is referred to that is not declared.
    UnknownGroup = "WSDL0404", "correct the name, or import the schema that declares it; --keep-going leaves it out";
    /// An attribute group is referred to that is not declared.
    UnknownAttributeGroup = "WSDL0405", "correct the name, or import the schema that declares it; --keep-going leaves it out";
    /// Two components of one kind have the same name and differ.
    Duplicate = "WSDL0406", "remove one of the declarations, or give it another name";
    /// A type is derived from itself.
    DerivationCycle = "WSDL0407", "correct one of the bases: a type cannot be derived from itself";
    /// A group contains itself.
    GroupCycle = "WSDL0408", "remove one of the references: a group cannot contain itself, but a type can hold an element of its own type";
    /// A complex type is used where a simple one is required, or the other way round.
    WrongKind = "WSDL0409", "extend complex types in complexContent and simple types in simpleContent, or correct the name";
    /// An element has no type: it may hold anything.
    Untyped = "WSDL0410", "give it the type that is meant; xs:anyType says that anything is";
    /// An element is in its own substitution group.
    SubstitutionCycle = "WSDL0411", "remove substitutionGroup from one of the elements";
    /// A type declares the same attribute twice.
    DuplicateAttribute = "WSDL0412", "remove one of them, or give it another name";
    /// A redefinition does not fit what it redefines.
    Redefine = "WSDL0413", "redefine only what the other schema declares, and each component by extending or restricting itself";
    /// `xs:all` occurs in a place, with a content or with an occurrence that is not admitted.
    All = "WSDL0414", "it is read as it is; to be valid, an xs:all is the only group of its type and its elements occur once at most";
    /// An element may hold different types under one name in one type.
    Inconsistent = "WSDL0415", "give both the same type, or one of them another name";
    /// An element is nillable and has a fixed value: it cannot be both nil and that value.
    OddNillable = "WSDL0416", "remove one of the two";
    /// A type requires a value of itself, so that no message can hold one.
    Endless = "WSDL0417", "make an element of the circle optional (minOccurs=\"0\")";
    /// Facets contradict each other, or admit more than those of the base.
    FacetRestriction = "WSDL0418", "a restriction may only narrow its base: correct the value of the facet";
    /// A facet is given to a type whose values do not have it.
    FacetNotApplicable = "WSDL0419", "remove the facet, or restrict another base";
    /// A default, a fixed value or a value of an enumeration is not of its type.
    ValueOutsideType = "WSDL0420", "correct the value, or the type";
    /// A simple type is made of what XML Schema does not admit for it.
    SimpleVariety = "WSDL0421", "a list is made of atomic types or unions of them, and a restriction starts at a built-in type";
    /// A type is derived from another one that is final for this.
    Final = "WSDL0422", "derive it from another type, or change `final` there";
    /// A notation is not declared, or `xs:NOTATION` is used without an enumeration of notations.
    Notation = "WSDL0423", "declare the notation, and use a restriction that lists it";
    /// An attribute of type ID has a value of its own, or a type has two of them.
    IdType = "WSDL0424", "an ID names one element of one document: remove the value, or one of the attributes";
    /// A complex type is no extension of its base.
    Derivation = "WSDL0425", "an extension adds elements after those of its base, and is mixed where the base is";
    /// A complex type is no restriction of its base: it admits content that the base does not.
    ParticleRestriction = "WSDL0426", "repeat the content of the base, with fewer occurrences or narrower types; what is optional there may be left out";
    /// An element of a message may belong to two particles of a type, so that readers differ in what they take it for.
    AmbiguousContent = "WSDL0427", "say which comes first by a required element between them, or another name; the first one that fits is taken";
    /// An attribute or attribute wildcard is not as the base of the type admits it.
    AttributeRestriction = "WSDL0428", "a restriction may only narrow what its base admits";
    /// A member of a substitution group has a type that cannot replace that of the head.
    SubstitutionType = "WSDL0429", "derive its type from that of the head, or leave the type out: then it is that of the head";
    /// Bases, groups, unions or substitution groups repeat so much that what is generated would be out of all proportion to the contract.
    Budget = "WSDL0430", "see whether this is the right file: contracts of real services have some ten thousand members, and a dozen levels";

    /// A message is referred to that is not declared.
    UnknownMessage = "WSDL0501", "correct the name, or import the document that declares it; --keep-going leaves out what needs it";
    /// A port type is referred to that is not declared.
    UnknownPortType = "WSDL0502", "correct the name, or import the document that declares it; --keep-going leaves out what needs it";
    /// A binding is referred to that is not declared.
    UnknownBinding = "WSDL0503", "correct the name, or import the document that declares it; --keep-going leaves out what needs it";
    /// A part is referred to that the message does not have.
    UnknownPart = "WSDL0504", "name a part of the message, or add the part";
    /// A binding binds an operation that its port type does not have.
    UnknownOperation = "WSDL0505", "correct the name, or add the operation to the port type";
    /// A binding binds a fault that its operation does not have.
    UnknownFault = "WSDL0506", "add the fault to the operation of the port type, or remove it here";
    /// Two WSDL components of one kind have the same name and differ.
    DuplicateComponent = "WSDL0507", "remove one of the declarations, or give it another name";
    /// There is not one operation.
    NoOperations = "WSDL0508", "name the document that has the port types, or one that imports it";
    /// A part has neither an element nor a type, or both.
    PartContent = "WSDL0509", "give the part an element (document style) or a type (rpc style), and not both";
    /// A binding is not a SOAP binding and is left out.
    NotSoap = "WSDL0510", "nothing to do: what has a SOAP binding is generated";
    /// A SOAP binding uses another transport than HTTP.
    Transport = "WSDL0511", "implement the trait `Transport` of the runtime for it, or use a port over HTTP";
    /// The service calls the client: no client operation is generated.
    Notification = "WSDL0512", "nothing to do: a client cannot call it";
    /// An extension that is required (`wsdl:required="true"`) is not known.
    RequiredExtension = "WSDL0513", "see what the service says about it; headers that it asks for can be sent with each call";
    /// A policy is attached. The documentation of the client says what it asks for.
    Policy = "WSDL0514", "`wsdl-codegen inspect` shows the options that meet it; keys and passwords are yours to give";
    /// An operation of the port type is missing in the binding.
    Unbound = "WSDL0515", "nothing to do if it is not to be called through this port; otherwise add it to the binding";
    /// A port has no address.
    NoAddress = "WSDL0516", "give the client its endpoint when you make it";
    /// A binding says too little about an operation; the default was taken.
    Incomplete = "WSDL0517", "say it in the binding if the service wants it otherwise";
    /// An operation has neither input nor output.
    NoMessages = "WSDL0518", "give it an input or an output, or remove it";
    /// An extension is not known and is ignored.
    UnknownExtension = "WSDL0519", "nothing to do, unless the service says that callers need it";
    /// The body of a document-style message has several parts.
    SeveralBodyParts = "WSDL0520", "nothing to do: they are read and written in this order, although the WS-I Basic Profile admits one only";
    /// Parts of a message travel as attachments.
    Attachments = "WSDL0521", "a reply brings its attachments along (`Reply::attachments`); those of a request are set with `CallOptions::attachments`";
    /// Two parts, operations or ports of one parent have the same name.
    DuplicateName = "WSDL0522", "remove one of them, or give it another name";
    /// The contract asks for WS-Addressing, or gives a request two actions.
    Addressing = "WSDL0523", "a client sends the headers with `ws::Addressing` (feature `ws-security`) in `CallOptions::raw_headers`; a server answers them with `Dispatcher::addressing`";
    /// An encoding is neither that of SOAP 1.1 nor that of SOAP 1.2.
    UnknownEncoding = "WSDL0524", "nothing to do if the service takes SOAP encoding; otherwise say use=\"literal\"";
    /// A binding of rpc style names no namespace for a wrapper element.
    WrapperNamespace = "WSDL0525", "say it in the binding (`namespace` of soap:body); most services mean the target namespace, which the option `rpc_target_namespace` takes";
    /// A binding has operations of both styles.
    MixedStyles = "WSDL0526", "nothing to do: each operation is read and written in its own style, although the WS-I Basic Profile (R2705) admits one only";
    /// A SOAP 1.2 binding asks for an action that it does not give.
    ActionRequired = "WSDL0527", "give soap12:operation a soapAction";
    /// A binding or service is declared twice, and only its policies differ.
    PolicyDiffers = "WSDL0528", "see which of the policies the service has; `wsdl-codegen inspect` shows the one that is taken";
    /// A header names a message with the namespace of another one: the only message of that local name is taken.
    HeaderMessage = "WSDL0529", "nothing to do: Spyne writes it so; otherwise correct the namespace of the message";

    /// A selector of an option matches nothing in the contract.
    SelectorUnused = "WSDL0601", "`wsdl-codegen inspect --types` lists the names that selectors are matched with";
    /// The value of an option is not Rust where Rust is asked for, or no name.
    OptionValue = "WSDL0602", "correct the value of the option";
    /// A name of the contract cannot be used as it is, because another one has become the same in Rust; it was changed.
    NameCollision = "WSDL0603", "nothing to do; an option of the rename group gives it a name of your choice";
    /// A port type has no binding: document/literal over SOAP 1.1 is assumed.
    NoBinding = "WSDL0604", "give the client its endpoint, and see whether the service speaks SOAP 1.1";
    /// A part of a document-style message has a type; an unqualified element of the part's name is assumed.
    PartType = "WSDL0605", "nothing to do if the service takes it so; otherwise give the part an element";
    /// A part of an rpc-style message has an element, which is used instead of one named after the part.
    PartElement = "WSDL0606", "nothing to do if the service takes it so; otherwise give the part a type";
    /// The message of a fault has not exactly one part.
    FaultParts = "WSDL0607", "give the message of the fault one part, with an element; until then its detail is raw XML";
    /// Types hold each other through so many levels that the compiler asks for a higher `recursion_limit` in the crate
    /// that holds the generated code.
    DeepTypes = "WSDL0608", "write the attribute at the top of the crate's lib.rs or main.rs";
    /// The generator is at fault: please report it.
    Internal = "WSDL0699", "please report it, with the contract if you may";
}

impl Code {
    /// Whether the rest of a contract can be generated in spite of this error: a part is missing or unclear, and is
    /// left out or may hold anything. Missing documents, documents that are not XML or are an attack, and contradictory
    /// declarations stay errors.
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
