"""Several reports at once, without a script."""

import re

import pytest

from seawall.domain.accounts.rules import Role
from seawall.domain.audit.models import Event
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import State
from tests import factories

pytestmark = pytest.mark.django_db

URL = "/inbox/selected"


def text_of(response):
    return response.content.decode()


@pytest.fixture
def reports(program):
    return [factories.report(program=program) for _ in range(3)]


@pytest.fixture
def numbers(reports):
    return [one.public_id for one in reports]


def test_every_row_has_a_box_of_the_form_above_the_list(signed_in, numbers):
    page = text_of(signed_in.get("/inbox"))

    assert set(re.findall(r'form="many" name="report" value="(R-\w+)"', page)) == set(numbers)
    assert '<form id="many"' in page


def test_what_was_ticked_is_asked_for_and_then_done(signed_in, numbers, team):
    form = text_of(signed_in.post(URL, {"report": numbers[:2], "q": "state:open"}))
    assert "2 reports selected" in form
    assert "None" not in form

    answer = signed_in.post(URL, {"report": numbers[:2], "do": "assign", "assignee": "me"})

    assert "2 of 2 changed" in text_of(answer)
    assert Report.objects.filter(assignee=team).count() == 2


def test_undo_gives_them_back(signed_in, numbers):
    page = text_of(signed_in.post(URL, {"report": numbers, "do": "assign", "assignee": "me"}))
    former = re.findall(r'name="former" value="([^"]+)"', page)
    answer = signed_in.post(URL, {"former": former, "do": "undo"})

    assert "3 of 3 changed" in text_of(answer)
    assert not Report.objects.exclude(assignee=None).exists()


def test_all_that_fit_the_filter_are_taken(signed_in, program, numbers):
    factories.report(State.SPAM, program=program)
    page = text_of(signed_in.post(URL, {"all": "1", "q": "state:open"}))

    assert "3 reports selected" in page


def test_a_move_says_what_became_of_each(signed_in, program, numbers):
    closed = factories.report(State.SPAM, program=program)
    sent = {"report": [*numbers, closed.public_id, "R-000000"], "do": "move"}
    page = text_of(signed_in.post(URL, sent | {"move": "ask", "note": "Which <build>?"}))

    assert "3 of 5 changed" in page
    assert page.count(">Done<") + page.count("Done</li>") == 3
    assert Report.objects.filter(state=State.NEEDS_INFO).count() == 3


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"do": "assign"}, "Choose somebody, or nobody."),
        ({"do": "rate", "reason": "Words stay."}, "Choose a priority."),
        ({"do": "move", "move": "withdraw"}, "Choose what to do."),
        ({"do": "move", "move": "close_out_of_scope"}, "Choose what to do."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_done(signed_in, numbers, sent, said):
    before = Event.objects.count()
    answer = signed_in.post(URL, {"report": numbers, **sent})

    assert answer.status_code == 422
    assert said in text_of(answer)
    assert sent.get("reason", "") in text_of(answer)
    assert all(number in text_of(answer) for number in numbers)
    assert Event.objects.count() == before


def test_nothing_ticked_says_what_to_do(signed_in):
    answer = signed_in.post(URL, {})

    assert answer.status_code == 422
    assert "Nothing is selected" in text_of(answer)


def test_the_ticked_ones_are_taken_as_a_file(signed_in, numbers):
    hidden = factories.report().public_id
    answer = signed_in.post(URL, {"report": [*numbers[:2], hidden], "do": "csv"})
    lines = answer.getvalue().decode().splitlines()

    assert [line.split(",")[0] for line in lines] == ["id", *numbers[:2]]
    assert Event.objects.get(name="reports.exported").payload == {"reports": 2}


def test_finance_and_strangers_have_none_of_it(as_role, client, numbers):
    assert as_role(Role.FINANCE).post(URL, {"report": numbers}).status_code == 404
    client.force_login(factories.person())
    for do in ("", "csv", "assign", "undo"):
        assert client.post(URL, {"report": numbers, "do": do}).status_code == 404
