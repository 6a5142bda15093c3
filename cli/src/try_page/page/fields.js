// Fields of simple values. Each returns an element, with the control to label; `place.get` and `place.set` hold the value.

import { h, read, unique } from "./dom.js";

const HINTS = {
  date: "2026-02-28", dateTime: "2026-02-28T13:45:00Z", time: "13:45:00", duration: "P1DT2H", gYear: "2026", gYearMonth: "2026-02",
  gMonth: "--02", gMonthDay: "--02-28", gDay: "---28", decimal: "12.50", QName: "{namespace}name", guid: "00000000-0000-0000-0000-000000000000",
};
const PICKERS = { date: "date", dateTime: "datetime-local", time: "time" };

/** The text of a value in a field. */
const shown = (value) => (value === undefined || value === null ? "" : typeof value === "object" ? JSON.stringify(value) : String(value));

/** A control for a simple type, with an id of its own. */
export function control(type, place, member = {}) {
  const id = unique("field");
  if (type.kind === "enumeration") return choice(id, type.values, place, (text) => text);
  if (type.kind === "simple" && type.form === "boolean") return choice(id, ["true", "false"], place, (text) => text === "true");
  if (type.kind === "union") return line(id, place, { values: member.values });
  if (type.kind === "simple") {
    if (type.name === "base64Binary" || type.name === "hexBinary") return binary(id, type.name, place);
    if (type.form === "number") return line(id, place, { parse: number, mode: "decimal" });
    return line(id, place, {
      hint: HINTS[type.name],
      picker: PICKERS[type.name],
      keepsEmpty: type.name === "string",
      secret: member.secret,
      long: type.name === "string" && String(place.get() ?? "").includes("\n"),
      mode: ["long", "unsignedLong", "integer", "decimal"].includes(type.name) ? "decimal" : undefined,
      values: member.values,
    });
  }
  return json(id, place, member.key?.replace(/^@/, "") ?? "value");
}

/** A number, or the text as it is: the command says what is wrong with it. */
function number(text) {
  const trimmed = text.trim();
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
}

function choice(id, values, place, parse) {
  const current = shown(place.get());
  const known = values.includes(current) || current === "" ? values : [...values, current];
  const select = h("select", { id, onchange: () => place.set(select.value === "" ? undefined : parse(select.value)) },
    h("option", { value: "", text: "not set" }),
    ...known.map((value) => h("option", { value, text: value })));
  select.value = current;
  return { id, element: select, input: select };
}

function line(id, place, { parse = (text) => text, hint, picker, keepsEmpty, secret, long, mode, values } = {}) {
  const list = values?.length ? unique("values") : undefined;
  const input = h(long ? "textarea" : "input", {
    id, spellcheck: "false", autocomplete: "off", placeholder: hint, inputmode: mode, list,
    type: long ? undefined : secret ? "password" : "text", rows: long ? 4 : undefined,
    oninput: () => place.set(input.value === "" && !keepsEmpty ? undefined : parse(input.value)),
  });
  input.value = shown(place.get());
  if (!list && !picker) return { id, element: input, input };
  const row = h("div", { class: "row" }, input);
  if (list) row.append(h("datalist", { id: list }, ...values.map((value) => h("option", { value }))));
  if (picker) row.append(...pick(input, picker, place));
  return { id, element: row, input };
}

/** The calendar of the browser, beside a text that may have what the calendar has not: a time zone, or a mistake. */
function pick(input, kind, place) {
  const native = h("input", { type: kind, class: "native", tabindex: "-1", "aria-hidden": "true", step: kind === "date" ? undefined : "1" });
  native.addEventListener("input", () => {
    input.value = kind === "datetime-local" && native.value.length === 16 ? `${native.value}:00` : native.value;
    place.set(input.value || undefined);
  });
  const open = h("button", { type: "button", class: "quiet", title: "Choose from a calendar", "aria-label": "Choose from a calendar", text: "▾", onclick: () => {
    try { native.showPicker(); } catch { native.focus(); }
  } });
  return [open, native];
}

/** Bytes: text in base64 or hex, or a file. */
function binary(id, name, place) {
  const input = h("textarea", { id, rows: 2, spellcheck: "false", placeholder: name === "hexBinary" ? "hex" : "base64",
    oninput: () => place.set(input.value === "" ? undefined : input.value) });
  input.value = shown(place.get());
  const file = h("input", { type: "file", class: "visually-hidden", id: `${id}-file`, onchange: async () => {
    const [chosen] = file.files;
    if (!chosen) return;
    const data = new Uint8Array(await chosen.arrayBuffer());
    input.value = name === "hexBinary" ? hex(data) : base64(data);
    place.set(input.value);
  } });
  return { id, input, element: h("div", { class: "stack" }, input, h("label", { class: "button small", for: file.id, text: "From a file…" }), file) };
}

function base64(data) {
  let text = "";
  for (let at = 0; at < data.length; at += 0x8000) text += String.fromCharCode(...data.subarray(at, at + 0x8000));
  return btoa(text);
}

const hex = (data) => Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** A value that the contract leaves open, as JSON. */
function json(id, place, label) {
  const input = h("textarea", { id, rows: 3, spellcheck: "false", placeholder: "JSON", "aria-label": `${label} as JSON`, oninput: () => {
    if (input.value.trim() === "") return place.set(undefined);
    try {
      input.setCustomValidity("");
      place.set(read(input.value));
    } catch (error) {
      input.setCustomValidity(error.message);
      input.reportValidity();
    }
  } });
  const value = place.get();
  input.value = value === undefined ? "" : JSON.stringify(value, null, 1);
  return { id, element: input, input };
}

/** Flags: a box for each value. */
export function flags(values, place) {
  const box = h("div", { class: "flags" });
  for (const value of values) {
    const check = h("input", { type: "checkbox", onchange: () => {
      const old = Array.isArray(place.get()) ? place.get() : [];
      const rest = values.filter((one) => (one === value ? check.checked : old.includes(one)));
      place.set(rest.length ? rest : undefined);
    } });
    check.checked = (place.get() ?? []).includes?.(value) ?? false;
    box.append(h("label", { class: "check" }, check, value));
  }
  return box;
}
