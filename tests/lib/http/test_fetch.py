import dataclasses
import time

import pytest

from seawall.lib import http
from tests import receivers
from tests.receivers import receiver

QUICK = 0.6


def _policy(*allow: str, **changed: object) -> http.Policy:
    policy = http.policy_of(allow)
    return dataclasses.replace(policy, **{"total_seconds": QUICK, "connect_seconds": 0.3} | changed)


def test_the_limits_are_those_that_were_promised():
    policy = http.Policy()

    limits = (policy.connect_seconds, policy.total_seconds, policy.body_bytes, policy.header_bytes)
    assert limits == (5.0, 10.0, 64 * 1024, 16 * 1024)


def test_what_is_sent_carries_no_cookie_no_credentials_and_asks_for_no_packing(
    monkeypatch, tmp_path
):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login a password b")
    monkeypatch.setenv("HOME", str(tmp_path))

    with receiver(receivers.answer(200, b"{}", Set_Cookie="a=b")) as server:
        for _ in range(2):
            answer = http.fetch(
                f"{server.url}/in?x=1",
                method="POST",
                body=b"hello",
                headers={"X-One": "1"},
                policy=_policy(server.url),
            )

    assert (answer.status, answer.json()) == (200, {})
    last = server.requests[-1]
    assert (last.method, last.path, last.body) == ("POST", "/in?x=1", b"hello")
    assert last.headers == {
        "host": f"127.0.0.1:{server.port}",
        "user-agent": "Seawall",
        "accept-encoding": "identity",
        "connection": "close",
        "content-length": "5",
        "x-one": "1",
    }


def test_a_redirect_is_not_followed():
    with receiver() as inside, receiver() as server:
        server.behave = receivers.answer(302, Location=inside.url)
        answer = http.fetch(server.url, policy=_policy(server.url, inside.url))

    assert answer.status == 302
    assert inside.connections == 0


@pytest.mark.parametrize(
    "behave",
    [
        receivers.endless_headers,
        receivers.endless_hints,
        receivers.dripping(0.02),
        receivers.dripping(0.02, before=b"HTTP/1.1 200 X\r\nX: "),
        receivers.dripping(0.02, before=b"HT"),
        receivers.silent,
        lambda connection: connection.sendall(b"SSH-2.0-OpenSSH_9\r\n"),
        lambda connection: None,
    ],
)
def test_a_hostile_answer_ends_in_time_and_in_the_same_words(behave):
    began = time.monotonic()

    with receiver(behave) as server, pytest.raises(http.Unreachable) as refusal:
        http.fetch(server.url, policy=_policy(server.url))

    assert str(refusal.value) == "The address could not be reached."
    # A broken deadline would wait for ever; the slowest machine is not that slow.
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    "behave",
    [receivers.endless, receivers.endless_chunks, receivers.bomb],
    ids=lambda b: b.__name__,
)
def test_no_more_than_the_limit_is_read_and_nothing_is_unpacked(behave):
    with receiver(behave) as server:
        try:
            answer = http.fetch(server.url, policy=_policy(server.url, total_seconds=10.0))
        except http.Unreachable:
            return

    assert len(answer.body) <= 64 * 1024
    with pytest.raises(http.Unreachable):
        answer.json()


def test_an_answer_that_breaks_off_is_not_whole():
    def behave(connection):
        connection.sendall(b"HTTP/1.1 200 X\r\nContent-Length: 9\r\n\r\n1")

    with receiver(behave) as server:
        answer = http.fetch(server.url, policy=_policy(server.url))

    assert (answer.body, answer.is_whole) == (b"1", False)
    with pytest.raises(http.Unreachable):
        answer.json()


def test_one_internal_address_among_several_spoils_the_name():
    for found in (["93.184.216.34", "127.0.0.1"], ["::ffff:127.0.0.1"], ["fe80::1%lo"], [], ["x"]):
        policy = _policy(resolve=lambda host, port, found=found: found)

        with receiver() as server, pytest.raises(http.Refused):
            http.fetch("https://hooks.example/", policy=policy)

        assert server.connections == 0


def test_a_name_is_asked_for_once_and_the_checked_address_is_used(tmp_path):
    asked = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    made = receivers.authority(tmp_path, "hooks.example")
    with receiver(receivers.answer(200, b"{}"), tls=made.context) as server:
        origin = f"https://hooks.example:{server.port}"
        policy = _policy(origin, resolve=rebinding, ca_file=str(made.ca_file), total_seconds=5.0)
        answer = http.fetch(origin, policy=policy)

    assert answer.json() == {}
    assert asked == [("hooks.example", server.port)]
    assert server.requests[0].headers["host"] == f"hooks.example:{server.port}"


def test_the_certificate_must_be_for_the_name(tmp_path):
    made = receivers.authority(tmp_path, "other.example")
    with receiver(tls=made.context) as server:
        origin = f"https://hooks.example:{server.port}"
        policy = _policy(
            origin, resolve=lambda host, port: ["127.0.0.1"], ca_file=str(made.ca_file)
        )
        with pytest.raises(http.Unreachable):
            http.fetch(origin, policy=policy)

    assert server.requests == []


def test_a_resolver_that_hangs_is_left_behind():
    def hanging(host: str, port: int) -> list[str]:
        time.sleep(5)
        return ["93.184.216.34"]

    began = time.monotonic()
    with pytest.raises(http.Unreachable):
        http.fetch("https://hooks.example/", policy=_policy(resolve=hanging))

    assert time.monotonic() - began < 4


def test_everything_but_trusted_places_goes_through_the_proxy():
    tunnel = receivers.answer(403)
    with receiver(tunnel) as proxy, receiver(receivers.answer(200, b"1")) as inside:
        policy = dataclasses.replace(
            http.policy_of([inside.url], proxy=proxy.url), total_seconds=QUICK
        )
        direct = http.fetch(inside.url, policy=policy)
        with pytest.raises(http.Unreachable):
            http.fetch("https://hooks.example/", policy=policy)
        with pytest.raises(http.Refused):
            http.fetch("https://127.0.0.1/", policy=policy)

    assert direct.json() == 1
    assert [(one.method, one.path) for one in proxy.requests] == [("CONNECT", "hooks.example:443")]


def test_the_log_says_why_but_not_what_was_asked_for(caplog):
    with pytest.raises(http.Refused):
        http.fetch(
            "https://hooks.example/secret?token=x", policy=_policy(resolve=lambda *_: ["10.0.0.1"])
        )

    assert "hooks.example: the name leads to an internal address" in caplog.text
    assert "secret" not in caplog.text
    assert "token" not in caplog.text
