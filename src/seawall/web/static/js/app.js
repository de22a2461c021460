/* What every page needs: theme, dialogs, menus, tabs, copying, times, confirmation, the CSRF header of htmx.
   Everything listens on the document, so fragments that htmx brings in work without being set up. */
"use strict";
(() => {
  const root = document.documentElement;
  const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
  const seawall = (window.seawall = { csrf: () => meta("csrf-token") });

  /* Says something in the corner for a few seconds, and to screen readers. */
  seawall.toast = (text) => {
    const box = document.querySelector("[data-toasts]");
    if (!box || !text) return;
    const toast = document.createElement("div");
    toast.className = "toast";
    toast.textContent = text;
    box.append(toast);
    setTimeout(() => toast.remove(), 6000);
  };

  /* Theme: auto, light, dark. The server reads the cookie and writes data-theme, so nothing flashes. */
  const setTheme = (theme) => {
    root.dataset.theme = theme;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  };
  /* The other look; "auto" when that is what the system asks for, so it goes on following the system. */
  const nextTheme = () => {
    const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    const now = root.dataset.theme === "auto" ? system : root.dataset.theme;
    const next = now === "dark" ? "light" : "dark";
    return next === system ? "auto" : next;
  };

  /* Times: "38 min ago" in the page, the exact moment in the reader's zone on hover. */
  const UNITS = [["year", 31557600], ["month", 2629800], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const relative = new Intl.RelativeTimeFormat(root.lang, { numeric: "auto", style: "short" });
  const exact = new Intl.DateTimeFormat(root.lang, { dateStyle: "full", timeStyle: "long", hourCycle: "h23" });
  const sayTime = (element) => {
    const at = new Date(element.dateTime);
    if (Number.isNaN(at.getTime())) return;
    const seconds = (at - Date.now()) / 1000;
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["minute", 60];
    element.textContent = relative.format(Math.trunc(seconds / size), unit);
    element.title = exact.format(at);
  };
  const sayTimes = (within) => within.querySelectorAll?.("time[data-relative]").forEach(sayTime);

  /* Tabs inside a page: role=tab with aria-controls, arrow keys, optional server preview. */
  const showTab = (tab) => {
    for (const other of tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')) {
      const chosen = other === tab;
      other.setAttribute("aria-selected", String(chosen));
      other.tabIndex = chosen ? 0 : -1;
      const panel = document.getElementById(other.getAttribute("aria-controls"));
      if (panel) panel.hidden = !chosen;
    }
    tab.focus();
    if (tab.dataset.preview) preview(tab);
  };
  const preview = (tab) => {
    const source = document.getElementById(tab.dataset.previewSource);
    const target = document.getElementById(tab.getAttribute("aria-controls"));
    target.setAttribute("aria-busy", "true");
    /* htmx owns the only Trusted Types policy, so it puts the server's HTML into the page. */
    htmx.ajax("POST", tab.dataset.preview, { source: tab, target, swap: "innerHTML", values: { text: source.value } })
      .finally(() => target.removeAttribute("aria-busy"));
  };

  const copy = async (button) => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.dataset.copied = "";
    setTimeout(() => delete button.dataset.copied, 1600);
  };

  seawall.openDialog = (id) => {
    const dialog = document.getElementById(id);
    if (dialog && !dialog.open) dialog.showModal();
    return Boolean(dialog);
  };

  /* data-confirm on a button, link or form: asks first, then repeats what was asked for. */
  let confirmed = null;
  const askFirst = (event, element) => {
    if (confirmed === element) { confirmed = null; return; }
    const dialog = document.getElementById("confirm");
    if (!dialog) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const yes = dialog.querySelector("[data-confirm-yes]");
    dialog.querySelector("#confirm_text").textContent = element.dataset.confirm;
    yes.textContent = element.dataset.confirmButton || yes.dataset.default;
    yes.onclick = () => {
      dialog.close();
      confirmed = element;
      if (element instanceof HTMLFormElement) element.requestSubmit(event.submitter ?? undefined);
      else element.click();
    };
    dialog.showModal();
  };
  document.addEventListener("click", (event) => {
    const element = event.target.closest?.("[data-confirm]:not(form)");
    if (element) askFirst(event, element);
  }, true);
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-confirm]")) askFirst(event, event.target);
  }, true);

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(selector);
    let hit;
    if (at("[data-theme-toggle]")) setTheme(nextTheme());
    else if ((hit = at("[data-copy]"))) copy(hit);
    else if ((hit = at("[data-dialog-open]"))) { if (seawall.openDialog(hit.dataset.dialogOpen)) event.preventDefault(); }
    else if ((hit = at("[data-dialog-close]"))) hit.closest("dialog").close();
    else if ((hit = at('[data-tabs] [role="tab"]'))) showTab(hit);
    else if (event.target.matches?.("dialog.dialog") && event.target.id !== "confirm") closeOutside(event);
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  const closeOutside = (event) => {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside && !event.target.querySelector("textarea, input[type=text]")) event.target.close();
  };

  document.addEventListener("keydown", (event) => {
    const open = event.target.closest?.("details[data-menu][open]");
    if (open && event.key === "Escape") { open.open = false; open.querySelector("summary").focus(); return; }
    const tab = event.target.closest?.('[role="tab"]');
    if (tab && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const tabs = [...tab.closest('[role="tablist"]').querySelectorAll('[role="tab"]')];
      const step = event.key === "ArrowRight" ? 1 : tabs.length - 1;
      showTab(tabs[(tabs.indexOf(tab) + step) % tabs.length]);
    }
  });

  /* An error summary takes the focus once, when it appears. */
  const focusOnce = () => {
    const element = document.querySelector("[data-focus]:not([data-focused])");
    if (!element) return;
    element.dataset.focused = "";
    element.focus();
  };

  /* htmx: the CSRF header on every request, and one sentence when the server cannot be reached. */
  document.addEventListener("htmx:config:request", (event) => {
    event.detail.ctx.request.headers["X-CSRFToken"] = seawall.csrf();
  });
  document.addEventListener("htmx:error", () => seawall.toast(root.dataset.sayOffline));
  document.addEventListener("htmx:after:swap", (event) => {
    sayTimes(document);
    focusOnce();
    document.dispatchEvent(new CustomEvent("seawall:content", { detail: event.target }));
  });

  const start = () => {
    sayTimes(document);
    focusOnce();
    const asked = location.hash.startsWith("#dialog-") && location.hash.slice(8);
    if (asked) seawall.openDialog(asked);
    setInterval(() => sayTimes(document), 30000);
  };
  start();
})();
