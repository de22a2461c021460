"""AC-053: who sees a stored secret."""

import pytest
from django.conf import settings

from seawall.domain.notify.models import Webhook
from seawall.domain.notify.queries import sealing
from seawall.lib import clock
from tests.abuse import sweep
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db

THINGS = {
    "report": ("X1", "X2"), "program": ("a-priv", "a-pub"), "organization": ("org-a",),
    "webhook": ("W-a",), "award": ("A-paid",), "leak": ("L-a",), "file": ("F-x1",),
}  # fmt: skip


def _secrets(world) -> dict[str, str]:
    hook = Webhook.objects.get(public_id=world.id("W-a"))
    found = {f"token of {name}": world.token(name) for name in world.people}
    found |= {
        f"hook {number}": one for number, one in enumerate(sealing.secrets_of(hook, clock.now()))
    }
    return found | {
        "sign-in link": world.other["link"],
        "invitation": world.other["invitation_secret"],
        "program invitation": world.other["asking_secret"],
        "former address": world.other["former"],
        "provider": "client secret of the provider",
        "mail server": settings.EMAIL_HOST_PASSWORD or "no such word at all",
    }


@pytest.mark.parametrize("actor", ["ADM_A", "RO"])
def test_ac_053_no_answer_holds_a_stored_secret(world, actor):
    secrets = _secrets(world)

    answers = sweep.crawl(world, actor, THINGS)

    shown = [
        f"{one.path} shows the {name}"
        for one in answers
        for name, secret in secrets.items()
        if secret in one.text
    ]
    assert shown == []
    assert sum(one.status == 200 for one in answers) > 20


def test_ac_053_a_token_is_shown_once_and_then_its_last_letters(world):
    person = world.person("R1")
    browser = browser_of(person)
    form = {"name": "script", "scopes": ["reports:read"], "days": "30"}

    made_page = browser.post("/settings/tokens/new", form, follow=True).content.decode()
    secret = made_page.partition("sw_")[2][:51]
    later = browser.get("/settings/tokens").content.decode()

    assert len(secret) == 51
    assert f"sw_{secret}" not in later
    assert secret[-4:] in later
    assert secret not in browser.get("/settings/tokens/new").content.decode()
