"""Texts and addresses from outside, made clean or refused with the field's name."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import idna
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from seawall.domain.accounts.models import User
from seawall.domain.accounts.queries.former import holding
from seawall.domain.accounts.rules import speaks_for_the_platform
from seawall.domain.errors import Conflict, Invalid
from seawall.domain.vault.commands import refuse_secrets
from seawall.lib.text import UnsafeText, clean_line, clean_text

HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]{2,31}", re.ASCII)
_LOCAL_PART = re.compile(r"[\x21-\x7e]+", re.ASCII)


def line(text: str, *, field: str, longest: int, required: bool = False) -> str:
    """One clean line of at most `longest` characters."""
    return _checked(clean_line, text, field=field, longest=longest, required=required)


def paragraphs(text: str, *, field: str, longest: int) -> str:
    """Clean text of many lines."""
    return _checked(clean_text, text, field=field, longest=longest, required=False)


def _checked(
    clean: Callable[[str], str], text: str, *, field: str, longest: int, required: bool
) -> str:
    try:
        cleaned = clean(text)
    except UnsafeText as refusal:
        raise Invalid(refusal.args[0], field=field) from refusal
    if required and not cleaned.strip():
        raise Invalid(_("Fill this in."), field=field)
    if len(cleaned) > longest:
        raise Invalid(_("Use at most %(longest)d characters.") % {"longest": longest}, field=field)
    refuse_secrets(cleaned, field=field)
    return cleaned


def web_address(text: str, *, field: str = "website") -> str:
    """An http or https address, or nothing."""
    address = line(text, field=field, longest=200)
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and " " not in address
    except ValueError:
        usable = False
    if not usable:
        raise Invalid(_("Write a whole address that begins with https://."), field=field)
    return address


def email_address(text: str) -> str:
    """The one spelling under which an address is stored and looked up.

    Lower case, the domain as IDNA 2008 ASCII. A local part outside printable ASCII is refused:
    look-alikes could pass for somebody else.
    """
    address = line(text, field="email", longest=254, required=True)
    local, at, domain = address.rpartition("@")
    try:
        if not at or not _LOCAL_PART.fullmatch(local):
            raise ValueError(address)
        canonical = f"{local}@{idna.encode(domain, uts46=True).decode()}".lower()
        validate_email(canonical)
    except (idna.IDNAError, ValueError, ValidationError) as refusal:
        raise Invalid(_("Write an e-mail address such as name@example.org."), field="email") from (
            refusal
        )
    return canonical


def handle(text: str) -> str:
    """A handle as it is stored. Says nothing about whether it is free."""
    candidate = text.strip().lower()
    if not HANDLE.fullmatch(candidate):
        raise Invalid(
            _("Use 3 to 32 letters a–z, digits, - or _; begin with a letter or digit."),
            field="handle",
        )
    if speaks_for_the_platform(candidate):
        raise Invalid(
            _("This handle is kept for the platform. Choose another one."), field="handle"
        )
    return candidate


def free_handle(text: str, *, user_id: int | None = None) -> str:
    """A handle that nobody holds or ever held, except `user_id`. Raises Conflict otherwise."""
    candidate = handle(text)
    # Look-alikes of a handle are as good as taken: nobody may pass for somebody else.
    held = holding(candidate)
    taken = User.objects.filter(handle=candidate)
    if user_id is not None:
        held, taken = held.exclude(user_id=user_id), taken.exclude(pk=user_id)
    if held.exists() or taken.exists():
        raise Conflict(_("This handle is taken. Choose another one."), code="handle_taken")
    return candidate
