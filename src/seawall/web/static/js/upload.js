/* Files in resumable pieces. The protocol is in templates/components/README.md. Two files at a time, one piece of each in flight. */
"use strict";
(() => {
  const seawall = window.seawall;
  const PAUSES = [1000, 2000, 5000, 10000, 20000, 30000];
  const AT_ONCE = 2;
  const queue = [];
  let running = 0;

  const units = ["B", "KB", "MB", "GB"];
  const sizeText = (bytes) => {
    let step = 0;
    while (bytes >= 1024 && step < 3) { bytes /= 1024; step += 1; }
    return `${bytes.toFixed(step && bytes < 100 ? 1 : 0)} ${units[step]}`;
  };
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text) element.textContent = text;
    return element;
  };

  class Refused extends Error {}

  /* One request; Refused for what a retry cannot mend. */
  const call = async (url, options, signal) => {
    const response = await fetch(url, {
      credentials: "same-origin", signal, ...options,
      headers: { "X-CSRFToken": seawall.csrf(), Accept: "application/json", ...options.headers },
    });
    if (response.status === 204) return {};
    const answer = await response.json().catch(() => ({}));
    if (response.ok || (response.status === 409 && Number.isInteger(answer.offset))) return answer;
    if (response.status >= 500 || response.status === 429 || response.status === 408) throw new Error(String(response.status));
    throw new Refused(answer.detail || "");
  };
  const json = (value) => ({ method: "POST", body: JSON.stringify(value), headers: { "Content-Type": "application/json" } });

  const pause = (milliseconds, signal) => new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    addEventListener("online", resolve, { once: true });
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });

  class Upload {
    constructor(box, file) {
      this.box = box;
      this.file = file;
      this.say = box.dataset;
      this.url = box.dataset.upload.replace(/\/$/, "");
      this.stop = new AbortController();
      this.draw();
    }

    draw() {
      this.row = make("div", "file");
      const mark = make("span", "file-icon", (this.file.name.split(".").pop() || "?").slice(0, 4));
      const text = make("span", "grow");
      const name = make("span", "file-name", this.file.name);
      name.title = this.file.name;
      this.note = make("small", "", sizeText(this.file.size));
      text.append(name, this.note);
      this.button = make("button", "button", "✕");
      this.button.type = "button";
      this.button.dataset.kind = "ghost";
      this.button.dataset.size = "sm";
      this.button.dataset.square = "";
      this.button.setAttribute("aria-label", `${this.say.sayCancel} ${this.file.name}`);
      this.button.addEventListener("click", () => this.cancel());
      this.bar = make("progress", "progress");
      this.bar.max = Math.max(this.file.size, 1);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", this.file.name);
      this.row.append(mark, text, this.button, this.bar);
      this.box.querySelector("[data-upload-list]").append(this.row);
    }

    async run() {
      try {
        if (this.file.size > Number(this.say.maxBytes || Infinity)) throw new Refused(this.say.sayLarge);
        await this.stubborn(() => this.begin());
        await this.stubborn(() => this.send());
        this.note.textContent = this.say.sayChecking;
        this.finish(await this.stubborn(() => call(`${this.url}/${this.id}/complete`, json({}), this.stop.signal)));
      } catch (error) {
        if (!this.stop.signal.aborted) this.fail(error.message || this.say.sayFailed);
      }
    }

    /* Repeats a step until it works, is refused, or has failed once more than there are pauses. */
    async stubborn(step) {
      for (let tries = 0; ; tries += 1) {
        try {
          return await step();
        } catch (error) {
          if (error instanceof Refused || this.stop.signal.aborted || tries >= PAUSES.length) throw error instanceof Refused ? error : new Error("");
          this.note.textContent = this.say.sayWaiting;
          await pause(PAUSES[tries], this.stop.signal);
          if (this.id) await call(`${this.url}/${this.id}`, {}, this.stop.signal).then((answer) => { this.offset = answer.offset; }, () => {});
        }
      }
    }

    async begin() {
      const { name, size, type } = this.file;
      const answer = await call(this.url, json({ name, size, type }), this.stop.signal);
      this.id = answer.upload;
      this.offset = answer.offset ?? 0;
      this.piece = answer.chunk_bytes || 1048576;
    }

    async send() {
      const began = performance.now();
      const from = this.offset;
      while (this.offset < this.file.size) {
        const answer = await call(`${this.url}/${this.id}`, {
          method: "PATCH", body: this.file.slice(this.offset, this.offset + this.piece),
          headers: { "Content-Type": "application/offset+octet-stream", "Upload-Offset": String(this.offset) },
        }, this.stop.signal);
        this.offset = answer.offset;
        this.progress((this.offset - from) / Math.max(performance.now() - began, 1));
      }
    }

    progress(bytesPerMillisecond) {
      this.bar.value = this.offset;
      const seconds = Math.ceil((this.file.size - this.offset) / bytesPerMillisecond / 1000);
      const left = seconds > 2 && Number.isFinite(seconds) ? ` · ${seconds > 90 ? `${Math.round(seconds / 60)} min` : `${seconds} s`} ${this.say.sayLeft}` : "";
      this.note.textContent = `${sizeText(this.offset)} / ${sizeText(this.file.size)}${left}`;
    }

    finish(answer) {
      this.done = answer.id;
      this.bar.remove();
      this.note.textContent = sizeText(answer.size ?? this.file.size);
      const sha = make("small", "sha", answer.sha256);
      sha.title = `SHA-256 ${answer.sha256}`;
      const input = make("input");
      input.type = "hidden";
      input.name = this.say.name;
      input.value = answer.id;
      this.note.after(sha);
      this.row.append(input);
      this.button.setAttribute("aria-label", `${this.say.sayRemove} ${this.file.name}`);
      this.changed();
    }

    fail(text) {
      this.row.dataset.state = "failed";
      this.note.textContent = text;
      this.note.className = "text-danger";
      this.bar.hidden = true;
      this.again = make("button", "button", this.say.sayRetry);
      this.again.type = "button";
      this.again.dataset.size = "sm";
      this.again.addEventListener("click", () => this.retry());
      this.button.before(this.again);
    }

    retry() {
      this.again.remove();
      delete this.row.dataset.state;
      this.note.className = "";
      this.bar.hidden = false;
      enqueue(this);
    }

    cancel() {
      this.stop.abort();
      this.row.remove();
      const at = queue.indexOf(this);
      if (at >= 0) queue.splice(at, 1);
      if (this.id) call(`${this.url}/${this.done ?? this.id}`, { method: "DELETE" }).catch(() => {});
      this.changed();
    }

    /* Autosave and the guard of unsaved words see a change of the form. */
    changed() {
      this.box.querySelector('input[type="file"]').dispatchEvent(new CustomEvent("input", { bubbles: true }));
    }
  }

  const next = () => {
    while (running < AT_ONCE && queue.length) {
      running += 1;
      queue.shift().run().finally(() => { running -= 1; next(); });
    }
  };
  const enqueue = (upload) => { queue.push(upload); next(); };
  const add = (box, files) => { for (const file of files) enqueue(new Upload(box, file)); };

  document.addEventListener("change", (event) => {
    const box = event.target.matches?.('[data-upload] input[type="file"]') && event.target.closest("[data-upload]");
    if (!box) return;
    add(box, [...event.target.files]);
    event.target.value = "";
  });
  const boxAt = (event) => event.target.closest?.("[data-upload]");
  for (const type of ["dragenter", "dragover"]) {
    document.addEventListener(type, (event) => {
      const box = boxAt(event);
      if (!box) return;
      event.preventDefault();
      box.dataset.over = "";
    });
  }
  document.addEventListener("dragleave", (event) => {
    const box = boxAt(event);
    if (box && !box.contains(event.relatedTarget)) delete box.dataset.over;
  });
  document.addEventListener("drop", (event) => {
    const box = boxAt(event);
    if (!box) return;
    event.preventDefault();
    delete box.dataset.over;
    add(box, [...event.dataTransfer.files]);
  });
  document.addEventListener("paste", (event) => {
    const box = event.target.form?.querySelector("[data-upload]");
    if (box && event.clipboardData.files.length) add(box, [...event.clipboardData.files]);
  });
  document.addEventListener("submit", (event) => {
    if (!running || !event.target.querySelector("[data-upload]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    seawall.toast(document.querySelector("[data-upload]").dataset.sayBusy);
  }, true);
})();
