"""What the steps of an award share: finding it, its words, and what is told of it."""

from django.utils.translation import gettext as _

from seawall.domain.actor import Actor
from seawall.domain.audit.commands import Happening, record
from seawall.domain.errors import Invalid, NotFound
from seawall.domain.leaks import commands as leaks
from seawall.domain.leaks.models import Leak
from seawall.domain.reports import commands as reports
from seawall.domain.reports.models import Report
from seawall.domain.rewards import policies
from seawall.domain.rewards.models import Award
from seawall.lib import ids
from seawall.lib.text import UnsafeText, clean_text

LONGEST_REASON = 4000


def held(public_id: str, actor: Actor) -> Award:
    """The award and what it is for, locked, for who may see it. Raises NotFound.

    The subject is locked first, as who proposes does; it is read anew after that.
    """
    name = ids.normalize(public_id)
    seen = policies.visible_to(actor).filter(public_id=name).only("report_id", "leak_id").first()
    if seen is None:
        raise NotFound
    if seen.report_id is not None:
        Report.objects.select_for_update().only("pk").get(pk=seen.report_id)
    elif seen.leak_id is not None:
        Leak.objects.select_for_update().only("pk").get(pk=seen.leak_id)
    return (
        Award.objects.select_for_update(of=("self",))
        .select_related("report__program", "leak__program")
        .prefetch_related("report__collaborators")
        .get(public_id=name)
    )


def words(value: str, field: str, longest: int, *, about: Report | Leak, actor: Actor) -> str:
    """Clean text without secrets, not too long. What is taken out is sealed with the subject."""
    try:
        text = clean_text(value).strip()
    except UnsafeText as error:
        raise Invalid(error.args[0], field=field) from error
    if len(text) > longest:
        raise Invalid(_("At most %(n)d characters.") % {"n": longest}, field=field)
    name = f"award.{field}"
    if isinstance(about, Leak):
        return leaks.without_secrets(text, leak=about, field=name, actor=actor)
    return reports.take_out(about, text, field=name, actor=actor)


def tell(event: Happening, about: Report | Leak, actor: Actor) -> None:
    """Record what happened, for the organization and, if it is one, on the report."""
    record(
        event,
        actor=actor,
        organization_id=about.program.organization_id,
        program_id=about.program_id,
        report_id=about.pk if isinstance(about, Report) else None,
    )
