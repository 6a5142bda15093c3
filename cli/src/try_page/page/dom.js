// Elements, requests, and small things that all parts need.

/** Makes an element. Attributes that are functions listen; `text` is its text. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key === "text") element.textContent = value;
    else if (key === "value") element.value = value;
    else if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const find = (id) => document.getElementById(id);

/** The members of an object of JSON. A contract may name them as it likes, also as what every object inherits: `constructor`. */
export const members = (value) => new Map(value !== null && typeof value === "object" && !Array.isArray(value) && !JSON.isRawJSON?.(value) ? Object.entries(value) : []);

/** Reads JSON. An integer that a number of JavaScript would round keeps its digits, where the browser can. */
export const read = (text) =>
  JSON.parse(text, (_, value, context) => (typeof value === "number" && /^-?\d+$/.test(context?.source ?? "") && !Number.isSafeInteger(value) && JSON.rawJSON ? JSON.rawJSON(context.source) : value));

async function answered(request) {
  let response;
  try {
    response = await request;
  } catch {
    return { error: { kind: "Page", message: "The command does not answer: it may have ended." } };
  }
  try {
    return await response.json();
  } catch {
    return { error: { kind: "Page", message: `The command answered ${response.status}.` } };
  }
}

/** Asks the command. */
export const get = (path) => answered(fetch(`api/${path}`));

export const post = (path, body) =>
  answered(fetch(`api/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

/** Calls a function when nothing has happened for a while. */
export function later(milliseconds, work) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...values), milliseconds);
  };
}

/** Numbers for ids of elements. */
let last = 0;
export const unique = (word) => `${word}-${++last}`;

/** Tabs that arrow keys move between. `chosen` is told the id of the tab. */
export function tabs(list, chosen) {
  const all = [...list.querySelectorAll('[role="tab"]')];
  const choose = (tab, focus) => {
    for (const one of all) {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    }
    if (focus) tab.focus();
    chosen(tab.id);
  };
  for (const tab of all) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      choose(all[(all.indexOf(tab) + step + all.length) % all.length], true);
    });
  }
  return (id) => choose(all.find((tab) => tab.id === id) ?? all[0]);
}

/** A size for people. */
export function bytes(count) {
  if (count < 1000) return `${count} B`;
  return count < 1e6 ? `${(count / 1000).toFixed(1)} kB` : `${(count / 1e6).toFixed(1)} MB`;
}
