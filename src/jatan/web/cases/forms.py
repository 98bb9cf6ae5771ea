"""Forms about a case as a whole: creation, readers, reasons, decisions."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from jatan.foundation.places.models import Place
from jatan.foundation.vault.models import Team
from jatan.kernel import clock
from jatan.programme.cases.choices import Answered, CaseKind, Reopened
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.programme.cases.entries.closure import CLOSURE_DECISION
from jatan.programme.cases.entries.open_items import REASONS_FIELD, OpenItem
from jatan.web.cases.entry_form import ProblemForm, reason_fields, reasons_given
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.fields import choice, day, long_text, text

_FEW: Final = 6


class NewCaseForm(ProblemForm):
    """Create a case. Team and district are asked only if there are several; an empty code is generated.

    `journey`: the one it begins with, a hidden field.
    """

    kind = forms.ChoiceField(label=_("What it is about"), choices=CaseKind, widget=StackedRadios)
    opened_on = day(_("Since when"), needed=True)
    code = text(_("Code of your office, if it has one"), most=40, hint=_("Never a name. Left empty, a code is made."))

    journey = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, teams: list[Team], journey: uuid.UUID | None, districts: Sequence[Place] = ()
    ) -> None:
        super().__init__(data, initial={"opened_on": clock.today(), "journey": journey})
        self._teams = teams
        if len(teams) > 1:
            pairs = [(str(team.pk), team.name) for team in teams]
            self.fields["team"] = choice(_("Which team works on it"), pairs, needed=True, few=True)
        if len(districts) > 1:
            self.fields["district"] = _district(districts)

    def answers(self) -> dict[str, Any]:
        """Arguments for `open_case_file`."""
        cleaned = dict(self.cleaned_data)
        opened_on: dt.date = cleaned["opened_on"]
        team = uuid.UUID(cleaned["team"]) if "team" in cleaned else self._teams[0].pk
        district = uuid.UUID(cleaned["district"]) if "district" in cleaned else None
        return {
            "team": team,
            "kind": cleaned["kind"],
            "opened_on": opened_on,
            "code": cleaned["code"],
            "district": district,
        }


def _district(districts: Sequence[Place]) -> forms.ChoiceField:
    pairs = [(str(one.pk), one.name) for one in districts]
    hint = _("Under this district the case is counted.")
    return choice(_("District"), pairs, needed=True, few=len(pairs) <= _FEW, hint=hint)


class ReasonForm(ProblemForm):
    """A reason as free text."""

    reason = text(_("Why?"), most=300, needed=True)


class ReopenForm(ProblemForm):
    """The reason for reopening a register row."""

    why = forms.ChoiceField(label=_("Why?"), choices=Reopened, widget=StackedRadios)


class AmendForm(ProblemForm):
    """Correct a register row. The district is asked only if there are several."""

    code = text(_("Code"), most=40, needed=True, hint=_("Never a name."))
    kind = forms.ChoiceField(label=_("What it is about"), choices=CaseKind, widget=StackedRadios)

    def __init__(self, data: Any, *, current: Mapping[str, Any], place: Place, districts: Sequence[Place]) -> None:
        super().__init__(data, initial={**current, "district": str(place.pk)})
        self._place = place
        self._districts = {str(one.pk): one for one in (place, *districts)}
        if len(self._districts) > 1:
            self.fields["district"] = _district(list(self._districts.values()))

    def changes(self) -> dict[str, Any]:
        """Changes for `amend_case`. The place only if it changed, because that sends a correcting letter."""
        cleaned = dict(self.cleaned_data)
        place = self._districts[cleaned.pop("district", str(self._place.pk))]
        return cleaned if place == self._place else cleaned | {"place": place}


class AssignForm(ProblemForm):
    """Choose a counsellor of the case's organisation."""

    def __init__(self, data: Any, *, people: list[tuple[uuid.UUID, str]]) -> None:
        super().__init__(data)
        self.fields["to"] = choice(_("Counsellor"), [(str(pk), name) for pk, name in people], needed=True)


class ClosedOnForm(ProblemForm):
    """The closing day of a case without a sealed file."""

    closed_on = day(_("Since when is it closed"), needed=True)

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"closed_on": clock.today()})


class DecisionForm(ProblemForm):
    """A supervisor's decision about a closure request, with her reason for each open item.

    `seen`: the revision of the request that she is shown; `given`: its reasons by item key. They stand beside; whoever
    decides writes each reason herself.
    """

    decision = forms.ChoiceField(
        label=_("Decision"), choices=CLOSURE_DECISION.field("decision").choices, widget=StackedRadios
    )
    reason = long_text(_("Why, and what is still to be done"))
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, seen: int, items: Sequence[OpenItem], given: Mapping[str, str], file: CaseFile
    ) -> None:
        super().__init__(data, initial={"seen": seen})
        hint = _("In your own words; it is sealed into the file. To give the request back leave it empty.")
        self.fields |= reason_fields(items, {}, file, hint=hint, beside=given)

    def answers(self) -> dict[str, Any]:
        """Arguments for `decide_closure`."""
        cleaned = {name: self.cleaned_data[name] for name in ("decision", "reason", "seen")}
        return cleaned | {REASONS_FIELD: reasons_given(self)}


class GiveForm(ProblemForm):
    """Give a colleague or team access to a case, optionally until a day."""

    until = day(_("Until which day"), ahead=True, hint=_("Left empty: until somebody takes it away."))
    reason = text(_("Why?"), most=300, needed=True)

    def __init__(self, data: Any, *, people: list[tuple[uuid.UUID, str]]) -> None:
        super().__init__(data)
        to = choice(_("Who shall read it"), [(str(pk), name) for pk, name in people], needed=True)
        self.fields = {"to": to, **self.fields}


class AnswerAlertForm(ProblemForm):
    """Answer an alert with a code, because free text could name a survivor."""

    answer = forms.ChoiceField(
        label=_("What was it?"), help_text=_("You asked her, or you know."), choices=Answered, widget=StackedRadios
    )


class PaperForm(ProblemForm):
    """Upload a paper, photograph or recording, with a title. The file name is stored sealed."""

    title = text(_("What it shows"), most=200, needed=True, hint=_("For example: copy of the FIR, injury report."))
    paper = forms.FileField(
        label=_("File"),
        max_length=4096,
        widget=forms.FileInput,
        error_messages={"empty": _("This file is empty."), "required": _("Please choose a file.")},
    )
    keeps_original = forms.BooleanField(
        required=False,
        label=_("Keep a photograph as it came, too"),
        help_text=_("Only where a court asks for it: place, time and telephone of the photograph stay in it, sealed."),
    )
    for_court = forms.BooleanField(
        label=_("Meant for police or court"), required=False, help_text=_("Then our lawyer can read it too.")
    )
