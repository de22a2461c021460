"""Suggested weaknesses: the right one early, and only words that really stand in the text."""

import json

import pytest

from seawall.domain.taxonomy.rules import suggesting, vrt
from seawall.domain.taxonomy.rules.suggesting import History, load_weaknesses, suggest
from seawall.domain.taxonomy.rules.suggesting.phrases import load_cues, words_of

SHIPPED = vrt.load_shipped()


def _first(title, **more):
    return suggest(title, **more)[0].weakness.key


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("Stored XSS in the comment field of orders", "xss_stored"),
        ("rXSS through the q parameter", "xss_reflected"),
        ("Blind SQL injection in the search of invoices", "sql_injection"),
        ("SSRF lets a visitor read the metadata service", "ssrf"),
        ("IDOR: any user can read the orders of other users", "idor"),
        ("No CSRF token on the form that changes the address", "csrf"),
        ("Clickjacking on the settings page", "clickjacking"),
        ("Open redirect after signing in", "open_redirect"),
        ("Directory traversal in the download of reports", "path_traversal"),
        ("Use after free when the socket closes twice", "uaf"),
        ("HTTP request smuggling by two lengths", "request_smuggling"),
        ("Denial of service by a regular expression", "dos"),
        ("XXE in the upload of invoices", "xxe"),
    ],
)
def test_plain_titles_lead_to_their_weakness(title, key):
    assert _first(title) == key


def test_the_words_shown_stand_in_the_text():
    title, body = "Reflected XSSs in search", "Send the `q` parameter with a script tag."

    for one in suggest(title, body):
        assert all(set(said.split()) <= set(words_of(title)) for said in one.title_words)
        assert all(set(said.split()) <= set(words_of(body)) for said in one.body_words)


def test_an_empty_text_gets_the_commonest_guesses_without_words():
    found = suggest("", limit=3)

    assert len(found) == 3
    assert all(not one.title_words and not one.body_words for one in found)
    assert sum(one.share for one in suggest("", limit=1000)) == pytest.approx(1)


def test_history_teaches_a_word_that_no_rule_knows():
    rated = [(words_of(f"Quokka in module {n}"), "race") for n in range(40)]
    rated += [(words_of(f"Something else {n}"), "info") for n in range(40)]

    before = {one.weakness.key: one for one in suggest("Quokka again", limit=999)}
    after = {
        one.weakness.key: one
        for one in suggest("Quokka again", history=History.of(rated), limit=999)
    }
    assert "quokka" in after["race"].learnt
    assert after["race"].share > before["race"].share


def test_a_long_body_counts_only_its_beginning():
    padding = "word " * suggesting.LONGEST_BODY

    assert suggest("Title", padding + "sql injection") == suggest("Title", padding)


def test_every_weakness_points_at_an_entry_of_the_taxonomy():
    unknown = [w.key for w in load_weaknesses().values() if w.vrt and SHIPPED.get(w.vrt) is None]

    assert unknown == []


def test_every_cue_speaks_for_something():
    assert len(load_cues()) > 150
    assert all(cue.weights and all(cue.phrases) for cue in load_cues())


@pytest.mark.parametrize(
    ("title", "node"),
    [
        ("Stored XSS for self", "cross_site_scripting_xss.stored.self"),
        ("Logout by CSRF", "cross_site_request_forgery_csrf.action_specific.logout"),
        ("SQL injection", "server_side_injection.sql_injection"),
    ],
)
def test_the_entry_is_the_one_that_the_title_names(title, node):
    weakness = suggest(title)[0].weakness

    assert suggesting.node_for(weakness, SHIPPED, title).id == node


def test_real_titles_are_suggested_as_well_as_promised(shared):
    with (shared / "data/weakness/dev.jsonl").open(encoding="utf-8") as lines:
        rows = [row for row in map(json.loads, lines) if row["weakness"] and row["title"]]
    found = [
        (row["weakness"], [one.weakness.name for one in suggest(row["title"])]) for row in rows
    ]

    def share(depth):
        return sum(said in names[:depth] for said, names in found) / len(found)

    assert (share(1) >= 0.46, share(3) >= 0.69, share(5) >= 0.77) == (True, True, True)
