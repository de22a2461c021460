"""The pages of awards, statements, ledgers and halls of fame, as a browser gets them."""

import csv
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import Role
from seawall.domain.reports.rules.workflow import State
from seawall.domain.rewards.models import Award, LedgerTransaction
from seawall.lib import clock
from tests import factories

pytestmark = pytest.mark.django_db


def browser(who, *, second_factor_age: float | None = None) -> Client:
    """Signed in; with the age in seconds of a second factor that was passed."""
    user = User.objects.get(pk=getattr(who, "user_id", None) or who.pk)
    client = Client()
    client.force_login(user)
    if second_factor_age is not None:
        if not user.authenticator_set.exists():
            factories.factor(user)
        session = client.session
        at = time.time() - second_factor_age
        session["account_authentication_methods_user"] = str(user.pk)
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": at}]
        session.save()
    return client


def text(response) -> str:
    return response.content.decode()


def statements(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(path).status_code == 200
    # When the session was last seen is written at most once a minute.
    return sum("domain_session" not in one["sql"] for one in seen.captured_queries)


def test_everybody_has_a_page_of_rewards_that_says_what_to_do_next():
    page = browser(factories.person()).get("/rewards")

    assert "No rewards yet" in text(page)
    assert Client().get("/rewards").status_code == 302


def test_the_statement_and_its_csv_show_the_same_lines():
    award = factories.award("paid")
    client = browser(award.report.reporter)

    page = text(client.get("/rewards"))
    file = client.get("/rewards.csv")

    rows = list(csv.DictReader(b"".join(file.streaming_content).decode().splitlines()))
    assert [row["amount"] for row in rows] == ["600.00", "-600.00"]
    assert page.count(f"/awards/{award.public_id}") == 2
    assert "SEPA 17" in page
    assert file["Content-Disposition"] == 'attachment; filename="rewards.csv"'
    assert client.get("/rewards?year=1999").status_code == 422
    assert client.get("/rewards?year=x&cursor=nonsense").status_code == 422


def test_the_list_has_what_waits_and_the_button_only_for_who_may_decide():
    award = factories.award("proposed")
    report = award.report

    manager = text(browser(factories.approver(report)).get("/awards"))
    triager = text(browser(factories.proposer(report)).get("/awards"))

    assert "Decide" in manager
    assert "Decide" not in triager
    assert award.public_id in triager
    assert report.title not in manager
    assert "No awards yet" in text(browser(factories.person()).get("/awards"))
    assert "No such awards" in text(browser(factories.approver(report)).get("/awards?state=paid"))


def test_the_award_shows_all_that_decides_it_in_the_dialog_too():
    accepted = factories.person("bea")
    report = factories.shared_report(accepted={accepted: 2_500})
    award = factories.award("proposed", report=report, amount_minor=120_000, reason="Two in one.")

    page = text(browser(factories.approver(report)).get(f"/awards/{award.public_id}"))

    dialog = page[page.index('id="approve"') :]
    for wanted in ("$1,200.00", "$500.00 – $1,000.00", "@bea", "$300.00", "$900.00", "Exceptional"):
        assert wanted in page
        assert wanted in dialog
    assert f"@{award.proposed_by.handle}" in dialog
    assert "Two in one." in page


def test_finance_decides_on_a_page_without_a_word_of_the_report():
    award = factories.award("proposed", report=factories.rewarded_report(title="Hidden words"))
    client = browser(factories.payer(award.report))

    page = client.get(f"/awards/{award.public_id}")
    done = client.post(f"/awards/{award.public_id}/approve", {"note": ""})

    assert "Hidden words" not in text(page)
    assert "api.example.org" not in text(page)
    assert f"/inbox/{award.report.public_id}" not in text(page)
    assert done.status_code == 303
    assert Award.objects.get().state == "approved"


def test_approval_needs_another_person_and_keeps_what_was_typed():
    report = factories.rewarded_report()
    award = factories.award("proposed", report=report)

    refused = browser(factories.proposer(report)).post(
        f"/awards/{award.public_id}/approve", {"note": "Fine."}
    )
    done = browser(factories.approver(report)).post(
        f"/awards/{award.public_id}/approve", {"note": "Fine."}
    )

    assert refused.status_code == 422
    assert "a second person must approve it" in text(refused)
    assert done["Location"] == f"/awards/{award.public_id}"


def test_a_rejection_without_a_reason_comes_back_with_the_form_open():
    award = factories.award("proposed")
    client = browser(factories.approver(award.report))

    page = client.post(f"/awards/{award.public_id}/reject", {"note": ""})

    assert page.status_code == 422
    assert 'id="reject_note"' in text(page)
    assert 'id="reject"' not in text(page)
    assert Award.objects.get().state == "proposed"
    assert client.post(f"/awards/{award.public_id}/reject", {"note": "No."}).status_code == 303


def test_without_script_a_step_opens_in_the_page():
    award = factories.award("proposed")

    page = text(
        browser(factories.approver(award.report)).get(f"/awards/{award.public_id}?do=approve")
    )

    assert page.count('id="approve_note"') == 1
    assert f'action="/awards/{award.public_id}/approve"' in page


def test_an_award_is_reversed_with_the_reason():
    award = factories.award()
    client = browser(factories.approver(award.report))

    client.post(f"/awards/{award.public_id}/reverse", {"note": "Entered twice."})

    assert Award.objects.get().state == "reversed"
    assert "Entered twice." in text(client.get(f"/awards/{award.public_id}"))


def test_a_payout_asks_for_the_second_factor_again_after_five_minutes():
    award = factories.award()
    path = f"/awards/{award.public_id}/pay/{award.report.reporter_id}"
    finance = factories.payer(award.report)

    stale = browser(finance, second_factor_age=301).post(path, {"reference": "SEPA 9"})
    weak = browser(finance).post(path, {"reference": "SEPA 9"})
    fresh = browser(finance, second_factor_age=10).post(path, {"reference": "SEPA 9"})

    assert stale["Location"].startswith("/confirm/code?next=%2Fawards%2F")
    assert (weak.status_code, "needs a second factor" in text(weak)) == (422, True)
    assert fresh.status_code == 303
    assert LedgerTransaction.objects.get(kind="payout").reference == "SEPA 9"


def test_the_button_to_pay_leads_to_the_second_factor_first():
    award = factories.award()
    finance = factories.payer(award.report)

    stale = text(browser(finance, second_factor_age=400).get(f"/awards/{award.public_id}"))
    fresh = text(browser(finance, second_factor_age=1).get(f"/awards/{award.public_id}"))

    step = f"pay-{award.report.reporter_id}"
    assert "/confirm/code?next=" in stale
    assert f'id="{step}"' not in stale
    assert f'data-dialog-open="{step}"' in fresh


def test_a_payee_sees_their_part_and_no_button():
    award = factories.award()

    page = text(browser(award.report.reporter).get(f"/awards/{award.public_id}"))

    assert "Your part" in page
    assert award.proposed_by.handle not in page
    assert "Reverse" not in page
    assert f"/reports/{award.report.public_id}" in page


@pytest.mark.parametrize("path", ["", "/approve", "/reject", "/reverse", "/pay/1"])
def test_strangers_find_nothing(path):
    award = factories.award()
    client = browser(factories.person(), second_factor_age=1)

    for public_id in (award.public_id, "A-000000", "nonsense"):
        address = f"/awards/{public_id}{path}"
        data = {"note": "x", "reference": "x"}
        answer = client.post(address, data) if path else client.get(address)
        assert answer.status_code == 404


def test_the_ledger_has_filters_totals_and_a_csv_that_agree():
    award = factories.award("paid")
    slug = award.report.program.organization.slug
    client = browser(factories.payer(award.report))

    page = text(client.get(f"/organizations/{slug}/ledger?kind=payout"))
    file = client.get(f"/organizations/{slug}/ledger.csv?kind=payout")

    rows = list(csv.DictReader(b"".join(file.streaming_content).decode().splitlines()))
    assert "2 entries, balanced" in page
    assert {row["type"] for row in rows} == {"payout"}
    assert sum(float(row["debit"]) for row in rows) == sum(float(row["credit"]) for row in rows)
    assert "kind=payout" in page


@pytest.mark.parametrize(
    "query", ["minimum=abc", "maximum=1.005", "from_day=yesterday", "kind=gift", "program=none"]
)
def test_a_filter_that_cannot_be_read_says_so_beside_the_field(query):
    award = factories.award()
    slug = award.report.program.organization.slug
    client = browser(factories.payer(award.report))

    for suffix in ("", ".csv"):
        page = client.get(f"/organizations/{slug}/ledger{suffix}?{query}")
        assert page.status_code == 422
        assert "errorlist" in text(page)


@pytest.mark.parametrize("role", [Role.TRIAGER, Role.DEVELOPER, Role.VIEWER])
def test_the_ledger_is_not_there_for_other_roles(role):
    award = factories.award()
    slug = award.report.program.organization.slug
    client = browser(factories.team_actor(award.report.program, role))

    assert client.get(f"/organizations/{slug}/ledger").status_code == 404
    assert client.get(f"/organizations/{slug}/ledger.csv").status_code == 404


def test_the_hall_of_fame_is_public_and_names_people_as_they_chose():
    program = factories.judged_program()
    shy = factories.researcher("shy_one", credit_kind="anonymous", is_public=True).user
    known = factories.researcher("ada", is_public=True).user
    for user in (shy, known):
        factories.report(State.RESOLVED, program=program, reporter=user)

    page = text(Client().get(f"/programs/{program.slug}/hall-of-fame"))

    assert "Not named" in page
    assert "shy_one" not in page
    assert 'href="/researchers/ada"' in page
    private = factories.judged_program(visibility="private")
    assert Client().get(f"/programs/{private.slug}/hall-of-fame").status_code == 404


def test_words_of_people_are_text_on_these_pages():
    award = factories.award("proposed", amount_minor=1, reason="<script>alert(1)</script>")

    page = text(browser(factories.approver(award.report)).get(f"/awards/{award.public_id}"))

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_each_page_costs_the_same_for_1_and_3_rows():
    report = factories.rewarded_report(reporter=factories.person())
    slug, program = report.program.organization.slug, report.program.slug
    payer, reporter = browser(factories.payer(report)), browser(report.reporter)
    manager = browser(factories.approver(report))
    pages = [
        (reporter, "/rewards"),
        (manager, "/awards"),
        (payer, f"/organizations/{slug}/ledger"),
        (reporter, f"/programs/{program}/hall-of-fame"),
    ]
    with clock.frozen_at(clock.now()):
        factories.award("paid", report=report)
    factories.report(State.RESOLVED, program=report.program)
    one = [statements(client, path) for client, path in pages]

    for _ in range(2):
        factories.award("paid", report=report)
        factories.report(State.RESOLVED, program=report.program)
    three = [statements(client, path) for client, path in pages]

    assert one == three
    assert max(one) <= 14
