"""Writing in a file: one entry, one sealed revision, one ledger event, in one transaction. Nothing is overwritten.

Whoever writes on what somebody else changed meanwhile is told, and both texts stay.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.consent import agreed_to_work, story_problem
from jatan.programme.cases.entries.identity import may_be_child, profile_of
from jatan.programme.cases.entries.kinds import EntryKind, Writer, settled
from jatan.programme.cases.entries.legal_track import duties_lost
from jatan.programme.cases.file.access import Opened
from jatan.programme.cases.file.cards import searchable
from jatan.programme.cases.file.event_log import tell_of_case
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.file.summary import keep_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.writers import is_legal_officer

__all__ = ["changed_meanwhile", "keep_entry", "withdraw_entry", "write_entry", "writer_of"]

_LONGEST_REASON = 300


def write_entry(
    *,
    by: Actor,
    keyring: Keyring,
    found: Opened,
    kind: str,
    said: Mapping[str, Any],
    row: uuid.UUID | None = None,
    base: int | None = None,
) -> Opened:
    """Write an entry, or the next revision of `row`; `base` is the revision that the writer had before her eyes.

    A kind that a file has once is revised wherever it stands. Raises Problems: answers, rules of the kind, and
    `changed_meanwhile` when somebody revised it in between, `case_closed` for what is not written in a closed case.
    Returns the file as it stands now.
    """
    declared = kind_of(kind)
    writer = _allowed(by, declared)
    answers: dict[str, Any] = dict(settled(declared, found.file, said, writer))
    if declared.is_story and not agreed_to_work(found.file, clock.today()):
        raise Problems([story_problem()])
    if kind == "identity":
        answers |= searchable(answers)
    with transaction.atomic():
        _refuse_in_closed(found, declared)
        former = _former(found, declared, row)
        if former is not None and base is not None and base != former.revision:
            raise Problems([changed_meanwhile()])
        if former is not None:
            answers |= declared.keeps(former, answers)
        now, _entry = keep_entry(by, keyring, found, declared, answers, former)
        if kind == "identity":
            now = _profiled(by, keyring, now, answers)
        _refuse_losing_duties(writer, found, now)
        keep_summary(keyring, now)
    return now


def withdraw_entry(*, by: Actor, keyring: Keyring, found: Opened, row: uuid.UUID, reason: str) -> Opened:
    """Take an entry back, with a reason; it stays readable in the history. Raises Problems."""
    entry, why = found.file.find(row), reason.strip()
    if entry is None or entry.withdrawn:
        raise Problems([Problem("unreadable", field="row")])
    declared = kind_of(entry.kind)
    writer = _allowed(by, declared)
    if declared.is_kept:
        raise Problems(
            [Problem("kept", _("This is corrected, not taken back: the duties follow from it."), field="row")]
        )
    if not why or len(why) > _LONGEST_REASON:
        raise Problems([Problem("missing_required" if not why else "unreadable", field="reason")])
    if declared.is_final:
        raise Problems([_decided()])
    with transaction.atomic():
        _refuse_in_closed(found, declared)
        answers = {**entry.answers, "withdrawn_because": why}
        now, _entry = keep_entry(by, keyring, found, declared, answers, entry, verb=file_events.ENTRY_WITHDRAWN)
        _refuse_losing_duties(writer, found, now)
        keep_summary(keyring, now)
    return now


def writer_of(by: Actor) -> Writer:
    """Who writes, as the rules see her."""
    account = by.account_id or uuid.UUID(int=0)
    leads = bool(by.reach(Permission.CASES_RECORD).organisations)
    return Writer(account, leads, clock.today(), is_legal_officer(by))


def changed_meanwhile() -> Problem:
    """Somebody else wrote here since the page was opened."""
    return Problem(
        "changed_meanwhile", _("Somebody changed this while you were writing. Both texts are shown; save yours again.")
    )


def _refuse_in_closed(found: Opened, kind: EntryKind) -> None:
    """Asks the register and not the page, which may have been opened before a supervisor closed the case.

    The row stays locked until the entry is written: closing waits for it.
    """
    rows = Case._default_manager.select_for_update(of=("self",), no_key=True)
    rows = rows.filter(organisation_id=found.case.organisation_id, pk=found.case.pk)
    is_closed = rows.values_list("is_closed", flat=True).first()
    if is_closed and not kind.in_closed:
        raise Problems([Problem("case_closed", _("This case is closed. Open it again first."))])


def _decided() -> Problem:
    return Problem("is_final", _("A decision stays as it was written."))


def _allowed(by: Actor, kind: EntryKind) -> Writer:
    """Who writes. Raises Forbidden where the kind is not hers to write: a legal officer writes law and notes alone."""
    writer = writer_of(by)
    if not kind.is_open_to(writer):
        raise Forbidden(Permission.CASES_RECORD.value)
    return writer


def _refuse_losing_duties(writer: Writer, found: Opened, now: Opened) -> None:
    """Age, facts and days are corrected where they were wrong. That a duty to report vanishes, a supervisor answers."""
    if not writer.is_supervisor and duties_lost(found.file, now.file, writer.today):
        said = _("A duty to report would fall away with this. Only a supervisor corrects it.")
        raise Problems([Problem("supervisor_only", said)])


def _former(found: Opened, kind: EntryKind, row: uuid.UUID | None) -> Entry | None:
    if row is None:
        return _single(found, kind) if kind.is_single else None
    entry = found.file.identity if kind.code == "identity" else found.file.find(row)
    if entry is None or entry.row != row or entry.kind != kind.code or entry.withdrawn:
        raise Problems([Problem("unreadable", field="row")])
    if kind.is_final:
        raise Problems([_decided()])
    return entry


def _single(found: Opened, kind: EntryKind) -> Entry | None:
    if kind.code != "identity":
        return found.file.last(kind.code)
    if found.file.identity is None and latest(found.case.organisation_id, [found.case.pk], kind.section):
        # A card that was not opened cannot be revised: a second one would stand beside it.
        raise Problems([changed_meanwhile()])
    return found.file.identity


def keep_entry(
    by: Actor,
    keyring: Keyring,
    found: Opened,
    kind: EntryKind,
    answers: Mapping[str, Any],
    former: Entry | None,
    *,
    verb: str = file_events.ENTRY_WRITTEN,
) -> tuple[Opened, Entry]:
    """Seal answers that were settled, as a new row or the next revision of `former`, and tell it in the ledger.

    Asks no rule: `write_entry` does. Raises Problems `changed_meanwhile`.
    """
    case = found.case
    row = former.row if former else None
    try:
        with transaction.atomic():
            entry = seal_entry(keyring, case.pk, found.key, kind, answers, row=row)
    except IntegrityError:
        raise Problems([changed_meanwhile()]) from None
    if former is not None and entry.revision != former.revision + 1:
        raise Problems([changed_meanwhile()])
    told: dict[str, str | int] = {"section": kind.section, "row": str(entry.row), "revision": entry.revision}
    tell_of_case(by, case.organisation_id, verb, case.pk, **told)
    return Opened(case, found.key, found.file.with_entry(entry)), entry


def _profiled(by: Actor, keyring: Keyring, found: Opened, card: Mapping[str, Any]) -> Opened:
    """Sex and age for the rules, whenever the card says something else about them."""
    said = {name: value for name, value in profile_of(card).items() if value not in (None, "", False)}
    former = found.file.last("profile")
    if former is not None and {**former.answers, "minor_since": ""} == {**said, "minor_since": ""}:
        return found
    today = clock.today()
    if former is not None and may_be_child(found.file, today):
        said["minor_since"] = former.get("minor_since") or former.written_at.isoformat()
    return keep_entry(by, keyring, found, kind_of("profile"), said, former)[0]
