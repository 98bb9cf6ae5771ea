"""Sources of law: every one that our data cite is said in Hindi on a Hindi page."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.translation import override

import jatan
from jatan.programme.laws.citations import cited

PROGRAMME = Path(jatan.__file__).parent / "programme"
FILES = [*(PROGRAMME / "cases/legal").glob("*.toml"), PROGRAMME / "journeys/triggers.toml"]
FILES.append(PROGRAMME / "safeguarding/plans/duties.toml")


def test_no_source_of_ours_stays_english() -> None:
    sources = {source for path in FILES for source in _sources(tomllib.loads(path.read_text("utf-8")))}
    assert len(sources) > 60
    assert {source: cited(source).hi for source in sources if _has_english(cited(source).hi)} == {}


@pytest.mark.parametrize(
    ("source", "hindi"),
    [
        ("BNSS 2023 s.173(1)", "भारतीय नागरिक सुरक्षा संहिता 2023 धारा 173(1)"),
        ("BNS 2023 ss.137, 138", "भारतीय न्याय संहिता 2023 धारा 137, 138"),
        ("SC/ST PoA Rules 1995 r.7(2)", "अ.जा./अ.ज.जा. अत्याचार निवारण नियम 1995 नियम 7(2)"),
        ("BNS 143(2)", "बीएनएस 143(2)"),
        ("IPC 370A(1)", "आईपीसी 370A(1)"),
    ],
)
def test_a_citation_is_read_in_both_languages(source: str, hindi: str) -> None:
    page = Template("{% load jatan_ui %}{{ source|cited }}")
    for language, wanted in (("hi", hindi), ("en", source)):
        with override(language):
            assert page.render(Context({"source": source})) == wanted


def test_what_is_not_listed_stays_as_it_is() -> None:
    assert cited("Mines Act 1952 s.40").hi == "Mines Act 1952 धारा 40"


def _has_english(text: str) -> bool:
    """Whether words are left; "(ii)", "(va)" and "376AB" are numbers in both languages."""
    return bool(re.search("[A-Za-z]{2,}", re.sub(r"\([a-z]{1,3}\)|\d+[A-Z]+", "", text)))


def _sources(value: Any, key: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield from _sources(part, name)
    elif isinstance(value, list):
        for part in value:
            yield from _sources(part, key)
    elif key == "source":
        yield value
    elif key in ("new", "old", "act"):
        # A word behind "/" names a grade of an offence and is not shown.
        yield value.partition("/")[0]
