from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seawall.domain.reports.rules.content import (
    FIELDS,
    Content,
    cleaned,
    content_hash,
    is_address,
    validate_draft,
    validate_submission,
)

GOOD = Content(
    title="Stored XSS in the comment field",
    target="app.shop.example",
    target_id="t1",
    vrt="cross_site_scripting_xss.stored.non_admin_to_anyone",
    url="https://app.shop.example/comments?id=1",
    description="1. Log in\n2. Post the text below",
    impact="Whoever reads the page runs the attacker's script.",
)


def test_a_complete_report_may_be_submitted():
    assert validate_submission(GOOD) == {}


def test_an_empty_report_lacks_everything_but_its_kind_and_address():
    assert set(validate_submission(Content())) == {
        "title", "target", "vrt", "description", "impact",
    }  # fmt: skip


def test_an_empty_draft_may_be_stored():
    assert validate_draft(Content()) == {}


@pytest.mark.parametrize("field", ["title", "target", "vrt", "description", "impact"])
@pytest.mark.parametrize("blank", ["", "  \n", "\u200b\u200b", "\u00a0"])
def test_what_nobody_can_see_is_missing(field, blank):
    assert field in validate_submission(replace(GOOD, **{field: blank}))


@pytest.mark.parametrize(
    ("field", "limit"),
    [("title", 150), ("target", 2048), ("description", 65536), ("impact", 16384)],
)
def test_each_part_has_its_limit(field, limit):
    assert validate_submission(replace(GOOD, **{field: "x" * limit})) == {}
    assert set(validate_submission(replace(GOOD, **{field: "x" * (limit + 1)}))) == {field}


def test_limits_of_text_count_bytes():
    assert "impact" in validate_submission(replace(GOOD, impact="é" * 8193))


def test_a_title_is_a_single_line():
    assert "single line" in validate_submission(replace(GOOD, title="a\nb"))["title"]


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("bad", ["a\0b", "a\ud800b", "a\x1bb"])
def test_text_that_cannot_be_stored_is_named_even_in_a_draft_and_never_lost(field, bad):
    content = replace(GOOD, **{field: bad})
    assert field in validate_draft(content)
    assert field in validate_submission(content)
    assert getattr(cleaned(content), field) == bad


@pytest.mark.parametrize(
    "address",
    [
        "https://a.example/x?y#z",
        "http://127.0.0.1:8080",
        "wss://a.example",
        "myapp://open/1",
        "https://bücher.example",
    ],
)
def test_absolute_addresses_are_taken(address):
    assert is_address(address)
    assert validate_submission(replace(GOOD, url=address)) == {}


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "//a.example",
        "/path",
        "https://",
        "http://a b/",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "https://a:99999/",
    ],
)
def test_other_addresses_are_refused(address):
    assert not is_address(address)
    assert set(validate_submission(replace(GOOD, url=address))) == {"url"}


def test_an_address_may_be_left_out():
    assert validate_submission(replace(GOOD, url="")) == {}


def test_another_target_needs_a_justification():
    other = replace(GOOD, target_id="other")
    assert set(validate_submission(other)) == {"other_justification"}
    assert validate_submission(replace(other, other_justification="It serves the app.")) == {}


def test_only_a_security_report_needs_a_type():
    assert validate_submission(replace(GOOD, kind="documentation", vrt="")) == {}
    assert set(validate_submission(replace(GOOD, kind="opinion", vrt=""))) == {"kind"}


def test_cleaning_composes_and_trims():
    content = cleaned(replace(GOOD, title=" Cafe\u0301  bug ", description="a\r\nb\n"))
    assert (content.title, content.description) == ("Café bug", "a\nb")


@given(st.text(), st.text())
def test_cleaning_twice_changes_nothing(title, description):
    once = cleaned(Content(title=title, description=description))
    assert cleaned(once) == once


def test_the_hash_is_stable():
    assert content_hash(Content(), []) == (
        "c800a24bb5afb9dbdf30a12b70ed2d59aedf21f9164b50dfeb9e54cddd2c7801"
    )


def test_the_hash_depends_on_every_part_and_on_the_files():
    plain = content_hash(GOOD)
    others = {content_hash(replace(GOOD, **{field: "changed"})) for field in FIELDS}
    assert len(others | {plain, content_hash(GOOD, ["aa"])}) == len(FIELDS) + 2


def test_the_hash_does_not_depend_on_the_order_of_the_files():
    assert content_hash(GOOD, ["bb", "aa"]) == content_hash(GOOD, ["aa", "bb"])
