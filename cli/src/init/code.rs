//! Expressions of Rust, written as rustfmt breaks them.

/// The widest line.
const LINE: usize = 100;
/// The widest arguments of a call, items of a list, or chain of calls on one line.
const ARGUMENTS: usize = 60;

/// An expression.
#[derive(Clone)]
pub(super) enum Expression {
    /// It is never broken.
    Text(String),
    /// `new(`, arguments, `)`.
    Call(String, Vec<Expression>, &'static str),
    /// The name of a struct, its fields, and whether the others have their defaults.
    Struct(String, Vec<(String, Expression)>, bool),
}

impl Expression {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub(super) fn call(path: &str, arguments: Vec<Self>) -> Self {
        Self::Call(format!("{path}("), arguments, ")")
    }

    pub(super) fn list(items: Vec<Self>) -> Self {
        Self::Call("vec![".to_owned(), items, "]")
    }

    /// The text at this indent, after `before` characters of its line; `after` characters follow its end.
    pub(super) fn written(&self, indent: usize, before: usize, after: usize) -> String {
        match self.flat() {
            Some(flat) if before.saturating_add(flat.len()).saturating_add(after) <= LINE => flat,
            _ => self.broken(indent),
        }
    }

    /// The text on several lines, if it can be broken.
    fn broken(&self, indent: usize) -> String {
        let inner = indent.saturating_add(4);
        let space = " ".repeat(inner);
        let mut out;
        match self {
            Self::Text(text) => return text.clone(),
            Self::Call(open, arguments, close) if arguments.is_empty() => {
                return format!("{open}{close}");
            }
            Self::Call(open, arguments, close) => {
                out = open.clone();
                // An only argument is broken in its own parentheses.
                if let [only] = arguments.as_slice()
                    && only.can_be_broken()
                {
                    out.push_str(&only.broken(indent));
                    return out + close;
                }
                out.push('\n');
                for argument in arguments {
                    out.push_str(&space);
                    out.push_str(&argument.written(inner, inner, 1));
                    out.push_str(",\n");
                }
                out.push_str(&" ".repeat(indent));
                out.push_str(close);
            }
            Self::Struct(path, fields, has_others) => {
                out = format!("{path} {{\n");
                for (name, value) in fields {
                    let start = format!("{space}{name}: ");
                    out.push_str(&start);
                    out.push_str(&value.written(inner, start.len(), 1));
                    out.push_str(",\n");
                }
                if *has_others {
                    out.push_str(&space);
                    out.push_str("..Default::default()\n");
                }
                out.push_str(&" ".repeat(indent));
                out.push('}');
            }
        }
        out
    }

    fn can_be_broken(&self) -> bool {
        match self {
            Self::Text(_) => false,
            Self::Call(_, arguments, _) => !arguments.is_empty(),
            Self::Struct(..) => true,
        }
    }

    /// The text on one line, if it may be on one.
    fn flat(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone()),
            Self::Call(open, arguments, close) => {
                let all: Option<Vec<String>> = arguments.iter().map(Self::flat).collect();
                let all = all?.join(", ");
                (all.len() <= ARGUMENTS).then(|| format!("{open}{all}{close}"))
            }
            Self::Struct(..) => None,
        }
    }
}

/// A chain of calls, as the value of a statement at an indent of 4.
pub(super) fn chain(start: &str, calls: &[String]) -> String {
    let flat = format!("{start}{}", calls.concat());
    match flat.len() <= ARGUMENTS {
        true => flat,
        false => format!("{start}\n        {}", calls.join("\n        ")),
    }
}
