//! Contracts at run time.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::hash::{DefaultHasher, Hasher};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use wsdl_codegen::Options;
use wsdl_codegen::internal::{output::Plan, plan};

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

/// The contracts that were loaded, by the hash and the length of their plans.
type Loaded = Mutex<HashMap<(u64, usize), Arc<Tables>>>;
static LOADED: OnceLock<Loaded> = OnceLock::new();

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
        let options = Options {
            map_types: Vec::new(),
            client: true,
            server: false,
            serde: false,
            ..options.clone()
        };
        let plan = plan(&options).map_err(Error::Contract)?;
        let known = LOADED.get_or_init(Loaded::default);
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        let key = hash(&plan);
        if let Some(tables) = known.get(&key) {
            let tables = Arc::clone(tables);
            return Ok(Self { tables });
        }
        let tables = Arc::new(Tables::new(&plan)?);
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

    /// The operation of a name: `Operation` or `PortType.Operation`. Of one that is there for two versions of SOAP, the first
    /// one is taken.
    ///
    /// # Errors
    /// There is none of that name, or several.
    pub fn operation(&self, name: &str) -> Result<&Operation, Error> {
        self.versions(name)?
            .into_iter()
            .next()
            .ok_or_else(|| Error::internal("an operation has no version"))
    }

    /// The operation of a name, once for each version of SOAP.
    pub(crate) fn versions(&self, name: &str) -> Result<Vec<&Operation>, Error> {
        let is_meant = |one: &&Operation| match name.rsplit_once('.') {
            Some((port_type, name)) => one.port_type() == port_type && one.name() == name,
            None => one.name() == name,
        };
        let found: Vec<&Operation> = self.operations().filter(is_meant).collect();
        match found.as_slice() {
            [first, others @ ..] if are_versions(first, others) => Ok(found),
            [] => {
                let names: Vec<&str> = self.operations().map(Operation::name).take(20).collect();
                Err(Error::Operation(format!(
                    "there is no operation {name}: expected {}",
                    names.join(", ")
                )))
            }
            several => {
                let names: Vec<String> = several
                    .iter()
                    .map(|one| format!("{}.{}", one.port_type(), one.name()))
                    .collect();
                Err(Error::Operation(format!(
                    "several operations are named {name}: {}",
                    names.join(", ")
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

/// Whether operations are one, bound to several versions of SOAP.
fn are_versions(first: &Operation, others: &[&Operation]) -> bool {
    let mut known = vec![first.table().version];
    others.iter().all(|one| {
        let version = one.table().version;
        let is_other = !known.contains(&version);
        known.push(version);
        is_other && (one.port_type(), one.name()) == (first.port_type(), first.name())
    })
}

/// The hash of a text that is never made, and its length.
#[derive(Default)]
struct Hashed(DefaultHasher, usize);

impl Write for Hashed {
    #[allow(
        clippy::arithmetic_side_effects,
        reason = "a count of what is in memory"
    )]
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.write(text.as_bytes());
        self.1 += text.len();
        Ok(())
    }
}

fn hash(plan: &Plan) -> (u64, usize) {
    let mut hashed = Hashed::default();
    // Writing into a hash does not fail.
    let _ = write!(hashed, "{plan:?}");
    (hashed.0.finish(), hashed.1)
}
