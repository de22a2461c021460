"""Whoever asks."""

from seawall.api.v1.shapes.common import Out


class MeOut(Out):
    """Who the token stands for, and what it may do."""

    handle: str
    organizations: dict[str, str]
    scopes: list[str]
    second_factor: bool | None = None
