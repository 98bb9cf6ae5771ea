"""Parked rows by what they wait for: filters, and groups of rows that one answer may be enough for.

A cell's text may be a person's name, so a filter names a text by a row in which it stands (`like`), never by itself.
"""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import CharField, Count, Max, Min, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from rapidfuzz.distance import JaroWinkler

from jatan.foundation.access.actors import Actor
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.own_columns import is_own_column
from jatan.intake.registers.recognise.vocabulary.kinds import ORDER, kinds
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE
from jatan.intake.registers.repair.joined_rows import own_records, rows_alike
from jatan.intake.registers.repair.remembered import REMEMBERED, remembered_words
from jatan.intake.registers.selectors import find_parked, parked_rows
from jatan.intake.registers.translate.figure_limits import IMPLAUSIBLE
from jatan.intake.registers.translate.places import place_key

_MOST_SHEETS = 200
_MOST_SPELLINGS = 1_000
# "Basiyaa" and Basia: 0.9 and more by their sound; two blocks of one district: hardly ever.
_NEAR = 0.88


@dataclass(frozen=True)
class WaitingFilter:
    """Empty fields do not filter. `column`: one with a problem. `like`: rows whose cell in `column` has the same text
    as in this row. `sheet`: rows of the same sheet as this row. `until`: rows up to this id."""

    kind: str = ""
    code: str = ""
    column: str = ""
    run: uuid.UUID | None = None
    like: uuid.UUID | None = None
    sheet: uuid.UUID | None = None
    until: uuid.UUID | None = None


class EqualCells(NamedTuple):
    """Open rows that have the same text in the same column and wait for the same reason, in whichever register.

    `example`: the id of one of them; `written`: None for an empty cell.
    """

    kinds: list[str]
    column: str
    code: str
    written: str | None
    row_count: int
    example: uuid.UUID


class Spellings(NamedTuple):
    """Open rows (`ids`) whose cell in `column`, however it is spelt, has the same first suggestion (`meant`)."""

    column: str
    meant: str
    kinds: list[str]
    written: list[str]
    ids: list[uuid.UUID]

    @property
    def row_count(self) -> int:
        """How many rows they are."""
        return len(self.ids)

    @property
    def digest(self) -> str:
        """Says which rows and spellings they are: an act on what was shown holds for nothing else."""
        texts = [*sorted(str(pk) for pk in self.ids), *sorted(self.written)]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:32]


class ImplausibleFigures(NamedTuple):
    """Open rows of one run and register whose figure in `column` waits for the same reason (`message`).

    `rows`: the first of `row_count` rows.
    """

    column: str
    message: str
    row_count: int
    rows: list[ParkedRow]


class WaitingSheet(NamedTuple):
    """A sheet with open rows; `example`: the id of one of them."""

    run: uuid.UUID
    file: str
    sheet: str
    row_count: int
    example: uuid.UUID


def filter_waiting(rows: QuerySet[ParkedRow], by: Actor, wanted: WaitingFilter) -> QuerySet[ParkedRow]:
    """Parked rows narrowed down. A row out of reach in `like` or `sheet` gives no rows."""
    if wanted.kind:
        rows = rows.filter(kind=wanted.kind)
    problem = {name: value for name, value in (("code", wanted.code), ("field", wanted.column)) if value}
    if problem:
        rows = rows.filter(problems__contains=[problem])
    if wanted.run:
        rows = rows.filter(run=wanted.run)
    if wanted.until:
        rows = rows.filter(id__lte=wanted.until)
    if wanted.sheet:
        example = _example(by, wanted.sheet)
        rows = rows.filter(run=example.run_id, sheet=example.sheet) if example else rows.none()
    if wanted.like and (wanted.column in _columns() or is_own_column(wanted.column)):
        example = _example(by, wanted.like)
        if example is None:
            return rows.none()
        own = ParkedRow.objects.filter(pk=example.pk).values_list(KeyTextTransform(wanted.column, "cells"), flat=True)
        written: str | None = own.get()
        rows = rows.annotate(written=KeyTextTransform(wanted.column, "cells"))
        rows = rows.filter(written__isnull=True) if written is None else rows.filter(written=written)
    return rows


def equal_cells(rows: QuerySet[ParkedRow], *, column: str = "", least: int = 2, most: int = 10) -> list[EqualCells]:
    """The largest groups of equal cells with the same problem among open rows; implausible figures are left out."""
    found = _select_problems(
        rows,
        """SELECT array_agg(DISTINCT kind), field, code, written, count(*), min(id::text) FROM p
           WHERE field <> '' AND code <> %s AND (%s = '' OR field = %s)
           GROUP BY field, code, written HAVING count(*) >= %s
           ORDER BY count(*) DESC, field, code, written LIMIT %s""",
        [IMPLAUSIBLE, column, column, least, most],
    )
    return [
        EqualCells(sorted(of_kinds, key=ORDER.index), field, code, written, count, uuid.UUID(example))
        for of_kinds, field, code, written, count, example in found
    ]


def spellings(rows: QuerySet[ParkedRow], *, most: int = 20) -> list[Spellings]:
    """Spellings of one thing, the most frequent first: all of them are mended by one act.

    The first suggestion is what such a spelling was mended to before, what an old font shows, or a name that is nearly
    the same; a farther one joins nothing.
    """
    several = [group for group in _groups(rows) if group.row_count > 1]
    return sorted(several, key=lambda group: (-group.row_count, group.column, group.meant))[:most]


def find_spellings(rows: QuerySet[ParkedRow], column: str, meant: str) -> Spellings | None:
    """One of the groups among these rows, as it is now; None when none of its rows waits any more."""
    return next((group for group in _groups(rows) if (group.column, group.meant) == (column, meant)), None)


def _groups(rows: QuerySet[ParkedRow]) -> list[Spellings]:
    found: dict[tuple[str, str], list[_Spelling]] = {}
    for one in _meant(rows):
        found.setdefault((one.column, one.meant), []).append(one)
    return [
        Spellings(
            column,
            meant,
            sorted({kind for one in those for kind in one.kinds}, key=ORDER.index),
            [one.written for one in those],
            [pk for one in those for pk in one.ids],
        )
        for (column, meant), those in found.items()
    ]


class _Spelling(NamedTuple):
    column: str
    meant: str
    written: str
    kinds: list[str]
    is_asked: bool
    ids: list[uuid.UUID]


def _meant(rows: QuerySet[ParkedRow]) -> list[_Spelling]:
    """Each spelling with its first suggestion, where that is near enough."""
    found = _select_problems(
        rows,
        """SELECT field, meant, written, array_agg(DISTINCT kind), bool_or(code = %s), array_agg(DISTINCT id) FROM p
           WHERE field = ANY(%s) AND code <> %s AND meant IS NOT NULL AND written IS NOT NULL
           GROUP BY field, meant, written ORDER BY count(DISTINCT id) DESC, field, written LIMIT %s""",
        [IMPLAUSIBLE, sorted(REMEMBERED), LOOKS_ALIKE, _MOST_SPELLINGS],
    )
    read = [_Spelling(*one) for one in found]
    known = remembered_words({(one.column, one.written) for one in read})
    return [one for one in read if one.is_asked or known.get((one.column, one.written)) == one.meant or _are_near(one)]


def _are_near(one: _Spelling) -> bool:
    keys = place_key(one.written), place_key(one.meant)
    return all(keys) and JaroWinkler.similarity(*keys) >= _NEAR


def columns_with_problems(rows: QuerySet[ParkedRow]) -> list[tuple[str, int]]:
    """(column, how many rows have a problem there), the most frequent first."""
    text = "SELECT field, count(DISTINCT id) FROM p WHERE field <> '' GROUP BY field ORDER BY 2 DESC, 1"
    return [(field, count) for field, count in _select_problems(rows, text, [])]


def columns_of_kinds(rows: QuerySet[ParkedRow]) -> dict[str, tuple[set[str], set[str]]]:
    """{register: (columns in which some open row has a cell, columns in which some open row has a problem)}."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    wrong = _select_problems(rows, "SELECT DISTINCT kind, field FROM p WHERE field <> ''", [])
    filled = _select_problems(rows, "SELECT DISTINCT kind, jsonb_object_keys(cells) FROM w", [])
    for place, pairs in enumerate((filled, wrong)):
        for kind, column in pairs:
            found.setdefault(kind, (set(), set()))[place].add(column)
    return found


def waiting_sheets(rows: QuerySet[ParkedRow]) -> list[WaitingSheet]:
    """The sheets in which rows wait, the latest file first; at most 200."""
    counted = rows.order_by().values("run_id", "run__file_name", "sheet")
    example = Min(Cast("id", CharField()))
    found = counted.annotate(count=Count("id"), example=example, started_at=Max("run__started_at"))
    return [
        WaitingSheet(one["run_id"], one["run__file_name"], one["sheet"], one["count"], uuid.UUID(one["example"]))
        for one in found.order_by("-started_at", "sheet")[:_MOST_SHEETS]
    ]


def implausible_figures(by: Actor, *, first: int = 0, most: int = 20, shown: int = 5) -> list[ImplausibleFigures]:
    """Open rows whose figure waits for a yes, in the groups that one yes is enough for; the largest group first.

    `first`, `most`: which of the groups; `shown`: how many rows of each.
    """
    found = _select_problems(
        parked_rows(by),
        """SELECT field, message, count(*), (array_agg(id ORDER BY sheet, row_number, id))[:%s] FROM p
           WHERE code = %s GROUP BY run_id, kind, field, message
           ORDER BY count(*) DESC, kind, field, message, run_id OFFSET %s LIMIT %s""",
        [shown, IMPLAUSIBLE, first, most],
    )
    rows = parked_rows(by).in_bulk([pk for group in found for pk in group[3]])
    return [
        ImplausibleFigures(field, message, count, [rows[pk] for pk in examples])
        for field, message, count, examples in found
    ]


def count_alike(by: Actor, parked: ParkedRow) -> int:
    """How many open rows of this run and register one yes is enough for: each has a record of its own."""
    return len(own_records(parked_rows(by).filter(pk__in=rows_alike(parked).values("pk")).order_by(), parked))


def count_same_figures(by: Actor, parked: ParkedRow) -> dict[str, int]:
    """{column: how many open rows one yes to the implausible figure of this row is enough for}."""
    asked = [one for one in parked.problems if one["code"] == IMPLAUSIBLE]
    rows = parked_rows(by).filter(organisation=parked.organisation_id, run=parked.run_id, kind=parked.kind).order_by()
    return {
        one["field"]: rows.filter(
            problems__contains=[{name: one[name] for name in ("code", "field", "message")}]
        ).count()
        for one in asked
    }


def _select_problems(rows: QuerySet[ParkedRow], text: str, given: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Select from `p`: each problem of each row, with the row's cell of that column as text (`written`)."""
    open_rows = rows.filter(status=ParkedStatus.OPEN).order_by()
    wanted = open_rows.values("id", "run_id", "kind", "sheet", "row_number", "cells", "problems")
    try:
        inner, known = wanted.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH w AS ({inner}), p AS (
                SELECT w.id, w.run_id, w.kind, w.sheet, w.row_number, one->>'code' AS code, one->>'field' AS field,
                       one->>'message' AS message, one->'candidates'->>0 AS meant, w.cells->>(one->>'field') AS written
                FROM w CROSS JOIN LATERAL jsonb_array_elements(w.problems) AS one)
            {text}""",  # noqa: S608 - the inner query comes from Django, the outer one from this module
            [*known, *given],
        )
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _example(by: Actor, parked_id: uuid.UUID) -> ParkedRow | None:
    try:
        return find_parked(by, parked_id)
    except ParkedRow.DoesNotExist:
        return None


def _columns() -> frozenset[str]:
    return frozenset(column for kind in kinds().values() for column in kind.fields)
