"""The five kinds of rows, each with its translation. The answers are checked first by the questions of the page."""

import logging
from collections.abc import Callable, Mapping
from typing import Final

from jatan.foundation.access.actors import Actor
from jatan.intake.fieldbook.answers import check_answers
from jatan.intake.fieldbook.choices import FlowKind, Reason
from jatan.intake.fieldbook.translate.asked_help import record_help
from jatan.intake.fieldbook.translate.contact import record_call
from jatan.intake.fieldbook.translate.departure import record_leaving
from jatan.intake.fieldbook.translate.entry import Entry, Recorded
from jatan.intake.fieldbook.translate.group_meeting import record_meeting
from jatan.intake.fieldbook.translate.no_news import record_missing
from jatan.kernel.problems import Problem, raise_any

_log = logging.getLogger(__name__)
_TRANSLATIONS: Final[Mapping[str, Callable[[Actor, Entry], Recorded]]] = {
    FlowKind.LEAVING: record_leaving,
    FlowKind.CONTACT: record_call,
    FlowKind.MEETING: record_meeting,
    FlowKind.HELP: record_help,
    FlowKind.NO_NEWS: record_missing,
}


def translate(by: Actor, entry: Entry) -> Recorded:
    """Record what the row says; returns the ids of the records. Raises Problem, Problems, gate.Forbidden.

    An answer that the translation has not read is a question that is asked here and goes nowhere: Problems too, so that
    the row waits with it and nothing is said to be recorded that is not.
    """
    raise_any(check_answers(entry.kind, entry.answers.written, today=entry.today))
    recorded = _TRANSLATIONS[FlowKind(entry.kind)](by, entry)
    unread = entry.answers.unread()
    if unread:
        _log.error("answers of a phone that no translation of %s reads: %s", entry.kind, ", ".join(unread))
    raise_any(Problem(Reason.UNKNOWN_QUESTION.value, field=path) for path in unread)
    return recorded
