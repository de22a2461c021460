#!/usr/bin/env python3
"""Checks receipts, duplicate proofs and consistency proofs of a Seawall log. Works offline.

    python verify_receipt.py FILE [--key KEY] [--checkpoint FILE] [--consistency FILE]

FILE is the JSON document that Seawall gave you. --key is the log's public key (or a file with it)
that you or somebody you trust kept; without it the key inside the document is used, and then you
only know that the document agrees with itself. --checkpoint is a checkpoint that you kept or got
from somebody else: the document's log must be that log. If the two are of different sizes, give
the proof that one grew out of the other with --consistency (Seawall serves it at
/log/consistency?old=SIZE&new=SIZE). Both options may be repeated.

The exit status is 0 only if everything holds, 1 if something does not, 2 if it could not be
checked. One file on purpose: it needs Python 3.11 and the package `cryptography`, nothing of
Seawall. How leaves are made: docs/adr/0009-salted-leaves.md; trees: RFC 9162; checkpoints: C2SP
signed-note and tlog-checkpoint.
"""

import base64
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Sequence
from typing import Any

try:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    sys.exit("This needs the package cryptography: python -m pip install cryptography")

RECEIPT = "seawall-receipt/1"
DUPLICATE = "seawall-duplicate-proof/1"
CONSISTENCY = "seawall-consistency/1"
HEADING = b"seawall-leaf/1\n"
MOST_BYTES = 4 * 1024 * 1024
SUBMITTED, REVISED, MOVED = "report.submitted", "report.revised", "report.moved"
ORIGINALS = {"report": SUBMITTED, "known_issue": "program.known_issue_added"}
MOVES = {"report": "mark_duplicate", "known_issue": "mark_known"}
CLAIMS = ("earlier", "same_target", "same_class")


class Failed(Exception):
    """Something does not hold; the message says what and where."""


def canonical(value: object) -> bytes:
    """RFC 8785 without fractions."""

    def ordered(part: Any) -> Any:
        if isinstance(part, dict):
            names = sorted(part, key=lambda name: name.encode("utf-16-be"))
            return {name: ordered(part[name]) for name in names}
        if isinstance(part, list):
            return [ordered(one) for one in part]
        if isinstance(part, float):
            raise Failed("The document holds a fraction, which no Seawall document does.")
        return part

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def read_json(text: str) -> dict[str, Any]:
    """One object in which no name stands twice."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({name for name, _ in pairs}) != len(pairs):
            raise Failed("A name stands twice in the document.")
        return dict(pairs)

    try:
        value = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise Failed(f"This is no JSON document: {error}") from None
    if not isinstance(value, dict):
        raise Failed("This is no Seawall document.")
    return value


def part(document: dict[str, Any], name: str, kind: type, where: str = "the document") -> Any:
    """One named part, which must be there and of that kind."""
    value = document.get(name)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Failed(f"“{name}” is missing in {where} or is no {kind.__name__}.")
    return value


def only(document: dict[str, Any], names: set[str], where: str) -> None:
    """Nothing may stand there that is not checked."""
    if set(document) != names:
        odd = ", ".join(sorted(set(document) ^ names))
        raise Failed(f"{where} has other parts than it should: {odd}")


def unhex(text: object, where: str) -> bytes:
    """A hash or salt: exactly 64 lower-case hexadecimal digits."""
    if not isinstance(text, str) or len(text) != 64 or set(text) - set("0123456789abcdef"):
        raise Failed(f"{where} is no hash of 64 hexadecimal digits.")
    return bytes.fromhex(text)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def children(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


class Key:
    """The log's public key, from `name+id+key` as C2SP writes it."""

    def __init__(self, text: str) -> None:
        try:
            self.text = text.strip()
            self.name, given, raw = self.text.split("+", 2)
            key = base64.b64decode(raw, validate=True)
            self.id = sha256(self.name.encode() + b"\n" + key)[:4]
            if key[:1] != b"\x01" or self.id.hex() != given or not self.name:
                raise ValueError
            self.key = Ed25519PublicKey.from_public_bytes(key[1:])
        except ValueError:
            raise Failed("The key cannot be read; it looks like name+id+key.") from None

    def verify(self, signature: bytes, data: bytes) -> bool:
        try:
            self.key.verify(signature, data)
        except InvalidSignature:
            return False
        return True


class Checkpoint:
    """A signed checkpoint, checked when it is made."""

    def __init__(self, note: str, key: Key, where: str) -> None:
        body, _, tail = note.partition("\n\n")
        lines = body.split("\n")
        if len(lines) < 3 or lines[0] != key.name or not tail.endswith("\n"):
            raise Failed(f"{where} is no checkpoint of the log {key.name}.")
        try:
            self.size = int(lines[1])
            self.root = base64.b64decode(lines[2], validate=True)
        except ValueError:
            raise Failed(f"{where} has no size or root.") from None
        if str(self.size) != lines[1] or self.size < 1 or len(self.root) != 32:
            raise Failed(f"{where} has no size or root.")
        if not any(self._signs(line, key, body) for line in tail.split("\n")):
            raise Failed(f"{where} is not signed by the log's key.")

    @staticmethod
    def _signs(line: str, key: Key, body: str) -> bool:
        try:
            dash, name, signature = line.split(" ")
            raw = base64.b64decode(signature, validate=True)
        except ValueError:
            return False
        ours = dash == "—" and name == key.name and raw[:4] == key.id
        return ours and key.verify(raw[4:], body.encode() + b"\n")


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """RFC 9162, section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    node, place, last = leaf, index, size - 1
    for sibling in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = children(sibling, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = children(node, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes]) -> bool:
    """RFC 9162, section 2.1.4.2."""
    if old.size > new.size:
        return False
    if old.size == new.size:
        return not proof and old.root == new.root
    path = [old.root, *proof] if old.size & (old.size - 1) == 0 else list(proof)
    if not path:
        return False
    place, last = old.size - 1, new.size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    former = latter = path[0]
    for node in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            former, latter = children(node, former), children(node, latter)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            latter = children(latter, node)
        place, last = place >> 1, last >> 1
    return last == 0 and former == old.root and latter == new.root


class Entry:
    """One entry of the log with what was laid open of it, checked when it is made."""

    def __init__(self, found: object, checkpoint: Checkpoint, where: str) -> None:
        if not isinstance(found, dict):
            raise Failed(f"{where} is missing.")
        only(found, {"index", "commitments", "openings", "inclusion"}, where)
        self.index = part(found, "index", int, where)
        made = [unhex(one, where) for one in part(found, "commitments", list, where)]
        if made != sorted(made) or len(set(made)) != len(made):
            raise Failed(f"The commitments of {where} are not in order.")
        self.fields: dict[str, Any] = {}
        for opening in part(found, "openings", list, where):
            if not isinstance(opening, dict):
                raise Failed(f"An opening in {where} cannot be read.")
            only(opening, {"field", "value", "salt"}, f"an opening in {where}")
            name, salt = part(opening, "field", str, where), unhex(opening["salt"], where)
            if sha256(salt + canonical([name, opening["value"]])) not in made:
                raise Failed(f"The field “{name}” in {where} is not what the log committed to.")
            if name in self.fields:
                raise Failed(f"The field “{name}” stands twice in {where}.")
            self.fields[name] = opening["value"]
        self.leaf = sha256(b"\x00" + HEADING + sha256(b"".join(made)))
        proof = [unhex(one, where) for one in part(found, "inclusion", list, where)]
        if not verify_inclusion(self.leaf, self.index, checkpoint.size, proof, checkpoint.root):
            raise Failed(
                f"{where[0].upper()}{where[1:]} is not at index {self.index} of the tree of "
                f"{checkpoint.size} entries that the checkpoint names."
            )

    def demand(self, wanted: dict[str, Any], where: str) -> None:
        """These fields must be open and say this."""
        for name, value in wanted.items():
            if name not in self.fields:
                raise Failed(f"The field “{name}” of {where} is not opened.")
            same = type(self.fields[name]) is type(value) and self.fields[name] == value
            if not same:
                raise Failed(
                    f"The field “{name}” of {where} is {self.fields[name]!r}, not {value!r}."
                )


class Verification:
    """Checks one document; `lines` tells what was checked."""

    def __init__(self, document: dict[str, Any], key: Key | None = None) -> None:
        self.document = document
        self.lines: list[str] = []
        self.checkpoints: list[Checkpoint] = []
        log = part(document, "log", dict)
        only(log, {"origin", "key"}, "“log”")
        own = Key(part(log, "key", str))
        if own.name != log["origin"]:
            raise Failed("The key in the document belongs to another log than it names.")
        if key is not None and key.text != own.text:
            raise Failed("The document is of a log with another key than the one you gave.")
        self.key, self.pinned = own, key is not None

    def run(self) -> None:
        """Raises Failed at the first thing that does not hold."""
        kind = self.document.get("format")
        checks = {RECEIPT: self.receipt, DUPLICATE: self.duplicate, CONSISTENCY: self.consistency}
        if kind not in checks:
            raise Failed(f"This is no document that this program knows: {kind!r}")
        where = "is the one you gave" if self.pinned else "was taken from the document itself"
        self.ok(f"The log's key {where}: {self.key.text}")
        checks[kind]()

    def ok(self, text: str) -> None:
        self.lines.append(text)

    def signed(self) -> Checkpoint:
        """The whole document is signed, and so is its checkpoint."""
        rest = {name: value for name, value in self.document.items() if name != "signature"}
        try:
            signature = base64.b64decode(part(self.document, "signature", str), validate=True)
        except ValueError:
            raise Failed("The signature cannot be read.") from None
        if not self.key.verify(signature, f"{rest['format']}\n".encode() + canonical(rest)):
            raise Failed("The signature does not fit the document: something in it was changed.")
        self.ok("The log's key signed the whole document.")
        found = Checkpoint(part(self.document, "checkpoint", str), self.key, "the checkpoint")
        self.ok(f"The log's key signed a checkpoint of {found.size} entries.")
        self.checkpoints.append(found)
        return found

    def receipt(self) -> None:
        document = self.document
        named = {"report", "program", "submitted_at"}
        rest = {"format", "log", "log_index", "tree_size", "entry", "revisions", "checkpoint"}
        only(document, named | rest | {"signature"}, "the receipt")
        checkpoint = self.signed()
        entry = Entry(document["entry"], checkpoint, "the report's entry")
        if part(document, "log_index", int) != entry.index:
            raise Failed("“log_index” is not the index of the entry.")
        if part(document, "tree_size", int) != checkpoint.size:
            raise Failed("“tree_size” is not the size that the checkpoint names.")
        wanted = {name: part(document, name, str) for name in sorted(named)}
        entry.demand({"event.name": SUBMITTED, **wanted}, "the report's entry")
        self.ok(
            f"Report {document['report']} to {document['program']}, sent {document['submitted_at']}"
            f", is entry {entry.index} of that log."
        )
        for name, value in sorted(entry.fields.items()):
            self.ok(f"The log committed to {name}: {json.dumps(value, ensure_ascii=False)}")
        before = entry.index
        for number, found in enumerate(part(document, "revisions", list), 1):
            where = f"revision {number}"
            revision = Entry(found, checkpoint, where)
            revision.demand({"event.name": REVISED, "report": document["report"]}, where)
            if revision.index <= before:
                raise Failed(f"{where} is not later than what stands before it.")
            before = revision.index
            self.ok(f"The words were changed by entry {revision.index}.")

    def duplicate(self) -> None:
        document = self.document
        rest = {"format", "log", "report", "kind", "claims", "own", "original", "ruling"}
        only(document, rest | {"checkpoint", "signature"}, "the proof")
        kind, claims = part(document, "kind", str), part(document, "claims", list)
        if kind not in ORIGINALS or [c for c in CLAIMS if c in claims] != claims or not claims:
            raise Failed("The proof claims something that this program does not know.")
        checkpoint = self.signed()
        own = Entry(document["own"], checkpoint, "your report's entry")
        original = Entry(document["original"], checkpoint, "the original's entry")
        ruling = Entry(document["ruling"], checkpoint, "the ruling's entry")
        report = part(document, "report", str)
        own.demand({"event.name": SUBMITTED, "report": report}, "your report's entry")
        original.demand({"event.name": ORIGINALS[kind]}, "the original's entry")
        ruled = {"event.name": MOVED, "report": report, "move": MOVES[kind]}
        ruled["original_leaf"] = original.leaf.hex()
        ruling.demand(ruled, "the ruling's entry")
        if not original.index < own.index < ruling.index:
            raise Failed(
                f"The original is entry {original.index}, your report {own.index}, the ruling "
                f"{ruling.index}: they are not in this order."
            )
        self.ok(
            f"The original is entry {original.index} of the log and your report {report} is entry "
            f"{own.index}: the original was filed earlier."
        )
        self.ok(f"The ruling, entry {ruling.index}, names exactly that original.")
        for name, words in (("asset", "target"), ("vrt", "class")):
            self._same(name, words, own, original)
        for entry, names in ((original, set(original.fields)), (ruling, {"original_state"})):
            for name in sorted((names | {"original_priority"}) & set(entry.fields)):
                value = json.dumps(entry.fields[name], ensure_ascii=False)
                self.ok(f"The log committed to {name} of the original: {value}")

    def _same(self, field: str, words: str, own: Entry, original: Entry) -> None:
        claimed = f"same_{words}" in self.document["claims"]
        both = own.fields.get(field), original.fields.get(field)
        if claimed and not (both[0] and both[0] == both[1]):
            raise Failed(f"The proof claims the same {words}, but the entries do not show it.")
        self.ok(f"Both name the same {words}: {both[0]}" if claimed else f"No word on the {words}.")

    def consistency(self) -> None:
        only(self.document, {"format", "log", "old", "new", "proof"}, "the proof")
        old = Checkpoint(part(self.document, "old", str), self.key, "the older checkpoint")
        new = Checkpoint(part(self.document, "new", str), self.key, "the newer checkpoint")
        proof = [unhex(one, "the proof") for one in part(self.document, "proof", list)]
        self.ok(f"The log's key signed checkpoints of {old.size} and {new.size} entries.")
        if not verify_consistency(old, new, proof):
            raise Failed(
                f"The log of {new.size} entries does not begin with the log of {old.size}: it was "
                f"forked or rewritten before entry {old.size}."
            )
        self.ok(f"The first {old.size} entries were not changed since: the log only grew.")
        self.checkpoints += [old, new]

    def compare(self, note: str, proofs: Sequence["Verification"]) -> None:
        """The checkpoint that somebody kept must be one of the same log."""
        kept = Checkpoint(note, self.key, "the checkpoint that you gave")
        for mine in self.checkpoints:
            if mine.size == kept.size and mine.root != kept.root:
                raise Failed(
                    f"The checkpoint that you gave has another root for {kept.size} entries: the "
                    "log was forked or rewritten."
                )
        ours = {(one.size, one.root) for one in self.checkpoints}
        linked = [
            {(one.size, one.root) for one in proof.checkpoints}
            for proof in proofs
            if proof.key.text == self.key.text
        ]
        me = (kept.size, kept.root)
        if me not in ours and not any(me in pair and pair & ours for pair in linked):
            sizes = sorted({kept.size, self.checkpoints[-1].size})
            raise Failed(
                f"Whether the checkpoint of {kept.size} entries belongs to the same log cannot be "
                f"told without /log/consistency?old={sizes[0]}&new={sizes[-1]} (--consistency)."
            )
        self.ok(f"The checkpoint of {kept.size} entries that you gave is of the same log.")


def examine(
    text: str, *, key: str = "", checkpoints: Iterable[str] = (), proofs: Iterable[str] = ()
) -> tuple[bool, list[str]]:
    """Whether all holds, and what was checked and what failed, for the text of a document."""
    lines: list[str] = []
    try:
        pinned = Key(key) if key else None
        found = Verification(read_json(text), pinned)
        lines = found.lines
        found.run()
        links: list[Verification] = []
        for proof in proofs:
            links.append(Verification(read_json(proof), pinned))
            links[-1].run()
        for note in checkpoints:
            found.compare(note, links)
    except Failed as failure:
        return False, [*(f"ok    {line}" for line in lines), f"FAIL  {failure}"]
    except Exception as error:  # Whatever is odd about it, it does not hold.
        return False, [*(f"ok    {line}" for line in lines), f"FAIL  It cannot be read: {error!r}"]
    return True, [f"ok    {line}" for line in lines]


def main(arguments: list[str], more_proofs: Sequence[str] = ()) -> int:
    """Print what was checked; the exit status is the answer."""
    given: dict[str, list[str]] = {"--key": [], "--checkpoint": [], "--consistency": []}
    files: list[str] = []
    rest = list(arguments)
    try:
        while rest:
            word = rest.pop(0)
            if word.startswith("-"):
                given[word].append(rest.pop(0))
            else:
                files.append(word)
    except (KeyError, IndexError):
        files = []
    if len(files) != 1 or len(given["--key"]) > 1:
        print(__doc__)
        return 2
    try:
        text = read_file(files[0])
        keys = [read_file(one) if os.path.isfile(one) else one for one in given["--key"]]
        notes = [read_file(one) for one in given["--checkpoint"]]
        proofs = [*map(read_file, given["--consistency"]), *more_proofs]
    except (OSError, ValueError) as error:
        print(f"FAIL  {error}")
        return 2
    key = keys[0] if keys else ""
    holds, lines = examine(text, key=key, checkpoints=notes, proofs=proofs)
    print("\n".join(lines))
    print("Everything holds." if holds else "It does NOT hold.")
    return 0 if holds else 1


def read_file(name: str) -> str:
    """The text of a file of reasonable size."""
    with open(name, "rb") as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"{name} is too large to be such a document.")
    return data.decode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
