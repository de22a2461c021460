"""Leaked keys in words."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import ROLE_LABELS, Permission, Role
from seawall.domain.actor import Actor
from seawall.domain.leaks import queries
from seawall.domain.leaks.queries import LeakPage, LeakRow, Said
from seawall.domain.leaks.rules.sending import SOURCE_LABELS, Source
from seawall.domain.leaks.rules.workflow import OPEN, STATE_LABELS, LeakState
from seawall.domain.rewards import queries as rewards
from seawall.domain.rewards.rules.awarding import AWARD_STATE_LABELS, AwardState
from seawall.domain.vault.rules.reasons import LOOK_LABELS, REVEAL_LABELS
from seawall.lib import clock
from seawall.lib.money import format_money
from seawall.web.pages.rewards.wording import AWARD_TONES, KIND_LABELS, range_words

# A key in the open is used within hours: one that nobody touched for a day is marked.
LATE = timedelta(days=1)

TONES = {
    LeakState.RECEIVED: "accent",
    LeakState.CONFIRMED: "warn",
    LeakState.REVOKED: "ok",
    LeakState.REWARDED: "ok",
    LeakState.NOT_OURS: "neutral",
    LeakState.ALREADY_REVOKED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One state to show."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One leak in a list."""

    public_id: str
    url: str
    state: str
    tone: str
    program: str
    kind: str
    source: str
    count: int
    is_known: bool
    reporter: str
    at: datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class ListPage:
    """The team's queue beside one's own."""

    is_team: bool
    tabs: tuple[Tab, ...]
    queue: tuple[Line, ...]
    mine: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Credential:
    """A sealed key, for the team with its buttons."""

    id: str
    kind: str
    fingerprint: str
    is_purged: bool
    purge_at: datetime | None
    others: tuple[tuple[str, str], ...]
    reveal_url: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: datetime
    who: str
    text: str
    body: str
    is_comment: bool
    tone: str


@dataclass(frozen=True, slots=True)
class Award:
    """One award of the leak; `url` is empty where the reader cannot open it."""

    public_id: str
    amount: str
    state: str
    tone: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be proposed: `levels` are priorities with what the table says."""

    currency: str
    version: int
    levels: tuple[tuple[str, str], ...]
    maximum: str
    awarded: str
    kinds: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One leak. `url` is where its reader comes back to; `address` is where the key was found."""

    line: Line
    url: str
    comment_url: str
    move_url: str
    address: str
    found_on: date | None
    how_many: int
    notes: str
    contact: str
    is_team: bool
    can_comment: bool
    can_reveal: bool
    moves: tuple[tuple[str, str, bool], ...]
    credentials: tuple[Credential, ...]
    looks: tuple[tuple[datetime, str, str, str], ...]
    timeline: tuple[Event, ...]
    messages: tuple[tuple[datetime, datetime | None, int, str], ...]
    reasons: tuple[tuple[str, str], ...]
    awards: tuple[Award, ...] = ()
    offer: Offer | None = None

    def credential(self, secret_id: str) -> Credential | None:
        """One of the keys by its id."""
        return next((one for one in self.credentials if one.id == secret_id), None)


def listed(actor: Actor, state: str) -> ListPage:
    """What the actor sees of leaked keys."""
    is_team = bool(actor.organizations_with(Permission.LEAK_VIEW))
    chosen = state if state in frozenset(LeakState) else ""
    labels = [("", _("All"))] + [(each.value, _(text)) for each, text in STATE_LABELS.items()]
    return ListPage(
        is_team=is_team,
        tabs=tuple(Tab(text, f"?state={key}", key == chosen) for key, text in labels),
        queue=tuple(map(_line, queries.queue(actor, state=chosen))) if is_team else (),
        mine=tuple(map(_line, queries.mine(actor))),
    )


def one(actor: Actor, public_id: str) -> Page:
    """For who reported it, or for the team. Raises NotFound for all others."""
    found = queries.leak(actor, public_id)
    name = [found.row.public_id]
    page = _page(
        found,
        url=reverse("leak", args=name),
        comment_url=reverse("leak_comment", args=name),
        move_url=reverse("leak_move", args=name),
    )
    earned = rewards.awards_of_leak(public_id, actor=actor)
    offer = rewards.offer_for_leak(public_id, actor=actor)
    return replace(
        page, awards=tuple(map(_award, earned.awards)), offer=_offer(offer) if offer else None
    )


def by_link(secret: str) -> Page:
    """For who holds the secret link. Raises NotFound for any other."""
    url = reverse("leak_return", args=[secret])
    return _page(queries.by_link(secret), url=url, comment_url=url, move_url="")


def _page(found: LeakPage, *, url: str, comment_url: str, move_url: str) -> Page:
    return Page(
        line=_line(found.row),
        url=url,
        comment_url=comment_url,
        move_url=move_url,
        address=found.url,
        found_on=found.found_on,
        how_many=found.how_many,
        notes=found.notes,
        contact=found.contact,
        is_team=found.is_team,
        can_comment=found.can_comment,
        can_reveal=found.can_reveal,
        moves=tuple((move.name, _(move.label), move.needs_note) for move in found.moves),
        credentials=tuple(
            Credential(
                id=line.id,
                kind=line.kind,
                fingerprint=line.fingerprint,
                is_purged=line.is_purged,
                purge_at=line.purge_at,
                others=tuple((ref, _place(subject, ref)) for subject, ref in line.others),
                reveal_url=reverse("leak_reveal", args=[found.row.public_id, line.id]),
            )
            for line in found.credentials
        ),
        looks=tuple(
            (
                look.at,
                _role(look.role),
                _(LOOK_LABELS.get(look.reason, look.reason)),
                look.who if found.is_team else "",
            )
            for look in found.reveals
        ),
        timeline=tuple(_event(said, found) for said in found.timeline),
        messages=found.messages,
        reasons=tuple((code, _(text)) for code, text in REVEAL_LABELS.items()),
    )


def _award(row: rewards.AwardRow) -> Award:
    return Award(
        public_id=row.public_id,
        amount=format_money(row.amount_minor, row.currency),
        state=_(AWARD_STATE_LABELS[AwardState(row.state)]),
        tone=AWARD_TONES[row.state],
        at=row.decided_at or row.proposed_at,
    )


def _offer(found: rewards.LeakOffer) -> Offer:
    return Offer(
        currency=found.currency,
        version=found.brief_version,
        levels=tuple(
            (str(level), f"P{level}: {range_words(offered, found.currency)}")
            for level, offered in found.ranges
        ),
        maximum=format_money(found.maximum_minor, found.currency) if found.maximum_minor else "",
        awarded=format_money(found.awarded_minor, found.currency) if found.awarded_minor else "",
        kinds=tuple((code, _(label)) for code, label in KIND_LABELS.items()),
    )


def _place(subject: str, ref: str) -> str:
    return reverse("leak" if subject == "leak" else "report", args=[ref])


def _role(role: str) -> str:
    return _(ROLE_LABELS[Role(role)]) if role in frozenset(Role) else role


def _event(said: Said, found: LeakPage) -> Event:
    if said.side == "team":
        who = (
            f"@{said.who}"
            if said.who
            else _("The team of %(name)s") % {"name": found.row.program_name}
        )
    else:
        who = f"@{said.who}" if said.who else _("Who found it")
    text = _("wrote") if said.to_state is None else _(STATE_LABELS[said.to_state])
    return Event(
        at=said.at,
        who=who,
        text=text,
        body=said.body,
        is_comment=said.to_state is None,
        tone=TONES[said.to_state] if said.to_state else "",
    )


def _line(row: LeakRow) -> Line:
    return Line(
        public_id=row.public_id,
        url=reverse("leak", args=[row.public_id]),
        state=_(STATE_LABELS[row.state]),
        tone=TONES[row.state],
        program=row.program_name,
        kind=row.kind,
        source=_(SOURCE_LABELS[Source(row.source)]),
        count=row.credential_count,
        is_known=row.is_known,
        reporter=row.reporter,
        at=row.created_at,
        is_late=row.state in OPEN and clock.now() - row.updated_at > LATE,
    )
