"""Canned responses of the demo, and a rule that nobody switched on yet."""

from seawall.domain.actor import Actor
from seawall.domain.automation.commands.responses import ResponseIn, save_response
from seawall.domain.automation.commands.rules import RuleIn, save_rule
from seawall.domain.automation.rules.ruling import Then

_TEXTS = (
    ResponseIn(
        "Ask for steps",
        "Hello {{ reporter.name }},\n\nthank you for {{ report.number }}. We could not follow it"
        " to the end yet. Please tell us:\n\n1. with which account you began,\n2. each request with"
        " its answer,\n3. what you expected instead.\n\n{{ sender.name }}, {{ organization.name }}",
        "ask",
    ),
    ResponseIn(
        "No security impact",
        "We read “{{ report.title }}” with care. It needs what only an administrator of"
        " {{ report.target }} has, so nobody gains anything by it.",
        "close_not_applicable",
    ),
    ResponseIn(
        "Looking at it",
        "{{ assignee.name }} looks at {{ report.number }} now; you hear from us within three days.",
    ),
)


def write(organization_id: int, actor: Actor) -> None:
    """What the team says again and again."""
    for given in _TEXTS:
        save_response(organization_id, given, actor=actor)
    rule = RuleIn(
        name="Critical ones to Jonas",
        triggers=("submitted", "rated"),
        condition="state:new,triaged priority:1 assignee:none",
        then=Then(assignee="jonas", notify=("assignee",)),
    )
    save_rule(organization_id, rule, actor=actor)
