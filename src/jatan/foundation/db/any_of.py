"""`filter(AnyOf("field", values))`: as `field__in=values`, with all values as one array parameter.

Django builds, and psycopg converts, each value of an `__in` by itself, which for the rows of a workbook takes longer
than the query.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Lookup


class AnyOf(Lookup[Any]):
    """The column has one of these values, as the column has them: days, ids, bytes, texts."""

    lookup_name = "any_of"
    prepare_rhs = False

    def __init__(self, field: str | Any, values: Iterable[Any]) -> None:
        super().__init__(F(field) if isinstance(field, str) else field, list(values))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition and its parameters."""
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", (*params, self.rhs)
