"""Mail to the owner of an account about what others may be doing to it."""

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from seawall.domain.accounts import commands
from seawall.web.actors import person_acting


def sign_in_throttled(request: HttpRequest, account: tuple[int, str], *, method: str) -> None:
    """Once an hour at most, however often somebody tries. `account` is id and handle."""
    user_id, handle = account
    acting = person_acting(user_id, handle, request)
    if not commands.note_sign_in_throttled(user_id, method=method, actor=acting):
        return
    address = EmailAddress.objects.filter(user_id=user_id, primary=True, verified=True).first()
    if address is not None:
        get_adapter().send_notification_mail(
            "account/email/sign_in_throttled", address.user, email=address.email
        )


def address_changed(request: HttpRequest, user_id: int, handle: str, *, former: str) -> None:
    """To the former address, with the link that gives it back."""
    acting = person_acting(user_id, handle, request)
    secret = commands.note_email_changed(user_id, former=former, actor=acting)
    get_adapter().send_notification_mail(
        "account/email/address_changed",
        None,
        {"undo_url": f"{settings.BASE_URL}{reverse('address_undo', args=[secret])}"},
        email=former,
    )
