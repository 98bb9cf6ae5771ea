"""The tally of the work with institutions by level, from the panchayat up; each number opens onto its rows."""

import uuid
from typing import Any

from django import forms
from django.http import HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.periods import Period, financial_year
from jatan.programme.allies.asked import Tally, tally_by_level
from jatan.web.ui.components import charts
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice, day
from jatan.web.ui.needs import StaffRequest, needs

_ALL = gettext_lazy("all")
# (column, its label, address of the rows, the names of the period's days in their filter, more of their filter)
_NUMBERS: tuple[tuple[str, Any, str, tuple[str, ...], dict[str, str]], ...] = (
    ("institutions", gettext_lazy("Institutions"), "allies", (), {}),
    ("meetings", gettext_lazy("Meetings"), "ally-meetings", ("from", "to"), {}),
    ("asks", gettext_lazy("Asks"), "ally-asks", ("from", "to"), {}),
    ("promises", gettext_lazy("Promises"), "promises", ("from", "to"), {}),
    ("kept", gettext_lazy("Promises kept"), "promises", ("settled_from", "settled_to"), {"outcome": "kept"}),
    ("agreements", gettext_lazy("Agreements in force"), "agreements", (), {"state": "now"}),
    ("joint_work", gettext_lazy("Work together"), "joint-work", ("from", "to"), {}),
)


class TallyFilter(forms.Form):
    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("To"))
    member = choice(gettext_lazy("Recorded by"), (), empty=_ALL)

    def __init__(self, answers: QueryDict, *, by: Actor) -> None:
        super().__init__(answers, auto_id="filter_%s")
        reached = by.reach(Permission.ALLIES_SEE).organisations
        field: Any = self.fields["member"]
        offices = Organisation.objects.filter(id__in=reached).order_by("code")
        field.choices = [("", _ALL), *((str(office.id), office.name) for office in offices)]

    def period(self) -> Period:
        """The days asked for; the financial year until today where none are, or where they are the wrong way round."""
        self.is_valid()
        today = clock.today()
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until") or today
        if since is None or since > until:
            since = financial_year(min(until, today)).start
        return Period(since, until)


@needs(Permission.ALLIES_SEE)
@require_safe
def by_level(request: StaffRequest) -> HttpResponseBase:
    """Institutions, meetings, asks, promises, agreements and joint work by level, for a period and a member."""
    bar = TallyFilter(request.GET, by=request.actor)
    period = bar.period()
    member: str = bar.cleaned_data.get("member") or ""
    tallies = tally_by_level(request.actor, period, member=uuid.UUID(member) if member else None)
    words = f"{date_format(period.start, 'j E Y')} – {date_format(period.end, 'j E Y')}"
    page = {
        "bar": bar,
        "is_filtered": any(bar.cleaned_data.values()),
        "words": words,
        "table": _table(tallies, period, member, devanagari=request.account.uses_devanagari_digits),
        "picture": charts.bars(
            [(tally.level.label, tally.meetings) for tally in tallies], title=_("Meetings, by level")
        ),
    }
    return render(request, "allies/levels.html", page)


def _table(tallies: list[Tally], period: Period, member: str, *, devanagari: bool) -> Table:
    columns = [Column("level", _("Level")), *(Column(name, label) for name, label, *_more in _NUMBERS)]
    # Levels with nothing are in the picture; as cards on a telephone they would be a screen of zeros.
    worked = [tally for tally in tallies if any(getattr(tally, name) for name, *_ in _NUMBERS)]
    rows = [{"level": tally.level.label} | _cells(tally, period, member, devanagari=devanagari) for tally in worked]
    total = {"level": _("Total")} | {name: sum(getattr(tally, name) for tally in tallies) for name, *_ in _NUMBERS}
    return Table(_("By level"), columns, rows, total=total)


def _cells(tally: Tally, period: Period, member: str, *, devanagari: bool) -> dict[str, Any]:
    found = {}
    for name, _label, page, days, more in _NUMBERS:
        query = QueryDict(mutable=True)
        query.update({"level": tally.level.value} | more)
        if member and page != "allies":
            query["member"] = member
        query.update(zip(days, (period.start.isoformat(), period.end.isoformat()), strict=False))
        number = getattr(tally, name)
        url = f"{reverse(page)}?{query.urlencode()}"
        found[name] = format_html('<a href="{}">{}</a>', url, format_integer(number, devanagari)) if number else number
    return found
