"""What teams keep for later."""

from dataclasses import make_dataclass

from django.db import transaction

from seawall.domain.accounts.models import User
from seawall.domain.audit.commands import Entry, record_all
from seawall.domain.automation.commands import rules
from seawall.domain.automation.commands.responses import ResponseIn, save_response
from seawall.domain.automation.commands.rules import RuleIn
from seawall.domain.automation.rules.ruling import Then
from tests.factories import accounts

__all__ = ["canned_response", "rule", "rule_in", "told", "user_of"]


def canned_response(actor, program, name="Ask for steps", text="Which steps?", **more):
    """Kept for all of the program's organization; `only_there` for its reports alone."""
    slug = program.slug if more.pop("only_there", False) else ""
    given = ResponseIn(name, text, program=slug, **more)
    return save_response(program.organization_id, given, actor=actor)


def rule_in(**parts):
    """On a sent report, tell its assignee; any report."""
    given = {"name": "Tell", "triggers": ("submitted",), "then": Then(notify=("assignee",))}
    return RuleIn(**(given | parts))


def rule(actor, program, *, is_on=True, only_there=False, **parts):
    """A rule of the program's organization that is at work, for all reports or its alone."""
    given = rule_in(program=program.slug if only_there else "", **parts)
    row = rules.save_rule(program.organization_id, given, actor=actor)
    return rules.switch_rule(row.public_id, on=True, actor=actor) if is_on else row


def told(name, report, *, at, **payload):
    """An event of the log as the report's reporter caused it."""
    event = happening(name, report=report.public_id, **payload)
    with transaction.atomic():
        record_all(
            [
                Entry(
                    event,
                    accounts.actor(report.reporter),
                    organization_id=report.program.organization_id,
                    program_id=report.program_id,
                    report_id=report.pk,
                    at=at,
                )
            ]
        )


def happening(name, **payload):
    """An event of that name."""
    fields = [(key, object, value) for key, value in payload.items()]
    made = make_dataclass("Happening", fields, frozen=True)
    made.name = name
    return made()


def user_of(actor):
    return User.objects.get(pk=actor.user_id)
