
"use strict";

/* The theme: that of the system until another one is chosen. */
const root = document.documentElement;
const stored = (name, value) => {
  try {
    if (value === undefined) return localStorage.getItem(name);
    localStorage.setItem(name, value);
  } catch { /* There is no storage: the choice is for this page. */ }
  return null;
};
const chosen = stored("theme");
if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
document.getElementById("theme").addEventListener("click", () => {
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  stored("theme", root.dataset.theme);
});

const input = document.getElementById("search");
const list = document.getElementById("found");
let at = -1;

/* The addresses of members are made in the same way when pages are written. */
const anchor = (name) => name.replace(/[^A-Za-z0-9._-]/gu, "_");

/* How well a name matches: 0 is best, -1 not at all. */
const rank = (name, wanted) => {
  const lower = name.toLowerCase();
  const own = lower.slice(lower.lastIndexOf(".") + 1);
  if (lower === wanted || own === wanted) return 0;
  if (lower.startsWith(wanted) || own.startsWith(wanted)) return 1;
  return lower.includes(wanted) ? 2 : -1;
};

const find = (text) => {
  const wanted = text.trim().toLowerCase();
  const found = [];
  if (!wanted) return found;
  for (const [name, kind, page, summary, members] of index) {
    const how = rank(name, wanted);
    if (how >= 0) found.push({ how, name, about: summary ? kind + " – " + summary : kind, page });
    for (const member of members) {
      const how = rank(member, wanted);
      if (how >= 0) found.push({ how: how + 0.5, name: member, about: "member of " + name, page: page + "#member." + anchor(member) });
    }
  }
  found.sort((one, other) => one.how - other.how || one.name.length - other.name.length || (one.name < other.name ? -1 : 1));
  return found.slice(0, 50);
};

const choose = (to) => {
  const options = list.querySelectorAll("[role=option]");
  if (options[at]) options[at].setAttribute("aria-selected", "false");
  at = options.length ? (to + options.length) % options.length : -1;
  if (at < 0) return input.removeAttribute("aria-activedescendant");
  options[at].setAttribute("aria-selected", "true");
  options[at].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", options[at].id);
};

const show = () => {
  const found = find(input.value);
  list.replaceChildren();
  found.forEach((one, number) => {
    const item = document.createElement("li");
    item.id = "found-" + number;
    item.setAttribute("role", "option");
    const link = document.createElement("a");
    link.href = one.page;
    link.tabIndex = -1;
    const name = document.createElement("code");
    name.textContent = one.name;
    const about = document.createElement("span");
    about.textContent = one.about;
    link.append(name, about);
    item.append(link);
    list.append(item);
  });
  if (!found.length) {
    const none = document.createElement("li");
    none.textContent = "Nothing has this name.";
    none.className = "faint";
    list.append(none);
  }
  list.hidden = !input.value.trim();
  input.setAttribute("aria-expanded", String(!list.hidden));
  at = -1;
  choose(0);
};

const close = () => {
  list.hidden = true;
  input.setAttribute("aria-expanded", "false");
};

input.addEventListener("input", show);
input.addEventListener("focus", () => { if (input.value.trim()) show(); });
input.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown") choose(at + 1);
  else if (event.key === "ArrowUp") choose(at - 1);
  else if (event.key === "Enter") list.querySelector("[aria-selected=true] a")?.click();
  else if (event.key === "Escape") { close(); input.blur(); }
  else return;
  event.preventDefault();
});
list.addEventListener("click", close);
document.addEventListener("click", (event) => { if (!event.target.closest(".search")) close(); });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input")) return;
  if (event.key === "s" || event.key === "/") {
    event.preventDefault();
    input.focus();
    input.select();
  }
});
