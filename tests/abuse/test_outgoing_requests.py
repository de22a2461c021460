"""Area outgoing-requests: nothing inside is reached, no receiver harms, no signature is forged."""

import base64
import contextlib
import dataclasses
import hashlib
import re
import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client

from seawall.domain.accounts import commands as account_commands
from seawall.domain.accounts.models import RateBucket
from seawall.domain.audit.models import Event
from seawall.domain.errors import DomainError, Invalid
from seawall.domain.jobs_queue.worker import settle
from seawall.domain.notify import commands, jobs
from seawall.domain.notify.models import Delivery, Notice
from seawall.domain.notify.rules.hooks import MOST_TRIES
from seawall.lib import clock, http
from tests import providers, receivers
from tests.abuse import sweep
from tests.abuse.surfaces import ask
from tests.api.client import ApiClient, report_body
from tests.factories import accounts, hooks, reports
from tests.factories import providers as made

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P12")]

INSIDE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "017700000001", "localhost", "localhost.",
    "LOCALHOST", "a.localhost", "[::1]", "[::]", "0", "[::ffff:127.0.0.1]", "[::127.0.0.1]",
    "[::ffff:0:127.0.0.1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]",
    "[2001:0:7f00:1::]", "[fec0::1]", "[fe80::1]", "[fd00:ec2::254]", "169.254.169.254",
    "100.64.0.1", "100.100.100.200", "168.63.129.16", "192.168.0.1", "10.0.0.1", "172.16.0.1",
    "192.0.0.192", "224.0.0.1", "255.255.255.255", "metadata.google.internal", "db", "db.internal",
    "127.0.0.1.nip.io", "①②⑦.⓪.⓪.①", "127。0。0。1",
)  # fmt: skip
HOSTILE = (
    *(f"https://{host}/in" for host in INSIDE),
    *(f"https://hooks.example:{port}/" for port in (22, 25, 80, 6379, 8080)),
    "http://hooks.example/", "file:///etc/passwd", "gopher://hooks.example/", "ftp://a.example/",
    "https://user@hooks.example/", "https://hooks.example\\@127.0.0.1/", "https:127.0.0.1",
    "//127.0.0.1/", "https://hooks.example/\r\nHost: 127.0.0.1", "https://127.0.0.1#@hooks.example",
)  # fmt: skip


@pytest.fixture
def connections(monkeypatch):
    """Every address that this process connects to, whatever comes of it."""
    tried = []
    connect = socket.socket.connect

    def note(self, address):
        if self.family in (socket.AF_INET, socket.AF_INET6):
            tried.append(address)
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", note)
    return tried


@pytest.fixture
def owner():
    return accounts.member()


def browser_of(member) -> Client:
    client = Client()
    client.force_login(member.user)
    return client


def form(**given) -> dict:
    return {"name": "Tracker", "url": "https://hooks.example/", "events": ["report.moved"]} | given


# ── AC-094 ───────────────────────────────────────────────────────────────────
def test_ac_094_no_webhook_takes_an_address_inside_and_nothing_is_connected(owner, connections):
    hook, _secret = hooks.webhook(owner)
    home = f"/organizations/{owner.organization.slug}/webhooks"
    browser, api = browser_of(owner), ApiClient(owner.user)
    taken, said = [], set()

    for url in HOSTILE:
        answers = [
            browser.post(f"{home}/create", form(url=url)),
            browser.post(f"/webhooks/{hook.public_id}/edit", form(url=url)),
            api.post(f"/organizations/{owner.organization.slug}/webhooks", form(url=url)),
        ]
        taken += [(url, one.status_code) for one in answers if one.status_code != 422]
        said.add(answers[2].json()["fields"]["url"])
    settle()

    assert taken == []
    # One sentence for all: which rule it was, and what is there, is nobody's business.
    assert len(said) == 1
    assert connections == []


@pytest.mark.parametrize(
    "found",
    [["127.0.0.1"], ["::1"], ["10.0.0.1"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["fec0::1"],
     ["93.184.216.34", "127.0.0.1"], ["64:ff9b::7f00:1"], ["fe80::1%lo"], ["100.64.0.1"], []],
)  # fmt: skip
def test_ac_094_a_name_that_leads_inside_is_not_connected_to(owner, settings, connections, found):
    settings.EGRESS = dataclasses.replace(http.Policy(), resolve=lambda host, port: found)
    hook, _secret = hooks.webhook(owner)

    commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
    settle()

    sent = Delivery.objects.get()
    assert (sent.attempts, sent.status) == (1, None)
    assert connections == []


def test_ac_094_a_name_that_changes_its_mind_is_held_to_its_first_answer(
    owner, settings, tmp_path, connections
):
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) % 2 else ["127.0.0.9"]

    certified = receivers.authority(tmp_path, "hooks.example")
    with receivers.receiver(tls=certified.context) as server:
        url = f"https://hooks.example:{server.port}"
        settings.EGRESS = dataclasses.replace(
            http.policy_of([url], ca_file=str(certified.ca_file)), resolve=rebinding
        )
        hook, _secret = hooks.webhook(owner, url=url)
        commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
        settle()

    assert len(asked) == 1
    assert [address[0] for address in connections] == ["127.0.0.1"]
    assert Delivery.objects.get().state == "sent"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_ac_094_a_redirect_inside_is_not_followed(owner, settings, status):
    with receivers.receiver() as inside, receivers.receiver() as server:
        server.behave = receivers.answer(status, Location=f"{inside.url}/admin")
        settings.EGRESS = http.policy_of([server.url, inside.url])
        hook, _secret = hooks.webhook(owner, url=server.url)
        commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
        settle()

    assert (len(server.requests), inside.connections) == (1, 0)
    assert Delivery.objects.get().status == status


def test_ac_094_what_is_there_is_told_to_nobody(owner, settings):
    """A closed port, a silent one, a wrong name and an address inside look the same."""
    with receivers.receiver(receivers.silent) as silent, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
        settings.EGRESS = dataclasses.replace(
            http.policy_of([silent.url, closed]),
            total_seconds=0.3,
            resolve=lambda host, port: ["10.0.0.1"],
        )
        shown = set()
        for url in (silent.url, closed, "https://hooks.example/"):
            hook, _secret = hooks.webhook(owner, url=url)
            commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
            settle()
            page = browser_of(owner).get(f"/webhooks/{hook.public_id}").content.decode()
            table = page[page.index("<tbody>") : page.index("</tbody>")]
            cells = re.findall(r"<td[^>]*>(.*?)</td>", table, re.DOTALL)
            shown.add((cells[3], cells[4]))

    assert len(shown) == 1


# ── AC-095 ───────────────────────────────────────────────────────────────────
def test_ac_095_no_issuer_inside_is_asked(owner, connections, settings):
    settings.EGRESS = dataclasses.replace(http.Policy(), resolve=lambda host, port: ["127.0.0.1"])
    taken = []
    for url in (*HOSTILE, "https://login.example", "https://login.example/?a=b"):
        with contextlib.suppress(Invalid):
            account_commands.set_provider(
                owner.organization_id,
                issuer=url,
                client_id="seawall",
                client_secret="s",
                actor=accounts.actor(owner),
            )
            taken.append(url)
        RateBucket.objects.all().delete()

    assert taken == []
    assert connections == []


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
def test_ac_095_no_endpoint_inside_that_a_provider_names_is_asked(owner, settings, name):
    with providers.lying_provider() as liar, receivers.receiver() as inside:
        settings.EGRESS = dataclasses.replace(
            http.policy_of([liar.issuer]), resolve=lambda host, port: ["127.0.0.1"]
        )
        way = made.provider(owner.organization, issuer=liar.issuer)
        for number, url in enumerate((f"{inside.url}/x", *HOSTILE)):
            liar.document = {name: url}
            visitor = Client(REMOTE_ADDR=f"198.51.100.{number}")
            assert visitor.post(f"/sso/{way.public_id}").status_code == 403

    assert inside.connections == 0


def test_ac_095_the_file_of_a_domain_is_asked_for_by_the_same_guard(owner, settings, connections):
    row = made.provider_domain(owner.organization, "shop.example", verified=False)
    settings.EGRESS = dataclasses.replace(
        http.Policy(), resolve=lambda host, port: ["127.0.0.1"], texts=lambda name: []
    )

    with pytest.raises(DomainError):
        account_commands.verify_domain(row.pk, actor=accounts.actor(owner))

    assert connections == []


def test_ac_095_addresses_in_texts_and_fields_are_looked_at_by_nobody(owner):
    """Web sites, targets, URLs, Markdown with pictures, previews, scope checks: none fetches."""
    with receivers.receiver() as inside:
        url = f"{inside.url}/x.png"
        program = reports.judged_program(owner.organization)
        api, browser = ApiClient(owner.user), browser_of(owner)
        picture = f"![a]({url}) <img src={url}> [b]({url})"
        sent = api.post(
            f"/programs/{program.slug}/reports",
            report_body(program, url=url, description=picture, impact=picture),
        ).json()
        browser.post(
            f"/reports/{sent['id']}/comments", {"body": picture, "audience": "participants"}
        )
        account_commands.edit_organization(
            owner.organization_id, name="A", about=url, website=url, actor=accounts.actor(owner)
        )
        browser.post("/settings/profile", {"display_name": "A", "about": url, "website": url})
        browser.post("/preview", {"body": picture})
        api.get(f"/programs/{program.slug}/scope/check", target=url)
        settle()
        for path in (f"/reports/{sent['id']}", f"/inbox/{sent['id']}", "/settings/profile"):
            browser.get(path)

    assert sent["id"]
    assert inside.connections == 0


# ── AC-096 ───────────────────────────────────────────────────────────────────
def _loop(connection) -> None:
    receivers.answer(302, Location="/again")(connection)


TERRIBLE = {
    "10 GB": receivers.endless,
    "10 GB in chunks of a byte": receivers.endless_chunks,
    "one byte at a time": receivers.dripping(0.05),
    "headers at a byte at a time": receivers.dripping(0.05, before=b"HTTP/1.1 200 X\r\nA: "),
    "a bomb": receivers.bomb,
    "1 MB of headers": receivers.endless_headers,
    "hints for ever": receivers.endless_hints,
    "redirects in a loop": _loop,
    "silence": receivers.silent,
    "an error": receivers.answer(500),
}


@pytest.mark.parametrize("how", TERRIBLE)
def test_ac_096_a_terrible_receiver_costs_one_bounded_try_and_nobody_else_waits(
    owner, settings, how
):
    other = accounts.member()
    with receivers.receiver(TERRIBLE[how]) as bad, receivers.receiver() as good:
        settings.EGRESS = dataclasses.replace(
            http.policy_of([bad.url, good.url]), total_seconds=0.5
        )
        for member, server in ((owner, bad), (other, good)):
            hook, _secret = hooks.webhook(member, url=server.url)
            for _ in range(3):
                commands.ping_webhook(hook.public_id, actor=accounts.actor(member))
        began = time.process_time()
        settle()
        spent = time.process_time() - began

    # A try that fails pauses the webhook; one that brings a 200 and then too much has arrived.
    tried = Delivery.objects.filter(webhook__organization=owner.organization, attempts__gt=0)
    assert tried.count() == bad.connections <= 3
    assert len(good.requests) == 3
    # Ten gigabytes would take longer on any machine.
    assert spent < 10


def test_ac_096_hours_of_failure_end_in_a_switch_and_a_notice(owner, settings):
    with receivers.receiver(receivers.answer(500)) as bad:
        settings.EGRESS = http.policy_of([bad.url])
        hook, _secret = hooks.webhook(owner, url=bad.url)
        commands.ping_webhook(hook.public_id, actor=accounts.actor(owner))
        at = clock.now()
        for _ in range(60):
            at += timedelta(minutes=12)
            with clock.frozen_at(at):
                jobs.wake_webhooks()
                settle()
    hook.refresh_from_db()

    assert len(bad.requests) == MOST_TRIES
    assert hook.off_reason == "failing"
    told = Event.objects.get(name="webhook.switched_off")
    assert Notice.objects.filter(user=owner.user, event_id=told.pk).exists()


def test_ac_096_the_limits_of_a_try_are_ten_seconds_and_64_kilobytes():
    policy = http.policy_of()

    assert (policy.total_seconds, policy.connect_seconds) == (10.0, 5.0)
    assert (policy.body_bytes, policy.header_bytes) == (65536, 16384)


# ── AC-098 ───────────────────────────────────────────────────────────────────
@pytest.fixture
def sent(owner, settings):
    """Three messages as they arrived, one of them twice, and their secret."""
    with receivers.receiver() as server:
        settings.EGRESS = http.policy_of([server.url])
        _hook, secret = hooks.webhook(owner, url=f"{server.url}/in?key=canaryurl")
        for _ in range(2):
            reports.report(program=reports.judged_program(owner.organization))
        settle()
        first = Delivery.objects.earliest("pk")
        commands.redeliver(first.public_id, actor=accounts.actor(owner))
        settle()
        yield server.requests, secret


def _is_genuine(secret, request, *, body=None, headers=None, now=None) -> bool:
    """The receiver's check, as our page for users gives it."""
    page = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "webhooks.md"
    source = re.search(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    names: dict = {}
    exec(source[1], names)  # noqa: S102  # our own page
    if now is not None:
        names["time"] = type("Later", (), {"time": staticmethod(lambda: now)})
    given = request.headers | (headers or {})
    return names["is_genuine"](secret, given, request.body if body is None else body)


def test_ac_098_a_message_proves_its_sender_its_time_and_every_byte(sent):
    requests, secret = sent
    request = requests[0]
    at = int(request.headers["webhook-timestamp"])
    tag = request.headers["webhook-signature"]

    assert _is_genuine(secret, request)
    assert not any(
        _is_genuine(secret, request, body=request.body[:place] + b"~" + request.body[place + 1 :])
        for place in range(0, len(request.body), 7)
    )
    assert not _is_genuine(secret, request, body=request.body + b" ")
    assert not _is_genuine(secret, request, headers={"webhook-id": "msg_other"})
    assert not _is_genuine(secret, request, headers={"webhook-timestamp": str(at + 1)})
    assert not _is_genuine(secret, request, headers={"webhook-signature": tag.lower()})
    assert not _is_genuine(secret, request, now=at + 600)
    assert not _is_genuine("whsec_" + base64.b64encode(b"x" * 32).decode(), request)


def test_ac_098_every_message_has_its_id_and_keeps_it(sent):
    requests, secret = sent
    ids = [request.headers["webhook-id"] for request in requests]

    assert len(requests) == 3
    assert ids[2] == ids[0] != ids[1]
    assert requests[2].body == requests[0].body
    assert all(_is_genuine(secret, request) for request in requests)


def test_ac_098_the_secret_is_nowhere_in_any_encoding(sent, owner):
    requests, secret = sent
    raw = base64.b64decode(secret.removeprefix("whsec_"))
    forms = {
        secret, secret.removeprefix("whsec_"), raw.hex(), raw.hex().upper(),
        base64.urlsafe_b64encode(raw).decode(), base64.b32encode(raw).decode(),
        hashlib.sha256(raw).hexdigest(), hashlib.sha256(secret.encode()).hexdigest(),
        base64.b64encode(secret.encode()).decode(),
    }  # fmt: skip
    hook = Delivery.objects.earliest("pk").webhook
    api, browser = ApiClient(owner.user), browser_of(owner)
    seen = [f"{one.path} {one.headers} {one.body!r}" for one in requests]
    seen += [repr(row) for row in type(hook).objects.values()]
    seen += [repr(row) for row in Event.objects.values()]
    seen += [repr(row) for row in Delivery.objects.values()]
    for path in ("", "/deliveries"):
        seen.append(api.get(f"/webhooks/{hook.public_id}{path}").content.decode())
    seen.append(browser.get(f"/webhooks/{hook.public_id}").content.decode())
    seen.append(browser.get(f"/webhooks/{hook.public_id}/edit").content.decode())

    assert not any(form in text for text in seen for form in forms)


# ── AC-099 ───────────────────────────────────────────────────────────────────
# Nothing calls in but clients of the API, by token, and browsers that come back from a provider.
def test_ac_099_machines_without_a_token_get_401_without_a_hint_and_change_nothing(world):
    faults = []
    bad = {"Authorization": "Bearer sw_" + "x" * 51}
    for one, hidden, absent in sweep.pairs(world, "report", "award", "webhook", "organization"):
        if not one.path.startswith("/api/"):
            continue
        paths = (
            [one.path.format(sweep.of_thing(world, one, name)) for name in (hidden, absent)]
            if (one.kind == "organization")
            else [one.path.format(hidden), one.path.format(absent)]
        )
        for headers in ({}, bad):
            answers = [ask(world, "anonymous", path, "POST", {}, headers=headers) for path in paths]
            if len({(one.status, one.body) for one in answers}) != 1:
                faults.append(f"{one.path} tells them apart")
            faults += [f"{a.path}: {a.status}" for a in answers if a.status not in (401, 405)]
            faults += [f"{a.path} changes {a.changed}" for a in answers if a.changed]

    assert not faults, "\n".join(faults)


def test_ac_099_a_thousand_calls_are_too_many(settings):
    settings.API_PER_MINUTE = 50
    client = Client(REMOTE_ADDR="198.51.100.99")
    headers = {"Authorization": "Bearer sw_" + "x" * 51}

    statuses = {client.post("/api/v1/webhooks/W-000000/ping", headers=headers).status_code
                for _ in range(120)}  # fmt: skip

    assert statuses == {401, 429}


def test_ac_099_coming_back_from_no_provider_says_the_same_for_all(world):
    known = world.other["provider"].public_id
    answers = [
        ask(world, actor, f"/sso/{one}/callback?state={state}&code=x")
        for actor in ("anonymous", "T1")
        for one in (known, "P-000000")
        for state in ("", "y", "y" * 43)
    ]

    assert {answer.status for answer in answers} == {403}
    assert not any(answer.changed for answer in answers)
    assert not any(answer.leaks for answer in answers)
