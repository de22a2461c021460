"""Changes to the taxonomy, and to what organizations advise."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import wording
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.taxonomy import policies, queries
from seawall.domain.taxonomy.events import (
    AdviceReset,
    AdviceSet,
    TaxonomyDefaultSet,
    TaxonomyImported,
)
from seawall.domain.taxonomy.models import Advice, VrtRelease
from seawall.domain.taxonomy.rules import vrt
from seawall.lib import clock
from seawall.lib.text import gettext_noop, said

LONGEST_ADVICE = 8000


@transaction.atomic
def import_release(
    upstream: Mapping[str, Any],
    *,
    cwe: Mapping[str, Any] | None = None,
    cvss: Mapping[str, Any] | None = None,
    make_default: bool = False,
    actor: Actor,
) -> VrtRelease:
    """Add the release in the publisher's JSON, with its mapping documents when given.

    A release newer than all others becomes the default by itself; `make_default` forces it.
    Raises Invalid with one message per place that is wrong, Conflict when it is already there:
    reports are pinned to releases, so a release never changes.
    """
    user_id = _administrator(actor)
    release = vrt.from_upstream(upstream, cwe=cwe, cvss=cvss)
    if make_default:
        VrtRelease.objects.filter(is_default=True).update(is_default=False)
    try:
        with transaction.atomic():
            row = VrtRelease.objects.create(
                release=release.id,
                content=vrt.to_compact(release),
                is_default=make_default,
                imported_at=clock.now(),
                imported_by_id=user_id,
            )
    except IntegrityError as error:
        raise Conflict(
            said(gettext_noop("The release %(id)s is already imported."), id=release.id)
        ) from error
    record(TaxonomyImported(release=release.id, nodes=len(release.nodes)), actor=actor)
    queries.forget()
    transaction.on_commit(queries.forget)
    return row


@transaction.atomic
def choose_default(release: str, *, actor: Actor) -> None:
    """Have new reports rated by an imported release, or (empty) by the newest there is.

    Reports keep the release they were rated by. Raises NotAllowed, NotFound for a release that was
    not imported, Conflict where it is so already.
    """
    _administrator(actor)
    rows = VrtRelease.objects.select_for_update()
    chosen = rows.filter(release=release).first() if release else None
    if release and chosen is None:
        raise NotFound
    before = rows.filter(is_default=True).first()
    if before == chosen:
        raise Conflict(_("New reports are rated by this release already."), code="unchanged")
    if before is not None:
        before.is_default = False
        before.save(update_fields=["is_default"])
    if chosen is not None:
        chosen.is_default = True
        chosen.save(update_fields=["is_default"])
    record(TaxonomyDefaultSet(release=release), actor=actor)
    queries.forget()
    transaction.on_commit(queries.forget)


def _administrator(actor: Actor) -> int:
    if not policies.can_import(actor) or actor.user_id is None:
        raise NotAllowed(
            gettext_noop("Only the administrator of this platform may import a taxonomy.")
        )
    return actor.user_id


@transaction.atomic
def set_advice(
    organization_id: int, vrt_id: str, *, text: str, expected_version: int, actor: Actor
) -> Advice:
    """The organization's own advice for an entry, in Markdown; empty: it wants none there.

    `expected_version` is the newest that the writer has read, 0 for none. Raises NotFound,
    NotAllowed, Invalid, and Conflict where somebody else wrote since, or where nothing changes.
    """
    newest = _newest(organization_id, vrt_id, actor)
    words = wording.paragraphs(text, field="text", longest=LONGEST_ADVICE).strip()
    version = newest.version if newest else 0
    if version != expected_version:
        raise Conflict(_("Somebody else wrote this since. Read it, then save again."), code="stale")
    own = newest.text if newest and not newest.is_reset else None
    if words == own or (own is None and words == queries.shipped_advice(vrt_id)):
        raise Conflict(_("This is what it says already."), code="unchanged")
    row = _next(organization_id, vrt_id, version, words, actor)
    digest = hashlib.sha256(words.encode()).hexdigest()
    record(
        AdviceSet(vrt=vrt_id, version=row.version, sha256=digest),
        actor=actor,
        organization_id=organization_id,
    )
    return row


@transaction.atomic
def reset_advice(organization_id: int, vrt_id: str, *, actor: Actor) -> Advice:
    """Let the shipped advice count again. Raises NotFound, NotAllowed, Conflict where it does."""
    newest = _newest(organization_id, vrt_id, actor)
    if newest is None or newest.is_reset:
        raise Conflict(_("The shipped advice counts already."), code="unchanged")
    row = _next(organization_id, vrt_id, newest.version, None, actor)
    record(
        AdviceReset(vrt=vrt_id, version=row.version), actor=actor, organization_id=organization_id
    )
    return row


def _newest(organization_id: int, vrt_id: str, actor: Actor) -> Advice | None:
    if not policies.can_read_advice(actor, organization_id):
        raise NotFound
    if not policies.can_edit_advice(actor, organization_id):
        raise NotAllowed(_("Your role may not write advice here."))
    if queries.release().get(vrt_id) is None:
        raise Invalid(_("There is no such entry in the taxonomy."), field="vrt")
    rows = Advice.objects.filter(organization_id=organization_id, vrt=vrt_id)
    return rows.order_by("-version").first()


def _next(
    organization_id: int, vrt_id: str, version: int, text: str | None, actor: Actor
) -> Advice:
    """The next version; None resets. Two writers at once: the database lets one of them through."""
    try:
        with transaction.atomic():
            return Advice.objects.create(
                organization_id=organization_id,
                vrt=vrt_id,
                version=version + 1,
                text=text or "",
                is_reset=text is None,
                written_at=clock.now(),
                written_by_id=actor.user_id or 0,
            )
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else wrote this since. Read it, then save again."), code="stale"
        ) from error
