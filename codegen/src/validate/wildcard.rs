//! Sets of namespaces (XML Schema Part 1, section 3.10.6).

use crate::model::{NamespaceConstraint, ProcessContents};

/// "Wildcard allows Namespace Name".
pub(super) fn admits(of: &NamespaceConstraint, namespace: &str) -> bool {
    match of {
        NamespaceConstraint::Any => true,
        NamespaceConstraint::Other(target) => !namespace.is_empty() && namespace != &**target,
        NamespaceConstraint::List(list) => list.iter().any(|one| &**one == namespace),
    }
}

/// "Wildcard Subset".
pub(super) fn is_subset(of: &NamespaceConstraint, whole: &NamespaceConstraint) -> bool {
    use NamespaceConstraint as N;
    match (of, whole) {
        (_, N::Any) => true,
        (N::Any, _) => false,
        (N::Other(a), N::Other(b)) => a == b,
        (N::Other(_), N::List(_)) => false,
        (N::List(list), whole) => list.iter().all(|one| admits(whole, one)),
    }
}

/// Whether both admit a namespace.
pub(super) fn overlap(a: &NamespaceConstraint, b: &NamespaceConstraint) -> bool {
    use NamespaceConstraint as N;
    match (a, b) {
        (N::List(list), other) | (other, N::List(list)) => {
            list.iter().any(|one| admits(other, one))
        }
        _ => true,
    }
}

/// "Attribute Wildcard Intersection"; `None` if it cannot be expressed.
pub(super) fn intersection(
    a: &NamespaceConstraint,
    b: &NamespaceConstraint,
) -> Option<NamespaceConstraint> {
    use NamespaceConstraint as N;
    Some(match (a, b) {
        (N::Any, other) | (other, N::Any) => other.clone(),
        (N::Other(x), N::Other(y)) if x == y || y.is_empty() => a.clone(),
        (N::Other(x), N::Other(_)) if x.is_empty() => b.clone(),
        (N::Other(_), N::Other(_)) => return None,
        (N::List(list), other) | (other, N::List(list)) => {
            let both = list.iter().filter(|one| admits(other, one));
            N::List(both.cloned().collect())
        }
    })
}

/// "Attribute Wildcard Union"; `Any` if it cannot be expressed.
pub(super) fn union(a: &NamespaceConstraint, b: &NamespaceConstraint) -> NamespaceConstraint {
    use NamespaceConstraint as N;
    match (a, b) {
        (N::Other(x), N::Other(y)) if x == y => a.clone(),
        (N::List(x), N::List(y)) => {
            let mut all = x.clone();
            all.extend(y.iter().filter(|one| !x.contains(one)).cloned());
            N::List(all)
        }
        (N::List(list), N::Other(target)) | (N::Other(target), N::List(list))
            if !list.iter().any(|one| one == target || one.is_empty()) =>
        {
            N::Other(target.clone())
        }
        _ => N::Any,
    }
}

/// Whether `a` checks less than `b`.
pub(super) fn is_weaker(a: ProcessContents, b: ProcessContents) -> bool {
    let rank = |process| match process {
        ProcessContents::Strict => 2,
        ProcessContents::Lax => 1,
        ProcessContents::Skip => 0,
    };
    rank(a) < rank(b)
}
