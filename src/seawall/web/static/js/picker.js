/* [data-combobox=URL]: a <select> becomes a field that searches as you type (ARIA 1.2 combobox with a listbox).
   The select stays in the form, hidden, and holds the value; without this file it is simply a select. */
"use strict";
(() => {
  const make = (tag, attributes) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };

  class Picker {
    constructor(box) {
      this.box = box;
      this.select = box.querySelector("select");
      this.items = [];
      this.active = -1;
      this.asked = 0;
      this.draw();
      this.listen();
    }

    draw() {
      const id = this.select.id;
      const describedBy = this.select.getAttribute("aria-describedby");
      this.input = make("input", {
        type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", "aria-autocomplete": "list",
        "aria-expanded": "false", "aria-controls": `${id}_list`, placeholder: this.box.dataset.placeholder || "",
      });
      if (describedBy) this.input.setAttribute("aria-describedby", describedBy);
      if (this.select.getAttribute("aria-invalid")) this.input.setAttribute("aria-invalid", "true");
      this.input.required = this.select.required;
      this.select.required = false;
      this.select.id = `${id}_value`;
      this.input.id = id;
      this.list = make("div", { role: "listbox", id: `${id}_list`, "aria-label": document.querySelector(`label[for="${CSS.escape(id)}"]`)?.textContent ?? "" });
      this.list.hidden = true;
      this.status = make("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
      this.select.hidden = true;
      this.select.before(this.input, this.list, this.status);
      this.show();
    }

    /* The text of the chosen option, with its group when it has one. */
    show() {
      const option = this.select.selectedOptions[0];
      this.input.value = option?.value ? option.textContent.trim() : "";
    }

    listen() {
      this.input.addEventListener("input", (event) => { event.stopPropagation(); this.search(this.input.value); });
      this.input.addEventListener("focus", () => { this.input.select(); });
      this.input.addEventListener("click", () => { if (this.list.hidden) this.search(""); });
      this.input.addEventListener("keydown", (event) => this.key(event));
      this.input.addEventListener("blur", () => { this.close(); this.settle(); });
      this.list.addEventListener("mousedown", (event) => {
        event.preventDefault();
        const option = event.target.closest('[role="option"]');
        if (option) this.choose(this.items[Number(option.dataset.index)]);
      });
    }

    async search(words) {
      const mine = ++this.asked;
      const items = this.box.dataset.combobox ? await this.fetch(words) : this.local(words);
      if (mine !== this.asked || document.activeElement !== this.input) return;
      this.items = items;
      this.fill();
    }

    async fetch(words) {
      await new Promise((resolve) => setTimeout(resolve, words ? 90 : 0));
      const url = new URL(this.box.dataset.combobox, location.href);
      url.searchParams.set("q", words.trim());
      try {
        const response = await fetch(url, { credentials: "same-origin", headers: { Accept: "application/json" } });
        if (response.ok) return (await response.json()).items;
      } catch { /* Off line: what the page has is searched. */ }
      return this.local(words);
    }

    local(words) {
      const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
      const items = [];
      for (const option of this.select.options) {
        const hint = option.closest("optgroup")?.label ?? "";
        const text = `${hint} ${option.textContent}`.toLowerCase();
        if (option.value && wanted.every((word) => text.includes(word))) items.push({ value: option.value, label: option.textContent, hint });
      }
      return items.slice(0, 50);
    }

    fill() {
      this.list.replaceChildren(...this.items.map((item, index) => {
        const option = make("div", { role: "option", id: `${this.list.id}_${index}`, "data-index": index, "aria-selected": String(item.value === this.select.value) });
        option.append(Object.assign(document.createElement("span"), { textContent: item.label }));
        if (item.hint) option.append(Object.assign(document.createElement("small"), { textContent: item.hint }));
        return option;
      }));
      if (!this.items.length) this.list.append(Object.assign(make("div", { class: "combobox-note" }), { textContent: this.box.dataset.sayNone }));
      this.status.textContent = this.items.length ? `${this.items.length} ${this.box.dataset.sayResults}` : this.box.dataset.sayNone;
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      this.point(this.items.length && this.input.value ? 0 : -1);
    }

    point(index) {
      this.active = index;
      [...this.list.children].forEach((option, at) => option.toggleAttribute("data-active", at === index));
      const option = index >= 0 && this.list.children[index];
      if (option) {
        this.input.setAttribute("aria-activedescendant", option.id);
        option.scrollIntoView({ block: "nearest" });
      } else this.input.removeAttribute("aria-activedescendant");
    }

    key(event) {
      const count = this.items.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (this.list.hidden) { this.search(""); return; }
        if (count) this.point((this.active + (event.key === "ArrowDown" ? 1 : count - (this.active < 0 ? 0 : 1)) + count) % count);
      } else if (event.key === "Enter" && !this.list.hidden) {
        event.preventDefault();
        if (this.active >= 0) this.choose(this.items[this.active]);
      } else if (event.key === "Escape" && !this.list.hidden) {
        event.preventDefault();
        event.stopPropagation();
        this.close();
        this.show();
      }
    }

    choose(item) {
      let option = [...this.select.options].find((one) => one.value === item.value);
      if (!option) {
        option = new Option(item.label, item.value);
        this.select.append(option);
      }
      this.select.value = item.value;
      this.input.value = item.label;
      this.close();
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    /* Leaving the field: empty means nothing chosen, half a word means what was chosen before. */
    settle() {
      if (this.input.value.trim() || !this.select.value) { this.show(); return; }
      this.select.value = "";
      this.select.dispatchEvent(new Event("change", { bubbles: true }));
    }

    close() {
      this.list.hidden = true;
      this.asked += 1;
      this.input.setAttribute("aria-expanded", "false");
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  const start = () => {
    for (const box of document.querySelectorAll("[data-combobox]:not([data-ready])")) {
      box.dataset.ready = "";
      new Picker(box);
    }
  };
  document.addEventListener("seawall:content", start);
  start();
})();
