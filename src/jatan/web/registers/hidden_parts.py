"""Questions about hidden rows, columns and sheets of a workbook, and what was said about them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.intake.registers.choices import ABOVE, QUESTIONS, SHEET_NAMES, HiddenAnswer, HiddenSort, RunStatus
from jatan.intake.registers.hidden_answers import HiddenPart, choices_of, is_answered, parts_of
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.repair.file_answers import LastAnswer, last_answers
from jatan.web.ui.forms.base import AnswerForm
from jatan.web.ui.forms.fields import choice

_MAX_QUESTIONS = 12
_FOR_ALL = "hidden_all"


class HiddenPartsForm(AnswerForm):
    """Asks for each hidden part of the run (`about`): take it in or leave it out. Nothing is chosen beforehand but
    the last answer to the same question about a whole file.

    Two buttons answer for all parts at once (`is_for_all`); where there are more than twelve, only they do.
    """

    def prepare(self) -> None:
        self.parts = parts_of(self.about.hidden_parts)
        self.for_all = self.data.get(_FOR_ALL, "")
        self._asked: dict[str, HiddenPart] = {}
        self.is_for_all = self.for_all in HiddenAnswer.values
        if self.is_for_all:
            return
        last = last_answers(self.actor, self.about.organisation_id) if _questions(self.parts) else {}
        asked_apart = self.parts if len(self.parts) <= _MAX_QUESTIONS else _questions(self.parts)
        for number, part in enumerate(asked_apart):
            name = f"hidden_{number}"
            self._asked[name] = part
            label = _what(part) if part.sort in QUESTIONS else f"{part.sheet[:80]}: {_what(part)}"
            asked = choice(label, choices_of(part.sort), needed=True, few=True, hint=_proposed(part, last))
            if part.sort not in QUESTIONS:
                asked.error_messages["required"] = _("Say whether it is taken in or left out.")
            self.fields[name] = asked
            self.initial[name] = part.answer or (last[part.sort].answer if part.sort in last else "")

    @property
    def hidden_count(self) -> int:
        """How many of the questions are about hidden parts."""
        return len(self.parts) - len(_questions(self.parts))

    @property
    def is_answered(self) -> bool:
        """True where somebody has spoken about every part before."""
        return is_answered(self.parts)

    def answers_by_part(self) -> dict[tuple[str, str], str]:
        """{(sheet, sort): answer}, for `uploads.answer_hidden_parts`. Only after `is_valid()`."""
        if self.is_for_all:
            return {(part.sheet, part.sort): self.for_all for part in self.parts if part.sort not in QUESTIONS}
        return {(part.sheet, part.sort): self.cleaned_data[name] for name, part in self._asked.items()}


def _proposed(part: HiddenPart, last: Mapping[str, LastAnswer]) -> str:
    """Why an answer is chosen beforehand: the file that it was given for."""
    if part.answer or part.sort not in last:
        return ""
    found = last[part.sort]
    day = formats.date_format(timezone.localtime(found.at), "j E Y")
    return _("Chosen as in your last file: %(file)s, %(day)s. Change it if it is not so here.") % {
        "file": found.file_name,
        "day": day,
    }


def _questions(parts: Sequence[HiddenPart]) -> list[HiddenPart]:
    return [part for part in parts if part.sort in QUESTIONS]


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
    if run.status != RunStatus.DONE or part.sort in QUESTIONS:
        return str(choices_of(part.sort)(part.answer).label)
    return _("was taken in") if part.answer == HiddenAnswer.TAKE else _("was left out")


def _what(part: HiddenPart) -> str:
    if part.sort == ABOVE:
        text = ngettext(
            "%(shown)s row has an empty cell under a filled one. What does it mean?",
            "%(shown)s rows have an empty cell under a filled one. What does it mean?",
            part.count,
        )
        return text % {"shown": part.count}
    if part.sort == SHEET_NAMES:
        text = ngettext(
            "%(shown)s sheet has a name that may be a village. What does it say?",
            "%(shown)s sheets of the same kind have names that may be villages. What do the names say?",
            part.count,
        )
        return text % {"shown": part.count}
    if part.sort in QUESTIONS:
        text = ngettext(
            "%(shown)s date such as 03/04/2022 may be read in two ways. What comes first?",
            "%(shown)s dates such as 03/04/2022 may be read in two ways. What comes first?",
            part.count,
        )
        return text % {"shown": part.count}
    if part.sort == HiddenSort.SHEET:
        return _("The whole sheet is hidden.")
    if part.sort == HiddenSort.ROWS:
        text = ngettext("%(shown)s row is hidden.", "%(shown)s rows are hidden.", part.count)
    else:
        text = ngettext("%(shown)s column is hidden.", "%(shown)s columns are hidden.", part.count)
    return text % {"shown": part.count}
