"""Static files under hashed names, kept for a year by browsers."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # untyped package
    """Falls back to the plain name for what `collectstatic` has not seen (tests, a first start)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or `name` itself."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
