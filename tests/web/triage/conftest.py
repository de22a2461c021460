"""A program with a triager who is signed in, and ways to post as a page or as htmx does."""

import pytest

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def program(db):
    from tests import factories

    return factories.judged_program()


@pytest.fixture
def user_in(program):
    """The user of the program's organization in a role: the one that the factories act as."""
    from seawall.domain.accounts.models import User
    from tests import factories

    return lambda role: User.objects.get(pk=factories.team_actor(program, role).user_id)


@pytest.fixture
def team(user_in):
    """The triager."""
    return user_in("triager")


@pytest.fixture
def signed_in(client, team):
    """The client as the triager."""
    client.force_login(team)
    return client


@pytest.fixture
def as_role(client, user_in):
    """Sign in as somebody of the organization in another role."""

    def sign_in(role):
        client.force_login(user_in(role))
        return client

    return sign_in
