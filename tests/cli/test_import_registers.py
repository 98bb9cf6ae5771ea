"""`jatan import registers`: what may be said about hidden parts, and the language of what it prints.

What follows from an answer about hidden parts: test_hidden_answers.
"""

import re
from pathlib import Path

import click
import pytest
from django.utils.translation import override

from jatan.cli.import_summary import summary_lines
from jatan.cli.programme import import_command
from jatan.cli.spoken import spoken_language


def hidden(folder: Path, *words: str) -> object:
    """What the command hands on for these words."""
    return import_command.commands["registers"].make_context("registers", [str(folder), *words]).params["hidden"]


@pytest.mark.parametrize("answer", ["take", "leave"])
def test_one_answer_is_for_all_hidden_parts(tmp_path: Path, answer: str) -> None:
    assert hidden(tmp_path, "--hidden", answer) == answer


def test_nothing_need_be_said(tmp_path: Path) -> None:
    assert hidden(tmp_path) is None


def test_another_word_is_refused(tmp_path: Path) -> None:
    with pytest.raises(click.BadParameter, match="perhaps"):
        hidden(tmp_path, "--hidden", "perhaps")


FOUND = {
    "workbooks": {"gumla.xlsx": {"shg_meeting": {"imported": 1, "duplicates": 2, "refused": {"unknown_place": 3}}}},
    "nothing_new": ["gumla.xlsx"],
    "hidden_parts": {
        "gumla.xlsx": {"parts": [{"sheet": "Q1", "count": 4}], "answer": "leave", "was_said": False},
    },
    "proposed": {
        "gumla.xlsx": [
            {"sheet": "Q1", "heading": "किसका", "fields": ["name", "guardian"], "content": "persons", "agreeing": 8,
             "values": 9, "is_accepted": False, "is_sure": False},
        ],
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "other"), [("hi", r"\b(?!xlsx|gumla|hidden|leave)[a-z]{3,}"), ("en", "पंक्ति|दर्ज|शायद")]
)
def test_what_it_prints_is_one_language(language: str, other: str) -> None:
    with override(language):
        lines = list(summary_lines(FOUND))
    assert len(lines) == 5
    assert [line for line in lines if re.search(other, line)] == []


@pytest.mark.parametrize(
    ("chosen", "lang", "spoken"),
    [(None, "en_IN.UTF-8", "en"), (None, "hi_IN.UTF-8", "hi"), (None, "C.UTF-8", "hi"), ("hi", "en_GB.UTF-8", "hi")],
)
def test_the_language_is_the_chosen_one_else_that_of_the_machine(
    chosen: str | None, lang: str, spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", lang)
    assert spoken_language(chosen) == spoken
