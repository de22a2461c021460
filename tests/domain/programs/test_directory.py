"""The directory and its filters, and the scope answer that every door shares."""

import pytest

from seawall.cli import scope as cli
from seawall.domain.actor import ANONYMOUS
from seawall.domain.errors import Conflict, Invalid, NotFound
from seawall.domain.programs import queries
from seawall.domain.programs.queries import Filters
from seawall.domain.programs.rules.brief import SafeHarborStatus, TargetKind
from seawall.domain.programs.rules.lifecycle import ProgramKind, ProgramState
from tests import factories

pytestmark = pytest.mark.django_db


def _slugs(actor=ANONYMOUS, **filters):
    return {card.slug for card in queries.directory(actor, Filters(**filters)).items}


def test_only_open_and_paused_public_programmes_are_listed_for_everybody():
    for state in ProgramState:
        factories.program(state=state, slug=f"public-{state}")
        factories.program(state=state, slug=f"private-{state}", visibility="private")

    assert _slugs() == {"public-open", "public-paused"}


def test_the_invited_find_their_private_programme_too():
    user = factories.person()
    factories.private_program(researcher=user, slug="invited")
    factories.private_program(slug="other")
    factories.open_bounty_program(slug="public")

    assert _slugs(factories.actor(user)) == {"invited", "public"}
    assert _slugs(factories.actor(user), private_only=True) == {"invited"}


def test_each_filter_leaves_out_what_does_not_match():
    factories.program(slug="shop", name="Shop", brief={"summary": "Everything about paying."})
    factories.program(
        slug="docs",
        name="Docs",
        kind="disclosure",
        state="paused",
        brief={
            "safe_harbor": {"statement": "We do not sue.", "promise_not_to_pursue": True},
            "targets": [{"kind": "source_repository", "identifier": "https://git.example/docs"}],
            "rewards": [],
        },
    )

    assert _slugs(text="PAYING shop") == {"shop"}
    assert _slugs(text="nothing") == set()
    assert _slugs(kind=ProgramKind.DISCLOSURE) == {"docs"}
    assert _slugs(target_kind=TargetKind.API) == {"shop"}
    assert _slugs(target_kind=TargetKind.SOURCE_REPOSITORY) == {"docs"}
    assert _slugs(safe_harbor=SafeHarborStatus.PARTIAL) == {"docs"}
    assert _slugs(state=ProgramState.PAUSED) == {"docs"}
    assert _slugs(kind=ProgramKind.BOUNTY, state=ProgramState.PAUSED) == set()


def test_the_share_of_answers_in_time_counts_where_it_is_published():
    told = factories.program(slug="told")
    hidden = factories.program(slug="hidden")
    hidden.public_figures = "response,triage"
    factories.program(slug="new")
    for program in (told, hidden):
        program.efficiency = 92
        program.save(update_fields=["efficiency", "public_figures"])

    assert _slugs(efficiency_at_least=90) == {"told"}
    assert _slugs(efficiency_at_least=93) == set()
    cards = queries.directory(ANONYMOUS).items
    assert {card.slug: card.efficiency for card in cards} == {
        "told": 92,
        "hidden": None,
        "new": None,
    }


def test_the_reward_filter_counts_whole_units_of_each_currency():
    row = {"priority": 1, "minimum_minor": 0}
    brief = {"program_maximum_minor": None}
    for slug, currency, maximum in (
        ("dollars", "USD", 500_00),
        ("yen", "JPY", 500),
        ("dinars", "KWD", 500_000),
        ("less", "USD", 499_99),
    ):
        factories.program(
            slug=slug,
            brief=brief | {"currency": currency, "rewards": [row | {"maximum_minor": maximum}]},
        )

    assert _slugs(reward_at_least=500) == {"dollars", "yen", "dinars"}


def test_a_hidden_brief_answers_no_filter():
    user = factories.person()
    factories.private_program(
        researcher=user, signed=False, nda="Hush.", slug="hush", brief={"summary": "Rocket engine"}
    )
    actor = factories.actor(user)

    assert _slugs(actor) == {"hush"}
    assert _slugs(actor, text="rocket") == set()
    assert _slugs(actor, target_kind=TargetKind.API) == set()
    assert _slugs(actor, reward_at_least=1) == set()
    assert _slugs(actor, safe_harbor=SafeHarborStatus.FULL) == set()


def test_pages_follow_each_other_without_gap_or_repeat_also_among_equal_names():
    for number in range(5):
        factories.program(slug=f"same-{number}", name="Same")
    factories.program(slug="aaa", name="Aaa")
    seen, cursor = [], ""

    while True:
        page = queries.directory(ANONYMOUS, cursor=cursor, limit=2)
        seen += [card.slug for card in page.items]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor

    assert seen == ["aaa"] + [f"same-{number}" for number in range(5)]


@pytest.mark.parametrize(
    "cursor", ["x", "====", "W10=", "WyJhIl0=", "eyJhIjoxfQ==", "ä", "WzEsMV0=", "WyJhIiwtMV0="]
)
def test_a_cursor_that_the_list_did_not_give_is_refused(cursor):
    with pytest.raises(Invalid) as refusal:
        queries.directory(ANONYMOUS, cursor=cursor)

    assert "cursor" in refusal.value.fields


@pytest.mark.parametrize("count", [1, 3])
def test_the_directory_is_one_statement(count, django_assert_num_queries):
    for _number in range(count):
        factories.open_bounty_program()
    actor = factories.actor()

    with django_assert_num_queries(1):
        assert len(queries.directory(actor).items) == count


def test_a_programme_is_one_statement_once_its_brief_was_read(django_assert_num_queries):
    program = factories.open_bounty_program()
    actor = factories.actor()
    queries.program(actor, program.slug)

    with django_assert_num_queries(1):
        queries.program(actor, program.slug)


def test_an_organization_lists_its_drafts_to_its_members_only():
    organization = factories.organization()
    draft = factories.draft_program(organization)
    listed = factories.program(organization)

    mine = queries.programs_of(factories.manager_of(draft), organization.pk)
    theirs = queries.programs_of(factories.actor(), organization.pk)

    assert {card.slug for card in mine} == {draft.slug, listed.slug}
    assert {card.slug for card in theirs} == {listed.slug}


@pytest.mark.parametrize(
    ("target", "answer", "rule"),
    [
        ("https://api.shop.example/v1/users", "in", "t3"),
        ("blog.shop.example", "out", "t5"),
        ("shop.example.evil.example", "unknown", None),
    ],
)
def test_one_answer_for_page_api_and_command_line(target, answer, rule, capsys):
    program = factories.open_bounty_program()

    found = queries.scope_answer(ANONYMOUS, program.slug, target)
    status = cli.run(["check", program.slug, target])

    printed = capsys.readouterr().out
    assert (found.answer, found.rule, found.brief_version) == (answer, rule, 1)
    assert f"answer   {answer}" in printed
    assert status == {"in": 0, "out": 1, "unknown": 3}[answer]


def test_the_command_line_says_what_it_cannot_answer(capsys):
    program = factories.open_bounty_program()

    assert cli.run(["check", "nothing-here", "x.example"]) == 2
    assert cli.run(["check", program.slug, " "]) == 2
    assert cli.run(["check"]) == 2

    printed = capsys.readouterr().out
    assert "No programme" in printed
    assert "usage" in printed


def test_scope_of_a_private_programme_is_as_if_it_did_not_exist():
    program = factories.private_program()

    for slug in (program.slug, "never-was"):
        with pytest.raises(NotFound) as refusal:
            queries.scope_answer(factories.actor(), slug, "shop.example")
        assert refusal.value.message == NotFound().message


def test_without_a_brief_there_is_no_answer():
    program = factories.draft_program()

    with pytest.raises(Conflict):
        queries.scope_answer(factories.manager_of(program), program.slug, "shop.example")
