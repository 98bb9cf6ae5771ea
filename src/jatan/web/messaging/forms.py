"""Forms of messages: meaning, sender, answer; and of message templates and sending rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.intake.messaging import selectors
from jatan.intake.messaging.choices import Meaning
from jatan.intake.messaging.content_filter import MAX_TEXT_LENGTH
from jatan.intake.messaging.texts import languages
from jatan.programme.people.look_alikes import MOST_SHOWN
from jatan.programme.people.selectors import Hit
from jatan.programme.people.similarity import Reason
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, long_text, phone
from jatan.web.ui.forms.fields import text as line
from jatan.web.ui.forms.who import PersonChoiceForm

_SMS = _("Hindi: 70 letters are one message. No name, no village, nothing that tells what it is about.")


class DecideForm(AnswerForm):
    """What a message means, and about which journey."""

    meaning = choice(
        _("What does she say?"),
        [(Meaning.SAFE, _("She is well.")), (Meaning.UNSAFE, _("She needs help."))],
        needed=True,
        few=True,
    )

    def prepare(self) -> None:
        if self.about.sent_by:  # a colleague tells of somebody
            choices = [
                (Meaning.LEFT, _("She has left.")),
                (Meaning.SAFE, _("She is well.")),
                (Meaning.UNSAFE, _("She needs help.")),
            ]
            self.fields["meaning"] = choice(_("What does the message say?"), choices, needed=True, few=True)
        self._journeys = list(selectors.journeys_for(self.actor, self.about)[:20])
        options = [(str(row.pk), row.person.name) for row in self._journeys]
        self.fields["journey"] = choice(
            _("Whose journey?"), options, needed=len(options) > 0, few=True, hint=_("Travellers with this number.")
        )

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        found["journey"] = next((row for row in self._journeys if str(row.pk) == found["journey"]), None)
        return found


class LinkPersonForm(PersonChoiceForm):
    """The person who sent a message."""

    def proposed(self) -> list[Hit]:
        """All people with the message's number: families share a telephone."""
        people = selectors.people_for(self.actor, self.about).select_related("place")[:MOST_SHOWN]
        return [Hit(person, (Reason("phone_same"),)) for person in people]


class AnswerMessageForm(AnswerForm):
    """The text of an answer."""

    text = long_text(_("Your message"), most=MAX_TEXT_LENGTH, needed=True, hint=_SMS)


class TemplateForm(AnswerForm):
    """The organisation's own message template."""

    text = long_text(_("Text"), most=MAX_TEXT_LENGTH, hint=_("Left empty, the usual text goes out."))
    registered_as = line(
        _("Number in the DLT register"), most=40, hint=_("Commercial gateways ask for it; a modem does not.")
    )


class RulesForm(AnswerForm):
    """Quiet hours, price and monthly limits."""

    quiet_from = forms.TimeField(label=_("No messages from"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(label=_("until"), widget=forms.TimeInput({"type": "time"}, format="%H:%M"))
    paise_per_part = count(_("Paise for one message part"), needed=True)
    monthly_rupees = count(
        _("Rupees a month at most"), hint=_("Left empty: no limit. Calls for help are always answered.")
    )
    monthly_messages = count(_("Messages a month at most"), hint=_("Left empty: no limit."))
    helpline_phone = phone(_("Number of the desk"))

    def prepare(self) -> None:
        names = {"hi": _("Hindi"), "en": _("English")}
        self.fields["language"] = choice(
            _("Language of the texts"), [(code, names.get(code, code)) for code in languages()], needed=True
        )
