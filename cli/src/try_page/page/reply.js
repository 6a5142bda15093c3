// A reply: its status, what failed and why, and its content as tree, JSON, XML, headers and timings.

import { bytes, h, tabs, unique } from "./dom.js";
import { Editor } from "./editor.js";

/** The most members of one object that a tree shows at once. */
const SHOWN = 200;

function leaf(name, value) {
  const kind = value === null ? "t-word" : { string: "t-text", number: "t-number", boolean: "t-word" }[typeof value] ?? "";
  const text = value === null ? "nil" : String(value);
  return h("li", {}, h("span", { class: "t-name", text: name }), " ", h("span", { class: kind, text: text === "" ? "(empty)" : text }));
}

/** A branch that opens. Its content is made when it is opened. */
function branch(name, value, isOpen) {
  const entries = Array.isArray(value) ? value.map((one, at) => [String(at + 1), one]) : Object.entries(value);
  const about = Array.isArray(value) ? `${entries.length} item${entries.length === 1 ? "" : "s"}` : value["@type"] ?? "";
  if (entries.length === 0) return h("li", {}, h("span", { class: "t-name", text: name }), " ", h("span", { class: "faint", text: Array.isArray(value) ? "no items" : "empty" }));
  const list = h("ul", { class: "tree" });
  let filled = 0;
  const fill = () => {
    list.querySelector(":scope > .more")?.remove();
    for (const [key, one] of entries.slice(filled, filled + SHOWN)) list.append(one !== null && typeof one === "object" ? branch(key, one, isOpen && entries.length < 20) : leaf(key, one));
    filled += SHOWN;
    if (filled < entries.length) list.append(h("li", { class: "more" }, h("button", { type: "button", class: "link", text: `${entries.length - filled} more`, onclick: fill })));
  };
  const details = h("details", { ontoggle: () => { if (details.open && !filled) fill(); } },
    h("summary", {}, h("span", { class: "t-name", text: name }), " ", h("span", { class: "faint small", text: about })), list);
  if (isOpen) {
    fill();
    details.open = true;
  }
  return h("li", {}, details);
}

function tree(reply) {
  const list = h("ul", { class: "tree root" });
  if (reply.headers && Object.keys(reply.headers).length) list.append(branch("SOAP headers", reply.headers, false));
  const value = reply.json === undefined ? undefined : JSON.parse(reply.json);
  if (value !== undefined) list.append(value !== null && typeof value === "object" ? branch("Reply", value, true) : leaf("Reply", value));
  for (const one of reply.attachments ?? []) list.append(leaf(`attachment ${one.id}`, `${one.type}, ${bytes(one.bytes)}`));
  return list;
}

function failed(error) {
  const box = h("div", { class: "failure", role: "alert" }, h("h4", { text: error.fault ? `Fault: ${error.fault.code}` : error.kind }));
  const fault = error.fault;
  box.append(h("p", { class: "reason", text: fault ? fault.reason : error.message }));
  if (error.explanation) box.append(h("p", { class: "explanation", text: error.explanation }));
  if (!fault) return box;
  const facts = [["Subcodes", fault.subcodes?.join(", ")], ["Role", fault.role], ["Node", fault.node], ["Detail", fault.detail?.name], ["Detail", fault.detailText]].filter(([, text]) => text);
  if (facts.length) box.append(h("dl", {}, ...facts.flatMap(([name, text]) => [h("dt", { text: name }), h("dd", { text })])));
  if (fault.detail?.json) box.append(h("pre", { class: "code block", text: fault.detail.json }));
  else if (fault.detailXml) box.append(h("pre", { class: "code block", text: fault.detailXml }));
  return box;
}

const table = (rows) => h("table", {}, h("tbody", {}, ...rows.map(([name, value]) => h("tr", {}, h("th", { scope: "row", text: name }), h("td", { text: value })))));

function timings(reply) {
  const { prepare, wait, read, total } = reply.timings;
  const parts = [["prepare", prepare, "writing the request"], ["wait", wait, "sending, and waiting for the reply"], ["read", read, "reading the reply"]];
  const sum = Math.max(0.1, prepare + wait + read);
  const bar = h("div", { class: "timing", role: "img", "aria-label": parts.map(([name, ms]) => `${name} ${ms} ms`).join(", ") });
  for (const [name, ms] of parts) {
    const piece = h("span", { class: name, title: `${name}: ${ms} ms` });
    piece.style.flexGrow = String(Math.max(0.01, ms / sum));
    bar.append(piece);
  }
  return h("div", { class: "stack" }, bar, table([...parts.map(([name, ms, about]) => [name, `${ms} ms — ${about}`]), ["total", `${total} ms`], ["sent", bytes(reply.sent ?? 0)], ["received", bytes(reply.received ?? 0)]]));
}

/** Shows a reply in a section. */
export function show(section, reply) {
  const error = reply.error;
  const status = reply.status ? `${reply.status} ${reply.reason ?? ""}` : error ? "no reply" : "sent";
  const head = h("div", { class: "line reply-head" }, h("h3", { text: "Reply" }), h("span", { class: `status ${error ? "bad" : "good"}`, text: status }),
    reply.timings ? h("span", { class: "faint small", text: `${reply.timings.total} ms` }) : "", reply.received !== undefined ? h("span", { class: "faint small", text: bytes(reply.received) }) : "",
    reply.endpoint ? h("span", { class: "faint small clip", text: reply.endpoint }) : "");
  const views = [];
  if (reply.json !== undefined) views.push(["Tree", () => tree(reply)], ["JSON", (box) => text(box, "json", reply.json)]);
  if (reply.xml !== undefined) views.push(["XML", (box) => text(box, "xml", reply.xml)]);
  if (reply.responseHeaders) views.push(["Headers", () => h("div", { class: "stack" }, h("h4", { text: "Response" }), table(reply.responseHeaders), h("h4", { text: "Request" }), table(reply.requestHeaders ?? []))]);
  if (reply.requestXml) views.push(["Sent", (box) => text(box, "xml", reply.requestXml)]);
  if (reply.timings) views.push(["Timings", () => timings(reply)]);
  const panel = h("div", { role: "tabpanel", class: "view", tabindex: "0" });
  const list = h("div", { class: "tabs", role: "tablist", "aria-label": "Reply as" });
  const byId = new Map();
  for (const [name, make] of views) {
    const id = unique("view");
    byId.set(id, make);
    list.append(h("button", { role: "tab", id, type: "button", text: name, "aria-selected": "false", tabindex: "-1" }));
  }
  const notes = (reply.notes ?? []).map((note) => h("li", { text: note }));
  section.replaceChildren(head, error ? failed(error) : "", notes.length ? h("details", {}, h("summary", { text: `${notes.length} deviation${notes.length > 1 ? "s" : ""} from the contract` }), h("ul", {}, ...notes)) : "",
    reply.cut ? h("p", { class: "note", text: "The XML is cut: the reply is too large to show." }) : "", list, panel);
  section.hidden = false;
  if (views.length === 0) return;
  const choose = tabs(list, (id) => {
    panel.setAttribute("aria-labelledby", id);
    panel.replaceChildren();
    const made = byId.get(id)(panel);
    if (made) panel.append(made);
  });
  choose([...byId.keys()][0]);
}

function text(box, kind, content) {
  const editor = new Editor(box, kind, `Reply as ${kind.toUpperCase()}`);
  editor.text = content;
  editor.note.remove();
}
