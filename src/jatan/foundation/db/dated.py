"""Rows that hold from the day `since` until the day `until`, or without an end."""

import datetime as dt
from typing import Self

from django.db import models
from django.db.models import Q


class DatedQuerySet[M: models.Model](models.QuerySet[M]):
    """Rows with the fields `since` and `until` (None: no end yet)."""

    def in_force(self, on: dt.date) -> Self:
        """Rows whose dates include `on`."""
        return self.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))
