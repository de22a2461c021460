"""What can happen to the taxonomy."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TaxonomyImported:
    """A release of the VRT was added. `nodes` counts its entries."""

    name: ClassVar[str] = "taxonomy.imported"

    release: str
    nodes: int


@dataclass(frozen=True, slots=True)
class TaxonomyDefaultSet:
    """New reports are rated by that release; empty: by the newest there is."""

    name: ClassVar[str] = "taxonomy.default_set"

    release: str


@dataclass(frozen=True, slots=True)
class AdviceSet:
    """An organization wrote its own advice for an entry; `sha256` is that of the text, as UTF-8."""

    name: ClassVar[str] = "advice.set"

    vrt: str
    version: int
    sha256: str


@dataclass(frozen=True, slots=True)
class AdviceReset:
    """The shipped advice for an entry counts again."""

    name: ClassVar[str] = "advice.reset"

    vrt: str
    version: int
