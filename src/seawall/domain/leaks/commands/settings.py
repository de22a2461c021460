"""How a programme takes leaked credentials, and the operator's word about its address."""

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.rules import PlatformPermission
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.leaks import policies
from seawall.domain.leaks.events import AddressChecked, IntakeSet
from seawall.domain.leaks.models import LeakIntake
from seawall.domain.programs import policies as programs
from seawall.domain.programs.models import Program
from seawall.domain.vault.commands import refuse_secrets
from seawall.lib import clock, http

LONGEST_ADDRESS = 500


@transaction.atomic
def set_intake(
    slug: str, *, is_open: bool, retention_days: int, address: str, actor: Actor
) -> LeakIntake:
    """Open or close the intake. Another address waits for the operator's word again."""
    program = programs.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_edit_intake(actor, program):
        raise NotFound
    if not 1 <= retention_days <= 730:
        raise Invalid(_("From 1 to 730 days."), field="retention_days")
    target = _address(address)
    row, _made = LeakIntake.objects.select_for_update().get_or_create(program=program)
    if row.address != target:
        row.checked_at = row.checked_by = None
    row.is_open, row.retention_days, row.address = is_open, retention_days, target
    row.save()
    program.takes_leaked_keys = is_open
    program.save(update_fields=["takes_leaked_keys"])
    event = IntakeSet(
        program=program.slug,
        is_open=is_open,
        retention_days=retention_days,
        has_address=bool(target),
    )
    _tell(program, event, actor)
    return row


@transaction.atomic
def check_address(slug: str, *, is_allowed: bool, actor: Actor) -> LeakIntake:
    """Let messages go to the programme's address, or stop them. For the operator alone."""
    if not actor.may_on_platform(PlatformPermission.SETTINGS):
        raise NotFound
    row = (
        LeakIntake.objects.select_for_update(of=("self",))
        .select_related("program")
        .filter(program__slug=slug)
        .first()
    )
    if row is None:
        raise NotFound
    if actor.user_id is None:
        raise NotAllowed(_("Sign in to do this."))
    if is_allowed and not row.address:
        raise Conflict(_("The programme has no address."))
    row.checked_at = clock.now() if is_allowed else None
    row.checked_by_id = actor.user_id if is_allowed else None
    row.save(update_fields=["checked_at", "checked_by"])
    _tell(row.program, AddressChecked(program=slug, is_allowed=is_allowed), actor)
    return row


def _address(text: str) -> str:
    address = text.strip()
    if not address:
        return ""
    if len(address) > LONGEST_ADDRESS:
        raise Invalid(_("This address is too long."), field="address")
    refuse_secrets(address, field="address")
    if urlsplit(address).scheme != "https":
        raise Invalid(_("Write a whole address that begins with https://."), field="address")
    try:
        http.check(address)
    except http.Refused as refusal:
        raise Invalid(str(refusal), field="address") from refusal
    return address


def _tell(program: Program, event: IntakeSet | AddressChecked, actor: Actor) -> None:
    record(event, actor=actor, organization_id=program.organization_id, program_id=program.pk)
