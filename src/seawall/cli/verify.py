"""`./run verify`: receipts and proofs by the program that is given away, and the log itself.

    ./run verify FILE [--key KEY] [--checkpoint FILE] [--consistency FILE]
    ./run verify log [--key KEY] [--checkpoint FILE]…

`log` computes everything in the database again: the leaf of each entry from its row, order and
gaps, tree, tiles, stored checkpoints, the words of reports against what was committed, and that
each given checkpoint is of this log; a FILE may hold many, as backups and witnesses keep them. It
names the first entry that is wrong. Status 0 only if all holds.
"""

import json
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from seawall.cli import setup
from seawall.lib import verify_receipt


def run(arguments: list[str]) -> int:
    """See above."""
    if arguments[:1] == ["log"]:
        return _log(arguments[1:])
    if not arguments:
        print(__doc__)
        return 2
    return verify_receipt.main(arguments, _growth(arguments))


def _log(arguments: list[str]) -> int:
    given: dict[str, list[str]] = {"--checkpoint": [], "--key": []}
    for option, value in zip(arguments[::2], arguments[1::2], strict=False):
        given.setdefault(option, []).append(value)
    if len(arguments) % 2 or set(given) != {"--checkpoint", "--key"} or len(given["--key"]) > 1:
        print(__doc__)
        return 2
    try:
        files = [(name, Path(name).read_text("utf-8")) for name in given["--checkpoint"]]
        keys = [_text_or_file(name) for name in given["--key"]]
    except (OSError, ValueError) as error:
        print(error)
        return 2
    setup.start_django()
    from seawall.domain.audit import queries as audit
    from seawall.domain.audit.rules.notes import split_notes
    from seawall.domain.reports import queries as reports

    kept = [(name, note) for name, text in files for note in split_notes(text)]
    check = audit.check_log(kept, key_text=keys[0] if keys else "")
    flaws = [*check.flaws, *reports.check_words()]
    flaws.sort(key=lambda flaw: (flaw.index is None, flaw.index or 0))
    for flaw in flaws:
        where = "entry ?" if flaw.index is None else f"entry {flaw.index}"
        print(f"FAIL  {where}: {flaw.text}")
    print(f"{check.size} entries and {check.checkpoints} checkpoints were checked.")
    if flaws:
        first = next((flaw.index for flaw in flaws if flaw.index is not None), None)
        print(
            "The log does NOT hold." + (f" First bad entry: {first}." if first is not None else "")
        )
        return 1
    print("The log holds.")
    return 0


def _growth(arguments: list[str]) -> list[str]:
    """Where a given checkpoint is of another size than the document's: the proof of growth from
    this installation's log. Whoever has no log gives it with --consistency.
    """
    notes = [value for name, value in pairwise(arguments) if name == "--checkpoint"]
    try:
        own = _size(json.loads(Path(arguments[0]).read_text("utf-8")).get("checkpoint", ""))
        others = {_size(Path(note).read_text("utf-8")) for note in notes} - {own}
    except (OSError, ValueError, AttributeError):
        return []
    return _proofs(own, others) if others else []


def _proofs(own: int, others: set[int]) -> list[str]:
    setup.start_django()
    from seawall.domain.audit import queries as audit
    from seawall.domain.errors import NotFound

    found = []
    for other in sorted(others):
        with suppress(NotFound, ValueError, KeyError):
            found.append(json.dumps(audit.consistency(*sorted((own, other)))))
    return found


def _size(note: str) -> int:
    return int(note.split("\n")[1]) if note.count("\n") >= 2 else 0


def _text_or_file(name: str) -> str:
    return Path(name).read_text("utf-8") if Path(name).is_file() else name
