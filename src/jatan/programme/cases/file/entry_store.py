"""Write entries: each writing is one sealed revision and one ledger event in one transaction. Nothing is overwritten.

A writer whose base revision is outdated gets `edit_conflict_problem`; the other revision stays.
"""

import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.keyrings import Keyring
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.section_store import latest
from jatan.kernel import clock
from jatan.kernel.ids import is_made_for, new_id
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.consent import agreed_to_work, story_problem
from jatan.programme.cases.entries.identity import counts_as_found, is_same_profile, kept_of_profile, profile_of
from jatan.programme.cases.entries.kinds import EntryKind, Writer, validate_answers
from jatan.programme.cases.entries.legal_track import duties_lost
from jatan.programme.cases.entries.received import FROM_HOUSE
from jatan.programme.cases.file.access import OpenCaseFile, file_with_card, reload_locked
from jatan.programme.cases.file.cards import search_fields
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.readers import people_of
from jatan.programme.cases.file.recipients import RECIPIENT_REF, resolved_recipient
from jatan.programme.cases.file.section_format import seal_entry
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.register.court_closings import closed_days
from jatan.programme.cases.writers import is_legal_officer

_LONGEST_REASON = 300


def write_entry(
    *,
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    kind: str,
    answers: Mapping[str, Any],
    row: uuid.UUID | None = None,
    base: int | None = None,
    opened_form: uuid.UUID | None = None,
) -> OpenCaseFile:
    """Write an entry, or the next revision of `row`; `base` is the revision that the writer was shown.

    `opened_form`: the id of the form in which a new entry was written. A form that is sent again writes nothing:
    `written_already`, with the row of what it wrote as candidate.

    An `is_single` kind is always revised. Raises Problems: invalid answers, rules of the kind,
    `no_reader` for a colleague who cannot open the file, `changed_meanwhile` if somebody revised it meanwhile,
    `case_closed` for a kind not allowed in a closed case. The file is reloaded while its case is locked, so what
    somebody else wrote since it was opened counts and stays. Returns the updated file.
    """
    declared = kind_of(kind)
    writer = require_writer(by, declared)
    shown = _entry_shown(case_file, declared, row)
    with transaction.atomic():
        case_file = reload_to_write(case_file, declared)
        if row is None and opened_form is not None:
            _refuse_twice(case_file, opened_form)
        known = file_with_card(case_file) if declared.reads_card else case_file.whole
        valid: dict[str, Any] = dict(validate_answers(declared, known, answers, writer))
        if declared.is_story and not agreed_to_work(case_file.whole, clock.today()):
            raise Problems([story_problem()])
        if kind == "identity":
            valid |= _day_of_age(case_file, valid) | search_fields(valid)
        _refuse_strangers(case_file, declared, valid, row)
        is_named = any(field.name == RECIPIENT_REF for field in declared.fields)
        if is_named and row is None:
            valid |= resolved_recipient(keyring.organisation_id, valid)
        former = _entry_to_revise(case_file, declared, row)
        if former is not None and former.revision != (base or (shown.revision if shown else 0)):
            raise Problems([edit_conflict_problem()])
        if former is not None:
            valid |= {**declared.keeps(former, valid), **_house_of(former)}
            if is_named:  # another recipient is another entry
                valid[RECIPIENT_REF] = former.get(RECIPIENT_REF)
        else:
            valid |= declared.fills(case_file.whole, valid)
        now, _entry = store_entry(by, keyring, case_file, declared, valid, former, opened_form=opened_form)
        if kind == "identity":
            now = _update_profile(by, keyring, now, valid)
        _refuse_losing_duties(writer, case_file, now)
        write_summary(keyring, now)
    return now


def _house_of(former: Entry) -> dict[str, Any]:
    """Which house an entry came from: what is corrected here still came from there."""
    return {FROM_HOUSE: former.get(FROM_HOUSE)} if former.get(FROM_HOUSE) else {}


def _day_of_age(case_file: OpenCaseFile, card: Mapping[str, Any]) -> dict[str, Any]:
    """The day on which an age without a day was so: the former day of the same age, else today, when it was told."""
    if card.get("age") is None or card.get("age_on") is not None:
        return {}
    former = case_file.file.identity
    is_same = former is not None and former.get("age") == card["age"]
    return {"age_on": (former.get("age_on") if former is not None and is_same else None) or clock.today()}


def withdraw_entry(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, reason: str
) -> OpenCaseFile:
    """Withdraw an entry, with a reason; it stays readable in the history. Raises Problems."""
    shown, why = case_file.file.find(row), reason.strip()
    with transaction.atomic():
        case_file = reload_locked(case_file)
        entry = case_file.file.find(row)
        if entry is None or entry.withdrawn:
            raise Problems([Problem("unreadable", field="row")])
        if shown is None or shown.revision != entry.revision:
            raise Problems([edit_conflict_problem()])
        declared = kind_of(entry.kind)
        writer = require_writer(by, declared)
        if declared.is_kept:
            message = _("This is corrected, not taken back: the duties follow from it.")
            raise Problems([Problem("kept", message, field="row")])
        if not why or len(why) > _LONGEST_REASON:
            raise Problems([Problem("missing_required" if not why else "unreadable", field="reason")])
        if declared.is_final:
            raise Problems([_final_problem()])
        _refuse_unwritable(case_file, declared)
        answers = {**entry.answers, "withdrawn_because": why}
        now, _entry = store_entry(by, keyring, case_file, declared, answers, entry, verb=file_events.ENTRY_WITHDRAWN)
        _refuse_losing_duties(writer, case_file, now)
        write_summary(keyring, now)
    return now


def writer_of(by: Actor) -> Writer:
    """The actor as a `Writer` for validation."""
    account = by.account_id or uuid.UUID(int=0)
    leads = bool(by.reach(Permission.CASES_RECORD).organisations)
    return Writer(account, leads, clock.today(), is_legal_officer(by), partial(closed_days, by))


def edit_conflict_problem() -> Problem:
    """The problem for a writer whose base revision is outdated."""
    return Problem(
        "changed_meanwhile", _("Somebody changed this while you were writing. Both texts are shown; save yours again.")
    )


def reload_to_write(case_file: OpenCaseFile, kind: EntryKind) -> OpenCaseFile:
    """The file as it stands now, its case locked until the entry is written. Raises Problems if none may be written."""
    now = reload_locked(case_file)
    _refuse_unwritable(now, kind)
    return now


def _refuse_unwritable(case_file: OpenCaseFile, kind: EntryKind) -> None:
    if case_file.case.withdrawn_at is not None:
        raise Problems([Problem("case_withdrawn", _("This case was taken out of the register meanwhile."))])
    if case_file.case.is_closed and not kind.in_closed:
        raise Problems([Problem("case_closed", _("This case is closed. Open it again first."))])


def _refuse_twice(case_file: OpenCaseFile, opened_form: uuid.UUID) -> None:
    """Raise Problems if this form wrote an entry already. The row of the case is locked: of several that are sent at
    once, one writes."""
    case = case_file.case
    rows = Section.objects.filter(organisation_id=case.organisation_id, case=case.pk).values_list("row", flat=True)
    if written := next((row for row in rows if is_made_for(row, opened_form)), None):
        raise Problems([Problem("written_already", _("This was written already."), candidates=[str(written)])])


def _refuse_strangers(
    case_file: OpenCaseFile, kind: EntryKind, answers: Mapping[str, Any], row: uuid.UUID | None
) -> None:
    """Raise Problems for a colleague who may not open this file, unless the entry named her before."""
    asked = [field.name for field in kind.fields if field.kind == "colleague" and answers.get(field.name) is not None]
    former = case_file.file.find(row) if row is not None else None
    new = [name for name in asked if former is None or former.get(name) != answers[name]]
    people = people_of(case_file) if new else {}
    if strangers := [name for name in new if answers[name] not in people]:
        message = _("She cannot open this file. Choose somebody who can, or give it to her first.")
        raise Problems([Problem("no_reader", message, field=name) for name in strangers])


def _final_problem() -> Problem:
    return Problem("is_final", _("A decision stays as it was written."))


def require_writer(by: Actor, kind: EntryKind) -> Writer:
    """The writer. Raises Forbidden for a kind she may not write; legal officers write legal entries and notes only."""
    writer = writer_of(by)
    if not kind.is_open_to(writer):
        raise Forbidden(Permission.CASES_RECORD.value)
    return writer


def _refuse_losing_duties(writer: Writer, case_file: OpenCaseFile, now: OpenCaseFile) -> None:
    """Raise Problems if a correction by anybody but a supervisor would remove an open duty to report."""
    if not writer.is_supervisor and duties_lost(case_file.whole, now.whole, writer.today):
        message = _("A duty to report would fall away with this. Only a supervisor corrects it.")
        raise Problems([Problem("supervisor_only", message)])


def _entry_shown(case_file: OpenCaseFile, kind: EntryKind, row: uuid.UUID | None) -> Entry | None:
    """The entry that is revised, as it stood in the file that the writer opened."""
    if kind.code == "identity":
        return case_file.file.identity
    return case_file.file.find(row) if row is not None else case_file.file.last(kind.code) if kind.is_single else None


def _entry_to_revise(case_file: OpenCaseFile, kind: EntryKind, row: uuid.UUID | None) -> Entry | None:
    if row is None:
        return _single_entry(case_file, kind) if kind.is_single else None
    entry = case_file.file.identity if kind.code == "identity" else case_file.file.find(row)
    if entry is None or entry.row != row or entry.kind != kind.code or entry.withdrawn:
        raise Problems([Problem("unreadable", field="row")])
    if kind.is_final:
        raise Problems([_final_problem()])
    return entry


def _single_entry(case_file: OpenCaseFile, kind: EntryKind) -> Entry | None:
    if kind.code != "identity":
        return case_file.file.last(kind.code)
    if case_file.file.identity is None and latest(case_file.case.organisation_id, [case_file.case.pk], kind.section):
        # A card that was not opened cannot be revised; writing would create a second one.
        raise Problems([edit_conflict_problem()])
    return case_file.file.identity


def store_entry(
    by: Actor,
    keyring: Keyring,
    case_file: OpenCaseFile,
    kind: EntryKind,
    answers: Mapping[str, Any],
    former: Entry | None,
    *,
    verb: str = file_events.ENTRY_WRITTEN,
    opened_form: uuid.UUID | None = None,
) -> tuple[OpenCaseFile, Entry]:
    """Seal validated answers, as a new row or the next revision of `former`, and log it in the ledger.

    Does not validate: `write_entry` does. Raises Problems `changed_meanwhile`.
    """
    case = case_file.case
    row = former.row if former else new_id(opened_form)
    try:
        with transaction.atomic():
            entry = seal_entry(keyring, case.pk, case_file.key, kind, answers, row=row)
    except IntegrityError:
        raise Problems([edit_conflict_problem()]) from None
    if former is not None and entry.revision != former.revision + 1:
        raise Problems([edit_conflict_problem()])
    codes: dict[str, str | int] = {"section": kind.section, "row": str(entry.row), "revision": entry.revision}
    log_case_event(by, case.organisation_id, verb, case.pk, **codes)
    return case_file.with_entry(entry), entry


def _update_profile(by: Actor, keyring: Keyring, case_file: OpenCaseFile, card: Mapping[str, Any]) -> OpenCaseFile:
    """Rewrite the profile (sex and age for the rules) if the card changed it."""
    profile = {name: value for name, value in profile_of(card).items() if value not in (None, "", False)}
    former = case_file.file.last("profile")
    if former is not None and is_same_profile(former, profile):
        return case_file
    if former is not None and counts_as_found(case_file.whole, clock.today()):
        profile |= kept_of_profile(former, profile, clock.now())
    return store_entry(by, keyring, case_file, kind_of("profile"), profile, former)[0]
