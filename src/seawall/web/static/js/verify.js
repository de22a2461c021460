/* Checks receipts, duplicate proofs and consistency proofs as lib/verify_receipt.py does, with the browser's own cryptography. */
"use strict";
(() => {
  const box = document.querySelector("[data-verify]");
  if (!box) return;
  const say = box.dataset;
  const result = box.querySelector("[data-verify-result]");
  const MOST_BYTES = 4 * 1024 * 1024;
  const SUBMITTED = "report.submitted";
  const ORIGINALS = { report: SUBMITTED, known_issue: "program.known_issue_added" };
  const MOVES = { report: "mark_duplicate", known_issue: "mark_known" };
  const text = new TextEncoder();

  class Failed extends Error {}
  const demand = (truth, message) => { if (!truth) throw new Failed(message); };
  const isText = (value) => typeof value === "string";
  const isCount = (value) => Number.isSafeInteger(value) && value >= 0;

  const joined = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  };
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest("SHA-256", joined(...parts)));
  const children = (left, right) => sha256(Uint8Array.of(1), left, right);
  const same = (one, two) => one.length === two.length && one.every((byte, at) => byte === two[at]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (digits) => {
    demand(isText(digits) && /^[0-9a-f]{64}$/.test(digits), "A hash in the document is no hash.");
    return Uint8Array.from(digits.match(/../g), (pair) => parseInt(pair, 16));
  };
  const unbase64 = (letters) => {
    try { return Uint8Array.from(atob(letters), (letter) => letter.charCodeAt(0)); }
    catch { throw new Failed("Something in the document is no base64."); }
  };
  const hashes = (list) => { demand(Array.isArray(list), "A list of hashes is missing."); return list.map(unhex); };

  /* RFC 8785 without fractions. */
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value && typeof value === "object") {
      return `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
    }
    demand(typeof value !== "number" || Number.isSafeInteger(value), "The document holds a number that no Seawall document does.");
    return JSON.stringify(value);
  };
  const only = (part, names, where) => {
    demand(part && typeof part === "object" && !Array.isArray(part), `${where} is missing.`);
    const odd = Object.keys(part).filter((name) => !names.includes(name)).concat(names.filter((name) => !(name in part)));
    demand(!odd.length, `${where} has other parts than it should: ${odd.join(", ")}`);
  };

  const readKey = async (line) => {
    const [name, id, ...rest] = String(line).trim().split("+");
    const raw = unbase64(rest.join("+"));
    demand(name && raw.length === 33 && raw[0] === 1, "The key cannot be read; it looks like name+id+key.");
    const keyId = (await sha256(text.encode(`${name}\n`), raw)).slice(0, 4);
    demand(hex(keyId) === id, "The key's id does not fit the key.");
    const key = await crypto.subtle.importKey("raw", raw.slice(1), { name: "Ed25519" }, false, ["verify"]);
    const verify = (signature, data) => crypto.subtle.verify({ name: "Ed25519" }, key, signature, data);
    return { name, id: keyId, line: String(line).trim(), verify };
  };

  const readCheckpoint = async (note, key) => {
    demand(isText(note), "The checkpoint is missing.");
    const cut = note.indexOf("\n\n");
    const [origin, size, root] = note.slice(0, cut).split("\n");
    demand(cut > 0 && origin === key.name && /^[1-9]\d{0,15}$/.test(size) && root, "The checkpoint is none of this log.");
    const found = { size: Number(size), root: unbase64(root) };
    demand(found.root.length === 32, "The checkpoint has no root.");
    for (const line of note.slice(cut + 2).split("\n")) {
      const [dash, name, signature] = line.split(" ");
      if (dash !== "—" || name !== key.name) continue;
      const raw = unbase64(signature);
      if (same(raw.slice(0, 4), key.id) && await key.verify(raw.slice(4), text.encode(note.slice(0, cut + 1)))) return found;
    }
    throw new Failed("The checkpoint is not signed by the log's key.");
  };

  /* RFC 9162, section 2.1.3.2. Halving, since >> cuts to 32 bits. */
  const half = (number) => Math.floor(number / 2);
  const isIncluded = async (leaf, index, size, proof, root) => {
    if (!(index < size)) return false;
    let node = leaf, place = index, last = size - 1;
    for (const sibling of proof) {
      if (last === 0) return false;
      if (place % 2 || place === last) {
        node = await children(sibling, node);
        while (place % 2 === 0 && place) { place = half(place); last = half(last); }
      } else node = await children(node, sibling);
      place = half(place); last = half(last);
    }
    return last === 0 && same(node, root);
  };

  /* RFC 9162, section 2.1.4.2. */
  const isGrown = async (old, fresh, proof) => {
    if (old.size > fresh.size) return false;
    if (old.size === fresh.size) return !proof.length && same(old.root, fresh.root);
    const path = Number.isInteger(Math.log2(old.size)) ? [old.root, ...proof] : proof;
    if (!path.length) return false;
    let place = old.size - 1, last = fresh.size - 1;
    while (place % 2) { place = half(place); last = half(last); }
    let former = path[0], latter = path[0];
    for (const node of path.slice(1)) {
      if (last === 0) return false;
      if (place % 2 || place === last) {
        former = await children(node, former); latter = await children(node, latter);
        while (place % 2 === 0 && place) { place = half(place); last = half(last); }
      } else latter = await children(latter, node);
      place = half(place); last = half(last);
    }
    return last === 0 && same(former, old.root) && same(latter, fresh.root);
  };

  const readEntry = async (found, checkpoint, where) => {
    only(found, ["index", "commitments", "openings", "inclusion"], where);
    demand(isCount(found.index), `${where} has no index.`);
    const made = hashes(found.commitments);
    demand(found.commitments.every((one, at) => at === 0 || found.commitments[at - 1] < one), `The commitments of ${where} are not in order.`);
    demand(Array.isArray(found.openings), `${where} opens nothing.`);
    const fields = new Map();
    for (const opening of found.openings) {
      only(opening, ["field", "value", "salt"], `An opening in ${where}`);
      const commitment = await sha256(unhex(opening.salt), text.encode(canonical([opening.field, opening.value])));
      demand(isText(opening.field) && found.commitments.includes(hex(commitment)), `The field “${opening.field}” in ${where} is not what the log committed to.`);
      demand(!fields.has(opening.field), `The field “${opening.field}” stands twice in ${where}.`);
      fields.set(opening.field, opening.value);
    }
    const leaf = await sha256(Uint8Array.of(0), text.encode("seawall-leaf/1\n"), await sha256(...made));
    demand(await isIncluded(leaf, found.index, checkpoint.size, hashes(found.inclusion), checkpoint.root), `${where} is not at index ${found.index} of the tree of ${checkpoint.size} entries.`);
    const must = (wanted) => {
      for (const [name, value] of Object.entries(wanted)) {
        demand(fields.has(name), `The field “${name}” of ${where} is not opened.`);
        demand(fields.get(name) === value, `The field “${name}” of ${where} is ${JSON.stringify(fields.get(name))}, not ${JSON.stringify(value)}.`);
      }
    };
    return { index: found.index, leaf, fields, must };
  };

  const signed = async (found, key, lines) => {
    const { signature, ...rest } = found;
    demand(isText(signature), "The signature is missing.");
    demand(await key.verify(unbase64(signature), text.encode(`${rest.format}\n${canonical(rest)}`)), "The signature does not fit the document: something in it was changed.");
    lines.push("The log's key signed the whole document.");
    const checkpoint = await readCheckpoint(found.checkpoint, key);
    lines.push(`The log's key signed a checkpoint of ${checkpoint.size} entries.`);
    return checkpoint;
  };

  const receipt = async (found, key, lines) => {
    only(found, ["format", "log", "report", "program", "submitted_at", "log_index", "tree_size", "entry", "revisions", "checkpoint", "signature"], "The receipt");
    const checkpoint = await signed(found, key, lines);
    const entry = await readEntry(found.entry, checkpoint, "The report's entry");
    demand(found.log_index === entry.index, "“log_index” is not the index of the entry.");
    demand(found.tree_size === checkpoint.size, "“tree_size” is not the size that the checkpoint names.");
    entry.must({ "event.name": SUBMITTED, report: found.report, program: found.program, submitted_at: found.submitted_at });
    lines.push(`Report ${found.report} to ${found.program}, sent ${found.submitted_at}, is entry ${entry.index} of that log.`);
    for (const [name, value] of entry.fields) lines.push(`The log committed to ${name}: ${JSON.stringify(value)}`);
    demand(Array.isArray(found.revisions), "“revisions” is missing.");
    let before = entry.index;
    for (const one of found.revisions) {
      const revision = await readEntry(one, checkpoint, "A revision");
      revision.must({ "event.name": "report.revised", report: found.report });
      demand(revision.index > before, "A revision is not later than what stands before it.");
      before = revision.index;
      lines.push(`The words were changed by entry ${revision.index}.`);
    }
  };

  const duplicate = async (found, key, lines) => {
    only(found, ["format", "log", "report", "kind", "claims", "own", "original", "ruling", "checkpoint", "signature"], "The proof");
    const known = ["earlier", "same_target", "same_class"];
    demand(found.kind in ORIGINALS && Array.isArray(found.claims) && found.claims.length && canonical(known.filter((one) => found.claims.includes(one))) === canonical(found.claims), "The proof claims something that this page does not know.");
    const checkpoint = await signed(found, key, lines);
    const own = await readEntry(found.own, checkpoint, "Your report's entry");
    const original = await readEntry(found.original, checkpoint, "The original's entry");
    const ruling = await readEntry(found.ruling, checkpoint, "The ruling's entry");
    own.must({ "event.name": SUBMITTED, report: found.report });
    original.must({ "event.name": ORIGINALS[found.kind] });
    ruling.must({ "event.name": "report.moved", report: found.report, move: MOVES[found.kind], original_leaf: hex(original.leaf) });
    demand(original.index < own.index && own.index < ruling.index, `The original is entry ${original.index}, your report ${own.index}, the ruling ${ruling.index}: they are not in this order.`);
    lines.push(`The original is entry ${original.index} of the log and your report ${found.report} is entry ${own.index}: the original was filed earlier.`);
    lines.push(`The ruling, entry ${ruling.index}, names exactly that original.`);
    for (const [field, word] of [["asset", "target"], ["vrt", "class"]]) {
      const mine = own.fields.get(field), theirs = original.fields.get(field);
      const claimed = found.claims.includes(`same_${word}`);
      demand(!claimed || (mine && mine === theirs), `The proof claims the same ${word}, but the entries do not show it.`);
      lines.push(claimed ? `Both name the same ${word}: ${mine}` : `No word on the ${word}.`);
    }
    for (const [name, value] of original.fields) lines.push(`The log committed to ${name} of the original: ${JSON.stringify(value)}`);
    for (const name of ["original_state", "original_priority"]) {
      if (ruling.fields.has(name)) lines.push(`The log committed to ${name}: ${JSON.stringify(ruling.fields.get(name))}`);
    }
  };

  const consistency = async (found, key, lines) => {
    only(found, ["format", "log", "old", "new", "proof"], "The proof");
    const old = await readCheckpoint(found.old, key), fresh = await readCheckpoint(found.new, key);
    lines.push(`The log's key signed checkpoints of ${old.size} and ${fresh.size} entries.`);
    demand(await isGrown(old, fresh, hashes(found.proof)), `The log of ${fresh.size} entries does not begin with the log of ${old.size}: it was forked or rewritten.`);
    lines.push(`The first ${old.size} entries were not changed since: the log only grew.`);
  };
  const CHECKS = { "seawall-receipt/1": receipt, "seawall-duplicate-proof/1": duplicate, "seawall-consistency/1": consistency };

  const examine = async (content, pinned, lines) => {
    let found;
    try { found = JSON.parse(content); } catch { throw new Failed("This is no JSON document."); }
    demand(found && Object.hasOwn(CHECKS, found.format), "This is no document that this page knows.");
    only(found.log, ["origin", "key"], "“log”");
    const key = await readKey(found.log.key);
    demand(key.name === found.log.origin, "The key in the document belongs to another log than it names.");
    demand(!pinned || pinned === key.line, "The document is of a log with another key than the one you gave.");
    lines.push(key.line === say.key ? say.sayOwn : say.sayOther.replace("{key}", key.line));
    await CHECKS[found.format](found, key, lines);
  };

  const show = (holds, lines, failure) => {
    const title = document.createElement("p");
    title.className = holds ? "strong text-ok" : "strong text-danger";
    title.textContent = holds ? say.sayHolds : `${say.sayFails} ${failure}`;
    const list = document.createElement("ul");
    list.className = "small verify-lines";
    for (const line of lines) {
      const item = document.createElement("li");
      item.textContent = line;
      list.append(item);
    }
    result.replaceChildren(title, list);
    result.dataset.holds = String(holds);
  };

  const run = async () => {
    const file = box.querySelector("[data-verify-file]").files[0];
    if (!file) return;
    const lines = [];
    try {
      demand(file.size <= MOST_BYTES, "The file is too large to be such a document.");
      await examine(await file.text(), box.querySelector("[data-verify-key]").value.trim(), lines);
      show(true, lines, "");
    } catch (error) {
      const unable = !crypto.subtle || error.name === "NotSupportedError";
      show(false, lines, unable ? say.sayUnable : error.message);
    }
  };
  box.addEventListener("change", run);
})();
