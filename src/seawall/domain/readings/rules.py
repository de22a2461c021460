"""The doors through which something is read."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from seawall.domain.actor import Actor, ActorKind
from seawall.lib.text import gettext_noop


class Door(StrEnum):
    """How something was read. The words are stored in the log."""

    PAGE = "page"
    FILE = "file"
    EXPORT = "export"
    API = "api"
    AHEAD = "ahead"  # fetched beside the list before anybody looked; looking is told by itself


DOOR_LABELS: Mapping[Door, str] = MappingProxyType(
    {
        Door.PAGE: gettext_noop("Page"),
        Door.FILE: gettext_noop("File"),
        Door.EXPORT: gettext_noop("Export"),
        Door.API: gettext_noop("API"),
        Door.AHEAD: gettext_noop("Fetched ahead"),
    }
)


def door_of(actor: Actor, otherwise: Door = Door.PAGE) -> Door:
    """A token always comes by the API; a person by the door that is named."""
    return Door.API if actor.kind is ActorKind.TOKEN else otherwise
