"""Words to begin a report with: of programmes, of entries of the taxonomy, of people."""

import pytest

from seawall.domain import leaving
from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import commands, queries
from seawall.domain.programs.models import ReportTemplate
from seawall.domain.programs.queries import templating
from seawall.domain.programs.rules.templating import entries_from, unchanged, with_template
from seawall.domain.reports import commands as reports
from tests import factories

pytestmark = pytest.mark.django_db
STEPS = "## Steps\n\n1. …\n\n## Versions"
XSS = "cross_site_scripting_xss"


@pytest.fixture
def program():
    return factories.judged_program()


def begin(program, vrt="", description=STEPS, impact=""):
    return commands.set_template(
        program.slug, vrt=vrt, description=description, impact=impact,
        actor=factories.manager_of(program),
    )  # fmt: skip


def words(report):
    revision = report.revisions.get(number=1)
    return revision.description, revision.impact


def test_a_new_report_begins_with_the_words_for_any_type(program):
    mira = factories.actor()
    empty = reports.start_draft(program.slug, actor=mira)
    begin(program, impact="Who is hurt?")
    begin(program, XSS, "Where is it shown?")

    begun = reports.start_draft(program.slug, actor=mira)

    assert words(empty) == ("", "")
    assert words(begun) == (STEPS, "Who is hurt?")


@pytest.mark.parametrize("part", ["description", "impact"])
def test_a_template_alone_is_no_report(program, part):
    begin(program, description="", impact="Who?")
    begin(program, XSS, description="Where is it shown?\n\nHow?")
    text = {"description": "Where is it\nshown?  How?", "impact": " Who? "}[part]
    send = {"actor": factories.actor(), "accept_terms": 1}

    with pytest.raises(Invalid) as refusal:
        reports.submit_new(program.slug, submission=factories.submission(**{part: text}), **send)
    draft = factories.draft(program, **{part: text})
    with pytest.raises(Invalid) as of_draft:
        reports.submit(draft.public_id, actor=factories.actor(draft.reporter), accept_terms=1)

    assert set(refusal.value.fields) == set(of_draft.value.fields) == {part}
    assert "Put what you found in the place of its words." in refusal.value.message
    more = factories.submission(**{part: f"{text} In the search."})
    assert reports.submit_new(program.slug, submission=more, **send).state == "new"


def test_the_nearest_entry_counts():
    entry = f"{XSS}.stored.url_based"

    assert entries_from(entry) == (entry, f"{XSS}.stored", XSS, "")
    assert entries_from("") == ("",)


def test_a_programme_sets_rewords_and_removes_templates(program):
    begin(program)
    begin(program, f"{XSS}.stored", "Where?")
    mira = factories.actor()
    offered = queries.templates(mira, program.slug)
    nearest = [templating.nearest(offered, vrt).description for vrt in (f"{XSS}.stored", XSS, "")]
    assert nearest == ["Where?", STEPS, STEPS]
    begin(program, f"{XSS}.stored", "Where, and to whom?")
    assert begin(program, description=" ") is None

    assert [one.description for one in queries.templates(mira, program.slug)] == [
        "Where, and to whom?"
    ]
    assert begin(program, f"{XSS}.stored", "") is None
    program.refresh_from_db()
    assert not program.has_templates
    payloads = Event.objects.filter(name="program.template_set").values_list("payload", flat=True)
    assert len(payloads) == 5
    assert all(set(one) == {"program", "entry", "is_removed"} for one in payloads)
    for wrong, error in ((("no_such_type", "x"), Invalid), (("", ""), Invalid)):
        with pytest.raises(error):
            begin(program, *wrong)
    with pytest.raises(Invalid):
        begin(program, description="x" * (16 * 1024 + 1))
    for role in set(Role) - {Role.OWNER, Role.PROGRAM_MANAGER}:
        with pytest.raises(NotAllowed):
            commands.set_template(
                program.slug, description="x", impact="", actor=factories.team_actor(program, role)
            )
    with pytest.raises(NotFound):
        queries.templates(mira, factories.private_program().slug)


@pytest.mark.parametrize(
    ("typed", "after"),
    [
        ("", "T one"),
        ("  \n", "T one"),
        ("T old", "T one"),
        ("Mine", "Mine\n\nT one"),
        ("Mine\n\nT  one\n", "Mine\n\nT  one\n"),
    ],
)
def test_putting_a_template_in_loses_nothing(typed, after):
    assert with_template(typed, "T one", ["T old"]) == after
    assert unchanged("a  b\n", ["x", "a b"])
    assert not unchanged("", [""])


def test_people_keep_templates_for_themselves(monkeypatch):
    mira, other = factories.actor(), factories.actor()
    given = {"description": STEPS, "impact": ""}
    row = commands.save_own_template(name="Usual", actor=mira, **given)
    commands.save_own_template(
        name="Mine", public_id=row.public_id, description="Other", impact="", actor=mira
    )

    assert [one.name for one in queries.own_templates(mira)] == ["Mine"]
    assert queries.own_template(mira, row.public_id.lower()).description == "Other"
    assert queries.own_templates(other) == ()
    refused = [
        ({"name": "Mine", **given}, mira, Conflict),
        ({"name": "", **given}, mira, Invalid),
        ({"name": "Empty", "description": " ", "impact": ""}, mira, Invalid),
        ({"name": "Usual", "public_id": row.public_id, **given}, other, NotFound),
        ({"name": "Usual", **given}, factories.visitor(), NotAllowed),
    ]
    for named, actor, error in refused:
        with pytest.raises(error):
            commands.save_own_template(actor=actor, **named)
    with pytest.raises(NotFound):
        commands.remove_own_template(row.public_id, actor=other)
    with monkeypatch.context() as patch:
        patch.setattr("seawall.domain.programs.rules.templating.MOST_OWN", 1)
        with pytest.raises(Conflict):
            commands.save_own_template(name="Second", actor=mira, **given)
    commands.save_own_template(name="Second", actor=mira, **given)
    commands.remove_own_template(row.public_id, actor=mira)
    leaving.close_account(mira.user_id, actor=mira)
    assert not ReportTemplate.objects.exists()
    assert set(
        Event.objects.filter(name__startswith="template.").values_list("payload", flat=True)[0]
    ) == {"template"}
