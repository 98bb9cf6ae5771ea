"""Forms of the law of a case: deadline met, duty done, does not apply, and what became of the past."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.fields import Choice
from jatan.programme.cases.entries.late_file import PastItem
from jatan.programme.cases.entries.legal_answers import ANSWERS, REASONS
from jatan.programme.cases.entries.legal_steps import LEGAL_EVENT
from jatan.programme.cases.entries.legal_words import duty_words
from jatan.programme.cases.file.late_file import DONE, PastAnswer
from jatan.web.ui.forms.fields import day, long_text, text


class _InlineForm(forms.Form):
    """Base of forms that occur several times on a page; `about` makes the prefix unique."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, about: str) -> None:
        super().__init__(data, prefix=about)

    def show(self, raised: Problems) -> None:
        """Add problems to their fields; others become non-field errors."""
        for problem in raised.problems:
            name = self._shown_at(problem)
            error = forms.ValidationError(str(problem.message), code=problem.code)
            self.add_error(name if name in self.fields else None, error)

    def _shown_at(self, problem: Problem) -> str | None:
        return "on" if problem.field in ("at", "done_on") else problem.field


class DeadlineForm(_InlineForm):
    """When a deadline was met, by whom, and why late."""

    on = day(_("Done on"), needed=True)
    done_by = text(pgettext_lazy("done", "By whom"), most=200)
    reason = long_text(_("Reason, if late"))

    def __init__(self, data: Any = None, *, event: uuid.UUID, code: str) -> None:
        super().__init__(data, about=f"{event}-{code}")
        self.event, self.code = event, code
        self.fields["on"].initial = clock.today()

    def answers(self) -> dict[str, Any]:
        """As the entry asks it."""
        cleaned = self.cleaned_data
        answers = {"done_by": cleaned["done_by"], "reason": cleaned["reason"], "done_on": cleaned["on"]}
        return {"event": self.event, "deadline": self.code, **answers}


class DutyForm(_InlineForm):
    """When a duty was done, to whom it was reported, and under which number."""

    on = day(_("Day"), needed=True)
    hour = text(_("Hour"), most=10, hint=_("For example 10:30"))
    to = text("", most=200, needed=True)
    number = text("", most=200)

    def __init__(self, data: Any = None, *, code: str) -> None:
        super().__init__(data, about=code)
        self.code = code
        self.fields["on"].initial = clock.today()
        words = duty_words(code)
        self.fields["to"].label, self.fields["to"].initial = str(words.to), words.usual
        self.fields["number"].label, self.fields["number"].help_text = str(words.number), str(words.hint)

    def _shown_at(self, problem: Problem) -> str | None:
        """A fault of the day and hour stands at the hour if one was written and the day alone is right."""
        on, hour = self.cleaned_data.get("on"), self.cleaned_data.get("hour")
        if problem.field == "at" and hour and on and on <= clock.today():
            return "hour"
        return super()._shown_at(problem)

    def answers(self) -> dict[str, Any]:
        """As the entry asks it."""
        cleaned = self.cleaned_data
        at = f"{cleaned['on'].isoformat()} {cleaned['hour']}".strip()
        return {"duty": self.code, "at": at, "to": cleaned["to"], "number": cleaned["number"]}


_PAST_ANSWERS: tuple[Choice, ...] = ((DONE, _("it was done, on this day")), *ANSWERS)


def _why(duty: str) -> forms.ChoiceField:
    choices: Sequence[Choice] = REASONS.get(duty, ())
    return forms.ChoiceField(label=_("Why it does not apply"), required=False, choices=[("", _("choose")), *choices])


class NotApplicableForm(_InlineForm):
    """Why something does not apply: of a duty or danger by a listed reason, of a day of the law in words."""

    reason = long_text(_("In your words"))

    def __init__(self, data: Any = None, *, duty: str, needs_reason: bool) -> None:
        super().__init__(data, about="answer")
        if duty:
            self.fields["why"] = _why(duty)
            self.order_fields(["why", "reason"])
            self.fields["why"].required = True
        self.fields["reason"].required = needs_reason

    def _shown_at(self, problem: Problem) -> str | None:
        return "reason" if problem.field == "confirmed_because" else super()._shown_at(problem)


class PastForm(_InlineForm):
    """What became of one thing of the past. Left unanswered it stays open."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("duty", "What became of it"),
        required=False,
        choices=[("", _("not recorded")), *_PAST_ANSWERS],
    )
    on = day(_("Day on which it was done"))
    to = text(_("To whom it was reported, or before whom"), most=200)
    reason = long_text(_("Why it does not apply, or was late: in your words"))

    def __init__(self, data: Any = None, *, item: PastItem) -> None:
        super().__init__(data, about=item.key)
        self.item = item
        self.step = LEGAL_EVENT.field("event").words(item.step) if item.step else ""
        if item.duty:
            words = duty_words(item.duty)
            self.fields["to"].label, self.fields["to"].initial = str(words.to), words.usual
            self.fields["why"] = _why(item.duty)
        else:
            del self.fields["to"]

    def asked(self) -> list[forms.BoundField]:
        """What is asked of each: what became of it, when, and of a duty to whom."""
        return [self[name] for name in ("answer", "on", "to") if name in self.fields]

    def reasons(self) -> list[forms.BoundField]:
        """What is asked of a few, folded: why it does not apply, or was late."""
        return [self[name] for name in ("why", "reason") if name in self.fields]

    def is_unfolded(self) -> bool:
        """Whether a reason was chosen or is missing."""
        return any(one.errors or (self.is_bound and one.value()) for one in self.reasons())

    def given(self) -> PastAnswer | None:
        """The answer; None where none was chosen."""
        cleaned = self.cleaned_data
        if not cleaned.get("answer"):
            return None
        given = {name: cleaned.get(name) or "" for name in ("on", "to", "why", "reason")}
        return PastAnswer(self.item, cleaned["answer"], **given)
