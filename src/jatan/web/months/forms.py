"""Forms of one month: calling it complete, and sending it back."""

from django.utils.translation import gettext_lazy as _

from jatan.evidence.months.models import LONGEST_SENTENCE
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import long_text, yes


class CompleteForm(AnswerForm):
    """`about`: how many earlier months are not complete yet."""

    missing = long_text(
        _("What is still missing?"),
        most=LONGEST_SENTENCE,
        hint=_("One sentence for the secretariat. Leave it empty if nothing is missing. Write no names of people."),
    )
    earlier = yes(_("The earlier months are complete, too"))

    def prepare(self) -> None:
        if self.about:
            self.fields["earlier"].help_text = _("Months that are not complete yet: %(months)s") % {
                "months": self.about
            }
        else:
            del self.fields["earlier"]


class SendBackForm(AnswerForm):
    reason = long_text(
        _("What should be done?"),
        most=LONGEST_SENTENCE,
        needed=True,
        hint=_("The member reads this sentence. Write no names of people."),
    )
