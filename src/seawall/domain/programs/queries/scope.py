"""Whether a target is in scope, for whoever may read the brief."""

from seawall.domain.actor import Actor
from seawall.domain.errors import Conflict
from seawall.domain.programs.queries import reading
from seawall.domain.programs.queries.briefs import brief_of
from seawall.domain.programs.rules import scope
from seawall.lib.text import gettext_noop


def scope_answer(actor: Actor, slug: str, target: str) -> scope.ScopeAnswer:
    """What the brief in force says. The form, the API and the command line all ask here.

    Raises NotFound, NotAllowed while the brief is hidden, Conflict before the first version,
    Invalid (field "target") for text that names nothing.
    """
    program = reading.readable(actor, slug)
    if program.brief is None:
        raise Conflict(gettext_noop("This programme has no published brief yet."), code="no_brief")
    current = program.brief
    brief = brief_of(current.pk, current.content_sha256)
    return scope.check(brief, target, brief_version=current.version)
