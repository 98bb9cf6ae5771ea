"""Forms made of questions: one question of an instrument, and the answers of an interview."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django import forms
from django.utils.text import capfirst, format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.kernel import clock
from jatan.kernel.answers import is_empty, kept_answer, read_answer
from jatan.kernel.questions import Question, by_code
from jatan.programme.studies.choices import ConsentKind, QuestionKind
from jatan.programme.studies.models import Enumerator, Interview, Site
from jatan.programme.studies.questions import condition_of, kept_question, make_question
from jatan.web.ui.components.widgets import StackedRadios
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice, count, day, long_text, text, yes
from jatan.web.ui.forms.model_questions import model_field, question_field

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
                    f"{one.code} · {one.label}"[:80],
                    [(f"{one.code}={number}", label) for number, label in one.choices],
                )
                for one in self.about
                if one.choices
            ),
        ]

    def question(self, code: str) -> Question:
        """The question asked for. Raises Problem, Problems."""
        found = self.cleaned_data
        before, _equals, number = found["asked_if"].partition("=")
        numeric = found["kind"] in (QuestionKind.NUMBER, QuestionKind.SCALE)
        listed = found["kind"] in (QuestionKind.ONE, QuestionKind.SEVERAL)
        return make_question(
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
        kept = kept_question(question)
        before = f"{kept['asked_if']}={kept['asked_if_choice']}" if kept["asked_if"] else ""
        return {**kept, "choices": "\n".join(kept["choices"]), "asked_if": before}


class _InterviewForm(AnswerForm):
    """`about`: (questions, sites, enumerators, whether consent may be refused)."""

    ASKS_HEAD = True
    ASKS_ANSWERS = True

    def prepare(self) -> None:
        questions, sites, enumerators = self.about
        if self.ASKS_HEAD:
            self._ask_head(sites, enumerators)
        if self.ASKS_ANSWERS:
            texts = by_code(questions)
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
        found = {one.code: kept_answer(self.cleaned_data.get(one.code)) for one in questions}
        kept = {one.code: found[one.code] for one in questions if not is_empty(one, found[one.code])}
        return {code: sorted(answer) if isinstance(answer, list) else answer for code, answer in kept.items()}


class HeadForm(_InterviewForm):
    ASKS_ANSWERS = False


class AnswersForm(_InterviewForm):
    ASKS_HEAD = False


class WholeForm(_InterviewForm):
    """Head and answers on one page: to correct an interview, or repair a parked row."""


def initial_answers(questions: Sequence[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are kept, by field."""
    return {one.code: read_answer(one, answers[one.code]) for one in questions if one.code in answers}


def _answer_field(question: Question, number: int, others: Mapping[str, Question]) -> forms.Field:
    hint: Any = ""
    if question.when is not None and question.when.code in others:
        before, given = condition_of(others, question)
        place = list(others).index(before.code) + 1
        hint = format_lazy(_("Only if question {number} is “{choice}”."), number=place, choice=given)
    if question.kind == "number" and (bounds := bounds_words(question)):
        hint = format_lazy("{hint} {bounds}", hint=hint, bounds=bounds) if hint else bounds
    # Whether a question is asked depends on another answer, so the command says what is missing.
    needed = question.needed and question.when is None
    return question_field(replace(question, label=f"{number}. {question.label}", hint=hint, needed=needed))


def bounds_words(question: Question) -> str:
    """The bounds of a number or scale: "1–12", "1–", or "" for none."""
    if not question.is_number or (question.least is None and question.most is None):
        return ""
    return f"{'' if question.least is None else question.least}–{'' if question.most is None else question.most}"
