"""What a duplicate's reporter is shown, and that it proves what it says and nothing else."""

import copy
import json

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit import queries as audit
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.domain.programs import commands as program_commands
from seawall.domain.programs.rules import disclosing
from seawall.domain.reports import commands, queries
from seawall.domain.reports.rules.workflow import MoveInput, State
from seawall.lib import verify_receipt
from tests import factories

pytestmark = pytest.mark.django_db
SECRET = {
    "title": "Xyzzytitle in the export",
    "description": "Xyzzydescription",
    "impact": "Xyzzyimpact",
    "url": "https://api.example.org/xyzzypath?xyzzy=1",
    "target": "https://api.example.org/xyzzytarget",
}


def holds(document: dict) -> bool:
    return verify_receipt.examine(json.dumps(document))[0]


def proof_of(report, actor=None) -> dict:
    return queries.duplicate_proof_document(
        actor or factories.actor(report.reporter), report.public_id
    )


def opened(document: dict, part: str) -> dict:
    return {one["field"]: one["value"] for one in document[part]["openings"]}


def close(program, original, **parts):
    report = factories.report(program=program, **parts)
    factories.enter_log()
    commands.make_move(
        report.public_id,
        "mark_duplicate",
        actor=factories.team_actor(program),
        given=MoveInput(original=original.public_id, note="Same place."),
    )
    report.refresh_from_db()
    return report


@pytest.fixture
def program():
    return factories.judged_program()


@pytest.fixture
def duplicate(program):
    original = factories.report(State.TRIAGED, program=program, **SECRET)
    factories.enter_log()
    report = close(program, original)
    factories.enter_log()
    return report


def test_the_proof_holds_and_shows_what_the_programme_chose(duplicate):
    document = proof_of(duplicate)
    original = duplicate.original

    assert holds(document)
    assert document["claims"] == ["earlier", "same_target", "same_class"]
    assert opened(document, "original") == {
        "event.name": "report.submitted",
        "report": original.public_id,
        "submitted_at": original.submitted_at.isoformat(timespec="microseconds"),
        "asset": "*.example.org",
        "target_id": "api",
        "vrt": original.vrt,
    }
    ruling = opened(document, "ruling")
    assert (ruling["original_state"], ruling["original_priority"]) == (
        "triaged",
        original.priority,
    )
    assert document["original"]["index"] < document["own"]["index"] < document["ruling"]["index"]


def test_nothing_else_of_the_original_is_in_it(duplicate):
    text = json.dumps(proof_of(duplicate)).lower()
    original = duplicate.original

    assert "xyzzy" not in text
    for hidden in (original.reporter.handle, original.content_sha256, original.program.slug):
        assert hidden.lower() not in text


@pytest.mark.parametrize("chosen", [(), ("date",), ("target",), ("state", "priority"), ("vrt",)])
def test_the_policy_decides_field_by_field(program, chosen):
    program_commands.edit_settings(
        program.slug,
        name=program.name,
        kind=program.kind,
        requires_second_factor=False,
        duplicate_fields=chosen,
        actor=factories.team_actor(program, Role.PROGRAM_MANAGER),
    )
    original = factories.report(program=program, **SECRET)
    factories.enter_log()
    report = close(program, original)
    factories.enter_log()

    document = proof_of(report)

    names = {
        "date": {"submitted_at"},
        "target": {"asset", "target_id"},
        "vrt": {"vrt"},
    }
    shown = set(opened(document, "original")) - {"event.name"}
    assert holds(document)
    assert shown == set().union(*(names.get(one, set()) for one in chosen))
    ruled = set(opened(document, "ruling")) & {"original_state", "original_priority"}
    assert ruled == {f"original_{one}" for one in chosen if one in ("state", "priority")}
    assert document["claims"] == [
        "earlier",
        *(["same_target"] if "target" in chosen else []),
        *(["same_class"] if "vrt" in chosen else []),
    ]
    assert original.public_id not in json.dumps(document)


def test_the_page_and_the_timeline_hide_what_the_policy_hides(program):
    program.duplicate_fields = disclosing.chosen(["date"])
    program.save()
    original = factories.report(program=program, **SECRET)
    report = close(program, original)

    page = queries.thread(factories.actor(report.reporter), report.public_id)
    team = queries.thread(factories.team_actor(program), report.public_id)

    assert (page.original.public_id, page.original.state, page.original.priority) == (
        "",
        None,
        None,
    )
    assert page.original.submitted_at == original.submitted_at
    assert original.public_id not in repr(page)
    assert team.original.public_id == original.public_id


def test_what_was_chosen_at_the_ruling_stays(program, duplicate):
    before = proof_of(duplicate)
    program.duplicate_fields = disclosing.chosen(["title", "endpoint"])
    program.save()

    assert opened(proof_of(duplicate), "original") == opened(before, "original")


def test_a_report_of_another_programme_tells_only_its_day(program):
    hidden = factories.judged_program(program.organization, visibility="private")
    original = factories.report(program=hidden, reporter=_invited(hidden), **SECRET)
    factories.enter_log()
    report = close(program, original)
    factories.enter_log()

    document = proof_of(report)

    assert holds(document)
    assert set(opened(document, "original")) == {"event.name", "submitted_at"}
    assert document["claims"] == ["earlier"]
    assert hidden.slug not in json.dumps(document)


def _invited(program):
    person = factories.person()
    factories.program_access(program, person)
    return person


def test_who_gets_the_proof(program, duplicate):
    assert holds(proof_of(duplicate, factories.team_actor(program)))
    for actor in (factories.actor(duplicate.original.reporter), factories.actor()):
        with pytest.raises(NotFound):
            proof_of(duplicate, actor)


def test_only_a_duplicate_has_one(program, duplicate):
    with pytest.raises(NotFound):
        proof_of(duplicate.original)
    commands.make_move(
        duplicate.public_id,
        "reopen",
        actor=factories.team_actor(program),
        given=MoveInput(note="Not the same."),
    )
    with pytest.raises(NotFound):
        proof_of(duplicate)


def test_until_the_ruling_is_entered_there_is_none(program):
    report = close(program, factories.report(program=program))

    with pytest.raises(Conflict) as refusal:
        proof_of(report)

    assert refusal.value.code == "being_entered"


def test_no_part_of_it_can_be_changed(duplicate):
    document = proof_of(duplicate)
    accepted = []
    for name in ("report", "kind", "claims", "own", "original", "ruling", "checkpoint"):
        changed = copy.deepcopy(document)
        changed[name] = document["own"] if name != "own" else document["original"]
        accepted += [name] if holds(changed) else []

    assert accepted == []


def test_the_operator_cannot_show_another_original(program, duplicate):
    """Even with the key: the ruling names the leaf, the index tells the order."""
    document = proof_of(duplicate)
    later = factories.report(program=program)
    factories.enter_log()
    size = audit.latest_checkpoint().size
    event = audit.events_of(later.pk, "report.submitted")[0]
    sign = audit.key().sign_document

    def forged(**parts) -> bool:
        return holds(sign({**copy.deepcopy(document), **parts}))

    other = audit.entry(event, size, {"event.name": event.name})
    assert forged()
    assert not forged(original=document["own"])
    assert not forged(original=other, checkpoint=audit.latest_checkpoint().note)
    assert not forged(own=document["original"], original=document["own"])
    assert not forged(claims=["earlier", "same_target", "same_class", "same_author"])
    assert not forged(claims=[])
    assert not forged(kind="known_issue")


# ── Known before ─────────────────────────────────────────────────────────────


def known_move(program, report, known):
    return commands.make_move(
        report.public_id,
        "mark_known",
        actor=factories.team_actor(program),
        given=MoveInput(known_issue=known),
    )


def test_an_issue_that_was_registered_before_closes_a_report_with_proof(program):
    known = factories.known_issue(
        program, title="Xyzzy", notes="Xyzzy", vrt=factories.content().vrt
    )
    factories.enter_log()
    report = factories.report(program=program)
    factories.enter_log()
    report = known_move(program, report, known.public_id.lower())
    factories.enter_log()

    document = proof_of(report)

    assert (report.state, report.known_issue, report.original) == ("duplicate", known, None)
    assert holds(document)
    assert document["kind"] == "known_issue"
    assert document["claims"] == ["earlier", "same_target", "same_class"]
    assert opened(document, "original") == {
        "event.name": "program.known_issue_added",
        "known_issue": known.public_id,
        "registered_at": known.registered_at.isoformat(timespec="microseconds"),
        "asset": "*.example.org",
        "target_id": "api",
        "vrt": known.vrt,
    }
    assert "Xyzzy" not in json.dumps(document)
    page = queries.thread(factories.actor(report.reporter), report.public_id)
    assert (page.original.is_known, page.original.public_id) == (True, known.public_id)


def why_not(program, report, known) -> str:
    with pytest.raises(Invalid) as refusal:
        known_move(program, report, known)
    assert set(refusal.value.fields) == {"known_issue"}
    report.refresh_from_db()
    assert report.state == State.NEW
    return refusal.value.message


def test_an_issue_that_was_registered_later_closes_nothing(program):
    report = factories.report(program=program)
    factories.enter_log()
    known = factories.known_issue(program)
    waiting = why_not(program, report, known.public_id)
    factories.enter_log()

    assert "not in the log yet" in waiting
    assert "registered after the report came" in why_not(program, report, known.public_id)


def test_only_an_entry_of_the_same_programme_that_is_not_retired_counts(program):
    other = factories.judged_program(program.organization)
    foreign = factories.known_issue(other)
    retired = factories.known_issue(program)
    factories.enter_log()
    report = factories.report(program=program)
    program_commands.retire_known_issue(
        program.slug, public_id=retired.public_id, actor=factories.team_actor(program)
    )

    assert "no known issue" in why_not(program, report, foreign.public_id)
    assert "no known issue" in why_not(program, report, "K-000000")
    assert "retired" in why_not(program, report, retired.public_id)


def test_a_report_that_waits_for_its_place_comes_after_what_has_one(program):
    known = factories.known_issue(program)
    factories.enter_log()

    report = known_move(program, factories.report(program=program), known.public_id)

    assert report.state == State.DUPLICATE
