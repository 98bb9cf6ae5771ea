"""The one list of all asks and promises: what is overdue first, with filters, and how many stand where."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.programme.allies.asked import AskedFor, Sort, State, asked_rows, count_states
from jatan.programme.allies.choices import AllyKind, AllyLevel
from jatan.programme.allies.models import Ally
from jatan.programme.allies.selectors import find_ally
from jatan.web.ui.components import charts, states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest, needs
from jatan.web.ui.paging import paginate

_ALL = gettext_lazy("all")
_PAGES = {Sort.ASK: "ally-asks_detail", Sort.PROMISE: "promises_detail"}
_LATE = frozenset({State.OVERDUE, State.BROKEN, State.REFUSED})
_DONE = frozenset({State.KEPT, State.PARTLY, State.PROMISED})


class AskedFilter(forms.Form):
    """The filter bar. Invalid values are ignored, as in every list."""

    state = choice(gettext_lazy("Where it stands"), State, empty=_ALL)
    sort = choice(gettext_lazy("Ask or promise"), Sort, empty=_ALL)
    level = choice(gettext_lazy("Level"), AllyLevel, empty=_ALL)
    kind = choice(gettext_lazy("Kind of institution"), AllyKind, empty=_ALL)
    member = choice(gettext_lazy("Recorded by"), (), empty=_ALL)
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("To"))

    def __init__(self, answers: QueryDict, *, by: Actor) -> None:
        super().__init__(answers, auto_id="filter_%s")
        reached = by.reach(Permission.ALLIES_SEE).organisations
        offices = Organisation.objects.filter(id__in=reached).order_by("code")
        field: Any = self.fields["member"]
        field.choices = [("", _ALL), *((str(office.id), office.name) for office in offices)]

    def wanted(self, ally: Ally | None) -> AskedFor:
        """What to show. `ally` narrows the list to one institution."""
        self.is_valid()
        found = self.cleaned_data
        member: str = found.get("member") or ""
        return AskedFor(
            ally=ally.pk if ally else None,
            kind=found.get("kind") or "",
            level=found.get("level") or "",
            members=[uuid.UUID(member)] if member else (),
            sort=found.get("sort") or "",
            state=found.get("state") or "",
            since=found.get("since"),
            until=found.get("until"),
        )


@needs(Permission.ALLIES_SEE)
@require_safe
def asked(request: StaffRequest) -> HttpResponseBase:
    """All asks and promises that this reader may see, one page at a time."""
    ally = _ally(request)
    bar = AskedFilter(request.GET, by=request.actor)
    wanted = bar.wanted(ally)
    page = paginate(asked_rows(request.actor, wanted), request.GET)
    found = count_states(request.actor, wanted)
    context = {
        "ally": ally,
        "bar": bar,
        "keep": {"ally": str(ally.pk)} if ally else {},
        "is_filtered": any(value for value in bar.cleaned_data.values()),
        "page": page,
        "table": _table(page.rows),
        "counts": _counts(request.GET, found, wanted),
        "picture": _picture(found) if found else "",
    }
    return render(request, "allies/asked.html", context)


def _ally(request: StaffRequest) -> Ally | None:
    """The institution of `?ally=`; None for anything that is no id. Raises DoesNotExist for one that is not there."""
    try:
        wanted = uuid.UUID(request.GET.get("ally", ""))
    except ValueError:
        return None
    return find_ally(request.actor, wanted)


def _table(rows: Any) -> Table:
    columns = [
        Column("what", _("What")),
        Column("state", _("Where it stands"), "badge"),
        Column("ally", _("Institution")),
        Column("due", _("Due on"), "day"),
        Column("whom", _("By whom")),
        Column("sort", _("Ask or promise")),
        Column("on", _("Asked or promised on"), "day"),
        Column("member", _("Recorded by")),
    ]
    return Table(_("Asks and promises"), columns, [_line(row) for row in rows], link="url")


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    sort = Sort(row["sort"])
    return {
        "url": reverse(_PAGES[sort], args=[row["id"]]),
        "what": row["what"],
        "state": _badge(State(row["state"]), row["due"]),
        "ally": row["ally_name"],
        "due": row["due"],
        "whom": row["whom"],
        "sort": sort.label,
        "on": row["on"],
        "member": Localised(row["member_hi"], row["member_en"]).in_language(),
    }


def _badge(state: State, due: dt.date | None) -> states.Badge:
    if state is State.OVERDUE and due is not None:
        return states.late(_("overdue by %(days)s") % {"days": states.duration_words((clock.today() - due).days)})
    if state in _LATE:
        return states.late(state.label)
    return states.done(state.label) if state in _DONE else states.soon(state.label)


def _counts(query: QueryDict, found: Mapping[str, int], wanted: AskedFor) -> list[dict[str, Any]]:
    """Each state that occurs, with its number as a link to those rows under the same other filters."""
    lines = []
    for state in State:
        if found.get(state):
            narrowed = query.copy()
            narrowed["state"] = state.value
            narrowed.pop("page", None)
            lines.append(
                {
                    "label": state.label,
                    "number": found[state],
                    "url": f"?{narrowed.urlencode()}",
                    "is_shown": wanted.state == state,
                }
            )
    return lines


def _picture(found: Mapping[str, int]) -> Any:
    points = [(state.label, found[state]) for state in State if found.get(state)]
    return charts.shares(points, title=_("Asks and promises by where they stand"))
