"""What closing a report as repeated rests on: an earlier report, or an issue known before.

The move commits to the leaf of the original's own entry, so that the proof the reporter gets can
name no other.
"""

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit import queries as audit
from seawall.domain.audit.models import Event
from seawall.domain.audit.rules.leaves import NO_VALUES
from seawall.domain.errors import Invalid
from seawall.domain.programs import policies as program_policies
from seawall.domain.programs.models import KnownIssue
from seawall.domain.programs.rules import disclosing
from seawall.domain.reports.models import Report
from seawall.domain.reports.rules.workflow import MoveInput
from seawall.lib import ids
from seawall.lib.canonical import Json

_FIELD = "known_issue"


def known_issue(report: Report, given: MoveInput, actor: Actor) -> KnownIssue:
    """The named entry of the report's own programme, earlier in the log than the report.

    Raises Invalid(field="known_issue") with the reason why it cannot be the ground.
    """
    name = ids.normalize(given.known_issue or "")
    found = None
    if program_policies.can_see_known_issues(actor, report.program):
        rows = KnownIssue.objects.filter(program_id=report.program_id, public_id=name)
        found = rows.first()
    if found is None:
        raise Invalid(
            _("There is no known issue %(name)s in this programme.") % {"name": name[:40]},
            field=_FIELD,
        )
    if found.retired_at is not None:
        raise Invalid(_("%(name)s is retired.") % {"name": name}, field=_FIELD)
    _require_earlier(found, report)
    return found


def _require_earlier(known: KnownIssue, report: Report) -> None:
    index = Event.objects.filter(pk=known.event_id or 0).values_list("position", flat=True).first()
    if index is None:
        raise Invalid(
            _("%(name)s is not in the log yet, so it was not known before.")
            % {"name": known.public_id},
            field=_FIELD,
        )
    sent = audit.events_of(report.pk, "report.submitted")[:1]
    if not sent:
        raise Invalid(_("This report was sent before there was a log."), field=_FIELD)
    # A report without a position comes after everything that has one.
    if sent[0].position is not None and sent[0].position < index:
        raise Invalid(
            _(
                "%(name)s is entry %(known)s of the log and the report is entry %(sent)s: it was "
                "registered after the report came. It cannot close it."
            )
            % {"name": known.public_id, "known": index, "sent": sent[0].position},
            field=_FIELD,
        )


def disclosed(report: Report, original: Report | None) -> tuple[str, ...]:
    """What the reporter may learn of the original, by the policy at the time of the ruling."""
    if original is None:
        chosen = disclosing.fields(report.program.duplicate_fields)
        return chosen if report.known_issue_id is not None else ()
    chosen = disclosing.fields(original.program.duplicate_fields)
    if original.program_id == report.program_id:
        return chosen
    return tuple(name for name in chosen if name in disclosing.ACROSS_PROGRAMS)


def committed(original: Report | None, known: KnownIssue | None) -> dict[str, Json]:
    """The original as it stands at the ruling, and which entry it is."""
    if original is not None:
        events = audit.events_of(original.pk, "report.submitted")
        state = {"original_state": original.state, "original_priority": original.priority}
    elif known is not None:
        events = list(Event.objects.filter(pk=known.event_id or 0))
        state = {"original_state": "known", "original_priority": None}
    else:
        return dict(NO_VALUES)
    return {"original_leaf": bytes(events[0].leaf_hash).hex(), **state} if events else {}
