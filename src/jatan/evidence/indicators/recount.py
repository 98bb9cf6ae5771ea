"""SQL that counts source rows into cells, in one pass over the rows.

Rows and columns are an ordinary queryset, shared by cells, edge days and the rows behind a number; the grouping around
it is SQL, because the ORM has no GROUPING SETS.
"""
# ruff: noqa: S608 - the texts joined here are names of our own tables and columns; values are parameters

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import CharField, DateField, F, Q, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, TruncMonth

from jatan.evidence.indicators.definitions import counted_values
from jatan.evidence.indicators.expressions import COUNT_COLUMNS, block_of_row, district_of_row, sex_age_of_row
from jatan.evidence.indicators.sources import Source, live_rows
from jatan.kernel.periods import Period, month_of

type Statement = tuple[str, list[Any]]

CELL_COLUMNS = ("organisation_id", "month", "indicator", "value", "dimension", "member", "amount")


def covering_periods(months: Iterable[dt.date]) -> list[Period]:
    """The fewest periods that cover exactly these months (given by any of their days)."""
    found: list[Period] = []
    for first in sorted({month.replace(day=1) for month in months}):
        month = month_of(first)
        if found and found[-1].end + dt.timedelta(days=1) == first:
            found[-1] = Period(found[-1].start, month.end)
        else:
            found.append(month)
    return found


def in_periods(source: Source, periods: Sequence[Period]) -> Q:
    """The condition that a row's date is in one of the periods; matches nothing for no periods."""
    condition = Q(pk__in=[])
    for period in periods:
        condition |= Q(**{f"{source.day}__range": (period.start, period.end)})
    return condition


def cells_of(source: Source, condition: Q, *, has_sexes: bool = True) -> Statement:
    """A SELECT of CELL_COLUMNS: all cells of the source's rows that meet the condition.

    Without `has_sexes` in all, by district and by block only.
    """
    sexes = source.sexes if has_sexes else ""
    rows, parameters = _columns(source, live_rows(source).filter(condition), sexes).query.sql_with_params()
    dimensions = ["district", "block", *(["sex_age"] if sexes in ("row", "person") else [])]
    grouped = (
        f"SELECT r_organisation, r_month, r_key, {_dimensions_sql(dimensions)}, count(*) AS n, sum(r_amount) AS amount"
        f"{_count_sums(sexes)} FROM ({rows}) AS r"
        f" GROUP BY GROUPING SETS ((r_organisation, r_month, r_key){_grouping_sets(dimensions)})"
    )
    named, name_parameters = _value_list(source)
    parts = [
        "SELECT g.r_organisation, g.r_month, v.indicator, v.value, g.dimension, g.member,"
        " CASE v.measure WHEN 'rows' THEN g.n ELSE g.amount END AS amount FROM g JOIN v ON v.key = g.r_key"
    ]
    if sexes == "counts":
        pairs = ", ".join(f"('{member}', g.{column})" for column, member in COUNT_COLUMNS.items())
        rest = "g.amount - " + " - ".join(f"coalesce(g.{column}, 0)" for column in COUNT_COLUMNS)
        parts.append(
            "SELECT g.r_organisation, g.r_month, v.indicator, v.value, 'sex_age', s.member, s.amount"
            f" FROM g JOIN v ON v.key = g.r_key AND v.measure = 'amount'"
            f" CROSS JOIN LATERAL (VALUES {pairs}, ('unknown:unknown', {rest})) AS s(member, amount)"
            " WHERE g.dimension = 'total'"
        )
    statement = (
        f"WITH g AS ({grouped}), v(key, indicator, value, measure) AS (VALUES {named})"
        f" SELECT c.r_organisation AS organisation_id, c.r_month::date AS month, c.indicator, c.value, c.dimension,"
        f" c.member, c.amount::bigint AS amount FROM ({' UNION ALL '.join(parts)}) AS c WHERE c.amount <> 0"
    )
    return statement, [*parameters, *name_parameters]


def union_all(statements: Iterable[Statement]) -> Statement:
    """Join several SELECTs of cells by UNION ALL."""
    found = list(statements)
    text = " UNION ALL ".join(f"SELECT {', '.join(CELL_COLUMNS)} FROM ({sql}) AS one" for sql, _ in found)
    return text, [value for _, parameters in found for value in parameters]


def _columns(source: Source, rows: QuerySet[Any], sexes: str) -> QuerySet[Any, Any]:
    columns: dict[str, Any] = {
        "r_organisation": F("organisation_id"),
        "r_month": TruncMonth(source.day, output_field=DateField()),
        "r_key": Cast(F(source.key), CharField()) if source.key else Value("", output_field=CharField()),
        "r_amount": Coalesce(F(source.amount), Value(0)) if source.amount else Value(0),
        "r_district": district_of_row(source.place),
        "r_block": block_of_row(source.place),
    }
    if sexes == "counts":
        columns |= {f"r_{column}": F(column) for column in COUNT_COLUMNS}
    elif sexes:
        columns["r_sex_age"] = sex_age_of_row(source)
    return rows.values(**columns)


def _dimensions_sql(dimensions: Sequence[str]) -> str:
    """SQL columns for the dimension of a grouping set's line, and its member."""
    which = " ".join(f"WHEN GROUPING(r_{name}) = 0 THEN '{name}'" for name in dimensions)
    member = " ".join(f"WHEN GROUPING(r_{name}) = 0 THEN coalesce(r_{name}::text, '')" for name in dimensions)
    return f"CASE {which} ELSE 'total' END AS dimension, CASE {member} ELSE '' END AS member"


def _grouping_sets(dimensions: Sequence[str]) -> str:
    return "".join(f", (r_organisation, r_month, r_key, r_{name})" for name in dimensions)


def _count_sums(sexes: str) -> str:
    if sexes != "counts":
        return ""
    return "".join(f", sum(r_{column}) AS {column}" for column in COUNT_COLUMNS)


def _value_list(source: Source) -> Statement:
    pairs = [(value.only, one.code, value.name, value.measure) for one, value in counted_values(source)]
    return ", ".join(["(%s, %s, %s, %s)"] * len(pairs)), [part for pair in pairs for part in pair]
