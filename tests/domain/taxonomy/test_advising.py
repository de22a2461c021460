"""An organization's own advice, in versions, and back to what is shipped."""

import hashlib

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.taxonomy import commands, queries
from tests import factories

pytestmark = pytest.mark.django_db

XSS = "cross_site_scripting_xss"


@pytest.fixture
def org():
    return factories.organization()


def member(org, role=Role.OWNER):
    return factories.actor(factories.member(org, role).user)


def write(org, actor, text="Ask the platform team.", entry=XSS, expected=0):
    return commands.set_advice(org.pk, entry, text=text, expected_version=expected, actor=actor)


def test_own_words_count_below_too_until_they_are_reset(org):
    owner = member(org)
    write(org, owner)

    below = queries.advice(org.pk, f"{XSS}.dom_based")
    assert (below.entry, below.text, below.is_own) == (XSS, "Ask the platform team.", True)
    assert not queries.advice(factories.organization().pk, f"{XSS}.dom_based").is_own

    commands.reset_advice(org.pk, XSS, actor=owner)
    assert queries.advice(org.pk, XSS).text == queries.shipped_advice(XSS)
    page = queries.advice_page(owner, org.pk, XSS)
    assert [(one.version, one.is_reset) for one in page.versions] == [(2, True), (1, False)]
    assert (page.own, page.version) == (None, 2)


def test_an_empty_text_means_that_nothing_is_advised(org):
    write(org, member(org), text="")

    assert queries.advice(org.pk, XSS) is None
    assert queries.advice(org.pk, f"{XSS}.stored") is not None


def test_each_version_is_an_event_without_the_words(org):
    owner = member(org)
    write(org, owner)
    write(org, owner, text="Second.", expected=1)

    told = Event.objects.filter(name="advice.set").order_by("id")
    assert [one.payload for one in told] == [
        {"vrt": XSS, "version": number, "sha256": hashlib.sha256(text).hexdigest()}
        for number, text in ((1, b"Ask the platform team."), (2, b"Second."))
    ]
    assert {one.organization_id for one in told} == {org.pk}


def test_two_writers_do_not_overwrite_each_other(org):
    first, second = member(org), member(org, Role.TRIAGER)
    write(org, first)

    with pytest.raises(Conflict, match="since"):
        write(org, second, text="Mine.")
    with pytest.raises(Conflict, match="already"):
        write(org, second, expected=1)
    with pytest.raises(Conflict):
        commands.reset_advice(org.pk, f"{XSS}.stored", actor=first)


def test_who_may_not_write_is_refused_and_a_stranger_sees_nothing(org):
    with pytest.raises(NotAllowed):
        write(org, member(org, Role.DEVELOPER))
    stranger = factories.actor(factories.person())
    with pytest.raises(NotFound):
        write(org, stranger)
    with pytest.raises(NotFound):
        queries.advice_page(stranger, org.pk, XSS)
    with pytest.raises(NotFound):
        queries.own_entries(stranger, org.pk)


def test_what_cannot_be_advised_names_its_field(org):
    owner = member(org)
    with pytest.raises(Invalid) as refusal:
        write(org, owner, entry="no_such_thing")
    assert set(refusal.value.fields) == {"vrt"}
    with pytest.raises(Invalid) as refusal:
        write(org, owner, text="x" * 8001)
    assert set(refusal.value.fields) == {"text"}


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_reading_costs_one_statement_for_any_number_of_wordings(
    org, rows, django_assert_num_queries
):
    owner = member(org)
    for number in range(rows):
        write(org, owner, text=f"Wording {number}.", expected=number)

    with django_assert_num_queries(1):
        assert queries.advice(org.pk, f"{XSS}.stored") is not None
    with django_assert_num_queries(1):
        assert len(queries.advice_page(owner, org.pk, XSS).versions) == rows
