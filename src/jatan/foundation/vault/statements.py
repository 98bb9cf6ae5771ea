"""Who may read a case, signed by the person who decided it: a chain of statements for each case.

A statement names the case, the version of its key with a commitment to it, the readers with the fingerprints of their
keys, the rosters of their teams, who decided, and the statement before it. Every reader verifies the chain from its
beginning before she uses a wrapped key and before she makes one. A wrap that the newest statement does not name opens
nothing, and a case key that does not fit the commitment is refused.

Cases of earlier versions have no statement until somebody who reads them opens her keys (`casekeys.sign_as_found`).
From then on their sections say by which statement they were sealed, so that a chain that was cut, or taken away, is
told.
"""

import datetime as dt
import hmac
import uuid
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import batched
from typing import Any, Final

from django.db.models import OuterRef, QuerySet, Subquery

from jatan.foundation.vault.choices import Kind
from jatan.foundation.vault.directory import authority_of, verifiers
from jatan.foundation.vault.models import CaseStatement, Wrap
from jatan.foundation.vault.opened_keys import OpenedSigner
from jatan.foundation.vault.refusal import Refused, collect_refusals
from jatan.foundation.vault.rosters import Rosters, rosters_of
from jatan.foundation.vault.signatures import CASE_USE, Verifier, message_of
from jatan.foundation.vault.signed_bodies import FIRST_HEAD, body_bytes, fields_of, head_of
from jatan.kernel import clock

# What a statement is about: a new case, a case of an earlier version, a reader more, a reader less, a new key.
MADE, FOUND, GIVEN, TAKEN, RENEWED = "made", "found", "given", "taken", "renewed"
_ROWS_AT_ONCE: Final = 500
_CASES_AT_ONCE: Final = 100
# Statements whose chain was verified in this process, by authority and head; a page asks for the newest alone.
_MOST_KEPT: Final = 20_000
_kept: OrderedDict[tuple[bytes, str], "Statement"] = OrderedDict()


@dataclass(frozen=True)
class Named:
    """A reader as a statement names her. `key`: fingerprint of the key of this `epoch`; a team's later epochs count
    too, as its rosters say. `until`: last day."""

    kind: Kind
    principal: uuid.UUID
    epoch: int
    key: str
    until: dt.date | None = None

    @property
    def is_over(self) -> bool:
        """Whether `until` is past."""
        return clock.is_past(self.until)


@dataclass(frozen=True)
class Statement:
    """One statement. `rosters`: team -> number of the roster that the signer had before her. `before`: head of the
    statement before. `heads`: of its chain from the first to this one, once that was verified."""

    organisation: uuid.UUID
    case: uuid.UUID
    number: int
    version: int
    commitment: str
    readers: tuple[Named, ...]
    rosters: Mapping[uuid.UUID, int]
    change: str
    by: uuid.UUID
    by_epoch: int
    at: dt.datetime
    before: str
    head: str
    heads: tuple[str, ...] = ()

    def names(self, kind: str, principal: uuid.UUID, epoch: int, version: int) -> bool:
        """Whether a wrap of this version to this reader's key counts today."""
        named = self.named(kind, principal, epoch, version)
        return named is not None and not named.is_over

    def named(self, kind: str, principal: uuid.UUID, epoch: int, version: int) -> Named | None:
        """The reader whose key a wrap is for, also when her last day is past."""
        named = self.reader(principal)
        if named is None or named.kind != kind or version != self.version:
            return None
        counts = epoch >= named.epoch if kind == Kind.TEAM else epoch == named.epoch
        return named if counts else None

    def reader(self, principal: uuid.UUID) -> Named | None:
        """The reader with this id, however long she may read; None if she may not."""
        return next((one for one in self.readers if one.principal == principal), None)

    def check(self, organisation_id: uuid.UUID, dek: bytes) -> None:
        """Raise Refused("swapped") for another case key than the signer had."""
        expected = commitment_to(dek, organisation_id, self.case, self.version)
        if not hmac.compare_digest(expected.encode(), self.commitment.encode(errors="replace")):
            raise Refused("swapped")


def commitment_to(dek: bytes, organisation_id: uuid.UUID, case: uuid.UUID, version: int) -> str:
    """What a statement says of a case key: an HMAC-SHA256 under it, from which it cannot be guessed."""
    stated = f"s1|commitment|{organisation_id.hex}|{case.hex}|{version}".encode("ascii")
    return hmac.new(dek, stated, sha256).hexdigest()


def statements_of(
    organisation_id: uuid.UUID, cases: Iterable[uuid.UUID], *, refused: list[uuid.UUID] | None = None
) -> dict[uuid.UUID, Statement]:
    """Case -> its newest statement, of those cases that have one: one query, and three more for chains that this
    process has not verified yet.

    A case whose chain is damaged is appended to `refused`, and absent; without that list Refused is raised.
    """
    rows = CaseStatement.objects.filter(organisation_id=organisation_id, case__in=list(cases))
    newest = rows.order_by("case", "-number").distinct("case").values_list("case", "number", "body")
    held = [(case, number, bytes(body)) for case, number, body in newest]
    return _verified(organisation_id, held, refused)


def with_statement(wraps: QuerySet[Wrap]) -> QuerySet[Wrap]:
    """Wraps of one case with its newest statement, for `statement_beside`: without a query of its own."""
    rows = CaseStatement.objects.filter(organisation_id=OuterRef("organisation_id"), case=OuterRef("case"))
    newest = rows.order_by("-number")
    return wraps.annotate(
        stated_number=Subquery(newest.values("number")[:1]), stated_body=Subquery(newest.values("body")[:1])
    )


def statement_beside(row: Wrap) -> Statement | None:
    """The newest statement of a case, from one of its wraps (`with_statement`); None for a case of an earlier version.
    Raises Refused for a damaged chain."""
    number, body = vars(row)["stated_number"], vars(row)["stated_body"]
    if number is None:
        return None
    return _verified(row.organisation_id, [(row.case, number, bytes(body))], None)[row.case]


def _verified(
    organisation_id: uuid.UUID, held: Sequence[tuple[uuid.UUID, int, bytes]], refused: list[uuid.UUID] | None
) -> dict[uuid.UUID, Statement]:
    """The newest statements (case, number, body), their chains verified by this process, now or before."""
    if not held:
        return {}
    authority = authority_of(organisation_id)
    found: dict[uuid.UUID, Statement] = {}
    unknown: list[uuid.UUID] = []
    for case, number, body in held:
        head = (authority.raw, head_of(body))
        known = _kept.get(head)
        if known is not None and (known.case, known.number) == (case, number):
            with suppress(KeyError):  # another thread let it go
                _kept.move_to_end(head)
            found[case] = known
        else:
            unknown.append(case)
    if unknown:
        rows = CaseStatement.objects.filter(organisation_id=organisation_id, case__in=unknown)
        chains = _Chains(organisation_id, rows.order_by("case", "number"))
        for case in unknown:
            with collect_refusals(refused, case):
                found[case] = _keep(authority, chains.verified(case))
    return found


def statement_of(organisation_id: uuid.UUID, case: uuid.UUID) -> Statement | None:
    """The newest statement of a case; None for a case of an earlier version. Raises Refused for a damaged chain."""
    return statements_of(organisation_id, [case]).get(case)


def whole_statements(organisation_id: uuid.UUID) -> Iterator[tuple[uuid.UUID, Statement | None]]:
    """Each case of an organisation that has statements, with its newest one, every row of its chain read; None for a
    damaged chain. For the nightly check: the chains of a hundred cases are in memory at once."""
    of_all = CaseStatement.objects.filter(organisation_id=organisation_id).order_by("case")
    for cases in batched(of_all.values_list("case", flat=True).distinct().iterator(), _CASES_AT_ONCE, strict=False):
        chains = _Chains(organisation_id, of_all.filter(case__in=cases).order_by("case", "number"))
        for case in cases:
            try:
                stated = chains.verified(case)
            except Refused:
                stated = None
            yield case, stated


def unverified_statements(organisation_id: uuid.UUID, cases: Iterable[uuid.UUID]) -> Iterator[Statement]:
    """What the rows of these cases say, each chain from its first statement, nothing verified: to find work, never to
    give access. Rows that cannot be read are left out. One query."""
    rows = CaseStatement.objects.filter(organisation_id=organisation_id, case__in=list(cases))
    held = rows.order_by("case", "number").values_list("case", "body")
    for case, body in held.iterator(chunk_size=_ROWS_AT_ONCE):
        with suppress(Refused):
            stated = _statement_in(bytes(body))
            if stated.case == case:
                yield stated


def is_in_a_statement(organisation_id: uuid.UUID, team: uuid.UUID) -> bool:
    """Whether somebody with a certified key signed in a statement, of whatever case, that this team had a roster."""
    rows = CaseStatement.objects.filter(organisation_id=organisation_id).order_by("case", "number")
    for row in rows.iterator(chunk_size=_ROWS_AT_ONCE):
        try:
            stated = _statement_in(bytes(row.body))
        except Refused:
            continue
        if team in stated.rosters and _is_signed(row, stated):
            return True
    return False


def write_statement(
    organisation_id: uuid.UUID,
    case: uuid.UUID,
    *,
    author: OpenedSigner,
    by: tuple[uuid.UUID, int],
    before: Statement | None,
    change: str,
    version: int,
    dek: bytes,
    readers: Sequence[Named],
) -> Statement:
    """Sign and store the next statement of a case; `by`: the signer and the epoch of her key.

    Raises Refused("roster") for a new team whose roster is damaged or missing, Refused("statement") if the signer may
    not decide this. The caller has locked the case's wraps.
    """
    teams = {one.principal for one in (*(before.readers if before else ()), *readers) if one.kind == Kind.TEAM}
    rosters = rosters_of(organisation_id, teams)
    numbers = {team: _roster_number(rosters, team, before) for team in teams}
    body = body_bytes(
        {
            "organisation": organisation_id.hex,
            "case": case.hex,
            "number": before.number + 1 if before else 1,
            "before": before.head if before else FIRST_HEAD,
            "version": version,
            "commitment": commitment_to(dek, organisation_id, case, version),
            "readers": [_listed(one) for one in sorted(readers, key=lambda one: (one.kind, one.principal))],
            "rosters": {team.hex: number for team, number in numbers.items()},
            "change": change,
            "by": by[0].hex,
            "epoch": by[1],
            "at": clock.now().isoformat(),
        }
    )
    made = _following(before, _statement_in(body))
    _check_entitled(before, made, rosters)
    CaseStatement.objects.create(
        organisation_id=organisation_id,
        case=case,
        number=made.number,
        body=body,
        signature=author.sign_message(message_of(CASE_USE, body), CASE_USE),
    )
    return _keep(authority_of(organisation_id), made)


class _Chains:
    """The statements of some cases with what verifies them: three queries."""

    def __init__(self, organisation_id: uuid.UUID, rows: Iterable[CaseStatement]) -> None:
        self.organisation_id = organisation_id
        self.rows: dict[uuid.UUID, list[tuple[CaseStatement, Statement]]] = {}
        self.unreadable: set[uuid.UUID] = set()
        for row in rows:
            try:
                self.rows.setdefault(row.case, []).append((row, _statement_in(bytes(row.body))))
            except Refused:
                self.unreadable.add(row.case)
        stated = [statement for chain in self.rows.values() for _row, statement in chain]
        self.verifiers = verifiers(organisation_id, {(one.by, one.by_epoch) for one in stated})
        self.rosters = rosters_of(organisation_id, {team for one in stated for team in one.rosters})

    def verified(self, case: uuid.UUID) -> Statement:
        """The newest statement of a case, its chain verified from the first. Raises Refused."""
        if case in self.unreadable:
            raise Refused("statement")
        before: Statement | None = None
        epochs: dict[uuid.UUID, int] = {}
        for number, (row, statement) in enumerate(self.rows.get(case, ()), start=1):
            verifier = self.verifiers.get((statement.by, statement.by_epoch))
            if verifier is None:
                raise Refused("statement")
            try:
                verifier.verify_message(message_of(CASE_USE, bytes(row.body)), CASE_USE, bytes(row.signature))
            except Refused as refused:
                raise Refused("statement") from refused
            stated = (statement.organisation, statement.case, statement.before)
            expected = (self.organisation_id, case, before.head if before else FIRST_HEAD)
            # Whoever has a new key decides nothing with the one before: that may have been stolen.
            is_older_key = statement.by_epoch < epochs.get(statement.by, 0)
            # Nor does she begin a chain with it; what was signed before stays signed.
            is_begun_late = before is None and verifier.retired_at is not None and statement.at > verifier.retired_at
            if stated != expected or not row.number == statement.number == number or is_older_key or is_begun_late:
                raise Refused("statement")
            _check_entitled(before, statement, self.rosters)
            for one in statement.readers:
                if one.kind == Kind.USER:
                    epochs[one.principal] = max(one.epoch, epochs.get(one.principal, 0))
            epochs[statement.by] = max(statement.by_epoch, epochs.get(statement.by, 0))
            before = _following(before, statement)
        if before is None:
            raise Refused("statement")
        return before


def _check_entitled(before: Statement | None, statement: Statement, rosters: Rosters) -> None:
    """Raise Refused unless whoever signed a statement could read the case for good; anybody with keys may begin one for
    others.

    Who reads it until a day decides nothing: nobody can tell when she signed. A case that was found must be hers
    already. The rosters that she had before her are no older than those of the statement before. A team whose rosters
    are damaged entitles nobody, and closes the case to nobody else.
    """
    if before is None:
        if statement.change == MADE:
            return
        readers: tuple[Named, ...] = statement.readers
    else:
        readers = before.readers
        if any(statement.rosters.get(team, number) < number for team, number in before.rosters.items()):
            raise Refused("statement")
        if statement.version < before.version:
            raise Refused("statement")
        is_same_key = statement.version == before.version
        if is_same_key and statement.commitment != before.commitment:
            raise Refused("statement")
    for_good = [one for one in readers if one.until is None]
    by_name = {(one.principal, one.epoch) for one in for_good if one.kind == Kind.USER}
    teams = (one.principal for one in for_good if one.kind == Kind.TEAM)
    if (statement.by, statement.by_epoch) in by_name or any(_is_by_member(statement, one, rosters) for one in teams):
        return
    raise Refused("statement")


def _is_by_member(statement: Statement, team: uuid.UUID, rosters: Rosters) -> bool:
    """Whether the roster that the signer had before her names her."""
    try:
        epoch = rosters.numbered(team, statement.rosters.get(team, 0)).members.get(statement.by)
    except Refused:
        return False
    return epoch is not None and statement.by_epoch >= epoch


def _roster_number(rosters: Rosters, team: uuid.UUID, before: Statement | None) -> int:
    """The number of a team's newest roster; of one that is damaged by now, the number that was signed before."""
    try:
        roster = rosters.present(team)
    except Refused:
        if before is None or team not in before.rosters:
            raise
        return before.rosters[team]
    if roster is None:
        raise Refused("roster")
    return roster.number


def _following(before: Statement | None, statement: Statement) -> Statement:
    return replace(statement, heads=(*(before.heads if before else ()), statement.head))


def _keep(authority: Verifier, statement: Statement) -> Statement:
    _kept[authority.raw, statement.head] = statement
    if len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return statement


def _listed(one: Named) -> list[Any]:
    return [one.kind, one.principal.hex, one.epoch, one.key, one.until.isoformat() if one.until else ""]


def _statement_in(body: bytes) -> Statement:
    """What a body says; all its fields are read here. Raises Refused("statement")."""
    fields = fields_of(body, "statement")
    try:
        readers = [
            Named(
                Kind(fields.as_text(kind)),
                fields.as_id(principal),
                fields.as_number(epoch),
                fields.as_text(key),
                dt.date.fromisoformat(until) if fields.as_text(until) else None,
            )
            for kind, principal, epoch, key, until in fields.rows("readers", 5)
        ]
        at = dt.datetime.fromisoformat(fields.text("at"))
    except ValueError as error:
        raise Refused("statement") from error
    if at.tzinfo is None:
        raise Refused("statement")
    return Statement(
        organisation=fields.id("organisation"),
        case=fields.id("case"),
        number=fields.number("number"),
        version=fields.number("version"),
        commitment=fields.text("commitment"),
        readers=tuple(readers),
        rosters=fields.numbers("rosters"),
        change=fields.text("change"),
        by=fields.id("by"),
        by_epoch=fields.number("epoch"),
        at=at,
        before=fields.text("before"),
        head=head_of(body),
    )


def _is_signed(row: CaseStatement, stated: Statement) -> bool:
    """Whether its author signed this row, as her certified key says."""
    author = verifiers(row.organisation_id, [(stated.by, stated.by_epoch)]).get((stated.by, stated.by_epoch))
    try:
        if author is not None:
            author.verify_message(message_of(CASE_USE, bytes(row.body)), CASE_USE, bytes(row.signature))
    except Refused:
        return False
    return author is not None


def is_named(statement: Statement, row: Wrap) -> bool:
    """Whether a statement names a wrap."""
    return statement.names(row.kind, row.principal, row.epoch, row.dek_version)
