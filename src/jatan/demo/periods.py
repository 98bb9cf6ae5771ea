"""Month-ends and targets of the demo, through the services: a month in every state, and targets to compare with."""

import datetime as dt
from collections.abc import Mapping, Sequence

from jatan.demo import plan
from jatan.evidence.months.models import MonthEnd
from jatan.evidence.months.selectors import waiting_months
from jatan.evidence.months.services import Seen, accept_months, complete_months, send_back
from jatan.evidence.targets.services import SetTarget, set_targets
from jatan.foundation.access.actors import Actor, Post, actor_of, importer_for
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.network.selectors import districts_of, members
from jatan.kernel import clock
from jatan.kernel.periods import Period, financial_year, months_before, months_between
from jatan.programme.activities.commands import RecordActivity
from jatan.programme.activities.services import ACTIVITY

_RECENT = 8  # months before this one, besides those of the published report
_LATE, _SENT_BACK, _MISSING = "D03", "D07", "D04"
_NOT_YET = ("D01", "D03", "D05", "D12")
_NOT_ACCEPTED = ("D02", "D08", "D11")
# (indicator, value, target of one member in a financial year, of the network)
_OF_THE_YEAR = (
    ("forum_meetings", "meetings", 4, 60),
    ("information_centres", "received", 20, 300),
    ("registered_before_leaving", "before", 90, 1500),
)
# (indicator, value, the network's target for the years of the published report)
_OF_THE_REPORT = (
    ("shg_meetings", "meetings", 1500),
    ("awareness_programmes", "participants", 45_000),
    ("forums", "forums", 130),
    ("scheme_linkages", "beneficiaries", 7_500),
)


def record_month_ends(accounts: Mapping[Role, Account]) -> None:
    """Call the published and the last months of all members complete, but for a few; accept most; then change one.

    To be called when everything before is counted, so that only the last act changes an accepted month.
    """
    today = clock.today()
    last = months_before(today, 1)
    months = [*months_between(plan.FIRST, plan.LAST), *months_between(months_before(today, _RECENT), last)]
    offices = list(members().order_by("code"))
    for office in offices:
        complete = months[:-1] if office.code in _NOT_YET else months
        with acting_as(coordinator_of(office, accounts)) as by:
            complete_months(by=by, organisation_id=office.id, months=complete)
            if office.code == _MISSING:
                complete_months(
                    by=by,
                    organisation_id=office.id,
                    months=[last],
                    missing="दो पंचायतों की बैठकें अभी कागज़ पर हैं, अगले हफ़्ते दर्ज होंगी",
                )
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        _decide(by, last)
    late = next(office for office in offices if office.code == _LATE)
    _record_late_meeting(late, months_before(today, 3))


def record_targets(accounts: Mapping[Role, Account]) -> None:
    """Set targets of this financial year for everybody, and the network's for the years of the published report."""
    year = financial_year(clock.today())
    report = Period(plan.FIRST, plan.LAST)
    offices = list(Organisation.objects.order_by("code"))
    wanted = [
        SetTarget(one.id, code, value, year.start, year.end, network if one.kind == Kind.NETWORK else member)
        for one in offices
        for code, value, member, network in _OF_THE_YEAR
    ]
    wanted += [
        SetTarget(one.id, code, value, report.start, report.end, amount)
        for one in offices
        if one.kind == Kind.NETWORK
        for code, value, amount in _OF_THE_REPORT
    ]
    with acting_as(actor_of(accounts[Role.SECRETARIAT])) as by:
        set_targets(by=by, targets=wanted)


def coordinator_of(office: Organisation, accounts: Mapping[Role, Account]) -> Actor:
    """The coordinator's account of a member, or one without an account where the demo has none."""
    account = accounts[Role.COORDINATOR]
    by = actor_of(account)
    return by if by.home == office else Actor(None, (Post(Role.COORDINATOR, office.id),))


def _decide(by: Actor, last: dt.date) -> None:
    """Send one month back, leave some of the last month waiting, accept the rest."""
    rows: Sequence[MonthEnd] = list(waiting_months(by))
    accepted = []
    for row in rows:
        is_last = row.month == last
        if is_last and row.organisation.code == _SENT_BACK:
            send_back(by=by, month_end=row, reason="फोरम की बैठकें इस महीने नहीं दिखतीं। क्या कोई रजिस्टर छूट गया?")
        elif not (is_last and row.organisation.code in (*_NOT_ACCEPTED, _MISSING)):
            accepted.append(Seen(row.id, row.touched_acts, row.touched_records))
    accept_months(by=by, seen=accepted)


def _record_late_meeting(office: Organisation, month: dt.date) -> None:
    """A meeting of an accepted month that is recorded only now."""
    (district,) = districts_of(office.id, month)[:1]
    command = RecordActivity(
        organisation=office.id,
        place=district,
        kind="forum_meeting",
        held_on=month.replace(day=18),
        women=11,
        men=7,
        topic="देर से मिला रजिस्टर",
        theme="safe_migration",
    )
    with acting_as(importer_for(office.id)) as by:
        ACTIVITY.record(by=by, command=command)
