//! Contracts at run time.

use std::collections::HashMap;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wsdl_codegen::Options;
use wsdl_codegen::contract::Model;
use wsdl_codegen::diagnostic::Diagnostics;
use wsdl_codegen::internal::{nearest, output::Plan, plan, plan_of};

use crate::tables::Tables;
use crate::{Error, Operation};

/// A contract: its operations, with the tables of their messages.
///
/// The tables are kept to the end of the program, as those of generated code are. A contract that was loaded before, and
/// has not changed, shares them.
#[derive(Clone)]
pub struct Contract {
    tables: Arc<Tables>,
}

/// The most operations that an error names.
const NAMED: usize = 20;

/// The contracts that were loaded, by the hash and the length of their plans.
type Loaded = Mutex<HashMap<(u64, usize), Arc<Tables>>>;
static LOADED: OnceLock<Loaded> = OnceLock::new();

/// The options without those that mean nothing here.
fn relevant(options: &Options) -> Options {
    Options {
        map_types: Vec::new(),
        client: true,
        server: false,
        serde: false,
        ..options.clone()
    }
}

impl Contract {
    /// Reads a contract, with what it imports from its folder.
    ///
    /// # Errors
    /// The contract cannot be read, or has errors.
    pub fn load(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::with_options(&Options {
            wsdl: vec![path.as_ref().to_path_buf()],
            ..Options::default()
        })
    }

    /// Reads the contracts of the generator's options, with `facets`, `nillable` and others. Those about Rust types
    /// (`map_types`, `derives`, `client`, `server`) mean nothing here.
    ///
    /// # Errors
    /// As for [`load`](Self::load).
    pub fn with_options(options: &Options) -> Result<Self, Error> {
        Self::read(options).map(|(contract, _)| contract)
    }

    /// The same for a contract that was read before: by [`wsdl_codegen::contract::read`] with these options, and without errors.
    ///
    /// # Errors
    /// The options do not fit the contract.
    pub fn from_model(model: &Model, options: &Options) -> Result<Self, Error> {
        let mut diagnostics = Diagnostics::new();
        let plan = plan_of(model, &relevant(options), &mut diagnostics);
        Self::of(&plan.ok_or_else(|| Error::Contract(diagnostics.summary()))?)
    }

    /// Reads the contracts, and returns the model, too.
    pub(crate) fn read(options: &Options) -> Result<(Self, Model), Error> {
        let (model, plan) = plan(&relevant(options)).map_err(Error::Contract)?;
        Ok((Self::of(&plan)?, model))
    }

    fn of(plan: &Plan) -> Result<Self, Error> {
        let known = LOADED.get_or_init(Loaded::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hash(plan);
        if let Some(tables) = known.get(&key) {
            let tables = Arc::clone(tables);
            return Ok(Self { tables });
        }
        let tables = Arc::new(Tables::new(plan)?);
        known.insert(key, Arc::clone(&tables));
        Ok(Self { tables })
    }

    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The operations over SOAP, in the order of the contract.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.tables.operations.iter()
    }

    /// The operation of a name: `Operation` or `PortType.Operation`. Where a port type has several ports, such as one of SOAP
    /// 1.1 and one of SOAP 1.2, it is that of the first. The second one that a port type has of a name is `Operation.2`.
    ///
    /// # Errors
    /// There is none of that name, or several port types have it.
    pub fn operation(&self, name: &str) -> Result<&Operation, Error> {
        let mut found: Vec<&Operation> = self.named(name).collect();
        let all = found.clone();
        found.retain(|one| {
            let first = all.iter().find(|other| other.client.0 == one.client.0);
            first.is_some_and(|first| first.client == one.client)
        });
        self.only(&found, name)
    }

    /// The operation of a name, once for each binding of its port type.
    pub(crate) fn versions(&self, name: &str) -> Result<Vec<&Operation>, Error> {
        let first = self.operation(name)?;
        let is_version = |one: &&Operation| one.client.0 == first.client.0;
        Ok(self.named(name).filter(is_version).collect())
    }

    /// The operation of a name at a port of the contract, where another one than the first is meant.
    ///
    /// ```
    /// use soap_dynamic::Contract;
    ///
    /// let contract = Contract::load("../codegen/tests/generate/json/input.wsdl")?;
    /// let echo = contract.operation("Echo")?;
    /// let port = echo.ports().first().expect("a service has it");
    /// assert_eq!(contract.operation_of_port(port, "Echo")?.name(), "Echo");
    /// assert!(contract.operation_of_port("Other", "Echo").is_err());
    /// # Ok::<(), soap_dynamic::Error>(())
    /// ```
    ///
    /// # Errors
    /// There is no such port, or it has none of that name, or several.
    pub fn operation_of_port(&self, port: &str, name: &str) -> Result<&Operation, Error> {
        let mut ports: Vec<&str> = Vec::new();
        for one in self.operations().flat_map(Operation::ports) {
            if !ports.contains(one) {
                ports.push(one);
            }
        }
        if !ports.contains(&port) {
            let near = nearest(port, ports.iter().copied());
            let near = near.map(|near| format!("did you mean {near}? The contract has "));
            let near = near.as_deref().unwrap_or("the contract has ");
            return Err(Error::Operation(match ports.is_empty() {
                true => format!("there is no port {port}: the contract has none over SOAP"),
                false => format!("there is no port {port}: {near}{}", ports.join(", ")),
            }));
        }
        let found: Vec<&Operation> = self
            .named(name)
            .filter(|one| one.ports().contains(&port))
            .collect();
        match found.is_empty() {
            true => Err(Error::Operation(format!(
                "port {port} has no operation {name}"
            ))),
            false => self.only(&found, name),
        }
    }

    /// The operations of a name: `PortType.Operation`, or else `Operation`. Both may hold dots.
    fn named<'c, 'n>(&'c self, name: &'n str) -> impl Iterator<Item = &'c Operation> + use<'c, 'n> {
        let is_full = |one: &&Operation| {
            let owner = name.strip_suffix(one.name());
            owner.and_then(|owner| owner.strip_suffix('.')) == Some(one.port_type())
        };
        let has_full = self.operations().any(|one| is_full(&one));
        self.operations().filter(move |one| match has_full {
            true => is_full(one),
            false => one.name() == name,
        })
    }

    fn only<'c>(&'c self, found: &[&'c Operation], name: &str) -> Result<&'c Operation, Error> {
        match found {
            [one] => Ok(one),
            [] => {
                let mut names: Vec<&str> = Vec::new();
                // Several ports may have one operation.
                for one in self.operations().map(Operation::name) {
                    if names.len() < NAMED && !names.contains(&one) {
                        names.push(one);
                    }
                }
                Err(Error::Operation(format!(
                    "there is no operation {name}: expected {}",
                    names.join(", ")
                )))
            }
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|one| {
                        let ports = match one.ports() {
                            [] => String::new(),
                            ports => format!(" at port {}", ports.join(", ")),
                        };
                        format!("{}.{}{ports}", one.port_type(), one.name())
                    })
                    .collect();
                Err(Error::Operation(format!(
                    "several operations are named {name}: {}",
                    names.join("; ")
                )))
            }
        }
    }
}

impl fmt::Debug for Contract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.operations()).finish()
    }
}

/// A hash, and the bytes that it is of.
#[derive(Default)]
struct Hashed(DefaultHasher, usize);

impl Hasher for Hashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0.write(bytes);
        self.1 = self.1.saturating_add(bytes.len());
    }

    fn finish(&self) -> u64 {
        self.0.finish()
    }
}

fn hash(plan: &Plan) -> (u64, usize) {
    let mut hashed = Hashed::default();
    plan.hash(&mut hashed);
    (hashed.finish(), hashed.1)
}
