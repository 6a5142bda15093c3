//! Finds the inputs that import each document.

use crate::import::{Documents, Root};
use crate::syntax::wsdl::Target;

/// By document: the numbers of the inputs that import it directly or indirectly.
#[derive(Debug, Default)]
pub(super) struct Roots {
    wsdls: Vec<Vec<u32>>,
    schemas: Vec<Vec<u32>>,
}

impl Roots {
    pub(super) fn of(&self, document: Option<Root>) -> &[u32] {
        match document {
            Some(Root::Wsdl(number)) => self.wsdls.get(number),
            Some(Root::Schema(number)) => self.schemas.get(number),
            None => None,
        }
        .map_or(&[], Vec::as_slice)
    }
}

/// Whether two sorted lists have a common element.
pub(super) fn overlap(a: &[u32], b: &[u32]) -> bool {
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => a.next(),
            std::cmp::Ordering::Greater => b.next(),
        };
    }
    false
}

/// Follows the imports of each input.
pub(super) fn roots(documents: &Documents) -> Roots {
    let mut roots = Roots {
        wsdls: vec![Vec::new(); documents.wsdls.len()],
        schemas: vec![Vec::new(); documents.schemas.len()],
    };
    for (number, root) in documents.roots.iter().enumerate() {
        let number = number as u32;
        let mut open = vec![*root];
        while let Some(document) = open.pop() {
            let list = match document {
                Root::Wsdl(index) => roots.wsdls.get_mut(index),
                Root::Schema(index) => roots.schemas.get_mut(index),
            };
            let Some(list) = list else { continue };
            if list.last() == Some(&number) {
                continue;
            }
            list.push(number);
            match document {
                Root::Wsdl(index) => {
                    if let Some(wsdl) = documents.wsdls.get(index) {
                        open.extend(wsdl.schemas.iter().map(|schema| Root::Schema(*schema)));
                        open.extend(wsdl.imports.iter().filter_map(|import| {
                            Some(match import.target? {
                                Target::Wsdl(index) => Root::Wsdl(index),
                                Target::Schema(index) => Root::Schema(index),
                            })
                        }));
                    }
                }
                Root::Schema(index) => {
                    if let Some(schema) = documents.schemas.get(index) {
                        open.extend(
                            schema
                                .links
                                .iter()
                                .filter_map(|link| link.target)
                                .map(Root::Schema),
                        );
                    }
                }
            }
        }
    }
    roots
}
