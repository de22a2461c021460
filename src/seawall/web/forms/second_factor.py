"""The code of a second factor: in one spelling, and the owner hears of somebody who tries on."""

import unicodedata
from typing import Any

from allauth.core import context
from allauth.mfa.base import forms as library
from django.core.exceptions import ValidationError

from seawall.web import warnings


class _Checked:
    """What both forms of the library do with a code."""

    user: Any
    cleaned_data: dict[str, Any]

    def clean_code(self) -> str:
        """Full-width digits and spaces are the same code, so that it is used up with them."""
        self.cleaned_data["code"] = unicodedata.normalize("NFKC", self.cleaned_data["code"])
        try:
            code: str = super().clean_code()  # type: ignore[misc]
        except ValidationError as refusal:
            if refusal.code == "too_many_login_attempts":
                warnings.sign_in_throttled(
                    context.request, (self.user.pk, self.user.handle), method="second_factor"
                )
            raise
        return code


class AuthenticateForm(_Checked, library.AuthenticateForm):  # type: ignore[misc]
    """After the password."""


class ReauthenticateForm(_Checked, library.ReauthenticateForm):  # type: ignore[misc]
    """Once more, before something that matters."""
