"""Forms of applications: what to write to whom, the text itself, and the day on which it was given."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.allies.models import Ally
from jatan.programme.journeys.models import Journey
from jatan.programme.journeys.selectors import journeys
from jatan.programme.letters.choices import USUAL_KIND, LetterKind, LetterLanguage, LetterOffice
from jatan.programme.letters.models import OfficeLetter
from jatan.programme.letters.selectors import offices_near
from jatan.programme.people.models import Person
from jatan.programme.schemes.models import Linkage
from jatan.programme.schemes.selectors import linkages
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, long_text
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.journey_words import journey_line
from jatan.web.ui.scheme_labels import scheme_name

_MOST = 20


class ChooseForm(AnswerForm):
    """What to write, to whom, in which language; `about` is the issue. Sent by GET: codes and ids only."""

    kind = choice(_("What is it for?"), LetterKind, needed=True, few=True)
    office = choice(_("To which office?"), LetterOffice, empty=_("the one it usually goes to"))
    ally = forms.ChoiceField(label=_("An office from the directory"), required=False)
    language = choice(_("In which language?"), LetterLanguage, needed=True, few=True)

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["kind"].widget = StackedRadios(choices=self.fields["kind"].choices)  # type: ignore[attr-defined]
        usual = USUAL_KIND.get(self.about.kind, LetterKind.GENERAL)
        self.initial = {"kind": usual.value, "language": LetterLanguage.HINDI.value, **self.initial}
        self.offices = {str(row.pk): row for row in offices_near(self.actor, self.about)}
        if self.offices:
            self._offer("ally", [(key, row.name) for key, row in self.offices.items()], _("only its usual name"))
        else:
            del self.fields["ally"]
        self._offer_journeys()
        self._offer_linkages()

    @property
    def chosen_ally(self) -> Ally | None:
        """The chosen office of the directory."""
        return self.offices.get(self.cleaned_data.get("ally", ""))

    @property
    def chosen_journey(self) -> Journey | None:
        """The chosen journey of the person."""
        return self.journeys.get(self.cleaned_data.get("journey", ""))

    @property
    def chosen_linkage(self) -> Linkage | None:
        """The chosen application of the person to a scheme."""
        return self.linkages.get(self.cleaned_data.get("linkage", ""))

    def _offer_journeys(self) -> None:
        """The journey that the issue is about stands chosen; another one of the person is chosen only by hand."""
        rows = journeys(self.actor).filter(person=self.person)[:_MOST] if self.person is not None else []
        self.journeys: dict[str, Journey] = {str(row.pk): row for row in rows}
        if self.journeys:
            self.fields["journey"] = forms.ChoiceField(label=_("About which journey?"), required=False)
            offered = [(key, journey_line(row) or str(_("journey"))) for key, row in self.journeys.items()]
            self._offer("journey", offered, _("about none"))
            about = str(self.about.about_journey or "")
            self.initial.setdefault("journey", about if about in self.journeys else "")

    def _offer_linkages(self) -> None:
        rows = linkages(self.actor).filter(person=self.person)[:_MOST] if self.person is not None else []
        self.linkages: dict[str, Linkage] = {str(row.pk): row for row in rows}
        if self.linkages:
            self.fields["linkage"] = forms.ChoiceField(label=_("About which scheme?"), required=False)
            self._offer("linkage", [(key, scheme_name(row)) for key, row in self.linkages.items()], _("about none"))

    def _offer(self, name: str, pairs: list[tuple[str, Any]], empty: Any) -> None:
        self.fields[name].choices = [("", empty), *pairs]  # type: ignore[attr-defined]


class LetterForm(RecordForm):
    """The text as it is to be printed."""

    PERMISSION = Permission.HELPDESK_RECORD
    ASKS_PLACE = False

    addressee = long_text(capfirst(_("to")), most=600, needed=True)
    subject = model_field(OfficeLetter, "subject")
    body = long_text(capfirst(_("text")), most=8000, needed=True, hint=_("An empty line begins a new paragraph."))
    enclosures = long_text(capfirst(_("papers enclosed")), most=1000, hint=_("One paper in each line."))
    sender = long_text(capfirst(_("who signs")), most=600, needed=True)
    written_on = model_field(OfficeLetter, "written_on")

    def prepare(self) -> None:
        super().prepare()
        self.fields.pop("organisation", None)
        for name, rows in (("addressee", 4), ("body", 16), ("enclosures", 3), ("sender", 7)):
            self.fields[name].widget.attrs["rows"] = rows

    def answers(self) -> dict[str, Any]:
        """The text with the line ends of this house."""
        return {
            name: value.replace("\r\n", "\n") if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
        }


class GivenForm(AnswerForm):
    on = day(_("Given on"), needed=True)
