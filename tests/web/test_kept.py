"""Fragments that are rendered once for as long as what they show is the same."""

from dataclasses import replace

from django.utils import translation

from seawall.domain.reports.rules.workflow import State
from seawall.web.pages.triage.inbox import Row
from seawall.web.templatetags.seawall import kept

ROW = Row(
    public_id="R-0000001",
    url="/inbox/R-0000001",
    title="<b>One</b>",
    priority="2",
    priority_label="P2",
    clock_state="ok",
    clock_label="Triage",
    clock_text="5h",
    clock_title="Triage: tomorrow",
    by="ada · Acme",
    comments=1,
    comments_label="comment",
    state=State.NEW,
    state_label="New",
    assignee="",
    assignee_label="",
)


def test_equal_values_are_rendered_once():
    first = kept("triage/_row.html", row=ROW)

    assert kept("triage/_row.html", row=replace(ROW)) is first
    assert "&lt;b&gt;One&lt;/b&gt;" in first


def test_whatever_changes_is_rendered_anew():
    before = kept("triage/_row.html", row=ROW)

    after = kept("triage/_row.html", row=replace(ROW, comments=7, is_open=True))

    assert before != after
    assert ">7<" in after
    assert 'aria-current="true"' in after


def test_every_language_has_its_own():
    first = kept("triage/_help.html")

    with translation.override("de"):
        assert kept("triage/_help.html") is not first
    assert kept("triage/_help.html") is first
