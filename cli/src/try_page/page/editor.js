// A text with line numbers, colours and marks of mistakes: a plain text area above a picture of its text.

import { h, unique } from "./dom.js";

/** Texts that are longer have no colours: they stay quick. */
const COLOURED = 60000;

const TOKENS = {
  json: /("(?:\\.|[^"\\\n])*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g,
  xml: /(<!-{2}[^]*?-->|<\?[^]*?\?>)|(<\/?)([\w.:-]+)|([\w.:-]+)(=)("[^"]*"|'[^']*')|(\/?>)/g,
};

function coloured(text, kind) {
  const out = [];
  let at = 0;
  const span = (name, piece) => { if (piece) out.push(h("span", { class: name, text: piece })); };
  for (const match of text.matchAll(TOKENS[kind])) {
    out.push(text.slice(at, match.index));
    at = match.index + match[0].length;
    if (kind === "json") {
      if (match[1]) span(match[2] ? "t-name" : "t-text", match[1]);
      if (match[2]) out.push(match[2]);
      span("t-word", match[3]);
      span("t-number", match[4]);
    } else {
      span("t-faint", match[1]);
      span("t-faint", match[2]);
      span("t-name", match[3]);
      span("t-word", match[4]);
      span("t-faint", match[5]);
      span("t-text", match[6]);
      span("t-faint", match[7]);
    }
  }
  out.push(text.slice(at), "\n");
  return out;
}

export class Editor {
  /** An editor in a pane. `changed` is called with the text while one types. */
  constructor(pane, kind, label, changed) {
    this.kind = kind;
    const note = unique("mistake");
    this.area = h("textarea", { class: "code", spellcheck: "false", autocomplete: "off", autocapitalize: "off", wrap: "off", "aria-label": label, "aria-describedby": note,
      oninput: () => { this.draw(); changed?.(this.area.value); }, onscroll: () => this.scroll() });
    this.area.readOnly = !changed;
    this.picture = h("pre", { class: "code picture", "aria-hidden": "true" });
    this.lines = h("pre", { class: "code lines", "aria-hidden": "true" });
    this.note = h("p", { class: "note mistake", id: note, role: "status" });
    this.box = h("div", { class: "editor" }, this.lines, h("div", { class: "text" }, this.picture, this.area));
    this.marked = new Set();
    pane.append(this.box, this.note);
    this.area.addEventListener("keydown", (event) => this.key(event));
  }

  get text() { return this.area.value; }

  set text(text) {
    if (text !== this.area.value) {
      this.area.value = text;
      this.draw();
    }
    this.box.classList.remove("stale");
  }

  /** Says that the text is older than the other forms, which have a mistake. */
  stale() { if (this.area.value) this.box.classList.add("stale"); }

  /** A tab leaves, as everywhere; a new line keeps the indentation. */
  key(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || this.area.readOnly) return;
    const before = this.area.value.slice(0, this.area.selectionStart);
    const indent = /[^\n]*$/.exec(before)[0].match(/^ */)[0] + (/[{[]\s*$/.test(before) ? "  " : "");
    if (!indent) return;
    event.preventDefault();
    // The browser's own command keeps undo working.
    document.execCommand("insertText", false, `\n${indent}`);
  }

  draw() {
    const text = this.area.value;
    const isLong = text.length > COLOURED;
    this.box.classList.toggle("plain", isLong);
    this.picture.replaceChildren(...(isLong ? [] : coloured(text, this.kind)));
    const count = text.split("\n").length;
    if (this.count !== count || this.redraw) {
      this.count = count;
      this.redraw = false;
      this.lines.replaceChildren(...Array.from({ length: count }, (_, at) => h("span", { class: this.marked.has(at + 1) ? "wrong" : undefined, text: `${at + 1}\n` })));
    }
    this.scroll();
  }

  scroll() {
    this.picture.style.transform = `translate(${-this.area.scrollLeft}px, ${-this.area.scrollTop}px)`;
    this.lines.style.transform = `translateY(${-this.area.scrollTop}px)`;
  }

  /** Shows mistakes with their places. */
  mark(problems) {
    this.marked = new Set(problems.map((problem) => problem.line));
    this.redraw = true;
    this.draw();
    this.area.setAttribute("aria-invalid", String(problems.length > 0));
    this.note.replaceChildren(...problems.slice(0, 5).map((problem) =>
      h("button", { type: "button", class: "link", text: `${problem.line}:${problem.column} ${problem.message}`, onclick: () => this.go(problem) })));
  }

  go({ line, column }) {
    const before = this.area.value.split("\n").slice(0, line - 1);
    const at = before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
    this.area.focus();
    this.area.setSelectionRange(at, at);
    this.area.scrollTop = Math.max(0, (line - 4) * parseFloat(getComputedStyle(this.area).lineHeight));
  }
}
