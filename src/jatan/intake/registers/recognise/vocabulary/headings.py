"""Matches a heading to fields with a strength: exact, by words, by a part, phonetic, or similar.

Pure functions. Vocabulary adds an office's learned headings and each register's own meanings.
"""

from functools import lru_cache

from jatan.intake.registers.recognise.normalised import by_script, parts, phonetic_key, plain
from jatan.intake.registers.recognise.vocabulary.count_headings import PARTS, CountHeading, parse_count_heading
from jatan.intake.registers.recognise.vocabulary.lists import (
    MIN_SIMILAR_LENGTH,
    headings,
    headings_by_phonetic_key,
    headings_by_words,
    most_similar,
)
from jatan.intake.registers.recognise.vocabulary.synonyms import NUMBER, heading_key

LEARNED, EXACT, WORDS, PART, PHONETIC, SIMILAR = 9.0, 6.0, 5.0, 4.0, 3.0, 1.0
_BONUS = 0.5
_NUMBER_SIGNS = frozenset({"#", "№"})
_NUMERIC_FIELDS = frozenset(
    {"women", "men", "girls", "boys", "total", "phone", "agent_phone", "contact_at_destination"}
    | {"case_code", "follow_ups", "reference_number"}
)

type Fields = tuple[str, ...]


@lru_cache(maxsize=16_384)
def match_heading(heading: str) -> tuple[tuple[float, str], ...]:
    """(strength, field) for every field that a heading may name, most likely first."""
    if heading.strip() in _NUMBER_SIGNS:
        return ((EXACT, "serial"),)
    count = parse_count_heading(heading)
    if count is not None:
        return ((_count_strength(count), count.field),)
    strength, fields = _match(heading)
    return tuple((strength, field) for field in fields)


def _count_strength(count: CountHeading) -> float:
    """ "Adult women" before "Women" before "Total women"; "Grand total" before "Total"."""
    if count.field in PARTS:
        return EXACT + _BONUS * (count.has_age - count.says_total)
    return EXACT + _BONUS * count.is_grand


def _match(heading: str) -> tuple[float, Fields]:
    if fields := headings().get(plain(heading)):
        return EXACT, tuple(dict.fromkeys((*fields, *_by_words(heading))))
    pieces = parts(heading)[1:] or by_script(heading)
    known = [found for piece in pieces if (found := _in_words(piece))[1]]
    # Both languages name the same field: as certain as the weaker of them.
    if known and len(known) == len(pieces) and len({fields[0] for _strength, fields in known}) == 1:
        return min(strength for strength, _fields in known), known[0][1]
    if fields := _by_words(heading):
        return WORDS, fields
    if known:
        people = [fields for _strength, fields in known if fields[0] in PARTS]
        is_total = known[0][1][0] == "total"
        return PART, people[0] if people and is_total else known[0][1]
    return _by_phonetic_key([heading, *pieces])


def _in_words(text: str) -> tuple[float, Fields]:
    count = parse_count_heading(text)
    if count is not None:
        return WORDS, (count.field,)
    if fields := headings().get(plain(text)):
        return EXACT, tuple(dict.fromkeys((*fields, *_by_words(text))))
    return WORDS, _by_words(text)


def _by_words(text: str) -> Fields:
    words, keys = heading_key(text), headings_by_words()
    if found := keys.get(words):
        return found
    # "No. of women" counts women; "No. of groups" is not the group's name.
    return tuple(field for field in keys.get(words - {NUMBER}, ()) if NUMBER not in words or field in _NUMERIC_FIELDS)


def _by_phonetic_key(pieces: list[str]) -> tuple[float, Fields]:
    for piece in pieces:
        if (key := phonetic_key(piece)) and (found := headings_by_phonetic_key().get(key)):
            return PHONETIC, found
    word = plain(pieces[0])
    similar = most_similar(word, headings()) if len(word) >= MIN_SIMILAR_LENGTH else None
    return SIMILAR, headings()[similar] if similar else ()
