"""Former words of choices: a workbook handed out before a word was changed is read as it was written."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from jatan.intake.registers.recognise.normalised import plain


def with_former_words(codes: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    """{words compared plainly: codes} of one list to choose from, with the former words of its choices.

    A former word that stands for something else on this list by now is that alone.
    """
    found = {words: frozenset(meant) for words, meant in codes.items()}
    former = {word: found[now] for word, now in _former_words().items() if now in found}
    return former | found


@cache
def _former_words() -> dict[str, str]:
    """{former Hindi words: English words of today}, both compared plainly."""
    text = resources.files(__package__).joinpath("former_words.toml").read_text(encoding="utf-8")
    return {plain(word): plain(now) for word, now in tomllib.loads(text).items()}
