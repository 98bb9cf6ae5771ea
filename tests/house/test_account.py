"""Every sentence of the network's account has pages, something that writes its records, numbers, and tests."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.urls import NoReverseMatch, reverse

from jatan.evidence.indicators.definitions import COUNTED, INDICATORS
from jatan.evidence.narrative.places import find_place
from jatan.evidence.studio.sentences import Sentence, account_parts, counted_number
from tests.house.source import ROOT

SENTENCES = [one for part in account_parts() for one in part.sentences]
# Floors whose functions write records.
WRITERS = ("jatan.programme.", "jatan.intake.", "jatan.foundation.", "jatan.evidence.")


def faults(one: Sentence) -> Iterator[str]:
    """What is missing behind a sentence, or does not exist."""
    for name in ("numbers", "pages", "services", "tests"):
        if not getattr(one, name):
            yield f"{one.code}: no {name}"
    if not (one.says.hi.strip() and one.says.en.strip()) or not re.search("[ऀ-ॿ]", one.says.hi):
        yield f"{one.code}: not said in both languages"
    counted = {(indicator.code, value.name) for indicator in COUNTED for value in indicator.values}
    yield from (f"{one.code}: {key} is not counted" for key in one.numbers if key not in counted)
    for page in one.pages:
        try:
            reverse(page)
        except NoReverseMatch:
            yield f"{one.code}: no page {page}"
    for path in one.services:
        try:
            service = pkgutil.resolve_name(path)  # also the method of a record kind: LINKAGE.record
        except (ImportError, AttributeError):
            yield f"{one.code}: no service {path}"
            continue
        if not path.startswith(WRITERS) or "by" not in inspect.signature(service).parameters:
            yield f"{one.code}: {path} writes nothing on somebody's behalf"
    for file in one.tests:
        if not (ROOT / file).is_file() or "def test_" not in (ROOT / file).read_text("utf-8"):
            yield f"{one.code}: no tests in {file}"


@pytest.mark.parametrize("one", SENTENCES, ids=lambda one: one.code)
def test_a_sentence_has_all_that_carries_it(one: Sentence) -> None:
    assert list(faults(one)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"numbers": ()}, "no numbers"),
        ({"numbers": (("shg_meetings", "songs"),)}, "is not counted"),
        ({"pages": ()}, "no pages"),
        ({"pages": ("nowhere",)}, "no page nowhere"),
        ({"services": ()}, "no services"),
        ({"services": ("jatan.programme.allies.services.sing",)}, "no service"),
        ({"services": ("jatan.programme.library.selectors.public_materials",)}, "writes nothing"),
        ({"tests": ()}, "no tests"),
        ({"tests": ("tests/house/__init__.py",)}, "no tests in"),
    ],
)
def test_a_gap_is_found(change: dict[str, tuple[str, ...]], sentence: str) -> None:
    assert any(sentence in fault for fault in faults(replace(SENTENCES[0], **change)))  # type: ignore[arg-type]


def test_a_number_that_nobody_counts_stops_the_loading() -> None:
    with pytest.raises(ValueError, match="A99 names"):
        counted_number("songs.sung", "A99")


def test_the_published_table_stands_in_the_account() -> None:
    published = {(one.code, value.name) for one in INDICATORS for value in one.values}
    assert published - {key for one in SENTENCES for key in one.numbers} == set()


def test_every_part_of_the_account_has_a_place_for_a_paragraph() -> None:
    wanted = ["account_opening", *(f"account_{part.code}" for part in account_parts()), "account_closing"]
    assert [code for code in wanted if find_place(code) is None] == []


@pytest.mark.shared
def test_the_sentences_are_the_rows_of_the_networks_own_account(shared: Path) -> None:
    """Strategies and activities by their codes; results by their number, in the order listed there."""
    text = (shared / "domain" / "network.md").read_text(encoding="utf-8")
    codes = re.findall(r"^\| ([SA]\d+) \|", text, re.MULTILINE)
    listed = text.split("## Achievements that must keep being countable", 1)[1].split("##", 1)[0]
    results = [f"R{place}" for place, _what in enumerate(listed.split(" · "), 1)]
    assert [one.code for one in SENTENCES] == codes + results
