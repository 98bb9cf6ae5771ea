"""The coded register as a list: code, kind, quarter, state. It needs no key and shows no names."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.permissions import Permission
from jatan.foundation.network.first_year import FIRST_DAY
from jatan.foundation.vault.keyrings import Keyring
from jatan.kernel import clock
from jatan.kernel.periods import months_between
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.cases.choices import CaseKind
from jatan.programme.cases.register import selectors
from jatan.programme.cases.register.supervision import quiet_cases, supervised
from jatan.web.cases.colleagues import names_of
from jatan.web.ui.components import states
from jatan.web.ui.components.tables import Column, Table
from jatan.web.ui.forms.fields import choice
from jatan.web.ui.needs import StaffRequest
from jatan.web.ui.paging import Page, paginate
from jatan.web.ui.records.columns import quarter_words

_ALL = _("all")
# Values of the filters: open cases in whose file nobody wrote for a month, and cases assigned to nobody.
QUIET: Final = "quiet"
NOBODY: Final = "nobody"
# Value of `due` in the address of the page of cases: what is overdue alone.
LATE: Final = "late"
_STATES: Final = (
    ("open", _("open")),
    (QUIET, _("open, and nothing written for a month")),
    ("closed", _("closed")),
)


@dataclass(frozen=True)
class Listing:
    """One page of the register for the template."""

    table: Table
    bar: forms.Form
    page: Page
    is_filtered: bool


def listing(request: StaffRequest, keyring: Keyring | None) -> Listing:
    """The list for the query string; with open keys it includes cases shared with the user."""
    bar = _bar(request)
    rows = _filtered(selectors.register(request.actor, keyring), bar)
    page = paginate(rows, request.GET)
    return Listing(_table(request, list(page.rows)), bar, page, any(bar.cleaned_data.values()))


def state_of(is_closed: bool) -> states.Badge:
    """Badge for open or closed."""
    return states.done(_("closed")) if is_closed else states.normal(_("open"))


def _table(request: StaffRequest, rows: list[Any]) -> Table:
    digits = request.account.uses_devanagari_digits
    columns = [
        Column("code", _("Code")),
        Column("kind", _("Kind")),
        Column("quarter", _("Quarter")),
        Column("state", _("State"), "badge"),
    ]
    names: dict[uuid.UUID | None, str] = {}
    if request.actor.reach(Permission.CASES_SEE).organisations:
        columns.append(Column("counsellor", _("Counsellor")))
        names = names_of(row.assigned_to for row in rows)
    return Table(_("Register of cases"), columns, list(_lines(rows, names, digits)), link="url", is_list=True)


def _lines(rows: Iterable[Any], names: dict[uuid.UUID | None, str], digits: bool) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield {
            "code": row.code,
            "kind": row.get_kind_display(),
            "quarter": devanagari_digits(quarter_words(row.opened_quarter), digits),
            "state": state_of(row.is_closed),
            "counsellor": names.get(row.assigned_to, ""),
            "url": reverse("case", args=[row.pk]),
        }


def _bar(request: StaffRequest) -> forms.Form:
    """The filter form: choices only, that of a colleague for supervisors. Invalid values are ignored."""
    bar = forms.Form(request.GET, auto_id="filter_%s")
    bar.fields["kind"] = choice(_("Kind"), CaseKind, empty=_ALL)
    bar.fields["state"] = choice(_("State"), _STATES, empty=_ALL)
    quarters = [(first.isoformat(), quarter_words(first)) for first in _quarters()]
    bar.fields["quarter"] = choice(_("Quarter"), quarters, empty=_ALL)
    if request.actor.reach(Permission.CASES_RECORD).organisations:
        bar.fields["counsellor"] = choice(_("Counsellor"), _counsellors(request), empty=_ALL)
    bar.is_valid()
    return bar


def _counsellors(request: StaffRequest) -> list[tuple[str, Any]]:
    """Colleagues who have a case, in the order of the alphabet, and nobody."""
    accounts = supervised(request.actor).order_by().values_list("assigned_to", flat=True).distinct()
    names = sorted(names_of(accounts).items(), key=lambda pair: (pair[1], str(pair[0])))
    return [*((str(account), name) for account, name in names), (NOBODY, _("nobody"))]


def _filtered(rows: QuerySet[Any], bar: forms.Form) -> QuerySet[Any]:
    cleaned = bar.cleaned_data
    if cleaned.get("kind"):
        rows = rows.filter(kind=cleaned["kind"])
    if cleaned.get("state"):
        rows = rows.filter(is_closed=cleaned["state"] == "closed")
    if cleaned.get("state") == QUIET:
        rows = quiet_cases(rows)
    if cleaned.get("counsellor"):
        rows = of_counsellor(rows, cleaned["counsellor"])
    if cleaned.get("quarter"):
        rows = rows.filter(opened_quarter=cleaned["quarter"])
    return rows


def of_counsellor(rows: QuerySet[Any], whose: str) -> QuerySet[Any]:
    """Those assigned to this account, or to nobody (`NOBODY`). Whose id cannot be read has none."""
    if whose == NOBODY:
        return rows.filter(assigned_to__isnull=True)
    try:
        return rows.filter(assigned_to=uuid.UUID(whose))
    except ValueError:
        return rows.none()


def _quarters() -> list[dt.date]:
    months = months_between(FIRST_DAY, clock.today())
    return [month for month in reversed(months) if month.month % 3 == 1]
