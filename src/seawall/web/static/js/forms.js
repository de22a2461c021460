/* Forms: autosave, the guard of unsaved words, search in a select, the CVSS vector. */
"use strict";
(() => {
  const seawall = window.seawall;
  const texts = document.documentElement.dataset;
  const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium", hourCycle: "h23" });

  /* form[data-autosave=URL]: saved 2 s after the last key, at the latest 8 s after the first, and when the page is left.
     The answer is JSON {"saved_at", "version"}; version goes back into the field of that name. 409: somebody else saved. */
  const saving = new WeakMap();
  const stateOf = (form) => {
    if (!saving.has(form)) saving.set(form, { changed: 0, sent: 0, soon: 0, latest: 0, busy: false });
    return saving.get(form);
  };
  const say = (form, text, problem) => {
    const box = form.querySelector("[data-autosave-status]") ?? document.querySelector(`[data-autosave-status="${form.id}"]`);
    if (!box) return;
    box.textContent = text;
    box.toggleAttribute("data-problem", Boolean(problem));
  };
  const bodyOf = (form) => {
    const body = new FormData(form);
    for (const [key, value] of [...body]) if (value instanceof File) body.delete(key);
    return body;
  };
  /* The browser sends at most 64 KB after a page is gone; more goes out as an ordinary request. */
  const small = (body) => [...body].reduce((bytes, [key, value]) => bytes + 3 * (key.length + value.length) + 150, 0) < 60000;
  const mendable = (status) => !status || status >= 500 || status === 408 || status === 429;
  const save = async (form, leaving) => {
    const state = stateOf(form);
    if (state.changed === state.sent || (state.busy && !leaving)) return;
    const upTo = state.changed;
    clearTimeout(state.soon);
    clearTimeout(state.latest);
    state.latest = 0;
    state.busy = true;
    const body = bodyOf(form);
    let status = 0;
    try {
      const response = await fetch(form.dataset.autosave, {
        method: "POST", body, keepalive: Boolean(leaving) && small(body), credentials: "same-origin",
        headers: { "X-CSRFToken": seawall.csrf(), Accept: "application/json" },
      });
      status = response.status;
      const answer = await response.json().catch(() => ({}));
      if (!response.ok) throw new Error(answer.detail ?? "");
      state.sent = upTo;
      if (form.elements.version && answer.version !== undefined) form.elements.version.value = answer.version;
      const at = answer.saved_at ? new Date(answer.saved_at) : new Date();
      say(form, (form.dataset.saySaved || texts.saySaved).replace("{time}", clock.format(at)));
    } catch (error) {
      say(form, error.message || form.dataset.sayFailed || texts.sayUnsaved, true);
      if (!leaving && mendable(status)) state.soon = setTimeout(() => save(form), 5000);
    } finally {
      state.busy = false;
      if (state.changed !== state.sent && !state.soon) schedule(form);
    }
  };
  const schedule = (form) => {
    const state = stateOf(form);
    clearTimeout(state.soon);
    state.soon = setTimeout(() => { state.soon = 0; save(form); }, 2000);
    state.latest ||= setTimeout(() => { state.latest = 0; save(form); }, 8000);
  };
  const touched = (event) => {
    const form = event.target.form;
    if (!form) return;
    if (form.matches("[data-dirty-guard]")) form.dataset.dirty = "";
    if (!form.matches("[data-autosave]")) return;
    stateOf(form).changed += 1;
    schedule(form);
  };
  document.addEventListener("input", touched);
  document.addEventListener("change", touched);
  const leave = () => document.querySelectorAll("form[data-autosave]").forEach((form) => save(form, true));
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
  addEventListener("pagehide", leave);

  /* form[data-dirty-guard]: the browser asks before unsent words are lost. */
  document.addEventListener("submit", (event) => {
    delete event.target.dataset.dirty;
    if (event.target.matches("[data-autosave]")) { const state = stateOf(event.target); state.sent = state.changed; clearTimeout(state.soon); clearTimeout(state.latest); }
    for (const button of event.target.querySelectorAll('.button[type="submit"]')) button.setAttribute("aria-busy", "true");
  });
  addEventListener("pageshow", () => document.querySelectorAll('.button[aria-busy]').forEach((button) => button.removeAttribute("aria-busy")));
  document.addEventListener("htmx:finally:request", () => document.querySelectorAll('.button[aria-busy]').forEach((button) => button.removeAttribute("aria-busy")));
  addEventListener("beforeunload", (event) => { if (document.querySelector("form[data-dirty]")) event.preventDefault(); });

  /* [data-cvss]: radios <-> vector. */
  const metricsOf = (box) => [...box.querySelectorAll("[data-metric]")];
  const readVector = (box) => {
    const values = Object.fromEntries(box.querySelector("[data-cvss-vector]").value.split("/").map((part) => part.split(":")));
    for (const metric of metricsOf(box)) {
      for (const radio of metric.querySelectorAll("input")) radio.checked = radio.value === values[metric.dataset.metric];
    }
  };
  const writeVector = (box) => {
    const parts = metricsOf(box).map((metric) => [metric.dataset.metric, metric.querySelector(":checked")?.value]);
    if (parts.some(([, value]) => !value)) return;
    const input = box.querySelector("[data-cvss-vector]");
    input.value = [box.dataset.cvss, ...parts.map((part) => part.join(":"))].join("/");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  document.addEventListener("change", (event) => {
    const box = event.target.closest?.("[data-cvss]");
    if (!box) return;
    if (event.target.matches("[data-cvss-vector]")) readVector(box);
    else if (event.target.matches('input[type="radio"]')) writeVector(box);
  });

  const start = () => document.querySelectorAll("[data-cvss]").forEach(readVector);
  document.addEventListener("seawall:content", start);
  start();
})();
