"""How the sign-in library meets our rules: addresses, handles, mail, links, sealed seeds.

What the library does with accounts and factors is written to the log in `listeners`.
"""

from typing import Any
from urllib.parse import quote, urlsplit

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import IntegrityError, transaction
from django.forms import BaseForm
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seawall.domain.accounts import commands, queries
from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.commands.people import LONGEST_PASSWORD_BYTES
from seawall.domain.accounts.rules import speaks_for_the_platform
from seawall.domain.errors import Conflict, Invalid
from seawall.lib import clock, crypto
from seawall.web import mailed_links, mailing, warnings
from seawall.web.actors import client_ip, person_acting

SEED_USE = "second factor"
handle_validators = [
    RegexValidator(
        rf"\A{wording.HANDLE.pattern}\Z",
        gettext_lazy("Use 3 to 32 letters a–z, digits, - or _; begin with a letter or digit."),
    )
]


def absolute(path: str) -> str:
    """A path of ours under the one canonical address, whatever host the request named."""
    return f"{settings.BASE_URL}{path}"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Addresses, handles, passwords, mail."""

    def clean_email(self, email: str) -> str:
        """The one spelling of an address."""
        try:
            return wording.email_address(email)
        except Invalid as refusal:
            raise ValidationError(refusal.message) from refusal

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """A handle that nobody holds or ever held."""
        handle = username.strip().lower()
        cleaned: str = super().clean_username(handle, shallow=shallow)
        if speaks_for_the_platform(handle):
            raise self.validation_error("username_blacklisted")
        if not shallow and not queries.is_handle_free(handle):
            raise self.validation_error("username_taken")
        return cleaned

    def clean_password(self, password: str, user: Any = None) -> str:
        """Refuses what would be costly to hash, before hashing."""
        _refuse_long(password)
        cleaned: str = super().clean_password(password, user)
        return cleaned

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """Looks the address up in its one spelling; an over-long password is simply wrong."""
        password = credentials.get("password") or ""
        if len(password.encode(errors="replace")) > LONGEST_PASSWORD_BYTES:
            # Hashed all the same, so that the answer takes as long as any wrong password.
            credentials["password"] = get_random_string(32)
        if credentials.get("email"):
            try:
                credentials["email"] = wording.email_address(credentials["email"])
            except Invalid:
                credentials["email"] = "nobody@invalid"
        try:
            return super().authenticate(request, **credentials)
        except ValidationError:
            # Refused before the password was looked at.
            account = queries.account_of_address(credentials.get("email", ""))
            if account is not None:
                warnings.sign_in_throttled(request, account, method="password")
            raise

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Not the library's, which names the host that the request asked for.
        return str(credentials.get("email", "")).lower()

    def save_user(
        self, request: HttpRequest, user: Any, form: BaseForm, commit: bool = True
    ) -> Any:
        """The account with its reserved handle and private profile, or nothing."""
        try:
            with transaction.atomic():
                saved = super().save_user(request, user, form, commit=commit)
                if commit:
                    acting = person_acting(saved.pk, saved.handle, request)
                    commands.register_sign_up(saved.pk, actor=acting)
        except IntegrityError as refusal:
            raise Conflict(
                _("Somebody took this handle or address a moment ago. Go back and choose again.")
            ) from refusal
        return saved

    def login(self, request: HttpRequest, user: Any) -> None:
        """Remember from where."""
        super().login(request, user)
        agent = request.headers.get("User-Agent", "")
        request.session.came_from(client_ip(request), agent)  # type: ignore[attr-defined]

    def get_client_ip(self, request: HttpRequest) -> str:
        """Our own count of proxies decides."""
        return client_ip(request) or "unknown"

    def is_safe_url(self, url: str) -> bool:
        """Only paths of ours, and addresses under the canonical one."""
        base = urlsplit(settings.BASE_URL)
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={base.netloc}, require_https=base.scheme == "https"
        )

    def format_email_subject(self, subject: str) -> str:
        """The sender says who writes."""
        return str(subject)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Plain text through the queue; links are canonical; no HTML part."""
        values = {
            **context,
            "email": email,
            "site_name": "Seawall",
            "base_url": settings.BASE_URL,
            "security_url": absolute(reverse("mfa_index")),
        }
        values.setdefault("ip", "")
        subject = render_to_string(f"{template_prefix}_subject.txt", values)
        body = render_to_string(f"{template_prefix}_message.txt", values)
        mailing.send(email, subject=" ".join(subject.split()), body=body.strip() + "\n")

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tells a person that something about their account changed, with when and where."""
        if template_prefix == "account/email/email_changed":
            return  # Told in `warnings`, with the way back.
        values = {
            "at": clock.now().strftime("%Y-%m-%d %H:%M UTC"),
            "ip": client_ip(self.request),
            "agent": self.get_http_user_agent(self.request)[:200],
            **(context or {}),
        }
        self.send_mail(template_prefix, email or user.email, values)

    def send_account_already_exists_mail(self, email: str) -> None:
        """For an address that signs up twice: the page says nothing, the mail does."""
        context = {
            "sign_in_url": absolute(reverse("account_login")),
            "password_reset_url": absolute(reverse("account_reset_password")),
        }
        self.send_mail("account/email/account_already_exists", email, context)

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """Canonical, with a key of our own."""
        key = mailed_links.verification_key(emailconfirmation.email_address)
        return absolute(reverse("account_confirm_email", args=[key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Canonical. `key` is `UID-TOKEN` as the library made it."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", quote(key)))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Every session ended with the old password: sign in anew."""
        return reverse("account_login")


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Seeds sealed at rest, a QR code without data: URLs, one relying party."""

    def encrypt(self, text: str) -> str:
        """AES-256-GCM with the key that is outside the database."""
        return crypto.seal(text, key=bytes(settings.FIELD_KEY), use=SEED_USE)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises crypto.Unreadable when the key or the value changed."""
        return crypto.unseal(encrypted_text, key=bytes(settings.FIELD_KEY), use=SEED_USE)

    def build_totp_svg(self, url: str) -> SafeString:
        """The code as an inline SVG: the policy of the page forbids data: images."""
        code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
        code.add_data(url)
        matrix = code.get_matrix()
        dots = "".join(
            f"M{x} {y}h1v1h-1z"
            for y, row in enumerate(matrix)
            for x, dark in enumerate(row)
            if dark
        )
        return format_html(
            '<svg class="qr" role="img" aria-label="{}" viewBox="0 0 {} {}" width="220"'
            ' height="220" shape-rendering="crispEdges">'
            '<rect width="100%" height="100%" fill="#fff"></rect>'
            '<path d="{}"></path></svg>',
            _("QR code for your authenticator app; the same secret stands below as text."),
            len(matrix),
            len(matrix),
            dots,
        )

    def _get_site_name(self) -> str:
        return "Seawall"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the canonical host and to no other."""
        return {"id": urlsplit(settings.BASE_URL).hostname or "localhost", "name": "Seawall"}


def _refuse_long(password: str) -> None:
    if len(password.encode(errors="replace")) > LONGEST_PASSWORD_BYTES:
        raise ValidationError(_("Use a password of at most 256 bytes."))
