"""Which figures a programme shows beside its brief: its own choice, one by one."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.errors import Invalid
from seawall.lib.text import gettext_noop, said


class PublicFigure(StrEnum):
    """One figure that can be shown to everybody. The words are stored."""

    EFFICIENCY = "efficiency"
    RESPONSE = "response"
    TRIAGE = "triage"
    REWARD = "reward"
    RESOLUTION = "resolution"
    BOUNTIES = "bounties"
    TOTALS = "totals"
    DUPLICATES = "duplicates"
    DOWNGRADES = "downgrades"
    APPEALS = "appeals"


FIGURE_LABELS: Mapping[PublicFigure, str] = MappingProxyType(
    {
        PublicFigure.EFFICIENCY: gettext_noop("Response efficiency"),
        PublicFigure.RESPONSE: gettext_noop("Time to the first response"),
        PublicFigure.TRIAGE: gettext_noop("Time to triage"),
        PublicFigure.REWARD: gettext_noop("Time to the reward"),
        PublicFigure.RESOLUTION: gettext_noop("Time to resolution"),
        PublicFigure.BOUNTIES: gettext_noop("Usual and highest bounties"),
        PublicFigure.TOTALS: gettext_noop("Reports resolved since the start"),
        PublicFigure.DUPLICATES: gettext_noop("Share of duplicates"),
        PublicFigure.DOWNGRADES: gettext_noop("Share of downgraded reports"),
        PublicFigure.APPEALS: gettext_noop("Objections, and how many were right"),
    }
)
DEFAULT = "efficiency,response,triage,reward,resolution,bounties,totals"


def chosen(words: Iterable[str]) -> str:
    """The choice as it is stored. Raises Invalid for a word that is no figure."""
    wanted = frozenset(words)
    unknown = wanted - frozenset(PublicFigure)
    if unknown:
        raise Invalid(
            said(
                gettext_noop("There is no figure %(unknown)s. Figures are: %(known)s."),
                unknown=", ".join(sorted(unknown))[:80],
                known=", ".join(PublicFigure),
            ),
            field="public_figures",
        )
    return ",".join(name for name in PublicFigure if name in wanted)


def figures(stored: str) -> tuple[PublicFigure, ...]:
    """The stored choice, in the order of the table."""
    wanted = frozenset(stored.split(","))
    return tuple(name for name in PublicFigure if name in wanted)
