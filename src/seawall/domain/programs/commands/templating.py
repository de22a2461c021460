"""Words to begin a report with: a programme's, and those that people keep for themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.accounts.models import User
from seawall.domain.accounts.rules import TokenScope
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import (
    OwnTemplateRemoved,
    OwnTemplateSaved,
    ReportTemplateSet,
)
from seawall.domain.programs.models import ReportTemplate
from seawall.domain.programs.rules import templating as rules
from seawall.domain.taxonomy import queries as taxonomy
from seawall.lib import ids


@transaction.atomic
def set_template(
    slug: str, *, vrt: str = "", description: str, impact: str, actor: Actor
) -> ReportTemplate | None:
    """What a new report of the programme begins with, or one about this entry of the taxonomy and
    all below it. Two empty texts take it away: then None comes back.
    """
    program = holding.defining(slug, actor=actor)
    entry = vrt.strip()
    if entry and taxonomy.release().get(entry) is None:
        raise Invalid(_("The taxonomy has no such type."), field="vrt")
    texts = _texts(description, impact)
    rows = ReportTemplate.objects.filter(program=program)
    row = rows.filter(vrt=entry).first()
    if row is None and rows.count() >= rules.MOST_ENTRIES:
        raise Conflict(
            _("A programme has at most %(most)s templates.") % {"most": rules.MOST_ENTRIES},
            code="too_many",
        )
    if not any(texts.values()):
        if row is None:
            raise Invalid(_("Write what a report begins with."), field="description")
        row.delete()
        row = None
    elif row is None:
        row = ReportTemplate.objects.create(
            public_id=_free_id(), program=program, vrt=entry, **texts
        )
    else:
        _rewrite(row, texts)
    program.has_templates = rows.exists()
    program.save(update_fields=["has_templates"])
    event = ReportTemplateSet(program=program.slug, entry=entry, is_removed=row is None)
    holding.note(event, program, actor=actor)
    return row


@transaction.atomic
def save_own_template(
    *, name: str, description: str, impact: str, public_id: str = "", actor: Actor
) -> ReportTemplate:
    """Keep words for one's own reports under a name, or reword those of `public_id`."""
    owner = _writer(actor)
    # Whoever saves two at once waits here, so that a name is there once.
    User.objects.select_for_update().get(pk=owner)
    row = _own(actor, public_id) if public_id else None
    texts = _texts(description, impact)
    if not any(texts.values()):
        raise Invalid(_("Write what a report begins with."), field="description")
    texts["name"] = wording.line(name, field="name", longest=rules.LONGEST_NAME, required=True)
    mine = ReportTemplate.objects.filter(owner=owner)
    others = mine.exclude(pk=row.pk) if row else mine
    if others.filter(name=texts["name"]).exists():
        raise Conflict(_("You have a template of this name."), code="template_name")
    if row is None:
        if mine.count() >= rules.MOST_OWN:
            raise Conflict(
                _("You have %(most)s templates. Remove one first.") % {"most": rules.MOST_OWN},
                code="too_many",
            )
        row = ReportTemplate.objects.create(public_id=_free_id(), owner_id=owner, **texts)
    else:
        _rewrite(row, texts)
    record(OwnTemplateSaved(template=row.public_id), actor=actor)
    return row


@transaction.atomic
def remove_own_template(public_id: str, *, actor: Actor) -> None:
    """Keep it no longer. Reports that began with it stay as they are."""
    _writer(actor)
    row = _own(actor, public_id)
    row.delete()
    record(OwnTemplateRemoved(template=row.public_id), actor=actor)


def _writer(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Sign in first."), code="sign_in")
    if not actor.has_scope(TokenScope.REPORTS_WRITE):
        raise NotAllowed(_("This token may not write reports: it lacks the scope reports:write."))
    return actor.user_id


def _own(actor: Actor, public_id: str) -> ReportTemplate:
    wanted = ids.normalize(public_id)
    row = ReportTemplate.objects.filter(owner=actor.user_id, public_id=wanted).first()
    if row is None:
        raise NotFound
    return row


def _texts(description: str, impact: str) -> dict[str, str]:
    found = {}
    for name, text in (("description", description), ("impact", impact)):
        cleaned = wording.paragraphs(text, field=name, longest=rules.LONGEST_TEXT).strip("\n")
        found[name] = cleaned if cleaned.strip() else ""
    return found


def _rewrite(row: ReportTemplate, texts: dict[str, str]) -> None:
    changed = [name for name, text in texts.items() if getattr(row, name) != text]
    if not changed:
        raise Conflict(_("Nothing was changed."), code="unchanged")
    for name in changed:
        setattr(row, name, texts[name])
    row.save(update_fields=changed)


def _free_id() -> str:
    while True:
        candidate = ids.public_id("T")
        if not ReportTemplate.objects.filter(public_id=candidate).exists():
            return candidate
