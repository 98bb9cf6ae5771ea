"""Questions about hidden rows, columns and sheets of a workbook, and what was said about them."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.intake.registers.choices import HiddenAnswer, HiddenSort, RunStatus
from jatan.intake.registers.hidden_answers import HiddenPart, is_answered, parts_of
from jatan.intake.registers.models import ImportRun
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice

__all__ = ["HiddenPartsForm", "hidden_lines"]


_MAX_QUESTIONS = 12
_FOR_ALL = "hidden_all"


class HiddenPartsForm(AnswerForm):
    """Asks for each hidden part of the run (`about`): take it in or leave it out. Nothing is chosen beforehand.

    Two buttons answer for all parts at once (`is_for_all`); where there are more than twelve, only they do.
    """

    def prepare(self) -> None:
        self.parts = parts_of(self.about.hidden_parts)
        self.for_all = self.data.get(_FOR_ALL, "")
        self._asked: dict[str, HiddenPart] = {}
        self.is_for_all = self.for_all in HiddenAnswer.values
        if self.is_for_all:
            return
        for number, part in enumerate(self.parts if len(self.parts) <= _MAX_QUESTIONS else ()):
            name = f"hidden_{number}"
            self._asked[name] = part
            asked = choice(f"{part.sheet[:80]}: {_what(part)}", HiddenAnswer, needed=True, few=True)
            asked.error_messages["required"] = _("Say whether it is taken in or left out.")
            self.fields[name] = asked
            self.initial[name] = part.answer

    @property
    def is_answered(self) -> bool:
        """True where somebody has spoken about every part before."""
        return is_answered(self.parts)

    def answers_by_part(self) -> dict[tuple[str, str], str]:
        """{(sheet, sort): answer}, for `uploads.answer_hidden_parts`. Only after `is_valid()`."""
        if self.is_for_all:
            return {(part.sheet, part.sort): self.for_all for part in self.parts}
        return {(part.sheet, part.sort): self.cleaned_data[name] for name, part in self._asked.items()}


def hidden_lines(run: ImportRun) -> list[tuple[str, str, Any]]:
    """(sheet, what is hidden in it, what was said about it) of each hidden part.

    Runs from before there were questions have counts only; everything hidden was taken in then.
    """
    parts = parts_of(run.hidden_parts) or [
        HiddenPart(sheet, sort, found[sort], HiddenAnswer.TAKE)
        for counts in run.counts.values()
        for sheet, found in counts.get("hidden", {}).items()
        for sort in HiddenSort
        if found[sort]
    ]
    return [(part.sheet, _what(part), _answer(run, part)) for part in parts]


def _answer(run: ImportRun, part: HiddenPart) -> str:
    if not part.answer:
        return _("not answered yet")
    if run.status != RunStatus.DONE:
        return str(HiddenAnswer(part.answer).label)
    return _("was taken in") if part.answer == HiddenAnswer.TAKE else _("was left out")


def _what(part: HiddenPart) -> str:
    if part.sort == HiddenSort.SHEET:
        return _("The whole sheet is hidden.")
    if part.sort == HiddenSort.ROWS:
        text = ngettext("%(shown)s row is hidden.", "%(shown)s rows are hidden.", part.count)
    else:
        text = ngettext("%(shown)s column is hidden.", "%(shown)s columns are hidden.", part.count)
    return text % {"shown": part.count}
