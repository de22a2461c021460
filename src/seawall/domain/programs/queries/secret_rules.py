"""What a programme says of secrets."""

from dataclasses import dataclass

from seawall.domain.actor import Actor
from seawall.domain.errors import NotFound
from seawall.domain.programs import policies


@dataclass(frozen=True, slots=True)
class SecretRules:
    """Own patterns, lines of `kind pattern`, and the days that a sealed secret is kept."""

    patterns: str
    retention_days: int


def secret_rules(actor: Actor, slug: str) -> SecretRules:
    """For who may edit the programme. Raises NotFound."""
    program = policies.visible_to(actor).filter(slug=slug).first()
    if program is None or not policies.can_edit(actor, program):
        raise NotFound
    return SecretRules(program.secret_patterns, program.secret_retention_days)
