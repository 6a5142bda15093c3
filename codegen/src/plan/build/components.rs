//! Strongly connected components.

/// The component of each node of a graph given as lists of successors: nodes on a common cycle have the same number.
pub(crate) fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    // Tarjan's algorithm with its own stack: a chain of a thousand types must not overflow that of the thread.
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let mut index = vec![UNSEEN; count];
    let mut low = vec![0; count];
    let mut component = vec![UNSEEN; count];
    let mut stack = Vec::new();
    let mut next_index = 0;
    let mut next_component = 0;
    for start in 0..count {
        if index[start] != UNSEEN {
            continue;
        }
        let mut calls = vec![(start, 0)];
        while let Some((node, edge)) = calls.pop() {
            if edge == 0 {
                index[node] = next_index;
                low[node] = next_index;
                next_index += 1;
                stack.push(node);
            }
            match edges[node].get(edge) {
                Some(&next) => {
                    calls.push((node, edge + 1));
                    if index[next] == UNSEEN {
                        calls.push((next, 0));
                    } else if component[next] == UNSEEN {
                        low[node] = low[node].min(index[next]);
                    }
                }
                None => {
                    if low[node] == index[node] {
                        while let Some(member) = stack.pop() {
                            component[member] = next_component;
                            if member == node {
                                break;
                            }
                        }
                        next_component += 1;
                    }
                    if let Some(&(parent, _)) = calls.last() {
                        low[parent] = low[parent].min(low[node]);
                    }
                }
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn cycles_share_a_component() {
        // 0 -> 1 -> 2 -> 0, 2 -> 3, 3 -> 3
        let found = components(&[vec![1], vec![2], vec![0, 3], vec![3]]);
        assert_eq!(found[0], found[1]);
        assert_eq!(found[1], found[2]);
        assert_ne!(found[2], found[3]);
    }

    #[test]
    fn long_chains_do_not_overflow() {
        let edges: Vec<Vec<usize>> = (0..200_000)
            .map(|n| if n < 199_999 { vec![n + 1] } else { vec![] })
            .collect();
        assert_eq!(components(&edges).len(), 200_000);
    }
}
