"""Things to do that somebody of the team writes down, beside those that follow from other entries."""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from jatan.kernel.problems import Problem
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.due import Due
from jatan.programme.cases.entries.fields import Field, Value
from jatan.programme.cases.entries.kinds import EntryKind, Stage, Writer


def _validate_to_do(file: CaseFile, answers: Mapping[str, Value], writer: Writer) -> Iterable[Problem]:
    if answers.get("what_came") and not isinstance(answers.get("done_on"), dt.date):
        yield Problem("missing_required", field="done_on")
    by_on, stands = answers.get("by_on"), {entry.get("by_on") for entry in open_to_dos(file)}
    # A task whose day passed meanwhile can still be corrected.
    if isinstance(by_on, dt.date) and by_on < writer.today and not answers.get("done_on") and by_on not in stands:
        yield Problem("date_in_past", _("This day is over: by when is it to be done now?"), field="by_on")


TO_DO = EntryKind(
    code="to_do",
    label=_("Something to do"),
    stage=Stage.PLAN,
    icon="check",
    is_story=False,
    headline=("what", "done_on"),
    check=_validate_to_do,
    writers=("team", "legal"),
    intro=_("What one of us does for her, and by when. Whoever does it finds it among her own tasks."),
    fields=(
        Field("what", _("What is to be done"), "line", needed=True),
        Field("for_whom", _("Who does it"), "colleague", needed=True),
        Field("by_on", _("By when"), "day", needed=True),
        Field("done_on", _("Done on"), "past_day", hint=_("Leave empty as long as it is open.")),
        Field("what_came", _("What came of it"), "text"),
    ),
)

TO_DO_KINDS = (TO_DO,)


def open_to_dos(file: CaseFile) -> list[Entry]:
    """Things to do that nobody has done yet."""
    return [entry for entry in file.all("to_do") if not entry.get("done_on")]


def to_do_dues(file: CaseFile, today: dt.date) -> Iterable[Due]:
    """Open things to do. `about`: the account that does it, so that everybody finds her own."""
    for entry in open_to_dos(file):
        yield Due("to_do", entry.get("by_on"), entry.row, about=[str(entry.get("for_whom", ""))])
