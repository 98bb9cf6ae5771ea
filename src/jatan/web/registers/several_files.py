"""A form field for several files, of any name and size: the service checks each, and none is refused for another."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from jatan.web.ui.components.widgets import PhotographInput


class _SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name)


class _PhotographsInput(_SeveralFilesInput, PhotographInput):
    pass


class SeveralFilesField(forms.FileField):
    """At most `most` files; `accept`: what the browser offers to choose, photographs where it is ""."""

    def __init__(self, *, most: int, accept: str = "", **options: Any) -> None:
        widget = _SeveralFilesInput({"accept": accept}) if accept else _PhotographsInput()
        widget.attrs["multiple"] = True
        super().__init__(widget=widget, **options)
        self._most = most

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """The files. Raises ValidationError for none, or too many."""
        files: list[UploadedFile[Any]] = list(data or ())
        if not files:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(files) > self._most:
            raise ValidationError(_("At most %(most)s files at a time.") % {"most": self._most}, code="too_many")
        return files
