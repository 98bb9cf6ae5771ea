"""Link files of people who belong together: siblings, who was rescued together.

Who can open both files writes the link into both. Who cannot open the other writes it into her own file and proposes
it, by a letter sealed to the team of the other file. Whether that file exists she does not learn: a code that nobody
has and one that she may not open are answered alike, and a link shows code and address only to who may open that file.
"""

import json
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.key_acts import log_refusal
from jatan.foundation.access.permissions import Permission
from jatan.foundation.vault.casekeys import readers
from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import trusted_key
from jatan.foundation.vault.keyrings import Keyring, memberships
from jatan.foundation.vault.letters import Receiver, delete_letter, open_letter, send_letter
from jatan.foundation.vault.models import Letter
from jatan.foundation.vault.refusal import Refused
from jatan.kernel.problems import Problem, Problems
from jatan.programme.cases import file_events
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import Entry
from jatan.programme.cases.entries.kinds import validate_answers
from jatan.programme.cases.entries.linked import TIES, links_in
from jatan.programme.cases.file.access import OpenCaseFile, lock_cases, open_file, reload_locked
from jatan.programme.cases.file.entry_store import store_entry, withdraw_entry, writer_of
from jatan.programme.cases.file.event_log import log_case_event
from jatan.programme.cases.file.summary import write_summary
from jatan.programme.cases.models import Case
from jatan.programme.cases.writers import is_legal_officer, require_team

# Kind of a letter that proposes a link. `Letter.about` is the case that it is proposed to.
LINK: Final = "link"
_LONGEST_CODE: Final = 40


@dataclass(frozen=True)
class Linked:
    """One link of a file. `case`: the other file, None where the reader may not open it or there is none any more."""

    entry: Entry
    case: Case | None


@dataclass(frozen=True, repr=False)
class Proposal:
    """A waiting proposal to link this file. `case`: the file that proposes it, None for who may not open that one."""

    letter: Letter
    tie: str
    note: str
    case_id: uuid.UUID
    case: Case | None


def link_file(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, code: str, tie: str, note: str = ""
) -> OpenCaseFile:
    """Link this file with the one of that code, in both, or here with a proposal to the other.

    Raises Problems: no code, its own code, a link that stands already, unknown tie.
    """
    require_team(by)
    asked = code.strip()
    if not asked or len(asked) > _LONGEST_CODE:
        raise Problems([Problem("missing_required" if not asked else "unreadable", field="code")])
    mine = _case_of_code(case_file, asked, keyring)
    other = mine or _case_of_code(case_file, asked)
    if asked.casefold() == case_file.case.code.casefold():
        raise Problems([Problem("contradiction", _("This is the file itself."), field="code")])
    answers: dict[str, Any] = {"tie": tie, "note": note, "case": str(other.pk) if other else ""}
    if mine is None:
        answers["asked_code"] = asked
    with transaction.atomic():
        lock_cases(case_file.case.organisation_id, [case_file.case.pk, *([mine.pk] if mine is not None else [])])
        case_file = reload_locked(case_file)
        _refuse_twice(case_file, asked, mine)
        now = _write(by, keyring, case_file, answers)
        if mine is not None:
            there = open_file(by, keyring, mine.pk)
            if not _is_linked(there, case_file.case.pk):
                _write(by, keyring, there, {"tie": tie, "note": note, "case": str(case_file.case.pk)})
        elif other is not None:
            _propose(by, keyring, case_file, other, tie, note)
    return now


def linked_files(keyring: Keyring, case_file: OpenCaseFile) -> list[Linked]:
    """The links of a file. One query for those that lead to a file, none for a file without links."""
    entries = links_in(case_file.file)
    cases = _openable(keyring, {pk for entry in entries if (pk := _case_id(entry.get("case"))) is not None})
    return [Linked(entry, cases.get(_case_id(entry.get("case")))) for entry in entries]


def proposals(by: Actor, keyring: Keyring, case_file: OpenCaseFile) -> list[Proposal]:
    """Waiting proposals to link this file, oldest first; none for a legal officer, who links nothing.

    One that does not open is logged and left out.
    """
    if is_legal_officer(by):
        return []
    found = []
    for row in _proposed_to(case_file).filter(team__in=keyring.team_ids()).order_by("sent_at", "id"):
        try:
            found.append((row, _body(keyring, row)))
        except Refused as refused:
            log_refusal(by, refused)
    cases = _openable(keyring, {body[0] for _row, body in found})
    return [Proposal(row, tie, note, pk, cases.get(pk)) for row, (pk, tie, note) in found]


def has_proposal(by: Actor, case_file: OpenCaseFile) -> bool:
    """Whether a proposal waits for the actor: one query, and nothing is opened. Never for a legal officer."""
    if is_legal_officer(by):
        return False
    teams = memberships(case_file.case.organisation_id, by.account_id or uuid.UUID(int=0))
    return _proposed_to(case_file).filter(team__in=teams.values("team_id")).exists()


def accept_link(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, letter: uuid.UUID) -> OpenCaseFile:
    """Write the proposed link into this file. Raises Forbidden for a letter that does not wait here.

    A proposal of a file that was withdrawn or erased since is put away; then raises Problems.
    """
    require_team(by)
    with transaction.atomic():
        row = _waiting(keyring, case_file, letter)
        other, tie, note = _body(keyring, row)
        now = reload_locked(case_file)
        stands = Case.objects.live().filter(organisation_id=row.organisation_id, pk=other).exists()
        if stands and not _is_linked(now, other):
            now = _write(by, keyring, now, {"tie": tie, "note": note, "case": str(other)})
        delete_letter(row)
    if not stands:
        message = _("The file that proposed it is no longer kept. The proposal is put away.")
        raise Problems([Problem("no_longer_kept", message)])
    return now


def decline_link(*, by: Actor, keyring: Keyring, case_file: OpenCaseFile, letter: uuid.UUID) -> None:
    """Put a proposal away. Raises Forbidden for a letter that does not wait here."""
    require_team(by)
    with transaction.atomic():
        delete_letter(_waiting(keyring, case_file, letter))
        log_case_event(by, case_file.case.organisation_id, file_events.LINK_DECLINED, None)


def take_back_link(
    *, by: Actor, keyring: Keyring, case_file: OpenCaseFile, row: uuid.UUID, reason: str
) -> OpenCaseFile:
    """Take a link back, also in the other file where she can open it. Raises Problems."""
    require_team(by)
    entry = case_file.file.find(row)
    if entry is None or entry.kind != "linked_file":
        raise Problems([Problem("unreadable", field="row")])
    other = _case_id(entry.get("case"))
    is_mine = other is not None and other in _openable(keyring, {other})
    with transaction.atomic():
        lock_cases(case_file.case.organisation_id, [case_file.case.pk, *([other] if other and is_mine else [])])
        now = withdraw_entry(by=by, keyring=keyring, case_file=case_file, row=row, reason=reason)
        if other is not None and is_mine:
            there = open_file(by, keyring, other)
            for one in links_in(there.file):
                if _case_id(one.get("case")) == case_file.case.pk:
                    there = withdraw_entry(by=by, keyring=keyring, case_file=there, row=one.row, reason=reason)
    return now


def _write(by: Actor, keyring: Keyring, case_file: OpenCaseFile, answers: dict[str, Any]) -> OpenCaseFile:
    kind = kind_of("linked_file")
    valid = validate_answers(kind, case_file.file, answers, writer_of(by))
    now = store_entry(by, keyring, case_file, kind, valid, None)[0]
    write_summary(keyring, now)
    return now


def _propose(by: Actor, keyring: Keyring, case_file: OpenCaseFile, other: Case, tie: str, note: str) -> None:
    """Seal the proposal to a team that can open the other file; without one the link stays in this file alone."""
    body = json.dumps({"case": str(case_file.case.pk), "tie": tie, "note": note}, ensure_ascii=False).encode()
    try:
        given = readers(other.organisation_id, other.pk)
    except Refused as refused:
        # The other file was altered: that is told where somebody opens it, and closes none but it.
        log_refusal(by, refused)
        return
    for reader in given:
        if reader.kind != Kind.TEAM or reader.is_over:
            continue
        try:
            known = trusted_key(other.organisation_id, Kind.TEAM, reader.principal)
        except Refused as refused:
            log_refusal(by, refused)
            continue
        to = Receiver(other.organisation_id, reader.principal, known)
        send_letter(other.organisation_id, kind=LINK, plaintext=body, about=other.pk, receiver=to)
        return


def _body(keyring: Keyring, row: Letter) -> tuple[uuid.UUID, str, str]:
    """(proposing case, tie, note). Raises Refused, also for a letter that is not from this office."""
    if row.sender_id != row.organisation_id:
        raise Refused("altered")
    try:
        body = json.loads(open_letter(keyring, row))
        tie = str(body["tie"])
        return uuid.UUID(body["case"]), tie if tie in dict(TIES) else "other", str(body.get("note") or "")
    except (ValueError, KeyError, TypeError):
        raise Refused("altered") from None


def _proposed_to(case_file: OpenCaseFile) -> QuerySet[Letter]:
    """The proposals to link a file that wait in any team."""
    return Letter.objects.filter(organisation_id=case_file.case.organisation_id, kind=LINK, about=case_file.case.pk)


def _waiting(keyring: Keyring, case_file: OpenCaseFile, pk: uuid.UUID) -> Letter:
    rows = _proposed_to(case_file).select_for_update().filter(pk=pk)
    row = rows.filter(team__in=keyring.team_ids()).first()
    if row is None:
        raise Forbidden(Permission.CASES_RECORD.value)
    return row


def _case_of_code(case_file: OpenCaseFile, code: str, keyring: Keyring | None = None) -> Case | None:
    """The case of this code in the same office; with a keyring only among those that it can open."""
    rows = Case.objects.live().filter(organisation_id=case_file.case.organisation_id, code__iexact=code)
    rows = rows.exclude(pk=case_file.case.pk)
    return (rows if keyring is None else rows.filter(pk__in=keyring.given_cases())).order_by("id").first()


def _openable(keyring: Keyring, cases: set[uuid.UUID]) -> dict[uuid.UUID | None, Case]:
    if not cases:
        return {}
    rows = Case.objects.live().filter(organisation_id=keyring.organisation_id, pk__in=cases)
    return {row.pk: row for row in rows.filter(pk__in=keyring.given_cases())}


def _is_linked(case_file: OpenCaseFile, other: uuid.UUID) -> bool:
    return any(_case_id(entry.get("case")) == other for entry in links_in(case_file.file))


def _refuse_twice(case_file: OpenCaseFile, asked: str, mine: Case | None) -> None:
    """Refuse a link that stands: to a file that she can open, or of a code that was asked for before.

    Not to a file that she cannot open and that linked itself to this one: the refusal would tell that it exists.
    """
    by_code = {str(entry.get("asked_code", "")).casefold() for entry in links_in(case_file.file)}
    if asked.casefold() in by_code or (mine is not None and _is_linked(case_file, mine.pk)):
        raise Problems([Problem("twice", _("This link stands already."), field="code")])


def _case_id(kept: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(kept)) if kept else None
    except ValueError:
        return None
