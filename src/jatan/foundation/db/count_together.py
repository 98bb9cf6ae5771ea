"""How many rows each of many querysets has, in one SELECT: the home page counts some forty kinds of work.

The querysets are compiled once each, and put side by side. As subqueries of another queryset Django would resolve, copy
and compile each of them again, which was a tenth of the home page.
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet


def count_together(rows: Mapping[str, QuerySet[Any]], most: int) -> dict[str, int]:
    """{name: how many rows its queryset has, at most `most`}. None of them may be sliced."""
    counts, queries, values = dict.fromkeys(rows, 0), dict[str, str](), list[Any]()
    for name, one in rows.items():
        # One copy of each, changed in place: a queryset would be copied for each of these steps.
        query = one.query.chain()
        query.clear_ordering(force=True)
        query.select_related = False
        # A query that groups rows already says what one row is.
        if not query.values_select:
            query.set_values(("pk",))
        query.set_limits(high=most)
        try:
            queries[name], some = query.sql_with_params()
        except EmptyResultSet:  # nothing can match
            continue
        values.extend(some)
    if not queries:
        return counts
    with connections["default"].cursor() as cursor:
        counting = (f"(SELECT count(*) FROM ({sql}) counted)" for sql in queries.values())  # noqa: S608 - Django's own
        cursor.execute(f"SELECT {', '.join(counting)}", values)
        return counts | dict(zip(queries, cursor.fetchone(), strict=True))
