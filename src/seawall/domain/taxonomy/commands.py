"""Changes to the taxonomy."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, NotAllowed
from seawall.domain.taxonomy import policies, queries
from seawall.domain.taxonomy.events import TaxonomyImported
from seawall.domain.taxonomy.models import VrtRelease
from seawall.domain.taxonomy.rules import vrt
from seawall.lib import clock
from seawall.lib.text import gettext_noop, said


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
    if not policies.can_import(actor) or actor.user_id is None:
        raise NotAllowed(
            gettext_noop("Only the administrator of this platform may import a taxonomy.")
        )
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
                imported_by_id=actor.user_id,
            )
    except IntegrityError as error:
        raise Conflict(
            said(gettext_noop("The release %(id)s is already imported."), id=release.id)
        ) from error
    record(TaxonomyImported(release=release.id, nodes=len(release.nodes)), actor=actor)
    queries.forget()
    transaction.on_commit(queries.forget)
    return row
