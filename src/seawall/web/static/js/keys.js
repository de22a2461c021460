/* Keyboard. data-key="a" on a link, button or field: that key presses or focuses it ("g i" is two keys in turn).
   data-list on a list: j and k move over its [data-row] links, o and Enter open. Nothing happens while somebody types. */
"use strict";
(() => {
  let pending = "";
  let timer = 0;

  const typing = (target) =>
    target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file])");
  const shown = (element) => element.getClientRects().length > 0 && !element.disabled;

  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")].filter(shown);
  const move = (step) => {
    const all = rows();
    if (!all.length) return false;
    const from = all.findIndex((row) => row === document.activeElement);
    const current = from >= 0 ? from : all.findIndex((row) => row.hasAttribute("aria-current"));
    const next = all[Math.min(Math.max(current + step, 0), all.length - 1)];
    for (const row of all) row.tabIndex = row === next ? 0 : -1;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const openRow = () => {
    const row = document.activeElement?.closest?.("[data-row]") ?? rows().find((one) => one.hasAttribute("aria-current"));
    row?.click();
    return Boolean(row);
  };
  const filter = () => {
    const input = [...document.querySelectorAll("[data-filter], input[type=search]")].find(shown);
    input?.focus();
    input?.select?.();
    return Boolean(input);
  };
  const press = (keys) => {
    const hit = [...document.querySelectorAll(`[data-key="${CSS.escape(keys)}"]`)].find(shown);
    if (!hit) return false;
    if (typing(hit)) { hit.focus(); hit.scrollIntoView({ block: "nearest" }); } else hit.click();
    return true;
  };
  const prefixed = (key) => document.querySelector(`[data-key^="${CSS.escape(key)} "]`);

  const act = (key) => {
    const keys = pending ? `${pending} ${key}` : key;
    pending = "";
    clearTimeout(timer);
    if (press(keys)) return true;
    if (keys !== key) return false;
    if (key === "j" || key === "ArrowDown") return move(1);
    if (key === "k" || key === "ArrowUp") return move(-1);
    if (key === "o") return openRow();
    if (key === "/") return filter();
    if (key === "?") return window.seawall.openDialog("shortcuts");
    if (key === "[" || key === "]") return turnPage(key === "]" ? "next" : "prev");
    if (prefixed(key)) {
      pending = key;
      timer = setTimeout(() => { pending = ""; }, 1200);
      return true;
    }
    return false;
  };
  const turnPage = (rel) => {
    const link = document.querySelector(`a[rel="${rel}"]`);
    link?.click();
    return Boolean(link);
  };

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && target.form) {
      event.preventDefault();
      /* Of several buttons the one that stands with the field. */
      const near = target.closest("form section, form fieldset") ?? target.form;
      const buttons = [near, target.form].map((place) => place.querySelector('.button[type="submit"]'));
      target.form.requestSubmit(buttons.find((button) => button?.form === target.form));
      return;
    }
    if (event.key === "Escape" && typing(target) && !target.closest("dialog, .combobox")) { target.blur(); return; }
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(target) || document.querySelector("dialog[open]")) return;
    const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (arrow && !target.closest?.("[data-list]")) return;
    if (act(event.key)) event.preventDefault();
  });
})();
