"""The forms that say whose a report is, and what the team notes on it: tags and fields."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.rules import Permission
from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.domain.reports import queries
from seawall.web.pages.triage.filtering import Options, workers
from seawall.web.pages.triage.framing import ActPage, framed, seen_by_team
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class AssignPage(ActPage):
    """Whom the report can be given to."""

    people: Options = ()
    assignee: str = ""
    groups: Options = ()
    group: str = ""


@dataclass(frozen=True, slots=True)
class TagsPage(ActPage):
    """The tags that can be ticked. `had` are those that the report has."""

    offered: tuple[str, ...] = ()
    had: tuple[str, ...] = ()
    may_make: bool = False


def assign_page(actor: Actor, public_id: str, narrowing: Narrowing) -> AssignPage:
    """Whom to give it to: groups, and members who may work on it and do not share it.

    Raises NotAllowed.
    """
    thread = seen_by_team(actor, public_id)
    report = thread.report
    if not report.abilities.can_assign:
        raise NotAllowed(_("Your role may not assign reports."))
    takes_part = {report.row.reporter.handle} | {
        each.person.handle for each in report.collaborators
    }
    return AssignPage(
        **framed(
            thread,
            narrowing,
            "assign",
            title=_("Assign"),
            submit=_("Assign"),
            icon="user-check",
            fields="triage/_fields_assign.html",
        ),
        people=tuple(
            (handle, _("%(name)s (you)") % {"name": name} if handle == actor.handle else name)
            for handle, name in workers(actor, report.organization_id)
            if handle not in takes_part
        ),
        assignee=report.row.assignee.handle if report.row.assignee else "",
        groups=accounts.group_names(actor, report.organization_id),
        group=report.row.group.handle if report.row.group else "",
    )


def tags_page(actor: Actor, public_id: str, narrowing: Narrowing) -> TagsPage:
    """The tags of the report and all others. Raises NotAllowed."""
    thread = seen_by_team(actor, public_id)
    report = thread.report
    if not report.abilities.can_tag:
        raise NotAllowed(_("Your role may not tag reports."))
    had = tuple(tag.name for tag in report.row.tags)
    offered = queries.offered_tags(actor, report.organization_id)
    return TagsPage(
        **framed(
            thread,
            narrowing,
            "tags",
            title=_("Tags"),
            submit=_("Save the tags"),
            icon="check",
            fields="triage/_fields_tags.html",
        ),
        offered=tuple(sorted({*had, *offered})),
        had=had,
        may_make=actor.may(Permission.TAG_MANAGE, report.organization_id),
    )


def fields_page(actor: Actor, public_id: str, narrowing: Narrowing) -> ActPage:
    """Raises NotAllowed where the actor fills nothing in."""
    thread = seen_by_team(actor, public_id)
    if not any(view.can_set for view in thread.report.fields):
        raise NotAllowed(_("You may not fill in the fields of this report."))
    return ActPage(
        **framed(
            thread,
            narrowing,
            "fields",
            title=_("Fields of the team"),
            submit=_("Save"),
            icon="check",
            fields="triage/_fields_custom.html",
        ),
    )
