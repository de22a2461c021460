"""A report as a file: what its reader sees, and no more; the log knows who took it."""

import io
import json
import zipfile

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands
from seawall.domain.reports.commands.exporting import export_report
from seawall.domain.reports.rules.workflow import State
from tests.factories import accounts, reports, rewards
from tests.factories import programs as factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def case():
    """A triaged report with words and files of both audiences; its triager and its reporter."""
    report = reports.report(State.TRIAGED, description="Ask mallory, then @Mallory again.")
    report.reporter.handle = "mallory"
    report.reporter.save()
    triager, reporter = reports.team_actor(report.program), accounts.actor(report.reporter)
    for audience, word in (("participants", "openword"), ("team", "innerword")):
        commands.comment(report.public_id, body=f"An {word}.", audience=audience, actor=triager)
        commands.attach_bytes(
            report.public_id,
            name=f"../../{word}.TXT",
            content=f"The {word} file".encode(),
            audience=audience,
            actor=triager,
        )
    commands.tag(report.public_id, add=["innertag"], actor=triager)
    return report, triager, reporter


def taken(report, actor, form="text", **options):
    return export_report(report.public_id, form=form, actor=actor, **options).stream.read()


def test_the_team_takes_its_own_parts_along_only_when_it_says_so(case):
    report, triager, reporter = case

    without, whole = (taken(report, triager, internal=on).decode() for on in (False, True))

    assert "openword" in without
    assert not any(word in without for word in ("innerword", "innertag"))
    assert all(word in whole for word in ("openword", "innerword", "innertag"))
    assert "Do not pass it on" in whole
    assert without == taken(report, reporter).decode()


def test_who_may_not_see_it_takes_nothing(case):
    report, _triager, reporter = case

    with pytest.raises(NotAllowed):
        taken(report, reporter, internal=True)
    with pytest.raises(NotFound):
        taken(report, accounts.actor(accounts.person()))
    with pytest.raises(Invalid):
        taken(report, reporter, form="exe")
    assert not Event.objects.filter(name="report.exported").exists()


def test_a_member_who_reads_no_awards_takes_none_along_by_the_reporters_view():
    award = rewards.award()
    report, decision = award.report, award.report.decisions.get(kind="reward")
    commands.appeal(
        report.public_id,
        decision.public_id,
        text="Too little.",
        actor=accounts.actor(report.reporter),
    )
    manager, developer = (
        reports.team_actor(report.program, role) for role in (Role.PROGRAM_MANAGER, Role.DEVELOPER)
    )

    assert "Too little." in taken(report, manager).decode()
    for internal in (False, True):
        assert "Too little." not in taken(report, developer, internal=internal).decode()


def test_without_names_nobody_is_named_in_lines_and_texts(case):
    report, triager, _reporter = case

    named, nameless = (taken(report, triager, names=on).decode() for on in (True, False))

    assert "mallory" in named
    assert "mallory" not in nameless.lower()
    assert triager.handle not in nameless
    assert "Ask Reporter, then Reporter again." in nameless
    assert "Team member 1" in nameless


def test_an_archive_holds_the_document_and_every_file_under_a_name_of_ours(case):
    report, triager, _reporter = case

    with zipfile.ZipFile(io.BytesIO(taken(report, triager, "zip", internal=True))) as archive:
        document = json.loads(archive.read("report.json"))
        names = set(archive.namelist())
        contents = {archive.read(file["path"]) for file in document["files"]}

    assert document["content"]["title"] == report.title
    assert names == {"report.json", "report.txt", *(file["path"] for file in document["files"])}
    assert contents == {b"The openword file", b"The innerword file"}
    assert all(name.startswith(("report.", "files/F-")) for name in names)


def test_the_log_tells_who_took_what(case):
    report, triager, _reporter = case

    taken(report, triager, "pdf", names=False)

    event = Event.objects.get(name="report.exported")
    assert (event.user_id, event.organization_id) == (
        triager.user_id,
        report.program.organization_id,
    )
    assert event.payload == {
        "report": report.public_id,
        "form": "pdf",
        "internal": False,
        "names": False,
    }


def test_a_pdf_of_too_much_text_says_what_to_take_instead(case, monkeypatch):
    report, triager, _reporter = case
    monkeypatch.setattr("seawall.lib.typesetting.LARGEST_SOURCE_BYTES", 100)

    with pytest.raises(Invalid, match="as text"):
        taken(report, triager, "pdf")


def test_fields_of_the_team_stay_with_the_team(case):
    report, triager, reporter = case
    factories.custom_field(report.program, "inner", audience="team")
    factories.custom_field(report.program, "outer")
    commands.set_fields(report.public_id, values={"inner": "innervalue"}, actor=triager)
    commands.set_fields(report.public_id, values={"outer": "outervalue"}, actor=reporter)

    assert "innervalue" in taken(report, triager, internal=True).decode()
    for without in (taken(report, triager), taken(report, reporter)):
        assert b"outervalue" in without
        assert b"innervalue" not in without
