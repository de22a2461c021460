"""Receipts: who gets one, what it proves, and that nothing in it can be changed."""

import copy
import dataclasses
import json
import random
from hashlib import sha256

import pytest

from seawall.domain.audit import queries as audit
from seawall.domain.audit.jobs import sequence_batch
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Collaborator, Revision
from seawall.domain.vault.models import SealedSecret
from seawall.domain.vault.rules import formats
from seawall.lib import verify_receipt
from tests import factories
from tests.factories import secrets

pytestmark = pytest.mark.django_db


def receipt_of(report) -> dict:
    return queries.receipt_document(factories.actor(report.reporter), report.public_id)


def holds(document: dict, **given) -> bool:
    return verify_receipt.examine(json.dumps(document), **given)[0]


def test_a_receipt_holds_and_says_what_was_sent():
    report = factories.report(title="Zażółć — “quoted”", url="https://API.example.org/a?b=1#c")
    factories.enter_log()

    document = receipt_of(report)

    opened = {one["field"]: one["value"] for one in document["entry"]["openings"]}
    assert holds(document)
    assert (document["report"], document["program"]) == (report.public_id, report.program.slug)
    assert opened["title"] == "Zażółć — “quoted”"
    assert opened["asset"] == "*.example.org"
    assert opened["endpoint"] == "https://api.example.org/a"
    assert opened["vrt"] == report.vrt
    assert len(opened["description_sha256"]) == len(opened["impact_sha256"]) == 64
    assert "Change the number" not in json.dumps(document)
    assert document["tree_size"] == Event.objects.count()
    assert document["log_index"] == Event.objects.get(name="report.submitted").position


def test_each_file_is_committed_to():
    draft = factories.draft()
    actor = factories.actor(draft.reporter)
    for content in (b"one", b"two"):
        commands.attach_bytes(draft.public_id, name="a.txt", content=content, actor=actor)
    report = commands.submit(draft.public_id, actor=actor, accept_terms=1)
    factories.enter_log()

    opened = {one["field"]: one["value"] for one in receipt_of(report)["entry"]["openings"]}

    files = sorted(report.attachments.values_list("sha256", flat=True))
    assert [opened["file.1"], opened["file.2"]] == files
    assert holds(receipt_of(report))


def test_until_it_is_entered_there_is_none():
    report = factories.report()

    waiting = queries.receipt(factories.actor(report.reporter), report.public_id)
    with pytest.raises(Conflict) as refusal:
        receipt_of(report)
    sequence_batch()
    still = queries.receipt(factories.actor(report.reporter), report.public_id)
    factories.enter_log()

    assert (waiting.is_pending, waiting.document, refusal.value.code) == (
        True,
        None,
        "being_entered",
    )
    assert still.is_pending
    assert receipt_of(report)


def test_later_words_are_in_the_receipt_too():
    report = factories.report()
    commands.revise(
        report.public_id,
        content=factories.content(title="Better words"),
        expected_revision=1,
        actor=factories.actor(report.reporter),
    )
    factories.enter_log()

    document = receipt_of(report)

    (revision,) = document["revisions"]
    opened = {one["field"]: one["value"] for one in revision["openings"]}
    first = {one["field"]: one["value"] for one in document["entry"]["openings"]}
    assert holds(document)
    assert (first["title"], opened["title"]) == ("Orders of others can be read", "Better words")
    assert revision["index"] > document["log_index"]


def test_words_that_were_put_back_leave_the_kept_receipt_true():
    """It covers the words as they were stored: with the placeholder, whatever comes later."""
    token = secrets.token(formats.by_prefix()["ghp_"][0], random.Random(9))
    report = factories.report(description=f"It is {token} here.")
    before = Revision.objects.get(report=report).description
    factories.enter_log()
    kept = receipt_of(report)
    name = str(SealedSecret.objects.get().public_id)
    team = dataclasses.replace(factories.team_actor(report.program), second_factor=True)
    commands.dispute_secret(report.public_id, name, actor=factories.actor(report.reporter))
    commands.judge_secret(
        report.public_id, name, is_secret=False, note="An example.", is_fresh=True, actor=team
    )
    factories.enter_log()

    later = receipt_of(report)

    opened = {one["field"]: one["value"] for one in kept["entry"]["openings"]}
    (revision,) = later["revisions"]
    added = {one["field"]: one["value"] for one in revision["openings"]}
    assert opened["description_sha256"] == sha256(before.encode()).hexdigest()
    assert added["description_sha256"] == sha256(f"It is {token} here.".encode()).hexdigest()
    assert (holds(kept), holds(later)) == (True, True)
    assert kept["entry"]["openings"] == later["entry"]["openings"]
    assert token not in json.dumps([kept, later])


def test_the_salts_are_for_the_reporters_and_the_team():
    program = factories.judged_program()
    report = factories.report(program=program)
    shared, invited = factories.person(), factories.person()
    for user, state in ((shared, "accepted"), (invited, "invited")):
        Collaborator.objects.create(
            report=report, user=user, share=100, state=state, invited_at=report.submitted_at
        )
    factories.enter_log()

    allowed = [
        factories.actor(report.reporter),
        factories.actor(shared),
        factories.team_actor(program),
    ]
    refused = [
        factories.actor(invited),
        factories.actor(),
        factories.team_actor(factories.judged_program()),
        factories.actor(factories.person(is_platform_admin=True)),
    ]

    for actor in allowed:
        assert holds(queries.receipt_document(actor, report.public_id))
    for actor in refused:
        with pytest.raises(NotFound):
            queries.receipt_document(actor, report.public_id)


def test_the_same_report_twice_has_nothing_in_common():
    program, reporter = factories.judged_program(), factories.person()
    first = factories.report(program=program, reporter=reporter)
    second = factories.report(program=program, reporter=reporter)
    factories.enter_log()

    entries = [receipt_of(report)["entry"] for report in (first, second)]

    one, two = (set(entry["commitments"]) for entry in entries)
    salts = [{opening["salt"] for opening in entry["openings"]} for entry in entries]
    assert not one & two
    assert not salts[0] & salts[1]


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name in value:
            yield from _leaves(value[name], (*path, name))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from _leaves(one, (*path, number))
    else:
        yield path, value


def _other(value):
    if isinstance(value, str):
        return value[:-1] + ("0" if value[-1:] != "0" else "1")
    return 1 if value is None else value + 1


def test_no_part_of_a_receipt_can_be_changed():
    report = factories.report()
    commands.revise(
        report.public_id,
        content=factories.content(title="Better words"),
        expected_revision=1,
        actor=factories.actor(report.reporter),
    )
    factories.enter_log()
    document = receipt_of(report)

    accepted = []
    for path, value in _leaves(document):
        changed = copy.deepcopy(document)
        part = changed
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = _other(value)
        if holds(changed):
            accepted.append(path)

    assert holds(document)
    assert accepted == []


def test_what_the_operator_signs_must_still_be_in_the_log():
    """Whoever holds the key can sign any document, but not put an entry before others."""
    report = factories.report()
    factories.enter_log()
    document = receipt_of(report)

    def resigned(change) -> dict:
        forged = copy.deepcopy(document)
        change(forged)
        return audit.key().sign_document(forged)

    def title(forged):
        opening = next(one for one in forged["entry"]["openings"] if one["field"] == "title")
        opening["value"] = "Something else"

    changes = [
        title,
        lambda forged: forged.update(submitted_at="2020-01-01T00:00:00.000000+00:00"),
        lambda forged: forged.update(log_index=1),
        lambda forged: forged["entry"].update(index=1),
        lambda forged: forged.update(tree_size=10**6),
        lambda forged: forged.update(report="R-000000"),
        lambda forged: forged.update(extra=1),
        lambda forged: forged["entry"]["commitments"].pop(),
        lambda forged: forged["entry"]["openings"].clear(),
        lambda forged: forged["entry"]["openings"].append(forged["entry"]["openings"][0]),
    ]

    assert holds(resigned(lambda forged: None))
    assert [number for number, one in enumerate(changes) if holds(resigned(one))] == []


def test_a_kept_key_or_checkpoint_must_be_the_same_logs():
    report = factories.report()
    factories.enter_log()
    document, first = receipt_of(report), audit.latest_checkpoint().note
    key = audit.key()
    other = type(key)(key.origin, bytes(32))
    size = document["tree_size"]

    assert holds(document, key=key.verifier(), checkpoints=[first])
    assert not holds(document, key=other.verifier())
    assert not holds(document, checkpoints=[other.sign_checkpoint(size, bytes(32))])
    assert not holds(document, checkpoints=[key.sign_checkpoint(size, bytes(32))])
    assert not holds(document, checkpoints=[key.sign_checkpoint(size + 1, bytes(32))])


@pytest.mark.parametrize(
    "text",
    [
        *("", "{}", "[]", "null", "1", '{"format": "seawall-receipt/1"}', "[" * 100_000),
        *('{"format": 1}', '{"format": "seawall-receipt/2"}', '{"a": 1, "a": 1}', '{"log": NaN}'),
    ],
)
def test_what_is_no_document_does_not_hold(text):
    assert verify_receipt.examine(text)[0] is False


def test_a_name_that_stands_twice_is_refused():
    report = factories.report()
    factories.enter_log()
    text = json.dumps(receipt_of(report))

    assert verify_receipt.examine(text)[0]
    assert not verify_receipt.examine(text.replace('{"format"', '{"report": "R-1", "format"', 1))[0]
