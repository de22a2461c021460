"""What was taken out of a report, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import ROLE_LABELS, Role
from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.vault.queries import RevealLine, SecretLine
from seawall.domain.vault.rules.reasons import LOOK_LABELS, REVEAL_LABELS


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody looked. `who` is empty for the reporter's side."""

    at: datetime
    role: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Line:
    """One secret: what it was, where, and what became of it."""

    id: str
    kind: str
    field: str
    fingerprint: str
    taken_at: datetime
    purge_at: datetime | None
    state: str
    tone: str
    can_reveal: bool
    can_dispute: bool
    can_judge: bool
    looks: tuple[Look, ...]
    reveal_url: str
    dispute_url: str
    judge_url: str


@dataclass(frozen=True, slots=True)
class SecretsPage:
    """The list, and what this reader may do."""

    public_id: str
    title: str
    url: str
    report_url: str
    is_team: bool
    can_reveal: bool
    reasons: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    def line(self, secret_id: str) -> Line | None:
        """One of the lines by its id."""
        return next((line for line in self.lines if line.id == secret_id), None)


def secrets(actor: Actor, public_id: str) -> SecretsPage:
    """For a reader of the report. Raises NotFound for everybody else."""
    found = queries.secrets(actor, public_id)
    return SecretsPage(
        public_id=found.public_id,
        title=found.title,
        url=reverse("report-secrets", args=[found.public_id]),
        report_url=reverse("inbox-report" if found.is_team else "report", args=[found.public_id]),
        is_team=found.is_team,
        can_reveal=found.can_reveal,
        reasons=tuple((code, _(label)) for code, label in REVEAL_LABELS.items()),
        lines=tuple(_line(found, line) for line in found.lines),
    )


def _line(page: queries.SecretsPage, line: SecretLine) -> Line:
    state, tone = _state(line)
    is_open = line.is_secret and not line.is_decided
    places = [page.public_id, line.id]
    return Line(
        id=line.id,
        kind=line.kind,
        field=_field(line.field),
        fingerprint=line.fingerprint,
        taken_at=line.taken_at,
        purge_at=None if line.is_purged else line.purge_at,
        state=state,
        tone=tone,
        can_reveal=page.can_reveal and not line.is_purged,
        can_dispute=page.can_dispute and is_open and not line.is_disputed and not line.is_purged,
        can_judge=page.can_reveal and line.is_disputed and is_open and not line.is_purged,
        looks=tuple(map(_look, line.reveals)),
        reveal_url=reverse("report-secret-reveal", args=places),
        dispute_url=reverse("report-secret-dispute", args=places),
        judge_url=reverse("report-secret-judge", args=places),
    )


def _look(look: RevealLine) -> Look:
    role = _(ROLE_LABELS[Role(look.role)]) if look.role in frozenset(Role) else look.role
    return Look(look.at, role, _(LOOK_LABELS.get(look.reason, look.reason)), look.who)


def _state(line: SecretLine) -> tuple[str, str]:
    if not line.is_secret:
        return _("no secret, put back"), "ok"
    if line.is_purged:
        return _("deleted, only the fingerprint is left"), "neutral"
    if line.is_decided:
        return _("the team says it is one"), "warn"
    if line.is_disputed:
        return _("disputed: the team decides"), "accent"
    return _("sealed"), "info"


def _field(name: str) -> str:
    labels = {
        "title": _("Title"),
        "target": _("Target"),
        "url": _("URL or location"),
        "description": _("Description"),
        "impact": _("Impact"),
        "other_justification": _("Why this target belongs to the programme"),
        "comment": _("a comment"),
        "file": _("a file"),
        "file name": _("the name of a file"),
        "move": _("the note of a move"),
        "severity": _("the reason of a rating"),
        "body": _("a comment"),
        "note": _("a note"),
        "reason": _("a reason"),
    }
    return labels.get(name, name)
