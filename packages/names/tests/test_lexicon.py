"""The lexicon: shipped spellings, and local rows."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from jatan_names import KINDS, Spelling, names
from jatan_names.latin_spelling import plain_fold
from jatan_names.lexicon import build_lexicon, shipped_spellings
from jatan_names.transliteration import romanise


@pytest.fixture(autouse=True)
def shipped_again() -> Iterator[None]:
    yield
    names.use_lexicon(())


def test_no_shipped_spelling_belongs_to_two_names() -> None:
    owners: dict[str, set[str]] = {}
    for row in shipped_spellings():
        for form in (row.canonical, *row.forms):
            owners.setdefault(romanise(form), set()).add(plain_fold(row.canonical))
    assert {form: found for form, found in owners.items() if len(found) > 1} == {}


def test_the_version_names_rules_and_lexicon() -> None:
    before = names.version()
    assert before.startswith(f"{names.FOLD_VERSION}+")
    after = names.use_lexicon([Spelling("surname", "Hemrom", ("Hemroom",))])
    assert after == names.version() != before
    assert names.use_lexicon(()) == before


def test_a_local_row_overrides_a_shipped_one() -> None:
    assert names.fold("Bihor") == names.fold("Birhor")
    names.use_lexicon([Spelling("surname", "Bihor", ())])
    assert names.fold("Bihor") != names.fold("Birhor")


def test_a_new_surname_is_known_at_once_in_either_script() -> None:
    assert names.fold("Dorai Sukhram") == "dore sukram"
    names.use_lexicon([Spelling("surname", "Dorai", ("डुरई", "Durai"))])
    assert names.fold("Durai Sukhram") == names.fold("सुखराम डुरई") == "sukram dore"


def test_two_rows_that_refer_to_each_other_fold_to_one_name() -> None:
    names.use_lexicon([Spelling("given", "Somri", ("Somari",)), Spelling("given", "Somari", ("Somri",))])
    assert names.fold("Somri") == names.fold("Somari") == names.fold(names.fold("Somri"))


WORDS = st.text(st.sampled_from("abdhiklmnorstuzसमराीुन्"), min_size=1, max_size=6)
ROWS = st.lists(st.builds(Spelling, st.sampled_from(KINDS), WORDS, st.lists(WORDS, max_size=3).map(tuple)), max_size=5)


@example([Spelling("surname", "uस", ()), Spelling("surname", "a", ())], "म")  # "ma us" becomes a title
@given(ROWS, st.lists(WORDS, max_size=4).map(" ".join))
def test_folding_is_idempotent_with_any_local_rows(rows: list[Spelling], name: str) -> None:
    names.use_lexicon(rows)
    written = " ".join([name, *(row.canonical for row in rows)])
    for one in (name, written):
        assert names.fold(names.fold(one)) == names.fold(one)


def test_every_spelling_folds_to_a_stable_form() -> None:
    assert all(names.fold(folded) == folded for folded in set(build_lexicon().spellings.values()))
