"""From the form to the first sign-in, and what strangers can learn on the way."""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from seawall.domain.accounts.models import ReservedHandle, Session, User
from seawall.domain.audit.models import Event
from seawall.domain.notify.queries.sealing import text_of
from tests import factories
from tests.web.accounts.walking import PASSWORD, link_in, mails, sign_in

pytestmark = pytest.mark.django_db


def _sign_up(client, email="mira@example.org", handle="mira", password=PASSWORD):
    return client.post(
        "/sign-up",
        {"email": email, "username": handle, "password1": password, "password2": password},
    )


def _seen(response):
    """What a browser sees, without the nonces and form tokens that differ every time."""
    text = re.sub(r'(nonce|content|value)="[^"]{16,}"', "", response.content.decode())
    moment = {"Expires", "Date"}
    names = [name for name, _value in response.items() if "Policy" not in name]
    headers = {name: response[name] for name in names if name not in moment}
    return response.status_code, headers, text, sorted(response.cookies)


def test_sign_up_verify_sign_in(client):
    assert _sign_up(client)["Location"] == "/verify"
    assert sign_in(client, "mira@example.org")["Location"] == "/verify"
    path = link_in(mails()[0])

    assert b"mira@example.org" in client.get(path, follow=True).content
    client.post(path)
    response = sign_in(Client(), "mira@example.org")

    assert (response.status_code, response["Location"]) == (302, "/")
    user = User.objects.get(handle="mira")
    assert user.researcher.is_public is False
    assert list(user.handles.values_list("handle", flat=True)) == ["mira"]


def test_opening_the_mailed_link_confirms_nothing(client):
    _sign_up(client)

    client.get(link_in(mails()[0]))

    assert sign_in(Client(), "mira@example.org")["Location"] == "/verify"


def test_what_happened_is_in_the_log_without_address_or_handle(client):
    _sign_up(client)
    client.post(link_in(mails()[0]))
    sign_in(Client(), "mira@example.org")

    events = list(Event.objects.order_by("pk"))

    assert [event.name for event in events] == [
        "person.signed_up",
        "person.email_verified",
        "session.signed_in",
    ]
    assert "mira" not in str([event.payload for event in events])


def test_a_known_address_gets_the_same_answer_as_a_new_one():
    factories.person("other", email="known@example.org")
    known, new = Client(), Client()

    answers = [
        _sign_up(known, "known@example.org", "first"),
        _sign_up(new, "fresh@example.org", "second"),
    ]
    after = [known.get("/verify"), new.get("/verify")]

    assert _seen(answers[0]) == _seen(answers[1])
    assert _seen(after[0]) == _seen(after[1])
    assert {message.address for message in mails()} == {
        "known@example.org",
        "fresh@example.org",
    }


def test_sign_up_hashes_once_for_known_and_new_addresses(client, settings):
    hashed = []

    class Counting(MD5PasswordHasher):
        algorithm = "md5"

        def encode(self, password, salt):
            hashed.append(password)
            return super().encode(password, salt)

    counting = f"{__name__}.CountingHasher"
    globals()["CountingHasher"] = Counting
    settings.PASSWORD_HASHERS = [counting]
    factories.person(email="known@example.org")

    _sign_up(client, "known@example.org", "first")
    for_known = len(hashed)
    _sign_up(Client(), "fresh@example.org", "second")

    assert (for_known, len(hashed) - for_known) == (1, 1)


def test_trying_a_handle_again_does_not_tell_whether_the_address_was_known():
    factories.person(email="known@example.org")
    _sign_up(Client(), "known@example.org", "first")
    _sign_up(Client(), "fresh@example.org", "second")

    again = [_sign_up(Client(), f"{h}@example.org", h) for h in ("first", "second")]

    assert [b"already" in response.content for response in again] == [True, True]


def test_reset_answers_the_same_for_known_and_unknown_addresses():
    factories.person(email="known@example.org", password=PASSWORD)
    clients = [Client(), Client()]
    addresses = ["known@example.org", "nobody@example.org"]

    answers = [c.post("/reset", {"email": a}) for c, a in zip(clients, addresses, strict=True)]

    assert _seen(answers[0]) == _seen(answers[1])
    assert [message.address for message in mails()] == ["known@example.org"]


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer():
    factories.person(email="known@example.org", password=PASSWORD)

    answers = [
        sign_in(Client(), "known@example.org", "wrong wrong wrong"),
        sign_in(Client(), "someone@example.org", "wrong wrong wrong"),
    ]

    pages = [_seen(answer)[2].replace("known", "someone") for answer in answers]
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "handle", ["ab", "-ab", "a b c", "admin", "x" * 33, "ünïcode", "a/b", "a@b", "root"]
)
def test_an_unusable_handle_is_refused(client, handle):
    response = _sign_up(client, handle=handle)

    assert response.status_code == 200
    assert b"errorlist" in response.content
    assert not User.objects.exists()


def test_a_handle_that_somebody_once_held_is_refused(client):
    factories.reserved_handle("mira")

    assert b"errorlist" in _sign_up(client).content


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        ("Mira@Example.ORG", "mira@example.org"),
        ("mira@BÜCHER.example", "mira@xn--bcher-kva.example"),
    ],
)
def test_an_address_is_stored_in_one_spelling(client, written, stored):
    _sign_up(client, email=written)

    assert User.objects.get().email == stored


@pytest.mark.parametrize("email", ["mïra@example.org", "a\u0000b@example.org", "x", "a@b@c", "a@-"])
def test_an_odd_address_is_refused(client, email):
    assert _sign_up(client, email=email).status_code == 200
    assert not User.objects.exists()


def test_an_endless_password_is_refused_before_it_is_hashed(client):
    assert _sign_up(client, password="x" * 257).status_code == 200
    assert not User.objects.exists()


def test_mail_links_lead_to_the_canonical_address_whatever_the_request_says(client, settings):
    settings.ALLOWED_HOSTS = ["evil.example", "testserver"]
    factories.person(email="known@example.org", password=PASSWORD)

    client.post("/reset", {"email": "known@example.org"}, HTTP_HOST="evil.example")
    client.post("/sign-up", {"email": "new@example.org"}, HTTP_HOST="evil.example")

    assert "evil.example" not in text_of(mails()[0])
    assert "http://testserver/reset/" in text_of(mails()[0])


def test_a_reset_link_works_once_and_ends_every_session(client):
    user = factories.person(email="known@example.org", password=PASSWORD)
    elsewhere = Client()
    sign_in(elsewhere, user.email)
    client.post("/reset", {"email": user.email})
    path = link_in(mails()[0])
    form = client.get(path)["Location"]

    new = "quite another sentence"
    done = client.post(form, {"password1": new, "password2": new})

    assert done["Location"] == "/reset/done"
    assert elsewhere.get("/settings/profile").status_code == 302
    assert not Session.objects.filter(user=user).exists()
    assert sign_in(Client(), user.email, new)["Location"] == "/"
    assert b"too old" in Client().get(path).content


def test_the_reserved_handle_of_a_known_address_belongs_to_nobody(client):
    factories.person(email="known@example.org")

    _sign_up(client, "known@example.org", "first")

    assert ReservedHandle.objects.get(handle="first").user is None
