"""Whatever is sent to the API: no 5xx, and only answers that openapi.json documents."""

import os

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from seawall.api.urls import api
from seawall.config.wsgi import application
from seawall.domain.accounts.rules import Role
from seawall.domain.reports import commands
from tests.factories import accounts, hooks, programs, reports, rewards

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
LONG = os.environ.get("SEAWALL_TEST_LONG") == "1"
bounded = settings(
    max_examples=100 if LONG else 4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


OPERATIONS = [
    (method.upper(), path)
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method in methods
]


@pytest.fixture
def openapi(settings):
    settings.API_PER_MINUTE = 1_000_000
    # The test's own connection must outlive the requests, as with Django's client.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(params=[Role.OWNER, None], ids=["member", "researcher"])
def caller(request):
    """Real names for the paths, and the token of who works on the report or of who wrote it."""
    program = reports.judged_program()
    reporter = accounts.person()
    report = rewards.rewarded_report(program, reporter=reporter)
    sent = hooks.delivery(accounts.member(program.organization))
    names = {
        "slug": program.slug,
        "name": programs.custom_field(program).name,
        "organization": program.organization.slug,
        "webhooks": sent.webhook.public_id,
        "delivery": sent.public_id,
        "reports": report.public_id,
        "awards": rewards.award("proposed", report=report).public_id,
        "decision": _decision(program, report),
        "entry": "cross_site_scripting_xss",
        "number": 1,
    }
    who = accounts.member(program.organization, request.param).user if request.param else reporter
    return names, {"Authorization": f"Bearer {accounts.api_token(who)[0]}"}


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_generated_requests_get_documented_answers(openapi, caller, method, path):
    names, headers = caller
    operation = openapi[path][method]
    cases = st.one_of([operation.as_strategy(generation_mode=one) for one in GenerationMode])

    @bounded
    @given(case=cases, real=st.booleans())
    def ask(case, real):
        if real:
            case.path_parameters.update(_real(case, names))
        case.call_and_validate(checks=CHECKS, headers=headers)

    ask()


def _decision(program, report):
    """One that the reporter may object to."""
    commands.set_severity(
        report.public_id,
        side="final",
        priority=3,
        reason_code="preconditions",
        reason="It needs a session.",
        actor=reports.team_actor(program, Role.PROGRAM_MANAGER),
    )
    return report.decisions.latest("pk").public_id


def _real(case, names):
    kind = case.operation.path.removeprefix("/api/v1").split("/")[1]
    slug = names["organization" if kind == "organizations" else "slug"]
    real = {**names, "slug": slug, "id": names.get(kind, "F-000000")}
    return {name: real[name] for name in case.path_parameters}
