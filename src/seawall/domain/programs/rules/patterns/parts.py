"""What an identifier can turn out to name. A target's pattern is one or more of these."""

from dataclasses import dataclass, field

from seawall.domain.programs.rules.patterns.glob import Glob


@dataclass(frozen=True, slots=True)
class HostPattern:
    """Hosts, in ASCII and lower case.

    `exact` is set where there is no wildcard. Otherwise `suffix` is the fixed end of every host
    that can match, without a leading dot, for the index; empty where the end is open.
    """

    text: str
    exact: str | None = None
    suffix: str = ""
    glob: Glob | None = None
    open_end: bool = False

    @property
    def literals(self) -> int:
        return len(
            self.exact if self.exact is not None else self.glob.literals if self.glob else ""
        )


@dataclass(frozen=True, slots=True)
class WebPart:
    """A host with what else the identifier says about the place.

    `scheme` is empty where none was written; `port` None means none was written. `path` is empty
    or begins with "/" and may hold stars; it covers everything below it.
    """

    host: HostPattern
    scheme: str = ""
    port: int | None = None
    path: str = ""
    path_glob: Glob | None = field(default=None, compare=False, repr=False)
    query: tuple[tuple[str, str], ...] = ()
    fragment: str = ""
    fold_path: bool = False


@dataclass(frozen=True, slots=True)
class PathPart:
    """A path on whatever host is in scope; only for what is out of scope."""

    path: str
    path_glob: Glob | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class AddressPart:
    """Addresses from `first` to `last`, both included, as numbers. `version` is 4 or 6."""

    version: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class AppPart:
    """An app by its id in a store, in lower case."""

    store: str
    app_id: str


@dataclass(frozen=True, slots=True)
class ContractPart:
    """A contract by address; `chain` is empty where none was named."""

    address: str
    chain: str = ""


@dataclass(frozen=True, slots=True)
class NamePart:
    """A thing that only has a name: matches the same name, whatever its case and spacing."""

    key: str


Part = WebPart | PathPart | AddressPart | AppPart | ContractPart | NamePart


@dataclass(frozen=True, slots=True)
class Pattern:
    """What an identifier means. `remark` is what was written beside the pattern itself."""

    parts: tuple[Part, ...]
    remark: str = ""


def name_key(text: str) -> str:
    """The form in which names are compared."""
    return " ".join(text.casefold().split())
