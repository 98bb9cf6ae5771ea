"""Forms made of questions: one question of an instrument, and the answers of an interview."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.programme.studies.choices import ConsentKind, QuestionKind
from jatan.programme.studies.models import Enumerator, Interview, Site
from jatan.programme.studies.questions import LONGEST_TEXT, Question
from jatan.web.ui.components.fields import CountField
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, day, long_text, text, yes
from jatan.web.ui.forms.model_questions import model_field

__all__ = ["AnswersForm", "HeadForm", "QuestionForm", "WholeForm", "bounds_words", "initial_answers"]

_LOWEST: Final = -1_000_000_000
_FEW_CHOICES: Final = 7
_NO: Final = "no"


class QuestionForm(AnswerForm):
    """One question. `about`: the questions that stand before it, on whose choices it may depend."""

    text = text(_("Question"), most=300, needed=True)
    kind = choice(_("Kind of answer"), QuestionKind, needed=True)
    choices = long_text(_("Choices, each on a line"), most=4000, hint=_("Only for one of several, or several choices."))
    lowest = count(_("Smallest that can be"), hint=_("Only for a number or scale."))
    highest = count(_("Largest that can be"))
    is_required = yes(_("Has to be answered"))
    asked_if = choice(_("Asked only if"), (), empty=_("asked of everybody"))

    def prepare(self) -> None:
        field: Any = self.fields["asked_if"]
        field.choices = [
            *field.choices[:1],
            *(
                (
                    f"{one.code} · {one.text}"[:80],
                    [(f"{one.code}={number}", label) for number, label in enumerate(one.choices, start=1)],
                )
                for one in self.about
                if one.has_choices
            ),
        ]

    def question(self, code: str) -> Question:
        """The question asked for. Raises Problem, Problems."""
        found = self.cleaned_data
        before, _equals, number = found["asked_if"].partition("=")
        numeric = found["kind"] in (QuestionKind.NUMBER, QuestionKind.SCALE)
        listed = found["kind"] in (QuestionKind.ONE, QuestionKind.SEVERAL)
        return Question(
            code=code,
            text=found["text"],
            kind=found["kind"],
            is_required=found["is_required"],
            lowest=found["lowest"] if numeric else None,
            highest=found["highest"] if numeric else None,
            choices=tuple(found["choices"].splitlines()) if listed else (),
            asked_if=before,
            asked_if_choice=int(number) if number else None,
        )

    @staticmethod
    def initial_of(question: Question) -> dict[str, Any]:
        """The values of a question by field."""
        return {
            "text": question.text,
            "kind": question.kind,
            "choices": "\n".join(question.choices),
            "lowest": question.lowest,
            "highest": question.highest,
            "is_required": question.is_required,
            "asked_if": f"{question.asked_if}={question.asked_if_choice}" if question.asked_if else "",
        }


class _InterviewForm(AnswerForm):
    """`about`: (questions, sites, enumerators, whether consent may be refused)."""

    ASKS_HEAD = True
    ASKS_ANSWERS = True

    def prepare(self) -> None:
        questions, sites, enumerators = self.about
        if self.ASKS_HEAD:
            self._ask_head(sites, enumerators)
        if self.ASKS_ANSWERS:
            texts = {one.code: one for one in questions}
            for number, question in enumerate(questions, start=1):
                self.fields[question.code] = _answer_field(question, number, texts)
            self.fields["minutes"] = model_field(Interview, "minutes")

    def _ask_head(self, sites: Sequence[Site], enumerators: Sequence[Enumerator]) -> None:
        fields: dict[str, Any] = {
            "site_ref": choice(
                _("Village"), [(str(one.pk), f"{one.village}, {one.place.name}") for one in sites], needed=True
            ),
            "enumerator": choice(
                _("Who asks the questions"),
                [(str(one.pk), f"{one.number} · {one.name}") for one in enumerators],
                needed=True,
            ),
            "held_on": day(_("Day"), needed=True),
            "number": count(capfirst(_("number of the interview")), needed=True),
            "consent": choice(
                _("Did she agree?"),
                [*ConsentKind.choices, (_NO, _("no: nothing is kept"))],
                needed=True,
                few=True,
            ),
        }
        fields["consent"].widget = StackedRadios(choices=fields["consent"].choices)
        self.fields |= fields
        self.initial.setdefault("held_on", clock.today())
        if len(enumerators) == 1:
            self.initial.setdefault("enumerator", str(enumerators[0].pk))

    @property
    def has_consent(self) -> bool:
        """Whether she agreed. Only after `is_valid()`."""
        return bool(self.cleaned_data["consent"] != _NO)

    def head(self) -> dict[str, Any]:
        """Values of the command that stand above the questions. Only after `is_valid()`."""
        found, (_questions, sites, enumerators) = self.cleaned_data, self.about
        site = next(one for one in sites if str(one.pk) == found["site_ref"])
        return {
            "place": site.place,
            "village": site.village,
            "site_ref": site.pk,
            "enumerator": next(one for one in enumerators if str(one.pk) == found["enumerator"]),
            "held_on": found["held_on"],
            "number": found["number"],
            "consent": found["consent"],
        }

    def given_answers(self) -> dict[str, Any]:
        """What was answered, as it is kept. Only after `is_valid()`."""
        questions: Sequence[Question] = self.about[0]
        found = {one.code: _kept(one, self.cleaned_data.get(one.code)) for one in questions}
        return {code: answer for code, answer in found.items() if answer is not None}


class HeadForm(_InterviewForm):
    ASKS_ANSWERS = False


class AnswersForm(_InterviewForm):
    ASKS_HEAD = False


class WholeForm(_InterviewForm):
    """Head and answers on one page: to correct an interview, or repair a parked row."""


def initial_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are kept, by field."""
    return {
        one.code: one.answer_words(answers[one.code]) if one.kind == QuestionKind.DATE else answers[one.code]
        for one in questions
        if one.code in answers
    }


def _answer_field(question: Question, number: int, others: Mapping[str, Question]) -> forms.Field:
    label: Any = f"{number}. {question.text}"
    hint: Any = ""
    if question.asked_if and (before := others.get(question.asked_if)) is not None:
        place = list(others).index(question.asked_if) + 1
        given = before.choices[(question.asked_if_choice or 1) - 1]
        hint = format_lazy(_("Only if question {number} is “{choice}”."), number=place, choice=given)
    # Whether a question is asked depends on another answer, so the command says what is missing.
    needed = question.is_required and not question.asked_if
    numbered: list[tuple[Any, Any]] = [(str(place), one) for place, one in enumerate(question.choices, start=1)]
    if question.kind == QuestionKind.SEVERAL:
        several = forms.MultipleChoiceField(
            label=label, choices=numbered, required=needed, help_text=hint, widget=forms.CheckboxSelectMultiple
        )
        return several
    if question.kind == QuestionKind.ONE:
        return choice(label, numbered, needed=needed, few=len(numbered) <= _FEW_CHOICES, hint=hint)
    if question.kind == QuestionKind.SCALE:
        points = [(str(point), str(point)) for point in range(question.lowest or 0, (question.highest or 0) + 1)]
        return choice(label, points, needed=needed, few=len(points) <= _FEW_CHOICES, hint=hint)
    if question.kind == QuestionKind.NUMBER:
        return CountField(label=label, required=needed, lowest=_LOWEST, help_text=_with_bounds(hint, question))
    if question.kind == QuestionKind.DATE:
        return day(label, needed=needed, hint=hint)
    return text(label, most=LONGEST_TEXT, needed=needed, hint=hint)


def _with_bounds(hint: Any, question: Question) -> Any:
    bounds = bounds_words(question)
    return format_lazy("{hint} {bounds}", hint=hint, bounds=bounds) if hint and bounds else hint or bounds


def bounds_words(question: Question) -> str:
    """The bounds of a number or scale: "1–12", "1–", or "" for none."""
    if question.lowest is None and question.highest is None:
        return ""
    return (
        f"{'' if question.lowest is None else question.lowest}–{'' if question.highest is None else question.highest}"
    )


def _kept(question: Question, given: Any) -> Any:
    if given in (None, "", []):
        return None
    if question.kind == QuestionKind.SEVERAL:
        return sorted(int(one) for one in given)
    if question.kind in (QuestionKind.ONE, QuestionKind.SCALE):
        return int(given)
    return given.isoformat() if question.kind == QuestionKind.DATE else given
