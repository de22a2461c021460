"""Creating, setting, inviting, signing."""

from datetime import timedelta

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.actor import ANONYMOUS
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import commands, policies, queries
from seawall.domain.programs.models import NdaSignature, ProgramAccess, ProgramInvitation
from seawall.domain.programs.rules import lifecycle
from seawall.domain.programs.rules.lifecycle import ProgramState
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def _names(program):
    return list(
        Event.objects.filter(program_id=program.pk).order_by("pk").values_list("name", flat=True)
    )


def _create(organization, actor, **fields):
    values = {"slug": "acme", "name": "Acme", "kind": "bounty", "visibility": "public"}
    return commands.create_program(organization.pk, **(values | fields), actor=actor)


def test_a_new_programme_is_a_draft_with_a_brief_to_start_from():
    organization = factories.organization()
    manager = factories.actor(factories.member(organization, Role.PROGRAM_MANAGER))

    program = _create(organization, manager, currency="eur")

    found = queries.draft(manager, "acme")
    assert program.state == "draft"
    assert found.content["currency"] == "EUR"
    assert set(found.missing) == {"summary", "text", "targets", "rewards"}
    assert _names(program) == ["program.created"]
    with pytest.raises(NotFound):
        queries.program(ANONYMOUS, "acme")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("slug", ""),
        ("slug", "Ä"),
        ("slug", "-acme"),
        ("slug", "a/b"),
        ("slug", "x" * 61),
        ("name", "  "),
        ("name", "x" * 81),
        ("name", "two\nlines"),
        ("kind", "lottery"),
        ("visibility", "secret"),
        ("currency", "XXX"),
    ],
)
def test_what_cannot_be_used_is_named(field, value):
    organization = factories.organization()
    owner = factories.actor(factories.member(organization))

    with pytest.raises(Invalid) as refusal:
        _create(organization, owner, **{field: value})

    assert set(refusal.value.fields) == {field}


def test_an_address_is_taken_once_and_says_nothing_of_the_other():
    factories.private_program(slug="secret")
    organization = factories.organization()
    owner = factories.actor(factories.member(organization))

    with pytest.raises(Conflict) as refusal:
        _create(organization, owner, slug="secret")

    assert refusal.value.message == "This address is not available. Choose another one."


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.FINANCE, Role.DEVELOPER, Role.VIEWER])
def test_other_roles_start_no_programme(role):
    organization = factories.organization()
    with pytest.raises(NotAllowed):
        _create(organization, factories.actor(factories.member(organization, role)))


def test_strangers_do_not_find_the_organization():
    with pytest.raises(NotFound):
        _create(factories.organization(), factories.actor())


@pytest.mark.parametrize("before", list(ProgramState))
@pytest.mark.parametrize("after", list(ProgramState))
def test_states_follow_the_table(before, after):
    program = factories.program(state=before)
    manager = factories.manager_of(program)

    if lifecycle.may_follow(before, after):
        assert commands.set_state(program.slug, state=after, actor=manager).state == after
    else:
        with pytest.raises(Conflict):
            commands.set_state(program.slug, state=after, actor=manager)


def test_nothing_opens_without_a_brief():
    program = factories.draft_program()

    with pytest.raises(Conflict) as refusal:
        commands.set_state(program.slug, state="open", actor=factories.manager_of(program))

    assert refusal.value.code == "no_brief"


def test_visibility_is_one_step_that_changes_who_reads():
    program = factories.open_bounty_program()
    manager, stranger = factories.manager_of(program), factories.actor()

    commands.set_visibility(program.slug, visibility="private", actor=manager)
    program.refresh_from_db()

    assert not policies.can_view(stranger, program)
    assert not policies.can_submit(stranger, program)
    assert _names(program)[-1] == "program.visibility_changed"
    with pytest.raises(Conflict):
        commands.set_visibility(program.slug, visibility="private", actor=manager)


def test_terms_to_sign_and_public_do_not_go_together():
    public = factories.open_bounty_program()
    private = factories.private_program(nda="Tell nobody.")

    with pytest.raises(Conflict):
        commands.set_nda(public.slug, text="Hush.", actor=factories.manager_of(public))
    with pytest.raises(Conflict):
        commands.set_visibility(
            private.slug, visibility="public", actor=factories.manager_of(private)
        )


def test_settings_record_what_changed_and_nothing_else():
    program = factories.open_bounty_program()
    manager = factories.manager_of(program)

    for name, message in ((program.name, ""), ("Renamed", "Back soon.")):
        commands.edit_settings(
            program.slug,
            name=name,
            kind=program.kind,
            requires_second_factor=False,
            pause_message=message,
            actor=manager,
        )

    edited = Event.objects.get(program_id=program.pk, name="program.edited")
    assert edited.payload["changed"] == ["name", "pause_message"]


def test_nobody_demands_a_second_factor_without_having_one():
    program = factories.open_bounty_program()
    manager = factories.manager_of(program, second_factor=False)

    with pytest.raises(NotAllowed):
        commands.edit_settings(
            program.slug,
            name=program.name,
            kind=program.kind,
            requires_second_factor=True,
            actor=manager,
        )


def test_a_live_programme_does_not_become_paid_without_a_table():
    program = factories.program(kind="disclosure", brief={"rewards": []})

    with pytest.raises(Conflict):
        commands.edit_settings(
            program.slug,
            name=program.name,
            kind="bounty",
            requires_second_factor=False,
            actor=factories.manager_of(program),
        )


def test_an_invitation_by_address_is_accepted_by_its_link():
    program = factories.private_program()
    user = factories.person(email="mira@example.org")
    secret, row = factories.program_invitation(program, who="Mira@Example.org")

    commands.accept_invitation(secret=secret, actor=factories.actor(user))

    row.refresh_from_db()
    assert row.accepted is True
    assert policies.can_submit(factories.actor(user), program)
    assert secret not in str(ProgramInvitation.objects.values().get(pk=row.pk))
    event = Event.objects.get(name="program.researcher_invited", program_id=program.pk)
    assert event.payload["user_id"] == user.pk


def test_an_invitation_by_handle_is_accepted_without_the_link():
    program = factories.private_program()
    user = factories.person("kestrel")
    _secret, row = factories.program_invitation(program, who="@Kestrel")

    [offer] = queries.offers_for(factories.actor(user))
    commands.accept_invitation(invitation_id=offer.id, actor=factories.actor(user))

    assert offer.to == "@kestrel"
    assert ProgramAccess.objects.filter(program=program, user=user).exists()
    [listed] = queries.invitations(factories.manager_of(program), program.slug)
    assert (listed.id, listed.to, listed.state) == (row.pk, "@kestrel", "accepted")


def test_the_team_never_reads_the_address_behind_a_handle():
    program = factories.private_program()
    factories.person("kestrel", email="private@example.org")
    factories.program_invitation(program, who="kestrel")

    rows = queries.invitations(factories.manager_of(program), program.slug)

    assert "private@example.org" not in repr(rows)


def test_a_link_is_for_the_invited_address_only():
    secret, row = factories.program_invitation(who="mira@example.org")
    other = factories.actor()

    with pytest.raises(NotAllowed):
        commands.accept_invitation(secret=secret, actor=other)
    with pytest.raises(NotFound):
        commands.accept_invitation(invitation_id=row.pk, actor=other)


@pytest.mark.parametrize("how", ["expired", "revoked", "answered", "unknown"])
def test_a_link_that_is_not_open_answers_always_the_same(how):
    user = factories.person(email="mira@example.org")
    actor = factories.actor(user)
    secret, row = factories.program_invitation(who=user.email)
    program = row.program
    moment = clock.now()
    if how == "expired":
        moment += timedelta(days=15)
    elif how == "revoked":
        commands.revoke_invitation(
            program.slug, invitation_id=row.pk, actor=factories.manager_of(program)
        )
    elif how == "answered":
        commands.decline_invitation(secret=secret, reason="no_time", actor=actor)
    else:
        secret = "unknown"

    with clock.frozen_at(moment), pytest.raises(NotFound) as refusal:
        commands.accept_invitation(secret=secret, actor=actor)

    assert refusal.value.message == "This invitation is not valid any more. Ask for a new one."


def test_a_refusal_keeps_its_reason_and_the_log_only_its_word():
    user = factories.person(email="mira@example.org")
    secret, row = factories.program_invitation(who=user.email)

    commands.decline_invitation(
        secret=secret, reason="scope", note="I do web only.", actor=factories.actor(user)
    )

    row.refresh_from_db()
    event = Event.objects.get(name="program.invitation_declined")
    assert (row.accepted, row.decline_reason) == (False, "scope: I do web only.")
    assert event.payload["reason"] == "scope"
    assert "web only" not in str(event.payload)
    with pytest.raises(Invalid):
        commands.decline_invitation(secret=secret, reason="bored", actor=factories.actor(user))


def test_inviting_again_ends_the_earlier_link():
    program = factories.private_program()
    first, _row = factories.program_invitation(program)
    second, _row = factories.program_invitation(program)

    with pytest.raises(NotFound):
        queries.offer(first)
    assert queries.offer(second).program_name == program.name


def test_a_public_programme_needs_no_invitation():
    with pytest.raises(Conflict):
        factories.program_invitation(factories.open_bounty_program())


@pytest.mark.parametrize("who", ["", "nobody-has-this", "not an address@", "a@b@c"])
def test_whom_nobody_knows_cannot_be_invited(who):
    with pytest.raises(Invalid):
        factories.program_invitation(who=who)


def test_access_that_was_taken_back_reads_nothing_more():
    user = factories.person()
    program = factories.private_program(researcher=user)

    commands.revoke_access(program.slug, user_id=user.pk, actor=factories.manager_of(program))

    assert not policies.can_view(factories.actor(user), program)
    with pytest.raises(NotFound):
        commands.revoke_access(program.slug, user_id=user.pk, actor=factories.manager_of(program))


def test_a_signature_keeps_the_hash_the_moment_and_the_address():
    user = factories.person()
    program = factories.private_program(researcher=user, signed=False, nda="Tell nobody.")
    actor = factories.actor(user, ip="198.51.100.7")
    terms = queries.nda(actor, program.slug)

    commands.sign_nda(program.slug, text_sha256=terms.text_sha256, actor=actor)
    commands.sign_nda(program.slug, text_sha256=terms.text_sha256, actor=actor)

    row = NdaSignature.objects.get(program=program)
    assert (row.user_id, row.ip, row.text_sha256) == (user.pk, "198.51.100.7", terms.text_sha256)
    assert _names(program).count("program.nda_signed") == 1
    assert policies.can_read(actor, program)


def test_other_terms_ask_for_another_signature():
    user = factories.person()
    program = factories.private_program(researcher=user, nda="Tell nobody.")
    actor = factories.actor(user)
    read_before = queries.nda(actor, program.slug).text_sha256

    commands.set_nda(program.slug, text="Tell nobody, ever.", actor=factories.manager_of(program))
    program.refresh_from_db()

    assert not policies.can_read(actor, program)
    with pytest.raises(Conflict):
        commands.sign_nda(program.slug, text_sha256=read_before, actor=actor)


def test_strangers_find_no_terms_to_sign():
    program = factories.private_program(nda="Tell nobody.")

    for attempt in (
        lambda: queries.nda(factories.actor(), program.slug),
        lambda: commands.sign_nda(
            program.slug, text_sha256=program.nda_sha256, actor=factories.actor()
        ),
    ):
        with pytest.raises(NotFound):
            attempt()
