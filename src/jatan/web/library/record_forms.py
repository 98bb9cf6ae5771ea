"""Forms of the library: a material with its file, the steps of making one, and lines of the stock book."""

import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.library.choices import MaterialLanguage, Stage
from jatan.programme.library.files import LARGEST
from jatan.programme.library.models import Distribution, Material, Trial
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms import fields
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field

_KINDS_OF_FILES = _("PDF, JPG, PNG, MP3, MP4 or DOCX.")
_BEGINS = [(Stage.IN_USE.value, _("It is finished and in use")), (Stage.BRIEF.value, _("It has yet to be made"))]


class MaterialForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    title_hi = model_field(Material, "title_hi", hint=_("One of the two titles is needed."))
    title_en = model_field(Material, "title_en")
    kind = model_field(Material, "kind")
    stage = fields.choice(_("How far is it?"), _BEGINS, few=True, empty=_BEGINS[0][1])
    topic = model_field(Material, "topic")
    audience = model_field(Material, "audience", hint=_("For example: young women who leave for the first time."))
    message = model_field(Material, "message", hint=_("Needed for what has yet to be made. One thing, in plain words."))
    language = model_field(Material, "language")
    version = model_field(Material, "version")
    published_on = model_field(Material, "published_on")
    is_public = model_field(
        Material, "is_public", hint=_("Tick only what may be read by everybody: no names, no faces.")
    )
    upload = UploadField(label=_("File"), required=False, largest=LARGEST, help_text=_KINDS_OF_FILES)

    def prepare(self) -> None:
        super().prepare()
        stage: Any = self.fields["stage"]
        stage.choices, stage.initial = _BEGINS, Stage.IN_USE.value
        if self.about is not None:
            del self.fields["stage"]  # the steps of the page change it

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"stage": found["stage"] or Stage.IN_USE.value} if "stage" in found else found


class FileForm(AnswerForm):
    upload = UploadField(label=_("File"), largest=LARGEST, help_text=_KINDS_OF_FILES)

    def answers(self) -> dict[str, Any]:
        return {"upload": self.cleaned_data["upload"]}


class DraftForm(AnswerForm):
    upload = UploadField(label=_("File"), required=False, largest=LARGEST, help_text=_KINDS_OF_FILES)


class ApproveForm(AnswerForm):
    on = fields.day(_("Approved on"), needed=True)


class VersionForm(AnswerForm):
    version = fields.text(_("Version"), most=20, needed=True)


class LanguageForm(AnswerForm):
    language = fields.choice(_("Language"), MaterialLanguage, needed=True)


class TrialForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    PLACE_AFTER = "tried_on"

    tried_on = model_field(Trial, "tried_on")
    tried_by = model_field(Trial, "tried_by")
    listeners = model_field(Trial, "listeners")
    understood = model_field(Trial, "understood")
    what_understood = model_field(
        Trial, "what_understood", hint=_("Let them say it themselves, and write it as they say it. No names.")
    )
    what_not = model_field(Trial, "what_not")
    to_change = model_field(Trial, "to_change")

    def prepare(self) -> None:
        super().prepare()
        self.fields["village"].required = True


class StockLineForm(RecordForm):
    """A line in the stock book of the actor's own office, about any material of the network."""

    PERMISSION = Permission.LIBRARY_RECORD
    PLACE_AFTER = "copies"

    kind = model_field(Distribution, "kind", few=True)
    given_on = model_field(Distribution, "given_on")
    copies = model_field(Distribution, "copies")
    to_whom = model_field(
        Distribution, "to_whom", hint=_("A group, school, office or press. No names of people who seek help.")
    )
    activity_note = model_field(Distribution, "activity_note")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"about": None})

    def organisation_id(self) -> uuid.UUID:
        chosen = self.cleaned_data.get("organisation")
        return uuid.UUID(chosen) if chosen else self._offices[0].id
