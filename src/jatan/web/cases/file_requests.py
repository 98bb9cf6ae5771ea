"""What court or police ask for, on the page of sharing and where the file is made."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jatan.programme.cases.choices import ExportReason
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.file_request import decision_of, is_agreed
from jatan.programme.cases.printed.forms import forms
from jatan.web.cases.entry_display import answer_words, headline
from jatan.web.ui.components import states


@dataclass(frozen=True)
class RequestLine:
    """One request: its entry, words, parts and state. `waits`: for a decision; `what`: what the page of files is asked
    for; `cover`: the paper that goes with the file (`printed.forms`)."""

    entry: Entry
    words: str
    asked_for: str
    named: str
    badge: states.Badge
    waits: bool
    what: str
    cover: str


def request_lines(file: CaseFile) -> list[RequestLine]:
    """The requests of court and police, newest first."""
    return [_line(file, entry) for entry in reversed(file.all("file_request"))]


def request_choices(file: CaseFile) -> Iterable[tuple[str, str]]:
    """(value, label) of the requests that a second person agreed to."""
    for line in request_lines(file):
        if line.what:
            yield line.what, f"{kind_of('file_request').label} · {line.words}"


def _line(file: CaseFile, entry: Entry) -> RequestLine:
    decision = decision_of(file, entry)
    if decision is None:
        badge = states.soon(_("waits for a supervisor's decision"))
    elif not is_agreed(file, entry):
        badge = states.plain(_("not given"), "close")
    elif file.linked(entry.row, "file_given", "request"):
        badge = states.done(_("given"))
    else:
        badge = states.soon(_("decided, not yet given"))
    what = f"{ExportReason.COURT.value}::{entry.row}" if is_agreed(file, entry) else ""
    kind = kind_of("file_request")
    asked_for, named = (answer_words(kind.field(name), entry.get(name), file) for name in ("asked_for", "named"))
    cover = next((form.code for form in forms().values() if form.asked_by == entry.get("asked_by")), "")
    return RequestLine(entry, headline(kind, entry, file), asked_for, named, badge, decision is None, what, cover)
