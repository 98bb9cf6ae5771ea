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


class HiddenPartsForm(AnswerForm):
    """Asks for each hidden part of the run (`about`): take it in or leave it out. Nothing is chosen beforehand."""

    def prepare(self) -> None:
        self._parts: dict[str, HiddenPart] = {}
        for number, part in enumerate(parts_of(self.about.hidden_parts)):
            name = f"hidden_{number}"
            self._parts[name] = part
            asked = choice(f"{part.sheet}: {_what(part)}", HiddenAnswer, needed=True, few=True)
            asked.error_messages["required"] = _("Say whether it is taken in or left out.")
            self.fields[name] = asked
            self.initial[name] = part.answer

    @property
    def is_answered(self) -> bool:
        """True where somebody has spoken about every part before."""
        return is_answered(self._parts.values())

    def answers_by_part(self) -> dict[tuple[str, str], str]:
        """{(sheet, sort): answer}, for `uploads.answer_hidden_parts`. Only after `is_valid()`."""
        return {(part.sheet, part.sort): self.cleaned_data[name] for name, part in self._parts.items()}


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
