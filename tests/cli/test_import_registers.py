"""`jatan import registers --hidden`: what may be said about hidden parts. What follows from it: test_hidden_answers."""

from pathlib import Path

import click
import pytest

from jatan.cli.programme import import_command


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
