"""The corpus is large and varied enough, and its writer knows nothing of the reader that it tests."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

from tests.intake.corpus.make import SAVED
from tests.intake.corpus.registers import KINDS
from tests.intake.corpus.workbooks import FORMATS, SAVED_BY_LIBREOFFICE, book, form_of, names

_HOUSE = Path(__file__).resolve().parents[3]
_MOST_BYTES = 3_000_000


def test_the_writer_imports_nothing_of_the_product() -> None:
    code = (
        "import sys, tests.intake.corpus.make, tests.intake.corpus.mutations\n"
        "print(*[name for name in sys.modules if name.split('.')[0].startswith('jatan')])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=_HOUSE, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_there_are_enough_workbooks_of_every_register_and_format() -> None:
    forms = Counter(map(form_of, names()))
    assert len(names()) >= 120
    assert len(forms) >= 10
    assert min(forms.values()) >= 5
    assert set(forms) == {*FORMATS, *SAVED_BY_LIBREOFFICE}
    assert sum(forms[form] for form in SAVED_BY_LIBREOFFICE) * 2 >= len(names())
    kinds = Counter(entry.kind for name in names() for entry in book(name).manifest)
    assert kinds.keys() == KINDS.keys()
    assert min(kinds.values()) >= 50, kinds


def test_a_workbook_is_the_same_each_time() -> None:
    assert [book(name).digest() for name in names()[:20]] == [book(name).digest() for name in names()[:20]]


def test_saved_workbooks_are_small() -> None:
    assert SAVED.stat().st_size <= _MOST_BYTES
