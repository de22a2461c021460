"""What was taken out of a report, for those who see the report. Never the secrets themselves."""

from dataclasses import dataclass, replace

from seawall.domain.actor import Actor
from seawall.domain.reports import policies
from seawall.domain.reports.queries.threads import visible_report
from seawall.domain.vault import queries as vault
from seawall.domain.vault.queries import SecretLine

_SUBJECT = "report"


@dataclass(frozen=True, slots=True)
class SecretsPage:
    """The secrets of one report and what this reader may do about them."""

    public_id: str
    title: str
    program: str
    program_name: str
    is_draft: bool
    is_team: bool
    can_reveal: bool
    can_dispute: bool
    lines: tuple[SecretLine, ...]


def secrets(actor: Actor, public_id: str) -> SecretsPage:
    """All of them. The reporter's side reads roles in place of names. Raises NotFound."""
    report = visible_report(actor, public_id)
    is_team = policies.can_note(actor, report) or policies.can_reveal_secrets(actor, report)
    lines = vault.secrets_of(_SUBJECT, report.public_id)
    return SecretsPage(
        public_id=report.public_id,
        title=report.title,
        program=report.program.slug,
        program_name=report.program.name,
        is_draft=report.submitted_at is None,
        is_team=is_team,
        can_reveal=policies.can_reveal_secrets(actor, report),
        can_dispute=policies.can_dispute_secrets(actor, report),
        lines=lines if is_team else tuple(map(_without_names, lines)),
    )


def _without_names(line: SecretLine) -> SecretLine:
    return replace(line, reveals=tuple(replace(one, who="") for one in line.reveals))
