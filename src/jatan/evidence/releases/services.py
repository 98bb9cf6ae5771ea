"""Proposing texts and totals for the public page, and releasing them as a second person.

All services need NETWORK_MANAGE, as the secretariat and the administrator have it (`network_acts.require_network`).
Raises Forbidden, and Problem or Problems for what cannot be.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from jatan.evidence.indicators.definitions import INDICATORS, PERSONS
from jatan.evidence.indicators.published_sums import newest_snapshot
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.releases import events
from jatan.evidence.releases.choices import Outcome, Section
from jatan.evidence.releases.models import PublicText, Release
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.network_acts import require_network
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, month_of
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem

__all__ = ["LONGEST_TEXT", "RELEASABLE", "decide", "propose_text", "propose_totals", "take_down", "totals_of"]

LONGEST_TEXT: Final = 3000
# The numbers that can be released: those of the published table, as the network's and of a financial year.
RELEASABLE: Final[tuple[Key, ...]] = tuple((one.code, value.name) for one in INDICATORS for value in one.values)
_FIRST_YEAR: Final = 2000

type Proposal = PublicText | Release


def propose_text(*, by: Actor, section: str, text_hi: str, text_en: str) -> PublicText:
    """Write a new version of one section. It waits for a second person; the public one stays meanwhile."""
    account = _proposer(by)
    texts = {"text_hi": text_hi.strip(), "text_en": text_en.strip()}
    found = [Problem("missing_required", field=name) for name, text in texts.items() if not text]
    found += [Problem("unreadable", field=name) for name, text in texts.items() if len(text) > LONGEST_TEXT]
    found += [refused.at(name) for name, text in texts.items() if (refused := aadhaar_problem(text)) is not None]
    if section not in Section.values:
        found.append(Problem("unreadable", field="section"))
    if found:
        raise Problems(found)
    with transaction.atomic():
        _lock()
        last = PublicText.objects.filter(section=section).aggregate(last=Max("version"))["last"] or 0
        _end_waiting(PublicText.objects.filter(section=section, outcome=""), account)
        row = PublicText.objects.create(section=section, version=last + 1, proposed_by=account, **texts)
        _log(by, events.PROPOSED, row)
    return row


def totals_of(by: Actor, year: dt.date) -> list[dict[str, Any]]:
    """The network's numbers of the financial year that begins on `year`, as `Release.numbers`; zeros are left out.

    Persons only where all months of the year are published; exact ones where the year has them, else rounded.
    Raises Forbidden for whoever does not read the whole network's numbers, Problem for a year that is not over.
    """
    period = financial_year(year)
    if period.start != year or not year.year >= _FIRST_YEAR or period.end >= clock.today():
        raise Problem("year_not_over", _("Totals are released of financial years that are over."), field="year")
    if not set(Organisation.objects.values_list("id", flat=True)) <= by.reach(Permission.REPORTS_SEE).organisations:
        raise Forbidden(Permission.REPORTS_SEE.value)
    newest, _taken_at = newest_snapshot()
    has_persons = newest is not None and month_of(newest).end >= period.end
    report = impact_report(period, by=by)
    return [
        {"indicator": code, "value": value, "amount": amount, "about": report.is_rounded(code, value)}
        for code, value in RELEASABLE
        if (amount := report.number(code, value)) and (has_persons or (code, value) not in PERSONS)
    ]


def propose_totals(*, by: Actor, year: dt.date, chosen: Collection[Key]) -> Release:
    """Propose the chosen totals of a year as they are now. Raises Problem for none, or an unknown one."""
    account = _proposer(by)
    numbers = [row for row in totals_of(by, year) if (row["indicator"], row["value"]) in set(chosen)]
    if not numbers or len(numbers) != len(set(chosen)):
        raise Problem("missing_required", _("Choose at least one number that this year has."), field="chosen")
    with transaction.atomic():
        _lock()
        _end_waiting(Release.objects.filter(year=year, outcome=""), account)
        row = Release.objects.create(year=year, numbers=numbers, proposed_by=account)
        _log(by, events.PROPOSED, row)
    return row


def decide(*, by: Actor, proposal: Proposal, releases: bool, reason: str = "") -> Proposal:
    """Release or refuse as the second person; whoever proposed it can only take it back (`releases` False).

    What was public of the same section or year is replaced. Raises Forbidden, Problem where it no longer waits.
    """
    account = _proposer(by)
    with transaction.atomic():
        _lock()
        row = _locked(proposal)
        if not row.is_waiting:
            raise Problem("other_state", _("This was decided meanwhile. Look at it once more."))
        is_own = row.proposed_by == account
        if releases and is_own:
            raise Forbidden(Permission.NETWORK_MANAGE.value)
        if releases:
            for former in _public_like(row):
                _end(former, account, Outcome.REPLACED)
            _end(row, account, Outcome.RELEASED)
            _log(by, events.RELEASED, row)
        else:
            _end(row, account, Outcome.TAKEN_BACK if is_own else Outcome.REFUSED, reason)
            _log(by, events.TAKEN_BACK if is_own else events.REFUSED, row)
    return row


def take_down(*, by: Actor, proposal: Proposal, reason: str) -> Proposal:
    """Take something off the public page at once. One person is enough: it only takes away."""
    _proposer(by)
    if not reason.strip():
        raise Problem("missing_required", field="reason")
    with transaction.atomic():
        _lock()
        row = _locked(proposal)
        if row.outcome != Outcome.RELEASED:
            raise Problem("other_state", _("This was decided meanwhile. Look at it once more."))
        row.outcome, row.reason = Outcome.TAKEN_DOWN.value, reason.strip()[:300]
        row.save(update_fields=["outcome", "reason"])
        _log(by, events.TAKEN_DOWN, row)
    return row


def _proposer(by: Actor) -> uuid.UUID:
    require_network(by)
    if by.account_id is None:
        raise Forbidden(Permission.NETWORK_MANAGE.value)
    return by.account_id


def _lock() -> None:
    """One decision at a time: what is public is read, then replaced."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('jatan.releases', 0))")


def _locked(proposal: Proposal) -> Proposal:
    return type(proposal).objects.get(pk=proposal.pk)


def _public_like(row: Proposal) -> list[Proposal]:
    if isinstance(row, PublicText):
        return list(PublicText.objects.filter(section=row.section, outcome=Outcome.RELEASED))
    return list(Release.objects.filter(year=row.year, outcome=Outcome.RELEASED))


def _end_waiting(rows: Any, account: uuid.UUID) -> None:
    for row in rows:
        _end(row, account, Outcome.REPLACED)


def _end(row: Proposal, account: uuid.UUID, outcome: Outcome, reason: str = "") -> None:
    """A released row keeps who released it and when."""
    if row.outcome == "":
        row.decided_by, row.decided_at = account, clock.now()
    row.outcome, row.reason = outcome.value, reason.strip()[:300] or row.reason
    row.save(update_fields=["outcome", "decided_by", "decided_at", "reason"])


def _log(by: Actor, verb: str, row: Proposal) -> None:
    what = {"section": row.section, "version": row.version} if isinstance(row, PublicText) else {"year": str(row.year)}
    record_event(
        organisation_id=require_network(by).id,
        by=by.account_id,
        verb=verb,
        about_type=row._meta.label_lower,
        about=row.pk,
        payload=what,
    )
