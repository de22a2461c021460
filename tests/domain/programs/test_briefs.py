"""Versions: written as drafts, published for ever, read by number and by moment."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import ANONYMOUS
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import commands, queries
from seawall.domain.programs.models import Brief, BriefDraft
from seawall.domain.programs.rules.brief import content_hash
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def _save(program, **changes):
    return commands.save_brief_draft(
        program.slug,
        document=factories.brief_document(**changes),
        actor=factories.manager_of(program),
    )


def _publish(program, note="Note"):
    return commands.publish_brief(
        program.slug, change_note=note, actor=factories.manager_of(program)
    )


def test_publishing_makes_the_next_version_and_uses_up_the_draft():
    program = factories.open_bounty_program()
    _save(program, summary="Second.")

    version = _publish(program)

    program.refresh_from_db()
    assert (version.version, program.brief_id) == (2, version.pk)
    assert not BriefDraft.objects.filter(program=program).exists()
    assert version.content_sha256 == content_hash(queries.brief_of(version.pk))


def test_the_directory_columns_repeat_the_brief():
    program = factories.open_bounty_program()

    assert program.summary == "The shop, its API and the apps."
    assert program.target_kinds == ",domain,wildcard,api,android,"
    assert program.target_count == 4
    assert (program.reward_minimum_minor, program.reward_maximum_minor) == (20000, 900000)
    assert (program.program_maximum_minor, program.currency) == (2000000, "USD")
    assert program.safe_harbor == "full"
    assert program.first_response_days == 2


def test_a_disclosure_programme_shows_no_reward():
    program = factories.program(kind="disclosure")

    assert program.reward_maximum_minor is None


def test_a_published_version_cannot_be_changed_or_deleted():
    program = factories.open_bounty_program()

    for change in (
        lambda rows: rows.update(content={}),
        lambda rows: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(Brief.objects.filter(program=program))


def test_what_is_missing_stops_the_publication_and_is_named():
    program = factories.open_bounty_program()
    saved = _save(program, summary="", targets=[])

    with pytest.raises(Invalid) as refusal:
        _publish(program)

    assert set(refusal.value.fields) == {"summary", "targets"} == set(saved.missing)
    assert BriefDraft.objects.filter(program=program).exists()


def test_mistakes_are_saved_and_named_but_not_published():
    program = factories.open_bounty_program()
    targets = [{"kind": "domain", "identifier": "http://["}]
    saved = _save(program, targets=targets)

    assert list(saved.errors) == ["targets.0.identifier"]
    assert BriefDraft.objects.get(program=program).content["targets"] == targets
    with pytest.raises(Invalid):
        _publish(program)


def test_a_paid_programme_needs_a_reward_table():
    paid, unpaid = factories.draft_program(), factories.draft_program(kind="disclosure")

    for program in (paid, unpaid):
        _save(program, rewards=[])

    with pytest.raises(Invalid) as refusal:
        _publish(paid)
    assert "rewards" in refusal.value.fields
    assert _publish(unpaid).version == 1


def test_a_change_asks_for_a_note_but_the_first_version_does_not():
    program = factories.draft_program()
    _save(program)
    assert _publish(program, note="").version == 1
    _save(program, summary="Other.")

    with pytest.raises(Invalid) as refusal:
        _publish(program, note=" ")

    assert "change_note" in refusal.value.fields


def test_publishing_the_same_again_is_refused():
    program = factories.open_bounty_program()
    _save(program)

    with pytest.raises(Conflict) as refusal:
        _publish(program)

    assert refusal.value.code == "unchanged"


def test_publishing_without_a_draft_is_refused():
    with pytest.raises(Conflict):
        _publish(factories.open_bounty_program())


def test_a_version_is_read_by_its_moment():
    program = factories.open_bounty_program()
    first = Brief.objects.get(program=program).published_at
    with clock.frozen_at(first + timedelta(days=10)):
        factories.published_brief(program, summary="Ten days later.")
    with clock.frozen_at(first + timedelta(days=20)):
        factories.published_brief(program, summary="Twenty days later.")

    def version_at(days, seconds=0):
        moment = first + timedelta(days=days, seconds=seconds)
        return queries.brief_at(ANONYMOUS, program.slug, moment=moment).row.version

    assert [version_at(0), version_at(10, -1), version_at(10), version_at(19)] == [1, 1, 2, 2]
    assert version_at(400) == 3
    with pytest.raises(NotFound):
        queries.brief_at(ANONYMOUS, program.slug, moment=datetime(2000, 1, 1, tzinfo=UTC))


def test_an_old_version_keeps_its_text_and_its_scope():
    program = factories.open_bounty_program()
    factories.published_brief(program, targets=[{"kind": "domain", "identifier": "new.example"}])

    old = queries.brief_at(ANONYMOUS, program.slug, version=1)
    now = queries.brief_at(ANONYMOUS, program.slug)

    assert (old.row.version, old.row.is_current) == (1, False)
    assert (now.row.version, now.row.is_current) == (2, True)
    assert len(old.brief.targets) == 6
    assert [target.identifier for target in now.brief.targets] == ["new.example"]


def test_two_versions_beside_each_other_name_what_changed():
    program = factories.open_bounty_program()
    rewards = [{"priority": 1, "minimum_minor": 100, "maximum_minor": 200}]
    factories.published_brief(program, rewards=rewards, text="Other words.")

    found = queries.diff(ANONYMOUS, program.slug, old=1, new=2)

    assert found.changes.changes_scope_or_rewards
    assert len(found.changes.rewards.removed) == 4
    assert [text.field for text in found.changes.texts] == ["text"]
    with pytest.raises(NotFound):
        queries.diff(ANONYMOUS, program.slug, old=1, new=9)


def test_the_history_tells_who_when_and_why():
    program = factories.open_bounty_program()
    factories.published_brief(program, change_note="A shorter table", summary="New.")

    newest, oldest = queries.versions(ANONYMOUS, program.slug)

    assert (newest.version, newest.change_note, newest.is_current) == (2, "A shorter table", True)
    assert (oldest.version, oldest.is_current) == (1, False)
    assert newest.published_by == factories.manager_of(program).handle


def test_somebody_elses_save_is_noticed():
    program = factories.open_bounty_program()
    first = _save(program, summary="Mine.")
    colleague = factories.actor(factories.member(program.organization, Role.OWNER))
    commands.save_brief_draft(
        program.slug,
        document=factories.brief_document(summary="Theirs."),
        based_on=first.token,
        actor=colleague,
    )

    with pytest.raises(Conflict) as refusal:
        commands.save_brief_draft(
            program.slug,
            document=factories.brief_document(),
            based_on=first.token,
            actor=factories.manager_of(program),
        )

    assert refusal.value.code == "draft_changed"
    assert BriefDraft.objects.get(program=program).content["summary"] == "Theirs."


def test_characters_that_no_database_keeps_do_not_lose_the_rest():
    program = factories.open_bounty_program()

    _save(program, text="before\x00middle\ud800after")

    kept = BriefDraft.objects.get(program=program).content["text"]
    assert kept.startswith("before\ufffdmiddle")
    assert kept.endswith("after")


def test_a_draft_beyond_four_megabytes_is_refused():
    with pytest.raises(Invalid):
        _save(factories.open_bounty_program(), text="x" * (4 * 1024 * 1024))


def test_a_draft_is_thrown_away_only_where_a_version_remains():
    program, fresh = factories.open_bounty_program(), factories.draft_program()
    _save(program, summary="Not yet.")

    commands.discard_brief_draft(program.slug, actor=factories.manager_of(program))

    assert queries.draft(factories.manager_of(program), program.slug).saved_at is None
    with pytest.raises(Conflict):
        commands.discard_brief_draft(fresh.slug, actor=factories.manager_of(fresh))


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.FINANCE, Role.DEVELOPER, Role.VIEWER])
def test_other_roles_neither_read_drafts_nor_publish(role):
    program = factories.open_bounty_program()
    actor = factories.actor(factories.member(program.organization, role))

    for attempt in (
        lambda: queries.draft(actor, program.slug),
        lambda: commands.save_brief_draft(program.slug, document={}, actor=actor),
        lambda: commands.publish_brief(program.slug, change_note="", actor=actor),
        lambda: commands.discard_brief_draft(program.slug, actor=actor),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_each_publication_is_one_event_without_text():
    program = factories.open_bounty_program()
    factories.published_brief(program, summary="New line.")

    events = Event.objects.filter(program_id=program.pk, name="program.brief_published")

    payload = events.get(payload__version=2).payload
    assert events.count() == 2
    assert payload == {
        "program": program.slug,
        "version": 2,
        "content_sha256": payload["content_sha256"],
        "changes_scope": False,
    }
