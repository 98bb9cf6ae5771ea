"""The form of what somebody is told, and how."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.alerts.choices import Channel, Kind
from jatan.foundation.alerts.services import SaveChoices
from jatan.intake.alerts.waiting_work import WAITING
from jatan.web.ui.components.widgets import CompactTicks
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, text

_HOURS: Final = range(5, 23)
_HINTS: Final = {
    Kind.CALL.value: _("Told at night, too."),
    Kind.CASE.value: _("A letter to your team waits, or unusual reading waits for your answer."),
}


class ChoicesForm(AnswerForm):
    """One question for each kind of work that this house can tell of; a digest; an address for e-mails."""

    def prepare(self) -> None:
        for kind in WAITING:
            self.fields[kind] = _ways(Kind(kind).label, _channels(), _HINTS.get(kind, ""))
        hours = [(str(hour), f"{hour}:00") for hour in _HOURS]
        self.fields["digest_hour"] = choice(
            _("Once a day, how much waits: at"),
            hours,
            empty=_("never"),
            hint=_("In quiet hours it waits for their end."),
        )
        without_text = [(code, label) for code, label in _channels() if code != Channel.TEXT]
        self.fields[Kind.DIGEST.value] = _ways(_("How the daily number comes"), without_text)
        if settings.MAIL_ENABLED:
            self.fields["mail"] = text(_("Your address for e-mails"), most=254)

    def command(self, answers: Any) -> SaveChoices:
        """What was chosen. Channels that this house does not have now stay chosen as they were."""
        kinds = (*WAITING, Kind.DIGEST.value)
        offered = {code for code, _label in _channels()}
        before = self.about.channels if self.about is not None else {}
        kept = {kind: [way for way in before.get(kind, []) if way not in offered] for kind in kinds}
        return SaveChoices(
            {**before, **{kind: [*answers[kind], *kept[kind]] for kind in kinds}},
            int(answers["digest_hour"]) if answers["digest_hour"] else None,
            answers.get("mail", self.about.mail if self.about is not None else ""),
        )


def initial_of(command: SaveChoices) -> dict[str, Any]:
    """The answers that stand in the form before anything is changed."""
    hour = "" if command.digest_hour is None else str(command.digest_hour)
    return {**{kind: list(ways) for kind, ways in command.channels.items()}, "digest_hour": hour, "mail": command.mail}


def _channels() -> list[tuple[str, Any]]:
    """Channels of this house: e-mail only where a mail server is set."""
    hidden = set() if settings.MAIL_ENABLED else {Channel.MAIL.value}
    return [(code, capfirst(label)) for code, label in Channel.choices if code not in hidden]


def _ways(label: Any, channels: list[tuple[str, Any]], hint: Any = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=capfirst(label),
        choices=channels,
        required=False,
        help_text=hint,
        widget=CompactTicks,
    )
