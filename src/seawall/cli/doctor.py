"""`./run doctor`: what is wrong with this installation, and what to do about it."""

from collections.abc import Iterator
from dataclasses import dataclass

from seawall.cli import setup

# What a trial has not got yet (a backup, a worker) is an error in production only.
NOT_YET = {"seawall.E035", "seawall.E038", "seawall.E052", "seawall.E053"}


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is ok, warning or error; an error makes the exit status 1."""

    level: str
    text: str


def run(arguments: list[str]) -> int:
    """Print every finding; status 1 if one is an error."""
    setup.start_django()
    findings = list(_findings())
    for finding in findings:
        print(f"{finding.level:<8} {finding.text}")
    errors = sum(finding.level == "error" for finding in findings)
    print(f"{errors} errors, {sum(one.level == 'warning' for one in findings)} warnings.")
    return 1 if errors else 0


def _findings() -> Iterator[Finding]:
    """In production all of Django's deploy checks, ours among them; else those of what is here."""
    from django.conf import settings
    from django.core import checks

    from seawall.config.checks import INSTALLATION

    if not settings.PRODUCTION:
        yield Finding("warning", "Not in production: set SEAWALL_PRODUCTION=1 when people use it.")
    tags = None if settings.PRODUCTION else [INSTALLATION]
    for message in checks.run_checks(tags=tags, include_deployment_checks=True):
        if message.is_silenced():
            continue
        hint = f" {message.hint}" if message.hint else ""
        is_error = settings.PRODUCTION or message.id not in NOT_YET
        is_error &= message.level >= checks.ERROR or not (message.id or "").startswith("seawall.")
        yield Finding("error" if is_error else "warning", f"{message.id}: {message.msg}{hint}")
