"""Figures of dashboards and reports, each with unit, period, chart, link to its rows and time of counting."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from jatan.web.ui.components.words import Text


@dataclass(frozen=True)
class Figure:
    """One number with its unit. `number` None: not given, shown as "–". `url` leads to its rows. `words`: shown in
    place of the number ("not recorded"). `note`: a short remark beneath, as on where the number comes from. `change`:
    by how many it differs from an earlier one; None: not to be said."""

    number: int | None
    unit: Text
    url: str = ""
    words: Text = ""
    note: Text = ""
    change: int | None = None

    @property
    def size_of_change(self) -> int:
        """The change without its sign; 0 where there is none."""
        return abs(self.change or 0)


@dataclass(frozen=True)
class Stat:
    """A card of the dashboard. `waiting` is how many changes the background task has still to count."""

    label: Text
    figures: Sequence[Figure]
    period: Text = ""
    counted_at: dt.datetime | None = None
    picture: SafeString | None = None
    waiting: int = 0
