"""Static files under hashed names, kept for a year by browsers."""

from collections.abc import Iterator
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped package
    """Falls back to the plain name for what `collectstatic` has not seen (tests, a first start)."""

    manifest_strict = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._urls: dict[str, str] = {}

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file; made once, as a page names dozens and they never change."""
        found = self._urls.get(name)
        if found is None:
            found = self._urls[name] = str(super().url(name, force))
        return found

    def post_process(self, *given: Any, **named: Any) -> Iterator[Any]:
        """Hashed anew: what was known of addresses is forgotten."""
        yield from super().post_process(*given, **named)
        self._urls.clear()

    def stored_name(self, name: str) -> str:
        """The hashed name, or `name` itself."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
