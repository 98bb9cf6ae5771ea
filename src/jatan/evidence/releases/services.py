"""Proposing texts, totals and records for the public page, and releasing them as a second person.

All services need NETWORK_MANAGE, as the secretariat and the administrator have it (`network_acts.require_network`).
Raises Forbidden, and Problem or Problems for what cannot be. Only `follow_records` asks for nothing: it takes away what
may not be shown any more, whoever changed it.
"""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any, Final

from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from jatan.evidence.indicators.definitions import INDICATORS, PERSONS
from jatan.evidence.indicators.published_sums import newest_snapshot
from jatan.evidence.indicators.results import Key
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.releases import events
from jatan.evidence.releases.choices import Outcome, PieceKind, Section
from jatan.evidence.releases.models import PublicPiece, PublicText, Release
from jatan.evidence.releases.pieces import content_of, kinds_changed, not_kept
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.network_acts import require_network
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event
from jatan.foundation.ledger.services import lock_chain, record_event
from jatan.foundation.network.models import Organisation
from jatan.kernel import clock
from jatan.kernel.periods import financial_year, month_of
from jatan.kernel.problems import Problem, Problems
from jatan.kernel.text.aadhaar import aadhaar_problem

LONGEST_TEXT: Final = 3000
# The numbers that can be released: those of the published table, as the network's and of a financial year.
RELEASABLE: Final[tuple[Key, ...]] = tuple((one.code, value.name) for one in INDICATORS for value in one.values)
_FIRST_YEAR: Final = 2000
# The number of the lock on what is public: alone to decide, shared by those who change records.
_PAGE: Final = "hashtextextended('jatan.releases', 0)"

type Proposal = PublicText | Release | PublicPiece


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
        _lock(by)
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
        _lock(by)
        _end_waiting(Release.objects.filter(year=year, outcome=""), account)
        row = Release.objects.create(year=year, numbers=numbers, proposed_by=account)
        _log(by, events.PROPOSED, row)
    return row


def propose_piece(*, by: Actor, kind: str, record: uuid.UUID) -> PublicPiece:
    """Propose a story, a consultation or the report. Raises Problem for one that may not be shown."""
    account = _proposer(by)
    _content(by, kind, record)
    with transaction.atomic():
        _lock(by)
        if PublicPiece.objects.filter(record=record, outcome__in=("", Outcome.RELEASED)).exists():
            raise Problem("other_state", _("This was decided meanwhile. Look at it once more."))
        row = PublicPiece.objects.create(kind=kind, record=record, proposed_by=account)
        _log(by, events.PROPOSED, row)
    return row


def _content(by: Actor, kind: str, record: uuid.UUID) -> dict[str, Any]:
    found = content_of(by, kind, record) if kind in PieceKind.values else None
    if found is None:
        raise Problem("not_public", _("This may not be shown to everybody, or you may not read it."), field="record")
    return found


def decide(*, by: Actor, proposal: Proposal, releases: bool, reason: str = "") -> Proposal:
    """Release or refuse as the second person; whoever proposed it can only take it back (`releases` False).

    What was public of the same section or year is replaced. Raises Forbidden, Problem where it no longer waits.
    """
    account = _proposer(by)
    with transaction.atomic():
        _lock(by)
        row = _locked(proposal)
        if not row.is_waiting:
            raise Problem("other_state", _("This was decided meanwhile. Look at it once more."))
        is_own = row.proposed_by == account
        if releases and is_own:
            raise Forbidden(Permission.NETWORK_MANAGE.value)
        if releases and isinstance(row, PublicPiece):
            row.content = _content(by, row.kind, row.record)
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
        _lock(by)
        row = _locked(proposal)
        if row.outcome != Outcome.RELEASED:
            raise Problem("other_state", _("This was decided meanwhile. Look at it once more."))
        _end(row, row.decided_by, Outcome.TAKEN_DOWN, reason)
        _log(by, events.TAKEN_DOWN, row)
    return row


def follow_records(event: Event) -> None:
    """Reaction to every event: stories and consultations that may not be shown any more, or not so, go at once.

    Waits for whoever decides about the page at this moment, and makes the next one wait until this act has ended: who
    decides reads a record as it then is. The event stands in the chain of whoever changed the record.
    """
    kinds = kinds_changed(event)
    if not kinds:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_PAGE})")
    for row in not_kept(kinds, event.organisation_id):
        was_public = not row.is_waiting
        _end(row, event.by, Outcome.TAKEN_DOWN if was_public else Outcome.TAKEN_BACK)
        _record(event.organisation_id, event.by, events.TAKEN_DOWN if was_public else events.TAKEN_BACK, row)


def _proposer(by: Actor) -> uuid.UUID:
    require_network(by)
    if by.account_id is None:
        raise Forbidden(Permission.NETWORK_MANAGE.value)
    return by.account_id


def _lock(by: Actor) -> None:
    """One decision at a time: what is public is read, then replaced.

    The chain first: an act of the secretariat on its own records has it already when it waits in `follow_records`.
    """
    lock_chain(require_network(by).id)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock({_PAGE})")


def _locked(proposal: Proposal) -> Proposal:
    return type(proposal).objects.get(pk=proposal.pk)


def _public_like(row: Proposal) -> list[Proposal]:
    if isinstance(row, PublicText):
        return list(PublicText.objects.filter(section=row.section, outcome=Outcome.RELEASED))
    if isinstance(row, PublicPiece):
        same = Q(kind=PieceKind.REPORT) if row.kind == PieceKind.REPORT else Q(record=row.record)
        return list(PublicPiece.objects.filter(same, outcome=Outcome.RELEASED))
    return list(Release.objects.filter(year=row.year, outcome=Outcome.RELEASED))


def _end_waiting(rows: Any, account: uuid.UUID) -> None:
    for row in rows:
        _end(row, account, Outcome.REPLACED)


def _end(row: Proposal, account: uuid.UUID | None, outcome: Outcome, reason: str = "") -> None:
    """A released row keeps who released it and when; a record that is public no more keeps nothing of its content."""
    if row.outcome == "":
        row.decided_by, row.decided_at = account, clock.now()
    row.outcome, row.reason = outcome.value, reason.strip()[:300] or row.reason
    changed = ["outcome", "decided_by", "decided_at", "reason"]
    if isinstance(row, PublicPiece):
        row.content = row.content if outcome == Outcome.RELEASED else {}
        changed.append("content")
    row.save(update_fields=changed)


def _log(by: Actor, verb: str, row: Proposal) -> None:
    _record(require_network(by).id, by.account_id, verb, row)


def _record(organisation_id: uuid.UUID, by: uuid.UUID | None, verb: str, row: Proposal) -> None:
    what: dict[str, Any] = {"year": str(row.year)} if isinstance(row, Release) else {}
    if isinstance(row, PublicText):
        what = {"section": row.section, "version": row.version}
    elif isinstance(row, PublicPiece):
        what = {"kind": row.kind}
    record_event(
        organisation_id=organisation_id,
        by=by,
        verb=verb,
        about_type=row._meta.label_lower,
        about=row.pk,
        payload=what,
    )
