"""Importing a release."""

import json

import pytest

from seawall.domain.accounts.rules import PlatformPermission
from seawall.domain.actor import ANONYMOUS, SYSTEM, Actor, ActorKind
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.taxonomy import commands, policies, queries
from seawall.domain.taxonomy.models import VrtRelease
from seawall.domain.taxonomy.rules import vrt

pytestmark = pytest.mark.django_db


def test_an_import_keeps_the_release_and_records_one_event(administrator, upstream):
    row = commands.import_release(upstream(), actor=administrator)

    assert (row.release, row.is_default, row.imported_by_id) == (
        "2019-02-03",
        False,
        administrator.user_id,
    )
    assert list(vrt.parse_compact(row.content).nodes) == ["doors", "doors.left_open"]
    event = Event.objects.get()
    assert (event.name, event.user_id) == ("taxonomy.imported", administrator.user_id)
    assert event.payload == {"release": "2019-02-03", "nodes": 2}


@pytest.mark.parametrize(
    "actor",
    [ANONYMOUS, SYSTEM, Actor(kind=ActorKind.PERSON, user_id=7, handle="ann")],
    ids=["anonymous", "system", "person"],
)
def test_only_the_administrator_imports(actor, upstream):
    with pytest.raises(NotAllowed):
        commands.import_release(upstream(), actor=actor)

    assert not VrtRelease.objects.exists()
    assert not Event.objects.exists()


def test_the_permission_is_the_one_of_the_platform():
    allowed = Actor(kind=ActorKind.PERSON, platform=frozenset({PlatformPermission.TAXONOMY}))
    others = frozenset(PlatformPermission) - {PlatformPermission.TAXONOMY}

    assert policies.can_import(allowed)
    assert not policies.can_import(Actor(kind=ActorKind.PERSON, platform=others))


def test_another_release_can_be_chosen_for_new_reports_and_the_newest_again(
    administrator, upstream
):
    newest = queries.release().id
    commands.import_release(upstream(), actor=administrator)
    for refused, release in ((NotFound, "2001-01-01"), (Conflict, "")):
        with pytest.raises(refused):
            commands.choose_default(release, actor=administrator)
    with pytest.raises(NotAllowed):
        commands.choose_default("2019-02-03", actor=ANONYMOUS)

    commands.choose_default("2019-02-03", actor=administrator)
    assert queries.release().id == "2019-02-03"
    with pytest.raises(Conflict):
        commands.choose_default("2019-02-03", actor=administrator)
    commands.choose_default("", actor=administrator)

    assert queries.release().id == newest
    said = Event.objects.filter(name="taxonomy.default_set").order_by("pk")
    assert [event.payload["release"] for event in said] == ["2019-02-03", ""]


def test_a_release_is_imported_once(administrator, upstream):
    commands.import_release(upstream(), actor=administrator)

    with pytest.raises(Conflict, match="already imported"):
        commands.import_release(upstream(name="Ajar"), actor=administrator)

    assert Event.objects.count() == 1
    assert queries.node("doors.left_open", "2019-02-03").name == "Doors > Left Open"


def test_a_malformed_release_leaves_no_trace(administrator, upstream):
    document = upstream()
    document["content"].append({"id": "windows", "name": "", "priority": 9})

    with pytest.raises(Invalid) as refused:
        commands.import_release(document, actor=administrator)

    assert list(refused.value.fields) == ["content[1].priority", "content[1].name"]
    assert not VrtRelease.objects.exists()
    assert not Event.objects.exists()


def test_a_refused_import_leaves_the_default_alone(administrator, upstream):
    commands.import_release(upstream(), make_default=True, actor=administrator)

    with pytest.raises(Conflict):
        commands.import_release(upstream(), make_default=True, actor=administrator)

    assert queries.release().id == "2019-02-03"


def test_there_is_one_default(administrator, upstream):
    commands.import_release(upstream("2019-02-03"), make_default=True, actor=administrator)
    commands.import_release(upstream("2018-01-01"), make_default=True, actor=administrator)

    assert list(VrtRelease.objects.filter(is_default=True).values_list("release", flat=True)) == [
        "2018-01-01"
    ]


def test_every_published_release_imports(shared, administrator):
    paths = sorted((shared / "data/vrt").glob("vrt-*.json"))

    rows = [
        commands.import_release(json.loads(path.read_text("utf-8")), actor=administrator)
        for path in paths
    ]

    assert len(rows) == 5
    assert queries.release().id == vrt.load_shipped().id
    gone = "server_security_misconfiguration.exposed_admin_portal"
    assert queries.node(gone, "2024-07-18").retired is False
    assert queries.node(gone).retired is True
