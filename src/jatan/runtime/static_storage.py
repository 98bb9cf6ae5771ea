"""Static files under hashed names, pre-compressed; before `collectstatic` has run, names are served as they are."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    manifest_strict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._urls: dict[tuple[str, str | None, bool], str] = {}

    def stored_name(self, name: str) -> str:
        """The hashed name, or the plain one where nothing has been collected yet."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name

    def url(self, name: str, force: bool = False) -> str:
        """The address of a file. A page asks for that of its icons a hundred times: each is put together once."""
        known = (name, self.hashed_files.get(self.hash_key(self.clean_name(name))), force)
        if known not in self._urls:
            self._urls[known] = str(super().url(name, force))
        return self._urls[known]
