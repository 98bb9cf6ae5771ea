"""Open a case file. Without a key to it, the same Forbidden is raised as for a case that does not exist."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import key_office
from jatan.foundation.access.models import Account
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.casekeys import by_newest_statement
from jatan.foundation.vault.keyrings import CaseKey, Keyring, given_cases
from jatan.foundation.vault.models import Section
from jatan.foundation.vault.refusal import Refused
from jatan.foundation.vault.section_store import Written, latest
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases.choices import What
from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.need_to_know import seen_by_legal
from jatan.programme.cases.file.manifest import Lost, lost_parts
from jatan.programme.cases.file.read_log import is_reading_recorded, record_reading
from jatan.programme.cases.file.section_format import IDENTITY_SECTION, SUMMARY_SECTION, entry_of
from jatan.programme.cases.models import Case
from jatan.programme.cases.writers import is_legal_officer

# Sections read only by code, in the reader's session, and never shown.
FACTS_SECTION = "facts"
# Imported values about the person besides her card: opened only with the card.
PERSON_SECTION = "person"
_UNLISTED_SECTIONS = (IDENTITY_SECTION, PERSON_SECTION, FACTS_SECTION, SUMMARY_SECTION)


@dataclass(frozen=True, repr=False)
class OpenCaseFile:
    """A decrypted case file with its register row and case key, for one request.

    `file`: what its reader may read. `hidden`: entries that she may not (`entries.need_to_know`); only rules and
    counts ask for them, through `whole`. `officer`: her account, if she is a legal officer. `lost`: what was missing
    when she opened it.
    """

    case: Case
    key: CaseKey
    file: CaseFile
    hidden: tuple[Entry, ...] = ()
    officer: uuid.UUID | None = None
    lost: Lost | None = None

    @cached_property
    def whole(self) -> CaseFile:
        """The file with what its reader may not read: for rules and counts, never for a page."""
        file = self.file
        for entry in self.hidden:
            file = file.with_entry(entry)
        return file

    def with_entry(self, entry: Entry) -> "OpenCaseFile":
        """A copy that contains this entry."""
        return replace(self, file=self.file.with_entry(entry))


def require_access(by: Actor, case_id: uuid.UUID) -> None:
    """Raise Forbidden unless the case was given to the actor or her team. Needs no open keys."""
    if by.account_id is None or case_id not in set(given_cases(key_office(by), by.account_id, case_id)):
        raise Forbidden(Permission.CASES_RECORD.value)


def readable_case(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> tuple[Case, CaseKey]:
    """The case and its key. Raises gate.Forbidden without a key, and for a case that does not exist.

    Raises vault Refused for a key that was swapped or altered.
    """
    return _case_with_key(by, keyring, Case.objects.live(), case_id)


def open_withdrawn_file(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> OpenCaseFile:
    """The file of a withdrawn case, to bring it back. Records no reading, because no page shows it."""
    case, key = _case_with_key(by, keyring, Case.objects.filter(withdrawn_at__isnull=False), case_id)
    return build_case_file(case, key, latest(case.organisation_id, [case.pk]), by=by)


def reload_locked(case_file: OpenCaseFile) -> OpenCaseFile:
    """Reload the file with its register row locked, so that whoever writes at the same time waits and then sees this.

    A card that was opened stays open, as it was read. Raises Forbidden for a case that was erased meanwhile, Problems
    for one whose key was changed meanwhile.
    """
    case = locked_cases(case_file.case.organisation_id).filter(pk=case_file.case.pk).first()
    if case is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    sections, key = latest(case.organisation_id, [case.pk]), case_file.key
    if any(row.dek_version != key.version for row in sections):
        message = _("Who can read this case was changed while you were writing. Save it again.")
        raise Problems([Problem("changed_meanwhile", message)])
    if any(row.statement > key.statement for row in sections):
        key = by_newest_statement(case.organisation_id, case.pk, key)
    now = _for_reader(build_case_file(case, key, sections, read=case_file.whole.entries), case_file.officer)
    return replace(now, file=_with_opened_card(now.file, case_file.file), lost=lost_parts(key, sections))


def lock_cases(organisation_id: uuid.UUID, cases: Iterable[uuid.UUID]) -> None:
    """Lock the register rows of several cases, always in the same order, so that no two writers wait for each other."""
    list(locked_cases(organisation_id).filter(pk__in=list(cases)).order_by("pk").values_list("pk"))


def locked_cases(organisation_id: uuid.UUID, *, skip_locked: bool = False) -> QuerySet[Case]:
    """The register rows of an organisation, withdrawn ones too, each locked as it is read. `skip_locked`: without those
    that somebody else has locked."""
    rows = Case._default_manager.select_for_update(of=("self",), no_key=True, skip_locked=skip_locked)
    return rows.filter(organisation_id=organisation_id)


def _case_with_key(by: Actor, keyring: Keyring, among: QuerySet[Case], case_id: uuid.UUID) -> tuple[Case, CaseKey]:
    rows = among.filter(organisation_id=key_office(by), pk=case_id)
    case = rows.annotate(is_recorded=is_reading_recorded(by, What.FILE)).first()
    # Look up the row before the keys: for an absent case no passphrase is asked.
    if case is None or case.organisation_id != keyring.organisation_id or by.account_id != keyring.holder:
        raise Forbidden(Permission.CASES_RECORD.value)
    try:
        return case, keyring.case_key(case_id)
    except Refused as refused:
        if refused.code != "key":
            raise
        raise Forbidden(Permission.CASES_RECORD.value) from None


def open_file(by: Actor, keyring: Keyring, case_id: uuid.UUID) -> OpenCaseFile:
    """The file without its identity card. Records a reading, at most once an hour."""
    case, key = readable_case(by, keyring, case_id)
    if not case.is_recorded:  # type: ignore[attr-defined]
        record_reading(by, case, What.FILE)
    sections = latest(case.organisation_id, [case.pk])
    return replace(build_case_file(case, key, sections, by=by), lost=lost_parts(key, sections))


def open_identity(by: Actor, keyring: Keyring, case_file: OpenCaseFile) -> OpenCaseFile:
    """The file with its identity card, if there is one. Records a separate reading, at most once an hour."""
    record_reading(by, case_file.case, What.IDENTITY)
    sections = latest(case_file.case.organisation_id, [case_file.case.pk], IDENTITY_SECTION)
    entry = entry_of(case_file.key, sections[-1]) if sections else None
    file = replace(_with_identity(case_file.file, entry), owner=_owner(case_file.case))
    for section in latest(case_file.case.organisation_id, [case_file.case.pk], PERSON_SECTION):
        file = file.with_entry(entry_of(case_file.key, section))
    return replace(case_file, file=file)


def file_with_card(case_file: OpenCaseFile) -> CaseFile:
    """The whole file with its identity card, for rules that compare with it. Shows nothing, so records no reading."""
    sections = latest(case_file.case.organisation_id, [case_file.case.pk], IDENTITY_SECTION)
    return _with_identity(case_file.whole, entry_of(case_file.key, sections[-1]) if sections else None)


def revisions(case_file: OpenCaseFile, row: uuid.UUID) -> list[Entry]:
    """All revisions of an entry, newest first; none of a hidden one. Covered by the recorded reading."""
    if any(row == entry.row for entry in case_file.hidden):
        return []
    held = Section.objects.filter(organisation_id=case_file.case.organisation_id, case=case_file.case.pk, row=row)
    return [entry_of(case_file.key, section) for section in held.order_by("-revision")]


def build_case_file(
    case: Case, key: CaseKey, sections: Sequence[Written], *, by: Actor | None = None, read: Iterable[Entry] = ()
) -> OpenCaseFile:
    """Decrypt sections into an `OpenCaseFile`, without the identity card. `by`: who reads it; None for code alone.

    `read`: entries of this file that were decrypted before; those that nobody revised since are not decrypted again.
    """
    listed = [row for row in sections if row.name not in _UNLISTED_SECTIONS]
    known = {(entry.row, entry.revision): entry for entry in read}
    file = CaseFile(
        case_id=case.pk,
        organisation_id=case.organisation_id,
        code=case.code,
        kind=case.kind,
        opened_quarter=case.opened_quarter,
        is_closed=case.is_closed,
        entries=tuple(known.get((row.row, row.revision)) or entry_of(key, row) for row in listed),
    )
    return _for_reader(OpenCaseFile(case, key, file), by.account_id if by and is_legal_officer(by) else None)


def _for_reader(case_file: OpenCaseFile, officer: uuid.UUID | None) -> OpenCaseFile:
    """The file as this legal officer reads it; None: as the team does."""
    if officer is None:
        return case_file
    file = case_file.file
    seen = seen_by_legal(file, officer, clock.today())
    hidden = tuple(entry for entry in file.entries if entry.row not in seen)
    shown = replace(file, entries=tuple(entry for entry in file.entries if entry.row in seen))
    return replace(case_file, file=shown, hidden=hidden, officer=officer)


def _with_opened_card(file: CaseFile, before: CaseFile) -> CaseFile:
    """The file with what was opened on request: the card, its owner, and what others told about the person."""
    file = replace(file, identity=before.identity, owner=before.owner)
    for entry in before.entries:
        if entry.kind in KINDS and KINDS[entry.kind].section == PERSON_SECTION:
            file = file.with_entry(entry)
    return file


def _owner(case: Case) -> str:
    if case.assigned_to is None:
        return ""
    return Account.objects.filter(pk=case.assigned_to).values_list("name", flat=True).first() or ""


def _with_identity(file: CaseFile, entry: Entry | None) -> CaseFile:
    return file if entry is None else file.with_entry(entry)
