"""The tags of an organization."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from seawall.domain.accounts import queries as accounts
from seawall.domain.accounts.queries import OrganizationView
from seawall.domain.actor import Actor
from seawall.domain.reports import queries
from seawall.domain.reports.policies.tagging import can_manage_tags
from seawall.domain.reports.rules.tags import TONE_LABELS
from seawall.web.pages.triage.narrowing import Narrowing


@dataclass(frozen=True, slots=True)
class TagLine:
    """One tag. `url` changes it, `reports_url` shows what has it."""

    name: str
    tone: str
    tone_label: str
    is_archived: bool
    reports: int
    url: str
    reports_url: str


@dataclass(frozen=True, slots=True)
class TagsPage:
    """All of them; `tones` are the colours to choose from."""

    organization: OrganizationView
    lines: tuple[TagLine, ...]
    tones: tuple[tuple[str, str], ...]
    can_manage: bool


def page(actor: Actor, slug: str) -> TagsPage:
    """Raises NotFound for who reads none of its reports."""
    organization = accounts.organization(slug, actor=actor)
    tones = {tone.value: _(label) for tone, label in TONE_LABELS.items()}
    return TagsPage(
        organization=organization,
        lines=tuple(
            TagLine(
                name=row.name,
                tone=row.tone,
                tone_label=tones[row.tone],
                is_archived=row.is_archived,
                reports=row.reports,
                url=reverse("tag_edit", args=[slug, row.public_id]),
                reports_url=f"{reverse('inbox')}{Narrowing(f'tag:{row.name}').query()}",
            )
            for row in queries.tags(actor, organization.id)
        ),
        tones=tuple(tones.items()),
        can_manage=can_manage_tags(actor, organization.id),
    )
