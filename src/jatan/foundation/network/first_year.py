"""The network's first year, before which nothing was counted for it."""

import datetime as dt
from typing import Final

FIRST_DAY: Final = dt.date(2021, 4, 1)
