//! Identity constraints.

use soap_runtime::__private::v1;
use wsdl_codegen::internal::output::{IdentityKind, IdentityPath, Item, NameTest};

use super::{Key, TableBuilder, leak, leak_all};
use crate::Error;

impl<'p> TableBuilder<'p> {
    /// An identity constraint of an element.
    pub(super) fn identity(&mut self, key: Key) -> Result<&'static v1::Identity, Error> {
        if let Some(known) = self.identities.get(&key) {
            return Ok(known);
        }
        let Some(Item::Identity(item)) = self.statics.get(&key).copied() else {
            return Err(Error::internal("an identity constraint is missing"));
        };
        let name = self.text(&item.xml_name);
        let selector = self.identity_paths(key.0, &item.selector)?;
        let mut fields = Vec::with_capacity(item.fields.len());
        for field in &item.fields {
            let paths = self.identity_paths(key.0, &field.paths)?;
            let of = self.simple_type(self.key(key.0, &field.of))?;
            let mut leaves = Vec::with_capacity(field.leaves.len());
            for leaf in &field.leaves {
                let name = self.name(key.0, &leaf.name)?;
                let of = self.simple_type(self.key(key.0, &leaf.of))?;
                let owner = leaf.owner.as_ref().map(|owner| self.name(key.0, owner));
                let made = match owner.transpose()? {
                    Some(owner) => v1::IdentityLeaf::attribute(owner, name, of),
                    None => v1::IdentityLeaf::element(name, of),
                };
                leaves.push(match &leaf.default {
                    Some(text) => made.or(self.text(text)),
                    None => made,
                });
            }
            let made = v1::IdentityField::new(paths, of).leaves(leak_all(leaves));
            fields.push(match field.nillable {
                true => made.nillable(),
                false => made,
            });
        }
        let fields = leak_all(fields);
        let made = leak(match &item.kind {
            IdentityKind::Key => v1::Identity::key(name, selector, fields),
            IdentityKind::Unique => v1::Identity::unique(name, selector, fields),
            IdentityKind::KeyRef(of, scope) => {
                let of = self.identity(self.key(key.0, of))?;
                let scope = scope.as_ref().map(|name| self.name(key.0, name));
                v1::Identity::unique(name, selector, fields).refers(of, scope.transpose()?)
            }
        });
        self.identities.insert(key, made);
        Ok(made)
    }

    fn identity_paths(
        &mut self,
        module: usize,
        paths: &'p [IdentityPath],
    ) -> Result<&'static [v1::IdentityPath], Error> {
        let mut made = Vec::with_capacity(paths.len());
        for path in paths {
            let steps = path.steps.iter().map(|step| self.name_test(module, step));
            let steps = leak_all(steps.collect::<Result<Vec<_>, Error>>()?);
            let one = match path.from_descendants {
                true => v1::IdentityPath::descendants(steps),
                false => v1::IdentityPath::children(steps),
            };
            made.push(match &path.attribute {
                Some(test) => one.at(self.name_test(module, test)?),
                None => one,
            });
        }
        Ok(leak_all(made))
    }

    fn name_test(&mut self, module: usize, test: &NameTest) -> Result<v1::NameTest, Error> {
        Ok(match test {
            NameTest::Any => v1::NameTest::Any,
            NameTest::Namespace(uri) => {
                v1::NameTest::Namespace(self.namespace(module, uri.as_ref())?)
            }
            NameTest::Name(name) => v1::NameTest::Name(self.name(module, name)?),
        })
    }
}
