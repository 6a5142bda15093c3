//! The schemas and messages of a run, and their results.

use crate::finding::{self, Finding, Message, judge};
use crate::judges::{Judges, Question, Verdicts};
use crate::markup::escaped;
use crate::message::{self, Mutation, Node, Style};
use crate::ours::{self, Outcome, Program};
use crate::paths;
use crate::random::Random;
use crate::rulings::Rulings;
use crate::schema::{self, Schema};
use std::collections::BTreeMap;
use std::fmt::Write;

/// A schema with its messages.
pub struct Case {
    /// Its number.
    pub number: usize,
    /// The schema.
    pub schema: Schema,
    /// Its messages.
    pub messages: Vec<Message>,
}

/// A finding and its place.
pub struct Found {
    /// The finding.
    pub finding: Finding,
    /// Index of the case.
    pub case: usize,
    /// The index of the message; `None` for a finding about the schema itself.
    pub message: Option<usize>,
}

/// The numbers of the schemas of a run.
#[derive(Clone, Copy)]
pub struct Numbers {
    /// The next one.
    pub first: usize,
    /// The step to the one after it.
    pub step: usize,
}

/// The size of a family of messages: a valid one and its changes.
const FAMILY: usize = 4;

/// The number of valid messages in which bounded members are looked for that the others do not have.
const SEARCHES: u64 = 8;

impl Case {
    /// Makes the case of a seed and a number, with `count` messages.
    pub fn new(seed: u64, number: usize, schema: Schema, count: usize) -> Self {
        let mut messages: Vec<Message> = Vec::new();
        let mut base = None;
        for index in 0..count {
            let mut random = Random::new(seed, &[2, number as u64, index as u64]);
            let style = Style {
                default_namespace: random.chance(30),
                indented: random.chance(30),
            };
            if index % FAMILY == 0 {
                base = message::valid(&schema, &mut random).map(|node| (index, node));
                messages.extend(base.iter().map(|(_, node)| Message {
                    number: index,
                    base: index,
                    node: node.clone(),
                    style,
                    mutation: None,
                }));
            } else if let Some((base, node)) = &base
                && let Some((node, mutation)) = changed(&schema, node, &mut random)
            {
                messages.push(Message {
                    number: index,
                    base: *base,
                    node,
                    style,
                    mutation: Some(mutation),
                });
            }
        }
        let mut case = Self {
            number,
            schema,
            messages,
        };
        case.sweep(seed, count);
        case
    }

    /// Adds the messages that do not depend on chance: each bounded member has the values at its bounds, and the first
    /// message has comments everywhere. `next` is the number of the first one.
    fn sweep(&mut self, seed: u64, mut next: usize) {
        let mut done = message::Done::new();
        let originals: Vec<_> = self
            .messages
            .iter()
            .filter(|message| message.mutation.is_none())
            .cloned()
            .collect();
        let Some(first) = originals.first() else {
            return;
        };
        let commented = message::comments(&first.node).map(|changed| (first.number, changed));
        let mut changes: Vec<_> = commented.into_iter().collect();
        for message in &originals {
            let more = message::bounds(&self.schema, &message.node, &mut done);
            changes.extend(more.into_iter().map(|changed| (message.number, changed)));
        }
        // Members that none of these messages has.
        for index in 0..SEARCHES {
            let mut random = Random::new(seed, &[3, self.number as u64, index]);
            let Some(node) = message::valid(&self.schema, &mut random) else {
                continue;
            };
            let more = message::bounds(&self.schema, &node, &mut done);
            if !more.is_empty() {
                changes.extend(more.into_iter().map(|changed| (next, changed)));
                self.messages.push(Message {
                    number: next,
                    base: next,
                    node,
                    style: Style::default(),
                    mutation: None,
                });
                next += 1;
            }
        }
        for (number, (base, (node, mutation))) in (next..).zip(changes) {
            self.messages.push(Message {
                number,
                base,
                node,
                style: Style::default(),
                mutation: Some(mutation),
            });
        }
    }
}

/// Changes a message in one place.
fn changed(schema: &Schema, node: &Node, random: &mut Random) -> Option<(Node, Mutation)> {
    let changed = match schema.references && random.chance(50) {
        true => message::mutate_reference(schema, node, random),
        false => None,
    };
    changed.or_else(|| message::mutate(schema, node, random))
}

/// Writes the documents of a schema, and returns the path of the first one.
pub fn write(number: usize, schema: &Schema) -> Result<String, String> {
    let family = if schema.references { "references-" } else { "" };
    let folder = paths::work()
        .join("schemas")
        .join(format!("{family}{number}"));
    for (name, text) in schema.documents() {
        paths::write(&folder.join(name), &text)?;
    }
    Ok(folder.join("a.xsd").display().to_string())
}

/// Whether all judges accept each of these schemas.
pub fn accepted(judges: &mut Judges, schemas: &[(usize, Schema)]) -> Result<Vec<bool>, String> {
    let mut accepted = Vec::new();
    let questions = |accepted: &[bool]| {
        let all = schemas
            .iter()
            .enumerate()
            .filter(|(index, _)| accepted.get(*index).is_none_or(|yes| *yes));
        all.map(|(_, (number, schema))| Ok(Question::Schema(write(*number, schema)?)))
            .collect::<Result<Vec<_>, String>>()
    };
    accepted.extend(judges.ask_first(&questions(&accepted)?)?);
    let mut verdicts = judges.ask(&questions(&accepted)?)?.into_iter();
    for yes in accepted.iter_mut().filter(|yes| **yes) {
        *yes = verdicts
            .next()
            .is_some_and(|verdicts| verdicts.iter().all(Result::is_ok));
    }
    Ok(accepted)
}

/// A family of schemas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// All constructs but those of the other one.
    General,
    /// Identifiers and references to them, identity constraints, redefinitions.
    References,
}

impl Family {
    fn schema(self, seed: u64, number: usize) -> Schema {
        match self {
            Self::General => schema::generate(seed, number as u64),
            Self::References => schema::generate_references(seed, number as u64),
        }
    }
}

/// Returns the cases of these numbers.
pub fn of_numbers(family: Family, seed: u64, numbers: &[usize], messages: usize) -> Vec<Case> {
    let numbers = numbers.iter();
    let case = |&number: &usize| Case::new(seed, number, family.schema(seed, number), messages);
    numbers.map(case).collect()
}

/// Returns the next cases, with schemas that all judges accept.
pub fn cases(
    judges: &mut Judges,
    family: Family,
    seed: u64,
    next: &mut Numbers,
    count: usize,
    messages: usize,
) -> Result<Vec<Case>, String> {
    let mut cases = Vec::new();
    while cases.len() < count {
        let more = 2 * (count - cases.len()).max(8);
        let schemas: Vec<_> = (next.first..)
            .step_by(next.step)
            .take(more)
            .map(|number| (number, family.schema(seed, number)))
            .collect();
        let valid = accepted(judges, &schemas)?;
        for ((number, schema), valid) in schemas.into_iter().zip(valid) {
            next.first = number + next.step;
            if valid {
                let case = Case::new(seed, number, schema, messages);
                // Some schemas have no message that is small enough.
                if !case.messages.is_empty() {
                    cases.push(case);
                }
            }
            if cases.len() == count {
                break;
            }
        }
    }
    Ok(cases)
}

/// The verdicts of the judges on all messages of all cases.
fn verdicts(judges: &mut Judges, cases: &[Case]) -> Result<Vec<Vec<Verdicts>>, String> {
    let mut questions = Vec::new();
    for case in cases {
        questions.push(Question::Schema(write(case.number, &case.schema)?));
        questions.extend(
            case.messages
                .iter()
                .map(|message| Question::Message(message.text())),
        );
    }
    let mut answers = judges.ask(&questions)?.into_iter();
    Ok(cases
        .iter()
        .map(|case| {
            answers.next();
            answers.by_ref().take(case.messages.len()).collect()
        })
        .collect())
}

/// Asks the judges and our code about all messages. Our code is not asked about schemas that it refuses; `name` is the
/// name of the program's folder.
pub fn run(
    judges: &mut Judges,
    rulings: &Rulings,
    name: &str,
    cases: &[Case],
) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut files = BTreeMap::new();
    for (index, case) in cases.iter().enumerate() {
        match ours::generate(&case.schema) {
            Ok(generated) => {
                files.insert(index, generated);
            }
            Err((code, detail)) => found.push(Found {
                finding: Finding {
                    kind: format!("generator refuses valid schema | {code}"),
                    detail,
                },
                case: index,
                message: None,
            }),
        }
    }
    let (verdicts, program) = std::thread::scope(|scope| {
        let verdicts = scope.spawn(|| verdicts(judges, cases));
        let program = Program::compile(name, &files);
        (verdicts.join(), program)
    });
    let verdicts = verdicts.map_err(|_| "the judges' thread ended".to_owned())??;
    let mut program = program?;
    for (&case, detail) in &program.failed {
        found.push(Found {
            finding: Finding {
                kind: "generated code does not compile".to_owned(),
                detail: detail.clone(),
            },
            case,
            message: None,
        });
    }
    let texts: Vec<_> = cases
        .iter()
        .enumerate()
        .filter(|(index, _)| files.contains_key(index) && !program.failed.contains_key(index))
        .flat_map(|(index, case)| {
            case.messages
                .iter()
                .map(move |message| (index, message.text()))
        })
        .collect();
    let requests: Vec<_> = texts
        .iter()
        .map(|(index, text)| (*index, text.as_str()))
        .collect();
    let mut outcomes = program.ask(&requests)?.into_iter();
    defaults(judges, &mut program, cases, &files, &mut found)?;
    for (index, case) in cases.iter().enumerate() {
        if files.contains_key(&index) && !program.failed.contains_key(&index) {
            let outcomes: Vec<_> = outcomes.by_ref().take(case.messages.len()).collect();
            judge_case(
                rulings,
                index,
                case,
                &verdicts[index],
                &outcomes,
                &mut found,
            );
        }
    }
    Ok(found)
}

/// Checks that the default value of the root's type is refused, or written as a valid message.
fn defaults(
    judges: &mut Judges,
    program: &mut Program,
    cases: &[Case],
    files: &BTreeMap<usize, ours::Files>,
    found: &mut Vec<Found>,
) -> Result<(), String> {
    let compiled: Vec<_> = files
        .keys()
        .filter(|index| !program.failed.contains_key(index))
        .copied()
        .collect();
    let requests: Vec<_> = compiled.iter().map(|index| (*index, "")).collect();
    let outcomes = program.ask(&requests)?;
    let mut questions = Vec::new();
    let mut written = Vec::new();
    for (index, outcome) in compiled.into_iter().zip(outcomes) {
        if let Some(body) = body(&outcome.written) {
            questions.push(Question::Schema(write(
                cases[index].number,
                &cases[index].schema,
            )?));
            questions.push(Question::Message(body.clone()));
            written.push((index, body));
        }
    }
    let verdicts = judges.ask(&questions)?;
    for ((case, body), verdicts) in written.into_iter().zip(verdicts.iter().skip(1).step_by(2)) {
        if verdicts.iter().all(Result::is_err) {
            found.push(Found {
                finding: Finding {
                    kind: format!(
                        "the default value is written as invalid | {}",
                        finding::rule(verdicts)
                    ),
                    detail: format!("{body}\n{}", finding::reasons(verdicts)),
                },
                case,
                message: None,
            });
        }
    }
    Ok(())
}

/// The content of the Body of an envelope, with the declarations of the envelope.
fn body(envelope: &str) -> Option<String> {
    let document = roxmltree::Document::parse(envelope).ok()?;
    let body = document
        .root_element()
        .children()
        .find(|node| node.tag_name().name() == "Body")?;
    let inside = body.first_element_child()?;
    let text = &envelope[inside.range()];
    let mut declarations = String::new();
    for namespace in inside.namespaces() {
        let name = namespace
            .name()
            .map_or("xmlns".to_owned(), |prefix| format!("xmlns:{prefix}"));
        let declared = format!(" {name}=\"");
        let tag = text.split('>').next().unwrap_or_default();
        if namespace.name() != Some("xml") && !tag.contains(&declared) {
            let _ = write!(declarations, "{declared}{}\"", escaped(namespace.uri()));
        }
    }
    let end = text.find([' ', '>', '/']).filter(|end| *end > 0)?;
    Some(format!("{}{declarations}{}", &text[..end], &text[end..]))
}

/// A changed message adds nothing if the message that it was made from is a finding itself.
fn judge_case(
    rulings: &Rulings,
    index: usize,
    case: &Case,
    verdicts: &[Verdicts],
    outcomes: &[Outcome],
    found: &mut Vec<Found>,
) {
    let mut unclean = Vec::new();
    for (at, (message, (verdicts, outcome))) in case
        .messages
        .iter()
        .zip(verdicts.iter().zip(outcomes))
        .enumerate()
    {
        if unclean.contains(&message.base) {
            continue;
        }
        let findings = judge(&case.schema, message, verdicts, outcome, rulings);
        if findings
            .iter()
            .any(|finding| !finding.kind.starts_with("judges differ"))
        {
            unclean.push(message.number);
        }
        found.extend(findings.into_iter().map(|finding| Found {
            finding,
            case: index,
            message: Some(at),
        }));
    }
}
