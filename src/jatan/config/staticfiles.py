"""Static files under hashed names, pre-compressed; before `collectstatic` has run, names are served as they are."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing has been collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
