"""Run inside a home: somebody with a password, an app and recovery codes; what the log says."""

import json
import sys

from seawall.cli import setup

EMAIL, PASSWORD = "mira@example.org", "a long enough sentence"


def make() -> dict[str, object]:
    """The seed of the app and the codes."""
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from tests.factories import accounts

    person = accounts.person("mira", email=EMAIL, password=PASSWORD)
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    return {"secret": secret, "codes": RecoveryCodes.activate(person).get_unused_codes()}


def more_codes() -> dict[str, object]:
    """New recovery codes."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    row = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    user = row.user
    row.delete()
    return {"codes": RecoveryCodes.activate(user).get_unused_codes()}


def told() -> dict[str, object]:
    """How often each event happened, and the subjects of mails to the owner."""
    from collections import Counter

    from seawall.domain.audit.models import Event
    from seawall.domain.notify.models import Mail

    names = Event.objects.values_list("name", flat=True)
    return {"events": Counter(names), "mails": list(Mail.objects.values_list("subject", flat=True))}


if __name__ == "__main__":
    setup.start_django()
    setup.migrate()
    print(json.dumps({"make": make, "more": more_codes, "told": told}[sys.argv[1]]()))  # noqa: T201
