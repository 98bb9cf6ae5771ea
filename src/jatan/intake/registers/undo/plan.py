"""What undoing a run takes back and what stays: the same answer for the page that asks and for the undoing itself."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Q, QuerySet

from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, ParkedRow, ProposedCorrection, RepeatedRow
from jatan.intake.registers.undo.links import RECORDS, count_changes, count_links

__all__ = ["Reason", "Row", "UndoPlan", "make_plan", "withdrawal_order"]

# Rows that need others go first.
_ORDER: Final = (
    *("agents.statement", "people.suggestion", "groups.membership", "activities.activity", "journeys.journey"),
    *("schemes.linkage", "helpdesk.issue", "cases.case", "groups.group", "people.person"),
)

type Identity = tuple[str, bytes, int]


@dataclass(frozen=True)
class Reason:
    """Why a row stays: changed, built_on (`number` rows of the model `label`), later_import, mended, needed, sealed."""

    code: str
    label: str = ""
    number: int = 0


@dataclass(slots=True)
class Row:
    """A row of the workbook as it was imported, with its record and what came with that: {model label: ids}.

    Small, because a run may have hundreds of thousands.
    """

    pk: uuid.UUID
    kind: str
    identity: bytes
    occurrence: int
    sheet: str
    row_number: int
    record_label: str
    record_id: uuid.UUID
    others: dict[str, list[uuid.UUID]] | None = None
    reasons: tuple[Reason, ...] = ()

    def add(self, label: str, pk: uuid.UUID) -> None:
        """Add a row that came with the record: its person, a statement, a suggestion."""
        if self.others is None:
            self.others = {}
        self.others.setdefault(label, []).append(pk)

    def records(self) -> Iterator[tuple[str, uuid.UUID]]:
        """(model label, id) of its record and of what came with it."""
        yield self.record_label, self.record_id
        for label, found in (self.others or {}).items():
            for pk in found:
                yield label, pk

    def ids(self) -> Iterator[uuid.UUID]:
        for _label, pk in self.records():
            yield pk


@dataclass
class UndoPlan:
    """`going` is taken back, `staying` was built on, `handed_on` stands in another workbook too and goes to its run.

    `parked`, `proposed`: rows that wait, by the same three answers. `heirs`: {row id: the other run's share in it}.
    """

    run: ImportRun
    going: list[Row] = field(default_factory=list)
    staying: list[Row] = field(default_factory=list)
    handed_on: list[Row] = field(default_factory=list)
    parked: dict[str, list[ParkedRow]] = field(default_factory=lambda: defaultdict(list))
    proposed: dict[str, list[ProposedCorrection]] = field(default_factory=lambda: defaultdict(list))
    heirs: dict[uuid.UUID, RepeatedRow] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """True if undoing would change nothing."""
        moving = (self.parked[name] or self.proposed[name] for name in ("going", "handed_on"))
        return not (self.going or self.handed_on or any(moving))

    def counts(self) -> dict[str, int]:
        """What the run and the ledger keep of it."""
        found = {
            "rows": len(self.going),
            "stayed": len(self.staying),
            "handed_on": len(self.handed_on),
            "parked": len(self.parked["going"]),
            "parked_stayed": len(self.parked["staying"]),
            "proposed": len(self.proposed["going"]),
            "proposed_stayed": len(self.proposed["staying"]),
        }
        return {name: number for name, number in found.items() if number}

    def records(self) -> dict[str, list[uuid.UUID]]:
        """Ids of all records to withdraw, in the order of withdrawal."""
        found: dict[str, list[uuid.UUID]] = {label: [] for label in _ORDER}
        for row in self.going:
            for label, pk in row.records():
                found[label].append(pk)
        return {label: list(dict.fromkeys(ids)) for label, ids in found.items() if ids}


def withdrawal_order(labels: Iterable[str]) -> list[str]:
    """The labels in the order in which their rows are withdrawn and locked."""
    return sorted(labels, key=_ORDER.index)


def make_plan(run: ImportRun) -> UndoPlan:
    """What undoing this run would do now; about 25 queries. Call inside `acting_as(undoer_for(...))`."""
    plan = UndoPlan(run)
    rows = _rows(run)
    _note_changes(run.organisation_id, rows)
    _note_waiting(run, rows)
    heirs = _heirs(run)
    free = []
    for row in rows:
        heir = heirs.get(_key(row))
        # A row that a run only parked is not its record: it must have had the row after this one recorded it.
        if heir is not None and heir.id > row.pk:
            plan.heirs[row.pk] = heir
            plan.handed_on.append(row)
        else:
            free.append(row)
    _note_needed(run.organisation_id, free, plan.handed_on)
    plan.going = [row for row in free if not row.reasons]
    plan.staying = [row for row in free if row.reasons]
    _add_parked(plan, heirs)
    _add_proposed(plan, heirs)
    return plan


def _rows(run: ImportRun) -> list[Row]:
    """The run's rows that were imported, with their records, persons, and what the programme made of them."""
    names = ("id", "kind", "identity", "occurrence", "sheet", "row_number", "record_label", "record_id")
    imported = ImportedRow.objects.filter(organisation_id=run.organisation_id, run=run)
    rows = [
        Row(pk, intern(kind), bytes(identity), occurrence, intern(sheet), number, intern(label), record)
        for pk, kind, identity, occurrence, sheet, number, label, record in imported.order_by(
            "kind", "sheet", "row_number", "id"
        )
        .values_list(*names)
        .iterator(chunk_size=2_000)
    ]
    of_record = {row.record_id: row for row in rows}
    of_person: dict[uuid.UUID, Row] = {}
    for label in {row.record_label for row in rows}:
        model = apps.get_model(label)
        if any(one.name == "person" and not one.null for one in model._meta.concrete_fields):
            for pk, person in _of(run, label, pk__in=_ids(rows, label)).values_list("pk", "person_id"):
                of_record[pk].add("people.person", person)
                of_person[person] = of_record[pk]
    journeys = _ids(rows, "journeys.journey")
    if journeys:
        copied = _of(run, "agents.statement", journey__in=journeys, is_from_journey=True, withdrawn_at__isnull=True)
        for pk, journey in copied.values_list("pk", "journey_id"):
            of_record[journey].add("agents.statement", pk)
    if of_person:
        people = list(of_person)
        suggested = _of(run, "people.suggestion", state="open", withdrawn_at__isnull=True)
        for pk, first, second in suggested.filter(Q(first__in=people) | Q(second__in=people)).values_list(
            "pk", "first_id", "second_id"
        ):
            for person in {first, second} & of_person.keys():
                of_person[person].add("people.suggestion", pk)
    return rows


def _note_changes(organisation_id: uuid.UUID, rows: Sequence[Row]) -> None:
    """Note what was changed, and what was built on it."""
    every = [one for row in rows for one in row.ids()]
    changed, built = count_changes(organisation_id, every), count_links(organisation_id, every)
    waiting = set(
        apps.get_model("cases.casewaiting")
        ._default_manager.filter(organisation_id=organisation_id)
        .values_list("case_id", flat=True)
    )
    for row in rows:
        if any(one in changed for one in row.ids()):
            row.reasons += (Reason("changed"),)
        sums: Counter[str] = Counter()
        for one in row.ids():
            sums.update(built.get(one, {}))
        row.reasons += tuple(Reason("built_on", label, number) for label, number in sorted(sums.items()))
        if row.record_label == "cases.case" and row.record_id not in waiting and not sums:
            row.reasons += (Reason("sealed"),)


def _note_waiting(run: ImportRun, rows: Sequence[Row]) -> None:
    """Note what a person decided about a row before it was recorded, and what a later import proposes for it."""
    of_id = {row.pk: row for row in rows}
    of_record = {row.record_id: row for row in rows}
    mine: dict[str, Any] = {"organisation_id": run.organisation_id}
    proposed = ProposedCorrection.objects.filter(imported_row__run=run, **mine)
    corrected = ParkedRow.objects.filter(corrects__run=run, **mine)
    later = Counter(proposed.values_list("imported_row_id", flat=True))
    later.update(corrected.values_list("corrects_id", flat=True))
    for pk, number in later.items():
        of_id[pk].reasons += (Reason("later_import", "registers.proposedcorrection", number),)
    closed = ParkedRow.objects.filter(run=run, status=ParkedStatus.CLOSED, **mine).only(
        "identity", "confirmed", "closed_by_record"
    )
    for parked in closed:
        row = of_record.get(parked.closed_by_record) if parked.closed_by_record else None
        # A row that went in as it was written, after a word had been taught, is the run's own.
        if row is not None and (parked.confirmed or bytes(parked.identity) != row.identity):
            row.reasons += (Reason("mended"),)
    apart = ProposedCorrection.objects.filter(run=run, status=CorrectionStatus.ANOTHER, **mine)
    keys = {_key(one) for one in apart.only("kind", "identity", "occurrence")}
    for row in rows:
        if _key(row) in keys:
            row.reasons += (Reason("mended"),)


def _note_needed(organisation_id: uuid.UUID, free: Sequence[Row], handed_on: Sequence[Row]) -> None:
    """Note rows that others need which stay: the group of a meeting that somebody corrected."""
    of_id = {one: row for row in free for one in row.ids()}
    waiting = [*handed_on, *(row for row in free if row.reasons)]
    while waiting:
        found: list[Row] = []
        # A suggestion goes with either of its two people; it needs neither.
        for label in {label for row in waiting for label, _pk in row.records()} - {"people.suggestion"}:
            ids = _ids(waiting, label)
            for targets in _targets(organisation_id, label, ids):
                for target in targets:
                    row = of_id.get(target)
                    if row is not None and not row.reasons:
                        row.reasons += (Reason("needed"),)
                        found.append(row)
        waiting = found


def _targets(organisation_id: uuid.UUID, label: str, ids: Sequence[uuid.UUID]) -> Iterator[tuple[uuid.UUID, ...]]:
    model = apps.get_model(label)
    columns = [
        one.attname
        for one in model._meta.concrete_fields
        if isinstance(one, ForeignKey) and one.related_model._meta.label_lower in RECORDS
    ]
    if columns:
        rows = model._default_manager.filter(organisation_id=organisation_id, pk__in=ids)
        yield from rows.values_list(*columns)


def _heirs(run: ImportRun) -> dict[Identity, RepeatedRow]:
    """{identity: the first other run's share in that row}."""
    shares = RepeatedRow.objects.filter(organisation_id=run.organisation_id).exclude(run=run)
    own = (
        model.objects.filter(organisation_id=run.organisation_id, run=run).values("identity")
        for model in (ImportedRow, ParkedRow, ProposedCorrection)
    )
    condition = Q()
    for identities in own:
        condition |= Q(identity__in=identities)
    found: dict[Identity, RepeatedRow] = {}
    for share in shares.filter(condition).order_by("id"):
        found.setdefault(_key(share), share)
    return found


def _add_parked(plan: UndoPlan, heirs: Mapping[Identity, RepeatedRow]) -> None:
    stays = {row.record_id for row in plan.staying}
    for parked in ParkedRow.objects.filter(organisation_id=plan.run.organisation_id, run=plan.run):
        is_decided = parked.status == ParkedStatus.DISMISSED or parked.confirmed or parked.closed_by_record in stays
        plan.parked[_answer_for(plan, parked, heirs, is_decided=is_decided)].append(parked)


def _add_proposed(plan: UndoPlan, heirs: Mapping[Identity, RepeatedRow]) -> None:
    for proposed in ProposedCorrection.objects.filter(organisation_id=plan.run.organisation_id, run=plan.run):
        is_decided = proposed.status != CorrectionStatus.OPEN
        plan.proposed[_answer_for(plan, proposed, heirs, is_decided=is_decided)].append(proposed)


def _answer_for(
    plan: UndoPlan, row: ParkedRow | ProposedCorrection, heirs: Mapping[Identity, RepeatedRow], *, is_decided: bool
) -> str:
    """Whether a row that waits is staying, handed_on (its heir is noted in the plan) or going."""
    if is_decided:
        return "staying"
    heir = heirs.get(_key(row))
    if heir is None:
        return "going"
    plan.heirs[row.pk] = heir
    return "handed_on"


def _key(row: Row | ParkedRow | ProposedCorrection | RepeatedRow) -> Identity:
    return row.kind, bytes(row.identity), row.occurrence


def _of(run: ImportRun, label: str, **which: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = apps.get_model(label)._default_manager.filter(organisation_id=run.organisation_id, **which)
    return rows


def _ids(rows: Iterable[Row], label: str) -> list[uuid.UUID]:
    return [pk for row in rows for name, pk in row.records() if name == label]
