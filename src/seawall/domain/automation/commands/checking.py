"""What may stand in a rule. A part of the commands that keep rules."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from seawall.domain.accounts.models import Group, Membership
from seawall.domain.accounts.rules import Permission, roles_with
from seawall.domain.actor import Actor
from seawall.domain.automation import policies
from seawall.domain.automation.rules.ruling import (
    MOST_PER_HOUR,
    MOVES_OF_RULES,
    TRIGGERS,
    Then,
)
from seawall.domain.errors import Invalid
from seawall.domain.programs.models import Program
from seawall.domain.reports import policies as reports
from seawall.domain.reports.models import Audience, Tag
from seawall.domain.reports.rules.reasons import check_reason
from seawall.domain.reports.rules.workflow import MOVES, Ask
from seawall.domain.search.rules.grammar import parse
from seawall.domain.vault.commands.quarantine import refuse_secrets
from seawall.lib import ids
from seawall.lib.text import UnsafeText, clean_line

LONGEST_NAME = 60
LONGEST_CONDITION = 500
LONGEST_REASON = 1000
MOST_TOLD = 20
ASSIGNEE = "assignee"


@dataclass
class Checked:
    """Takes each part and notes under its field what is wrong with it."""

    organization_id: int
    actor: Actor
    program: Program | None
    wrong: dict[str, str] = field(default_factory=dict)

    def name(self, given: str) -> str:
        name = self._line("name", given)
        if not 1 <= len(name) <= LONGEST_NAME:
            text = _("Give it a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
            self.wrong.setdefault("name", text)
        return name

    def condition(self, given: str) -> str:
        """The filter, read by the grammar of the inbox."""
        text = self._line("condition", " ".join(given.split()))
        if len(text) > LONGEST_CONDITION:
            self.wrong["condition"] = _("At most %(most)s characters.") % {
                "most": LONGEST_CONDITION
            }
            return ""
        parsed = parse(text)
        for problem in parsed.problems[:1]:
            term, said = text[problem.start : problem.end], _(problem.message) % problem.parameters
            self.wrong["condition"] = f"{term}: {said}"
        if parsed.sort:
            self.wrong["condition"] = _("A rule looks at one report: leave “sort” out.")
        if any(term.field == "assignee" and "me" in term.values for term in parsed.terms):
            self.wrong["condition"] = _("A rule has no “me”: name a handle.")
        return text

    def triggers(self, given: Iterable[str]) -> tuple[str, ...]:
        chosen = tuple(word for word in TRIGGERS if word in set(given))
        if not chosen or len(chosen) != len(set(given)):
            self.wrong["triggers"] = _("Choose what sets it off: %(known)s.") % {
                "known": ", ".join(TRIGGERS)
            }
        return chosen

    def per_hour(self, given: int) -> int:
        if not 1 <= given <= MOST_PER_HOUR:
            self.wrong["most_per_hour"] = _("A number from 1 to %(most)s.") % {
                "most": MOST_PER_HOUR
            }
        return given

    def then(self, given: Then) -> Then:
        if not given.acts:
            self.wrong["then"] = _("Choose at least one thing that the rule does.")
        self._rating(given)
        self._tags(given)
        self._comment(given)
        self._move(given)
        self._people(given)
        return given

    def _rating(self, given: Then) -> None:
        if given.priority is None:
            return
        if not 1 <= given.priority <= 5:
            self.wrong["priority"] = _("A priority is a number from 1 to 5.")
        reason = self._line("reason", given.reason)
        if len(reason) > LONGEST_REASON:
            self.wrong["reason"] = _("At most %(most)s characters.") % {"most": LONGEST_REASON}
        try:
            check_reason(given.reason_code, reason)
        except Invalid as refusal:
            self.wrong |= refusal.fields

    def _tags(self, given: Then) -> None:
        found = Tag.objects.filter(
            organization=self.organization_id, name__in=given.tags, archived_at=None
        )
        if found.count() != len(set(given.tags)):
            self.wrong["tags"] = _("Name tags of the organisation, divided by commas.")

    def _comment(self, given: Then) -> None:
        if given.comment and not self._has_response(given.comment):
            self.wrong["comment"] = _("There is no such canned response for these reports.")
        if given.audience not in Audience.values:
            self.wrong["audience"] = _("Choose who reads it: participants or team.")

    def _move(self, given: Then) -> None:
        if given.note and not self._has_response(given.note):
            self.wrong["note"] = _("There is no such canned response for these reports.")
        if not given.move:
            return
        if given.move not in MOVES_OF_RULES:
            self.wrong["move"] = _("A rule can make these moves: %(known)s.") % {
                "known": ", ".join(MOVES_OF_RULES)
            }
        elif MOVES[given.move].asks & {Ask.NOTE, Ask.TRIED} and not given.note:
            self.wrong["note"] = _("This move needs a text: choose a canned response.")

    def _people(self, given: Then) -> None:
        if given.assignee and not self._are_members([given.assignee], Permission.REPORT_NOTE):
            self.wrong["assignee"] = _("@%(name)s cannot work on reports here.") % {
                "name": given.assignee[:40]
            }
        groups = Group.objects.filter(organization=self.organization_id, handle=given.group)
        if given.group and not groups.exists():
            self.wrong["group"] = _("There is no such group.")
        told = [handle for handle in given.notify if handle != ASSIGNEE]
        if len(told) > MOST_TOLD or not self._are_members(told, Permission.REPORT_VIEW):
            self.wrong["notify"] = _(
                "Name at most %(most)s members who read reports, or “assignee”."
            ) % {"most": MOST_TOLD}

    def _line(self, name: str, given: str) -> str:
        try:
            line = clean_line(given).strip()
        except UnsafeText as refusal:
            self.wrong[name] = str(refusal)
            return ""
        refuse_secrets(line, field=name)
        return line

    def _has_response(self, public_id: str) -> bool:
        """One that is for every report that the rule may meet."""
        found = policies.visible_responses(self.actor).filter(
            organization=self.organization_id, public_id=ids.normalize(public_id)
        )
        row = found.first()
        return row is not None and row.program_id in (None, getattr(self.program, "pk", None))

    def _are_members(self, handles: Iterable[str], permission: Permission) -> bool:
        wanted = set(handles)
        found = Membership.objects.filter(
            organization=self.organization_id,
            user__handle__in=wanted,
            user__is_active=True,
            role__in=roles_with(permission),
        )
        return not wanted or found.count() == len(wanted)


def checked(organization_id: int, program: str, actor: Actor) -> Checked:
    """To take the parts of a rule for the organization, or for one program of it."""
    row: Program | None = None
    if program:
        its = reports.team_programs(actor).filter(organization=organization_id, slug=program)
        row = its.first()
    made = Checked(organization_id, actor, row)
    if program and row is None:
        made.wrong["program"] = _("There is no such programme.")
    return made
