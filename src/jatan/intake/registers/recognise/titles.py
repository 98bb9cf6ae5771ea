"""Kinds of register that a sheet's name and the lines above its header may name, most likely first.

Sheets often have a project's name above the register's name, so the line nearest the header counts most.
"""

from collections.abc import Mapping, Sequence

from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary, is_whole

_TRAININGS = frozenset({"quarterly_training", "panchayat_workshop", "block_training", "district_workshop"})
_FORUMS = frozenset({"forums", "forum_members", "forum_meeting"})
_SHEET_NAME_BONUS = 50


def kinds_by_title(sheet: str, above: Sequence[Sequence[str]], words: Vocabulary) -> list[str]:
    """Kinds by the sheet's name and its nearest title, then by titles further up. `above`: the texts of each row."""
    lines = [found for row in reversed(above) if (found := _weights(row, words))]
    # A sheet name that is exactly a register's name has precedence.
    own = {kind: weight + _SHEET_NAME_BONUS * is_whole(weight) for kind, weight in words.title_weights(sheet).items()}
    nearest = _ranked([own, *lines[:1]])
    farther = [kind for line in lines[1:] for kind in _ranked([line])]
    # "Training of a forum" is a training. A bare "Migrant forum" has less weight than a title further up.
    if nearest and nearest[0] in _FORUMS:
        further_titles = farther if nearest[0] == "forums" else []
        trainings = [kind for kind in [*nearest, *further_titles] if kind in _TRAININGS]
        nearest = [*trainings, *nearest]
    return list(dict.fromkeys([*nearest, *farther]))


def _weights(texts: Sequence[str], words: Vocabulary) -> Mapping[str, int]:
    return _best([words.title_weights(text) for text in texts if not _is_label(text)])


def _is_label(text: str) -> bool:
    """True for "Forum: Navapur": a label with a value names no register."""
    label, colon, value = text.partition(":")
    return bool(colon and label.strip() and value.strip())


def _ranked(lines: Sequence[Mapping[str, int]]) -> list[str]:
    found = _best(lines)
    return sorted(found, key=lambda kind: -found[kind])


def _best(lines: Sequence[Mapping[str, int]]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for line in lines:
        for kind, weight in line.items():
            found[kind] = max(found.get(kind, 0), weight)
    return found
