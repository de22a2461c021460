"""AC-031 to AC-038: the ways in. Real processes race in test_second_factor.py."""

import json
import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client

from seawall.domain.accounts import commands
from seawall.domain.accounts.models import EmailChange, ReservedHandle, Session, User
from seawall.domain.actor import SYSTEM
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError
from seawall.domain.notify.models import Mail
from seawall.domain.notify.queries.sealing import text_of
from tests import factories
from tests.web.accounts.conftest import _memory_cache, _no_waiting, _quick_hashes  # noqa: F401
from tests.web.accounts.walking import PASSWORD, link_in, mails, sign_in

pytestmark = pytest.mark.django_db
EVIL = "evil.example"
KINDS = ("known", "unknown", "sso-only", "disabled", "unverified")


@pytest.fixture
def victim():
    return factories.person("mira", email="mira@example.org", password=PASSWORD)


@pytest.fixture
def limits(settings):
    """As in production."""
    settings.ACCOUNT_RATE_LIMITS = {}


def _to() -> list[str]:
    return [one.address for one in mails()]


# ── AC-031 ───────────────────────────────────────────────────────────────────
TRICKS = {
    "twice, victim first": "email=mira@example.org&email=thief@evil.example",
    "twice, victim last": "email=thief@evil.example&email=mira@example.org",
    "a list": "email=mira@example.org,thief@evil.example",
    "a list with a semicolon": "email=mira@example.org;thief@evil.example",
    "another recipient": "email=mira@example.org%0abcc:thief@evil.example",
    "another header": "email=mira@example.org%0d%0aTo:thief@evil.example",
    "a name": "email=Mira+%3Cthief@evil.example%3E",
    "brackets": "email[]=mira@example.org&email[]=thief@evil.example",
    "NUL": "email=mira@example.org%00@evil.example",
    "full width": "email=mira%EF%BC%A0example.org",
    "dotless i": "email=m%C4%B1ra@example.org",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_ac_031_a_reset_goes_to_the_stored_address_or_nowhere(client, victim, trick):
    answer = client.post("/reset", TRICKS[trick], content_type="application/x-www-form-urlencoded")

    assert set(_to()) <= {victim.email}
    assert len(_to()) <= 1
    assert EVIL not in "".join(text_of(one) + one.subject for one in mails())
    if "twice" in trick:
        assert (answer.status_code, _to()) == (400, [])


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "application/xml"])
def test_ac_031_a_reset_is_asked_by_a_form_alone(client, victim, kind):
    body = json.dumps({"email": [victim.email, "thief@evil.example"]})

    assert client.post("/reset", body, content_type=kind).status_code == 400
    assert _to() == []


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": EVIL},
        {"HTTP_X_FORWARDED_HOST": EVIL},
        {"HTTP_X_FORWARDED_SERVER": EVIL, "HTTP_FORWARDED": f"host={EVIL}"},
        {"HTTP_X_HOST": EVIL, "HTTP_X_ORIGINAL_HOST": EVIL},
    ],
    ids="+".join,
)
def test_ac_031_the_link_names_the_canonical_host(client, victim, headers):
    answer = client.post("/reset", {"email": victim.email}, **headers)

    if headers.get("HTTP_HOST"):
        assert answer.status_code == 400
    assert all("http://testserver/reset/" in text_of(one) for one in mails())
    assert EVIL not in "".join(text_of(one) for one in mails())


# ── AC-032 ───────────────────────────────────────────────────────────────────
@pytest.fixture
def hashed(settings):
    """The passwords that were hashed."""
    seen: list[str] = []

    class Counting(MD5PasswordHasher):
        def encode(self, password, salt):
            seen.append(password)
            return super().encode(password, salt)

    globals()["Counting"] = Counting
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    return seen


@pytest.fixture
def addresses(settings):
    settings.ACCOUNT_RATE_LIMITS = False
    people = {
        kind: factories.person(f"p-{kind}", password=None if kind == "sso-only" else PASSWORD)
        for kind in KINDS
        if kind != "unknown"
    }
    User.objects.filter(handle="p-disabled").update(is_active=False)
    people["unverified"].emailaddress_set.update(verified=False)
    return {kind: f"p-{kind}@example.org" for kind in KINDS}


def _seen(answer, *own: str):
    text = re.sub(r'(nonce|content|value)="[^"]{16,}"', "", answer.content.decode())
    for one in own:
        text = text.replace(one, "(own)")
    names = sorted(name for name in answer.headers if "Policy" not in name)
    return answer.status_code, answer.headers.get("Location"), names, text, sorted(answer.cookies)


WAYS = {
    "sign-in": lambda c, a: c.post("/sign-in", {"login": a, "password": "wrong wrong wrong"}),
    "reset": lambda c, a: c.post("/reset", {"email": a}),
    "sign-up": lambda c, a: c.post(
        "/sign-up",
        {"email": a, "username": f"z{a[:6]}", "password1": PASSWORD, "password2": PASSWORD},
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_ac_032_all_addresses_get_one_answer_for_the_same_work(addresses, hashed, way):
    answers, work = {}, {}
    for kind, address in addresses.items():
        before = len(hashed)
        answers[kind] = _seen(WAYS[way](Client(), address), address, f"z{address[:6]}")
        work[kind] = len(hashed) - before

    assert all(answer == answers["unknown"] for answer in answers.values())
    assert len(set(work.values())) == 1
    assert work["unknown"] == {"sign-in": 1, "reset": 0, "sign-up": 1}[way]


def test_ac_032_only_whoever_reads_the_mail_learns_more(addresses):
    for address in addresses.values():
        WAYS["reset"](Client(), address)

    assert "p-unknown@example.org" not in _to()
    assert "p-disabled@example.org" not in _to()


def test_ac_032_a_dead_invitation_is_like_one_that_never_was():
    org = factories.organization("acme")
    by = factories.member(org)
    secret, row = factories.invitation(org, email="known@example.org", by=by)
    commands.revoke_invitation(row.pk, actor=factories.actor(by))
    pages = [Client().get(f"/invitations/{one}") for one in (secret, "x" * len(secret))]

    assert _seen(pages[0], secret) == _seen(pages[1], "x" * len(secret))


# ── AC-034 ───────────────────────────────────────────────────────────────────
NEW = "thief@example.net"


def _change(browser, address=NEW):
    """Post another address, and open the mailed link with a browser of its own."""
    browser.post("/settings/security/email", {"email": address, "action_add": ""})
    found = [one for one in mails() if one.address == address and "/verify/" in text_of(one)]
    return link_in(found[-1]) if found else ""


def _confirm(path) -> Client:
    other = Client()
    other.get(path)
    other.post("/verify/here")
    return other


def _confirmed(person) -> Client:
    browser = Client()
    sign_in(browser, person.email)
    browser.post("/confirm", {"password": PASSWORD})
    return browser


def test_ac_034_a_cookie_alone_changes_no_address(client, victim):
    client.force_login(victim)

    assert _change(client) == ""
    assert not victim.emailaddress_set.filter(email=NEW).exists()


def test_ac_034_a_password_is_not_enough_where_there_is_a_second_factor(victim):
    browser = _confirmed(victim)
    factories.factor(victim)

    answer = browser.post("/settings/security/email", {"email": NEW, "action_add": ""})

    assert answer.headers["Location"].startswith("/confirm/code")
    assert not victim.emailaddress_set.filter(email=NEW).exists()


def test_ac_034_the_old_address_hears_of_it_and_can_take_it_back(victim):
    browser = _confirmed(victim)
    token = factories.api_token(victim)[0]
    _confirm(_change(browser))
    notice = next(one for one in mails() if "was changed" in one.subject)
    assert (User.objects.get().email, notice.address) == (NEW, "mira@example.org")
    path = link_in(notice)
    owner = Client()

    assert owner.get(path).headers["Location"] == "/address/here"
    assert User.objects.get().email == NEW
    owner.post("/address/here")

    assert User.objects.get().email == "mira@example.org"
    assert list(User.objects.get().emailaddress_set.values_list("email", "verified")) == [
        ("mira@example.org", True)
    ]
    assert not Session.objects.filter(user=victim).exists()
    assert sign_in(Client(), "mira@example.org").status_code == 200
    api = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert api.status_code == 401
    assert owner.get(path).status_code == 404


def test_ac_034_a_thief_who_changes_twice_holds_nothing_after_all(victim):
    browser = _confirmed(victim)
    _confirm(_change(browser))
    _confirm(_change(browser, "second@example.net"))
    notices = [one for one in mails() if "was changed" in one.subject]
    assert [one.address for one in notices] == ["mira@example.org", NEW]

    owner = Client()
    owner.get(link_in(notices[0]))
    owner.post("/address/here")

    assert User.objects.get().email == "mira@example.org"
    assert Client().get(link_in(notices[1])).status_code == 404
    assert not EmailChange.objects.filter(ended_at=None).exists()


def test_ac_034_a_link_confirms_the_address_it_was_mailed_to_and_once(victim):
    browser = _confirmed(victim)
    first = _change(browser, "own@example.net")
    second = _change(browser, "not-mine@example.com")

    _confirm(first)
    assert User.objects.get().email == "mira@example.org"
    _confirm(second)
    assert User.objects.get().email == "not-mine@example.com"
    events = Event.objects.filter(name="person.email_changed").count()
    _confirm(second)
    assert Event.objects.filter(name="person.email_changed").count() == events == 1


def test_ac_034_a_removed_address_gets_and_opens_nothing(victim):
    Client().post("/reset", {"email": victim.email})
    old = link_in(mails()[-1])
    browser = _confirmed(victim)
    _confirm(_change(browser))
    before = Mail.objects.count()

    Client().post("/reset", {"email": "mira@example.org"})

    assert Mail.objects.count() == before
    assert b"too old" in Client().get(old, follow=True).content
    assert sign_in(Client(), "mira@example.org").status_code == 200


def test_ac_034_a_restore_ends_every_mailed_link(client, victim):
    client.post("/reset", {"email": victim.email})
    browser = _confirmed(victim)
    verify, reset = _change(browser), link_in(mails()[0])

    commands.begin_epoch(actor=SYSTEM)

    assert b"too old" in Client().get(reset, follow=True).content
    _confirm(verify)
    assert User.objects.get().email == "mira@example.org"


# ── AC-036 ───────────────────────────────────────────────────────────────────
def _attempt(n: int, **extra):
    form = {"login": "mira@example.org", "password": f"wrong wrong {n}"}
    return Client().post("/sign-in", form, **extra)


ROTATIONS = {
    "X-Forwarded-For": lambda n: {"HTTP_X_FORWARDED_FOR": f"198.51.100.{n}"},
    "one /64": lambda n: {"REMOTE_ADDR": f"2001:db8:1:2::{n:x}"},
    "real addresses": lambda n: {"REMOTE_ADDR": f"203.0.113.{n}"},
    "spellings": lambda n: {"REMOTE_ADDR": f"203.0.113.{n}"},
}


@pytest.mark.parametrize("rotation", ROTATIONS)
def test_ac_036_one_account_gets_five_attempts_from_wherever(victim, limits, hashed, rotation):
    for n in range(30):
        extra = ROTATIONS[rotation](n)
        spelled = ("mira@example.org", "MIRA@example.org", " mira@EXAMPLE.org ")[n % 3]
        form = {"login": spelled, "password": f"wrong wrong {n}"}
        Client().post("/sign-in", form, **extra)

    assert len(hashed) <= 5
    assert sign_in(Client(), victim.email).status_code in {200, 429}
    assert not Session.objects.filter(user=victim).exists()


def test_ac_036_a_proxy_that_is_trusted_tells_the_address(victim, limits, hashed, settings):
    """Ten a minute from one address, over all accounts: what it says itself counts for nothing."""
    settings.TRUSTED_PROXIES = 1
    for n in range(30):
        form = {"login": f"person{n}@example.org", "password": "wrong wrong wrong"}
        Client().post("/sign-in", form, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, 198.51.100.7")

    assert len(hashed) == 10


def test_ac_036_the_owner_hears_of_it_once(victim, limits):
    for n in range(12):
        _attempt(n)

    assert [(one.address, one.subject) for one in mails()] == [
        (victim.email, "Somebody tries to sign in as you")
    ]
    assert Event.objects.filter(name="session.sign_in_throttled").count() == 1


def test_ac_036_an_address_that_nobody_has_is_throttled_alike(victim, limits):
    answers = {}
    for address in (victim.email, "nobody@example.org"):
        for n in range(7):
            form = {"login": address, "password": f"wrong wrong {n}"}
            last = Client().post("/sign-in", form, REMOTE_ADDR=f"203.0.113.{n}")
        answers[address] = _seen(last, address)

    assert answers[victim.email] == answers["nobody@example.org"]
    assert {one.address for one in mails()} == {victim.email}


# ── AC-037 ───────────────────────────────────────────────────────────────────
def _links(victim) -> dict[str, tuple[str, str]]:
    """Each kind of mailed link, and where the browser stands after its first look."""
    org = factories.organization("acme", name="Acme")
    Client().post("/reset", {"email": victim.email})
    new = factories.person("fresh", email="fresh@example.org", password=PASSWORD)
    new.emailaddress_set.update(verified=False)
    sign_in(Client(), new.email)
    verify = next(one for one in mails() if "/verify/" in text_of(one))
    uid = link_in(mails()[0]).rpartition("/")[2].partition("-")[0]
    program = factories.program(visibility="private")
    asked = factories.program_invitation(program)[0]
    return {
        "reset": (link_in(mails()[0]), f"/reset/{uid}-set-password"),
        "verify": (link_in(verify), "/verify/here"),
        "sign in": (f"/link/{factories.one_time_link(victim)[0]}", "/link/here"),
        "join": (
            f"/invitations/{factories.invitation(org, email='a@example.org')[0]}",
            "/invitations/here",
        ),
        "take part": (f"/program-invitations/{asked}", "/program-invitations/here"),
        "address": (f"/address/{factories.email_change(victim)[0]}", "/address/here"),
    }


def test_ac_037_looking_at_a_link_uses_nothing_and_cleans_the_address(victim):
    for kind, (path, clean) in _links(victim).items():
        before = _state()
        for method in ("head", "get", "head", "get"):
            scanner = Client()
            answer = getattr(scanner, method)(path)
            assert answer.status_code == 302, (kind, answer.content)
            assert (answer.status_code, answer.headers["Location"]) == (302, clean), kind
            assert "_auth_user_id" not in scanner.session
            page = scanner.get(clean)
            assert page.status_code == 200, kind
            secret = path.rpartition("/")[2]
            assert secret not in page.content.decode(), kind
            assert not re.search(r"""(?:src|href|action)=["']https?://""", page.content.decode())
            assert page.headers["Referrer-Policy"] in {"strict-origin", "same-origin"}
        assert _state() == before, kind


def _state():
    return (
        list(User.objects.order_by("pk").values_list("email", "password")),
        Event.objects.count(),
        Session.objects.exclude(user=None).count(),
        Mail.objects.count(),
    )


def test_ac_037_a_dead_link_says_only_that_it_is_dead(victim):
    links = _links(victim)
    commands.begin_epoch(actor=SYSTEM)
    commands.end_other_sessions(victim.pk, keep=None, actor=SYSTEM)
    EmailChange.objects.all().delete()
    from seawall.domain.programs import commands as programs

    programs.end_invitations(actor=SYSTEM)

    for kind, (path, _clean) in links.items():
        dead = Client().get(path, follow=True)
        never = Client().get(f"{path[:-8]}zzzzzzzz", follow=True)
        assert dead.status_code == never.status_code, kind
        text = dead.content.decode()
        for word in ("Acme", "example.org", "mira", "fresh", "Stealth"):
            assert word not in text.replace("placeholder", ""), (kind, word)


def test_ac_037_a_link_is_used_once_by_the_button(victim):
    browser = Client()
    secret, _row = factories.one_time_link(victim)
    browser.get(f"/link/{secret}")

    assert browser.post("/link/here").headers["Location"] == "/"
    assert Client().post(f"/link/{secret}").status_code == 404
    assert browser.post("/link/here").status_code == 404


# ── AC-038 ───────────────────────────────────────────────────────────────────
REFUSED = [
    "admin", "security", "support", "api", "robots", "well-known", "staff", "root", "triager",
    "staff-mira", "staff_x", "admin1-x", "admin-x", "team-acme", "seawall-help", "security_team",
    "official-mira", "support-desk", "triage-bot", "adm1n", "5upport", "5ecurity", "r00t",
    "adrnin", "supp0rt", "seavvall", "p1atform", "tom45", "tom4s-", "robots.txt", ".well-known",
    "tornas", "tomas-", "-tomas", "t0mas", "tоmas", "tomαs", "ｔomas",
]  # fmt: skip
TAKEN_ONLY = {"tornas", "t0mas", "tomas-"}


@pytest.fixture
def triager():
    return factories.member(user=factories.person("tomas")).user


@pytest.mark.parametrize("handle", [one for one in REFUSED if one not in {"tom45", "tom4s-"}])
def test_ac_038_a_handle_that_speaks_for_others_is_refused(client, triager, handle):
    form = {"email": "new@example.org", "username": handle}

    client.post("/sign-up", form | {"password1": PASSWORD, "password2": PASSWORD})

    assert list(User.objects.exclude(pk=triager.pk).values_list("handle", flat=True)) == []
    other = factories.person("renamer")
    with pytest.raises(DomainError):
        commands.rename_handle(other.pk, handle=handle, actor=factories.actor(other))


@pytest.mark.parametrize("handle", ["mira", "tomasz", "thomas", "ana-b", "x99", "stafford"])
def test_ac_038_an_honest_handle_is_taken(client, triager, handle):
    form = {"email": "new@example.org", "username": handle}

    client.post("/sign-up", form | {"password1": PASSWORD, "password2": PASSWORD})

    assert User.objects.filter(handle=handle).exists()


def test_ac_038_the_handle_of_somebody_renamed_stays_reserved(client, triager):
    commands.rename_handle(triager.pk, handle="thomas", actor=factories.actor(triager))

    for handle in ("tomas", "t0mas"):
        form = {"email": f"{handle}@example.net", "username": handle}
        client.post("/sign-up", form | {"password1": PASSWORD, "password2": PASSWORD})

    assert User.objects.count() == 1
    assert ReservedHandle.objects.filter(handle="tomas", user=triager).exists()
    commands.rename_handle(triager.pk, handle="tomas", actor=factories.actor(triager))
