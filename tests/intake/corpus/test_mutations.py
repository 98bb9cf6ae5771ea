"""Workbooks changed at random: no record differs from its manifest unless it is asked about."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.cast import Cast
from tests.intake.corpus.comparison import Outcome, take_in_and_compare
from tests.intake.corpus.formats import write_book
from tests.intake.corpus.mutations import CHANGES, changed_book

_SAMPLE, _ALL = 40, 1_000
_MOST_ASKED = 0.1


def _check(numbers: range, cast: Cast, folder: Path) -> None:
    found, changes = Outcome(), Counter[str]()
    for number in numbers:
        book, form = changed_book(number)
        one = take_in_and_compare(write_book(book, folder / book.name, form), book, cast.gumla)
        if one.wrong:
            one.wrong.insert(0, ", ".join(book.habits))
        found.add(one)
        changes.update(set(book.habits[1:]))
    sys.stdout.write(
        f"{len(numbers)} workbooks, {found.rows} rows: {found.right} right, {len(found.wrong)} wrong, "
        f"{found.asked.total()} asked ({found.share_asked:.1%})\n"
        + "".join(f"  {number:5}  {question}\n" for question, number in found.asked.most_common())
        + "".join(f"  {number:5} workbooks with {change}\n" for change, number in changes.most_common())
    )
    assert changes.keys() == CHANGES.keys()
    assert found.rows > 10 * len(numbers)
    assert not found.wrong, "\n".join(found.wrong[:40])
    assert found.share_asked <= _MOST_ASKED, found.asked


@pytest.mark.django_db
def test_no_record_of_a_changed_workbook_is_wrong(cast: Cast, tmp_path: Path) -> None:
    _check(range(_SAMPLE), cast, tmp_path)


@pytest.mark.django_db
@pytest.mark.long
def test_no_record_of_a_thousand_changed_workbooks_is_wrong(cast: Cast, tmp_path: Path) -> None:
    _check(range(_SAMPLE, _SAMPLE + _ALL), cast, tmp_path)
