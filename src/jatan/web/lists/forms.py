"""The forms of saved lists: their name, and for whom they are."""

from django.utils.translation import gettext_lazy as _

from jatan.foundation.saved_lists.selectors import may_share
from jatan.foundation.saved_lists.services import LONGEST
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text, yes

MINE, OFFICE = "mine", "office"


class SaveListForm(AnswerForm):
    """What the list is called; for whom is asked where somebody may save lists for the office."""

    name = text(_("Name of the list"), most=LONGEST, needed=True, hint=_("Not the name of a person."))
    for_whom = choice(
        _("Who sees this list?"), [(MINE, _("only me")), (OFFICE, _("everybody in our office"))], needed=True, few=True
    )

    def prepare(self) -> None:
        if self.actor.home is None or not may_share(self.actor, self.actor.home.id):
            del self.fields["for_whom"]
        else:
            self.fields["for_whom"].initial = MINE


class ChangeListForm(AnswerForm):
    """Another name, or none at all: the list is deleted."""

    name = text(_("Name of the list"), most=LONGEST, needed=True)
    is_removed = yes(_("Delete this list"), hint=_("The records in it stay as they are."))
