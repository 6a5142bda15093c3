//! The faults that an operation declares.

use super::OutputBuilder;
use super::sizes::LARGE;
use super::types::tokens;
use crate::plan::docs;
use crate::plan::graph::*;
use crate::plan::names::OperationNames;
use crate::plan::output::{self, Head, Item};
use crate::plan::service::{FaultNode, OperationNode};

impl OutputBuilder<'_> {
    /// Builds the statics of the fault elements, and the enum of them if it has a name. Returns the statics, each with
    /// the action of its fault.
    pub(super) fn faults(
        &mut self,
        module: ModuleId,
        operation: &OperationNode,
        names: &OperationNames,
    ) -> Vec<(String, String)> {
        let mut statics = Vec::new();
        let mut variants = Vec::new();
        let is_large = |one: &FaultNode| self.sizes.is_large_variant(&one.member.ty);
        let all_are_large = operation.faults.iter().all(is_large);
        for (fault, name) in operation.faults.iter().zip(&names.variants) {
            let member = self.member(&fault.member, module);
            let MemberKind::Element(xml_name) = &fault.member.kind else {
                continue;
            };
            let fault_static = self.fault_static(module, xml_name, member);
            statics.push((fault_static.clone(), fault.action.clone()));
            let mut ty = self.ty(&fault.member.ty, module);
            if !all_are_large && self.sizes.is_large_variant(&fault.member.ty) {
                ty = self.boxed(ty, module);
            }
            variants.push(output::FaultVariant {
                docs: vec![format!(
                    "Fault {}: element {}.",
                    docs::code(&fault.name),
                    docs::code(&xml_name.local)
                )],
                name: name.clone(),
                ty,
                member: fault_static,
            });
        }
        if let (Some(name), Some(others)) = (&names.faults, names.sharing) {
            let path = docs::code(&operation.selector_path);
            let declared = match others {
                0 => format!("The faults that {path} declares."),
                1 => format!("The faults that {path} and another operation declare."),
                _ => format!("The faults that {path} and {others} other operations declare."),
            };
            let lines = vec![
                declared,
                String::new(),
                "`Error::fault` gives one.".to_owned(),
            ];
            let mut head = Head::new(name.clone(), lines);
            let mut derives = vec!["Clone", "Debug", "PartialEq"];
            let mut details = operation.faults.iter().map(|fault| &fault.member);
            if details.all(|one| one.item.is_none() && self.hashed.has(&one.ty)) {
                derives.extend(["Eq", "Hash"]);
            }
            head.derives = tokens(&derives);
            head.attributes = tokens(&["non_exhaustive"]);
            if all_are_large {
                head.attributes.extend(tokens(&[LARGE]));
            }
            self.push(module, Item::Faults(output::Faults { head, variants }));
        }
        statics
    }
}
