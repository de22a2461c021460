"""The whole URL map with things of the world in its addresses.

A route that has a parameter which nothing here can fill fails the sweep: add its thing.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.abuse.surfaces import Answer, ask
from tests.abuse.world import VRT, World
from tests.matrix import routes
from tests.matrix.routes import Route

# What an address is about, by the beginning of the route.
KINDS = {
    "api/v1/responses/": "response",
    "api/v1/rules/": "rule",
    "inbox/views/": "view",
    "api/v1/views/": "view",
    "api/v1/tags/": "tag",
    "reports/": "report",
    "inbox/": "report",
    "api/v1/reports/": "report",
    "files/": "file",
    "api/v1/attachments/": "file",
    "awards/": "award",
    "api/v1/awards/": "award",
    "programs/": "program",
    "api/v1/programs/": "program",
    "organizations/": "organization",
    "api/v1/organizations/": "organization",
    "leaks/": "leak",
    "api/v1/leaks/": "leak",
    "webhooks/": "webhook",
    "api/v1/webhooks/": "webhook",
    "api/v1/me/templates/": "template",
}
# Per kind: what A hides from others, and what never was, of the same length.
HIDDEN = {
    "report": ("X1", "X0"),
    "file": ("F-x1", "F0"),
    "award": ("A-paid", "A0"),
    "program": ("a-priv", "a-none"),
    "organization": ("org-a", "org-z"),
    "webhook": ("W-a", "W0"),
    "leak": ("L-a", "L0"),
    "view": ("V-a", "V0"),
    "tag": ("T-a", "T0"),
    "response": ("C-a", "C0"),
    "rule": ("U-a", "U0"),
    "template": ("M-r1", "M0"),
}
MAIN = ("public_id", "id", "slug")


@dataclass(frozen=True)
class Address:
    """A path with `{}` where the id of its thing stands, or none."""

    route: Route
    path: str
    kind: str


def addresses(world: World, *, prefix: str = "") -> Iterator[Address]:
    """Every route, its secondary parameters filled with what belongs to A and to X1."""
    for route in routes.every_route():
        if not route.text.startswith(prefix):
            continue
        kind = next((one for start, one in KINDS.items() if route.text.startswith(start)), "")
        if not route.parameters and "<id>" not in route.text and "<slug>" not in route.text:
            yield Address(route, f"/{route.text}", "")
            continue
        words = dict.fromkeys(MAIN, "{}") if kind else {}
        if "known-issues" in route.text:
            # The programme is asked for; the issue below it is its own.
            known = world.id("K-a")
            words = {"slug": "{}", "id": known, "known_id": known}
        for below, name in (("responses/<", "C-a"), ("rules/<", "U-a")):
            if route.text.startswith("organizations/") and below in route.text:
                words = {"slug": "{}", "public_id": world.id(name)}
        yield Address(route, routes.address(route, others(world, route) | words), kind)


def others(world: World, route: Route) -> dict[str, object]:
    """What stands in the address beside its thing; see KINDS."""
    secret = {
        "invitation": world.other["invitation_secret"],
        "link": world.other["link"],
        "guest_invitation": world.other["guest_secret"],
        "guest_invitation_accept": world.other["guest_secret"],
    }.get(route.name, world.other["asking_secret"])
    return {
        "secret": secret,
        "comment_id": world.comments["x1"].pk,
        "upload_id": world.other["upload"],
        "attachment_id": world.id("F-x1"),
        "move": "ask",
        "number": 1,
        "key": "about",
        "invitation_id": world.other["asking" if "program" in route.text else "invitation"].pk,
        "membership_id": world.person("RO").memberships.get().pk,
        "user_id": world.person("R1").pk,
        "handle": world.handle("R1"),
        "reference": world.other["session"].key_hash[:16],
        "token_id": world.other["token"].pk,
        "pk": world.other["passkey"].pk,
        "notice_id": world.other["notice"].pk,
        "other_id": world.id("X2"),
        "ban_id": world.other["ban"].pk,
        "delivery_id": world.other["delivery"].public_id,
        "slug": "a-priv",
        "decision_id": world.other["decision-X1"].public_id,
        "decision": world.other["decision-X1"].public_id,
        "days_id": 1,
        "tag_id": world.id("T-a"),
        "name": "build",
        "entry": VRT,
        "secret_id": world.other["secret"].public_id,
        "delivery": world.other["delivery"].public_id,
        "domain_id": world.other["domain"].pk,
        # A way in is no secret: it is told to all who are to use it.
        "public_id": world.other["provider"].public_id,
        "uidb36": "1",
        "place": "0/000.p/1",
    }


def unfilled(world: World) -> list[str]:
    """Routes with a parameter that nothing fills."""
    return [one.path for one in addresses(world) if "<" in one.path or one.path.count("{}") > 1]


def pairs(world: World, *kinds: str) -> Iterator[tuple[Address, str, str]]:
    """Every route of these kinds with what A hides and what never was."""
    for one in addresses(world):
        if one.kind in kinds:
            hidden, absent = HIDDEN[one.kind]
            yield one, of_thing(world, one, hidden), of_thing(world, one, absent)


def paths(world: World, things: dict[str, tuple[str, ...]]) -> Iterator[tuple[Route, str]]:
    """Every route with each thing of its kind, by the names of `things`; those without as is.

    Not those whose address is a secret: whoever holds one reads what it invites to.
    """
    for one in addresses(world):
        if "secret" in one.route.parameters:
            continue
        for name in things.get(one.kind, ()) if one.kind else ("",):
            yield one.route, one.path.format(of_thing(world, one, name) if name else "")


def crawl(world: World, actor: str, things: dict[str, tuple[str, ...]]) -> list[Answer]:
    """Every page and JSON that the actor can get with these things; fragments of what is there.

    Kept with the world: tests that only look at it share one.
    """
    key = ("crawl", actor, repr(sorted(things.items())))
    if key not in world.other:
        found = [ask(world, actor, path) for _route, path in paths(world, things)]
        found += [
            ask(world, actor, one.path, surface="fragment")
            for one in found
            if one.status == 200 and not one.path.startswith("/api/")
        ]
        world.other[key] = found
    return world.other[key]


def of_thing(world: World, one: Address, name: str) -> str:
    """The word that stands in the address for a thing of the world."""
    return name if one.kind in ("program", "organization") else world.id(name)
