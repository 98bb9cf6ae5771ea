"""What a cell is asked about while a sheet is read: a row with such a cell waits until somebody says how it is."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from jatan.kernel.problems import Message

OLD_FONT: Final = _("This may be Hindi in a font like Kruti Dev. Is it right as it is written?")
UNREAD_FONT: Final = _("This may be Hindi in a font that is not read here. Is it right as it is written?")
CANCELLED: Final = _(
    "This row is struck through, in red, or says that it was cancelled. Did it take place all the same?"
)
LEFT_EMPTY: Final = _("Nothing is written here. Is it the same as in the row above?")
UNKNOWN_MARK: Final = _("A mark of this day says neither present nor absent. Is the number of those present right?")
_ALL: Final = (OLD_FONT, UNREAD_FONT, CANCELLED, LEFT_EMPTY, UNKNOWN_MARK)


class Asked(NamedTuple):
    """A question about one cell. `candidates`: what may be meant; `cell`: where it stands, if not in its column."""

    question: Message
    candidates: tuple[str, ...] = ()
    cell: str = ""


def asked_again(problems: Iterable[Mapping[str, Any]]) -> dict[str, Asked]:
    """{column: question} of the problems that are kept of a waiting row: what was seen when its sheet was read."""
    known = _by_english()
    return {
        one["field"]: Asked(known[one["message"]], tuple(one["candidates"]), one.get("cell", ""))
        for one in problems
        if one.get("message") in known
    }


@functools.cache
def _by_english() -> dict[str, Message]:
    """{a question in English, as it is kept: the question}."""
    with override(None):
        return {force_str(one): one for one in _ALL}
