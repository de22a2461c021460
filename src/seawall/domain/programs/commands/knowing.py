"""Issues that a programme already knows: registered, so that "already known" can be proven.

An entry never changes once it is registered: the log has committed to it. It can be retired.
"""

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from seawall.domain.accounts.commands import limits
from seawall.domain.actor import Actor
from seawall.domain.audit.commands import record
from seawall.domain.errors import Conflict, Invalid, NotAllowed, NotFound
from seawall.domain.programs import policies
from seawall.domain.programs.events import KnownIssueAdded, KnownIssueRetired
from seawall.domain.programs.models import KnownIssue, Program
from seawall.domain.programs.queries.briefs import brief_of
from seawall.domain.programs.rules import known_issues, scope
from seawall.domain.programs.rules.brief import Brief
from seawall.domain.programs.rules.known_issues import KnownIssueIn
from seawall.domain.taxonomy import queries as taxonomy
from seawall.domain.taxonomy.rules import vrt
from seawall.domain.vault.commands import refuse_secrets
from seawall.lib import clock, ids

_TRIES = 5
MOST_PER_HOUR = 5000


@transaction.atomic
def add_known_issue(slug: str, *, issue: KnownIssueIn, actor: Actor) -> KnownIssue:
    """Register one. Raises Invalid with every part that is wrong."""
    program = _knowing(slug, actor)
    return _add(program, _checked(program, _brief(program), issue), actor)


@transaction.atomic
def import_known_issues(slug: str, *, text: str, actor: Actor) -> list[KnownIssue]:
    """Register every row of a CSV file, or none: Invalid names each wrong row by its line."""
    program = _knowing(slug, actor)
    brief = _brief(program)
    wrong: dict[str, str] = {}
    ready = []
    for line, issue in known_issues.rows_of(text):
        try:
            ready.append(_checked(program, brief, issue))
        except Invalid as refusal:
            parts = refusal.fields or {"": refusal.message}
            wrong[f"line {line}"] = " ".join(f"{name}: {why}" for name, why in parts.items())
    if wrong:
        message = " ".join(f"{where.capitalize()}, {why}" for where, why in wrong.items())
        raise Invalid(message, fields=wrong)
    if not ready:
        raise Invalid(_("The file has no rows."), field="csv")
    key = f"known_issue.add:program:{program.pk}"
    limits.take(key, at_most=MOST_PER_HOUR, per_seconds=3600, cost=len(ready))
    return [_add(program, one, actor) for one in ready]


@transaction.atomic
def retire_known_issue(slug: str, *, public_id: str, actor: Actor) -> KnownIssue:
    """No report can be closed by it any more. Raises Conflict when it is retired already."""
    program = _knowing(slug, actor)
    row = (
        KnownIssue.objects.select_for_update()
        .filter(program=program, public_id=ids.normalize(public_id))
        .first()
    )
    if row is None:
        raise NotFound
    if row.retired_at is not None:
        raise Conflict(_("It is retired already."), code="unchanged")
    row.retired_at, row.retired_by_id = clock.now(), _person(actor)
    row.save(update_fields=["retired_at", "retired_by"])
    _note(KnownIssueRetired(program=program.slug, known_issue=row.public_id), program, actor)
    return row


def _knowing(slug: str, actor: Actor) -> Program:
    program = policies.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_see_known_issues(actor, program):
        raise NotFound
    if not policies.can_register_known_issues(actor, program):
        raise NotAllowed(_("Your role may read what is known but not register it."))
    return program


_Checked = tuple[KnownIssueIn, str, str]


def _brief(program: Program) -> Brief | None:
    return brief_of(program.brief_id) if program.brief_id is not None else None


def _checked(program: Program, brief: Brief | None, given: KnownIssueIn) -> _Checked:
    """The cleaned entry with the target of the brief it names (id and identifier, or empty)."""
    issue = known_issues.cleaned(given, today=clock.now().date())
    wrong = _secrets_in(program, issue)
    if issue.vrt:
        release = taxonomy.release()
        node = release.get(issue.vrt) or vrt.resolve(release, issue.vrt).node
        if node is None:
            wrong["vrt"] = _("The taxonomy has no such type.")
    target_id, asset = "", ""
    if issue.target and brief is not None:
        target_id, asset = _target(brief, issue.target, wrong)
    if wrong:
        raise Invalid(fields=wrong)
    return issue, target_id, asset


def _secrets_in(program: Program, issue: KnownIssueIn) -> dict[str, str]:
    """An entry never changes and its reveal is nobody's business: it may hold no secret."""
    wrong = {}
    for name in known_issues.COLUMNS:
        try:
            refuse_secrets(getattr(issue, name), field=name, own=program.secret_patterns)
        except Invalid as refusal:
            wrong[name] = refusal.message
    return wrong


def _target(brief: Brief, text: str, wrong: dict[str, str]) -> tuple[str, str]:
    named = brief.target(text)
    try:
        found = named or brief.target(scope.check(brief, text, brief_version=1).target_id or "")
    except Invalid as refusal:
        wrong["target"] = refusal.message
        return "", ""
    return (found.id, found.identifier) if found else ("", "")


def _add(program: Program, checked: _Checked, actor: Actor) -> KnownIssue:
    issue, target_id, asset = checked
    now = clock.now()
    row = _stored(
        lambda name: KnownIssue.objects.create(
            public_id=name,
            program=program,
            title=issue.title,
            target=issue.target,
            target_id=target_id,
            asset=asset,
            vrt=issue.vrt,
            url=issue.url,
            reference=issue.reference,
            notes=issue.notes,
            known_since=issue.known_since or None,
            registered_at=now,
            registered_by_id=_person(actor),
        )
    )
    event = record(
        KnownIssueAdded(program=program.slug, known_issue=row.public_id),
        actor=actor,
        organization_id=program.organization_id,
        program_id=program.pk,
        committed=known_issues.committed(
            issue, target_id=target_id, asset=asset, registered_at=now
        ),
    )
    row.event_id = event.pk
    row.save(update_fields=["event_id"])
    return row


def _stored(create: Callable[[str], KnownIssue]) -> KnownIssue:
    """Under a number that nobody has."""
    for _number in range(_TRIES):
        try:
            with transaction.atomic():
                return create(ids.public_id("K"))
        except IntegrityError:
            continue
    raise Conflict(_("No free number was found. Try again."), code="number")


def _note(event: KnownIssueRetired, program: Program, actor: Actor) -> None:
    record(event, actor=actor, organization_id=program.organization_id, program_id=program.pk)


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Sign in first."), code="sign_in")
    return actor.user_id
