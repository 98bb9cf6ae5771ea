"""What undoing a run takes back and what stays: the same answer for the page that asks and for the undoing itself."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from sys import intern
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Q, QuerySet

from jatan.intake.registers.choices import CorrectionStatus, ParkedStatus
from jatan.intake.registers.models import ImportedRow, ImportRun, LookAlike, ParkedRow, ProposedCorrection, RepeatedRow
from jatan.intake.registers.undo.built_on import OWN_ANSWERS, RECORDS, count_changes, count_links
from jatan.programme.own_fields.models import question_code
from jatan.programme.own_fields.services import KINDS, kind_of

# Rows that need others go first.
_ORDER: Final = (
    *OWN_ANSWERS,
    *("agents.statement", "people.suggestion", "groups.membership", "activities.activity", "journeys.journey"),
    *("schemes.linkage", "helpdesk.issue", "cases.case", "groups.group", "people.person"),
)

type Identity = tuple[str, bytes, int]


@dataclass(frozen=True)
class Reason:
    """Why a row stays: changed, built_on (`number` rows of the model `label`), joined, kept, later_import, mended,
    needed, sealed."""

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
    is_joined: bool = False

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


@dataclass(frozen=True)
class Part:
    """Some rows of a run, by their ids. `later`: records that go with rows of a later part, although these have them
    too. `records`: {model label: ids} of the others, to be locked."""

    rows: Collection[uuid.UUID] = ()
    parked: Collection[uuid.UUID] = ()
    proposed: Collection[uuid.UUID] = ()
    later: Collection[uuid.UUID] = frozenset()
    records: Mapping[str, Collection[uuid.UUID]] = field(default_factory=dict)


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

    def moving(self) -> int:
        """How many rows are taken back or handed on."""
        waiting = sum(len(some[name]) for some in (self.parked, self.proposed) for name in ("going", "handed_on"))
        return len(self.going) + len(self.handed_on) + waiting

    def add(self, other: "UndoPlan") -> None:
        """Add what moves by another plan of the same run."""
        self.going += other.going
        self.handed_on += other.handed_on
        for name in ("going", "handed_on"):
            self.parked[name] += other.parked[name]
            self.proposed[name] += other.proposed[name]

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


def make_plan(run: ImportRun, part: Part | None = None) -> UndoPlan:
    """What undoing this run would do now; about 25 queries. Call inside `acting_as(undoer_for(...))`.

    `part`: of these rows alone, with the rows that waited until they were recorded. What their records need must not
    go before them (`parts.parts_of`): else a row of the same run counts as built on them.
    """
    plan = UndoPlan(run)
    rows = _rows(run, part)
    _note_changes(run.organisation_id, rows)
    _note_waiting(run, rows, part)
    parked, proposed = _parked(run, part, rows), _proposed(run, part)
    heirs = _heirs(run, None if part is None else [*rows, *parked, *proposed])
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
    _add_parked(plan, parked, heirs)
    for one in proposed:
        is_decided = one.status != CorrectionStatus.OPEN
        plan.proposed[_answer_for(plan, one, heirs, is_decided=is_decided)].append(one)
    return plan


def _rows(run: ImportRun, part: Part | None) -> list[Row]:
    """The run's rows that were imported, with their records, persons, and what the programme made of them."""
    names = ("id", "kind", "identity", "occurrence", "sheet", "row_number", "record_label", "record_id", "is_joined")
    imported = ImportedRow.objects.filter(organisation_id=run.organisation_id, run=run)
    if part is not None:
        imported = imported.filter(pk__in=part.rows)
    later = frozenset() if part is None else part.later
    rows = [
        Row(
            pk,
            intern(kind),
            bytes(identity),
            occurrence,
            intern(sheet),
            number,
            intern(label),
            record,
            None,
            (),
            joined,
        )
        for pk, kind, identity, occurrence, sheet, number, label, record, joined in imported.order_by(
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
                if person in later:
                    continue
                of_record[pk].add("people.person", person)
                of_person[person] = of_record[pk]
    _add_answers(run, rows, of_record)
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


def _add_answers(run: ImportRun, rows: Sequence[Row], of_record: Mapping[uuid.UUID, Row]) -> None:
    """Add the answers to own questions that the rows gave. Other answers about the records are built on them."""
    asked = [question_code(pk) for pk in _of(run, "own_fields.ownfield").values_list("pk", flat=True)]
    if not asked or not rows:
        return
    given = ImportedRow.objects.filter(organisation_id=run.organisation_id, run=run, marks__has_any_keys=asked)
    marks = dict(given.values_list("record_id", "marks"))
    for label in {row.record_label for row in rows}:
        kind = KINDS.get(kind_of(apps.get_model(label)))
        ids = [row.record_id for row in rows if row.record_label == label and row.record_id in marks]
        if kind is None or not ids:
            continue
        answers = kind.answers._meta.label_lower
        found = _of(run, answers, record__in=ids, withdrawn_at__isnull=True)
        for pk, record, question in found.values_list("pk", "record_id", "own_field_id"):
            if question_code(question) in marks[record]:
                of_record[record].add(answers, pk)


def _note_changes(organisation_id: uuid.UUID, rows: Sequence[Row]) -> None:
    """Note what was changed, and what was built on it."""
    every = [one for row in rows for one in row.ids()]
    changed, built = count_changes(organisation_id, every), count_links(organisation_id, every)
    records = [row.record_id for row in rows]
    waiting = set(
        apps.get_model("cases.casewaiting")
        ._default_manager.filter(organisation_id=organisation_id, case_id__in=records)
        .values_list("case_id", flat=True)
    )
    kept = set(
        LookAlike.objects.filter(organisation_id=organisation_id, stays__in=records).values_list("stays", flat=True)
    )
    for row in rows:
        if row.record_id in kept:
            row.reasons += (Reason("kept"),)  # another record was withdrawn because this one tells the same
        if any(one in changed for one in row.ids()):
            row.reasons += (Reason("changed"),)
        if row.is_joined:
            row.reasons += (Reason("joined"),)  # the record was there before: it is never this run's to take back
        sums: Counter[str] = Counter()
        for one in row.ids():
            sums.update(built.get(one, {}))
        row.reasons += tuple(Reason("built_on", label, number) for label, number in sorted(sums.items()))
        if row.record_label == "cases.case" and row.record_id not in waiting and not sums:
            row.reasons += (Reason("sealed"),)


def _note_waiting(run: ImportRun, rows: Sequence[Row], part: Part | None) -> None:
    """Note what a person decided about a row before it was recorded, and what a later import proposes for it."""
    of_id = {row.pk: row for row in rows}
    of_record = {row.record_id: row for row in rows}
    mine: dict[str, Any] = {"organisation_id": run.organisation_id}
    which: dict[str, Any] = {"run": run} if part is None else {"pk__in": part.rows}
    its_own = ImportedRow.objects.filter(**which, **mine)
    proposed = ProposedCorrection.objects.filter(imported_row__in=its_own, **mine)
    corrected = ParkedRow.objects.filter(corrects__in=its_own, **mine)
    later = Counter(proposed.values_list("imported_row_id", flat=True))
    later.update(corrected.values_list("corrects_id", flat=True))
    for pk, number in later.items():
        of_id[pk].reasons += (Reason("later_import", "registers.proposedcorrection", number),)
    closed = ParkedRow.objects.filter(run=run, status=ParkedStatus.CLOSED, **mine)
    apart = ProposedCorrection.objects.filter(run=run, status=CorrectionStatus.ANOTHER, **mine)
    if part is not None:
        closed = closed.filter(closed_by_record__in=of_record.keys())
        apart = apart.filter(identity__in={row.identity for row in rows})
    for parked in closed.only("identity", "confirmed", "closed_by_record"):
        row = of_record.get(parked.closed_by_record) if parked.closed_by_record else None
        # A row that went in as it was written, after a word had been taught, is the run's own.
        if row is not None and (parked.confirmed or bytes(parked.identity) != row.identity):
            row.reasons += (Reason("mended"),)
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


def _heirs(run: ImportRun, rows: Iterable[Row | ParkedRow | ProposedCorrection] | None) -> dict[Identity, RepeatedRow]:
    """{identity: the first other run's share in that row}, of all rows of the run or of these."""
    shares = RepeatedRow.objects.filter(organisation_id=run.organisation_id).exclude(run=run)
    condition = Q()
    if rows is not None:
        condition = Q(identity__in={bytes(row.identity) for row in rows})
    else:
        for model in (ImportedRow, ParkedRow, ProposedCorrection):
            own = model.objects.filter(organisation_id=run.organisation_id, run=run)
            condition |= Q(identity__in=own.values("identity"))
    found: dict[Identity, RepeatedRow] = {}
    for share in shares.filter(condition).order_by("id"):
        found.setdefault(_key(share), share)
    return found


def _parked(run: ImportRun, part: Part | None, rows: Sequence[Row]) -> list[ParkedRow]:
    """The run's rows that wait or waited; of a part also those that its rows and proposals settled."""
    found = ParkedRow.objects.filter(organisation_id=run.organisation_id, run=run)
    if part is not None:
        closers = [*(row.record_id for row in rows), *part.proposed]
        found = found.filter(Q(pk__in=part.parked) | Q(closed_by_record__in=closers))
    return list(found)


def _proposed(run: ImportRun, part: Part | None) -> list[ProposedCorrection]:
    found = ProposedCorrection.objects.filter(organisation_id=run.organisation_id, run=run)
    return list(found if part is None else found.filter(pk__in=part.proposed))


def _add_parked(plan: UndoPlan, waiting: Sequence[ParkedRow], heirs: Mapping[Identity, RepeatedRow]) -> None:
    moving = {row.record_id for row in (*plan.going, *plan.handed_on)}
    closers = {parked.closed_by_record for parked in waiting if parked.closed_by_record} - moving
    # Of a row that another part holds it is asked here whether it is there still.
    recorded = ImportedRow.objects.filter(organisation_id=plan.run.organisation_id, run=plan.run, record_id__in=closers)
    stays = set(recorded.values_list("record_id", flat=True)) if closers else set()
    for parked in waiting:
        is_decided = parked.status == ParkedStatus.DISMISSED or parked.confirmed or parked.closed_by_record in stays
        plan.parked[_answer_for(plan, parked, heirs, is_decided=bool(is_decided))].append(parked)


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
