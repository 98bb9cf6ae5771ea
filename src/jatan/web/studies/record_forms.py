"""Forms of a study itself, its findings and the copies that were shared."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.programme.studies.models import Finding, SharedCopy, Study
from jatan.programme.studies.selectors import current_instrument
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.forms.model_questions import model_field

_CONSENT = _(
    "We are asking about migration from this village. Your name is not written down. You may leave out any question"
    " and stop whenever you like; nothing changes for you. May I ask?"
)


class StudyForm(RecordForm):
    PERMISSION = Permission.STUDIES_DESIGN
    ASKS_PLACE = False

    title = model_field(Study, "title")
    question = model_field(Study, "question")
    consent_text = model_field(
        Study, "consent_text", hint=_("In words that the enumerator reads aloud. Say that no name is written down.")
    )
    interviews_in_village = model_field(Study, "interviews_in_village", hint=_("How many are meant to be held."))
    begins_on = model_field(Study, "begins_on")
    ends_on = model_field(Study, "ends_on")

    def prepare(self) -> None:
        super().prepare()
        self.initial.setdefault("consent_text", _CONSENT)
        self.initial.setdefault("interviews_in_village", 10)


class FinishForm(AnswerForm):
    finished_on = day(_("Finished on"), needed=True)

    def prepare(self) -> None:
        self.initial.setdefault("finished_on", clock.today())


class FindingForm(AnswerForm):
    text = model_field(Finding, "text")
    basis = choice(_("Rests on question"), (), empty=_("no single question"))

    def prepare(self) -> None:
        study = self.about if isinstance(self.about, Study) else self.about.study
        asked = current_instrument(study).asked()
        field: Any = self.fields["basis"]
        field.choices = [*field.choices[:1], *((one.code, f"{one.code} · {one.label}"[:90]) for one in asked)]


class CopyForm(AnswerForm):
    given_on = model_field(SharedCopy, "given_on")
    to_whom = model_field(SharedCopy, "to_whom", hint=_("An office or organisation, not a person."))
    copies = model_field(SharedCopy, "copies")
    what_changed = model_field(SharedCopy, "what_changed", hint=_("It can be added later."))
    changed_on = model_field(SharedCopy, "changed_on")
