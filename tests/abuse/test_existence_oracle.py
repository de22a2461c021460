"""Area existence-oracle: what is private is also unknown."""

import statistics
import time

import pytest

from seawall.domain.accounts import commands as accounts_commands
from seawall.domain.jobs_queue import worker
from seawall.domain.reports import commands
from seawall.domain.rewards import commands as rewards
from tests.abuse import sweep
from tests.abuse.surfaces import ask, client, pair
from tests.abuse.world import VALID, move, submit

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P2")]

METHODS = ("GET", "HEAD", "POST", "OPTIONS")


@pytest.mark.parametrize("actor", ["anonymous", "R3", "ADM_B"])
def test_ac_010_a_private_programme_is_like_none(world, actor):
    faults = []
    for one, hidden, absent in sweep.pairs(world, "program", "organization"):
        if (one.kind, actor) == ("organization", "anonymous"):
            continue
        for method in METHODS:
            faults += pair(world, actor, one.path, hidden, absent, method=method, refused=False)

    assert not faults, "\n".join(faults)


@pytest.mark.needs_time
@pytest.mark.parametrize(
    ("path", "hidden", "absent"),
    [
        ("/programs/{}", "a-priv", "a-none"),
        ("/reports/{}", "X1", "X0"),
        ("/files/{}", "F-x1", "F0"),
    ],
)
def test_ac_010_takes_the_same_time(world, path, hidden, absent):
    """Medians of 50 interleaved requests, within a tenth."""
    words = [hidden, absent] if "programs" in path else [world.id(hidden), world.id(absent)]
    browser, taken = client(world, "R3"), ([], [])
    for _round in range(55):
        for number, one in enumerate(words):
            began = time.process_time()
            browser.get(path.format(one))
            taken[number].append(time.process_time() - began)
    medians = [statistics.median(one[5:]) for one in taken]

    assert max(medians) < 1.1 * min(medians) + 0.0005


# Words of what is hidden from R2, whole and in parts, and words that stand nowhere.
SEARCHES = [
    ("cnry-report-x1-title", "cnry-report-q9-title"),
    ('"cnry-comment-x1team-body"', '"cnry-comment-q9team-body"'),
    ("cnry-program-bpriv", "cnry-program-qqqqq"),
    ("cnry-user-ro-name", "cnry-user-qq-name"),
    ("rep-x1", "rep-q9"),
]
FINDERS = (
    "/?q={}",
    "/?search={}",
    "/inbox?q={}",
    "/inbox?assignee={}",
    "/inbox/filters?q={}",
    "/reports?q={}",
    "/awards?q={}",
    "/api/v1/reports?assignee={}",
    "/api/v1/programs?q={}",
    "/search?q={}",
    "/api/v1/search?q={}",
    "/platform/people?q={}",
)


@pytest.mark.parametrize("actor", ["R2", "anonymous"])
def test_ac_012_no_search_tells_whether_a_word_stands_in_what_is_hidden(world, actor):
    faults = []
    for path in FINDERS:
        for hidden, absent in SEARCHES:
            faults += pair(world, actor, path, hidden, absent)

    assert not faults, "\n".join(faults)


PUBLIC = (
    "/",
    "/programs/a-pub",
    "/programs/a-pub/hall-of-fame",
    "/programs/a-pub/versions",
    "/researchers/{}",
    "/api/v1/programs",
    "/api/v1/programs/a-pub",
    "/api/v1/programs/a-pub/hall-of-fame",
)


def test_ac_014_private_work_changes_no_public_number(world):
    user = world.person("R1")
    accounts_commands.edit_profile(
        user.pk, display_name="R One", is_public=True, about="", website="", actor=world.actor("R1")
    )
    accounts_commands.edit_credit(
        user.pk, credit_kind="alias", credit_name="", actor=world.actor("R1")
    )
    places = [path.format(user.handle) for path in PUBLIC]
    for path in places:
        ask(world, "anonymous", path)
    before = [ask(world, "anonymous", path) for path in places]
    world.reports["X9"] = submit(world, "A-priv", "R1", "x9", "x1")
    move(world, "X9", "triage", "T1")
    commands.set_severity(
        world.id("X9"),
        side="triage",
        priority=2,
        reason_code="taxonomy_baseline",
        reason="As listed.",
        actor=world.actor("T1"),
    )
    move(world, "X9", "accept", "T1", checklist=VALID)
    award = rewards.propose(
        world.id("X9"), amount_minor=200_000, currency="USD", kind="bounty", reason="Fair.",
        actor=world.actor("T1"),
    )  # fmt: skip
    rewards.approve(award.public_id, actor=world.actor("ADM_A"))
    move(world, "X9", "resolve", "T1", fix="v2")
    worker.settle()
    now = [ask(world, "anonymous", path) for path in places]

    assert [one.status for one in now] == [200] * len(places)
    assert [was.difference(is_) for was, is_ in zip(before, now, strict=True)] == [[]] * len(places)


@pytest.mark.parametrize(
    "words",
    [
        "{}",
        "#{}",
        "!{}",
        "[{}](/reports/{})",
        "<http://testserver/reports/{}>",
        "> {}",
        "![{}](/files/{})",
    ],
)
def test_ac_015_a_reference_to_what_is_hidden_is_like_one_to_nothing(world, words):
    faults = pair(
        world, "R2", "/preview", world.id("XB"), world.id("X0"), method="POST", body={"text": words}
    )
    for one in (world.id("XB"), world.id("X0")):
        commands.comment(
            world.id("X2"),
            body=f"See {words.replace('{}', one)} here",
            audience="participants",
            actor=world.actor("R2"),
        )
    page = ask(world, "R2", f"/reports/{world.id('X2')}")
    said = [line for line in page.body.splitlines() if world.id("XB") in line]
    same = [line for line in page.body.splitlines() if world.id("X0") in line]

    assert not faults
    assert page.leaks == []
    assert len(said) == len(same) > 0
    assert [one.replace(world.id("XB"), world.id("X0")) for one in said] == same


def test_ac_015_a_private_handle_is_like_no_handle(world):
    path = f"/reports/{world.id('X2')}/comments"
    body = {"body": "Ask @{} about it", "audience": "participants"}
    for hidden in ("RO", "R1", "ADM_B"):
        faults = pair(world, "R2", path, world.handle(hidden), "q9", method="POST", body=body)

        assert not faults


CROSS_SITE = [
    {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": to}
    for site in ("cross-site", "same-site")
    for mode, to in (
        ("no-cors", "image"),
        ("no-cors", "script"),
        ("navigate", "iframe"),
        ("no-cors", "empty"),
        ("cors", "empty"),
        ("navigate", "embed"),
    )
]


@pytest.mark.parametrize("headers", CROSS_SITE, ids=lambda one: "-".join(one.values()))
def test_ac_016_another_site_learns_nothing_from_the_victims_browser(world, headers):
    faults = []
    for path, hidden, absent in (
        ("/reports/{}", "X1", "X0"),
        ("/inbox/{}", "X1", "X0"),
        ("/files/{}", "F-x1", "F0"),
        ("/awards/{}", "A-paid", "A0"),
    ):
        words = world.id(hidden), world.id(absent)
        faults += pair(world, "T1", path, *words, headers=headers)
        answer = ask(world, "T1", path.format(words[0]), headers=headers)
        if answer.status != 403 or "Sec-Fetch-Site" not in answer.headers.get("Vary", ""):
            faults.append(f"{path}: {answer.status}, Vary: {answer.headers.get('Vary')}")

    assert not faults, "\n".join(faults)


def test_ac_016_a_window_of_another_site_gets_no_hold_of_the_page(world):
    headers = {
        "Sec-Fetch-Site": "cross-site",
        "Sec-Fetch-Mode": "navigate",
        "Sec-Fetch-Dest": "document",
    }
    for path in (f"/reports/{world.id('X1')}", f"/reports/{world.id('X0')}"):
        answer = ask(world, "T1", path, headers=headers)

        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert "Sec-Fetch-Site" in answer.headers["Vary"]
