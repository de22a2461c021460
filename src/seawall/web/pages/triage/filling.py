"""The form of what the team fills in of a programme's fields."""

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.errors import NotAllowed
from seawall.web.pages.triage import panes
from seawall.web.pages.triage.acting import ActPage, seen_by_team
from seawall.web.pages.triage.narrowing import Narrowing


def fields_page(actor: Actor, public_id: str, narrowing: Narrowing) -> ActPage:
    """Raises NotAllowed where the actor fills nothing in."""
    thread = seen_by_team(actor, public_id)
    if not any(view.can_set for view in thread.report.fields):
        raise NotAllowed(_("You may not fill in the fields of this report."))
    query = narrowing.query()
    return ActPage(
        thread=thread,
        title=_("Fields of the team"),
        submit=_("Save"),
        icon="check",
        kind="primary",
        fields="triage/_fields_custom.html",
        url=panes.url("fields", thread.public_id, query),
        back=panes.url("report", thread.public_id, query),
    )
