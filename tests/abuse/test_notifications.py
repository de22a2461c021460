"""Area notifications: a mailbox is not ours, and names are only names."""

import re

import pytest
from django.core import mail

from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.accounts.models import Membership, Organization, User
from seawall.domain.jobs_queue import worker
from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.sealing import text_of
from seawall.domain.programs.models import Program
from tests.abuse import canaries
from tests.abuse.surfaces import ask

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P14", "P3")]

HOSTILE = [
    "<a href=//evil.example>Seawall</a>",
    "{{ 7*7 }}${7*7}{% now 'Y' %}",
    "%0aBcc: victim@evil.example",
    "\u202egro.evil",
    "Seawall Security Team",
    "N" * 80,
]


def test_ac_090_no_mail_holds_a_word_of_a_report_or_a_private_name(world):
    """Every kind of mail of the whole world: number, state, a link; the reader's own handle."""
    faults, topics = [], set()
    for one in world.sent:
        text = one.message().as_bytes().decode("utf-8", "replace")
        told = canaries.words_in(text) - _of(one)
        faults += [f"{one.subject}: {word}" for word in told if not word.endswith("-public")]
        faults += [f"{one.subject}: a sum" for sum_ in ("600", "60000") if sum_ in one.body]
        topics.add(one.subject.partition(": ")[2])

    assert not faults, "\n".join(faults)
    assert len(topics) >= 5
    assert all(one.alternatives == [] for one in world.sent if hasattr(one, "alternatives"))
    assert all(one.attachments == [] for one in world.sent)


def _of(one) -> set[str]:
    """The reader's own handle and address."""
    user = User.objects.get(email=one.to[0])
    return {user.handle, user.email.partition("@")[0]}


def test_ac_090_an_invitation_to_a_private_programme_does_not_name_it(world):
    ask(world, "SET", "/programs/a-priv/researchers", "POST", {"who": "n@example.org"}, keep=True)
    text = _queued("n@example.org")

    assert "/program-invitations/" in text
    assert "cnry-program-apriv" not in text
    assert "a-priv" not in text


def _queued(address: str) -> str:
    row = Mail.objects.filter(address=address).latest("pk")
    return f"{row.subject}\n{text_of(row)}"


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_ac_092_a_name_is_only_text_in_a_mail(world, name):
    """The inviter's, the organization's and the programme's; no header, no sender, no template."""
    User.objects.filter(pk=world.person("ADM_A").pk).update(display_name=name)
    User.objects.filter(pk=world.person("SET").pk).update(display_name=name)
    Organization.objects.filter(slug="org-a").update(name=name)
    Program.objects.filter(slug="a-priv").update(name=name)
    before = len(mail.outbox)
    ask(
        world,
        "ADM_A",
        "/organizations/org-a/invite",
        "POST",
        {"email": "n1@example.org", "role": "viewer"},
        keep=True,
    )
    ask(world, "SET", "/programs/a-priv/researchers", "POST", {"who": "n2@example.org"}, keep=True)
    worker.settle()
    sent = [one for one in mail.outbox[before:] if one.to[0].startswith(("n1@", "n2@"))]

    assert len(sent) == 2
    for one in sent:
        message = one.message()
        assert message["Bcc"] is None
        assert message["To"] in ("n1@example.org", "n2@example.org")
        assert name not in str(message["From"])
        assert message.get_content_type() == "text/plain"
        # The secret in an address is made of random signs.
        assert "49" not in re.sub(r"http\S+", "", one.subject + one.body)
        assert "\u202e" not in one.subject + one.body
        assert "\n" not in one.subject


def test_ac_092_a_line_end_never_gets_into_a_name(world):
    """Nor an invisible turn: what is stored is one clean line."""
    user = world.person("R1")
    with pytest.raises(Exception, match="single line"):
        _rename(user, "A\nBcc: victim@evil.example", world)
    _rename(user, "\u202egro.evil", world)

    user.refresh_from_db()
    assert "\u202e" not in user.display_name
    assert Membership.objects.filter(user=user).count() == 0


def _rename(user, name: str, world) -> None:
    accounts_commands.edit_profile(
        user.pk, display_name=name, is_public=False, about="", website="", actor=world.actor("R1")
    )
