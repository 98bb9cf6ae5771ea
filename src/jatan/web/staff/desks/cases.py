"""The desk of the coded register: a code, a kind, a quarter. Nothing on these pages can name anybody or tell a day."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.kernel.periods import months_between
from jatan.programme.cases import commands, selectors, services
from jatan.programme.cases.choices import CaseKind
from jatan.web.components import states
from jatan.web.staff.forms.cases import CASE, AssignForm, CaseForm, ReopenCaseForm
from jatan.web.staff.records.desk import Desk, Filter, Show, Step
from jatan.web.staff.records.looks import by_choice, equals, quarter_words, shows

# The network's registers begin with its first financial year.
_FIRST = dt.date(2021, 4, 1)


def _state(row: Any) -> states.Badge:
    return states.done(_("closed")) if row.is_closed else states.soon(_("open"))


def _quarters(by: Actor) -> list[tuple[str, str]]:
    months = [month for month in months_between(_FIRST, clock.today()) if month.month % 3 == 1]
    return [(month.isoformat(), quarter_words(month)) for month in reversed(months)]


_QUARTER = Show(_("Quarter"), lambda row: quarter_words(row.opened_quarter))

CASES = Desk(
    slug="cases",
    model=CASE,
    title=pgettext_lazy("cases", "Register"),
    icon="case",
    see=P.CASES_SEE,
    record=P.CASES_RECORD,
    correct=P.CASES_RECORD,
    rows=selectors.cases,
    find=selectors.find_case,
    search=selectors.search,
    owner="assigned_to",
    label=lambda row: row.code,
    form=CaseForm,
    add_label=_("Open a case"),
    register=lambda by, a: services.open_case(by=by, command=commands.OpenCase(**a)),
    amend=lambda by, row, changes: services.amend_case(by=by, case=row, changes=changes),
    withdraw=lambda by, row, reason: services.withdraw_case(by=by, case=row, reason=reason),
    columns=(*shows(CASE, "code", "kind"), _QUARTER, Show(_("State"), _state, "badge")),
    facts=(*shows(CASE, "kind"), _QUARTER),
    filters=(
        by_choice("kind", _("Kind"), CaseKind),
        Filter(
            "state",
            _("State"),
            lambda value: equals("is_closed")(value == "closed"),
            lambda by: [("open", _("open")), ("closed", _("closed"))],
        ),
        Filter("quarter", _("Quarter"), equals("opened_quarter"), _quarters),
    ),
    steps=(
        Step(
            slug="close",
            label=_("Close the case"),
            needs=P.CASES_RECORD,
            act=lambda by, row, a: services.close_case(by=by, case=row),
            is_open=lambda row: not row.is_closed,
            sentence=_("The register will say that this case is closed. The day belongs into its sealed file."),
        ),
        Step(
            slug="reopen",
            label=_("Open it again"),
            needs=P.CASES_RECORD,
            act=lambda by, row, a: services.reopen_case(by=by, case=row, reason=a["reason"]),
            form=ReopenCaseForm,
            is_open=lambda row: row.is_closed,
        ),
        Step(
            slug="assign",
            label=_("Give to a counsellor"),
            needs=P.CASES_RECORD,
            act=lambda by, row, a: services.assign_case(by=by, case=row, to=a["to"]),
            form=AssignForm,
            is_for=lambda by, row: row.organisation_id in by.reach(P.CASES_RECORD).organisations,
        ),
    ),
    order=("-opened_quarter", "code", "id"),
    is_exportable=False,
)

DESKS = (CASES,)
