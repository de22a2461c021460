"""Every page of the product, as each kind of person sees it in the demo."""

import json
from collections.abc import Callable

from tests.journeys.api_client import Api

HANDLES = {
    "researcher": "mira",
    "triager": "jonas",
    "manager": "ana",
    "finance": "petra",
    "owner": "olive",
    "admin": "harbourmaster",
}
ACTORS = ("visitor", *HANDLES)
SETTINGS = (
    "/settings/profile", "/settings/preferences", "/settings/security", "/settings/security/email",
    "/settings/security/password/set", "/settings/security/app", "/settings/security/codes/new",
    "/settings/security/passkeys", "/settings/security/passkeys/add", "/settings/sessions",
    "/settings/tokens", "/settings/invitations", "/settings/notifications",
    "/settings/notifications?program=openai", "/notices",
    "/program-invitations",
)  # fmt: skip
PROGRAM = "/programs/openai"
TEAM = "/organizations/openai-demo"
SECTIONS = (
    "about",
    "targets",
    "exclusions",
    "rewards",
    "rules",
    "safe-harbor",
    "disclosure",
    "times",
)


def pages_of(site) -> Callable[[str], list[str]]:
    """A function from an actor to their addresses; the numbers of reports are read once."""
    accounts = json.loads(site.command("demo", "credentials"))["accounts"]
    team = Api(site.base_url, accounts["triager"]["token"])
    mine = Api(site.base_url, accounts["researcher"]["token"])

    def number(api: Api, **query: object) -> str:
        return str(api.get("/reports", limit=1, **query).json["items"][0]["id"])

    leaks = [row["id"] for row in team.get("/programs/openai/leaks").json["items"]]
    numbers = {
        "new": number(team, state="new", program="openai"),
        "resolved": number(team, state="resolved", program="openai"),
        "triaged": number(team, state="triaged", program="openai"),
        "accepted": number(team, state="accepted", program="openai"),
        "mine": number(mine, state="resolved"),
        "open": number(mine, state="open"),
        "retesting": number(mine, state="retesting"),
        "retested": number(team, state="retested"),
        "leaks": " ".join(leaks),
        "own leaks": " ".join(one for one in leaks if mine.get(f"/leaks/{one}").status == 200),
    }
    return lambda actor: _of(actor, numbers)


def _of(actor: str, numbers: dict[str, str]) -> list[str]:
    if actor == "visitor":
        return _visitor()
    if actor == "researcher":
        return [*_researcher(numbers), *SETTINGS]
    if actor == "admin":
        return [
            "/platform/people",
            "/platform/organizations",
            "/platform/revocation",
            "/platform/learnt",
            "/platform/taxonomy",
            "/style",
            "/there/is/nothing",
        ]
    return {
        "triager": _triager(numbers),
        "manager": _manager(numbers),
        "finance": ["/awards", f"{TEAM}/ledger", f"{TEAM}/activity", "/rewards"],
        "owner": [
            f"{TEAM}/members",
            f"{TEAM}/edit",
            f"{TEAM}/activity",
            TEAM,
            f"{PROGRAM}/settings/secrets",
        ],
    }[actor]


def _visitor() -> list[str]:
    return [
        "/", PROGRAM, f"{PROGRAM}/versions", f"{PROGRAM}/versions/1",
        f"{PROGRAM}/versions/diff?old=1&new=2", f"{PROGRAM}/hall-of-fame",
        f"{PROGRAM}?target=api.openai.com", "/?kind=disclosure", "/programs/tidewater", "/sign-in",
        "/sign-up", "/reset", "/reset/sent", "/verify", "/verify/unknown", "/inactive",
        "/api/v1/docs", "/researchers/mira", "/link/unknown",
        "/log", "/log/verify", f"{PROGRAM}/leaks/new", "/programs/absent",
    ]  # fmt: skip


def _researcher(numbers: dict[str, str]) -> list[str]:
    mine, opened = numbers["mine"], numbers["open"]
    return [
        "/", "/reports", "/reports?q=state:closed", f"/reports/{mine}", f"/reports/{mine}/receipt",
        f"/reports/{mine}/revisions", f"/reports/{opened}", f"/reports/{opened}/revise",
        f"{PROGRAM}/report", "/rewards", "/sign-out", "/leaks", f"/reports/{mine}/secrets",
        f"/reports/{mine}/reads", f"{PROGRAM}/leaks/new", "/settings/templates",
        f"/reports/{numbers['retesting']}", f"/reports/{numbers['retesting']}/retest",
        *(f"/leaks/{leak}" for leak in numbers["own leaks"].split()),
    ]  # fmt: skip


def _triager(numbers: dict[str, str]) -> list[str]:
    new, done = numbers["new"], numbers["accepted"]
    return [
        "/inbox", "/inbox?q=state:resolved+stat:x", "/inbox/filters", "/inbox/views",
        f"/inbox/{new}", f"/inbox/{done}",
        f"/inbox/{numbers['resolved']}", f"/reports/{new}", f"/inbox/{new}/move/ask",
        f"/inbox/{new}/move/close_out_of_scope", f"/inbox/{new}/move/mark_duplicate",
        f"/inbox/{new}/severity", f"/inbox/{new}/assign", f"/inbox/{new}/checklist",
        f"/inbox/{new}/fields",
        f"/inbox/{done}/award", f"/inbox/{numbers['triaged']}/decline", "/awards",
        f"/reports/{done}/retest", f"/reports/{numbers['retested']}/retest",
        f"/reports/{done}/lock", f"/reports/{done}/clone", f"/reports/{done}/guests",
        f"/inbox/{numbers['retested']}",
        f"{PROGRAM}/known-issues", f"/inbox/{new}/similar", f"/inbox/{new}/move/mark_known",
        "/leaks", *(f"/leaks/{leak}" for leak in numbers["leaks"].split()),
    ]  # fmt: skip


def _manager(numbers: dict[str, str]) -> list[str]:
    return [
        f"{TEAM}/programs", f"{TEAM}/programs/new", f"{PROGRAM}/settings",
        f"{PROGRAM}/fields", f"{PROGRAM}/templates",
        f"{PROGRAM}/edit/preview", f"{PROGRAM}/edit/publish",
        *(f"{PROGRAM}/edit/{key}" for key in SECTIONS), "/programs/lantern-pay/researchers",
        f"/inbox/{numbers['accepted']}/move/resolve", f"/inbox/{numbers['triaged']}/move/accept",
        "/inbox?q=priority:1", "/awards",
    ]  # fmt: skip
