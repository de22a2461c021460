"""Area object-access: nobody reads or changes what is not theirs."""

import pytest

from seawall.domain.accounts import commands as accounts
from seawall.domain.errors import Invalid
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Notice
from seawall.domain.reports import commands
from seawall.domain.reports.models import Report
from tests.abuse import canaries, sweep
from tests.abuse.surfaces import SURFACES, ask, pair, received
from tests.abuse.world import content
from tests.factories import hooks
from tests.matrix.binding import BODIES

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P1", "P3")]

THINGS_OF_A = {
    "report": ("X1",),
    "file": ("F-x1", "F-x1team"),
    "award": ("A-paid",),
    "program": ("a-priv",),
    "organization": ("org-a",),
    "webhook": ("W-a",),
    "view": ("V-t1", "V-a", "V-apriv"),
    "tag": ("T-a",),
}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
FILTERS = ("report", "original", "id", "q", "search", "program", "assignee", "cursor", "user")
LISTS = (
    "/",
    "/inbox",
    "/inbox/filters",
    "/reports",
    "/awards",
    "/rewards",
    "/appeals",
    "/api/v1/reports",
)


def test_every_route_can_be_asked_for_a_thing_of_the_world(world):
    assert sweep.unfilled(world) == []


def test_ac_001_a_report_of_others_is_as_if_it_never_was(world):
    faults = []
    for one, hidden, absent in sweep.pairs(
        world, "report", "file", "award", "webhook", "leak", "view", "tag"
    ):
        for surface in SURFACES:
            faults += pair(world, "R2", one.path, hidden, absent, surface=surface)
        for actor in ("anonymous", "R3", "ADM_B", "SUPER"):
            faults += pair(world, actor, one.path, hidden, absent)

    assert not faults, "\n".join(faults)


def test_who_is_limited_to_groups_gets_nothing_of_reports_in_others(world):
    """T1 with all of triage, while X1 and its files and awards are in no group of theirs."""
    membership = world.person("T1").memberships.get()
    accounts.limit_member(membership.pk, is_limited=True, actor=world.actor("ADM_A"))
    faults = []
    for one, hidden, absent in sweep.pairs(world, "report", "file", "award", "leak"):
        faults += pair(world, "T1", one.path, hidden, absent)
        if one.route.name.startswith("api/") or one.kind == "report":
            body = BODIES.get(one.route.name, {})
            faults += pair(world, "T1", one.path, hidden, absent, method="POST", body=body)
    for path in LISTS:
        for name in FILTERS:
            faults += pair(world, "T1", f"{path}?{name}={{}}", world.id("X1"), world.id("X0"))

    assert not faults, "\n".join(faults)


def test_ac_001_lists_do_not_find_it_by_any_filter(world):
    faults = []
    for path in LISTS:
        for name in FILTERS:
            faults += pair(world, "R2", f"{path}?{name}={{}}", world.id("X1"), world.id("X0"))

    assert not faults, "\n".join(faults)


def test_ac_002_another_organization_gets_nothing_by_any_method(world):
    faults = []
    kinds = ("report", "file", "award", "webhook", "leak", "view", "tag", "program", "organization")
    for one, hidden, absent in sweep.pairs(world, *kinds):
        for method in METHODS:
            body = BODIES.get(one.route.name, {}) if method != "GET" else None
            faults += pair(
                world, "ADM_B", one.path, hidden, absent, method=method, body=body, refused=True
            )

    assert not faults, "\n".join(faults)


# An own thing in front, a foreign one behind it: (who, path, foreign, absent).
def _nested(world):
    far = 987654321
    membership = world.person("RO").memberships.get().pk
    x1, told = world.comments["x1"].pk, world.other["notice"].pk
    return [
        ("ADM_B", "/organizations/org-b/members/{}/role", membership, far, {"role": "viewer"}),
        ("ADM_B", "/organizations/org-b/members/{}/remove", membership, far, {}),
        (
            "ADM_B",
            "/organizations/org-b/invitations/{}/revoke",
            world.other["invitation"].pk,
            far,
            {},
        ),
        ("ADM_B", "/programs/b-priv/researchers/{}/revoke", world.person("R1").pk, far, {}),
        (
            "ADM_B",
            "/programs/b-priv/researchers/invitations/{}/revoke",
            world.other["asking"].pk,
            far,
            {},
        ),
        ("RB", f"/reports/{world.id('XB')}/comments/{{}}/edit", x1, far, {"body": "Mine."}),
        ("T_B", f"/reports/{world.id('XB')}/comments/{{}}/edit", x1, far, {"body": "Mine."}),
        ("R1", f"/reports/{world.id('X1')}/comments/{{}}/edit", _note(world), far, {"body": "No"}),
        (
            "RB",
            f"/reports/{world.id('XB')}/decisions/{{}}/appeal",
            world.other["decision-X1"].public_id,
            "D-000000",
            {"priority": "1", "text": "No."},
        ),
        (
            "ADM_B",
            f"/api/v1/reports/{world.id('XB')}/decisions/{{}}/answer",
            world.other["decision-X1"].public_id,
            "D-000000",
            {"outcome": "rejected", "reason": "No."},
        ),
        (
            "RB",
            f"/reports/{world.id('XB')}/uploads/{{}}/complete",
            world.other["upload"],
            "0" * 32,
            {},
        ),
        (
            "ADM_B",
            "/organizations/org-b/sign-in/domains/{}/verify",
            world.other["domain"].pk,
            far,
            {},
        ),
        (
            "ADM_B",
            "/organizations/org-b/sign-in/domains/{}/remove",
            world.other["domain"].pk,
            far,
            {},
        ),
        (
            "ADM_A",
            f"/webhooks/{world.id('W-a')}/deliveries/{{}}/again",
            _foreign_delivery(world),
            "msg_" + "0" * 32,
            {},
        ),
        ("ADM_B", "/settings/tokens/{}/revoke", world.other["token"].pk, far, {}),
        (
            "ADM_B",
            "/settings/sessions/{}/end",
            world.other["session"].key_hash[:16],
            "0" * 16,
            {},
        ),
        ("ADM_B", "/notices/{}/read", told, far, {}),
        ("ADM_B", "/notices/{}/open", told, far, {}),
        ("ADM_B", "/program-invitations/own/{}/answer", world.other["asking"].pk, far, {}),
    ]


def _foreign_delivery(world) -> str:
    return hooks.delivery(world.person("ADM_B").memberships.get()).public_id


def _note(world) -> int:
    return world.comments["x1team"].pk


def test_ac_002_a_foreign_thing_behind_an_own_one_is_not_there_either(world):
    faults = []
    for actor, path, foreign, absent, body in _nested(world):
        for method in METHODS:
            given = body if method != "GET" else None
            faults += pair(
                world, actor, path, foreign, absent, method=method, body=given, refused=True
            )

    assert not faults, "\n".join(faults)


# Own objects that take the id of another: (who, path, body, foreign, absent).
def _references(world):
    own, moves = world.id("XB"), f"/api/v1/reports/{world.id('XB')}/moves"
    t1, nobody = world.handle("T1"), "cnry-user-t0-handle-ateam"
    submitted = {
        "title": "Title",
        "target": "https://a.shop.example/",
        "vrt": "broken_access_control.idor",
        "description": "Steps.",
        "impact": "All.",
        "accept_terms": 1,
        "collaborators": [{"handle": "{}", "share": 10}],
    }
    return [
        ("T_B", f"/inbox/{own}/assign", {"assignee": "@{}"}, t1, nobody),
        (
            "T_B",
            f"/inbox/{own}/move/mark_duplicate",
            {"original": "{}", "note": "Same."},
            world.id("X1"),
            world.id("X0"),
        ),
        (
            "T_B",
            moves,
            {"move": "mark_duplicate", "original": "{}", "note": "Same."},
            world.id("X1"),
            world.id("X0"),
        ),
        (
            "R2",
            f"/reports/{world.id('X2')}/comments",
            {"body": "See.", "audience": "participants", "attachments": "{}"},
            world.id("F-x1"),
            world.id("F0"),
        ),
        (
            "RB",
            f"/reports/{own}/comments",
            {"body": "Hello @{}", "audience": "participants"},
            t1,
            nobody,
        ),
        ("RB", "/api/v1/programs/b-priv/reports", submitted, world.handle("R3"), nobody),
        ("T_B", "/inbox?program={}", None, "a-priv", "a-none"),
        ("T_B", "/inbox?assignee=@{}", None, t1, nobody),
        (
            "T_B",
            "/api/v1/views",
            {"name": "One", "query": "state:new", "program": "{}"},
            "a-priv",
            "a-none",
        ),
        ("T_B", "/api/v1/reports?program={}", None, "a-priv", "a-none"),
        ("T_B", f"/inbox/{own}/responses?response={{}}", None, world.id("C-a"), world.id("C0")),
        (
            "T_B",
            "/api/v1/organizations/org-b/responses",
            {"name": "One", "text": "Words", "program": "{}"},
            "a-priv",
            "a-none",
        ),
        ("T_B", "/api/v1/reports?assignee={}", None, t1, nobody),
        ("T_B", f"/inbox/{own}/original?original={{}}", None, world.id("X1"), world.id("X0")),
        ("ADM_B", "/organizations/org-b/ledger?program={}", None, "a-priv", "a-none"),
        ("ADM_B", "/organizations/org-b/activity?user={}", None, t1, nobody),
        ("ADM_B", "/awards?program={}", None, "a-priv", "a-none"),
    ]


def test_ac_004_a_foreign_id_in_a_body_is_an_unknown_one(world):
    faults = []
    for actor, path, body, foreign, absent in _references(world):
        method = "GET" if body is None else "POST"
        faults += pair(world, actor, path, foreign, absent, method=method, body=body)

    assert not faults, "\n".join(faults)


def test_ac_004_choices_offer_nothing_foreign(world):
    own = {
        "report": ("XB",),
        "program": ("b-priv",),
        "organization": ("org-b",),
        "file": ("F-xb",),
        "award": ("A-b",),
    }
    faults = []
    for actor in ("ADM_B", "RB"):
        for answer in sweep.crawl(world, actor, own):
            faults += [f"{answer.path} by {actor}: {one}" for one in answer.leaks]

    assert not faults, "\n".join(faults)


# Actions on many reports, as the page sends them and as the API takes them.
MANY = (
    {"do": "assign", "assignee": "me"},
    {"do": "rate", "priority": "2", "reason_code": "other", "reason": "Seen."},
    {"do": "move", "move": "ask", "note": "Which build?"},
    {"do": "csv"},
)
MANY_BY_API = (
    {"action": "assign"},
    {"action": "rate", "rating": {"priority": 2, "reason_code": "other", "reason": "Seen."}},
    {"action": "move", "move": {"move": "ask", "note": "Which build?"}},
)


def test_ac_005_many_reports_tell_nothing_of_a_foreign_one_among_them(world):
    own, foreign, absent = world.id("XB"), world.id("X1"), world.id("X0")
    faults = []
    for body in MANY:
        sent = body | {"report": [own, "{}"]}
        faults += pair(world, "T_B", "/inbox/selected", foreign, absent, method="POST", body=sent)
    for body in MANY_BY_API:
        sent = body | {"reports": [own, "{}"]}
        faults += pair(world, "T_B", "/api/v1/bulk", foreign, absent, method="POST", body=sent)

    assert not faults, "\n".join(faults)


def test_ac_005_only_the_own_ones_are_changed(world):
    own, foreign = world.reports["XB"], world.reports["X1"]
    before = Report.objects.values().get(pk=foreign.pk)
    body = {"reports": [own.public_id, foreign.public_id]} | MANY_BY_API[1]
    answer = ask(world, "T_B", "/api/v1/bulk", "POST", body, keep=True)

    assert '"done":1' in answer.text
    assert Report.objects.values().get(pk=foreign.pk) == before
    assert Report.objects.get(pk=own.pk).priority == 2


WATCHERS = ("T1", "ADM_A", "C1", "R2", "anonymous")
PLACES = (
    "/inbox",
    "/inbox?state=draft",
    "/inbox/filters",
    "/reports",
    "/notices",
    "/programs/a-priv",
    "/programs/a-priv/hall-of-fame",
    "/organizations/org-a",
    "/organizations/org-a/programs",
    "/organizations/org-a/activity",
    "/organizations/org-a/activity.csv",
    "/api/v1/reports",
    "/api/v1/reports?state=draft",
    "/api/v1/programs/a-priv",
)


def test_ac_006_a_draft_leaves_no_trace_for_anybody_else(world):
    """All pages of all others are the same before and after somebody writes one."""
    # Caches and "last used" are filled by the first round.
    _seen_by_watchers(world)
    before = _seen_by_watchers(world)
    mine = world.actor("R1")
    draft = commands.start_draft("a-priv", actor=mine)
    commands.save_draft(
        draft.public_id, content=content("d1", "d1"), expected_version=0, actor=mine
    )
    commands.attach_bytes(
        draft.public_id, name="cnry-attachment-d1-name-d1.txt", content=b"x", actor=mine
    )
    worker.settle()
    now = _seen_by_watchers(world)
    faults = _changes(before, now)
    for (who, path), answer in now.items():
        if answer.leaks or world.id("D1") in answer.text:
            faults.append(f"{path} by {who} names a draft")

    assert not faults, "\n".join(faults)


def _seen_by_watchers(world):
    found = {}
    for who in WATCHERS:
        for path in PLACES:
            found[who, path] = ask(world, who, path)
    return found


def _changes(before, now) -> list[str]:
    """Every place that is not as it was. An export is itself an event of the next one."""
    return [
        f"{path} by {who}: {one}"
        for (who, path), was in before.items()
        for one in was.difference(now[who, path])
        if "activity.exported" not in one
    ]


def test_ac_006_a_draft_is_nobodys_but_its_reporters_on_every_route(world):
    faults = []
    for one in sweep.addresses(world):
        if one.kind == "report":
            for actor in ("T1", "ADM_A", "C1", "INT"):
                faults += pair(world, actor, one.path, world.id("D1"), world.id("X0"))

    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("actor", ["R1", "C1"])
def test_ac_007_what_the_team_says_inside_stays_inside(world, actor):
    number = world.comments["x1team"].pk
    inside = {world.id("F-x1team"), f'comment-{number}"', f"/comments/{number}/"}
    faults = []
    for answer in sweep.crawl(world, actor, THINGS_OF_A):
        faults += [f"{answer.path}: {one}" for one in answer.leaks]
        if not answer.is_refused:
            faults += [f"{answer.path} names {one}" for one in inside if one in answer.text]
    told = received(world, actor, world.sent)
    faults += canaries.foreign(told, actor)
    faults += [f"mail names {one}" for one in inside if one in told]

    assert not faults, "\n".join(faults)


def test_ac_007_nobody_outside_can_be_mentioned_inside_or_is_told(world):
    seen = Notice.objects.filter(user=world.person("R1")).count()
    with pytest.raises(Invalid):
        commands.comment(
            world.id("X1"),
            body=f"@{world.handle('R1')} need not know",
            audience="team",
            actor=world.actor("T1"),
        )
    commands.comment(
        world.id("X1"), body="`@nobody` only inside", audience="team", actor=world.actor("T1")
    )
    worker.settle()

    assert Notice.objects.filter(user=world.person("R1")).count() == seen


@pytest.mark.parametrize("actor", ["R1", "C1", "RO", "FIN"])
def test_ac_009_of_others_only_name_and_role(world, actor):
    """No address, IP, second factor, token, session or agent of anybody else."""
    faults = []
    for answer in sweep.crawl(world, actor, THINGS_OF_A):
        faults += [f"{answer.path}: {one}" for one in answer.leaks]
        own = actor == "R1" and answer.path == "/settings/sessions"
        if "203.0.113.77" in answer.text and not own:
            faults.append(f"{answer.path} shows an address of the network")

    assert not faults, "\n".join(faults)
