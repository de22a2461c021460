"""Browsers of the people around a programme, and pages made comparable."""

import re

from django.test import Client

from seawall.domain.accounts.models import Membership, User
from seawall.domain.accounts.rules import Role
from tests import factories


def manager_of(program) -> User:
    """The programme's first manager."""
    return Membership.objects.get(organization=program.organization, role=Role.PROGRAM_MANAGER).user


def browser_of(user=None) -> Client:
    """A browser in which this (or a new) person is signed in."""
    browser = Client()
    browser.force_login(user or factories.person())
    return browser


def plain(response) -> str:
    """The page without what changes from request to request."""
    text = response.content.decode()
    text = re.sub(r'(csrfmiddlewaretoken" value=|csrf-token" content=)"[^"]*"', r"\1", text)
    return re.sub(r'nonce="[^"]*"', "nonce", text)
