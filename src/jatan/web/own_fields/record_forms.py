"""The form of an own question."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.own_fields.models import OwnField
from jatan.web.ui.forms.base import RecordForm
from jatan.web.ui.forms.fields import long_text
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.rooms import leads_to_closed

_SET_FOR_GOOD = ("kind", "sort", "words")


class OwnFieldForm(RecordForm):
    """What is asked and how it is answered. Later only the wording changes, so that kept answers keep their meaning."""

    PERMISSION = Permission.RECORDS_CORRECT
    ASKS_PLACE = False

    kind = model_field(OwnField, "kind", label=_("About what?"), few=True)
    label_hi = model_field(
        OwnField,
        "label_hi",
        hint=_("Never ask for an Aadhaar number, or for what was done to a person: that belongs into the sealed case."),
    )
    label_en = model_field(OwnField, "label_en")
    sort = model_field(OwnField, "sort", label=_("How is it answered?"), few=True)
    words = long_text(
        _("Words of the list"),
        hint=_("Only for a list: one word in each line, up to 20. English after a slash: हाँ / Yes"),
    )

    def prepare(self) -> None:
        super().prepare()
        if self.about is not None:
            for name in _SET_FOR_GOOD:
                del self.fields[name]
            return
        kind: Any = self.fields["kind"]
        # The code of a kind is the address of its list. Nothing is asked about records of a closed room.
        kind.choices = [(code, label) for code, label in kind.choices if not leads_to_closed(self.actor, f"/{code}/")]

    def answers(self) -> dict[str, Any]:
        """Arguments of MakeOwnField, or the changed wording."""
        found = super().answers()
        if self.about is not None:
            return {name: found[name] for name in ("label_hi", "label_en")}
        lines = (line.partition("/") for line in found["words"].splitlines() if line.strip())
        return found | {"words": tuple((hi.strip(), en.strip()) for hi, _slash, en in lines)}
