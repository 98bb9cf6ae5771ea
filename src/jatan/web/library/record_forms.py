"""Forms of the library: a material with its file, and copies given out."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.library.files import LARGEST
from jatan.programme.library.models import Distribution, Material
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field


class MaterialForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    title_hi = model_field(Material, "title_hi", hint=_("One of the two titles is needed."))
    title_en = model_field(Material, "title_en")
    kind = model_field(Material, "kind")
    topic = model_field(Material, "topic")
    language = model_field(Material, "language")
    version = model_field(Material, "version")
    published_on = model_field(Material, "published_on")
    is_public = model_field(
        Material, "is_public", hint=_("Tick only what may be read by everybody: no names, no faces.")
    )
    upload = UploadField(
        label=_("File"), required=False, largest=LARGEST, help_text=_("PDF, JPG, PNG, MP3, MP4 or DOCX.")
    )


class FileForm(AnswerForm):
    upload = UploadField(label=_("File"), largest=LARGEST, help_text=_("PDF, JPG, PNG, MP3, MP4 or DOCX."))

    def answers(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["upload"]}


class GivenForm(AnswerForm):
    given_on = model_field(Distribution, "given_on")
    copies = model_field(Distribution, "copies")
    to_whom = model_field(Distribution, "to_whom")
    activity_note = model_field(Distribution, "activity_note")
