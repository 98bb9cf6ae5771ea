"""Static files storage with hashed names, pre-compressed; before `collectstatic` has run, plain names are used."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    manifest_strict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[tuple[str, str | None, bool], str] = {}

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one if static files were not collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def url(self, name: str, force: bool = False) -> str:
        """The URL of a file, cached: a page contains up to a hundred references to the same icons."""
        cache_key = (name, self.hashed_files.get(self.hash_key(self.clean_name(name))), force)
        if cache_key not in self._urls:
            self._urls[cache_key] = str(super().url(name, force))
        return self._urls[cache_key]
