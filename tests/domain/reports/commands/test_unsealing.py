"""Looking at what was taken out: who may, what it leaves behind, and how words come back."""

import dataclasses
import random
from datetime import timedelta

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import ActorKind
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.reports import commands, queries
from seawall.domain.reports.models import Comment, CommentRevision, Revision
from seawall.domain.vault import commands as vault
from seawall.domain.vault.models import Reveal, SealedSecret
from seawall.domain.vault.rules import formats
from seawall.domain.vault.rules.placeholders import PLACEHOLDER
from seawall.lib import clock
from tests.factories import accounts, reports, secrets

pytestmark = pytest.mark.django_db
TOKEN = secrets.token(formats.by_prefix()["ghp_"][0], random.Random(5))


@pytest.fixture
def sealed():
    """A sent report from which a token was taken."""
    return reports.report(description=f"It is {TOKEN} in the page.")


def secret_id() -> str:
    return str(SealedSecret.objects.get().public_id)


def member(report, role=Role.TRIAGER):
    return with_factor(reports.team_actor(report.program, role))


def with_factor(actor):
    """The same actor, signed in with a second factor."""
    return dataclasses.replace(actor, second_factor=True)


def reveal(report, actor, *, reason="reproduce", note="", is_fresh=True):
    return commands.reveal_secret(
        report.public_id, secret_id(), reason=reason, note=note, is_fresh=is_fresh, actor=actor
    )


def judge(
    report, actor, *, is_secret=False, note="It is the example of the manual.", is_fresh=True
):
    commands.judge_secret(
        report.public_id,
        secret_id(),
        is_secret=is_secret,
        note=note,
        is_fresh=is_fresh,
        actor=actor,
    )


@pytest.mark.parametrize("role", [Role.OWNER, Role.PROGRAM_MANAGER, Role.TRIAGER])
def test_who_has_the_right_sees_it_and_the_reporter_sees_that(sealed, role):
    actor = member(sealed, role)

    assert reveal(sealed, actor).plain == TOKEN

    (line,) = queries.secrets(accounts.actor(sealed.reporter), sealed.public_id).lines
    (look,) = line.reveals
    assert (look.role, look.reason, look.who) == (role.value, "reproduce", "")
    event = Event.objects.get(name="secret.revealed")
    assert (event.report_id, event.role, event.payload["reason"]) == (
        sealed.pk,
        role.value,
        "reproduce",
    )


@pytest.mark.parametrize("role", [Role.DEVELOPER, Role.VIEWER])
def test_the_other_roles_of_the_team_may_not(sealed, role):
    with pytest.raises(NotAllowed):
        reveal(sealed, member(sealed, role))

    assert not Reveal.objects.exists()


def test_neither_the_reporter_nor_a_stranger_nor_a_token_sees_it(sealed):
    by_token = dataclasses.replace(
        member(sealed), kind=ActorKind.TOKEN, scopes=frozenset({"reports:read", "reports:write"})
    )
    for actor, refusal in (
        (with_factor(accounts.actor(sealed.reporter)), NotAllowed),
        (with_factor(accounts.actor(accounts.person())), NotFound),
        (by_token, NotAllowed),
    ):
        with pytest.raises(refusal):
            reveal(sealed, actor)
    assert not Reveal.objects.exists()


def test_a_factor_passed_just_now_and_a_reason_are_needed(sealed):
    actor = member(sealed)

    with pytest.raises(NotAllowed):
        reveal(sealed, reports.team_actor(sealed.program))
    with pytest.raises(NotAllowed, match="again"):
        reveal(sealed, actor, is_fresh=False)
    with pytest.raises(Invalid):
        reveal(sealed, actor, reason="curious")
    with pytest.raises(Invalid):
        reveal(sealed, actor, reason="other", note=" ")
    assert not Reveal.objects.exists()


def test_a_secret_of_another_report_is_not_found_by_this_one(sealed):
    other = reports.report(program=sealed.program)

    with pytest.raises(NotFound):
        reveal(other, member(sealed))


def test_after_its_time_only_the_fingerprint_is_left(sealed):
    row = SealedSecret.objects.get()
    SealedSecret.objects.update(purge_at=clock.now() - timedelta(seconds=1))

    assert vault.purge() == 1

    after = SealedSecret.objects.get()
    assert (after.sealed, after.fingerprint) == ("", row.fingerprint)
    with pytest.raises(Conflict, match="fingerprint"):
        reveal(sealed, member(sealed))


def test_what_is_due_later_stays(sealed):
    assert vault.purge() == 0
    assert SealedSecret.objects.get().sealed


def test_words_that_the_team_calls_no_secret_come_back(sealed):
    writer = accounts.actor(sealed.reporter)
    commands.comment(sealed.public_id, body=f"See {TOKEN}", audience="participants", actor=writer)

    commands.dispute_secret(sealed.public_id, secret_id(), actor=writer)
    judge(sealed, member(sealed), is_secret=False)

    first, second = Revision.objects.filter(report=sealed).order_by("number")
    assert PLACEHOLDER.search(first.description)
    assert second.description == f"It is {TOKEN} in the page."
    assert Comment.objects.get().body == f"See {TOKEN}"
    assert PLACEHOLDER.search(CommentRevision.objects.get().body)
    again = commands.comment(
        sealed.public_id, body=f"Once more {TOKEN}", audience="participants", actor=writer
    )
    assert again.body == f"Once more {TOKEN}"


def test_what_the_team_calls_a_secret_stays_sealed(sealed):
    writer = accounts.actor(sealed.reporter)
    commands.dispute_secret(sealed.public_id, secret_id(), actor=writer)

    judge(sealed, member(sealed), is_secret=True)

    assert Revision.objects.filter(report=sealed).count() == 1
    with pytest.raises(Conflict):
        commands.dispute_secret(sealed.public_id, secret_id(), actor=writer)


def test_only_the_writer_disputes_and_only_the_team_decides(sealed):
    writer = accounts.actor(sealed.reporter)

    with pytest.raises(NotAllowed):
        commands.dispute_secret(sealed.public_id, secret_id(), actor=member(sealed))
    with pytest.raises(Conflict):
        judge(sealed, member(sealed), is_secret=False)
    commands.dispute_secret(sealed.public_id, secret_id(), actor=writer)
    with pytest.raises(NotAllowed):
        judge(sealed, writer, is_secret=False)


def test_to_put_back_needs_right_reason_and_a_factor_passed_just_now(sealed):
    commands.dispute_secret(sealed.public_id, secret_id(), actor=accounts.actor(sealed.reporter))
    team = member(sealed)

    for actor, changed, refusal in (
        (member(sealed, Role.DEVELOPER), {}, NotAllowed),
        (dataclasses.replace(team, second_factor=False), {}, NotAllowed),
        (dataclasses.replace(team, kind=ActorKind.TOKEN), {}, NotAllowed),
        (team, {"is_fresh": False}, NotAllowed),
        (team, {"note": "  "}, Invalid),
        (team, {"note": "x" * 501}, Invalid),
    ):
        with pytest.raises(refusal):
            judge(sealed, actor, **changed)

    assert Revision.objects.filter(report=sealed).count() == 1
    assert SealedSecret.objects.get().decided_at is None
    assert not Reveal.objects.exists()


def test_to_put_back_is_a_look_that_the_reporter_sees(sealed):
    writer = accounts.actor(sealed.reporter)
    commands.dispute_secret(sealed.public_id, secret_id(), actor=writer)

    judge(sealed, member(sealed))

    (line,) = queries.secrets(writer, sealed.public_id).lines
    (look,) = line.reveals
    assert (look.role, look.reason, look.who) == ("triager", "put_back", "")
    assert Reveal.objects.get().note == "It is the example of the manual."


def test_put_back_is_no_reason_to_look(sealed):
    with pytest.raises(Invalid):
        reveal(sealed, member(sealed), reason="put_back")
