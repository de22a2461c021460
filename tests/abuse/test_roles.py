"""Area roles: nobody does more than they were granted, or grants more than they have."""

import pytest

from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.accounts.models import Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import commands
from seawall.domain.reports.models import Revision
from tests.abuse import sweep
from tests.abuse.surfaces import ask
from tests.matrix.binding import BODIES

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P5")]

OWN = ("settings", "notices", "mfa_", "account_", "api/v1/openapi")


def _membership(world, name: str) -> int:
    return world.person(name).memberships.get().pk


def test_ac_063_a_manager_makes_nobody_more_than_they_are(world):
    faults = []
    for target in ("SET", "RO", "T1", "ADM_A"):
        pk = _membership(world, target)
        for role in Role:
            path = f"/organizations/org-a/members/{pk}/role"
            answer = ask(world, "SET", path, "POST", {"role": role.value})
            if answer.status < 400 or answer.changed:
                faults.append(f"{path} {role}: {answer.status} {answer.changed}")
        if target != "SET":
            path = f"/organizations/org-a/members/{pk}/remove"
            answer = ask(world, "SET", path, "POST", {})
            if answer.status < 400 or answer.changed:
                faults.append(f"{path}: {answer.status} {answer.changed}")
    for role in Role:
        body = {"email": "new@example.org", "role": role.value}
        answer = ask(world, "SET", "/organizations/org-a/invite", "POST", body)
        if answer.status < 400 or answer.changed:
            faults.append(f"invite {role}: {answer.status} {answer.changed}")

    assert not faults, "\n".join(faults)


def test_ac_063_nor_by_the_commands(world):
    with pytest.raises(NotAllowed):
        accounts_commands.change_role(
            _membership(world, "SET"), role="owner", actor=world.actor("SET")
        )
    with pytest.raises(NotAllowed):
        accounts_commands.invite_member(
            world.organizations["A"].pk,
            email="new@example.org",
            role="viewer",
            actor=world.actor("SET"),
        )

    assert Membership.objects.get(user=world.person("SET")).role == Role.PROGRAM_MANAGER


def test_ac_064_a_viewer_changes_nothing_by_any_route(world):
    things = {
        "report": ("X1", "X2", "O1"),
        "file": ("F-x1",),
        "award": ("A-waiting", "A-paid"),
        "program": ("a-priv", "a-pub"),
        "organization": ("org-a",),
        "view": ("V-t1", "V-a", "V-apriv"),
        "tag": ("T-a",),
    }
    faults = []
    for route, path in sweep.paths(world, things):
        # One's own settings, notices and drafts, and leaving, are a viewer's too.
        mine = route.name.startswith(OWN) or route.name in ("report-start", "member_remove")
        if mine or path.endswith(f"/{_membership(world, 'RO')}/remove"):
            continue
        # So is what they report, a view, a template and days off for themselves; see below for a
        # view of the team. What they read they may take along: the log tells of it.
        if route.name in (
            "api/v1/programs/<slug>/reports", "inbox-views", "api/v1/views",
            "report-export", "api/v1/reports/<id>/export", "api/v1/me/templates", "calendar",
        ):  # fmt: skip
            continue
        for method in ("POST", "PATCH", "DELETE"):
            answer = ask(world, "RO", path, method, BODIES.get(route.name, {}))
            if answer.changed:
                faults.append(f"{method} {path}: {answer.status} {answer.changed}")

    assert not faults, "\n".join(faults)


def test_ac_064_a_viewer_keeps_views_for_themselves_alone(world):
    view = {"name": "One", "query": "state:new"}
    own = ask(world, "RO", "/api/v1/views", "POST", view)
    shared = [
        ask(world, "RO", "/api/v1/views", "POST", view | {"organization": "org-a"}),
        ask(world, "RO", "/api/v1/views", "POST", view | {"program": "a-priv"}),
        ask(world, "RO", "/inbox/views", "POST", view | {"share": "organization:org-a"}),
    ]

    assert set(own.changed) == {"domain_event", "domain_savedview"}
    assert [one.changed for one in shared] == [()] * 3
    assert all(one.status >= 400 for one in shared[:2])


def test_ac_064_a_note_from_before_the_downgrade_stays_as_it_is(world):
    note = world.comments["x1team"]
    Membership.objects.filter(user=world.person("T1")).update(role=Role.VIEWER)
    path = f"/reports/{world.id('X1')}/comments/{note.pk}/edit"
    answer = ask(world, "T1", path, "POST", {"body": "Something else."})

    assert answer.is_refused
    assert answer.changed == ()


def test_ac_066_the_team_never_changes_the_reporters_words(world):
    number, mine = world.id("X1"), world.comments["x1"].pk
    words = {"title": "Other", "description": "Other", "impact": "Other", "revision": "1"}
    attempts = [
        ("POST", f"/reports/{number}/edit", words),
        ("POST", f"/reports/{number}/autosave", words),
        ("POST", f"/reports/{number}/revise", words),
        ("POST", f"/reports/{number}/submit", words),
        ("POST", f"/reports/{number}/discard", {}),
        ("POST", f"/reports/{number}/comments/{mine}/edit", {"body": "Other"}),
        ("PATCH", f"/api/v1/reports/{number}", words),
        ("PUT", f"/api/v1/reports/{number}", words),
        ("DELETE", f"/api/v1/reports/{number}", {}),
        ("DELETE", f"/reports/{number}/uploads/{world.id('F-x1')}", {}),
    ]
    faults = []
    for actor in ("T1", "ADM_A", "SET"):
        for method, path, body in attempts:
            answer = ask(world, actor, path, method, body)
            if answer.status < 400 or answer.changed:
                faults.append(f"{method} {path} by {actor}: {answer.status} {answer.changed}")

    assert not faults, "\n".join(faults)


def test_ac_066_a_rating_of_the_team_stands_beside_the_reporters(world):
    before = list(Revision.objects.filter(report=world.report("X1")).values())
    commands.set_severity(
        world.id("X1"),
        side="triage",
        priority=5,
        reason_code="other",
        reason="Far less than it seems.",
        actor=world.actor("T1"),
    )
    page = ask(world, "R1", f"/reports/{world.id('X1')}")

    assert list(Revision.objects.filter(report=world.report("X1")).values()) == before
    assert "Far less than it seems." in page.body
    assert world.person("T1").display_name in page.body
