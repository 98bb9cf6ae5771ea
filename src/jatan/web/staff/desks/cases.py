"""The desk of the coded register: a code, a kind, days. Nothing on these pages can name anybody."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.foundation.access.permissions import Permission as P
from jatan.kernel import clock
from jatan.programme.cases import commands, selectors, services
from jatan.programme.cases.choices import CaseKind
from jatan.web.components import states
from jatan.web.staff.forms.cases import (
    CASE,
    CASE_FOLLOW_UP,
    AssignForm,
    CaseForm,
    CloseCaseForm,
    FollowUpDayForm,
    ReopenCaseForm,
)
from jatan.web.staff.records.desk import Desk, Filter, Part, Show, Step
from jatan.web.staff.records.looks import by_choice, by_period, equals, shows


def _state(row: Any) -> states.Badge:
    return states.done(_("closed")) if row.is_closed else states.soon(_("open"))


_FOLLOW_UPS = Part(
    slug="follow-ups",
    title=_("Follow-ups"),
    see=P.CASES_SEE,
    rows=lambda by, case: selectors.follow_ups(by).filter(case=case),
    columns=shows(CASE_FOLLOW_UP, "on"),
    add_label=_("Record a follow-up"),
    record=P.CASES_RECORD,
    form=FollowUpDayForm,
    add=lambda by, case, a: services.follow_up_case(by=by, case=case, on=a["on"]),
    initial=lambda case: {"on": clock.today()},
)

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
    columns=(*shows(CASE, "code", "kind", "opened_on"), Show(_("State"), _state, "badge")),
    facts=shows(CASE, "kind", "opened_on", "closed_on", "follow_ups_reported"),
    filters=(
        by_choice("kind", _("Kind"), CaseKind),
        Filter(
            "state",
            _("State"),
            lambda value: equals("is_closed")(value == "closed"),
            lambda by: [("open", _("open")), ("closed", _("closed"))],
        ),
        *by_period("opened_on"),
    ),
    steps=(
        Step(
            slug="close",
            label=_("Close the case"),
            needs=P.CASES_RECORD,
            act=lambda by, row, a: services.close_case(by=by, case=row, on=a["on"]),
            form=CloseCaseForm,
            is_open=lambda row: not row.is_closed,
            initial=lambda row: {"on": clock.today()},
            sentence=_("The case will stand as closed from this day."),
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
    parts=(_FOLLOW_UPS,),
    order=("-opened_on", "-id"),
    is_exportable=False,
)

DESKS = (CASES,)
