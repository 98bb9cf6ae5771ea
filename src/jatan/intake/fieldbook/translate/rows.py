"""The four kinds of rows, each with its translation. The answers are checked first by the questions of the page."""

from collections.abc import Callable, Mapping
from typing import Final

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.answers import check_answers
from jatan.intake.fieldbook.choices import FlowKind
from jatan.intake.fieldbook.translate.asked_help import record_help
from jatan.intake.fieldbook.translate.contact import record_call
from jatan.intake.fieldbook.translate.departure import record_leaving
from jatan.intake.fieldbook.translate.entry import Entry, Recorded
from jatan.intake.fieldbook.translate.group_meeting import record_meeting
from jatan.kernel.problems import raise_any

__all__ = ["translate"]

_TRANSLATIONS: Final[Mapping[str, Callable[[Actor, Entry], Recorded]]] = {
    FlowKind.LEAVING: record_leaving,
    FlowKind.CONTACT: record_call,
    FlowKind.MEETING: record_meeting,
    FlowKind.HELP: record_help,
}


def translate(by: Actor, entry: Entry) -> Recorded:
    """Record what the row says; returns the ids of the records. Raises Problem, Problems, gate.Forbidden."""
    raise_any(check_answers(entry.kind, entry.answers, today=entry.today))
    return _TRANSLATIONS[FlowKind(entry.kind)](by, entry)
