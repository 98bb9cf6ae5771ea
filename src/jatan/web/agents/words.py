"""Texts about statements: label, why two are listed together, whom to ask. Never a score."""

from collections.abc import Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from jatan.programme.agents.models import Statement
from jatan.programme.agents.selectors import MemberToAsk


def label_of(row: Statement) -> Any:
    """The name, else a number, else the vehicle: a statement always has one of them."""
    return row.name or (row.phones[0] if row.phones else row.vehicle)


def why_line(row: Any) -> str:
    """The matches annotated by `selectors.alike` in words, the strongest first."""
    signs = (
        (row.same_number, gettext("same number")),
        (row.same_way, gettext("same name and same destination")),
        (row.same_name and not row.same_way, gettext("name written alike")),
    )
    return ", ".join(text for is_so, text in signs if is_so)


def grouped_number(number: str) -> str:
    """The number of a statement in two groups of five."""
    return f"{number[:5]}-{number[5:]}"


def set_line(row: Any) -> str:
    """Counts of a row of `selectors.profiles`: statements, corroborated ones, those waiting for confirmation."""
    count = 1 + row.joined
    supported = row.supported + row.seed.is_corroborated
    line = ngettext("%(n)s statement", "%(n)s statements", count) % {"n": count}
    if supported:
        line += ", " + gettext("%(n)s of them on a paper or said by several") % {"n": supported}
    if row.waiting:
        waiting = ngettext("%(n)s waits to be confirmed", "%(n)s wait to be confirmed", row.waiting)
        line += "; " + waiting % {"n": row.waiting}
    return line


def asked_line(asked: Sequence[MemberToAsk]) -> Any:
    """Which member to ask; "" if no other member has the number."""
    if not asked:
        return ""
    desks = "; ".join(f"{one.name} ({one.reached_at})" if one.reached_at else one.name for one in asked)
    return format_lazy(_("Another member knows this number. Ask: {desks}."), desks=desks)
