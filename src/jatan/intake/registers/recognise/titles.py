"""Which registers a sheet's name and the lines above its header may name, the most telling first.

An office's sheets carry the name of a project above the name of the register: the line nearest the header counts.
"""

from collections.abc import Mapping, Sequence

from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary, is_whole

__all__ = ["named"]

_TRAININGS = frozenset({"quarterly_training", "panchayat_workshop", "block_training", "district_workshop"})
_FORUMS = frozenset({"forums", "forum_members", "forum_meeting"})
_SHEET_SAYS_IT = 50


def named(sheet: str, above: Sequence[Sequence[str]], words: Vocabulary) -> list[str]:
    """Kinds by the sheet's name and its nearest title, then by titles farther up. `above`: each row's texts."""
    lines = [found for row in reversed(above) if (found := _weights(row, words))]
    # A name that is a register's and nothing else is the office's own answer.
    own = {kind: weight + _SHEET_SAYS_IT * is_whole(weight) for kind, weight in words.title_weights(sheet).items()}
    nearest = _ranked([own, *lines[:1]])
    farther = [kind for line in lines[1:] for kind in _ranked([line])]
    # A forum is trained: the training is what was held. A bare "Migrant forum" says less than a title farther up.
    if nearest and nearest[0] in _FORUMS:
        told = farther if nearest[0] == "forums" else []
        trained = [kind for kind in [*nearest, *told] if kind in _TRAININGS]
        nearest = [*trained, *nearest]
    return list(dict.fromkeys([*nearest, *farther]))


def _weights(texts: Sequence[str], words: Vocabulary) -> Mapping[str, int]:
    return _best([words.title_weights(text) for text in texts if not _is_label(text)])


def _is_label(text: str) -> bool:
    """True for "Forum: Navapur": what is filled in beside a label names no register."""
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
