"""The sections of the brief's editor: each reads its part of the document from a POST."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import QueryDict

from seawall.lib.text import gettext_noop
from seawall.web.forms.programs.posted import Document
from seawall.web.forms.programs.sections import (
    about,
    exclusions,
    promises,
    rewards,
    rules,
    targets,
)

Reader = Callable[[QueryDict, Document], Document]


@dataclass(frozen=True, slots=True)
class Section:
    """`fields` are the top-level names of the document that the section holds."""

    key: str
    title: str
    lead: str
    fields: tuple[str, ...]
    read: Reader


SECTIONS: tuple[Section, ...] = (
    Section(
        "about",
        gettext_noop("About"),
        gettext_noop("What the programme is for, in a line and at length."),
        ("summary", "text", "report_kinds", "severity_mode", "duplicates_policy"),
        about.read,
    ),
    Section(
        "targets",
        gettext_noop("Targets"),
        gettext_noop("What may be tested, and what may not. The narrowest line decides."),
        ("groups", "targets"),
        targets.read,
    ),
    Section(
        "exclusions",
        gettext_noop("Exclusions"),
        gettext_noop("Topics that are not taken, and where they belong instead."),
        ("exclusions", "disabled_weaknesses"),
        exclusions.read,
    ),
    Section(
        "rewards",
        gettext_noop("Rewards"),
        gettext_noop("What each priority earns. A group may have a table of its own."),
        ("rewards", "currency", "program_maximum_minor"),
        rewards.read,
    ),
    Section(
        "rules",
        gettext_noop("Rules of engagement"),
        gettext_noop("How testing has to be done."),
        ("rules",),
        rules.read,
    ),
    Section(
        "safe-harbor",
        gettext_noop("Safe harbour"),
        gettext_noop("The promise to those who follow the rules."),
        ("safe_harbor",),
        promises.read_safe_harbor,
    ),
    Section(
        "disclosure",
        gettext_noop("Disclosure and terms"),
        gettext_noop("When a report may become public, and what a reporter agrees to."),
        ("disclosure", "terms"),
        promises.read_disclosure,
    ),
    Section(
        "times",
        gettext_noop("Response times"),
        gettext_noop("Business days that you promise. They count for reports sent from now on."),
        ("clock_targets", "time_zone", "weekdays", "holidays"),
        promises.read_times,
    ),
)


def section_of(key: str) -> Section | None:
    """The section with this key; None for none."""
    return next((section for section in SECTIONS if section.key == key), None)
