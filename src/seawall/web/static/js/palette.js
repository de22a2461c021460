/* Ctrl or ⌘ with K: everything this page can do, by typing a part of its name. The entries are the keys of the
   help dialog and the page's own links and buttons, so nothing is offered that is not there. */
"use strict";
(() => {
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const input = dialog.querySelector("input"), list = dialog.querySelector("[role=listbox]");
  const SOURCES = "#report [data-act], #report .menu-item, [data-act], [data-view], .sidebar .nav a, .viewer .menu-item";
  let all = [], found = [], active = 0;
  const usable = (element) => !element.disabled && !element.closest("dialog") && (element.getClientRects().length > 0 || element.closest(".menu-body, .sidebar"));
  const keyed = (key) => [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"], [data-menu-key="${CSS.escape(key)}"]`)];
  const label = (element) => {
    const name = element.getAttribute("aria-label") || element.querySelector(".truncate")?.textContent || element.textContent;
    const group = element.closest(".nav div")?.querySelector("h2")?.textContent;
    return `${group ? `${group}: ` : ""}${name}`.replace(/\s+/g, " ").trim();
  };
  const press = (key) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  const gather = () => {
    all = [];
    /* What the help lists, first: one table for both. A key whose button is not there now is left out. */
    for (const term of document.querySelectorAll("#shortcuts dt")) {
      const keys = [...term.querySelectorAll("kbd")].map((one) => one.textContent), holders = keys.length === 1 ? keyed(keys[0]) : [];
      if (keys.length !== 1 || keys[0].length !== 1 || (holders.length && !holders.some(usable))) continue;
      if (!holders.length && "acmwpdnezbvf".includes(keys[0])) continue;
      all.push({ name: term.nextElementSibling.textContent, key: keys[0], run: () => press(keys[0]) });
    }
    const seen = new Set();
    for (const element of document.querySelectorAll(SOURCES)) {
      const name = label(element);
      if (!name || seen.has(name) || (element.dataset.key && !element.closest(".nav")) || !usable(element)) continue;
      seen.add(name);
      all.push({ name, key: element.dataset.key ?? "", run: () => element.click() });
    }
  };
  const point = (index) => {
    active = index;
    [...list.children].forEach((option, at) => { option.toggleAttribute("data-active", at === index); option.setAttribute("aria-selected", String(at === index)); });
    const option = list.children[index];
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const fill = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    found = all.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word))).slice(0, 40);
    list.replaceChildren(...found.map(({ name, key }, index) => {
      const option = document.createElement("div");
      option.setAttribute("role", "option");
      option.id = `palette_${index}`;
      option.dataset.index = index;
      option.append(Object.assign(document.createElement("span"), { textContent: name }));
      if (key) option.append(Object.assign(document.createElement("kbd"), { className: "kbd", textContent: key }));
      return option;
    }));
    point(found.length ? 0 : -1);
  };
  const choose = (index) => {
    const entry = found[index];
    if (!entry) return;
    dialog.close();
    entry.run();
  };
  input.addEventListener("input", fill);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: found.length - 1 }[event.key];
    if (step && found.length) { event.preventDefault(); point((active + step) % found.length); }
    else if (event.key === "Enter") { event.preventDefault(); choose(active); }
  });
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) choose(Number(option.dataset.index)); });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (dialog.open) { dialog.close(); return; }
    if (document.querySelector("dialog[open]")) return;
    gather();
    input.value = "";
    dialog.showModal();
    fill();
    input.focus();
  });
})();
