"""Forms of curricula, facilitators, series and their participants."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.programme.groups import selectors as groups
from jatan.programme.groups.models import Group
from jatan.programme.library.choices import MaterialLanguage
from jatan.programme.library.selectors import materials
from jatan.programme.people.choices import Sex
from jatan.programme.training import selectors
from jatan.programme.training.models import Curriculum, Facilitator, Module, Phase, Question, Series
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.fields import choice, day, long_text
from jatan.web.ui.forms.model_questions import model_field
from jatan.web.ui.forms.who import PersonChoiceForm
from jatan.web.ui.records.columns import place_line

GROUPS_OFFERED = 300
MATERIALS_OFFERED = 200
CURRICULA_OFFERED = 200
NAMES_AT_ONCE = 100
_LONGEST_NAMES = 8_000


def _languages() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Languages"),
        choices=MaterialLanguage.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class CurriculumForm(RecordForm):
    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False

    title_hi = model_field(Curriculum, "title_hi", hint=_("One of the two titles is needed."))
    title_en = model_field(Curriculum, "title_en")
    audience = model_field(Curriculum, "audience", few=True)
    languages = _languages()
    about = model_field(Curriculum, "about")


class OwnCurriculumForm(RecordForm):
    """Asks only for which organisation a curriculum is taken, where the actor has several."""

    PERMISSION = Permission.LIBRARY_RECORD
    ASKS_PLACE = False


class PhaseForm(AnswerForm):
    title_hi = model_field(Phase, "title_hi", hint=_("One of the two titles is needed."))
    title_en = model_field(Phase, "title_en")
    after_weeks = model_field(
        Phase,
        "after_weeks",
        needed=False,
        hint=_("How long the group tries out what it learnt, before this phase begins."),
    )

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"after_weeks": found["after_weeks"] or 0}


class _OfPhaseForm(AnswerForm):
    """Base of forms that ask for a phase of the curriculum: `about` is it, or a part of it."""

    phase = choice(_("Phase"), (), needed=True)

    def prepare(self) -> None:
        super().prepare()
        curriculum = self.about if isinstance(self.about, Curriculum) else self.about.curriculum
        field: Any = self.fields["phase"]
        field.choices = [(str(row.number), f"{row.number}. {row.title}") for row in selectors.phases(curriculum)]

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        return found | {"phase": int(found["phase"])}


class ModuleForm(_OfPhaseForm):
    title_hi = model_field(Module, "title_hi", hint=_("One of the two titles is needed."))
    title_en = model_field(Module, "title_en")
    minutes = model_field(Module, "minutes")
    how = model_field(Module, "how", hint=_("What the facilitator does, step by step."))
    material = choice(_("Material of the library"), (), empty=_("none"))

    def prepare(self) -> None:
        super().prepare()
        offered = {str(row.pk): row.title for row in materials(self.actor)[:MATERIALS_OFFERED]}
        kept = str(self.initial.get("material_id") or "")
        if kept and kept not in offered:
            offered[kept] = str(_("as before"))
        field: Any = self.fields["material"]
        field.choices = [("", _("none")), *offered.items()]
        self.initial["material"] = kept

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        chosen = found.pop("material")
        return found | {"material_id": uuid.UUID(chosen) if chosen else None}


class QuestionForm(_OfPhaseForm):
    text_hi = model_field(Question, "text_hi")
    options_hi = model_field(Question, "options_hi", hint=_("Two to five answers, one in each line."))
    text_en = model_field(Question, "text_en")
    options_en = model_field(Question, "options_en", hint=_("The same answers in the same order."))
    right = model_field(Question, "right", hint=_("1 for the first line, 2 for the second."))


class FacilitatorForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    ASKS_PLACE = False

    name = model_field(Facilitator, "name")
    phone = model_field(Facilitator, "phone")
    may_teach = forms.MultipleChoiceField(
        label=_("Which curricula may she teach?"),
        choices=(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only these are offered when a session is planned."),
    )
    languages = _languages()
    since = model_field(Facilitator, "since")
    until = model_field(Facilitator, "until")
    note = model_field(Facilitator, "note")

    def prepare(self) -> None:
        super().prepare()
        titles: dict[str, str] = {}
        for row in selectors.published_curricula(self.actor)[:CURRICULA_OFFERED]:
            titles.setdefault(str(row.root), row.title)
        kept = self.about.may_teach if isinstance(self.about, Facilitator) else []
        field: Any = self.fields["may_teach"]
        field.choices = [
            *titles.items(),
            *((root, _("a curriculum withdrawn since")) for root in kept if root not in titles),
        ]


class SeriesForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "group"

    curriculum = choice(_("Curriculum"), (), needed=True)
    audience = model_field(Series, "audience", needed=False, hint=_("Left empty, as the curriculum says."))
    group: forms.ModelChoiceField[Group] = forms.ModelChoiceField(
        label=_("Forum or group"),
        queryset=Group.objects.none(),
        required=False,
        empty_label=_("not for one group"),
        help_text=_("Its members are put on the list by themselves."),
    )
    begins_on = model_field(Series, "begins_on")
    language = model_field(Series, "language")
    title = model_field(
        Series, "title", needed=False, hint=_("Left empty, the names of the group and the curriculum are taken.")
    )

    def prepare(self) -> None:
        super().prepare()
        self._curricula = {str(row.pk): row for row in selectors.published_curricula(self.actor)[:CURRICULA_OFFERED]}
        if isinstance(self.about, Series):
            if str(self.about.curriculum_id) not in self._curricula:
                self._curricula[str(self.about.curriculum_id)] = selectors.followed(self.about)
            self.initial["curriculum"] = str(self.about.curriculum_id)
            if selectors.has_held_sessions(self.about):
                self._curricula = {pk: row for pk, row in self._curricula.items() if pk == self.initial["curriculum"]}
                self.fields["curriculum"].help_text = _("A session was held by this curriculum, so it stays.")
        field: Any = self.fields["curriculum"]
        field.choices = [("", _("choose")), *((pk, curriculum_label(row)) for pk, row in self._curricula.items())]
        offered = list(groups.groups(self.actor).order_by("name")[:GROUPS_OFFERED])
        kept = self.about.group if isinstance(self.about, Series) else None
        if kept is not None and kept not in offered:
            offered.insert(0, kept)
        chosen: Any = self.fields["group"]
        chosen.queryset = Group.objects.filter(pk__in=[row.pk for row in offered]).select_related("place")
        chosen.choices = [("", _("not for one group")), *((row.pk, _group_label(row)) for row in offered)]
        self.fields["place"].required = False
        self.fields["place"].help_text = _("Not needed for a group: its own place is taken.")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if not found.get("place") and not found.get("group") and "place" not in self.errors:
            self.add_error("place", ValidationError(_("This is needed. Please fill it in."), code="required"))
        return found

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        group: Group | None = found["group"]
        curriculum = self._curricula[found.pop("curriculum")]
        found["curriculum_id"] = curriculum.pk
        if group is not None and not self.cleaned_data.get("place"):
            found |= {"place": group.place, "panchayat": group.panchayat, "village": group.village}
        found["audience"] = found["audience"] or curriculum.audience
        named = f"{group.name}: {curriculum.title}" if group is not None else curriculum.title
        found["title"] = found["title"] or named[:200]
        return found


class TraineeForm(PersonChoiceForm):
    """Somebody on record, or registered now."""


class NamesForm(AnswerForm):
    """Several people by their names alone, one a line: staff, frontline workers, ward members."""

    names = long_text(
        _("Names, one in each line"),
        most=_LONGEST_NAMES,
        needed=True,
        hint=_("After a comma, the work or office: अनीता देवी, सहिया"),
    )
    sex = choice(_("They are"), Sex, few=True, hint=_("Women in one go, men in another, if you wish."))

    def answers(self) -> dict[str, Any]:
        found = super().answers()
        lines = [line.strip() for line in found["names"].splitlines() if line.strip()]
        split = [line.partition(",") for line in lines]
        people = [(name.strip(), work.strip()) for name, _comma, work in split]
        return {"people": people, "sex": found["sex"]}

    def clean_names(self) -> str:
        text: str = self.cleaned_data["names"]
        if len([line for line in text.splitlines() if line.strip()]) > NAMES_AT_ONCE:
            raise ValidationError(_("At most 100 names at once."), code="unreadable")
        return text


class StoppedForm(AnswerForm):
    stopped_on = day(_("Left the training on"), needed=True)


class EndedForm(AnswerForm):
    ended_on = day(_("Ended on"), needed=True)


def curriculum_label(row: Curriculum) -> str:
    """The title with its version and whose it is."""
    return _("%(title)s, version %(version)s – %(whose)s") % {
        "title": row.title,
        "version": row.version,
        "whose": row.organisation.name,
    }


def _group_label(group: Group) -> str:
    return f"{group.name}, {place_line(group)}"
