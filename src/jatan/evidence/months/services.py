"""Saying that months are complete, accepting them, sending one back. Each act is one ledger event of the member.

Who said what, and when, is kept as revisions of the row.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.evidence.months import events
from jatan.evidence.months.choices import State, Status
from jatan.evidence.months.models import LONGEST_SENTENCE, MonthEnd
from jatan.evidence.months.selectors import is_of_member, is_over
from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.foundation.ledger.models import Event, Revision
from jatan.foundation.ledger.services import record_event
from jatan.foundation.network.models import Kind, Organisation
from jatan.kernel import clock
from jatan.kernel.problems import Problem
from jatan.kernel.text.aadhaar import aadhaar_problem

MOST_MONTHS = 120
_COMPLETE, _ACCEPT = Permission.MONTHS_COMPLETE, Permission.MONTHS_ACCEPT


@dataclass(frozen=True)
class OpenWork:
    """What is open when a member says that a month is complete. `silent`: registers usually kept, without a row."""

    parked: int = 0
    corrections: int = 0
    drafts: int = 0
    silent: int = 0

    @property
    def is_any(self) -> bool:
        return bool(self.parked or self.corrections or self.drafts or self.silent)


@dataclass(frozen=True)
class Seen:
    """A month-end as the secretariat had it before it: later changes are not covered by its acceptance."""

    id: uuid.UUID
    acts: int
    records: int


def complete_months(
    *,
    by: Actor,
    organisation_id: uuid.UUID,
    months: Sequence[dt.date],
    missing: str = "",
    open_work: OpenWork = OpenWork(),
) -> list[MonthEnd]:
    """Say that months (their first days) of a member are complete, but for what the sentence `missing` says.

    A month that is accepted already is left as it is; one that was sent back, or is complete, is said anew. Raises
    Forbidden, and Problem: date_in_future, not_a_member, missing_required where work is open and no sentence is given,
    not_at_this_stage where every month is accepted.
    """
    gate.require(by, _COMPLETE, organisation_id=organisation_id)
    member = Organisation.objects.filter(id=organisation_id, kind=Kind.MEMBER).first()
    if member is None:
        raise gate.Forbidden(_COMPLETE.value)
    asked = _months_of(member, months)
    sentence = _sentence(missing, "missing")
    if open_work.is_any and not sentence:
        raise Problem(
            "missing_required", _("Something is open or missing. Say in a sentence what it is."), field="missing"
        )
    statement: dict[str, Any] = {
        "state": State.COMPLETE,
        "missing": sentence,
        "parked": open_work.parked,
        "corrections": open_work.corrections,
        "drafts": open_work.drafts,
        "silent": open_work.silent,
        "completed_at": clock.now(),
        "completed_by": by.account_id,
        "sent_back_because": "",
    }
    with transaction.atomic():
        MonthEnd.objects.bulk_create(
            [MonthEnd(organisation_id=organisation_id, month=month, state=State.SENT_BACK) for month in asked],
            ignore_conflicts=True,
        )
        rows = [row for row in _locked(organisation_id, month__in=asked) if row.state != State.ACCEPTED]
        if not rows:
            raise Problem("not_at_this_stage", _("This month is accepted already."), field="missing")
        for row in rows:
            for name, value in statement.items():
                setattr(row, name, value)
        _rows(rows).update(**statement)
        event = _log(by, events.MONTHS_COMPLETED, rows)
        _keep_history(by, event, dict.fromkeys(rows, sentence))
    return rows


def accept_months(*, by: Actor, seen: Iterable[Seen]) -> list[MonthEnd]:
    """Accept months that are complete, or that have changed since they were accepted, as they were seen.

    What changed in between leaves a month "changed since it was accepted". Months at another stage are left out; raises
    Problem not_at_this_stage when none remains, Forbidden for a month out of reach.
    """
    wanted = {one.id: one for one in seen}
    reach = by.reach(_ACCEPT).organisations
    found = MonthEnd.objects.filter(id__in=wanted, organisation_id__in=reach).values_list("organisation_id", "id")
    by_organisation: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for organisation_id, row_id in found:
        by_organisation[organisation_id].append(row_id)
    if sum(map(len, by_organisation.values())) != len(wanted) or not wanted:
        raise gate.Forbidden(_ACCEPT.value)
    accepted: list[MonthEnd] = []
    with transaction.atomic():
        for organisation_id, ids in sorted(by_organisation.items()):
            rows = [row for row in _locked(organisation_id, id__in=ids) if row.status in _ACCEPTABLE]
            if rows:
                now = clock.now()
                _rows(rows).update(state=State.ACCEPTED, decided_at=now, decided_by=by.account_id)
                MonthEnd.objects.bulk_update(_with_seen(rows, wanted), ["seen_acts", "seen_records"])
                for row in rows:
                    row.state, row.decided_at, row.decided_by = State.ACCEPTED, now, by.account_id
                _keep_history(by, _log(by, events.MONTHS_ACCEPTED, rows), dict.fromkeys(rows, ""))
                accepted += rows
        if not accepted:
            raise Problem("not_at_this_stage", _("These months do not wait to be accepted."), field="seen")
    return accepted


def send_back(*, by: Actor, month_end: MonthEnd, reason: str) -> MonthEnd:
    """Send a month back to the member with a sentence.

    Raises Forbidden, and Problem: missing_required, not_at_this_stage.
    """
    gate.require(by, _ACCEPT, organisation_id=month_end.organisation_id)
    sentence = _sentence(reason, "reason")
    if not sentence:
        raise Problem("missing_required", field="reason")
    with transaction.atomic():
        (row,) = _locked(month_end.organisation_id, id=month_end.id)
        if row.state == State.SENT_BACK:
            raise Problem("not_at_this_stage", _("This month has been sent back already."), field="reason")
        row.state, row.sent_back_because = State.SENT_BACK, sentence
        row.decided_at, row.decided_by = clock.now(), by.account_id
        row.save(update_fields=["state", "sent_back_because", "decided_at", "decided_by"])
        _keep_history(by, _log(by, events.MONTH_SENT_BACK, [row]), {row: sentence})
    return row


def _months_of(member: Organisation, months: Sequence[dt.date]) -> list[dt.date]:
    """The first days of the months, in order. Raises Problem for one that cannot be complete."""
    asked = sorted({month.replace(day=1) for month in months})
    if not asked or len(asked) > MOST_MONTHS:
        raise Problem("unreadable", field="missing")
    for month in asked:
        if not is_over(month):
            raise Problem("date_in_future", _("This month is not over yet."), field="missing")
        if not is_of_member(member, month):
            raise Problem("not_a_member", _("The organisation was no member in this month."), field="missing")
    return asked


_ACCEPTABLE = frozenset({Status.COMPLETE, Status.CHANGED})


def _with_seen(rows: Iterable[MonthEnd], seen: Mapping[uuid.UUID, Seen]) -> list[MonthEnd]:
    """Set on each row what was seen of it, never more than there is; returns those that change by it."""
    changed = []
    for row in rows:
        before = row.seen_acts, row.seen_records
        row.seen_acts = max(0, min(seen[row.id].acts, row.touched_acts))
        row.seen_records = max(0, min(seen[row.id].records, row.touched_records))
        if before != (row.seen_acts, row.seen_records):
            changed.append(row)
    return changed


def _rows(rows: Sequence[MonthEnd]) -> QuerySet[MonthEnd]:
    """These locked rows of one organisation, to be updated with the same values."""
    return MonthEnd.objects.filter(organisation_id=rows[0].organisation_id, id__in=[row.id for row in rows])


def _locked(organisation_id: uuid.UUID, **which: Any) -> list[MonthEnd]:
    rows = MonthEnd.objects.select_for_update(no_key=True).filter(organisation_id=organisation_id, **which)
    return list(rows.order_by("month"))


def _sentence(text: str, field: str) -> str:
    sentence = " ".join(text.split())
    found = aadhaar_problem(sentence)
    if found is not None:
        raise found.at(field)
    if len(sentence) > LONGEST_SENTENCE:
        raise Problem("unreadable", _("This sentence is too long."), field=field)
    return sentence


def _log(by: Actor, verb: str, rows: Sequence[MonthEnd]) -> Event:
    return record_event(
        organisation_id=rows[0].organisation_id,
        by=by.account_id,
        verb=verb,
        about_type=MonthEnd._meta.label_lower,
        about=rows[0].id if len(rows) == 1 else None,
        payload={"month_ends": [f"{row.month:%Y-%m}" for row in rows]},
    )


def _keep_history(by: Actor, event: Event, sentences: Mapping[MonthEnd, str]) -> None:
    Revision.objects.bulk_create(
        Revision(
            organisation_id=row.organisation_id,
            family=MonthEnd.FAMILY,
            about_type=MonthEnd._meta.label_lower,
            about=row.id,
            at=event.at,
            by=by.account_id,
            verb=event.verb,
            after={"state": row.state, "acts": row.touched_acts, "records": row.touched_records},
            reason=sentence,
        )
        for row, sentence in sentences.items()
    )
