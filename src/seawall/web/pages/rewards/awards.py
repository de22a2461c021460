"""The team's list of awards."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.rewards import queries
from seawall.domain.rewards.queries import AwardRow
from seawall.domain.rewards.rules.awarding import AWARD_STATE_LABELS, AwardState
from seawall.lib.money import format_money
from seawall.web.pages.rewards.wording import AWARD_TONES, KIND_LABELS, Tab, address, next_page


@dataclass(frozen=True, slots=True)
class AwardLine:
    """One award in the team's list."""

    public_id: str
    url: str
    state_label: str
    tone: str
    kind: str
    amount: str
    is_exceptional: bool
    report: str
    priority: int | None
    group: str
    program: str
    by: str
    at: datetime
    can_decide: bool


@dataclass(frozen=True, slots=True)
class AwardsPage:
    """The team's awards, those that wait first."""

    tabs: tuple[Tab, ...]
    state: str
    program: str
    programs: tuple[tuple[str, str], ...]
    rows: tuple[AwardLine, ...]
    first_url: str
    next_url: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.state or self.program)


def awards_page(actor: Actor, *, state: str, program: str, cursor: str) -> AwardsPage:
    """The list, narrowed by state and programme."""
    found = queries.awards(actor, state=state, program=program, cursor=cursor or None)
    kept = {name: value for name, value in (("state", state), ("program", program)) if value}
    waiting = queries.open_proposals_count(actor)
    by_program = {"program": program} if program else {}
    tabs = [Tab(_("All"), address("/awards", by_program), not state)]
    for each in AwardState:
        tabs.append(
            Tab(
                label=_(AWARD_STATE_LABELS[each]),
                url=address("/awards", {"state": each.value, **by_program}),
                current=each == state,
                count=waiting or None if each is AwardState.PROPOSED else None,
            )
        )
    return AwardsPage(
        tabs=tuple(tabs),
        state=state,
        program=program,
        programs=tuple((one.slug, one.name) for one in queries.programs_with_awards(actor)),
        rows=tuple(award_line(each) for each in found.items),
        first_url=address("/awards", kept) if cursor else "",
        next_url=next_page("/awards", kept, found.next_cursor),
    )


def award_line(row: AwardRow) -> AwardLine:
    """One award as lists and its own page show it."""
    return AwardLine(
        public_id=row.public_id,
        url=f"/awards/{row.public_id}",
        state_label=_(AWARD_STATE_LABELS[AwardState(row.state)]),
        tone=AWARD_TONES[row.state],
        kind=_(KIND_LABELS[row.kind]),
        amount=format_money(row.amount_minor, row.currency),
        is_exceptional=row.is_exceptional,
        report=row.report or row.leak,
        priority=row.priority,
        group=row.target_group,
        program=row.program_name,
        by=row.decided_by or row.proposed_by,
        at=row.decided_at or row.proposed_at,
        can_decide=row.can_decide,
    )
