"""Forms of media mentions and their clippings."""

import uuid
from typing import Any

from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.clippings import LARGEST
from jatan.programme.allies.models import Clipping, MediaMention
from jatan.programme.allies.selectors import asks
from jatan.programme.library.selectors import materials
from jatan.web.ui.body_limits import UploadField
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.forms.model_questions import model_field

_OFFERED = 200
_FORMATS = _("JPG, PNG or PDF, or a page saved by the browser: of that the text is kept. No picture of a survivor.")


class MentionForm(RecordForm):
    PERMISSION = Permission.ALLIES_RECORD
    ASKS_PLACE = False

    published_on = model_field(MediaMention, "published_on")
    outlet = model_field(MediaMention, "outlet")
    medium = model_field(MediaMention, "medium")
    title = model_field(MediaMention, "title")
    url = model_field(MediaMention, "url", hint=_("Pages disappear: keep a copy below."))
    upload = UploadField(label=_("A copy of it"), required=False, largest=LARGEST, help_text=_FORMATS)
    tone = model_field(MediaMention, "tone", few=True)
    reach = model_field(MediaMention, "reach", hint=_("Only if the newspaper or channel says it."))
    spokesperson = model_field(MediaMention, "spokesperson")
    law_topic = model_field(MediaMention, "law_topic")
    material = choice(_("Which study or material it carried"), (), empty=_("none"))
    ask = choice(_("Which of our asks it carried"), (), empty=_("none"))
    campaign = model_field(MediaMention, "campaign")
    about = model_field(MediaMention, "about")

    def prepare(self) -> None:
        super().prepare()
        shown = {str(row.pk): row.title for row in materials(self.actor)[:_OFFERED]}
        asked = {str(row.pk): Truncator(row.what).chars(90) for row in asks(self.actor)[:_OFFERED]}
        for name, offered in (("material", shown), ("ask", asked)):
            kept = getattr(self.about, name, None)
            if kept is not None:
                offered.setdefault(str(kept), str(_("as recorded")))
            field: Any = self.fields[name]
            field.choices = [("", _("none")), *offered.items()]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {name: uuid.UUID(found[name]) if found[name] else None for name in ("ask", "material")}


class ClippingForm(AnswerForm):
    upload = UploadField(label=capfirst(_("file")), largest=LARGEST, help_text=_FORMATS)
    kind = model_field(Clipping, "kind")
    copied_on = model_field(Clipping, "copied_on")
    note = model_field(Clipping, "note")
