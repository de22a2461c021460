"""What somebody types leads to the entry they mean."""

import pytest

from seawall.domain.taxonomy.rules import vrt
from seawall.domain.taxonomy.rules.synonyms import SYNONYMS

SHIPPED = vrt.load_shipped()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("xss", "cross_site_scripting_xss"),
        ("stored xss", "cross_site_scripting_xss.stored"),
        ("sqli", "server_side_injection.sql_injection"),
        ("SQL Inj", "server_side_injection.sql_injection"),
        ("idor", "broken_access_control.idor"),
        ("bola", "broken_access_control.idor"),
        ("ssrf", "server_security_misconfiguration.server_side_request_forgery_ssrf"),
        ("csrf", "cross_site_request_forgery_csrf"),
        ("rce", "server_side_injection.remote_code_execution_rce"),
        ("xxe", "server_side_injection.xml_external_entity_injection_xxe"),
        ("ssti", "server_side_injection.ssti"),
        ("lfi", "server_side_injection.file_inclusion.local"),
        ("open redirect", "unvalidated_redirects_and_forwards.open_redirect"),
        (
            "subdomain takeover",
            "server_security_misconfiguration.misconfigured_dns.subdomain_takeover",
        ),
        ("subdomian", "server_security_misconfiguration.misconfigured_dns.subdomain_takeover"),
        ("dos", "application_level_denial_of_service_dos"),
        ("oauth", "server_security_misconfiguration.oauth_misconfiguration"),
        ("clickjacking", "server_security_misconfiguration.clickjacking"),
        ("race", "server_security_misconfiguration.race_condition"),
        ("cors", "server_security_misconfiguration.unsafe_cross_origin_resource_sharing"),
        ("prompt injection", "ai_application_security.prompt_injection"),
        ("the path traversal", "server_security_misconfiguration.path_traversal"),
        ("ｘｓｓ", "cross_site_scripting_xss"),
        ("server_side_injection.sql_injection", "server_side_injection.sql_injection"),
        ("  cross_site_scripting_xss.sto", "cross_site_scripting_xss.stored"),
    ],
)
def test_the_first_answer_is_what_was_meant(text, first):
    assert vrt.search(SHIPPED, text)[0].id == first


@pytest.mark.parametrize("text", ["takeover", "2fa", "mfa", "jwt", "session"])
def test_an_ambiguous_word_finds_several(text):
    assert len(vrt.search(SHIPPED, text)) > 2


@pytest.mark.parametrize("text", ["", "   ", "!?", "…", "zzzzzz", "漢字", "%_\\'\""])
def test_nothing_is_found_for_nothing(text):
    assert vrt.search(SHIPPED, text) == ()


def test_no_more_than_asked_for_is_found():
    assert len(vrt.search(SHIPPED, "e", limit=7)) == 7
    assert vrt.search(SHIPPED, "e", limit=0) == ()


def test_an_endless_text_is_answered():
    assert vrt.search(SHIPPED, "xss " * 50_000)


def test_words_that_never_meet_still_find_something():
    assert vrt.search(SHIPPED, "telnet reentrancy")


def test_every_everyday_name_leads_somewhere():
    index = vrt.load_shipped()
    lost = [
        (key, phrase)
        for key, phrases in SYNONYMS.items()
        for phrase in phrases
        if not any(
            all(any(word.startswith(part) for word in words) for part in phrase)
            for words in (
                node.path_name.casefold()
                .replace("-", " ")
                .replace("/", " ")
                .replace("(", " ")
                .split()
                for node in index.nodes.values()
            )
        )
    ]

    assert lost == []


def test_an_older_release_is_searched_by_its_own_words():
    older = vrt.parse_compact("#vrt\t2019-02-03\ndoors\tDoors\t1\t\t\n")

    assert [node.id for node in vrt.search(older, "door")] == ["doors"]
    assert vrt.search(older, "xss") == ()
