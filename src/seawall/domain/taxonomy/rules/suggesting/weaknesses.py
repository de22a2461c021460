"""The weaknesses that can be suggested: name, CWE, how common, and where the VRT has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).resolve().parents[2] / "data"


@dataclass(frozen=True, slots=True)
class Weakness:
    """`prior` is about the log of how often it is reported; `vrt` is an entry's id or empty."""

    key: str
    name: str
    cwe: str
    prior: float
    vrt: str


@lru_cache(maxsize=1)
def load_weaknesses() -> Mapping[str, Weakness]:
    """All of them by key, in the order of the file."""
    lines = (DATA / "weaknesses.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if not line.startswith("#"))
    return MappingProxyType(
        {key: Weakness(key, name, cwe, float(prior), vrt) for key, name, cwe, prior, vrt in rows}
    )
