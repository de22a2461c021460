"""The brief's editor: rows by buttons, nothing typed is lost, everything works without script."""

import json

import pytest

from seawall.domain.programs import queries
from seawall.domain.programs.models import BriefDraft
from seawall.web.forms.programs.sections import SECTIONS
from tests import factories
from tests.web.programs.browsers import browser_of, manager_of

pytestmark = pytest.mark.django_db

HOSTILE = '"><script>alert(1)</script>\u202e{{ 7*7 }}'


def _content(program):
    return BriefDraft.objects.get(program=program).content


def _form_of(page: str):
    """What a browser would send back: every control of the section's form, unchanged."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.inside = False
            self.fields: dict[str, list[str]] = {}
            self.name = self.kind = ""
            self.text = ""

        def handle_starttag(self, tag, attributes):
            given = dict(attributes)
            if tag == "form":
                self.inside = given.get("id") == "brief-form"
            if not self.inside:
                return
            if tag == "input" and given.get("type") in ("checkbox", "radio"):
                if "checked" in given:
                    self.add(given["name"], given.get("value") or "on")
            elif tag == "input":
                self.add(given["name"], given.get("value") or "")
            elif tag in ("textarea", "select"):
                self.name, self.kind, self.text = given["name"], tag, ""
                self.fields.setdefault(self.name, [])
            elif tag == "option" and ("selected" in given or not self.fields[self.name]):
                self.fields[self.name] = [given.get("value") or ""]

        def handle_data(self, data):
            if self.inside and self.kind == "textarea":
                self.text += data

        def handle_endtag(self, tag):
            if tag == "form":
                self.inside = False
            elif tag == "textarea" and self.inside:
                self.add(self.name, self.text)
                self.kind = ""

        def add(self, name, value):
            self.fields.setdefault(name, []).append(value)

    reader = Reader()
    reader.feed(page)
    return reader.fields


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_saving_an_untouched_section_changes_nothing(program, team, section):
    before = queries.brief_of(program.brief_id)
    url = f"/programs/shop/edit/{section}"
    fields = _form_of(team.get(url).content.decode())

    answer = team.post(url, fields | {"action": ["save"]})

    manager = factories.actor(manager_of(program))
    after = queries.draft(manager, "shop")
    assert answer.status_code == 303
    assert after.errors == {}
    assert after.brief == before


def test_every_part_of_the_brief_belongs_to_exactly_one_section():
    fields = [name for section in SECTIONS for name in section.fields]

    assert len(fields) == len(set(fields))
    assert set(fields) == set(factories.brief_document()) - {"schema"} | {
        "disabled_weaknesses",
        "duplicates_policy",
        "weekdays",
        "holidays",
    }


def test_weekdays_and_holidays_are_chosen_with_the_times(program, team):
    url = "/programs/shop/edit/times"
    fields = _form_of(team.get(url).content.decode())
    assert fields["weekdays"] == ["mon", "tue", "wed", "thu", "fri"]

    wrong = team.post(url, fields | {"holidays": ["2026-12-25\nChristmas"]})
    assert "Write each day like 2026-12-25" in wrong.content.decode() or (
        "Write each day like 2026-12-25" in team.get(url).content.decode()
    )
    team.post(url, fields | {"weekdays": ["sun", "mon"], "holidays": ["2026-12-26\n2026-12-25"]})

    page = team.get(url).content.decode()
    assert _form_of(page)["weekdays"] == ["mon", "sun"]
    assert _content(program)["holidays"] == ["2026-12-26", "2026-12-25"]


def test_rows_come_and_go_by_buttons(program, team):
    url = "/programs/shop/edit/targets"
    fields = _form_of(team.get(url).content.decode())

    added = team.post(url, fields | {"action": ["add:targets"]})
    assert added.headers["Location"] == f"{url}?page=1#targets"
    assert [row["id"] for row in _content(program)["targets"]][-1] == "t7"

    fields = _form_of(team.get(url).content.decode())
    team.post(
        url, fields | {"action": ["remove:targets:0"], "targets-6-identifier": ["new.example"]}
    )
    rows = _content(program)["targets"]
    assert [row["id"] for row in rows] == ["t2", "t3", "t4", "t5", "t6", "t7"]
    assert rows[-1]["identifier"] == "new.example"


def test_an_empty_row_is_no_mistake_until_it_is_saved_and_then_it_is_gone(program, team):
    url = "/programs/shop/edit/exclusions"
    fields = _form_of(team.get(url).content.decode())
    team.post(url, fields | {"action": ["add:exclusions"]})
    page = team.get(url).content.decode()

    assert "Name what is excluded." not in page.split("editor-form")[1]
    team.post(url, _form_of(page) | {"action": ["save"]})
    assert len(_content(program)["exclusions"]) == 2


def test_several_targets_at_once_get_a_likely_kind(program, team):
    url = "/programs/shop/edit/targets"
    fields = _form_of(team.get(url).content.decode())
    lines = "a.example\n*.b.example\n192.0.2.0/24\nhttps://c.example/x\n\n"

    team.post(url, fields | {"action": ["add:several"], "several": [lines]})

    added = _content(program)["targets"][6:]
    assert [row["kind"] for row in added] == ["domain", "wildcard", "ip_range", "url"]
    assert [row["id"] for row in added] == ["t7", "t8", "t9", "t10"]


def test_a_group_that_goes_takes_its_rewards_and_leaves_its_targets(program, team):
    url = "/programs/shop/edit/targets"
    fields = _form_of(team.get(url).content.decode())

    team.post(url, fields | {"action": ["remove:groups:0"]})

    content = _content(program)
    assert content["groups"] == []
    assert {row["group"] for row in content["targets"]} == {None}
    assert {row["group"] for row in content["rewards"]} == {None}


def test_five_thousand_targets_are_edited_a_page_at_a_time(program, team):
    targets = [{"kind": "domain", "identifier": f"h{number}.example"} for number in range(130)]
    factories.brief_draft(program, targets=targets)
    url = "/programs/shop/edit/targets?page=3"
    page = team.get(url).content.decode()
    fields = _form_of(page)

    assert "h80.example" in page
    assert "h79.example" not in page
    team.post(
        url, fields | {"action": ["remove:targets:1"], "targets-0-identifier": ["first.example"]}
    )
    names = [row["identifier"] for row in _content(program)["targets"]]
    assert len(names) == 129
    assert names[79:82] == ["h79.example", "first.example", "h82.example"]


@pytest.mark.parametrize("bad", [HOSTILE, "x" * 70_000, "a\x00b", "😀 🦀 \u202e", "  "])
def test_hostile_and_oversize_text_comes_back_as_it_was(program, team, bad):
    url = "/programs/shop/edit/about"
    typed = {"summary": bad, "text": bad, "terms": bad, "severity_mode": bad, "report_kinds": [bad]}

    answer = team.post(url, typed | {"action": "save"})

    kept = _content(program)
    expected = bad.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()
    assert answer.status_code == 422
    assert (kept["summary"], kept["text"]) == (expected, expected)
    page = team.get(url).content.decode()
    assert "<script>alert(1)</script>" not in page
    assert _form_of(page)["text"] == [expected]


def test_a_mistake_stands_beside_its_field_and_in_the_list(program, team):
    url = "/programs/shop/edit/targets"
    fields = _form_of(team.get(url).content.decode())
    changed = {"targets-2-kind": ["ip_range"], "targets-2-identifier": ["300.1.1.1/8"]}

    page = team.post(url, fields | changed | {"action": ["save"]}).content.decode()

    field = page.split('id="id_targets-2-identifier"')[1].split("</div>")[0]
    assert 'aria-invalid="true"' in field
    assert "300.1.1.1/8" in field
    assert "is not an address or a network" in field
    assert "Targets: “300.1.1.1/8”" in page


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1,250.50", 125050),
        ("12,5", {"typed": "12,5"}),
        ("-5", {"typed": "-5"}),
        ("lots", {"typed": "lots"}),
        ("99999999999999", {"typed": "99999999999999"}),
        ("1e9", {"typed": "1e9"}),
        (HOSTILE, {"typed": HOSTILE}),
    ],
)
def test_sums_are_read_in_whole_units_or_kept_as_typed(program, team, typed, kept):
    url = "/programs/shop/edit/rewards"
    fields = _form_of(team.get(url).content.decode())

    answer = team.post(
        url, fields | {"reward-0-4-least": ["1"], "reward-0-4-most": [typed], "action": ["save"]}
    )

    row = next(row for row in _content(program)["rewards"] if row["priority"] == 4)
    assert row["maximum_minor"] == kept
    assert answer.status_code == (303 if isinstance(kept, int) else 422)
    again = _form_of(team.get(url).content.decode())["reward-0-4-most"]
    assert again == ["1250.50" if isinstance(kept, int) else typed]


def test_another_currency_keeps_the_numbers(program, team):
    url = "/programs/shop/edit/rewards"
    fields = _form_of(team.get(url).content.decode())

    team.post(url, fields | {"currency": ["JPY"], "action": ["save"]})

    content = _content(program)
    assert content["program_maximum_minor"] == 20000
    assert content["rewards"][0]["maximum_minor"] == 6500


def test_autosave_answers_in_json_and_keeps_empty_rows(program, team):
    url = "/programs/shop/edit/targets"
    fields = _form_of(team.get(url).content.decode())
    team.post(url, fields | {"action": ["add:targets"]})
    fields = _form_of(team.get(url).content.decode())

    answer = team.post(url, fields, headers={"Accept": "application/json"})

    told = json.loads(answer.content)
    assert answer.status_code == 200
    assert set(told) == {"saved_at", "version"}
    assert len(_content(program)["targets"]) == 7


def test_somebody_elses_save_is_not_overwritten_unseen(program, team):
    url = "/programs/shop/edit/about"
    fields = _form_of(team.get(url).content.decode())
    colleague = browser_of(factories.member(program.organization, "owner").user)
    theirs = _form_of(colleague.get(url).content.decode())
    colleague.post(url, theirs | {"summary": ["Theirs."], "action": ["save"]})
    mine = fields | {"summary": ["Mine."], "action": ["save"]}

    # The first save met no draft at all; the page that is sent back knows theirs.
    refused = team.post(url, mine)
    autosaved = team.post(url, mine, headers={"Accept": "application/json"})
    page = refused.content.decode()
    again = team.post(url, _form_of(page) | {"action": ["save"]})

    assert (refused.status_code, autosaved.status_code) == (409, 409)
    assert "detail" in json.loads(autosaved.content)
    assert 'value="Mine."' in page
    assert "Somebody else saved" in page
    assert again.status_code == 303
    assert _content(program)["summary"] == "Mine."


def test_htmx_gets_the_section_alone(program, team):
    url = "/programs/shop/edit/rules"
    fields = _form_of(team.get(url).content.decode())

    answer = team.post(url, fields | {"action": ["save"]}, headers={"HX-Request": "true"})

    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.lstrip().startswith('<div class="settings editor-page"')
    assert "<html" not in page


@pytest.mark.parametrize("form", [{}, {"action": "save"}, {"action": "remove:targets:999"}])
@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_a_post_without_its_fields_breaks_nothing(program, team, section, form):
    answer = team.post(f"/programs/shop/edit/{section}", form)

    assert answer.status_code in (303, 422)


@pytest.mark.parametrize(
    "form",
    [
        {"targets-count": "99999999999"},
        {"targets-count": "-1", "targets-start": "x"},
        {"targets-count": "1", "targets-start": "999999"},
        {"version": "nonsense", "targets-count": "1", "targets-0-kind": "x"},
        {"action": "remove:targets:٣"},
        {"action": "add:"},
    ],
)
def test_tampered_rows_are_read_as_far_as_they_go(program, team, form):
    answer = team.post("/programs/shop/edit/targets", form)

    assert answer.status_code in (303, 409, 422, 200)


def test_strange_documents_from_elsewhere_still_open(program, team):
    factories.brief_draft(
        program,
        targets=["text", 7, None],
        groups={"not": "a list"},
        rewards=[[], {"priority": "x"}],
        exclusions="text",
        rules=[],
        safe_harbor=None,
        disclosure="x",
        clock_targets={"resolution_days_by_priority": 3},
        report_kinds="security",
        currency=None,
    )

    for section in SECTIONS:
        assert team.get(f"/programs/shop/edit/{section.key}").status_code == 200
    assert team.get("/programs/shop/edit/preview").status_code == 200


def test_there_is_no_other_section(program, team):
    assert team.get("/programs/shop/edit/nothing").status_code == 404
    assert team.post("/programs/shop/edit/nothing", {}).status_code == 404
