// The form of a message, made from the types of the contract.

import { get, h, members, unique } from "./dom.js";
import { control, flags } from "./fields.js";

/** The types that were asked for, by their numbers. The command numbers a type once. */
const types = new Map();

export function learn(described) {
  for (const [id, type] of Object.entries(described ?? {})) types.set(Number(id), type);
}

async function type(id) {
  if (!types.has(id)) learn((await get(`type?id=${id}`)).types);
  return types.get(id) ?? { kind: "any" };
}

const isSimple = (one) => ["simple", "enumeration", "union"].includes(one?.kind);
const isGroup = (part) => part.parts !== undefined;
const keys = (part) => (isGroup(part) ? part.parts.flatMap(keys) : [part.key]);

/** The name of a member as one reads it: without its namespace. */
const WORDS = new Map([["$", "text"], ["@any", "other elements"], ["@choice", "choice"], ["@sequence", "group"]]);
const readable = (key) => WORDS.get(key) ?? key.replace(/\{[^}]*\}/, "").replace(/#\d+$/, "");

/** A new value of a type: what is required, as far as it is known. */
export function blank(id, depth = 0) {
  const one = types.get(id);
  if (!one || depth > 6) return undefined;
  if (one.kind === "derived") {
    const first = one.variants.find((variant) => variant.key === null) ?? one.variants[0];
    const inner = first && blank(first.type, depth + 1);
    return first?.key ? { "@type": first.key, ...(inner ?? {}) } : inner ?? {};
  }
  if (one.kind === "pairs" || one.kind === "list") return [];
  if (one.kind !== "struct") return undefined;
  const value = new Map();
  for (const part of one.parts) {
    if (isGroup(part) || !part.required || part.repeated) continue;
    const inner = blank(part.type, depth + 1);
    if (inner !== undefined) value.set(part.key, inner);
  }
  return Object.fromEntries(value);
}

/** A form. `changed` is called when a value changes. */
export class Form {
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.open = new Set();
    this.fields = new Map();
    this.drawn = 0;
  }

  /** Shows values: sections of a title, a type and a place that holds the value. */
  async show(sections) {
    const drawing = ++this.drawn;
    const fields = new Map();
    const shown = [];
    for (const { title, type: id, place, steps } of sections) {
      const context = { form: this, fields, depth: 0 };
      const body = await value(context, id, place, steps, {});
      shown.push(title ? h("details", { class: "section", open: this.open.has(title), ontoggle: (event) => this.toggled(title, event.target.open) }, h("summary", { text: title }), body) : body);
    }
    if (drawing !== this.drawn) return;
    this.fields = fields;
    this.root.replaceChildren(...shown);
  }

  toggled(name, isOpen) {
    this.open[isOpen ? "add" : "delete"](name);
  }

  /** Marks the fields that problems are about, and opens what hides them. */
  mark(problems) {
    for (const field of this.fields.values()) {
      field.note.textContent = "";
      field.box.classList.remove("wrong");
      field.input?.removeAttribute("aria-invalid");
    }
    for (const problem of problems) {
      const steps = [problem.in === "headers" ? "headers" : "body", ...problem.steps];
      let field;
      for (let length = steps.length; length > 0 && !field; length--) field = this.fields.get(JSON.stringify(steps.slice(0, length)));
      if (!field) continue;
      field.note.textContent = problem.message;
      field.box.classList.add("wrong");
      field.input?.setAttribute("aria-invalid", "true");
    }
  }
}

/** The place of a member: setting it makes the objects around it, in the order of the contract. */
function below(place, key, order) {
  return {
    get: () => members(place.get()).get(key),
    set(value) {
      const all = members(place.get());
      if (value === undefined) all.delete(key);
      else all.set(key, value);
      const sorted = new Map(["@type", "@nil", ...order].filter((name) => all.has(name)).map((name) => [name, all.get(name)]));
      place.set(Object.fromEntries(new Map([...sorted, ...all])));
    },
  };
}

/** The place of an item. */
const item = (place, index) => ({
  get: () => place.get()?.[index],
  set(value) {
    const all = [...(place.get() ?? [])];
    all[index] = value === undefined ? null : value;
    place.set(all);
  },
});

/** A value of a type. */
async function value(context, id, place, steps, member) {
  const one = await type(id);
  switch (one.kind) {
    case "struct": return structure(context, one, place, steps);
    case "choice": return h("div", { class: "members" }, await choice(context, { choice: true, parts: one.parts }, place, steps, one.parts.flatMap(keys)));
    case "derived": return derived(context, one, place, steps);
    case "pairs": return pairs(context, one, place, steps);
    case "list": return list(context, one, place, steps, member);
    default: return control(one, place, member).element;
  }
}

async function structure(context, one, place, steps) {
  const order = one.parts.flatMap(keys);
  const body = h("div", { class: "members" });
  if (one.parts.length === 0) body.append(h("p", { class: "faint small", text: "No members." }));
  for (const part of one.parts) body.append(await partOf(context, part, place, steps, order));
  return body;
}

const partOf = (context, part, place, steps, order) =>
  isGroup(part) ? group(context, part, place, steps, order) : memberOf(context, part, below(place, part.key, order), [...steps, part.key]);

async function group(context, part, place, steps, order) {
  if (part.choice) return choice(context, part, place, steps, order);
  const box = h("div", { class: "members" });
  for (const inner of part.parts) box.append(await partOf(context, inner, place, steps, order));
  return box;
}

/** One of several branches. */
async function choice(context, part, place, steps, order) {
  const has = (branch) => keys(branch).some((key) => members(place.get()).get(key) !== undefined);
  let chosen = part.parts.findIndex(has);
  const id = unique("choice");
  const content = h("div", { class: "members branch" });
  const name = (branch) => (isGroup(branch) ? keys(branch).map(readable).join(" + ") : readable(branch.key));
  const draw = async () => {
    content.replaceChildren();
    if (chosen >= 0) content.append(await partOf(context, part.parts[chosen], place, steps, order));
  };
  const select = h("select", { id, class: "chooser", onchange: async () => {
    chosen = Number(select.value);
    const all = members(place.get());
    for (const branch of part.parts) if (branch !== part.parts[chosen]) for (const key of keys(branch)) all.delete(key);
    const branch = part.parts[chosen];
    if (branch && !isGroup(branch) && !branch.repeated) {
      await type(branch.type);
      const fresh = blank(branch.type);
      if (fresh !== undefined) all.set(branch.key, fresh);
    }
    place.set(Object.fromEntries(all));
    await draw();
  } }, h("option", { value: "-1", text: part.optional ? "none" : "choose one" }), ...part.parts.map((branch, index) => h("option", { value: index, text: name(branch) })));
  select.value = String(chosen);
  await draw();
  return h("fieldset", { class: "choice" }, h("legend", { text: "One of" }),
    h("label", { for: id, class: "visually-hidden", text: `One of ${part.parts.map(name).join(", ")}` }), select, content);
}

/** The type that a value has, out of those derived from the declared one. */
async function derived(context, one, place, steps) {
  const at = () => Math.max(0, one.variants.findIndex((variant) => variant.key === (place.get()?.["@type"] ?? null)));
  const content = h("div");
  const draw = async () => {
    const variant = one.variants[at()];
    content.replaceChildren(variant ? await value(context, variant.type, place, steps, {}) : "");
  };
  await draw();
  if (one.variants.length < 2) return content;
  const id = unique("type");
  const select = h("select", { id, class: "chooser", onchange: async () => {
    const variant = one.variants[Number(select.value)];
    const next = await type(variant.type);
    const known = new Set(next.parts?.flatMap(keys) ?? []);
    const kept = Object.entries(place.get() ?? {}).filter(([key]) => known.has(key));
    const fresh = { ...(blank(variant.type) ?? {}), ...Object.fromEntries(kept) };
    place.set(variant.key ? { "@type": variant.key, ...fresh } : fresh);
    await draw();
  } }, ...one.variants.map((variant, index) => h("option", { value: index, text: variant.name, title: variant.documentation || undefined })));
  select.value = String(at());
  return h("div", { class: "stack" }, h("div", { class: "row" }, h("label", { for: id, class: "small", text: "Type" }), select), content);
}

/** A dictionary, as pairs. */
async function pairs(context, one, place, steps) {
  const all = () => {
    const now = place.get();
    if (Array.isArray(now)) return now;
    return Object.entries(now ?? {}).map(([key, value]) => ({ key, value }));
  };
  const order = ["key", "value"];
  const box = h("div", { class: "stack" });
  const held = { get: all, set: (next) => place.set(next) };
  const draw = async () => {
    box.replaceChildren();
    for (let index = 0; index < all().length; index++) {
      const at = item(held, index);
      const row = h("div", { class: "item pair" }, h("div", { class: "item-head" }, h("span", { class: "faint small", text: `pair ${index + 1}` }),
        h("span", { class: "tools" }, button("×", `Remove pair ${index + 1}`, async () => { place.set(all().filter((_, other) => other !== index)); await draw(); }))));
      const members = h("div", { class: "members" });
      for (const [key, id] of [["key", one.key], ["value", one.value]]) members.append(await memberOf(context, { key, type: id, required: true }, below(at, key, order), [...steps, index, key]));
      row.append(members);
      box.append(row);
    }
    box.append(h("button", { type: "button", class: "small", text: "Add a pair", onclick: async () => { place.set([...all(), {}]); await draw(); } }));
  };
  await draw();
  return box;
}

/** Simple values in one text. */
async function list(context, one, place, steps, member) {
  const inner = await type(one.item);
  if (inner.kind === "enumeration" && (one.set || inner.values.length <= 12)) return flags(inner.values, place);
  return items(context, { ...member, type: one.item }, place, steps);
}

const button = (text, label, onclick) => h("button", { type: "button", class: "quiet small", "aria-label": label, title: label, text, onclick });

/** The items of an array. */
async function items(context, member, place, steps) {
  const inner = await type(member.type);
  const box = h("ol", { class: "items" });
  const all = () => (Array.isArray(place.get()) ? place.get() : []);
  const change = async (next, focus) => {
    place.set(next.length ? next : undefined);
    await draw();
    if (focus !== undefined) box.children[focus]?.querySelector("input, select, textarea, button")?.focus();
  };
  const name = readable(member.key ?? "item");
  const draw = async () => {
    const rows = [];
    for (let index = 0; index < all().length; index++) {
      const tools = h("span", { class: "tools" },
        index > 0 && button("↑", `Move ${name} ${index + 1} up`, () => { const next = [...all()]; [next[index - 1], next[index]] = [next[index], next[index - 1]]; return change(next); }),
        button("×", `Remove ${name} ${index + 1}`, () => change(all().filter((_, other) => other !== index))));
      const at = [...steps, index];
      const body = all()[index] === null && !isSimple(inner) ? h("em", { class: "faint", text: "nil" }) : await value(context, member.type, item(place, index), at, member);
      const note = h("p", { class: "note", role: "alert" });
      const row = h("li", { class: isSimple(inner) ? "item simple" : "item" },
        isSimple(inner) ? h("div", { class: "row" }, h("div", { class: "grow" }, body), tools) : h("div", { class: "item-head" }, h("span", { class: "faint small", text: `${name} ${index + 1}` }), tools),
        isSimple(inner) ? note : h("div", {}, body, note));
      const input = row.querySelector("input, select, textarea");
      if (isSimple(inner)) input?.setAttribute("aria-label", `${name} ${index + 1}`);
      context.fields.set(JSON.stringify(at), { box: row, note, input: isSimple(inner) ? input : null });
      rows.push(row);
    }
    box.replaceChildren(...rows);
  };
  await draw();
  const fresh = () => { const made = blank(member.type); return made !== undefined ? made : inner.kind === "simple" && inner.name === "string" ? "" : inner.kind === "enumeration" ? inner.values[0] ?? "" : inner.form === "boolean" ? false : inner.form === "number" ? 0 : ""; };
  const add = h("button", { type: "button", class: "small add", text: `Add ${name}`, onclick: () => change([...all(), fresh()], all().length) });
  return h("div", { class: "stack" }, box, add);
}

/** What is said of a member besides its value. */
function hints(member) {
  const words = (member.facets ?? []).map(([name, value]) => `${name} ${value}`);
  if (member.fixed) words.push(`always ${member.default}`);
  else if (member.default !== undefined) words.push(`default ${member.default}`);
  return words.join(" · ");
}

/** A member with its name, documentation, value and mistakes. */
async function memberOf(context, member, place, steps) {
  if (member.kind === "anyAttribute" || member.kind === "unknown") return "";
  const one = await type(member.type);
  const note = h("p", { class: "note", role: "alert", id: unique("note") });
  const box = h("div", { class: "member" });
  const label = member.label ? h("span", { class: "type", text: member.label }) : "";
  const mark = member.required ? h("span", { class: "required", title: "required", text: "*" }) : "";
  const name = readable(member.key);
  const about = [member.documentation, hints(member)].filter(Boolean);
  const described = about.length ? h("p", { class: "doc", id: unique("doc"), title: about.join("\n") , text: about.join(" — ") }) : "";
  const toggled = (input) => { if (input) input.setAttribute("aria-describedby", [described && described.id, note.id].filter(Boolean).join(" ")); };
  if (isSimple(one) && !member.repeated) {
    const draw = () => {
      const field = control(one, place, member);
      toggled(field.input);
      const isNil = place.get() === null;
      field.input.disabled = isNil;
      const nil = member.nillable && h("button", { type: "button", class: "quiet small", "aria-pressed": String(isNil), title: "Send a nil", text: "nil", onclick: () => { place.set(isNil ? undefined : null); draw(); } });
      const head = h("div", { class: "name" }, h("label", { for: field.id, title: member.key, text: name }), mark, label);
      box.replaceChildren(head, h("div", { class: "control" }, h("div", { class: "row" }, h("div", { class: "grow" }, field.element), nil), described, note));
      context.fields.set(JSON.stringify(steps), { box, note, input: field.input });
    };
    draw();
    return box;
  }
  box.classList.add("wide");
  const draw = async () => {
    const isThere = place.get() !== undefined && place.get() !== null;
    const isOpen = isThere || (member.required && place.get() !== null) || member.repeated;
    const change = (text, hint, next) => h("button", { type: "button", class: "quiet small", "aria-label": `${hint} ${name}`, text, onclick: async () => { place.set(next()); await draw(); } });
    const tools = h("span", { class: "tools" },
      !isOpen && change("+ Add", "Add", () => blank(member.type) ?? {}),
      isThere && !member.required && change("Remove", "Remove", () => undefined),
      member.nillable && place.get() !== null && change("nil", "Send a nil for", () => null),
      place.get() === null && h("em", { class: "faint small", text: "nil" }));
    const head = h("div", { class: "name" }, h("span", { class: "label", title: member.key, text: name }), mark, label, tools);
    const body = !isOpen ? "" : member.repeated && one.kind !== "pairs" ? await items(context, member, place, steps) : await value(context, member.type, place, steps, member);
    const control = body && h("div", { class: "control nested", role: "group", "aria-label": name }, body);
    box.replaceChildren(head, described, note, control);
    context.fields.set(JSON.stringify(steps), { box, note, input: null });
  };
  await draw();
  return box;
}
