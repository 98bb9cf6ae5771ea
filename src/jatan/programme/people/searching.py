"""Finding somebody while her name is typed, in either script, with slips of the pen; near first, wider when asked.

Ranges on the key index give candidates (candidates.py); here they are put in order. A hit says why it is one.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.kernel.numbers import ascii_digits, parse_phone
from jatan.programme.people import candidates, keys
from jatan.programme.people.candidates import Area, Candidate, Where, begins, equals
from jatan.programme.people.choices import Scope
from jatan.programme.people.likeness import Reason

__all__ = ["LIMIT", "Ranked", "ranked", "wider_than"]

LIMIT = 10
_MOST_WORDS = 4
_FEWEST_DIGITS, _MOST_DIGITS = 4, 15
_GOOD_ENOUGH, _GOOD = 0.62, 0.9
_NARROW = 40
_WIDER = {Scope.BLOCK: Scope.DISTRICT, Scope.DISTRICT: Scope.ORGANISATION}

type Words = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Ranked:
    """One candidate in her place of the list; the number orders and is never shown."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]


def ranked(by: Actor, typed: str, *, near: Place | None, scope: Scope, limit: int = LIMIT) -> list[Ranked]:
    """The likeliest people for what was typed, best first, at most `limit`; nobody for an empty text."""
    inside = candidates.areas(by, scope, near)
    digits = _digits(typed)
    if digits:
        found = candidates.fetched(inside, [begins("phone", digits)], limit)
        return [Ranked(one, 1.0, (Reason("phone_same"),)) for one in _newest_first(found)[:limit]]
    words = keys.words_of(typed, _MOST_WORDS)
    if not any(key for _word, key in words):
        return []
    found = candidates.fetched(inside, _as_typed(words, is_narrow=_is_narrow(inside)))
    hits = _in_order(words, found, near)
    if sum(hit.score >= _GOOD for hit in hits) < limit:
        known = {one.person_id for one in found}
        slips = candidates.fetched(inside, _with_a_slip(words, inside))
        hits = _in_order(words, [*found, *(one for one in slips if one.person_id not in known)], near)
    return hits[:limit]


def wider_than(by: Actor, scope: Scope, near: Place | None) -> Scope | None:
    """The next wider scope, if this actor would see more there."""
    here, wider = candidates.areas(by, scope, near), _WIDER.get(scope)
    while wider is not None:
        if candidates.areas(by, wider, near) != here:
            return wider
        wider = _WIDER.get(wider)
    return None


def _digits(typed: str) -> str:
    """The digits of a telephone number, or of its beginning; "" when it is a name."""
    plain = "".join(ascii_digits(typed).split()).replace("-", "")
    whole = parse_phone(typed)
    if whole:
        return whole
    return plain if plain.isascii() and plain.isdigit() and _FEWEST_DIGITS <= len(plain) <= _MOST_DIGITS else ""


def _is_narrow(inside: Iterable[Area]) -> bool:
    return all(area.column == "block_id" for area in inside)


def _as_typed(words: Words, *, is_narrow: bool) -> list[Where]:
    """Every word may be the given name, with each other word as surname, guardian or village; all may be unfinished."""
    branches = []
    for at, (_word, key) in enumerate(words[:3]):
        if not key:
            continue
        others = [other for place, (_other, other) in enumerate(words) if other and place != at]
        given = begins("given_key", key) if is_narrow or len(words) == 1 else equals("given_key", key)
        for other in others[:2]:
            branches += [given & begins(column, other) for column in ("last_key", "village_key", "guardian_key")]
        if is_narrow or not others:
            branches.append(given)
    return branches


def _with_a_slip(words: Words, inside: Sequence[Area]) -> list[Where]:
    """The given name one slip away; and, for a single word, people of that surname or of such a guardian."""
    organisations = {area.organisation_id for area in inside}
    if len(words) == 1:
        key = words[0][1]
        near = candidates.neighbours(organisations, key)
        return [equals("given_key", near), begins("last_key", key), begins("guardian_key", key)]
    branches = []
    for at, (_word, key) in enumerate(words[:3]):
        near = candidates.neighbours(organisations, key) if key else []
        others = [other for place, (_other, other) in enumerate(words) if other and place != at]
        if near:
            given = equals("given_key", near)
            for other in others[:2]:
                branches += [given & begins(column, other) for column in ("last_key", "village_key", "guardian_key")]
            # The slip may sit in the other word: then this one is right, and the rest is decided by its letters.
            branches.append(equals("given_key", key))
    return branches


def _in_order(words: Words, found: Iterable[Candidate], near: Place | None) -> list[Ranked]:
    memo: dict[tuple[str, str], float] = {}
    hits = [_scored([word for word, _key in words], one, memo) for one in found]
    block = keys.block_and_district(near)[0] if near is not None else None
    good = [hit for hit in hits if hit.score >= _GOOD_ENOUGH]
    good.sort(
        key=lambda hit: (round(hit.score, 3), hit.candidate.block_id == block, hit.candidate.person_id), reverse=True
    )
    return good


def _scored(words: Sequence[str], one: Candidate, memo: dict[tuple[str, str], float]) -> Ranked:
    """Each typed word counts where it fits best; a word of the name counts more than one of guardian or village."""
    name, guardian, village = one.name_fold.split(), one.guardian_fold.split(), one.village_fold.split()
    given = keys.given_word(name)
    total, codes = 0.0, []
    for word in words:
        own = max((_alike(word, other, memo) for other in name), default=0.0)
        others = (
            (own, "name_same" if own > 0.98 else "name_like"),
            (0.93 * max((_alike(word, other, memo) for other in guardian), default=0.0), "guardian_same"),
            (0.94 * max((_alike(word, other, memo) for other in village), default=0.0), "village_same"),
        )
        best, code = max(others)
        total += best
        codes.append(code)
    score = total / len(words) + (0.01 if words[0] == given else 0.0)
    if "name_like" in codes and "name_same" in codes:
        codes.remove("name_same")
    return Ranked(one, score, tuple(Reason(code) for code in dict.fromkeys(codes)))


def _alike(typed: str, word: str, memo: dict[tuple[str, str], float]) -> float:
    """1 for the whole word, a little less for its beginning, less for a slip."""
    known = memo.get((typed, word))
    if known is None:
        if word.startswith(typed):
            known = 1.0 if word == typed else 0.985
        else:
            whole = Levenshtein.normalized_similarity(typed, word)
            begun = 0.95 * Levenshtein.normalized_similarity(typed, word[: len(typed)]) if len(typed) > 2 else 0.0
            known = max(whole, begun)
        memo[typed, word] = known
    return known


def _newest_first(found: Iterable[Candidate]) -> list[Candidate]:
    def newest(one: Candidate) -> uuid.UUID:
        return one.person_id

    return sorted(found, key=newest, reverse=True)
