"""Forms of the pages of a phase: planning a session, ticking who was there, answers, and who completed the phase."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from jatan.kernel import clock
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.activities.models import Activity
from jatan.programme.training import selectors
from jatan.programme.training.choices import KINDS_FOR
from jatan.programme.training.models import Facilitator, Question, Session, Trainee
from jatan.web.training.series_request import AskedPhase
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, day, text
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.records.columns import day_text

NEW_ACTIVITY: Final = "new"
ACTIVITIES_OFFERED: Final = 10
_OTHERS: Final = ("women", "men", "girls", "boys")


class ReasonForm(AnswerForm):
    """Why something is withdrawn."""

    reason = text(_("Reason"), most=300, needed=True, hint=_("For example: entered twice, wrong day."))


class SessionForm(AnswerForm):
    """A session of the phase `about` (an AskedPhase)."""

    planned_on = model_field(Session, "planned_on")
    facilitator = choice(pgettext_lazy("training", "Facilitator"), (), empty=_("not decided yet"))
    covers = forms.MultipleChoiceField(
        label=_("What is taught"),
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked means the whole phase."),
    )

    def prepare(self) -> None:
        super().prepare()
        asked: AskedPhase = self.about
        modules = selectors.modules(asked.series.curriculum_id).filter(phase=asked.number)
        covers: Any = self.fields["covers"]
        covers.choices = [
            (str(row.number), f"{row.title} ({row.minutes} {pgettext('time', 'minutes')})") for row in modules
        ]
        root = str(asked.curriculum.root)
        self._facilitators = {str(row.pk): row for row in selectors.facilitators(self.actor) if root in row.may_teach}
        field: Any = self.fields["facilitator"]
        offered = [(pk, row.name) for pk, row in self._facilitators.items() if _teaches_now(row)]
        kept = self.initial.get("facilitator")
        offered += [(pk, row.name) for pk, row in self._facilitators.items() if pk == kept and not _teaches_now(row)]
        field.choices = [("", _("not decided yet")), *offered]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return {
            "planned_on": found["planned_on"],
            "covers": [int(number) for number in found["covers"]],
            "facilitator": self._facilitators.get(found["facilitator"]),
        }


class AttendanceForm(AnswerForm):
    """Who was there. `about`: a Session; all its participants are on the list, those who left at its end."""

    present = forms.MultipleChoiceField(
        label=_("Who was there?"),
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Who is not ticked is written down as absent."),
    )

    def prepare(self) -> None:
        super().prepare()
        self.listed: Sequence[Trainee] = [
            row for row in selectors.trainees(self.actor, self.about.series) if self._belongs(row)
        ]
        field: Any = self.fields["present"]
        field.choices = [(str(row.pk), trainee_label(row)) for row in self.listed]
        if not self.listed:
            del self.fields["present"]

    def _belongs(self, row: Trainee) -> bool:
        """Whether somebody stands on the list: she had not left before the day, or is ticked on it already."""
        day_of = self.about.activity.held_on if self.about.activity is not None else self.about.planned_on
        is_ticked = str(row.pk) in self.initial.get("present", ())
        return row.stopped_on is None or row.stopped_on >= day_of or is_ticked

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        ticked = [uuid.UUID(pk) for pk in found.pop("present", ())]
        return found | {"present": ticked, "listed": [row.pk for row in self.listed]}


class HoldForm(AttendanceForm):
    """A session that was held: its day, who was there, and as which activity it is counted."""

    held_on = day(pgettext_lazy("session", "Held on"), needed=True)
    others_women = count(_("Other women"), hint=_("People who are not on the list."))
    others_men = count(_("Other men"))
    others_girls = count(_("Other girls"))
    others_boys = count(_("Other boys"))
    kind = choice(_("Counted as"), (), needed=True)

    def prepare(self) -> None:
        super().prepare()
        kinds = KINDS_FOR[self.about.series.audience]
        field: Any = self.fields["kind"]
        field.choices = [(code, ActivityKind(code).label) for code in kinds]
        self.initial.setdefault("kind", kinds[0])
        self._activities = {
            str(row.pk): row
            for row in selectors.joinable_activities(self.actor, self.about, kinds)[:ACTIVITIES_OFFERED]
        }
        if self._activities:
            offered = [(pk, _activity_label(row)) for pk, row in self._activities.items()]
            self.fields["activity"] = forms.ChoiceField(
                label=_("Is this meeting on record already?"),
                choices=[(NEW_ACTIVITY, _("No: write it down now")), *offered],
                widget=StackedRadios,
                initial=NEW_ACTIVITY,
                help_text=_("A meeting on record keeps its own number, and is not counted twice."),
            )
        self.order_fields(["held_on", "present", *(f"others_{name}" for name in _OTHERS), "activity", "kind"])

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        chosen = found.pop("activity", NEW_ACTIVITY)
        numbers = {f"others_{name}": found[f"others_{name}"] or 0 for name in _OTHERS}
        return found | numbers | {"activity": None if chosen == NEW_ACTIVITY else uuid.UUID(chosen)}


class _AnswersForm(AnswerForm):
    """Base of forms of answers. `about`: the questions, in their order."""

    asked_on = day(pgettext_lazy("questions", "Asked on"), needed=True)

    def prepare(self) -> None:
        super().prepare()
        self._questions: Sequence[Question] = self.about
        for place, question in enumerate(self._questions, start=1):
            self.fields[f"answers_{place}"] = self._field(place, question)

    def _field(self, place: int, question: Question) -> forms.Field:
        raise NotImplementedError

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        given = [int(found[f"answers_{place}"] or 0) for place in range(1, len(self._questions) + 1)]
        return {"asked_on": found["asked_on"], "answers": given, "people": found.get("people") or 1}


class TraineeAnswersForm(_AnswersForm):
    """The answers of one person."""

    def _field(self, place: int, question: Question) -> forms.Field:
        options = [(str(number), option) for number, option in enumerate(question.options, start=1)]
        return forms.ChoiceField(
            label=f"{place}. {question.text}",
            choices=[*options, ("0", _("no answer"))],
            widget=StackedRadios,
            initial="0",
        )


class GroupAnswersForm(_AnswersForm):
    """How many of the group answered each question rightly, by show of hands."""

    people = count(_("How many people answered?"), needed=True)

    def prepare(self) -> None:
        super().prepare()
        self.order_fields(["asked_on", "people"])

    def _field(self, place: int, question: Question) -> forms.Field:
        right = question.options[question.right - 1]
        return count(f"{place}. {question.text}", needed=True, hint=_("How many said: %(answer)s") % {"answer": right})


class CompletionForm(AnswerForm):
    """Who completed a phase. `about`: (trainee, what she missed) of everybody who has not yet."""

    completed_on = day(_("Completed on"), needed=True)
    trainees = forms.MultipleChoiceField(
        label=_("Who completed this phase?"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ticked are those who missed nothing. You decide."),
    )

    def prepare(self) -> None:
        super().prepare()
        listed: Sequence[tuple[Trainee, Sequence[str]]] = self.about
        field: Any = self.fields["trainees"]
        field.choices = [(str(row.pk), _with_missed(row, missed)) for row, missed in listed]
        self._rows = {str(row.pk): row for row, _missed in listed}

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"trainees": [self._rows[pk] for pk in found["trainees"]]}

    def clean_completed_on(self) -> dt.date:
        chosen: dt.date = self.cleaned_data["completed_on"]
        if chosen.year < 2000:
            raise ValidationError(_("There is no such day in the calendar."), code="no_such_date")
        return chosen


def trainee_label(row: Trainee) -> Any:
    """The name, with what tells two people of one name apart."""
    if row.person is not None:
        more = ", ".join(part for part in (row.person.guardian_name, row.person.village) if part)
    else:
        more = row.from_where
    return format_html("{} <small>{}</small>", row.called, more) if more else row.called


def _with_missed(row: Trainee, missed: Iterable[str]) -> Any:
    words = ", ".join(missed)
    if not words:
        return trainee_label(row)
    return format_html("{}<br><small>{}: {}</small>", trainee_label(row), _("missed"), words)


def _teaches_now(row: Facilitator) -> bool:
    return row.until is None or row.until >= clock.today()


def _activity_label(row: Activity) -> str:
    parts = (day_text(row.held), row.get_kind_display(), row.topic, row.village or row.place.name, str(row.total))
    return " · ".join(part for part in parts if part)
