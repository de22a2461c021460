"""Receipts, and proofs of what was earlier."""

from datetime import datetime
from typing import Literal

from seawall.api.v1.shapes.common import Out


class LogOut(Out):
    """Which log it is; `key` is its public key in the form of C2SP."""

    origin: str
    key: str


class OpeningOut(Out):
    """One field of an entry laid open; `salt` in hexadecimal."""

    field: str
    value: object
    salt: str


class LogEntryOut(Out):
    """One entry of the log with the proof of its place; hashes in hexadecimal."""

    index: int
    commitments: list[str]
    openings: list[OpeningOut]
    inclusion: list[str]


class ReceiptOut(Out):
    """What a reporter keeps. `checkpoint` is a signed note; `signature` covers all the rest."""

    format: str
    log: LogOut
    report: str
    program: str
    submitted_at: datetime
    log_index: int
    tree_size: int
    entry: LogEntryOut
    revisions: list[LogEntryOut]
    checkpoint: str
    signature: str


class DuplicateProofOut(Out):
    """The proof that the original was in the log first. `claims`: earlier, and same_target and
    same_class where the entries show it.
    """

    format: str
    log: LogOut
    report: str
    kind: Literal["report", "known_issue"]
    claims: list[str]
    own: LogEntryOut
    original: LogEntryOut
    ruling: LogEntryOut
    checkpoint: str
    signature: str
