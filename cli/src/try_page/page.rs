//! The page as one document: its style, its script and the contract are in it, so the browser asks once.
//!
//! The document is sent up to the contract at once, and the browser reads it while the tables of the contract are made.

use super::api::{failure, typed};
use super::guard::{self, Guard};
use super::state::State;
use axum::body::Body;
use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::channel::Channel;
use serde_json::json;
use std::convert::Infallible;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, OnceLock};

const FRAME: &str = include_str!("page/index.html");
const STYLE: &str = include_str!("page/style.css");

/// The modules of the script, each after those that it imports.
const MODULES: [(&str, &str); 6] = [
    ("dom.js", include_str!("page/dom.js")),
    ("editor.js", include_str!("page/editor.js")),
    ("fields.js", include_str!("page/fields.js")),
    ("form.js", include_str!("page/form.js")),
    ("reply.js", include_str!("page/reply.js")),
    ("app.js", include_str!("page/app.js")),
];

/// The script that all modules make.
static SCRIPT: LazyLock<String> = LazyLock::new(|| joined(&MODULES));

/// The elements of the frame that are filled in.
const STYLE_ELEMENT: &str = "<style></style>";
const SCRIPT_ELEMENT: &str = "<script type=\"module\" blocking=\"render\"></script>";
const DATA_ELEMENT: &str = "<script type=\"application/json\" id=\"opened\">";

/// The document, with a nonce that its content security policy names.
pub(super) fn answer(state: Arc<OnceLock<State>>) -> Response<Body> {
    let Ok(nonce) = guard::random() else {
        return typed(
            StatusCode::INTERNAL_SERVER_ERROR,
            "text/plain",
            "this machine has no random numbers\n",
        );
    };
    let (mut sender, channel) = Channel::<Bytes, Infallible>::new(2);
    let (head, tail) = FRAME.split_once(DATA_ELEMENT).unwrap_or((FRAME, ""));
    let head = head
        .replacen(
            STYLE_ELEMENT,
            &format!("<style nonce=\"{nonce}\">\n{STYLE}</style>"),
            1,
        )
        .replacen(
            SCRIPT_ELEMENT,
            &format!(
                "<script type=\"module\" blocking=\"render\" nonce=\"{nonce}\">\n{}</script>",
                *SCRIPT
            ),
            1,
        );
    tokio::spawn(async move {
        if sender.send_data(Bytes::from(head)).await.is_err() {
            return;
        }
        let opened = tokio::task::spawn_blocking(move || opened(state.wait())).await;
        let data = format!("{DATA_ELEMENT}{}{tail}", opened.unwrap_or_default());
        // A browser that has gone needs no more.
        let _ = sender.send_data(Bytes::from(data)).await;
    });
    let mut response = typed(
        StatusCode::OK,
        "text/html; charset=utf-8",
        Body::new(channel),
    );
    Guard::allow(&nonce, response.headers_mut());
    response
}

/// The contract and the environments, as JSON that an element of script can hold: no `<` is in it.
fn opened(state: &State) -> String {
    let environments = state.folder.environments();
    let environments = environments.unwrap_or_else(|message| failure(&message));
    let opened = json!({"contract": state.listed(), "environments": environments});
    opened.to_string().replace('<', "\\u003c")
}

/// One script of all modules. Each becomes a function that is called at once and returns what the module exports; imports become
/// constants in it. So a module sees what it imports, and no more.
fn joined(modules: &[(&str, &str)]) -> String {
    let mut all = String::new();
    for (file, text) in modules {
        let mut exports = Vec::new();
        let _ = writeln!(all, "const {} = (() => {{", constant(file));
        for line in text.lines() {
            if let Some((names, from)) = import(line) {
                let _ = writeln!(all, "const {names} = {};", constant(from));
                continue;
            }
            let exported = line.strip_prefix("export ");
            exports.extend(exported.and_then(declared));
            let _ = writeln!(all, "{}", exported.unwrap_or(line));
        }
        let _ = writeln!(all, "return {{ {} }};\n}})();", exports.join(", "));
    }
    all
}

/// The names and the file of `import { names } from "./file";`.
fn import(line: &str) -> Option<(&str, &str)> {
    let (names, from) = line.strip_prefix("import ")?.split_once(" from \"./")?;
    Some((names, from.strip_suffix("\";")?))
}

/// The constant that holds what a module exports.
fn constant(file: &str) -> String {
    file.replace('.', "_")
}

/// The name that a declaration declares.
fn declared(declaration: &str) -> Option<&str> {
    let mut words = declaration.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.find(|word| !matches!(*word, "async" | "class" | "const" | "function"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frame_has_each_element_that_is_filled_in_once() {
        for element in [STYLE_ELEMENT, SCRIPT_ELEMENT, DATA_ELEMENT] {
            assert_eq!(FRAME.matches(element).count(), 1, "{element}");
        }
    }

    /// The text that a parser of HTML would take for the end of the element, or for the begin of a comment in it.
    #[test]
    fn style_and_script_do_not_end_their_elements() {
        for text in [STYLE, &*SCRIPT] {
            for word in ["</script", "</style", "<!--", "<script"] {
                assert!(!text.contains(word), "{word}");
            }
        }
    }

    #[test]
    fn modules_become_one_script() {
        let modules = [
            (
                "one.js",
                "export const a = 1;\nconst hidden = 2;\nexport async function b() {}",
            ),
            ("two.js", "import { a, b } from \"./one.js\";\nb(a);"),
        ];
        let script = "const one_js = (() => {\nconst a = 1;\nconst hidden = 2;\nasync function b() {}\nreturn { a, b };\n})();\n\
                      const two_js = (() => {\nconst { a, b } = one_js;\nb(a);\nreturn {  };\n})();\n";
        assert_eq!(joined(&modules), script);
    }

    /// Each form of import and export that the modules have is one that is joined, and no module comes before one that it imports.
    #[test]
    fn no_import_or_export_is_left() {
        let mut known = Vec::new();
        for (file, text) in MODULES {
            for line in text.lines().filter(|line| line.contains("import ")) {
                let (_, from) = import(line).expect(line);
                assert!(
                    known.contains(&from),
                    "{file} imports {from} before it is there"
                );
            }
            known.push(file);
        }
        for line in SCRIPT.lines() {
            assert!(
                !line.starts_with("import ") && !line.starts_with("export "),
                "{line}"
            );
            assert!(
                !line.starts_with("await "),
                "a function that is called at once cannot wait: {line}"
            );
        }
    }
}
