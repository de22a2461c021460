"""Area membership: invitations for one person, and rights that end with the next request."""

import pytest
from django.core import mail

from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.accounts.models import Invitation, Membership
from seawall.domain.accounts.rules import Role
from seawall.domain.errors import DomainError, Invalid
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Notice
from seawall.domain.programs import commands as program_commands
from seawall.domain.reports import commands
from seawall.lib import clock
from tests.abuse import sweep
from tests.abuse.surfaces import ask, client, pair
from tests.abuse.world import submit
from tests.factories import accounts, programs

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P4", "P5")]


@pytest.fixture
def invited(world):
    """An invitation of T_NEW to A as triager: the secret and the person."""
    person = accounts.person("newcomer")
    by = Membership.objects.get(user=world.person("ADM_A"))
    secret, _row = accounts.invitation(
        world.organizations["A"], email=person.email, role=Role.TRIAGER, by=by
    )
    return secret, person


def _refused(secret, person) -> bool:
    with pytest.raises(DomainError):
        accounts_commands.accept_invitation(secret, actor=accounts.actor(person))
    return not Membership.objects.filter(user=person).exists()


def test_ac_057_it_is_for_its_address_only(world, invited):
    with pytest.raises(DomainError):
        accounts_commands.accept_invitation(invited[0], actor=world.actor("R3"))
    with pytest.raises(DomainError):
        accounts_commands.accept_invitation(invited[0], actor=world.actor("ADM_B"))

    assert not Membership.objects.filter(user=world.person("R3")).exists()


def test_ac_057_it_works_once_for_the_role_that_was_given(world, invited):
    secret, person = invited
    world.people["NEW"] = person
    body = {"role": "owner", "organization": "org-b", "program": "b-priv", "answer": "accept"}
    client(world, "NEW").get(f"/invitations/{secret}", headers={"Sec-Fetch-Site": "none"})
    ask(world, "NEW", f"/invitations/{secret}", "POST", body, keep=True)
    found = Membership.objects.filter(user=person)
    world.people.pop("NEW")

    assert [(one.organization.slug, one.role) for one in found] == [("org-a", "triager")]
    with pytest.raises(DomainError):
        accounts_commands.accept_invitation(secret, actor=accounts.actor(person))


def test_ac_057_it_ends_when_it_is_revoked_or_over(world, invited):
    secret, person = invited
    row = Invitation.objects.get(email=person.email)
    Invitation.objects.filter(pk=row.pk).update(expires_at=row.created_at)
    assert _refused(secret, person)

    Invitation.objects.filter(pk=row.pk).update(expires_at=row.expires_at)
    accounts_commands.revoke_invitation(row.pk, actor=world.actor("ADM_A"))
    assert _refused(secret, person)


@pytest.mark.parametrize("loss", ["removed", "demoted", "closed"])
def test_ac_057_it_ends_when_the_inviter_may_not_invite_any_more(world, invited, loss):
    secret, person = invited
    inviter = Membership.objects.filter(user=world.person("ADM_A"))
    accounts.member(world.organizations["A"], Role.OWNER)
    if loss == "removed":
        inviter.delete()
    elif loss == "demoted":
        inviter.update(role=Role.PROGRAM_MANAGER)
    else:
        type(world.person("ADM_A")).objects.filter(pk=world.person("ADM_A").pk).update(
            is_active=False
        )

    assert _refused(secret, person)
    assert client(world, "anonymous").get(f"/invitations/{secret}").status_code == 404


def test_ac_057_one_into_a_programme_ends_with_the_right_too(world):
    secret, _row = programs.program_invitation(world.programs["A-priv"], who=world.handle("RB"))
    Membership.objects.filter(
        organization=world.organizations["A"], role=Role.PROGRAM_MANAGER
    ).update(role=Role.VIEWER)

    with pytest.raises(DomainError):
        program_commands.accept_invitation(secret=secret, actor=world.actor("RB"))
    assert pair(world, "RB", "/programs/{}", "a-priv", "a-none") == []


def test_ac_059_a_removed_researcher_is_an_outsider_at_once(world):
    for path in ("/programs/a-priv", f"/reports/{world.id('X2')}"):
        assert ask(world, "R2", path).status == 200
    program_commands.revoke_access(
        "a-priv", user_id=world.person("R2").pk, actor=world.actor("SET")
    )
    worker.settle()
    faults = []
    for one, hidden, absent in sweep.pairs(world, "program"):
        faults += pair(world, "R2", one.path, hidden, absent)

    assert not faults, "\n".join(faults)
    assert "a-priv" not in ask(world, "R2", "/").text


def test_ac_059_a_removed_member_is_an_outsider_at_once(world):
    """The session, the token and the links from before; then no mail and no notice any more."""
    file = ask(world, "T1", f"/files/{world.id('F-x1team')}")
    assert file.status == 200
    accounts_commands.remove_member(
        world.person("T1").memberships.get().pk, actor=world.actor("ADM_A")
    )
    worker.settle()
    faults = []
    for one, hidden, absent in sweep.pairs(world, "report", "file", "award", "organization"):
        faults += pair(world, "T1", one.path, hidden, absent)
    for one, hidden, absent in sweep.pairs(world, "report", "file"):
        if one.path.startswith("/api/"):
            faults += pair(world, "INT", one.path, hidden, absent)
    seen = Notice.objects.filter(user=world.person("T1")).count()
    before = len(mail.outbox)
    commands.comment(
        world.id("X1"),
        body="After the removal",
        audience="participants",
        actor=world.actor("R1"),
    )
    worker.settle()
    later = [one.recipients() for one in mail.outbox[before:]]

    assert not faults, "\n".join(faults)
    assert Notice.objects.filter(user=world.person("T1")).count() == seen
    assert [world.person("T1").email] not in later


def test_ac_060_who_left_keeps_their_own_reports_and_nothing_else(world):
    program_commands.revoke_access(
        "a-priv", user_id=world.person("R2").pk, actor=world.actor("SET")
    )
    page = ask(world, "R2", f"/reports/{world.id('X2')}")

    assert page.status == 200
    assert page.leaks == []
    assert pair(world, "R2", "/programs/{}", "a-priv", "a-none") == []
    assert ask(world, "R2", "/programs/a-priv/report").status == 404


def test_ac_060_no_collaborator_brings_somebody_back(world):
    program_commands.revoke_access(
        "a-priv", user_id=world.person("R2").pk, actor=world.actor("SET")
    )

    with pytest.raises(Invalid) as gone:
        submit(world, "A-priv", "R1", "x8", "x1", R2=1000)
    world.people["NOBODY"] = accounts.person("nobody")
    with pytest.raises(Invalid) as unknown:
        submit(world, "A-priv", "R1", "x8", "x1", NOBODY=1000)
    world.people.pop("NOBODY")

    assert gone.value.message.replace(world.handle("R2"), "nobody") == unknown.value.message


@pytest.mark.parametrize("loss", ["let go", "banned"])
def test_who_left_is_not_told_by_old_notices_what_a_programme_is_called_now(world, loss):
    program, person = world.programs["A-priv"], world.people.setdefault("N", accounts.person("n1"))
    programs.program_access(program, person)
    Notice.objects.create(
        user=person, event_id=10**9, topic="invitation", program_id=program.pk,
        payload={"what": "invited.program"}, created_at=clock.now(),
    )  # fmt: skip
    before = ask(world, "N", "/notices").body
    if loss == "let go":
        program_commands.revoke_access("a-priv", user_id=person.pk, actor=world.actor("SET"))
    else:
        accounts.ban(person, program=program)
    after = ask(world, "N", "/notices").body
    world.people.pop("N")

    assert "cnry-program-apriv-name" in before
    assert "cnry-program-apriv-name" not in after
    assert "You were invited to a programme." in after
