"""Published figures that changed since, in words: "July 2025, SHG meetings, participants: 1,430 became 1,443"."""

from collections.abc import Sequence

from django.utils.translation import gettext, pgettext

from jatan.evidence.indicators.definitions import indicator
from jatan.evidence.indicators.month_names import month_name
from jatan.evidence.indicators.published_changes import UPGRADE
from jatan.evidence.indicators.results import ChangeCause, FigureChange
from jatan.kernel.numbers import format_integer

_MOST = 12


def change_notes(changes: Sequence[FigureChange]) -> list[str]:
    """One sentence for each change in the language in force, at most twelve, and how many more there are."""
    notes = [
        gettext("Changed since it was published: %(month)s, %(what)s: %(before)s became %(after)s (%(how)s).")
        % {
            "month": month_name(one.month).in_language(),
            "what": figure_label(one),
            "before": format_integer(one.before),
            "after": format_integer(one.after),
            "how": "; ".join(dict.fromkeys(cause_words(cause) for cause in one.causes)),
        }
        for one in changes[:_MOST]
    ]
    if len(changes) > _MOST:
        more = {"more": format_integer(len(changes) - _MOST)}
        notes.append(gettext("%(more)s more published figures have changed; the page of the report lists them.") % more)
    return notes


def figure_label(change: FigureChange) -> str:
    """What is counted: the indicator and its value."""
    code, name = change.key
    one = indicator(code)
    return f"{one.label.in_language()}, {one.value(name).label.in_language()}"


def cause_words(cause: ChangeCause) -> str:
    """By what it changed, and on which day."""
    day = {"day": f"{cause.on:%d.%m.%Y}"}
    if cause.how == "import":
        return pgettext("cause of a change", "import of %(day)s") % day
    if cause.how == "undo":
        return pgettext("cause of a change", "import taken back on %(day)s") % day
    if cause.how == UPGRADE:
        return pgettext("cause of a change", "counted by the rules of a new version on %(day)s") % day
    return pgettext("cause of a change", "recorded on a page on %(day)s") % day
