"""A unique word in every text of the fixture world, and who may ever read it.

A word names its table, its row, its field and its audience: `cnry-comment-x1team-body-x1team`.
Who belongs to an audience follows from the table of rights (accounts.rules) and from what the
world says of its people; no policy, query or page is asked.
"""

import re
from collections.abc import Mapping, Set

from seawall.domain.accounts.rules import Permission, Role, may

Who = Set[str]

# Members by organization; nobody is in both.
A: Mapping[str, Role] = {
    "T1": Role.TRIAGER,
    "RO": Role.VIEWER,
    "FIN": Role.FINANCE,
    "SET": Role.PROGRAM_MANAGER,
    "DEV": Role.DEVELOPER,
    "ADM_A": Role.OWNER,
}
B: Mapping[str, Role] = {"ADM_B": Role.OWNER, "T_B": Role.TRIAGER}
RESEARCHERS = ("R1", "R2", "R3", "C1", "RB")
SUPER = "SUPER"
PEOPLE = (*RESEARCHERS, *A, *B, SUPER)
# INT is a token of T1 that may read reports and nothing else.
ACTORS = ("anonymous", *PEOPLE, "INT")

WORD = re.compile(r"cnry-[a-z]+-[a-z0-9]+-[a-z]+-[a-z0-9]+", re.IGNORECASE)


def word(table: str, row: str, field: str, audience: str) -> str:
    """The word for one field. Raises KeyError for an audience that nobody described."""
    AUDIENCES[audience]
    return f"cnry-{table}-{row}-{field}-{audience}"


def key(name: str) -> str:
    """The name of a person as it stands in words and handles."""
    return name.lower().replace("_", "")


def words_in(text: str) -> set[str]:
    """Every word of ours that stands in the text."""
    return {found[0].lower() for found in WORD.finditer(text)}


def readers(found: str) -> Who:
    """Who may read a word."""
    return AUDIENCES[found.rsplit("-", 1)[1]]


def foreign(text: str, actor: str) -> list[str]:
    """The words in the text that this actor may not read."""
    return sorted(found for found in words_in(text) if actor not in readers(found))


def _with(members: Mapping[str, Role], permission: Permission) -> Who:
    return frozenset(name for name, role in members.items() if may(role, permission))


_A, _B, _ADMIN = frozenset(A), frozenset(B), frozenset({SUPER})
_A_READERS = _with(A, Permission.REPORT_VIEW) | {"INT"}
_B_READERS = _with(B, Permission.REPORT_VIEW)
_A_AWARDS = _with(A, Permission.AWARD_VIEW)
_A_PRIVATE = _with(A, Permission.PROGRAM_VIEW) | {"R1", "R2", "C1", "INT"}
_B_PRIVATE = _with(B, Permission.PROGRAM_VIEW) | {"RB"}
_MEMBERS = {
    **dict.fromkeys(A, _with(A, Permission.MEMBER_VIEW)),
    **dict.fromkeys(B, _with(B, Permission.MEMBER_VIEW)),
}

AUDIENCES: Mapping[str, Who] = {
    "public": frozenset(ACTORS),
    "nobody": frozenset(),
    # Nobody else's business, not even the administrator's.
    **{f"only{key(name)}": frozenset({name}) for name in PEOPLE},
    # What R1 says of themselves, with a private profile: for the teams they report to.
    "r1about": _A_READERS | {"R1"},
    # An address: its person, who keeps the accounts, and who keeps the members.
    **{f"mail{key(name)}": {name, SUPER} | _MEMBERS.get(name, set()) for name in PEOPLE},
    # By name and handle: who meets whom on a report or in an organization.
    "x1met": _A | {"R1", "C1", "INT"} | _ADMIN,
    "x2met": _A | {"R2", "INT"} | _ADMIN,
    "xbmet": _B | {"RB"} | _ADMIN,
    "r3met": _ADMIN | {"R3"} | _with(A, Permission.RESEARCHER_BAN),
    "supermet": _ADMIN,
    # Who speaks for the team is known to whose reports they are; who only reads is not.
    "ateam": _A | {"R1", "C1", "R2", "INT"} | _ADMIN,
    "asilent": _A | {"INT"} | _ADMIN,
    "bteam": _B | {"RB"} | _ADMIN,
    # What stands on reports.
    "x1": _A_READERS | {"R1", "C1"},
    "x1team": _A_READERS,
    "x2": _A_READERS | {"R2"},
    "x2team": _A_READERS,
    "o1": _A_READERS | {"R1"},
    "d1": frozenset({"R1"}),
    "xb": _B_READERS | {"RB"},
    "xbteam": _B_READERS,
    # Organizations and programmes.
    "ain": _with(A, Permission.ORGANIZATION_VIEW) | _ADMIN,
    "bin": _with(B, Permission.ORGANIZATION_VIEW) | _ADMIN,
    "bname": _B_PRIVATE | _ADMIN,
    "ainvites": _with(A, Permission.MEMBER_VIEW),
    "aprivate": _A_PRIVATE,
    "bprivate": _B_PRIVATE,
    "aedit": _with(A, Permission.PROGRAM_VIEW),
    "abans": _with(A, Permission.RESEARCHER_BAN),
    "ahooks": _with(A, Permission.WEBHOOK_MANAGE),
    "asignin": _with(A, Permission.PROVIDER_MANAGE),
    "aresearchers": _with(A, Permission.PROGRAM_EDIT),
    # Leaked keys go to who handles them; what is known already, to who reads reports.
    "aleak": _with(A, Permission.LEAK_VIEW) | {"R1"},
    "aleakout": _with(A, Permission.PROGRAM_PUBLISH) | _ADMIN,
    "aknown": _A_READERS,
    # Saved views: T1's own, which a token of T1 reads too, and those of the team.
    "t1views": frozenset({"T1", "INT"}),
    "aviews": _A_READERS,
    "arules": _with(A, Permission.RULE_MANAGE),
    # How to fix a weakness: every member, also beside a report that a token reads.
    "aadvice": _with(A, Permission.PROGRAM_VIEW) | _A_READERS,
    # What only the team fills in: every member, also beside a report that a token reads.
    "afields": _with(A, Permission.PROGRAM_VIEW) | _A_READERS,
    # Sums: the team's until they are approved, then also theirs who are paid.
    "aaward": _A_AWARDS,
    "aawarded": _A_AWARDS | {"R1", "C1"},
    "r1paid": _A_AWARDS | _with(A, Permission.LEDGER_VIEW) | {"R1"},
}
