"""What a programme already knows: the parts of an entry, their limits, and what is committed to."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime

import ada_url

from seawall.domain.audit.rules.leaves import moment
from seawall.domain.errors import Invalid
from seawall.lib.canonical import Json
from seawall.lib.text import UnsafeText, clean_line, clean_text, gettext_noop, said

MOST_ROWS = 1000
LARGEST_CSV_BYTES = 1024 * 1024
LONGEST: Mapping[str, int] = {
    "title": 150, "target": 2048, "vrt": 200, "url": 2048, "reference": 200, "notes": 8000
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class KnownIssueIn:
    """One issue as the team writes it. `known_since` is YYYY-MM-DD or empty."""

    title: str
    target: str = ""
    vrt: str = ""
    url: str = ""
    reference: str = ""
    notes: str = ""
    known_since: str = ""


COLUMNS: tuple[str, ...] = tuple(one.name for one in fields(KnownIssueIn))


def cleaned(given: KnownIssueIn, *, today: date) -> KnownIssueIn:
    """As it is stored. Raises Invalid with every part that is wrong."""
    wrong: dict[str, str] = {}
    ready: dict[str, str] = {}
    for name in COLUMNS:
        text = getattr(given, name)
        try:
            ready[name] = clean_text(text).strip() if name == "notes" else clean_line(text)
        except UnsafeText as refusal:
            ready[name], wrong[name] = "", refusal.args[0]
        most = LONGEST.get(name, 10)
        if len(ready[name]) > most:
            wrong[name] = said(gettext_noop("At most %(n)s characters."), n=most)
    if not ready["title"]:
        wrong.setdefault("title", gettext_noop("Give it a title."))
    if ready["url"] and not endpoint(ready["url"]):
        wrong.setdefault("url", gettext_noop("Write a whole address such as https://host/path."))
    wrong |= _date_faults(ready["known_since"], today)
    if wrong:
        raise Invalid(fields=wrong)
    return KnownIssueIn(**ready)


def rows_of(text: str) -> Iterator[tuple[int, KnownIssueIn]]:
    """The rows of a CSV file with a heading, by the number of their line.

    Raises Invalid(field="csv") for a file that has no such heading or too many rows.
    """
    if len(text.encode("utf-8", "replace")) > LARGEST_CSV_BYTES:
        raise Invalid(gettext_noop("The file may have at most 1 MB."), field="csv")
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        names = [(name or "").strip().lower() for name in reader.fieldnames or ()]
        unknown = sorted(set(names) - set(COLUMNS))
        if "title" not in names or unknown or len(set(names)) != len(names):
            raise Invalid(
                said(
                    gettext_noop(
                        "The first line names the columns: title, and any of %(columns)s. "
                        "Not known: %(unknown)s."
                    ),
                    columns=", ".join(COLUMNS[1:]),
                    unknown=", ".join(unknown)[:200] or "–",
                ),
                field="csv",
            )
        reader.fieldnames = names
        for number, row in enumerate(reader, 1):
            if number > MOST_ROWS:
                raise Invalid(
                    said(gettext_noop("At most %(n)s rows at a time."), n=MOST_ROWS), field="csv"
                )
            if None in row or None in row.values():
                raise Invalid(
                    said(
                        gettext_noop("Line %(line_num)s has another number of columns."),
                        line_num=reader.line_num,
                    ),
                    field="csv",
                )
            yield reader.line_num, KnownIssueIn(**{"title": "", **row})
    except csv.Error as refusal:
        raise Invalid(
            said(
                gettext_noop("Line %(n)s is no CSV: %(why)s"), n=reader.line_num, why=str(refusal)
            ),
            field="csv",
        ) from refusal


def endpoint(url: str) -> str:
    """The place that an address names, as browsers read it: without query and fragment; empty for
    what is no address.
    """
    try:
        parsed = ada_url.URL(url)
    except ValueError:
        return ""
    return f"{parsed.protocol}//{parsed.host}{parsed.pathname}" if parsed.host else ""


def committed(
    issue: KnownIssueIn, *, target_id: str, asset: str, registered_at: datetime
) -> dict[str, Json]:
    """What the log commits to when it is registered, by field."""
    return {
        "title": issue.title,
        "target": issue.target,
        "target_id": target_id,
        "asset": asset,
        "vrt": issue.vrt,
        "url": issue.url,
        "endpoint": endpoint(issue.url) if issue.url else "",
        "reference_sha256": hashlib.sha256(issue.reference.encode()).hexdigest(),
        "notes_sha256": hashlib.sha256(issue.notes.encode()).hexdigest(),
        "known_since": issue.known_since,
        "registered_at": moment(registered_at),
    }


def _date_faults(text: str, today: date) -> dict[str, str]:
    if not text:
        return {}
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return {"known_since": gettext_noop("Write the day like 2026-01-31.")}
    return {"known_since": gettext_noop("This day has not come yet.")} if found > today else {}
