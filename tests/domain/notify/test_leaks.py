"""Leaked keys: the team, the finder and webhooks are told; no key and no word of it."""

import json

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.models import Leak
from seawall.domain.notify.models import Mail, Notice
from seawall.domain.notify.queries.notices import notices
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.rewards import commands as rewards
from seawall.lib import http
from tests import factories, receivers
from tests.domain.notify.test_telling import _silence, deliver, told
from tests.domain.notify.test_webhooks import settle
from tests.factories import hooks, reports

pytestmark = pytest.mark.django_db


def test_new_keys_reach_who_works_on_them_and_the_finder_gets_a_receipt():
    program = factories.intake().program
    people = {role: factories.member(program.organization, role).user for role in Role}
    leak = factories.leak(program=program)

    deliver()

    reached = {role for role, user in people.items() if told(user)}
    assert reached == {Role.OWNER, Role.PROGRAM_MANAGER, Role.TRIAGER}
    assert told(people[Role.OWNER]) == ["leak.received"]
    assert told(leak.reporter) == ["leak.received.finder"]
    line = notices(factories.actor(leak.reporter)).items[0]
    assert line.text == f"We received the leaked keys {leak.public_id}."
    assert line.path == f"/leaks/{leak.public_id}"


def test_mail_holds_number_and_link_and_no_key_or_word():
    key, program = factories.leaked_key(), factories.intake().program
    owner = factories.member(program.organization).user
    leak = factories.leak(
        program=program,
        keys=key,
        notes="Words to hide",
        kind="Kind to hide",
        url="https://hide.example/",
        contact="hide@example.org",
    )

    deliver()

    for user in (owner, leak.reporter):
        mail = Mail.objects.get(user=user)
        said = mail.subject + text_of(mail)
        assert f"http://testserver/leaks/{leak.public_id}" in said
        for hidden in (key, "to hide", "hide.example", "hide@example.org"):
            assert hidden not in said


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("confirmed", "Confirmed"),
        ("not_ours", "Not ours"),
        ("already_revoked", "Was revoked already"),
    ],
)
def test_the_finder_is_told_each_state_in_its_words(state, word):
    leak = factories.leak(state)

    deliver()

    assert told(leak.reporter) == ["leak.received.finder", "leak.moved.finder"]
    line = notices(factories.actor(leak.reporter)).items[0]
    assert line.text == f"{leak.public_id} has a new state: {word}."
    assert f"State: {word}" in text_of(Mail.objects.filter(user=leak.reporter).latest("pk"))


def test_comments_reach_the_other_side():
    leak = factories.leak()
    member = factories.member(leak.program.organization, Role.TRIAGER).user
    deliver()
    _silence()

    leaks.comment(leak.public_id, body="More", actor=factories.actor(leak.reporter))
    leaks.comment(leak.public_id, body="Thanks", actor=factories.actor(member))
    deliver()

    assert told(member) == ["leak.commented"]
    assert told(leak.reporter) == ["leak.commented.finder"]


def test_an_anonymous_finder_has_no_notice_and_their_comment_reaches_the_team():
    program = factories.intake().program
    member = factories.member(program.organization, Role.TRIAGER).user
    leak = factories.leak("confirmed", program=program, anonymous=True)
    leaks.comment_by_link(leak.secret, body="More", actor=factories.visitor())

    deliver()

    assert told(member) == ["leak.received", "leak.commented"]
    assert {row.user_id for row in Notice.objects.all()} >= {member.pk}
    assert not Mail.objects.filter(body_sealed="").exists()


def test_a_member_who_found_it_is_told_as_a_finder_and_not_as_the_team():
    program = factories.intake().program
    member = factories.member(program.organization, Role.TRIAGER).user
    factories.leak(program=program, reporter=member)

    deliver()

    assert told(member) == ["leak.received.finder"]


def test_an_award_for_keys_is_told_with_their_number():
    leak = factories.leak("rewarded")

    deliver()

    line = notices(factories.actor(leak.reporter)).items[0]
    assert (told(leak.reporter)[-2:], line.text) == (
        ["leak.moved.finder", "award.approved.reporter"],
        f"You were awarded for {leak.public_id}.",
    )


@pytest.fixture
def receiver(settings):
    with receivers.receiver() as server:
        settings.EGRESS = http.policy_of([server.url])
        yield server


def _order(row) -> str:
    return json.dumps(row, sort_keys=True)


def test_a_webhook_is_told_ids_and_states(receiver):
    owner, key = factories.member(), factories.leaked_key()
    program = reports.judged_program(owner.organization)
    events = ["leak.received", "leak.moved", "leak.commented", "award.proposed"]
    hooks.webhook(owner, url=receiver.url, events=events)
    leak = factories.leak("revoked", program=program, keys=key, notes="Words to hide")
    leaks.comment(leak.public_id, body="Words to hide", actor=factories.actor(leak.reporter))
    award = rewards.propose_for_leak(
        leak.public_id,
        priority=3,
        amount_minor=60_000,
        currency="USD",
        kind="bounty",
        reason="",
        actor=reports.team_actor(program),
    )

    settle()

    said = [json.loads(request.body) for request in receiver.requests]
    ours = {"organization": owner.organization.slug, "program": program.slug}
    told_of = [
        (one["type"], {name: one["data"][name] for name in one["data"] if name != "event"})
        for one in said
    ]
    assert sorted(told_of, key=_order) == sorted(
        [
            (
                "leak.received",
                ours | {"leak": leak.public_id, "source": "code", "count": 1, "is_known": False},
            ),
            (
                "leak.moved",
                ours
                | {"leak": leak.public_id, "move": "confirm"}
                | {"from_state": "received", "to_state": "confirmed"},
            ),
            (
                "leak.moved",
                ours
                | {"leak": leak.public_id, "move": "revoke"}
                | {"from_state": "confirmed", "to_state": "revoked"},
            ),
            ("leak.commented", ours | {"leak": leak.public_id, "side": "reporter"}),
            ("award.proposed", ours | {"award": award.public_id, "leak": leak.public_id}),
        ],
        key=_order,
    )
    raw = b"".join(request.body for request in receiver.requests).decode()
    assert key not in raw
    assert "hide" not in raw


def test_a_keeper_is_not_told_of_keys_that_they_found_themselves(receiver):
    owner = factories.member()
    program = reports.judged_program(owner.organization)
    hooks.webhook(owner, url=receiver.url, events=["leak.received"])

    factories.leak(program=program, reporter=owner.user)
    settle()

    assert receiver.requests == []
    assert Leak.objects.exists()
