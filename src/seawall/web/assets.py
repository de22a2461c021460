"""Static files under hashed names, kept for a year by browsers."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Falls back to the plain name while `collectstatic` has not run (tests, first start)."""

    manifest_strict = False
