"""The tokens in links that reset a password.

A module of its own that imports none of the sign-in library's forms: those load it while they are
being loaded themselves, and whichever of two such modules comes second would find half of it.
"""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.tokens import PasswordResetTokenGenerator

from seawall.domain.accounts import queries


class ResetTokens(PasswordResetTokenGenerator):
    """They end with a sign-in, with the password, with any of the addresses, with the epoch."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        of_person = EmailAddress.objects.filter(user_id=user.pk)
        addresses = sorted({user.email, *of_person.values_list("email", flat=True)})
        held = super()._make_hash_value(user, timestamp)
        return f"{held}{'|'.join(addresses)}|{queries.epoch()}"
