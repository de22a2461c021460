"""The log over HTTP: who may read it, what stands there, and that it tells nothing."""

import json

import pytest
from django.test import Client

from seawall.domain.audit import queries
from seawall.domain.audit.rules import merkle, notes
from seawall.lib import verify_receipt
from tests import factories

pytestmark = pytest.mark.django_db
READ = (
    "/log", "/log/checkpoint", "/log/key", "/log/tile/0/000.p/3", "/log/tile/entries/000.p/3",
    "/log/consistency?old=4&new=6", "/log/checkpoint?size=4",
)  # fmt: skip
ALWAYS = ("/log/verify", "/verify_receipt.py")


@pytest.fixture
def log():
    program = factories.judged_program()
    reports = [factories.report(program=program, title="Xyzzy plugh") for _ in range(4)]
    factories.enter_log()
    for _ in range(2):
        factories.report(program=program)
    factories.enter_log()
    return reports


def member() -> Client:
    client = Client()
    client.force_login(factories.person())
    return client


@pytest.mark.parametrize(
    ("access", "visitor", "person"),
    [("public", 200, 200), ("members", 404, 200), ("off", 404, 404)],
)
def test_the_setting_says_who_reads_the_log(log, settings, access, visitor, person):
    settings.LOG_ACCESS = access
    anonymous, signed_in = Client(), member()

    assert {anonymous.get(path).status_code for path in READ} == {visitor}
    assert {signed_in.get(path).status_code for path in READ} == {person}
    assert {anonymous.get(path).status_code for path in ALWAYS} == {200}


def test_the_checkpoint_is_signed_over_the_tree(log):
    client = Client()

    note = client.get("/log/checkpoint").content.decode()
    key = client.get("/log/key").content.decode().strip()
    hashes = client.get("/log/tile/0/000.p/6").content

    said = notes.read_checkpoint(note, public=queries.key().public)
    leaves = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    assert (said.size, said.root) == (6, merkle.root(leaves))
    assert key == queries.key().verifier()


def test_entries_give_the_hashes_and_say_nothing(log):
    client = Client()

    entries = client.get("/log/tile/entries/000.p/6").content
    hashes = client.get("/log/tile/0/000.p/6").content

    cut = [entries[at + 2 : at + 49] for at in range(0, len(entries), 49)]
    assert b"".join(merkle.hash_leaf(entry) for entry in cut) == hashes
    for word in (b"Xyzzy", b"report", b"submitted", *(r.public_id.encode() for r in log)):
        assert word not in entries


@pytest.mark.parametrize(
    "path",
    [
        *("tile/0/000", "tile/0/000.p/7", "tile/1/000.p/1", "tile/0/001.p/1", "tile/x", "tile/"),
        *("consistency?old=0&new=6", "consistency?old=5&new=6", "consistency?old=6&new=4"),
        *("consistency?old=a&new=6", "consistency?old=4&new=99999999999999999999"),
        *("checkpoint?size=5", "checkpoint?size=-1", "checkpoint?size=x", "tile/../checkpoint"),
    ],
)
def test_what_is_not_there_is_not_found(log, path):
    assert Client().get(f"/log/{path}").status_code == 404


def test_growth_is_proven(log):
    text = Client().get("/log/consistency?old=4&new=6").content.decode()
    kept = Client().get("/log/checkpoint?size=4").content.decode()

    holds, lines = verify_receipt.examine(text, checkpoints=[kept])

    assert holds, lines
    forged = json.loads(text)
    forged["proof"][0] = "0" * 64
    assert not verify_receipt.examine(json.dumps(forged))[0]


def test_the_program_is_served_whole(log):
    text = Client().get("/verify_receipt.py").content.decode()

    assert text.startswith("#!/usr/bin/env python3")
    compile(text, "verify_receipt.py", "exec")
    assert "seawall" not in "".join(line for line in text.splitlines() if "import" in line)


def test_a_receipt_is_a_page_a_file_and_an_answer_of_the_api(log):
    report = log[0]
    client = Client()
    client.force_login(report.reporter)
    token = factories.api_token(report.reporter, scopes=("reports:read",))[0]

    page = client.get(f"/reports/{report.public_id}/receipt")
    file = client.get(f"/reports/{report.public_id}/receipt?format=json")
    answer = Client(headers={"Authorization": f"Bearer {token}"}).get(
        f"/api/v1/reports/{report.public_id}/receipt"
    )

    assert "entry <b>0</b> of the log" in page.content.decode()
    assert "http-equiv" not in page.content.decode()
    assert file.json() == answer.json()
    assert verify_receipt.examine(file.content.decode())[0]


def test_a_report_that_is_being_entered_says_so_and_asks_again(log):
    report = factories.report()
    client = Client()
    client.force_login(report.reporter)

    page = client.get(f"/reports/{report.public_id}/receipt").content.decode()
    file = client.get(f"/reports/{report.public_id}/receipt?format=json")

    assert "being entered into the log" in page
    assert '<meta http-equiv="refresh" content="2">' in page
    assert file.status_code == 409


def test_a_stranger_gets_no_receipt(log):
    token = factories.api_token(factories.person(), scopes=("reports:read",))[0]
    path = f"/reports/{log[0].public_id}/receipt"

    assert member().get(path).status_code == 404
    assert member().get(f"{path}?format=json").status_code == 404
    api = Client(headers={"Authorization": f"Bearer {token}"})
    assert api.get(f"/api/v1{path}").status_code == 404
