"""From what happens to what a receiver reads."""

import base64
import json
from datetime import timedelta

import pytest
from standardwebhooks import Webhook as Verifier

from seawall.domain.accounts import commands as people
from seawall.domain.accounts.rules import Role, TokenScope
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify import commands, jobs, queries
from seawall.domain.notify.channels import webhook as channel
from seawall.domain.notify.models import Delivery, Notice, Webhook
from seawall.domain.notify.rules import signing
from seawall.domain.notify.rules.hooks import MOST_TRIES, DeliveryState, OffReason
from seawall.domain.reports import commands as reporting
from seawall.lib import clock, http
from tests import receivers
from tests.factories import accounts, hooks, reports

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver(settings):
    """A receiver on loopback that the guard lets through."""
    with receivers.receiver() as server:
        settings.EGRESS = http.policy_of([server.url])
        yield server


def _report(organization, **parts):
    return reports.report(program=reports.judged_program(organization), **parts)


def _last(server) -> dict:
    return json.loads(server.requests[-1].body)


def test_a_report_is_told_as_ids_and_states_and_the_signature_holds(receiver):
    owner = accounts.member()
    _hook, secret = hooks.webhook(owner, url=f"{receiver.url}/in")

    report = _report(owner.organization, title="Orders leak")
    settle()

    request = receiver.requests[0]
    assert (request.method, request.path) == ("POST", "/in")
    Verifier(secret).verify(request.body, request.headers)
    event = Event.objects.get(name="report.submitted", report_id=report.pk)
    assert json.loads(request.body) == {
        "type": "report.submitted",
        "timestamp": event.at.isoformat(),
        "data": {
            "event": str(event.public_id),
            "organization": owner.organization.slug,
            "program": report.program.slug,
            "report": report.public_id,
            "priority": report.priority,
        },
    }
    assert [row.state for row in Delivery.objects.all()] == [DeliveryState.SENT]
    assert Delivery.objects.get().public_id == request.headers["webhook-id"]


def test_only_chosen_events_of_the_own_organization_and_programme_are_told(receiver):
    owner = accounts.member()
    wanted, other = (reports.judged_program(owner.organization) for _ in range(2))
    hooks.webhook(owner, url=receiver.url, events=["report.submitted"], program=wanted.slug)

    told = reports.report(program=wanted)
    reports.report(program=other)
    reports.report()
    reports.draft(wanted)
    people.edit_organization(
        owner.organization_id, name="New", about="", website="", actor=accounts.actor(owner)
    )
    settle()

    assert [json.loads(one.body)["data"]["report"] for one in receiver.requests] == [told.public_id]


def test_what_happened_before_or_while_it_was_off_is_not_told(receiver):
    owner = accounts.member()
    _report(owner.organization)
    hook, _ = hooks.webhook(owner, url=receiver.url)
    settle()
    commands.switch_off_webhook(hook.public_id, actor=accounts.actor(owner))
    _report(owner.organization)
    settle()
    commands.switch_on_webhook(hook.public_id, actor=accounts.actor(owner))
    settle()

    assert receiver.requests == []


def test_following_the_same_events_again_makes_nothing_new(receiver):
    owner = accounts.member()
    hooks.webhook(owner, url=receiver.url)
    _report(owner.organization)
    settle()

    jobs.follow_log_for_webhooks(list(Event.objects.order_by("position")))()
    settle()

    assert Delivery.objects.count() == len(receiver.requests) == 1


def test_it_is_told_with_the_rights_that_its_keeper_has_now(receiver):
    owner = accounts.member()
    keeper = accounts.member(owner.organization, Role.PROGRAM_MANAGER)
    hook, _ = hooks.webhook(keeper, url=receiver.url)
    _report(owner.organization)
    people.remove_member(keeper.pk, actor=accounts.actor(owner))

    settle()

    hook.refresh_from_db()
    assert receiver.requests == []
    assert hook.off_reason == OffReason.RIGHTS
    assert Delivery.objects.get().state == DeliveryState.DROPPED
    notice = Notice.objects.get(user=owner.user, topic="system")
    assert notice.payload["organization"] == owner.organization.slug


def test_the_team_side_of_the_keepers_own_report_is_not_told(receiver):
    owner = accounts.member()
    hooks.webhook(owner, url=receiver.url, events=["report.submitted"])

    _report(owner.organization, reporter=owner.user)
    settle()

    assert receiver.requests == []


def test_failures_are_tried_again_later_and_later_and_then_it_is_switched_off(receiver):
    receiver.behave = receivers.answer(500)
    owner = accounts.member()
    hook, _ = hooks.webhook(owner, url=receiver.url)
    _report(owner.organization)
    settle()
    began = clock.now()
    pauses = []

    for _ in range(40):
        hook.refresh_from_db()
        if hook.off_at is not None:
            break
        pauses.append((hook.paused_until - began).total_seconds())
        began = max(hook.paused_until, Delivery.objects.get().next_at)
        with clock.frozen_at(began):
            jobs.wake_webhooks()
            settle()

    assert len(receiver.requests) == MOST_TRIES
    assert len({request.headers["webhook-id"] for request in receiver.requests}) == 1
    assert (hook.off_reason, Delivery.objects.get().state) == ("failing", "failed")
    assert 4 < pauses[0] < 6
    assert 3000 < pauses[-1] < 4000
    settle()
    assert Notice.objects.filter(user=owner.user, topic="system").count() == 1


def test_one_message_that_chokes_the_receiver_does_not_hold_up_the_others(receiver):
    owner = accounts.member()
    hook, _ = hooks.webhook(owner, url=receiver.url)
    receiver.behave = receivers.answer(500)
    bad = _report(owner.organization)
    settle()
    receiver.behave = receivers.answer(200)
    good = _report(owner.organization)

    with clock.frozen_at(clock.now() + timedelta(seconds=20)):
        settle()

    told = [json.loads(one.body)["data"]["report"] for one in receiver.requests]
    assert told == [bad.public_id, good.public_id, bad.public_id]
    hook.refresh_from_db()
    assert (hook.failures, hook.paused_until) == (0, None)


def test_a_receiver_that_is_gone_for_good_is_not_asked_again(receiver):
    receiver.behave = receivers.answer(410)
    owner = accounts.member()
    hook, _ = hooks.webhook(owner, url=receiver.url)
    _report(owner.organization)

    settle()

    hook.refresh_from_db()
    assert (hook.off_reason, len(receiver.requests)) == ("gone", 1)


def test_a_slow_organization_keeps_only_itself_waiting(receiver):
    slow, quick = accounts.member(), accounts.member()
    hooks.webhook(slow, url=f"{receiver.url}/slow")
    hooks.webhook(quick, url=f"{receiver.url}/quick")
    for _ in range(3):
        _report(slow.organization)
    _report(quick.organization)

    settle()

    assert sorted(one.path for one in receiver.requests[:2]) == ["/quick", "/slow"]


def test_while_rotating_both_secrets_verify_and_then_one(receiver):
    owner = accounts.member()
    by = accounts.actor(owner)
    hook, old = hooks.webhook(owner, url=receiver.url)

    def pinged():
        commands.ping_webhook(hook.public_id, actor=by)
        settle()
        return receiver.requests[-1]

    new = commands.rotate_secret(hook.public_id, actor=by)
    both = pinged()
    third = commands.rotate_secret(hook.public_id, actor=by)
    commands.end_old_secret(hook.public_id, actor=by)
    with pytest.raises(Conflict):
        commands.end_old_secret(hook.public_id, actor=by)
    ended = pinged()
    fourth = commands.rotate_secret(hook.public_id, actor=by)
    with clock.frozen_at(clock.now() + timedelta(hours=25)):
        expired = pinged()

    for secret in (old, new):
        Verifier(secret).verify(both.body, both.headers)
    Verifier(third).verify(ended.body, ended.headers)
    assert [len(one.headers["webhook-signature"].split()) for one in (both, ended, expired)] == [
        2,
        1,
        1,
    ]
    told = expired.headers
    assert told["webhook-signature"] == signing.signature(
        fourth,
        message_id=told["webhook-id"],
        timestamp=int(told["webhook-timestamp"]),
        body=expired.body.decode(),
    )


def test_a_message_can_be_sent_again_under_its_id(receiver):
    owner = accounts.member()
    hooks.webhook(owner, url=receiver.url)
    _report(owner.organization)
    settle()

    commands.redeliver(Delivery.objects.get().public_id, actor=accounts.actor(owner))
    settle()

    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body


def test_the_database_holds_neither_address_nor_secret(receiver):
    owner = accounts.member()
    hook, secret = hooks.webhook(owner, url=f"{receiver.url}/canaryurl")

    raw = base64.b64decode(secret.removeprefix("whsec_"))
    row = repr(Webhook.objects.values().get())
    assert len(raw) >= 32
    assert "canaryurl" not in row
    assert secret not in row
    assert "canaryurl" not in repr(list(Event.objects.values()))
    assert queries.webhook(hook.public_id, actor=accounts.actor(owner)).url.endswith("canaryurl")


@pytest.mark.parametrize("role", list(Role))
def test_only_owners_and_managers_have_webhooks(role):
    owner = accounts.member()
    hook, _ = hooks.webhook(owner)
    actor = accounts.actor(accounts.member(owner.organization, role))

    if role in (Role.OWNER, Role.PROGRAM_MANAGER):
        assert queries.webhook(hook.public_id, actor=actor).name == hook.name
    else:
        for act in (
            lambda: queries.webhook(hook.public_id, actor=actor),
            lambda: queries.webhooks(owner.organization_id, actor=actor),
            lambda: commands.delete_webhook(hook.public_id, actor=actor),
            lambda: commands.rotate_secret(hook.public_id, actor=actor),
            lambda: hooks.webhook(owner, by=actor),
        ):
            with pytest.raises(NotFound):
                act()


def test_the_manager_of_another_organization_sees_nothing():
    owner = accounts.member()
    hook, _ = hooks.webhook(owner)
    delivery = commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
    stranger = accounts.actor(accounts.member())

    with pytest.raises(NotFound):
        commands.redeliver(delivery.public_id, actor=stranger)
    with pytest.raises(NotFound):
        queries.deliveries(hook.public_id, actor=stranger)


def test_a_token_cannot_set_up_what_it_may_not_read():
    owner = accounts.member()
    narrow = accounts.token_actor(owner, scopes=[TokenScope.WEBHOOKS_MANAGE])

    with pytest.raises(NotAllowed):
        hooks.webhook(owner, by=narrow)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"url": "https://127.0.0.1/"}, "url"),
        ({"url": "http://hooks.example/"}, "url"),
        ({"events": []}, "events"),
        ({"events": ["report.drafted"]}, "events"),
        ({"name": ""}, "name"),
        ({"program": "nowhere"}, "program"),
    ],
)
def test_what_cannot_be_used_is_named(given, field):
    with pytest.raises(Invalid) as refusal:
        hooks.webhook(accounts.member(), **given)

    assert field in refusal.value.fields


def test_a_programme_of_another_organization_looks_like_none():
    with pytest.raises(Invalid):
        hooks.webhook(accounts.member(), program=reports.judged_program().slug)


def test_comments_are_told_without_a_word_of_them(receiver):
    owner = accounts.member()
    hooks.webhook(owner, url=receiver.url, events=["report.commented"])
    report = _report(owner.organization)

    reporting.comment(
        report.public_id, body="canaryword", audience="team", actor=accounts.actor(owner)
    )
    settle()

    assert _last(receiver)["data"]["audience"] == "team"
    assert b"canaryword" not in receiver.requests[-1].body


def test_a_keeper_who_lost_the_account_stands_for_nothing(receiver):
    owner = accounts.member()
    keeper = accounts.member(owner.organization, Role.OWNER)
    hook, _ = hooks.webhook(keeper, url=receiver.url)
    commands.ping_webhook(hook.public_id, actor=accounts.actor(keeper))
    keeper.user.is_active = False
    keeper.user.save()

    settle()

    hook.refresh_from_db()
    assert hook.off_reason == OffReason.RIGHTS
    commands.switch_on_webhook(hook.public_id, actor=accounts.actor(owner))
    commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
    settle()
    assert len(receiver.requests) == 1


def test_the_worker_sends_nothing_for_a_webhook_that_was_deleted(receiver):
    owner = accounts.member()
    hook, _ = hooks.webhook(owner, url=receiver.url)
    _report(owner.organization)
    commands.delete_webhook(hook.public_id, actor=accounts.actor(owner))

    settle()

    assert receiver.requests == []
    assert channel.due_hooks() == set()
