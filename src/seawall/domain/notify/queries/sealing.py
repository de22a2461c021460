"""What rows hide: where a webhook is called and what signs for it, and what a mail says."""

from datetime import datetime

from django.conf import settings

from seawall.domain.notify.models import Mail, Webhook
from seawall.lib import crypto


def address_of(hook: Webhook) -> str:
    """Where it is called."""
    return _unsealed(hook, hook.url_sealed, "url")


def secrets_of(hook: Webhook, at: datetime) -> list[str]:
    """The secrets that are valid then, the newest first: two while one is being replaced."""
    valid = [_unsealed(hook, hook.secret_sealed, "secret")]
    if hook.old_secret_until is not None and hook.old_secret_until > at:
        valid.append(_unsealed(hook, hook.old_secret_sealed, "secret"))
    return valid


def sealed(hook: Webhook, text: str, what: str) -> str:
    """For this webhook and this use alone. `what`: url or secret."""
    return crypto.seal(text, key=bytes(settings.FIELD_KEY), use=_use(hook, what))


def sealed_text(dedupe_key: str, text: str) -> str:
    """What the message with this key says, for its row alone."""
    return crypto.seal(text, key=bytes(settings.FIELD_KEY), use=f"mail {dedupe_key}")


def text_of(mail: Mail) -> str:
    """What it says; empty once it was sent."""
    if not mail.body_sealed:
        return ""
    key = bytes(settings.FIELD_KEY)
    return crypto.unseal(mail.body_sealed, key=key, use=f"mail {mail.dedupe_key}")


def _unsealed(hook: Webhook, text: str, what: str) -> str:
    return crypto.unseal(text, key=bytes(settings.FIELD_KEY), use=_use(hook, what))


def _use(hook: Webhook, what: str) -> str:
    return f"webhook {hook.public_id} {what}"
