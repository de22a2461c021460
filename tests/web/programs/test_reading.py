"""The directory, a brief, its versions, the scope checker."""

import pytest
from django.test import Client

from seawall.domain.programs.models import Program
from tests import factories
from tests.web.programs.browsers import browser_of

pytestmark = pytest.mark.django_db


def _text(address, browser=None, status=200, **headers):
    response = (browser or Client()).get(address, headers=headers)
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def test_the_front_page_says_what_to_do_when_there_is_nothing():
    assert "No programmes yet" in _text("/")
    assert "No programme matches" in _text("/?q=something")


def test_a_card_shows_reward_targets_harbor_and_response(program):
    page = _text("/")

    for expected in (
        "Acme Shop",
        "$200 – $9,000",
        "exceptional up to $20,000",
        "Full safe harbour",
        "4 targets",
        "2 business days",
        "Android app",
    ):
        assert expected in page


QUERIES = (
    ("q=acme", True),
    ("q=nothing", False),
    ("kind=bounty", True),
    ("kind=disclosure", False),
    ("target=api", True),
    ("target=hardware", False),
    ("harbor=full", True),
    ("harbor=none", False),
    ("state=paused", False),
    ("reward=9000", True),
    ("reward=9,001", False),
    ("kind=nonsense&target=&reward=lots&state=%00", True),
    ("q=%00", True),
    ("reward=" + "9" * 400, False),
)


def test_filters_are_in_the_address(program):
    for query, found in QUERIES:
        assert ("Acme Shop" in _text(f"/?{query}")) is found, query


def test_what_was_filtered_by_stands_in_the_form(program):
    page = _text("/?q=%3Cscript%3E&kind=bounty&reward=500")

    assert 'value="&lt;script&gt;"' in page
    assert '<option value="bounty" selected>' in page
    assert 'value="500"' in page


def test_a_cursor_from_nowhere_is_refused_politely():
    assert Client().get("/?cursor=nonsense").status_code == 422


def test_htmx_gets_the_cards_alone(program):
    page = _text("/", **{"HX-Request": "true"})

    assert page.lstrip().startswith("<section")
    assert "Acme Shop" in page


def test_long_lists_turn_pages_and_keep_their_filters():
    for number in range(26):
        factories.program(slug=f"p{number:02}", name=f"Programme {number:02}")

    first = _text("/?kind=bounty")
    link = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = _text(link)

    assert "kind=bounty" in link
    assert "Programme 23" in first
    assert "Programme 24" not in first
    assert "Programme 25" in second


def test_the_brief_shows_everything_that_was_promised(program):
    page = _text("/programs/shop")

    for expected in (
        "$200 – $9,000",
        "up to $20,000",
        "api.shop.example/v1",
        "Use the test shop first.",
        "Needs: confidentiality high",
        "At most P3",
        "Not rewarded",
        "*.corp.example",
        "$6,500 – $9,000",
        "X2",
        "https://feedback.example/",
        "5 requests a second",
        "X-Research: your handle",
        "Your own accounts only.",
        "Purchases and upgrades are not paid back",
        "Stop when you see data of others.",
        "Full safe harbour",
        "Terms of service that forbid such research are waived for it.",
        "At the latest after 90 days.",
        "I follow the rules of this brief.",
        "keep the shop <strong>safe</strong>",
        "/programs/shop/report",
        "/programs/shop/hall-of-fame",
    ):
        assert expected in page, expected


def test_a_group_without_an_own_sum_shows_that_of_all_targets(program):
    page = _text("/programs/shop")
    line = page.split('<th scope="row">Core</th>')[1].split("</tr>")[0]

    assert "$6,500 – $9,000" in line
    assert "$1,000 – $3,000" in line


def test_what_people_wrote_never_becomes_markup():
    bad = "<img src=x onerror=alert(1)>"
    factories.program(
        slug="bad",
        name=bad[:60],
        brief={
            "summary": bad,
            "text": f"{bad} [x](javascript:alert(1))",
            "terms": bad,
            "targets": [{"kind": "other", "identifier": bad, "instruction": bad}],
            "exclusions": [{"title": bad, "text": bad, "route": {"text": bad}}],
            "groups": [],
            "rewards": [{"priority": 1, "maximum_minor": 100}],
            "safe_harbor": {"statement": bad, "authorized": True},
            "rules": {"accounts": bad, "other": [bad], "user_agent_hint": bad},
        },
    )

    for address in ("/", "/programs/bad", "/programs/bad/versions"):
        page = _text(address)
        assert "<img src=x" not in page
        assert 'href="javascript:' not in page


def test_a_paused_programme_says_so_instead_of_the_button(program):
    Program.objects.update(state="paused", pause_message="Back on Monday.")

    page = _text("/programs/shop", browser_of())

    assert "Back on Monday." in page
    assert "/programs/shop/report" not in page


def test_a_second_factor_is_demanded_before_the_button_works():
    factories.program(slug="strict", requires_second_factor=True)

    page = _text("/programs/strict", browser_of())

    assert "second factor" in page
    assert "/settings/security" in page
    assert "/programs/strict/report" not in page


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("https://api.shop.example/v1/x", ("In scope", "rule", "t3", "$200 – $9,000")),
        ("blog.shop.example", ("Out of scope", "t5")),
        ("elsewhere.example", ("Not listed", "Ask before you test it")),
    ],
)
def test_the_checker_answers_with_and_without_script(program, target, words):
    whole = _text(f"/programs/shop?target={target}")
    part = _text(f"/programs/shop/scope?target={target}")

    for word in words:
        assert word in whole
        assert word in part
    assert "<html" not in part


def test_the_checker_says_what_it_cannot_read(program):
    part = _text("/programs/shop/scope?target=%0a", status=422)
    whole = _text("/programs/shop?target=%22%3E%3Cscript%3E%00")

    assert "Enter the target" in part
    assert "&quot;&gt;&lt;script&gt;" in whole


def test_versions_are_read_by_number_moment_and_beside_each_other(program):
    rewards = [{"priority": 1, "minimum_minor": 100, "maximum_minor": 200}]
    factories.published_brief(
        program, change_note="A shorter table", rewards=rewards, summary="Another summary."
    )

    listed = _text("/programs/shop/versions")
    old = _text("/programs/shop/versions/1")
    beside = _text("/programs/shop/versions/diff?old=1&new=2")
    by_moment = Client().get("/programs/shop/versions?at=2999-01-01T00:00")

    assert "A shorter table" in listed
    assert "no longer in force" in old
    assert "$200 – $9,000" in old
    assert "$1 – $2" in _text("/programs/shop")
    assert "<del>The shop, its API and the apps.</del>" in beside
    assert "removed" in beside
    assert by_moment.headers["Location"] == "/programs/shop/versions/2"


ABSENT = (
    ("versions?at=soon", 422),
    ("versions?at=1999-01-01T00:00", 422),
    ("versions?at=2026-01-01T00:00%2B99:00", 422),
    ("versions/7", 404),
    ("versions/99999999999999999999999", 404),
    ("versions/diff", 404),
    ("versions/diff?old=1&new=99999999999999999999", 404),
    ("versions/diff?old=1&new=%D9%A1", 404),
)


def test_versions_that_are_not_there(program):
    for address, status in ABSENT:
        _text(f"/programs/shop/{address}", status=status)


def test_a_long_scope_is_cut_and_shown_whole_on_request():
    targets = [{"kind": "domain", "identifier": f"h{number}.example"} for number in range(120)]
    factories.program(slug="long", brief={"targets": targets, "groups": [], "rewards": REWARDS})

    cut, whole = _text("/programs/long"), _text("/programs/long?targets=all")

    assert ("h99.example" in cut, "h100.example" in cut) == (True, False)
    assert "h119.example" in whole
    assert "120 targets" in cut


REWARDS = [{"priority": 1, "minimum_minor": 100, "maximum_minor": 200}]


@pytest.mark.parametrize("address", ["/", "/programs/shop", "/programs/shop/versions"])
def test_pages_weigh_little(program, address):
    assert len(_text(address)) < 60_000


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("address", ["/", "/programs/p0", "/programs/p0/versions"])
def test_a_page_asks_the_database_as_often_for_three_rows_as_for_one(
    address, signed_in, django_assert_num_queries
):
    browser = browser_of() if signed_in else Client()
    counts = []
    for number in range(3):
        factories.program(slug=f"p{number}")
        if number:
            first = Program.objects.get(slug="p0")
            targets = [
                {"kind": "domain", "identifier": f"{place}.example"} for place in range(number * 3)
            ]
            factories.published_brief(first, targets=targets, groups=[], rewards=REWARDS)
        _text(address, browser)
        if number != 1:
            counts.append(_statements(address, browser))

    assert counts[0] == counts[1]
    assert counts[0] <= (9 if signed_in else 4)


def _statements(address, browser) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as caught:
        _text(address, browser)
    return len(caught)
