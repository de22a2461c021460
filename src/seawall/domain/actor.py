"""Who acts: a plain value made once per request or job, detached from session and database.

`accounts.queries` makes it from the current rows; nothing here reads the database.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class ActorKind(StrEnum):
    """Through which door somebody comes."""

    ANONYMOUS = "anonymous"
    PERSON = "person"
    TOKEN = "token"  # noqa: S105  # a kind, not a secret
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """`grants` maps organization ids to the permissions held there (accounts.rules.PERMISSIONS).

    `roles` maps the same ids to the role's name (for logs and pages, never for decisions).
    `second_factor`: this sign-in passed one, or (for a token) its owner has one.
    `scopes` is None for a person in a browser: no narrowing.
    `locked`: organizations of theirs that show nothing until they come through its provider.
    `providers`: ids of the sign-in providers that this session, or who made this token, passed;
    not `is_local`: nothing but them.
    `limits` maps the organizations where they see only the reports of their groups to the ids of
    these groups.
    """

    kind: ActorKind
    user_id: int | None = None
    handle: str = ""
    platform: frozenset[str] = frozenset()
    second_factor: bool = False
    roles: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    grants: Mapping[int, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    token_id: int | None = None
    scopes: frozenset[str] | None = None
    ip: str = ""
    locked: frozenset[int] = frozenset()
    providers: frozenset[int] = frozenset()
    is_local: bool = True
    limits: Mapping[int, frozenset[int]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def standing(self) -> Hashable:
        """All that decides what the actor sees and may do: equal for two who see the same."""
        return (
            self.kind,
            self.user_id,
            self.token_id,
            self.platform,
            self.second_factor,
            frozenset(self.grants.items()),
            self.scopes,
            self.locked,
            self.providers,
            self.is_local,
            frozenset(self.limits.items()),
        )

    @property
    def is_person(self) -> bool:
        """Signed in, by browser or token."""
        return self.user_id is not None

    def has_scope(self, scope: str) -> bool:
        """A token may be narrower than its owner; a browser session never is."""
        return self.scopes is None or scope in self.scopes

    def may(self, permission: str, organization_id: int) -> bool:
        """Does the actor's role in that organization carry `permission`?"""
        return permission in self.grants.get(organization_id, frozenset())

    def may_on_platform(self, permission: str) -> bool:
        """Only the administrator, and only for the platform's own matters."""
        return permission in self.platform

    def organizations_with(self, permission: str) -> tuple[int, ...]:
        """Ids of the organizations where `may` would say yes."""
        return tuple(org for org, granted in self.grants.items() if permission in granted)


ANONYMOUS = Actor(kind=ActorKind.ANONYMOUS)
SYSTEM = Actor(kind=ActorKind.SYSTEM, handle="seawall")
