//! The selectors of services, ports, operations and types.

use crate::diagnostic::Diagnostics;
use crate::options::Options;
use crate::options::selector::Selectors;

/// The selectors.
pub(super) struct Filter {
    pub(super) services: Selectors<()>,
    pub(super) not_services: Selectors<()>,
    pub(super) ports: Selectors<()>,
    pub(super) not_ports: Selectors<()>,
    pub(super) operations: Selectors<()>,
    pub(super) not_operations: Selectors<()>,
    pub(super) types: Selectors<()>,
    pub(super) not_types: Selectors<()>,
}

impl Filter {
    pub(super) fn new(options: &Options) -> Self {
        let selectors =
            |option, given: &[String]| Selectors::new(option, given.iter().map(|text| (text, ())));
        Self {
            services: selectors("include_services", &options.include_services),
            not_services: selectors("exclude_services", &options.exclude_services),
            ports: selectors("include_ports", &options.include_ports),
            not_ports: selectors("exclude_ports", &options.exclude_ports),
            operations: selectors("include_operations", &options.include_operations),
            not_operations: selectors("exclude_operations", &options.exclude_operations),
            types: selectors("include_types", &options.include_types),
            not_types: selectors("exclude_types", &options.exclude_types),
        }
    }

    /// Whether services, ports or operations were chosen.
    pub(super) fn narrows(&self) -> bool {
        [
            &self.services,
            &self.not_services,
            &self.ports,
            &self.not_ports,
            &self.operations,
            &self.not_operations,
        ]
        .iter()
        .any(|selectors| !selectors.is_empty())
    }

    pub(super) fn report(&self, diagnostics: &mut Diagnostics) {
        for selectors in [
            &self.services,
            &self.not_services,
            &self.ports,
            &self.not_ports,
            &self.operations,
            &self.not_operations,
            &self.types,
            &self.not_types,
        ] {
            selectors.report_unused(diagnostics);
        }
    }
}
