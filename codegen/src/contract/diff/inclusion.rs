//! Whether one content model admits all that another admits.

use super::content::{Form, FormNode, Leaf};

/// Whether one form admits all that another admits.
pub(super) struct Inclusion {
    /// The steps that are left. Without them nothing is proven.
    left: u32,
}

impl Inclusion {
    /// `false` where it does not hold, and where it is not proven.
    pub(super) fn holds(wide: &Form, narrow: &Form) -> bool {
        Self { left: 5_000 }.forms(wide, narrow)
    }

    fn forms(&mut self, wide: &Form, narrow: &Form) -> bool {
        if wide == narrow {
            return true;
        }
        if self.left == 0 || narrow.may_be_empty() && !wide.may_be_empty() {
            return false;
        }
        self.left -= 1;
        if !matches!(narrow.node, FormNode::Leaf(_)) && narrow.inside().is_empty() {
            return wide.may_be_empty();
        }
        let in_range = wide.min <= narrow.min
            && (wide.max.is_none()
                || narrow
                    .max
                    .is_some_and(|max| wide.max.is_some_and(|wide| max <= wide)));
        match (&wide.node, &narrow.node) {
            (_, FormNode::Choice(branches)) if narrow.max == Some(1) => {
                branches.iter().all(|branch| self.forms(wide, branch))
            }
            (FormNode::Leaf(wide), FormNode::Leaf(narrow)) => in_range && leaf(wide, narrow),
            (FormNode::Choice(branches), FormNode::Choice(narrow)) if in_range => narrow
                .iter()
                .all(|one| branches.iter().any(|branch| self.forms(branch, one))),
            (FormNode::Choice(branches), _) if wide.max == Some(1) => {
                branches.iter().any(|branch| {
                    let mut branch = branch.clone();
                    if wide.min == 0 && branch.min == 1 {
                        branch.min = 0;
                    }
                    self.forms(&branch, narrow)
                })
            }
            (FormNode::Choice(branches), _) if wide.max.is_none() && wide.min <= 1 => {
                let any = Form {
                    min: 0,
                    ..wide.clone()
                };
                match &narrow.node {
                    FormNode::Leaf(one) => branches.iter().any(
                        |branch| matches!(&branch.node, FormNode::Leaf(known) if branch.min <= 1 && leaf(known, one)),
                    ),
                    _ => narrow.inside().iter().all(|one| self.forms(&any, one)),
                }
            }
            (FormNode::Sequence(wide), FormNode::Sequence(narrow)) if in_range => {
                self.sequence(wide, narrow)
            }
            (FormNode::Sequence(inside), FormNode::Sequence(narrow_inside))
                if wide.max == Some(1) && narrow.max == Some(1) =>
            {
                self.sequence(inside, narrow_inside)
            }
            (FormNode::Sequence(inside), _) if wide.min <= 1 => {
                self.sequence(inside, std::slice::from_ref(narrow))
            }
            (FormNode::All(inside), FormNode::All(parts) | FormNode::Sequence(parts))
                if narrow.max == Some(1) =>
            {
                self.all(inside, parts)
            }
            (FormNode::All(inside), FormNode::Leaf(_)) => {
                self.all(inside, std::slice::from_ref(narrow))
            }
            _ => false,
        }
    }

    fn sequence(&mut self, wide: &[Form], narrow: &[Form]) -> bool {
        self.pairs(wide, narrow) || self.alternatives(wide, narrow)
    }

    /// Whether a sequence admits each alternative of the first choice, or of the first optional sequence, in another.
    fn alternatives(&mut self, wide: &[Form], narrow: &[Form]) -> bool {
        let at = narrow.iter().position(|form| {
            form.max == Some(1)
                && match form.node {
                    FormNode::Choice(_) => true,
                    FormNode::Sequence(_) => form.min == 0,
                    _ => false,
                }
        });
        let cost = u32::try_from(narrow.len()).unwrap_or(u32::MAX);
        let (Some(at), Some(left)) = (at, self.left.checked_sub(cost)) else {
            return false;
        };
        self.left = left;
        let chosen = &narrow[at];
        let mut branches = match &chosen.node {
            FormNode::Choice(branches) => branches.clone(),
            _ => vec![Form {
                min: 1,
                ..chosen.clone()
            }],
        };
        if chosen.min == 0 {
            branches.push(Form::once(FormNode::Sequence(Vec::new())));
        }
        branches.into_iter().all(|branch| {
            let mut parts = narrow[..at].to_vec();
            match branch.node {
                FormNode::Sequence(inside) if (branch.min, branch.max) == (1, Some(1)) => {
                    parts.extend(inside);
                }
                node => parts.push(Form { node, ..branch }),
            }
            parts.extend_from_slice(&narrow[at + 1..]);
            self.sequence(wide, &parts)
        })
    }

    /// Pairs each part of `narrow` with the next part of `wide` that admits it. A part of `wide` may take several.
    fn pairs(&mut self, wide: &[Form], narrow: &[Form]) -> bool {
        let mut rest = narrow;
        for part in wide {
            let most = match part.node {
                FormNode::Leaf(_) => rest.len().min(1),
                // More parts than these are not tried together: the cost stays linear.
                _ => rest.len().min(64),
            };
            let taken = (1..=most).rev().find(|count| match &rest[..*count] {
                [one] => self.forms(part, one),
                several => self.forms(part, &Form::once(FormNode::Sequence(several.to_vec()))),
            });
            match taken {
                Some(count) => rest = &rest[count..],
                None if part.may_be_empty() => {}
                None => return false,
            }
        }
        rest.is_empty()
    }

    fn all(&mut self, wide: &[Form], narrow: &[Form]) -> bool {
        let mut free: Vec<&Form> = wide.iter().collect();
        for part in narrow {
            let Some(at) = free.iter().position(|one| self.forms(one, part)) else {
                return false;
            };
            free.remove(at);
        }
        free.iter().all(|one| one.may_be_empty())
    }
}

fn leaf(wide: &Leaf, narrow: &Leaf) -> bool {
    match (wide.wildcard, narrow.wildcard) {
        (Some((any, wide_process)), Some((_, process))) => {
            (any || wide.name == narrow.name) && wide_process >= process
        }
        _ => wide == narrow,
    }
}
