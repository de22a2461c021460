"""Advice on fixing, by entry or from the nearest one above."""

from seawall.domain.taxonomy.rules import vrt
from seawall.domain.taxonomy.rules.advice import advice_for, load_advice


def test_at_least_sixty_entries_have_advice_and_all_exist():
    shipped = vrt.load_shipped()

    assert len(load_advice()) >= 60
    assert [each for each in load_advice() if shipped.get(each) is None] == []
    assert [each for each, text in load_advice().items() if not 100 < len(text) < 700] == []


def test_an_entry_without_advice_has_that_of_the_nearest_above():
    entry, text = advice_for("cross_site_scripting_xss.stored.self")

    assert entry == "cross_site_scripting_xss.stored"
    assert text == load_advice()[entry]
    assert advice_for("physical_security_issues") is None
    assert advice_for("") is None


def test_own_words_come_first_and_may_be_silence():
    own = {"broken_access_control.idor": "Ask the platform team.", "cross_site_scripting_xss": ""}

    assert advice_for("broken_access_control.idor.x", own) == (
        "broken_access_control.idor",
        "Ask the platform team.",
    )
    assert advice_for("cross_site_scripting_xss.referer", own) is None
