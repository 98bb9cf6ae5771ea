"""No test knows the day it was written on: where the real clock is met, days are counted from it, or the clock is held.

A literal day that is today or to come when a test is written means something else when it is past. So days from the
making of this rule on stand only in files that hold the clock (`clock.frozen_at`), in files that never meet it (no
database, no `clock.today()`), and in the files listed here with the reason why they mean the same on every day. Days
before it were past already, years from 2050 on come for nobody here. What this cannot see, `./jatan test --days` runs.
"""

import ast
import datetime as dt
import re
from collections.abc import Iterator
from typing import Final

import pytest

from tests.house.source import Source, modules_beside_the_product

_SINCE: Final = dt.date(2026, 12, 1)
_NEVER: Final = dt.date(2050, 1, 1)
_ISO: Final = re.compile(r"(?<![\d-])(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_WRITTEN: Final = re.compile(r"(?<!\d)(\d\d?)[./-](\d\d?)[./-](20\d\d)(?!\d)")
_HELD: Final = re.compile(r"\bfrozen_at\b")
_MET: Final = re.compile(r"\bdjango_db\b|\bclock\.(?:now|today)\(\)|\bdate\.today\(\)|\bdatetime\.now\(")
FREE: Final[dict[str, str]] = {
    "tests/demo/test_demo_cases.py": "gives the function its today",
    "tests/foundation/network/test_network_file.py": "a field that the file may not have, whatever stands in it",
    "tests/intake/fieldbook/answer_sets.py": "days that phone and office judge alike, on whichever day",
    "tests/programme/cases/file/test_due_in_the_readers_language.py": "lines of an older version, read for their words",
    "tests/programme/cases/file/test_legal_officers.py": "what the law counts from a day of November 2026",
    "tests/programme/cases/printed/filled_file.py": "the paper holds its own today",
    "tests/runtime/data/house-0.1.0/make.py": "made the house of 0.1.0, once",
    "tests/tools/test_other_days.py": "gives the function its now",
    "tests/web/cases/test_court_closings_on_pages.py": "what the law counts from a day of November 2026",
    "tests/web/cases/test_legal_page.py": "a day that is shown as it was written",
    "tests/web/cases/test_writing_on_pages.py": "a day that is read as it was written",
}


def coming_days(source: Source) -> Iterator[dt.date]:
    """Literal days of a file from `_SINCE` on, in strings and in calls of `date` and `datetime`; no docstrings."""
    words = {id(node.value) for node in source.of(ast.Expr)}
    for node in [*source.of(ast.Constant), *source.of(ast.Call)]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in words:
            text = node.value.translate(_DIGITS)
            found = [tuple(map(int, one)) for one in _ISO.findall(text)]
            found += [tuple(map(int, reversed(one))) for one in _WRITTEN.findall(text)]
        elif isinstance(node, ast.Call) and _last_word(node.func) in ("date", "datetime"):
            found = [tuple(part.value for part in node.args[:3] if isinstance(part, ast.Constant))]
        else:
            continue
        yield from (day for parts in found if (day := _day(parts)) is not None and _SINCE <= day < _NEVER)


def _last_word(name: ast.expr) -> str:
    return name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


def _day(parts: tuple[object, ...]) -> dt.date | None:
    match parts:
        case (int() as year, int() as month, int() as day):
            try:
                return dt.date(year, month, day)
            except ValueError:
                return None
    return None


_DIGITS: Final = {ord("०") + digit: str(digit) for digit in range(10)}


def knows_a_day(source: Source) -> bool:
    """Whether a file meets the real clock, or may (a module that tests import), with a day that is to come."""
    meets = bool(_MET.search(source.text)) or not source.name.rsplit("/", 1)[-1].startswith("test_")
    return meets and not _HELD.search(source.text) and any(coming_days(source))


def _sources() -> list[Source]:
    return [source for source in modules_beside_the_product() if source.name.startswith("tests/")]


def test_where_the_clock_is_met_no_test_knows_a_day_to_come() -> None:
    assert {source.name for source in _sources() if knows_a_day(source)} == set(FREE)


@pytest.mark.parametrize(
    ("name", "text", "knows"),
    [
        ("test_a.py", 'pytest.mark.django_db\nx = "2026-12-29T09:00:00+05:30"', True),
        ("test_a.py", "clock.today()\nx = dt.date(2027, 3, 31)", True),
        ("test_a.py", "clock.now()\nx = dt.datetime(2028, 2, 29, 10, tzinfo=dt.UTC)", True),
        ("test_a.py", 'clock.now()\nx = "३१/१२/२०२७"', True),
        ("builders.py", 'x = "31/12/2027"', True),
        ("test_a.py", 'x = "31/12/2027"', False),
        ("test_a.py", 'clock.frozen_at(y)\nclock.now()\nx = "31/12/2027"', False),
        ("test_a.py", 'clock.now()\nx = "31/13/2027", "2027-02-30", "1/1/2090", "05/10/2026"', False),
        ("test_a.py", '"""Of 31/12/2027."""\nclock.now()', False),
    ],
)
def test_a_planted_day_is_seen(name: str, text: str, knows: bool) -> None:
    assert knows_a_day(Source(name, text)) is knows
