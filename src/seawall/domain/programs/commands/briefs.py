"""The brief: written as a draft, published as an immutable version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict, Invalid
from seawall.domain.programs import queries
from seawall.domain.programs.commands import holding
from seawall.domain.programs.events import BriefDraftDiscarded, BriefDrafted, BriefPublished
from seawall.domain.programs.models import Brief, BriefDraft, Program
from seawall.domain.programs.rules import brief as briefs
from seawall.domain.programs.rules import diffing, rewards
from seawall.domain.programs.rules.lifecycle import ProgramKind
from seawall.domain.vault.commands import struck_out
from seawall.lib import clock, money

CHANGE_NOTE_CHARS = 500
DRAFT_BYTES = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """What is wrong with the draft (by path) and what it lacks before it can be published.

    `is_struck`: words that looked like a secret were struck out; they are kept nowhere.
    """

    saved_at: datetime
    errors: Mapping[str, str]
    missing: Mapping[str, str]
    is_struck: bool = False

    @property
    def token(self) -> str:
        """Names this draft: send it back as `based_on`."""
        return queries.draft_token(self.saved_at)


@transaction.atomic
def save_brief_draft(
    slug: str,
    *,
    document: Mapping[str, Any],
    actor: Actor,
    based_on: str | None = None,
) -> DraftSaved:
    """Keep the next version as it stands, mistakes included.

    `based_on` is the token of the draft that was edited, "" for none; Conflict (code draft_changed)
    when somebody else saved another one since. Characters that no database keeps become U+FFFD,
    and what looks like a secret is struck out: a brief is read by everybody.
    """
    program = holding.editable(slug, actor=actor)
    draft = BriefDraft.objects.select_for_update().filter(program=program).first()
    if draft is not None and _is_foreign(draft, based_on, actor):
        raise Conflict(
            _("Somebody else saved this brief meanwhile. Look at it, then save again."),
            code="draft_changed",
        )
    given = _storable(document)
    content = struck_out(given, own=program.secret_patterns)
    now = clock.now()
    if draft is None:
        BriefDraft.objects.create(
            program=program, content=content, saved_at=now, saved_by_id=holding.person(actor)
        )
        holding.note(BriefDrafted(program=program.slug), program, actor=actor)
    else:
        draft.content, draft.saved_at, draft.saved_by_id = content, now, holding.person(actor)
        draft.save(update_fields=["content", "saved_at", "saved_by"])
    errors, missing = queries.check_document(content, ProgramKind(program.kind))
    return DraftSaved(now, errors, missing, is_struck=content is not given)


@transaction.atomic
def discard_brief_draft(slug: str, *, actor: Actor) -> None:
    """Throw the next version away; the one in force stays."""
    program = holding.editable(slug, actor=actor)
    if program.brief_id is None:
        raise Conflict(
            _("Nothing is published yet, so there is nothing to go back to."), code="no_brief"
        )
    deleted, _rows = BriefDraft.objects.filter(program=program).delete()
    if not deleted:
        raise Conflict(_("There is no draft."), code="no_draft")
    holding.note(BriefDraftDiscarded(program=program.slug), program, actor=actor)


@transaction.atomic
def publish_brief(slug: str, *, change_note: str, actor: Actor) -> Brief:
    """Put the draft in force as the next version. Reports sent before keep theirs.

    Raises Invalid that names what is wrong or missing, Conflict where nothing changed.
    """
    program = holding.publishable(slug, actor=actor)
    draft = BriefDraft.objects.filter(program=program).first()
    if draft is None:
        raise Conflict(_("There is no draft to publish. Change the brief first."), code="no_draft")
    brief = briefs.parse(draft.content)
    briefs.require_publishable(brief, ProgramKind(program.kind))
    if not money.is_currency(brief.currency):
        raise Invalid(_("This currency is not in use today."), field="currency")
    current = Brief.objects.filter(pk=program.brief_id).first() if program.brief_id else None
    note = wording.line(
        change_note, field="change_note", longest=CHANGE_NOTE_CHARS, required=current is not None
    )
    version = _next_version(program, brief, note, current, actor)
    _mirror(program, brief, version)
    draft.delete()
    before = briefs.load(current.content) if current is not None else None
    event = BriefPublished(
        program=program.slug,
        version=version.version,
        content_sha256=version.content_sha256,
        changes_scope=before is None or diffing.diff(before, brief).changes_scope_or_rewards,
    )
    holding.note(event, program, actor=actor)
    return version


def _next_version(
    program: Program, brief: briefs.Brief, note: str, current: Brief | None, actor: Actor
) -> Brief:
    digest = briefs.content_hash(brief)
    if current is not None and current.content_sha256 == digest:
        raise Conflict(
            _("This is the version in force already: nothing changed."), code="unchanged"
        )
    return Brief.objects.create(
        program=program,
        version=current.version + 1 if current is not None else 1,
        content=briefs.to_document(brief),
        content_sha256=digest,
        change_note=note,
        published_at=clock.now(),
        published_by_id=holding.person(actor),
    )


def _mirror(program: Program, brief: briefs.Brief, version: Brief) -> None:
    """The columns that lists and filters read."""
    paid = ProgramKind(program.kind) is ProgramKind.BOUNTY
    found = rewards.overall_range(brief) if paid else None
    kinds = dict.fromkeys(target.kind.value for target in brief.in_scope)
    program.brief = version
    program.summary = brief.summary
    program.target_kinds = f",{','.join(kinds)}," if kinds else ""
    program.target_count = len(brief.in_scope)
    program.safe_harbor = brief.safe_harbor.status()
    program.currency = brief.currency
    program.reward_minimum_minor = found.minimum_minor if found else None
    program.reward_maximum_minor = found.maximum_minor if found else None
    program.program_maximum_minor = brief.program_maximum_minor if found else None
    program.first_response_days = brief.clock_targets.first_response_days
    program.triage_days = brief.clock_targets.triage_days
    program.reward_days = brief.clock_targets.reward_days
    program.published_at = version.published_at
    program.save()


def _is_foreign(draft: BriefDraft, based_on: str | None, actor: Actor) -> bool:
    """Whether somebody else saved after the version that the actor started from."""
    if based_on is None or draft.saved_by_id == actor.user_id:
        return False
    return queries.draft_token(draft.saved_at) != based_on


def _storable(document: Mapping[str, Any]) -> dict[str, Any]:
    content = {str(key): _clean(value) for key, value in document.items()}
    if len(json.dumps(content)) > DRAFT_BYTES:
        raise Invalid(_("The brief is too large to be saved: at most 4 MB."))
    return content


def _clean(value: Any) -> Any:
    """JSON that PostgreSQL takes: no NUL, no lone surrogates, at any depth."""
    if isinstance(value, str):
        return value.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {str(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    raise Invalid(_("A brief is made of text, whole numbers, lists and objects."))
