"""PDF pages of text, set in a separate process.

The words come from strangers: the process has little memory, little time and no environment, and
the words reach it as data that is never read as markup.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

CONTENT_TYPE = "application/pdf"
SECONDS = 30.0
LARGEST_SOURCE_BYTES = 1024 * 1024
_PROGRAM = [sys.executable, "-I", "-m", "seawall.lib.typeset_process"]


class NotSet(Exception):
    """The pages could not be made: too much text for the time and memory that there is."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A heading, facts in two columns, and texts in the lines in which they were typed."""

    heading: str
    facts: Sequence[tuple[str, str]] = ()
    texts: Sequence[tuple[str, str]] = ()


def pdf(title: str, note: str, passages: Sequence[Passage], *, language: str = "en") -> bytes:
    """A PDF of A4 pages with the title on each. Raises NotSet."""
    told = {
        "title": title,
        "note": note,
        "language": language,
        "passages": [asdict(passage) for passage in passages],
    }
    source = json.dumps(told).encode()
    if len(source) > LARGEST_SOURCE_BYTES:
        raise NotSet
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            _PROGRAM,
            input=source,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            check=False,
            cwd="/",
            env={},
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise NotSet from late
    if done.returncode != 0 or not done.stdout.startswith(b"%PDF-"):
        raise NotSet
    return done.stdout
