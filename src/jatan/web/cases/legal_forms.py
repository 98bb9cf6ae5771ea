"""Forms on the legal page: deadline met, duty done. There is none for "not done"."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.entries.legal_words import duty_words
from jatan.web.ui.forms.fields import day, long_text, text

__all__ = ["DeadlineForm", "DutyForm"]


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
