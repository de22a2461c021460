"""Templates on the pages: set, kept, offered in the form, put in without losing a word."""

import pytest
from django.test import Client

from seawall.domain.accounts.models import User
from seawall.domain.programs import commands, queries
from seawall.domain.programs.models import ReportTemplate
from seawall.domain.reports.models import Report
from tests import factories
from tests.api.client import ApiClient, report_body
from tests.web.reports.forms import posted, text_of

pytestmark = pytest.mark.django_db
XSS = "cross_site_scripting_xss"


def _words(draft):
    return draft.revisions.get(number=1).description


def test_the_form_offers_the_template_of_the_type_and_ones_own(program, reporter, browser):
    manager, mira = factories.manager_of(program), factories.actor(reporter)
    commands.set_template(program.slug, description="Any: …", impact="", actor=manager)
    of_type = commands.set_template(
        program.slug, vrt=XSS, description="Shown where? …", impact="Whose session?", actor=manager
    )
    own = commands.save_own_template(
        name="Usual steps", description="Steps: 1.", impact="", actor=mira
    )
    start = browser.get(f"/programs/{program.slug}/report")
    number = start.headers["Location"].split("/")[2]
    draft = Report.objects.get(public_id=number)
    form, chosen = f"/reports/{number}/edit", f"{XSS}.stored.url_based"

    begun = text_of(browser.get(form))
    assert "Any: …" in begun
    assert "Insert Usual steps" in begun
    assert f"insert:{of_type.public_id}" not in begun
    offered = browser.get(f"/vrt/suggestion?vrt={chosen}&report={number}")
    typed = posted(draft, vrt=chosen, description="Any: …", impact="Everybody.")
    refused = browser.post(f"/reports/{number}/submit", typed)
    assert refused.status_code == 422
    assert "Put what you found in the place of its words." in text_of(refused)
    for page in (offered, refused):
        assert f'value="insert:{of_type.public_id}"' in text_of(page)

    def insert(template, **parts):
        answer = browser.post(
            form, posted(draft, vrt=chosen, **parts) | {"do": f"insert:{template.public_id}"}
        )
        return answer.status_code

    assert insert(of_type, description="Any: …", impact="Everybody.") == 303
    assert _words(draft) == "Shown where? …"
    assert draft.revisions.get(number=1).impact == "Everybody.\n\nWhose session?"
    assert insert(own, description="My own words.", impact="Everybody.") == 303
    assert _words(draft) == "My own words.\n\nSteps: 1."
    foreign = commands.save_own_template(
        name="Theirs", description="Secret.", impact="", actor=factories.actor()
    )
    assert insert(foreign, description="Only mine.") == 303
    assert _words(draft) == "Only mine."


def test_people_and_programmes_edit_templates_on_their_pages(program, reporter, browser):
    page = "/settings/templates"
    assert browser.post(page, {"name": "Usual", "description": "Steps:"}).status_code == 303
    row = ReportTemplate.objects.get()
    wrong = browser.post(f"{page}/{row.public_id}", {"name": "", "description": "Kept words"})
    assert (wrong.status_code, "Kept words" in text_of(wrong)) == (422, True)
    better = {"name": "Better", "description": "Steps: …"}
    assert browser.post(f"{page}/{row.public_id}", better).status_code == 303
    assert "Better" in text_of(browser.get(page))
    assert browser.post(f"{page}/{row.public_id}", {"do": "remove"}).status_code == 303
    assert not ReportTemplate.objects.exists()

    manager, team = factories.manager_of(program), Client()
    team.force_login(User.objects.get(pk=manager.user_id))
    page = f"/programs/{program.slug}/templates"
    assert team.post(page, {"vrt": XSS, "description": "Where?"}).status_code == 303
    wrong = team.post(page, {"vrt": "nothing", "description": "Kept words"})
    assert (wrong.status_code, "Kept words" in text_of(wrong)) == (422, True)
    unchanged = team.post(page, {"vrt": XSS, "description": "Where?"})
    assert (unchanged.status_code, "Nothing was changed." in text_of(unchanged)) == (422, True)
    assert team.post(page, {"vrt": XSS}).status_code == 303
    assert queries.templates(manager, program.slug) == ()
    assert browser.get(page).status_code == 403


def test_the_api_keeps_templates_and_begins_reports_with_them(program, reporter):
    client = ApiClient(reporter)
    kept = client.post("/me/templates", {"name": "Usual", "impact": "All orders are read."}).json()
    body = {"name": "Usual", "impact": "All orders are read and changed."}
    assert client.post(f"/me/templates/{kept['id']}", body).status_code == 200
    assert [one["name"] for one in client.get("/me/templates").json()["items"]] == ["Usual"]

    send = f"/programs/{program.slug}/reports"
    sent = client.post(send, report_body(program, impact="", template=kept["id"]))
    assert sent.status_code == 201, sent.content
    read = client.get(f"/reports/{sent.json()['id']}").json()
    assert read["impact"] == "All orders are read and changed."
    other = ApiClient(factories.person())
    assert other.post(send, report_body(program, template=kept["id"])).status_code == 404
    gone = client.http.delete(f"/api/v1/me/templates/{kept['id']}", headers=client.headers)
    assert gone.status_code == 204

    manager = ApiClient(User.objects.get(pk=factories.manager_of(program).user_id))
    path = f"/programs/{program.slug}/templates"
    assert manager.post(path, {"vrt": XSS, "description": "Where?"}).status_code == 200
    assert client.post(path, {"description": "Where?"}).status_code == 403
    assert other.get(path).json()["items"][0]["vrt"] == XSS
