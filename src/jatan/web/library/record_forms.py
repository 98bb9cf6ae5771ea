"""Forms of the library: a material with its file, and copies given out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.library.models import Distribution, Material
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import ask


class MaterialForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    title_hi = ask(Material, "title_hi", hint=_("One of the two titles is needed."))
    title_en = ask(Material, "title_en")
    kind = ask(Material, "kind")
    topic = ask(Material, "topic")
    language = ask(Material, "language")
    version = ask(Material, "version")
    published_on = ask(Material, "published_on")
    is_public = ask(Material, "is_public", hint=_("Tick only what may be read by everybody: no names, no faces."))
    upload = forms.FileField(label=_("File"), required=False, help_text=_("PDF, JPG, PNG, MP3, MP4 or DOCX."))


class FileForm(AnswerForm):
    upload = forms.FileField(label=_("File"), help_text=_("PDF, JPG, PNG, MP3, MP4 or DOCX."))

    def answers(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["upload"]}


class GivenForm(AnswerForm):
    given_on = ask(Distribution, "given_on")
    copies = ask(Distribution, "copies")
    to_whom = ask(Distribution, "to_whom")
    activity_note = ask(Distribution, "activity_note")
