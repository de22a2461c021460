"""Small answers while somebody writes."""

import pytest

from tests import factories
from tests.web.reports.forms import posted, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(program, reporter):
    return factories.draft(program, reporter)


def _scope(browser, row, **parts):
    return text_of(browser.post(f"/reports/{row.public_id}/scope", posted(row, **parts)))


def test_the_scope_is_answered_with_rule_version_and_reward(browser, draft):
    answer = _scope(browser, draft, target="shop.example", target_id="shop")

    assert "In scope" in answer
    assert '<span class="mono">shop</span>, brief version 1' in answer
    assert "$200 – $1,000" in answer


def test_a_target_out_of_scope_is_told_before_sending(browser, draft):
    answer = _scope(browser, draft, target="blog.example.net", target_id="")

    assert "Out of scope: this cannot be sent" in answer
    assert "blog" in answer


def test_an_address_out_of_scope_is_told_too(browser, draft):
    answer = _scope(browser, draft, url="https://blog.example.net/x")

    assert "The address below is out of scope" in answer


def test_what_is_missing_is_counted(browser, draft):
    answer = _scope(browser, draft, title="", impact="")

    assert "2 parts are missing" in answer
    assert 'hx-swap-oob="true"' in answer


def test_the_answer_changes_nothing(browser, draft):
    _scope(browser, draft, title="Not stored")

    draft.refresh_from_db()
    assert draft.title != "Not stored"


def test_types_are_found_by_words(browser):
    items = browser.get("/vrt/search?q=idor").json()["items"]

    assert 0 < len(items) <= 50
    assert all(set(item) == {"value", "label", "hint"} for item in items)
    assert any("idor" in item["value"] for item in items)
    assert browser.get("/vrt/search?q=zzzzzzzz").json() == {"items": []}
    assert browser.get("/vrt/search").json()["items"]


def test_the_suggestion_follows_from_type_and_target(browser, draft):
    vrt = "broken_access_control.idor.modify_view_sensitive_information_iterable_object_identifiers"
    address = f"/vrt/suggestion?report={draft.public_id}&vrt={vrt}"

    anywhere = text_of(browser.get(address))
    capped = text_of(browser.get(address + "&target_id=shop"))
    refused = text_of(
        browser.get(f"/vrt/suggestion?report={draft.public_id}&vrt=lack_of_binary_hardening")
    )

    assert "P1" in anywhere
    assert "P3" in capped
    assert "$500 – $1,000" in capped
    assert "We know; this is not taken." in refused


def test_a_type_that_varies_leaves_it_to_triage(browser):
    assert "triage decides" in text_of(browser.get("/vrt/suggestion?vrt=broken_access_control"))
    assert "follows from the type" in text_of(browser.get("/vrt/suggestion?vrt=nonsense"))


def test_the_suggestion_for_a_foreign_draft_does_not_exist(client, draft):
    client.force_login(factories.person())

    address = f"/vrt/suggestion?vrt=broken_access_control&report={draft.public_id}"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("vector", "shown"),
    [
        ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "9.8"),
        ("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "9.3"),
        ("CVSS:3.1/AV:N", "Mandatory metrics are missing"),
        ("<script>", "The prefix is missing"),
        ("", "Not rated"),
    ],
)
def test_a_vector_is_scored_or_explained(browser, vector, shown):
    answer = text_of(browser.get("/cvss/score", {"cvss": vector}))

    assert shown in answer
    assert "<script>" not in answer


def test_a_preview_is_safe_and_links_only_what_one_may_read(browser, program, reporter):
    mine = factories.report(program=program, reporter=reporter).public_id
    theirs = factories.report(program=program).public_id
    text = f"**Bold** {mine} {theirs} <script>alert(1)</script> ![x](https://evil.example/i.png)"

    answer = text_of(browser.post("/preview", {"text": text}))

    assert "<strong>Bold</strong>" in answer
    assert f'href="/reports/{mine}"' in answer
    assert f'href="/reports/{theirs}"' not in answer
    assert "<script" not in answer
    assert "<img" not in answer


def test_a_preview_beyond_the_limit_says_so(browser):
    answer = text_of(browser.post("/preview", {"text": "x" * 70_000}))

    assert "longer than a report can be" in answer


@pytest.mark.parametrize(
    "address",
    ["/vrt/search", "/vrt/suggestion", "/cvss/score", "/preview", "/reports", "/files/F-1"],
)
def test_visitors_are_sent_to_sign_in(client, address):
    answer = client.get(address)

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
