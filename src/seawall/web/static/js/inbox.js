/* The inbox. Everything here is a shortcut: rows and buttons are links and forms that work without it. */
"use strict";
(() => {
  const report = document.getElementById("report");
  const dialog = document.getElementById("act");
  if (!report || !dialog) return;
  const panes = report.closest(".panes");
  const rows = () => [...document.querySelectorAll("[data-list] [data-row]")];
  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button);
  let opener = null;

  /* How many stand behind each view: asked for when the list is there, so that nobody waits for it. */
  const views = document.querySelector("[data-counts]");
  if (views?.dataset.counts) {
    fetch(views.dataset.counts, { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then((response) => (response.ok && !response.redirected ? response.json() : {}))
      .then((counts) => {
        for (const chip of views.querySelectorAll("[data-view]")) {
          const count = counts[chip.dataset.view];
          if (count) chip.append(" ", Object.assign(document.createElement("span"), { className: "count", textContent: count }));
        }
      }).catch(() => {});
  }

  /* The report one stands on and the next are fetched ahead: opening then waits for no request. The trace says
     "fetched ahead"; that it was looked at is told, and what is old fetched again, when it is shown. */
  const PARTIAL = { "HX-Request": "true", "HX-Request-Type": "partial" };
  const FRESH_MS = 60000;
  const ahead = new Map();
  let ready = null, resting = 0;
  const partial = (href, more) => fetch(href, { credentials: "same-origin", headers: { ...PARTIAL, ...more } });
  const fetchAhead = (row) => {
    if (!row || row.hasAttribute("aria-current") || Date.now() - (ahead.get(row.href)?.at ?? 0) < FRESH_MS) return;
    const waiting = partial(row.href, { "X-Seawall-Ahead": "1" }).then((answer) => (answer.ok && !answer.redirected ? answer : null), () => null);
    ahead.set(row.href, { at: Date.now(), waiting });
    if (ahead.size > 20) ahead.delete(ahead.keys().next().value);
  };
  const around = (row) => {
    const all = rows(), at = all.indexOf(row);
    clearTimeout(resting);
    /* Whoever holds j down rests nowhere. */
    resting = setTimeout(() => { if (at >= 0) { fetchAhead(all[at]); fetchAhead(all[at + 1]); } }, 80);
  };
  document.addEventListener("focusin", (event) => { if (event.target.matches?.("[data-list] [data-row]")) around(event.target); });
  document.addEventListener("htmx:before:request", (event) => {
    const ctx = event.detail.ctx, kept = ready;
    if (!kept || ctx?.target !== report) { if (ctx?.request?.method !== "GET") ahead.clear(); return; }
    ready = null;
    const usual = ctx.fetch;
    ctx.fetch = async (...asked) => {
      const answer = await kept.waiting;
      if (!answer) return usual(...asked);
      partial(kept.href, {}).catch(() => {});
      return answer;
    };
  });

  const open = (link) => {
    const kept = ahead.get(link.href);
    ahead.delete(link.href);
    ready = kept && Date.now() - kept.at < FRESH_MS ? { ...kept, href: link.href } : null;
    report.setAttribute("aria-busy", "true");
    htmx.ajax("GET", link.href, { source: link, target: report, swap: "innerHTML", push: link.href })
      .finally(() => report.removeAttribute("aria-busy"));
  };
  const ask = (link) => {
    opener = link;
    htmx.ajax("GET", link.href, { source: link, target: dialog, swap: "innerHTML" });
  };

  /* A report that the text or a note names opens here too, not on its own page. */
  const named = (target) => {
    const link = target.closest?.('#report a[href^="/reports/R-"]');
    const number = link?.pathname.match(/^\/reports\/(R-[0-9A-Z]{6})$/)?.[1];
    if (number) { link.href = `/inbox/${number}${location.search}`; link.dataset.row = ""; }
  };
  document.addEventListener("click", (event) => {
    named(event.target);
    const link = event.target.closest?.("a[data-row], a[data-act]");
    if (!link || !plain(event) || event.defaultPrevented) return;
    event.preventDefault();
    link.closest("details[data-menu]")?.removeAttribute("open");
    if (link.matches("[data-row]")) open(link); else ask(link);
  });

  /* A page in place of a part: the session ended, or what was asked for is gone. Show it whole. */
  document.addEventListener("htmx:before:swap", (event) => {
    const response = event.detail.ctx?.response;
    if (!response) return;
    const elsewhere = response.raw?.redirected;
    remember();
    if (!elsewhere && ![403, 404, 429].includes(response.status)) return;
    event.preventDefault();
    /* Nobody asked for what comes by itself: showing the page whole would ask for it again, for ever. */
    if (event.detail.ctx.sourceElement?.matches('[hx-trigger="load"]')) return;
    if (elsewhere) location.href = response.raw.url; else location.reload();
  });

  /* Words not sent yet wait with their report, and for the same readers, while another one is open. */
  const unsent = new Map();
  const remember = () => {
    const form = report.querySelector("form.composer");
    if (!form) return;
    const body = form.elements.body.value;
    if (body.trim()) unsent.set(form.action, { body, audience: form.elements.audience.value });
    else unsent.delete(form.action);
  };
  const recall = () => {
    const form = report.querySelector("form.composer");
    const kept = form && unsent.get(form.action);
    if (!kept || form.elements.body.value) return;
    form.elements.body.value = kept.body;
    if (form.elements.audience instanceof RadioNodeList) form.elements.audience.value = kept.audience;
    form.dataset.dirty = "";
  };

  document.addEventListener("htmx:after:swap", (event) => {
    const target = event.detail.ctx?.target;
    if (target === dialog) showDialog();
    else if (target === report || target === "#report") showReport();
  });
  /* What is wrong, else what the form begins with. */
  const FIRST = ["[aria-invalid=true]", "[data-focus]", "[autofocus]", ".dialog-body :is(input:not([type=hidden]), select, textarea)"];
  const showDialog = () => {
    if (!dialog.open) dialog.showModal();
    const found = FIRST.map((selector) => dialog.querySelector(selector));
    const first = found.find(Boolean);
    first?.focus();
  };
  const showReport = () => {
    const acted = dialog.open;
    dialog.close();
    panes.setAttribute("data-open", "");
    const number = location.pathname.split("/").pop();
    for (const row of rows()) {
      const here = row.pathname.endsWith(`/${number}`);
      row.toggleAttribute("aria-current", false);
      if (here) { row.setAttribute("aria-current", "true"); row.scrollIntoView({ block: "nearest" }); }
    }
    const heading = document.getElementById("report-title");
    report.scrollTop = 0;
    if (!acted) window.scrollTo(0, 0);
    heading?.focus({ preventScroll: true });
    around(rows().find((row) => row.hasAttribute("aria-current")));
    recall();
    tellCount();
    /* A swapped-in region is not read aloud; the corner is, and goes away by itself. */
    for (const callout of report.querySelectorAll(".messages .callout")) {
      window.seawall.toast(callout.textContent.trim());
      callout.remove();
    }
  };
  /* The number beside "Inbox" in both side bars, after something was done. */
  const tellCount = () => {
    const count = report.querySelector("[data-open-count]")?.dataset.openCount;
    if (count === undefined) return;
    for (const link of document.querySelectorAll('.nav a[href="/inbox"] .count')) link.textContent = count;
  };
  dialog.addEventListener("close", () => {
    if (opener?.isConnected) opener.focus();
    opener = null;
  });

  /* Keys that need more than a press: reply and note choose who reads, x selects, . opens the menu, u goes back to the list. */
  const write = (audience) => {
    const box = report.querySelector(".composer textarea");
    if (!box) return false;
    const choice = report.querySelector(`.composer [name="audience"][value="${audience}"]`);
    /* Words that are there were written for somebody: a key never changes who reads them. */
    if (choice?.type === "radio" && !box.value.trim()) choice.checked = true;
    box.focus();
    box.scrollIntoView({ block: "center" });
    return true;
  };
  const menu = () => {
    const summary = report.querySelector("[data-menu-key]");
    if (!summary) return false;
    summary.parentElement.open = true;
    summary.parentElement.querySelector(".menu-item")?.focus();
    return true;
  };
  const back = () => {
    const current = rows().find((row) => row.hasAttribute("aria-current")) ?? rows()[0];
    const arrow = report.querySelector(".inbox-back");
    if (arrow?.getClientRects().length) { arrow.click(); return true; }
    current?.focus();
    return Boolean(current);
  };
  const select = () => {
    const row = document.activeElement?.closest?.("[data-list] li") ?? rows().find((one) => one.hasAttribute("aria-current"))?.closest("li");
    const box = row?.querySelector("input[type=checkbox]");
    if (box) box.checked = !box.checked;
    return Boolean(box);
  };
  const KEYS = { r: () => write("participants"), i: () => write("team"), ".": menu, u: back, x: select };
  const typing = (target) => target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit])");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (KEYS[event.key]?.()) { event.preventDefault(); event.stopPropagation(); }
  }, true);
  /* Arrows walk an open menu. */
  report.addEventListener("keydown", (event) => {
    const item = event.target.closest?.(".menu-item");
    if (!item || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    const all = [...item.parentElement.querySelectorAll(".menu-item")];
    const step = event.key === "ArrowDown" ? 1 : all.length - 1;
    all[(all.indexOf(item) + step) % all.length].focus();
    event.preventDefault();
  });
})();
