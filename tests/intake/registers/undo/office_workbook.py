"""A workbook with all registers of an office, whose rows are made of a seed: equal seeds write equal rows."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tests.intake.registers.workbooks import HEADER, SHG, meeting, write

FORUMS = ["S.No.", "Forum", "Block", "Village", "Formed on"]
MEMBERS = ["S.No.", "Forum", "Name", "Age", "Sex", "Block", "Village", "Joined on"]
FORUM_MEETINGS = ["S.No.", "Date", "Block", "Village", "Group name", "Topic", "Women", "Total"]
ISSUES = ["S.No.", "Date", "Name", "Block", "Village", "Issue", "Status"]
CASES = ["S.No.", "Case code", "Date", "Type", "Status"]
LINKAGES = ["S.No.", "Name", "Age", "Sex", "Block", "Village", "Scheme", "Applied on", "Received on"]
JOURNEYS = [
    "S.No.",
    "Registered on",
    "Name",
    "Guardian",
    "Age",
    "Block",
    "Village",
    "Destination",
    "Wage",
    "Agent name",
]
_NAMES = ("Sita", "Etwa", "Phulmani", "Birsa", "Somra", "Sushila", "Mangri", "Budhu")
_VILLAGES = ("Navapur", "Kemte", "Toto", "Sisai", "Kotam", "Murkunda", "Fasia", "Anjan")


def office_workbook(path: Path, seeds: Iterable[int], *, bad: Iterable[int] = ()) -> Path:
    """Write one row of every register for each seed; for each seed of `bad` a meeting whose block is unknown."""
    numbers = list(seeds)
    sheets: dict[str, list[list[Any]]] = {
        SHG: [HEADER, *(_meeting(one) for one in numbers), *(_meeting(one, block="Xyzabad") for one in bad)],
        "Migrant forum": [FORUMS, *([one, _forum(one), "Basia", _village(one), _day(one)] for one in numbers)],
        "Forum members": [
            MEMBERS,
            *([one, _forum(one), _name(one), 20 + one % 30, "F", "Basia", _village(one), _day(one)] for one in numbers),
        ],
        "Forum meeting": [
            FORUM_MEETINGS,
            *([one, _day(one), "Basia", _village(one), _forum(one), "Safe migration", 9, 9] for one in numbers),
        ],
        "Help desk": [
            ISSUES,
            *([one, _day(one), _name(one), "Basia", _village(one), "Wages not paid", "Pending"] for one in numbers),
        ],
        "Case work": [CASES, *([one, f"GUM-{one}", _day(one), "Trafficking", "Open"] for one in numbers)],
        "Scheme linkage": [
            LINKAGES,
            *(
                [one, _name(one + 1), 30 + one % 20, "F", "Basia", _village(one), "Pension", _day(one), _day(one + 1)]
                for one in numbers
            ),
        ],
        "Migration register": [
            JOURNEYS,
            *(
                [
                    one,
                    _day(one),
                    _name(one + 2),
                    f"Guardian {one}",
                    25,
                    "Basia",
                    _village(one),
                    "Surat",
                    12000,
                    "Ramesh",
                ]
                for one in numbers
            ),
        ],
    }
    return write(path, sheets)


def _meeting(seed: int, block: str = "Basia") -> list[Any]:
    return meeting(seed, _day(seed), block=block, women=5 + seed % 20, village=_village(seed), group=f"SHG {seed}")


def _day(seed: int) -> str:
    return f"{seed % 27 + 1:02}/{seed // 27 % 12 + 1:02}/{2021 + seed // 324 % 4}"


def _name(seed: int) -> str:
    return f"{_NAMES[seed % 8]} {_NAMES[seed // 8 % 8]} Oraon {seed // 64}"


def _village(seed: int) -> str:
    return f"{_VILLAGES[seed % 8]}{seed // 8}"


def _forum(seed: int) -> str:
    return f"{_village(seed)} forum"
