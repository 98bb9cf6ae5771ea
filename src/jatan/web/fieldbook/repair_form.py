"""The form on which a row of a phone is put right: the same questions as on the phone, each answer as it was written.

A field is named by the dotted path of its answer ("travellers.0.age"), as the reasons for waiting name it.
"""

import copy
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.choices import Reason
from jatan.intake.fieldbook.definitions import objects_at, parts
from jatan.intake.fieldbook.held_rows import OpenedRow, alike_in, people_beside
from jatan.intake.fieldbook.translate.entry import Decisions
from jatan.kernel.answers import kept_answer
from jatan.kernel.questions import Question
from jatan.programme.groups.selectors import groups, memberships
from jatan.programme.journeys.selectors import journeys
from jatan.web.fieldbook.answer_words import label_of, read_as_written
from jatan.web.fieldbook.reason_words import reason_words
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, day, yes
from jatan.web.ui.forms.model_questions import question_field

_LONGEST = 2000
_MOST_NAMES = 400
# What the phone fills in and the office may choose anew.
_CHOSEN_BY_NAME = frozenset({"person", "journey"})
_DECISIONS = frozenset({"despite_open", "takes_both", "is_another", "forum", "written_on", "drop"})
# What is told again of somebody who is on record already.
_TOLD_AGAIN = ("phone", "age", "under_18")


class RepairForm(AnswerForm):
    """`about`: the OpenedRow, which opens. Fields of what the row waits for come first (`wrong`), then the others."""

    def prepare(self) -> None:
        opened: OpenedRow = self.about
        assert opened.written is not None
        self._codes = {reason["code"] for reason in opened.row.problems}
        self._places: dict[str, tuple[str, Question]] = {}
        self._ask_decisions(opened)
        for path, asked, value in _asked(opened):
            name = f"{path}.{asked.code}" if path else asked.code
            field = self._field(asked, value)
            if field is not None:
                self.fields[name] = field
                self.initial[name] = _shown(asked, value)
                self._places[name] = (path, asked)
        # Of somebody new who may be on record the choice among those stands beside the doubt.
        asked_of = [
            one["field"].removesuffix(".new.name") + ".person" if one["code"] == Reason.SAME_PERSON else one["field"]
            for one in opened.row.problems
        ]
        self._wrong = [name for name in asked_of if name in self.fields]

    @property
    def wrong(self) -> list[BoundField]:
        """Decisions, and answers that do not fit."""
        names = [name for name in self.fields if name in _DECISIONS or name in self._wrong]
        return [self[name] for name in names]

    @property
    def others(self) -> list[BoundField]:
        """All other answers, those that were given first."""
        rest = [name for name in self.fields if name not in _DECISIONS and name not in self._wrong]
        return [self[name] for name in sorted(rest, key=lambda name: self.initial.get(name) in (None, "", [], False))]

    def show_reasons(self) -> None:
        """Show the reasons for waiting at their fields."""
        found = forms.utils.ErrorDict()
        for reason in self.about.row.problems:
            key = reason["field"] if reason["field"] in self.fields else "__all__"
            found.setdefault(key, self.error_class()).append(reason_words(reason))
        self._errors = found

    def decisions(self) -> Decisions:
        """What was decided besides the answers."""
        values = self.cleaned_data
        return Decisions(
            despite_open=bool(values.get("despite_open")),
            takes_both=bool(values.get("takes_both")),
            none_of=alike_in(self.about.row) if values.get("is_another") else frozenset(),
            forum=values.get("forum") or None,
        )

    def written_on(self) -> dt.date | None:
        """The right day, where it was asked."""
        return self.cleaned_data.get("written_on")

    def changed_answers(self) -> dict[str, Any] | None:
        """All answers with what was put right; None where nothing differs."""
        answers = copy.deepcopy(self.about.answers)
        for name, (path, asked) in self._places.items():
            if name in self.changed_data:
                _put(_holder(answers, path), asked, self.cleaned_data[name])
        _use_recorded(answers)
        if self.cleaned_data.get("drop"):
            for reason in self.about.row.problems:
                if reason["code"] == Reason.UNKNOWN_QUESTION:
                    _drop(answers, reason["field"])
        return answers if answers != self.about.answers else None

    def _ask_decisions(self, opened: OpenedRow) -> None:
        if Reason.OPEN_JOURNEY in self._codes:
            self.fields["despite_open"] = yes(gettext_lazy("I have seen the open journey. Record this one too."))
        if Reason.SAME_MEETING in self._codes:
            self.fields["takes_both"] = yes(gettext_lazy("These are two meetings. Record this one too."))
        if Reason.SAME_PERSON in self._codes:
            self.fields["is_another"] = yes(gettext_lazy("She is another person. Record her too."))
        if Reason.NO_FORUM in self._codes:
            self.fields["forum"] = forms.TypedChoiceField(
                label=gettext_lazy("Forum"), choices=_forums(self.actor, opened), required=True, empty_value=None
            )
        if Reason.CLOCK in self._codes:
            self.fields["written_on"] = day(gettext_lazy("On which day was it written?"), needed=True)
        if Reason.UNKNOWN_QUESTION in self._codes:
            label = gettext_lazy("Leave out what is not asked here. It stays in the row as it came.")
            self.fields["drop"] = yes(label)

    def _field(self, asked: Question, value: Any) -> forms.Field | None:
        label = label_of(asked)
        if not label or not (asked.label or asked.code in _CHOSEN_BY_NAME):
            return None
        if asked.kind in ("id", "ids"):
            return self._name_field(asked, value, label)
        return question_field(replace(asked, label=label, hint="", needed=False, few=False))

    def _name_field(self, asked: Question, value: Any, label: str) -> forms.Field:
        """People of the forum and their open journeys by name; what was written and is not known stays on offer."""
        known = self._journeys if asked.code == "journey" else self._people
        given = [str(one) for one in (value if isinstance(value, list) else [value]) if one]
        named = [*known, *((one, _("as written on the phone")) for one in given if one not in dict(known))]
        if asked.kind == "ids":
            return forms.MultipleChoiceField(
                label=label, choices=named, required=False, widget=forms.CheckboxSelectMultiple
            )
        return choice(label, named, empty=_("nobody on record"))

    @cached_property
    def _people(self) -> list[tuple[str, str]]:
        """The members of the phone's forum; asked for once, however many travellers there are."""
        device = self.about.device
        if device.group is None:
            return []
        rows = memberships(self.actor).filter(organisation_id=device.organisation_id, left_on__isnull=True)
        members = [row.person for row in rows.filter(group_id=device.group).order_by("person__name")[:_MOST_NAMES]]
        alike = people_beside(self.actor, self.about.row)
        found = {str(one.pk): f"{one.name} · {one.village}" for one in (*alike, *members)}
        return list(found.items())

    @cached_property
    def _journeys(self) -> list[tuple[str, str]]:
        """Their open journeys."""
        members = [one for one, _name in self._people]
        rows = journeys(self.actor).filter(
            organisation_id=self.about.device.organisation_id, person_id__in=members, returned_on__isnull=True
        )
        return [(str(row.pk), f"{row.person.name} → {row.destination_as_written or '–'}") for row in rows[:_MOST_NAMES]]


def _use_recorded(answers: dict[str, Any]) -> None:
    """A traveller who was new on the phone and is chosen among those on record: what was told of her is told again."""
    travellers = answers.get("travellers")
    for one in travellers if isinstance(travellers, list) else []:
        if isinstance(one, dict) and one.get("person") and isinstance(one.get("new"), dict):
            new = one.pop("new")
            one |= {name: new[name] for name in _TOLD_AGAIN if new.get(name) not in (None, "") and not one.get(name)}


def _asked(opened: OpenedRow) -> Iterator[tuple[str, Question, Any]]:
    """(path of the object, question, answer) of everything that is asked where the row has such an object."""
    assert opened.written is not None
    for part in parts(opened.written.kind):
        for path, holder in objects_at(opened.answers, part.path):
            for asked in part.questions:
                yield path, asked, holder.get(asked.code)


def _shown(asked: Question, value: Any) -> Any:
    if asked.kind in ("choices", "ids"):
        return [str(one) for one in value] if isinstance(value, list) else []
    found = read_as_written(asked, value)
    return found if found is None or isinstance(found, bool | int | dt.date) else str(found)


def _holder(answers: dict[str, Any], path: str) -> dict[str, Any]:
    found: Any = answers
    for step in filter(None, path.split(".")):
        found = found[int(step)] if isinstance(found, list) else found[step]
    assert isinstance(found, dict)
    return found


def _put(holder: dict[str, Any], asked: Question, value: Any) -> None:
    if value in (None, "", [], False):
        holder.pop(asked.code, None)
    else:
        holder[asked.code] = kept_answer(value)


def _drop(answers: dict[str, Any], path: str) -> None:
    found: Any = answers
    *steps, last = path.split(".")
    for step in steps:
        if isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, dict):
            found = found.get(step)
    if isinstance(found, dict):
        found.pop(last, None)


def _forums(by: Actor, opened: OpenedRow) -> Sequence[tuple[str, str]]:
    rows = groups(by).filter(organisation_id=opened.row.organisation_id, kind="forum").order_by("name")
    return [("", _("choose")), *((str(row.pk), row.name) for row in rows[:_MOST_NAMES])]
