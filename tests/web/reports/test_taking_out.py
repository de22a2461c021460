"""What is a secret leaves a form at once, whatever becomes of the form."""

import random
import time

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.vault.models import Reveal, SealedSecret
from seawall.domain.vault.rules import formats
from tests import factories
from tests.factories import reports, secrets
from tests.web.reports.forms import posted, text_of

pytestmark = pytest.mark.django_db
TOKEN = secrets.token(formats.by_prefix()["glpat-"][0], random.Random(5))


def fresh(client, user):
    """A browser of somebody who passed a second factor a moment ago."""
    factories.factor(user)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time()},
        {"method": "mfa", "type": "totp", "at": time.time()},
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def member(report, role=Role.TRIAGER):
    return factories.member(report.program.organization, role).user


def test_a_refused_form_comes_back_without_the_secret(browser, reporter, program):
    draft = reports.draft(program, reporter)

    answer = browser.post(
        f"/reports/{draft.public_id}/submit",
        posted(draft, title="", description=f"It is {TOKEN} here."),
    )

    text = text_of(answer)
    assert answer.status_code == 422
    assert TOKEN not in text
    assert "[secret " in text
    assert "We took 1 secret out" in text
    assert SealedSecret.objects.count() == 1


def test_a_refused_comment_comes_back_without_the_secret(browser, reporter, program):
    report = reports.report(program=program, reporter=reporter)

    answer = browser.post(
        f"/reports/{report.public_id}/comments", {"body": f"See {TOKEN}", "audience": "nobody"}
    )

    assert answer.status_code == 422
    assert TOKEN not in text_of(answer)
    assert "[secret " in text_of(answer)


def test_the_page_of_the_report_says_what_was_taken_out(browser, reporter, program):
    report = reports.report(program=program, reporter=reporter, description=f"It is {TOKEN}.")

    text = text_of(browser.get(f"/reports/{report.public_id}"))
    listed = text_of(browser.get(f"/reports/{report.public_id}/secrets"))

    assert "1 secret was taken out of this report" in text
    assert "gitlab-token" in listed
    assert "This is no secret" in listed
    assert TOKEN not in text + listed


def test_the_team_looks_once_with_a_fresh_factor_and_the_reporter_sees_it(client, program):
    report = reports.report(program=program, description=f"It is {TOKEN}.")
    user = member(report)
    browser = fresh(client, user)
    address = f"/reports/{report.public_id}/secrets"
    name = SealedSecret.objects.get().public_id

    shown = browser.post(f"{address}/{name}/reveal", {"reason": "revoke"})

    assert TOKEN in text_of(shown)
    assert shown.headers["Cache-Control"] == "no-store"
    browser.force_login(report.reporter)
    text = text_of(browser.get(address))
    assert "Triager" in text
    assert "revoke or replace" in text
    assert user.handle not in text


def test_without_a_fresh_factor_it_has_to_be_passed_first(client, program):
    report = reports.report(program=program, description=f"It is {TOKEN}.")
    user = member(report)
    browser = fresh(client, user)
    session = browser.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - 4_000}
    ]
    session.save()
    name = SealedSecret.objects.get().public_id

    answer = browser.post(
        f"/reports/{report.public_id}/secrets/{name}/reveal", {"reason": "revoke"}
    )

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/confirm/code?next=")
    assert not Reveal.objects.exists()


def test_without_a_fresh_factor_nothing_is_put_back(client, browser, reporter, program):
    report = reports.report(program=program, reporter=reporter, description=f"It is {TOKEN}.")
    name = SealedSecret.objects.get().public_id
    address = f"/reports/{report.public_id}/secrets/{name}"
    browser.post(f"{address}/dispute")
    team = fresh(client, member(report))
    session = team.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "type": "totp", "at": time.time() - 4_000}
    ]
    session.save()

    answer = team.post(f"{address}/judge", {"is_secret": "no", "note": "From the manual."})

    assert answer.headers["Location"].startswith("/confirm/code?next=")
    assert report.revisions.count() == 1


def test_the_writer_disputes_and_the_team_puts_back(client, browser, reporter, program):
    report = reports.report(program=program, reporter=reporter, description=f"It is {TOKEN}.")
    name = SealedSecret.objects.get().public_id
    address = f"/reports/{report.public_id}/secrets/{name}"

    assert browser.post(f"{address}/dispute").status_code == 303
    team = fresh(client, member(report))
    assert team.post(f"{address}/judge", {"is_secret": "no"}).status_code == 422
    given = {"is_secret": "no", "note": "From the manual."}
    assert team.post(f"{address}/judge", given).status_code == 303

    report.refresh_from_db()
    assert report.revisions.latest("number").description == f"It is {TOKEN}."
