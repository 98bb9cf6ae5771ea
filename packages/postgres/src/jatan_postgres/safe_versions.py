"""The oldest minor version of each PostgreSQL major version without a publicly known security hole.

Source: the changelogs of Debian's packages postgresql-15 15.20-0+deb12u1 and postgresql-17 17.12-0+deb13u1 (9 and 13
November 2026), which name CVE-2026-6460 and 40 others as fixed there. PostgreSQL publishes the minor versions of all
major versions on one day, so 16 and 18 are counted on from the last date for which all four are known, August 2026
(18.6, 17.11, 16.15, 15.19; there is no 18.5: https://github.com/cloudfoundry/postgres-release/releases/tag/v56.0.2).
Raise the numbers and CHECKED_ON together, at each release of ours.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Final

CHECKED_ON: Final = dt.date(2026, 12, 1)
LEAST_SAFE: Final[Mapping[int, int]] = {15: 20, 16: 16, 17: 12, 18: 7}


def least_safe_minor(major: int) -> int | None:
    """The oldest safe minor version; 0 for a major version newer than the table, None for one that is too old."""
    if major > max(LEAST_SAFE):
        return 0
    return LEAST_SAFE.get(major)


def is_safe(major: int, minor: int) -> bool:
    """Whether a version has no security hole known on CHECKED_ON."""
    least = least_safe_minor(major)
    return least is not None and minor >= least
