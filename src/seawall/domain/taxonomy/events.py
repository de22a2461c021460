"""What can happen to the taxonomy."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TaxonomyImported:
    """A release of the VRT was added. `nodes` counts its entries."""

    name: ClassVar[str] = "taxonomy.imported"

    release: str
    nodes: int
