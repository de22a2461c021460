"""`./run scope check PROGRAM TARGET`: the answer that the form and the API give."""

import django

from seawall.domain.errors import DomainError

USAGE = "usage: ./run scope check PROGRAM TARGET"
_STATUS = {"in": 0, "out": 1, "unknown": 3}


def run(arguments: list[str]) -> int:
    """Prints answer, reason, rule, version and reward. Status: 0 in, 1 out, 3 unknown, 2 refused.

    Whoever may run this reads the database, so every programme answers, private ones too.
    """
    if len(arguments) != 3 or arguments[0] != "check":
        print(USAGE)
        return 2
    django.setup()
    try:
        lines, status = _answer(arguments[1], arguments[2])
    except DomainError as refusal:
        message = refusal.message if refusal.status != 404 else f"No programme “{arguments[1]}”."
        print(message)
        return 2
    print("\n".join(f"{name:<8} {value}" for name, value in lines))
    return status


def _answer(slug: str, target: str) -> tuple[list[tuple[str, object]], int]:
    from seawall.domain.actor import SYSTEM
    from seawall.domain.programs import queries
    from seawall.lib.money import format_money

    found = queries.scope_answer(SYSTEM, slug, target)
    reward = "none"
    if found.reward is not None:
        least = format_money(found.reward.minimum_minor, found.reward.currency, short=True)
        most = format_money(found.reward.maximum_minor, found.reward.currency, short=True)
        reward = f"{least} – {most}" if not found.reward.is_fixed else most
    lines: list[tuple[str, object]] = [
        ("answer", found.answer),
        ("why", found.why),
        ("rule", found.rule or "none"),
        ("version", found.brief_version),
        ("reward", reward),
    ]
    return lines, _STATUS[found.answer]
