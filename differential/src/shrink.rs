//! Shrinks examples: leaves out parts of the message and of the schema while the difference remains.

use crate::batch::{self, Case, Found};
use crate::finding::{Message, rule};
use crate::judges::{Judges, Question, Verdicts};
use crate::message::{Child, Node, adapted, annotate};
use crate::rulings::Rulings;
use crate::schema::{Schema, XSI, edit};
use crate::tally::{Example, Tally};
use std::collections::BTreeSet;
use std::time::Instant;

/// The first number for schemas that are tried, above those of the run.
const NUMBER: usize = 10_000_000;

/// The most candidates of an example in a round, and the most rounds.
const WIDTH: usize = 8;
const ROUNDS: usize = 40;

/// An example while it is shrunk.
struct State {
    kind: String,
    example: Example,
    /// The first verdict of the judges: valid or not, and the broken rule.
    verdicts: (Vec<bool>, String),
    /// The number of parts that the changes of the schema are divided into, and the next part.
    parts: usize,
    part: usize,
    /// The time at which shrinking ends.
    deadline: Option<Instant>,
}

/// A smaller example.
#[derive(Clone)]
struct Candidate {
    state: usize,
    schema: Schema,
    message: Option<Message>,
    /// The details of the difference, once they are known.
    detail: String,
}

impl Candidate {
    fn size(&self) -> usize {
        let example = Example {
            number: 0,
            schema: self.schema.clone(),
            message: self.message.clone(),
            detail: String::new(),
            shrunk: true,
        };
        example.size()
    }
}

/// Shrinks the examples of these kinds until the deadline.
pub fn run(
    judges: &mut Judges,
    rulings: &Rulings,
    tally: &mut Tally,
    kinds: &[String],
    deadline: Option<Instant>,
) -> Result<(), String> {
    let mut states = Vec::new();
    for kind in kinds {
        if let Some((_, example)) = tally.0.get(kind) {
            states.push(State {
                kind: kind.clone(),
                example: example.clone(),
                verdicts: (Vec::new(), String::new()),
                parts: 2,
                part: 0,
                deadline,
            });
        }
    }
    if states.is_empty() {
        return Ok(());
    }
    println!("making {} examples smaller", states.len());
    first(judges, &mut states)?;
    messages(judges, rulings, &mut states)?;
    roots(judges, rulings, &mut states)?;
    schemas(judges, rulings, &mut states)?;
    messages(judges, rulings, &mut states)?;
    for mut state in states {
        if let Some((_, example)) = tally.0.get_mut(&state.kind) {
            state.example.shrunk = true;
            *example = state.example;
        }
    }
    Ok(())
}

fn essence(verdicts: &Verdicts) -> (Vec<bool>, String) {
    (verdicts.iter().map(Result::is_ok).collect(), rule(verdicts))
}

/// Asks the judges about the examples as they are.
fn first(judges: &mut Judges, states: &mut [State]) -> Result<(), String> {
    let candidates: Vec<_> = states
        .iter()
        .enumerate()
        .map(|(state, of)| of.candidate(state))
        .collect();
    let verdicts = verdicts(judges, &candidates)?;
    for (state, verdicts) in states.iter_mut().zip(verdicts) {
        state.verdicts = verdicts.as_ref().map(essence).unwrap_or_default();
    }
    Ok(())
}

impl State {
    fn is_late(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| Instant::now() > deadline)
    }

    fn candidate(&self, state: usize) -> Candidate {
        Candidate {
            state,
            schema: self.example.schema.clone(),
            message: self.example.message.clone(),
            detail: String::new(),
        }
    }
}

/// The judges' verdicts on the messages of candidates. Their schemas may be written already.
fn verdicts(
    judges: &mut Judges,
    candidates: &[Candidate],
) -> Result<Vec<Option<Verdicts>>, String> {
    let mut questions = Vec::new();
    for (index, candidate) in candidates.iter().enumerate() {
        questions.push(Question::Schema(batch::write(
            NUMBER + index,
            &candidate.schema,
        )?));
        questions.extend(
            candidate
                .message
                .iter()
                .map(|message| Question::Message(message.text())),
        );
    }
    let mut answers = judges.ask(&questions)?.into_iter();
    let verdicts = candidates.iter().map(|candidate| {
        let schema = answers.next();
        match candidate.message {
            Some(_) => answers.next(),
            None => schema,
        }
    });
    Ok(verdicts.collect())
}

/// The candidates that still show the difference.
fn same(
    judges: &mut Judges,
    rulings: &Rulings,
    states: &[State],
    candidates: Vec<Candidate>,
) -> Result<Vec<Candidate>, String> {
    let schemas: Vec<_> = candidates
        .iter()
        .enumerate()
        .map(|(index, one)| (NUMBER + index, one.schema.clone()))
        .collect();
    let accepted = batch::accepted(judges, &schemas)?;
    let candidates: Vec<_> = candidates
        .into_iter()
        .zip(accepted)
        .filter(|(_, yes)| *yes)
        .map(|(one, _)| one)
        .collect();
    let verdicts = verdicts(judges, &candidates)?;
    let candidates: Vec<_> = candidates
        .into_iter()
        .zip(verdicts)
        .filter(|(one, verdicts)| {
            verdicts.as_ref().map(essence).as_ref() == Some(&states[one.state].verdicts)
        })
        .map(|(one, _)| one)
        .collect();
    // Candidates of one schema are one case.
    let mut cases: Vec<(Case, Vec<usize>)> = Vec::new();
    for (index, one) in candidates.iter().enumerate() {
        let known = cases
            .iter()
            .position(|(case, _)| one.message.is_some() && case.schema == one.schema);
        let known = known.unwrap_or_else(|| {
            let case = Case {
                number: NUMBER + index,
                schema: one.schema.clone(),
                messages: Vec::new(),
            };
            cases.push((case, Vec::new()));
            cases.len() - 1
        });
        let (case, members) = &mut cases[known];
        members.push(index);
        // Each message is judged by itself.
        case.messages
            .extend(one.message.iter().map(|message| Message {
                number: index,
                base: index,
                ..message.clone()
            }));
    }
    let (cases, members): (Vec<_>, Vec<_>) = cases.into_iter().unzip();
    let found = batch::run(judges, rulings, "shrink", &cases)?;
    let mut same = Vec::new();
    for Found {
        finding,
        case,
        message,
    } in found
    {
        let mut candidate = candidates[members[case][message.unwrap_or(0)]].clone();
        if finding.kind == states[candidate.state].kind {
            candidate.detail = finding.detail;
            same.push(candidate);
        }
    }
    Ok(same)
}

/// Makes an element inside the root the new root.
fn roots(judges: &mut Judges, rulings: &Rulings, states: &mut [State]) -> Result<(), String> {
    for _ in 0..ROUNDS {
        if states.iter().any(State::is_late) {
            break;
        }
        let candidates: Vec<_> = states
            .iter()
            .enumerate()
            .flat_map(|(index, state)| state.roots(index))
            .collect();
        if candidates.is_empty() {
            break;
        }
        let same = same(judges, rulings, states, candidates)?;
        if take(states, same).is_empty() {
            break;
        }
    }
    Ok(())
}

/// Takes the smallest candidate of each example. Returns the examples that became smaller.
fn take(states: &mut [State], mut candidates: Vec<Candidate>) -> BTreeSet<usize> {
    let mut taken = BTreeSet::new();
    candidates.sort_by_key(Candidate::size);
    for candidate in candidates {
        let size = candidate.size();
        let state = &mut states[candidate.state];
        if size < state.example.size() && taken.insert(candidate.state) {
            state.example.schema = candidate.schema;
            state.example.message = candidate.message;
            state.example.detail = candidate.detail;
        }
    }
    taken
}

/// Leaves out elements, attributes and texts.
fn messages(judges: &mut Judges, rulings: &Rulings, states: &mut [State]) -> Result<(), String> {
    let mut open: BTreeSet<usize> = (0..states.len()).collect();
    for round in 0..ROUNDS {
        if states.iter().any(State::is_late) {
            break;
        }
        let mut candidates = Vec::new();
        for &index in &open {
            let state = &states[index];
            let Some(message) = &state.example.message else {
                continue;
            };
            let mut smaller: Vec<_> = (0..message.node.size() - 1)
                .filter_map(|number| without(&message.node, number))
                .collect();
            smaller.sort_by_key(Node::size);
            // The smallest first; in later rounds those that keep more.
            let skip = if round % 3 == 2 {
                smaller.len().saturating_sub(WIDTH)
            } else {
                0
            };
            for mut node in smaller.into_iter().skip(skip).take(3 * WIDTH) {
                annotate(&state.example.schema, &mut node);
                candidates.push(Candidate {
                    state: index,
                    schema: state.example.schema.clone(),
                    message: Some(Message {
                        node,
                        ..message.clone()
                    }),
                    detail: String::new(),
                });
            }
        }
        if candidates.is_empty() {
            break;
        }
        let same = same(judges, rulings, states, candidates)?;
        let taken = take(states, same);
        if round % 3 == 2 {
            open = taken;
        }
    }
    Ok(())
}

/// The message without one of its parts.
fn without(node: &Node, number: usize) -> Option<Node> {
    let mut copy = node.clone();
    let mut left = number;
    remove(&mut copy, &mut left).then_some(copy)
}

fn remove(node: &mut Node, left: &mut usize) -> bool {
    if *left < node.attributes.len() {
        node.attributes.remove(*left);
        return true;
    }
    *left -= node.attributes.len();
    for index in 0..node.children.len() {
        if *left == 0 {
            node.children.remove(index);
            return true;
        }
        *left -= 1;
        if let Some(Child::Node(child)) = node.children.get_mut(index)
            && remove(child, left)
        {
            return true;
        }
    }
    false
}

/// Leaves out parts of the schema: halves of all changes, then quarters, and so on.
fn schemas(judges: &mut Judges, rulings: &Rulings, states: &mut [State]) -> Result<(), String> {
    for _ in 0..ROUNDS {
        if states.iter().any(State::is_late) {
            break;
        }
        let mut candidates = Vec::new();
        for (index, state) in states.iter_mut().enumerate() {
            candidates.extend(state.next(index));
        }
        if candidates.is_empty() {
            break;
        }
        let same = same(judges, rulings, states, candidates)?;
        // Changes that work alone mostly work together. The next round checks the rest.
        let taken = take(states, same);
        for index in taken {
            states[index].part = 0;
            states[index].parts = states[index].parts.max(2);
        }
    }
    Ok(())
}

impl State {
    /// Candidates whose root is an element inside the root with a complex type.
    fn roots(&self, index: usize) -> Vec<Candidate> {
        let Some(message) = &self.example.message else {
            return Vec::new();
        };
        let schema = &self.example.schema;
        let inside = message
            .node
            .nodes()
            .filter(|node| schema.complex(&node.origin.of).is_some());
        inside
            .take(WIDTH)
            .map(|inside| {
                let mut node = inside.clone();
                node.namespace.clone_from(&message.node.namespace);
                node.local.clone_from(&message.node.local);
                node.attributes
                    .retain(|one| one.namespace != XSI || one.local != "type");
                let schema = schema.with_root(inside.origin.of.clone());
                annotate(&schema, &mut node);
                Candidate {
                    state: index,
                    schema,
                    message: Some(Message {
                        node,
                        ..message.clone()
                    }),
                    detail: String::new(),
                }
            })
            .collect()
    }

    /// The candidates of the next round.
    fn next(&mut self, index: usize) -> Vec<Candidate> {
        let count = edit::count(&self.example.schema);
        let mut candidates = Vec::new();
        while candidates.len() < WIDTH {
            let parts = self.parts.min(count);
            if self.part >= parts {
                if parts == count || !candidates.is_empty() {
                    break;
                }
                (self.parts, self.part) = (2 * parts, 0);
                continue;
            }
            let chosen = self.part * count / parts..(self.part + 1) * count / parts;
            self.part += 1;
            let schema = edit::apply(&self.example.schema, &chosen.collect());
            if schema == self.example.schema {
                continue;
            }
            let message = self.example.message.as_ref().map(|message| Message {
                node: adapted(&message.node, &self.example.schema, &schema),
                ..message.clone()
            });
            candidates.push(Candidate {
                state: index,
                schema,
                message,
                detail: String::new(),
            });
        }
        candidates
    }
}

#[cfg(test)]
mod tests {
    use super::without;
    use crate::message::valid;
    use crate::random::Random;
    use crate::schema::generate;

    #[test]
    fn each_part_can_be_left_out() {
        let schema = generate(9, 2);
        let message = valid(&schema, &mut Random::new(9, &[])).expect("a message");
        let all: Vec<_> = (0..message.size())
            .filter_map(|number| without(&message, number))
            .collect();
        assert_eq!(all.len(), message.size() - 1);
        assert!(all.iter().all(|smaller| smaller.size() < message.size()));
    }
}
