"""Who may know of, read, change and report to a programme."""

import pytest

from seawall.domain.accounts.rules import Permission, Role, TokenScope, may
from seawall.domain.actor import ANONYMOUS, SYSTEM
from seawall.domain.errors import NotAllowed, NotFound
from seawall.domain.programs import policies, queries
from seawall.domain.programs.models import Program
from seawall.domain.programs.policies import Hidden
from seawall.domain.programs.rules.lifecycle import ProgramState
from tests import factories

pytestmark = pytest.mark.django_db

STATES = list(ProgramState)


def _everybody(program):
    """Name → Actor: all the ways in which somebody can stand to the programme."""
    invited, other = factories.person(), factories.open_bounty_program()
    factories.program_access(program, invited)
    people = {
        "visitor": ANONYMOUS,
        "installation": SYSTEM,
        "stranger": factories.actor(),
        "invited": factories.actor(invited),
        "other team": factories.manager_of(other),
        "platform administrator": factories.actor(
            factories.person(is_platform_admin=True), second_factor=True
        ),
        "token of the invited": factories.token_actor(invited),
        "narrow token": factories.token_actor(invited, scopes=(TokenScope.AWARDS_READ,)),
    }
    for role in Role:
        people[role.value] = factories.actor(factories.member(program.organization, role))
    return people


@pytest.mark.parametrize("visibility", ["public", "private"])
@pytest.mark.parametrize("state", STATES)
def test_one_rule_for_one_and_for_many(state, visibility):
    program = factories.program(state=state, visibility=visibility)

    for name, actor in _everybody(program).items():
        listed = policies.visible_to(actor).filter(pk=program.pk).exists()
        assert policies.can_view(actor, program) is listed, name


@pytest.mark.parametrize(
    ("state", "visibility", "knows"),
    [
        ("draft", "public", set()),
        ("open", "public", {"visitor", "stranger", "invited", "other team"}),
        ("paused", "public", {"visitor", "stranger", "invited", "other team"}),
        ("closed", "public", {"visitor", "stranger", "invited", "other team"}),
        ("draft", "private", set()),
        ("open", "private", {"invited"}),
        ("paused", "private", {"invited"}),
        ("closed", "private", {"invited"}),
    ],
)
def test_state_and_visibility_decide_who_reads_from_outside(state, visibility, knows):
    program = factories.program(state=state, visibility=visibility)
    people = _everybody(program)

    outside = ("visitor", "stranger", "invited", "other team")

    assert {name for name in outside if policies.can_read(people[name], program)} == knows


@pytest.mark.parametrize("state", STATES)
def test_the_team_reads_in_every_state(state):
    program = factories.program(state=state, visibility="private")
    people = _everybody(program)

    for role in Role:
        assert policies.can_read(people[role], program) is may(role, Permission.PROGRAM_VIEW)


def _refusal(actor, program, word="code"):
    """The code or message that the actor would be told; None where a report is taken."""
    return getattr(policies.why_not_submit(actor, program), word, None)


@pytest.mark.parametrize(
    ("state", "refusal"),
    [("draft", "not open yet"), ("open", None), ("paused", "paused"), ("closed", "closed")],
)
def test_only_an_open_programme_takes_reports(state, refusal):
    program = factories.program(state=state)
    actor = factories.actor()

    found = _refusal(actor, program, "message")

    assert (found is None) if refusal is None else (refusal in found)
    assert policies.can_submit(actor, program) is (state == "open")


def test_the_pause_speaks_in_the_words_of_the_team():
    program = factories.program(state="paused")
    Program.objects.filter(pk=program.pk).update(pause_message="Back on Monday.")
    program.refresh_from_db()

    assert _refusal(factories.actor(), program, "message") == "Back on Monday."


def test_a_visitor_is_asked_to_sign_in():
    refusal = policies.why_not_submit(ANONYMOUS, factories.open_bounty_program())

    assert isinstance(refusal, NotAllowed)
    assert refusal.code == "sign_in"


def test_the_administrator_of_the_platform_has_no_way_around():
    program = factories.private_program()
    admin = factories.actor(factories.person(is_platform_admin=True), second_factor=True)

    assert not policies.can_view(admin, program)
    assert not policies.can_edit(admin, program)
    with pytest.raises(NotFound):
        queries.program(admin, program.slug)


def test_a_second_factor_hides_the_private_brief_but_not_the_name():
    user = factories.person()
    program = factories.private_program(researcher=user, requires_second_factor=True)

    without = queries.program(factories.actor(user), program.slug)
    with_one = queries.program(factories.actor(user, second_factor=True), program.slug)

    assert (without.hidden, without.brief) == (Hidden.SECOND_FACTOR, None)
    assert with_one.hidden is None
    assert with_one.brief is not None


def test_a_public_brief_is_read_without_a_second_factor_but_not_reported_to():
    program = factories.program(requires_second_factor=True)
    actor = factories.actor()

    found = queries.program(actor, program.slug)

    assert found.brief is not None
    assert getattr(found.submit_refusal, "code", None) == "second_factor"
    assert policies.can_submit(factories.actor(second_factor=True), program)


def test_the_team_too_needs_the_second_factor():
    program = factories.private_program(requires_second_factor=True)
    owner = factories.member(program.organization, Role.OWNER)

    assert not policies.can_edit(factories.actor(owner), program)
    assert not policies.can_read(factories.actor(owner), program)
    assert policies.can_edit(factories.actor(owner, second_factor=True), program)


def test_unsigned_terms_hide_the_brief_in_every_read():
    user = factories.person()
    program = factories.private_program(researcher=user, signed=False, nda="Tell nobody.")
    actor = factories.actor(user)

    found = queries.program(actor, program.slug)
    [card] = queries.directory(actor).items

    assert (found.hidden, found.brief, found.version) == (Hidden.NDA, None, None)
    assert (card.name, card.summary, card.target_kinds, card.reward) == (program.name, "", (), None)
    for read in (
        lambda: queries.brief_at(actor, program.slug),
        lambda: queries.versions(actor, program.slug),
        lambda: queries.diff(actor, program.slug, old=1, new=1),
        lambda: queries.scope_answer(actor, program.slug, "shop.example"),
    ):
        with pytest.raises(NotAllowed) as refusal:
            read()
        assert refusal.value.code == "nda"


def test_unsigned_terms_refuse_a_report():
    user = factories.person()
    program = factories.private_program(researcher=user, signed=False, nda="Tell nobody.")
    actor = factories.actor(user)

    assert _refusal(actor, program) == "nda"
    factories.nda_signature(program, user)
    assert policies.why_not_submit(actor, program) is None


@pytest.mark.parametrize(
    ("scope", "sees"),
    [
        (TokenScope.PROGRAMS_READ, True),
        (TokenScope.REPORTS_WRITE, True),
        (TokenScope.REPORTS_READ, False),
        (TokenScope.AWARDS_READ, False),
        (TokenScope.PROFILE_READ, False),
    ],
)
def test_a_token_reaches_private_programmes_by_its_scope_only(scope, sees):
    user = factories.person()
    program = factories.private_program(researcher=user)

    actor = factories.token_actor(user, scopes=(scope,))

    assert policies.can_view(actor, program) is sees


def test_no_token_edits_a_programme():
    program = factories.open_bounty_program()
    owner = factories.member(program.organization, Role.OWNER)

    actor = factories.token_actor(owner)

    assert not policies.can_edit(actor, program)
    assert not policies.can_publish(actor, program)
