/* [data-offers=URL] on the filter box: what may be typed next, as a listbox (ARIA 1.2 combobox).
   Enter sends the form unless an entry is chosen; without this file the box is a plain field. */
"use strict";
(() => {
  const input = document.querySelector("input[data-offers]");
  if (!input) return;
  const make = (tag, attributes, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.textContent = text;
    return element;
  };
  const list = make("div", { role: "listbox", id: "find_list", "aria-label": input.getAttribute("aria-label") });
  const status = make("div", { class: "visually-hidden", role: "status" });
  list.hidden = true;
  for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" })) input.setAttribute(name, value);
  input.after(list, status);
  const kept = new Map();
  let found = { start: 0, items: [] }, active = -1, asked = 0;

  const close = () => {
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    active = index;
    [...list.children].forEach((option, at) => {
      option.toggleAttribute("data-active", at === index);
      option.setAttribute("aria-selected", String(at === index));
    });
    const option = list.children[index];
    if (option) { input.setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const ask = async () => {
    const mine = ++asked, url = new URL(input.dataset.offers, location.href);
    url.searchParams.set("q", input.value);
    url.searchParams.set("at", input.selectionStart);
    if (!kept.has(url.search)) {
      await new Promise((resolve) => setTimeout(resolve, 60));
      if (mine !== asked) return;
      try {
        const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (!response.ok || response.redirected) return;
        kept.set(url.search, await response.json());
      } catch { return; }
    }
    if (mine !== asked || document.activeElement !== input) return;
    found = kept.get(url.search);
    const word = input.value.slice(found.start, input.selectionStart);
    if (!found.items.length || found.items.some((item) => item.text === word)) { close(); return; }
    list.replaceChildren(...found.items.map((item, index) => {
      const option = make("div", { role: "option", id: `find_list_${index}`, "data-index": index, "aria-selected": "false" });
      option.append(make("span", {}, item.text));
      if (item.meaning) option.append(make("small", {}, item.meaning));
      return option;
    }));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    status.textContent = input.dataset.say.replace("{count}", found.items.length);
    point(-1);
  };
  const choose = (index) => {
    const text = found.items[index].text, isField = text.endsWith(":");
    input.setRangeText(isField ? text : `${text} `, found.start, input.selectionStart, "end");
    close();
    if (isField) ask();
  };
  input.addEventListener("input", ask);
  input.addEventListener("click", () => { if (list.hidden) ask(); });
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) choose(Number(option.dataset.index));
  });
  input.addEventListener("keydown", (event) => {
    const count = found.items.length, down = event.key === "ArrowDown";
    if (down || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask(); else point((active + (down ? 1 : count - (active < 0 ? 0 : 1)) + count) % count);
    } else if ((event.key === "Enter" || (event.key === "Tab" && !event.shiftKey)) && !list.hidden && active >= 0) {
      event.preventDefault();
      choose(active);
    } else if (event.key === "Escape") {
      /* The browser would empty the field. */
      event.preventDefault();
      event.stopPropagation();
      if (list.hidden) input.blur(); else close();
    }
  });
})();
