"""The file of the installation's spellings: read by every process, replaced as a whole."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from jatan.foundation.network import spellings
from jatan_names import Spelling, names

DORAI = Spelling("surname", "Dorai", ("डुरई",))


@pytest.fixture(autouse=True)
def file(settings: LazySettings, tmp_path: Path) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path
    spellings.refresh()
    yield tmp_path / "lexicon.csv"
    names.use_lexicon(())


def test_written_spellings_are_read_back(file: Path) -> None:
    spellings.write_spellings([DORAI])
    assert spellings.read_spellings() == (DORAI,)
    assert names.fold("डुरई") == "dore"
    assert [path.name for path in file.parent.iterdir()] == ["lexicon.csv"]


def test_spellings_of_another_process_are_used_after_refresh(file: Path) -> None:
    before = names.version()
    file.write_text("kind,canonical,forms\nsurname,Dorai,डुरई\n", "utf-8")
    assert names.version() == before
    spellings.refresh()
    assert names.version() != before
    os.unlink(file)
    spellings.refresh()
    assert names.version() == before


@pytest.mark.parametrize("text", ["", "kind\nsurname\n", "kind,canonical,forms\nvillage,Gumla,\nsurname,...,\nsurname"])
def test_invalid_rows_are_skipped(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")
    spellings.refresh()
    assert spellings.read_spellings() == ()
