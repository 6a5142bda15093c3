// The page: what is chosen, what is written, and what came back. The command does the work: see dom.js for how it is asked.

import { find, get, h, later, post, read, tabs } from "./dom.js";
import { Editor } from "./editor.js";
import { Form, blank, learn } from "./form.js";
import { show } from "./reply.js";

const state = { contract: null, operation: null, body: {}, headers: {}, form: null, saved: [], history: [], environments: [], list: "tab-operations", from: "json", turn: 0, fresh: true };

// The request in three forms.

const form = new Form(find("form"), () => {});
const json = new Editor(find("pane-json"), "json", "Request as JSON", (text) => edited("json", text));
const xml = new Editor(find("pane-xml"), "xml", "Request as XML", (text) => edited("xml", text));
const soon = later(120, () => convert());

/** Until the command has answered, what is said of the request is about an older one. */
function convertLater() {
  find("verdict").dataset.checked = "false";
  soon();
}
let pending = Promise.resolve();

const place = (name) => ({ get: () => state[name], set(value) { state[name] = value ?? {}; formChanged(); } });

function formChanged() {
  state.fresh = false;
  state.from = "json";
  json.text = JSON.stringify(state.body, null, 2);
  convertLater();
}

async function edited(kind, text) {
  state.fresh = false;
  state.from = kind;
  if (kind === "json") {
    try {
      state.body = read(text);
      drawLater();
    } catch { /* The command says where. */ }
  }
  convertLater();
}

const drawLater = later(150, () => draw());

const draw = () => form.show([
  ...(state.form.headers === null ? [] : [{ title: "SOAP headers", type: state.form.headers, place: place("headers"), steps: ["headers"] }]),
  { type: state.form.body, place: place("body"), steps: ["body"] },
]);

/** Asks for the other form of what was written last, and for the mistakes in it. */
function convert() {
  const turn = ++state.turn;
  find("verdict").dataset.checked = "false";
  pending = converted(turn);
  return pending;
}

async function converted(turn) {
  const { from, operation } = state;
  const text = from === "xml" ? xml.text : json.text;
  const answer = await post("convert", { operation, from, text, headers: JSON.stringify(state.headers) });
  if (turn !== state.turn || operation !== state.operation) return;
  find("verdict").dataset.checked = "true";
  if (answer.error) return verdict(answer.error.message, true);
  if (from === "xml" && answer.json !== undefined) {
    json.text = answer.json;
    state.body = read(answer.json);
    await draw();
  } else if (from === "xml") json.stale();
  if (from === "json" && answer.xml !== undefined) xml.text = answer.xml;
  else if (from === "json") xml.stale();
  mark(answer.problems);
}

function mark(problems) {
  // A member that nobody has filled in yet is no mistake.
  if (state.fresh && problems.length) {
    mark([]);
    return verdict("Fill in the form, or take a sample.", null);
  }
  json.mark(problems.filter((one) => one.in === "json"));
  xml.mark(problems.filter((one) => one.in === "xml"));
  form.mark(problems);
  if (problems.length === 0) return verdict("The request is as the contract says.", false);
  const [first] = problems;
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : "";
  const where = first.steps.length ? `${first.steps.join(".")}: ` : "";
  verdict(`${first.in === "headers" ? "headers: " : ""}${where}${first.message}${more}`, true);
}

/** Says how the request is: wrong, right, or neither yet. */
function verdict(text, isBad) {
  const box = find("verdict");
  if (box.textContent !== text) box.textContent = text;
  box.className = isBad === null ? "fresh" : isBad ? "bad" : "good";
}

async function fill(answer) {
  state.fresh = false;
  if (answer.problems?.length) mark(answer.problems);
  if (answer.json === undefined) return;
  json.text = answer.json;
  state.from = "json";
  state.body = read(answer.json);
  await draw();
  await convert();
}

// Operations.

const operationOf = (id) => state.contract.operations.find((one) => one.id === id);

async function choose(id, request) {
  const operation = operationOf(id);
  if (!operation) return;
  state.operation = id;
  state.fresh = !request;
  const described = await get(`form?operation=${id}`);
  if (state.operation !== id) return;
  if (described.error) return verdict(described.error.message, true);
  learn(described.types);
  state.form = described;
  state.body = blank(described.body) ?? {};
  state.headers = {};
  find("welcome").hidden = true;
  find("work").hidden = false;
  find("reply").hidden = true;
  find("operation").textContent = operation.name;
  find("signature").textContent = [operation.portType, operation.port].filter(Boolean).join(" · ");
  find("about").textContent = operation.documentation;
  find("about").hidden = !operation.documentation;
  document.title = `${operation.name} — ${state.contract.title}`;
  location.hash = `${operation.portType}.${operation.name}`;
  find("endpoint").placeholder = operation.endpoint || "https://…";
  if (request) {
    state.body = request.body;
    state.headers = request.headers;
  }
  json.text = JSON.stringify(state.body, null, 2);
  xml.text = "";
  state.from = "json";
  drawer(false);
  list();
  await draw();
  await convert();
}

const parsed = (text) => { try { return read(text || "{}"); } catch { return {}; } };

/** Operations whose name or documentation has all words, those with the words in their names first. */
function found(words) {
  const scored = state.contract.operations.map((operation) => {
    const name = operation.name.toLowerCase();
    const all = `${name} ${operation.portType} ${operation.service} ${operation.documentation}`.toLowerCase();
    if (!words.every((word) => all.includes(word))) return null;
    const score = words.reduce((sum, word) => sum + (name === word ? 4 : name.startsWith(word) ? 3 : name.includes(word) ? 2 : 0), 0);
    return { operation, score };
  });
  const hits = scored.filter(Boolean);
  return words.length ? hits.sort((one, other) => other.score - one.score).map((hit) => hit.operation) : hits.map((hit) => hit.operation);
}

const words = () => find("search").value.toLowerCase().split(/\s+/).filter(Boolean);

/** A text with the words that were searched in bold. */
function lit(text, wanted) {
  const longest = [...wanted].sort((one, other) => other.length - one.length).find((word) => text.toLowerCase().includes(word));
  if (!longest) return [text];
  const at = text.toLowerCase().indexOf(longest);
  return [text.slice(0, at), h("mark", { text: text.slice(at, at + longest.length) }), text.slice(at + longest.length)];
}

/** The most operations that are listed. */
const LISTED = 400;

function list() {
  const box = find("list");
  const wanted = words();
  box.setAttribute("aria-labelledby", state.list);
  if (state.list === "tab-saved") return listSaved(box, wanted);
  if (state.list === "tab-history") return listHistory(box, wanted);
  const hits = found(wanted);
  find("found").textContent = wanted.length ? `${hits.length} of ${state.contract.operations.length} operations` : `${hits.length} operations`;
  const groups = new Map();
  for (const operation of hits.slice(0, LISTED)) groups.set(operation.portType, [...(groups.get(operation.portType) ?? []), operation]);
  box.replaceChildren(...[...groups].map(([name, operations]) => h("section", {}, h("h3", { text: name }),
    h("ul", {}, ...operations.map((operation) => h("li", {}, h("button", { type: "button", class: "entry", "aria-current": operation.id === state.operation ? "true" : undefined, onclick: () => choose(operation.id) },
      h("span", { class: "entry-name" }, ...lit(operation.name, wanted), operation.port ? h("span", { class: "faint small port", text: operation.port }) : ""), operation.documentation ? h("span", { class: "entry-about" }, ...lit(operation.documentation.split("\n\n")[0].slice(0, 140), wanted)) : "")))))));
  if (hits.length > LISTED) box.append(h("p", { class: "faint small", text: `${hits.length - LISTED} more: search for them` }));
}

/** Up and down move between entries. */
function move(event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const entries = [...find("list").querySelectorAll(".entry")];
  const at = entries.indexOf(document.activeElement);
  if (at < 0 && step < 0) return;
  event.preventDefault();
  if (at === 0 && step < 0) find("search").focus();
  else entries[Math.min(entries.length - 1, at + step)]?.focus();
}

// Sending.

function asked() {
  const auth = find("auth").value;
  return { operation: state.operation, body: json.text, headers: JSON.stringify(state.headers), endpoint: find("endpoint").value, auth, user: find("user").value, secret: find("secret").value };
}

async function send() {
  if (state.operation === null) return;
  state.fresh = false;
  await convert();
  const button = find("send");
  button.disabled = true;
  button.textContent = "Sending…";
  const answer = await post("send", asked());
  button.disabled = false;
  button.textContent = "Send";
  if (answer.problems) return mark(answer.problems);
  const section = find("reply");
  show(section, answer);
  section.scrollIntoView({ block: "nearest" });
  verdict(answer.error ? `The call failed: ${answer.error.message}` : `The service answered in ${answer.timings.total} ms.`, Boolean(answer.error));
  if (state.list === "tab-history") await listed("tab-history");
}

async function copy() {
  const as = find("copy").value;
  find("copy").value = "";
  if (!as) return;
  await pending;
  const answer = await post("copy", { ...asked(), as });
  if (answer.problems) return mark(answer.problems);
  if (answer.error) return verdict(answer.error.message, true);
  const area = h("textarea", { class: "code block", rows: 14, readonly: true, spellcheck: "false", "aria-label": "The call", value: answer.text });
  const done = h("span", { class: "faint small", role: "status" });
  ask({ curl: "As curl", call: "As wsdl-codegen call", rust: "As Rust" }[as], [area, h("p", { class: "faint small", text: "Secrets are masked, or taken from the environment." }), done], [["Copy", async () => {
    area.select();
    try { await navigator.clipboard.writeText(answer.text); } catch { document.execCommand("copy"); }
    done.textContent = "Copied.";
  }, true]]);
}

// Saved requests, history, environments.

async function listed(id) {
  state.list = id;
  if (id === "tab-saved") state.saved = (await get("saved")).requests ?? [];
  if (id === "tab-history") state.history = (await get("history")).calls ?? [];
  list();
}

function listSaved(box, wanted) {
  const hits = state.saved.filter((one) => wanted.every((word) => `${one.operation} ${one.name}`.toLowerCase().includes(word)));
  find("found").textContent = `${hits.length} saved in ${state.contract.folder}`;
  box.replaceChildren(h("ul", {}, ...hits.map((one) => h("li", { class: "row" }, h("button", { type: "button", class: "entry grow", onclick: () => load(one) },
    h("span", { class: "entry-name", text: one.name }), h("span", { class: "entry-about", text: one.operation })),
    h("button", { type: "button", class: "quiet small", "aria-label": `Delete ${one.name}`, title: "Delete", text: "×", onclick: () => remove(one) })))));
  if (!hits.length) box.append(h("p", { class: "faint small", text: "Save a request, and it is here: a file of JSON in a folder that you can commit." }));
}

async function load(one) {
  const answer = await get(`saved?operation=${encodeURIComponent(one.operation)}&name=${encodeURIComponent(one.name)}`);
  if (answer.error) return verdict(answer.error.message, true);
  const plain = (operation) => `${operation.portType}.${operation.name}`.replace(/[^\w.-]/g, "_").replace(/^\.+|\.+$/g, "");
  const operation = state.contract.operations.find((other) => plain(other) === one.operation);
  if (!operation) return verdict(`The contract has no operation ${one.operation}.`, true);
  await choose(operation.id, { body: parsed(answer.body), headers: parsed(answer.headers) });
}

function remove(one) {
  ask(`Delete ${one.name}?`, [h("p", { text: `The file of ${one.operation} is deleted.` })], [["Delete", async () => {
    const answer = await post("delete", one);
    if (answer.error) verdict(answer.error.message, true);
    find("dialog").close();
    await listed("tab-saved");
  }, true]]);
}

function save() {
  const input = h("input", { id: "save-name", autocomplete: "off", required: true });
  const said = h("p", { class: "small", role: "status" });
  const done = async () => {
    const answer = await post("save", { operation: state.operation, name: input.value, body: json.text, headers: JSON.stringify(state.headers) });
    if (answer.error) { said.textContent = answer.error.message; return; }
    find("dialog").close();
    verdict(`Saved as ${answer.name}${answer.leftOut ? `, without ${answer.leftOut} secret${answer.leftOut > 1 ? "s" : ""}` : ""}.`, false);
    if (state.list === "tab-saved") await listed("tab-saved");
  };
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); done(); } });
  ask("Save the request", [h("label", { class: "field", for: "save-name" }, h("span", { text: "Name" }), input), h("p", { class: "faint small", text: `A file in ${state.contract.folder}, as call --data takes it. Secrets are left out.` }), said], [["Save", done, true]]);
  input.focus();
}

function listHistory(box, wanted) {
  const hits = state.history.filter((one) => wanted.every((word) => `${one.name} ${one.endpoint}`.toLowerCase().includes(word)));
  find("found").textContent = `${hits.length} calls since the command began`;
  box.replaceChildren(h("ul", {}, ...hits.map((one) => h("li", {}, h("button", { type: "button", class: "entry", onclick: () => again(one.id) },
    h("span", { class: "entry-name" }, h("span", { class: `status small ${one.failed ? "bad" : "good"}`, text: String(one.status ?? "—") }), ` ${one.name}`),
    h("span", { class: "entry-about", text: `${new Date(one.when).toLocaleTimeString()} · ${one.ms} ms · ${one.endpoint}` }))))));
  if (hits.length) box.append(h("button", { type: "button", class: "small", text: "Forget all", onclick: async () => { await post("forget", {}); await listed("tab-history"); } }));
}

async function again(id) {
  const past = await get(`history?id=${id}`);
  if (past.error) return verdict(past.error.message, true);
  await choose(past.operation, { body: parsed(past.request.body), headers: parsed(past.request.headers) });
  find("endpoint").value = past.request.endpoint ?? "";
  show(find("reply"), past.reply);
}

function environment() {
  const chosen = state.environments[Number(find("environment").value)];
  find("endpoint").value = chosen?.endpoint ?? "";
  find("auth").value = chosen?.auth ?? "";
  find("user").value = chosen?.user ?? "";
  find("secret").value = "";
  signIn();
}

function signIn() {
  const auth = find("auth").value;
  for (const label of document.querySelectorAll("[data-for]")) label.hidden = auth === "" || (auth === "bearer" && label.dataset.for === "user");
  find("secret-label").textContent = auth === "bearer" ? "Token" : "Password";
}

function listEnvironments(chosen = "") {
  find("environment").replaceChildren(h("option", { value: "", text: "of the contract" }), ...state.environments.map((one, at) => h("option", { value: at, text: one.name })));
  find("environment").value = chosen;
}

function editEnvironments() {
  const rows = h("div", { class: "stack" });
  const add = (one = {}) => {
    const number = rows.children.length + 1;
    const input = (name, hint) => h("input", { "data-name": name, "aria-label": `${hint} of environment ${number}`, placeholder: hint, value: one[name] ?? "", spellcheck: "false", autocomplete: "off" });
    const auth = find("auth").cloneNode(true);
    auth.removeAttribute("id");
    auth.dataset.name = "auth";
    auth.setAttribute("aria-label", `Sign in of environment ${number}`);
    auth.value = one.auth ?? "";
    const row = h("div", { class: "environment" }, input("name", "Name"), input("endpoint", "Endpoint"), auth, input("user", "User"),
      h("button", { type: "button", class: "quiet small", "aria-label": `Remove environment ${number}`, text: "×", onclick: () => row.remove() }));
    rows.append(row);
  };
  state.environments.forEach(add);
  const said = h("p", { class: "small", role: "status" });
  if (!state.environments.length) add();
  ask("Environments", [rows, h("button", { type: "button", class: "small", text: "Add an environment", onclick: () => add() }),
    h("p", { class: "faint small", text: `They are in environments.json of ${state.contract.folder}, without passwords.` }), said], [["Save", async () => {
    const all = [...rows.children].map((row) => Object.fromEntries([...row.querySelectorAll("[data-name]")].map((field) => [field.dataset.name, field.value.trim()])));
    const answer = await post("environments", all.filter((one) => one.name));
    if (answer.error) { said.textContent = answer.error.message; return; }
    state.environments = answer;
    listEnvironments();
    environment();
    find("dialog").close();
  }, true]]);
}

// The frame.

function ask(title, content, buttons) {
  const dialog = find("dialog");
  dialog.replaceChildren(h("h2", { id: "dialog-title", text: title }), ...content, h("div", { class: "bar end" },
    h("button", { type: "button", text: "Close", onclick: () => dialog.close() }),
    ...buttons.map(([text, onclick, isFirst]) => h("button", { type: "button", class: isFirst ? "primary" : "", text, onclick }))));
  if (!dialog.open) dialog.showModal();
}

const KEYS = [["/", "search"], ["↑ ↓", "move in the list"], ["Ctrl Enter", "send"], ["Alt 1, 2, 3", "form, JSON, XML"], ["Alt R", "reply"], ["?", "this list"]];

const help = () => ask("Keyboard", [h("dl", { class: "keys" }, ...KEYS.flatMap(([keys, about]) => [h("dt", {}, ...keys.split(" ").map((key) => h("kbd", { text: key }))), h("dd", { text: about })]))], []);

function drawer(isOpen) {
  document.body.classList.toggle("drawer", isOpen);
  find("drawer").setAttribute("aria-expanded", String(isOpen));
}

const THEMES = ["system", "light", "dark"];

function theme(name) {
  if (name === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  find("theme").textContent = `Theme: ${name}`;
  // The address has a port of its own each time, so nothing is kept beyond this page.
  sessionStorage.setItem("theme", name);
}

const pick = tabs(find("panes-tabs"), (id) => { document.querySelector(".panes").dataset.pane = id.slice(5); });

function focusPane(name) {
  pick(`pick-${name}`);
  (name === "form" ? find("form").querySelector("input, select, textarea, button") : name === "json" ? json.area : xml.area)?.focus();
}

function pressed(event) {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") { event.preventDefault(); send(); return; }
  if (event.altKey && { 1: 1, 2: 1, 3: 1 }[event.key]) { event.preventDefault(); focusPane(["form", "json", "xml"][event.key - 1]); return; }
  if (event.altKey && event.key.toLowerCase() === "r") { event.preventDefault(); find("reply").focus(); return; }
  if (event.target.matches?.("input, textarea, select") || find("dialog").open) return;
  if (event.key === "/") { event.preventDefault(); drawer(true); find("search").focus(); }
  if (event.key === "?") help();
}

function overview() {
  const { contract } = state;
  find("services").replaceChildren(...contract.services.map((service) => h("section", {}, h("h3", { text: service.name }),
    h("table", {}, h("tbody", {}, ...service.ports.map((port) => h("tr", {}, h("th", { scope: "row", text: port.name }), h("td", { text: port.protocol }), h("td", { text: port.address ?? "no address" }))))))));
}

async function begin() {
  theme(THEMES.includes(sessionStorage.getItem("theme")) ? sessionStorage.getItem("theme") : "system");
  const { contract, environments } = parsed(find("opened").textContent);
  if (!contract) { find("welcome").replaceChildren(h("p", { class: "bad", text: "The contract did not arrive: the command may have ended." })); return; }
  contract.title = [...new Set(contract.operations.map((one) => one.portType))].slice(0, 2).join(", ") || "Contract";
  state.contract = contract;
  state.environments = Array.isArray(environments) ? environments : [];
  if (environments.error) verdict(environments.error.message, true);
  find("title").textContent = contract.title;
  find("title").title = contract.contracts.join("\n");
  document.title = `${contract.title} — try`;
  listEnvironments();
  signIn();
  overview();
  list();
  document.body.dataset.ready = "true";
  performance.mark("ready");
  const wanted = decodeURIComponent(location.hash.slice(1));
  const operation = contract.operations.find((one) => `${one.portType}.${one.name}` === wanted);
  if (operation) await choose(operation.id);
  else if (contract.operations.length === 1) await choose(contract.operations[0].id);
}

tabs(document.querySelector("#side .tabs"), listed);
find("search").addEventListener("input", list);
find("search").addEventListener("keydown", (event) => { if (event.key === "Enter") find("list").querySelector(".entry")?.click(); });
find("side").addEventListener("keydown", move);
for (const one of ["form", "target"]) find(one).addEventListener("submit", (event) => event.preventDefault());
find("send").addEventListener("click", send);
find("save").addEventListener("click", save);
find("copy").addEventListener("change", copy);
find("sample").addEventListener("click", async () => fill(await post("sample", { operation: state.operation, required: false })));
find("required").addEventListener("click", async () => fill(await post("sample", { operation: state.operation, required: true })));
find("clear").addEventListener("click", () => choose(state.operation));
find("environment").addEventListener("change", environment);
find("environments").addEventListener("click", editEnvironments);
find("auth").addEventListener("change", signIn);
find("theme").addEventListener("click", () => theme(THEMES[(THEMES.indexOf(sessionStorage.getItem("theme") ?? "system") + 1) % 3]));
find("help").addEventListener("click", help);
find("drawer").addEventListener("click", () => drawer(!document.body.classList.contains("drawer")));
document.addEventListener("keydown", pressed);
begin();
