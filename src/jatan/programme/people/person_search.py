"""Search for a person while her name is typed: either script, typing errors, nearest first, wider on request.

Range queries on the key index give candidates (candidates.py), which are ranked here. A hit carries its reasons.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import Levenshtein

from jatan.foundation.access.actors import Actor
from jatan.foundation.places.models import Place
from jatan.kernel.numbers import parse_phone
from jatan.kernel.text.digits import ascii_digits
from jatan.kernel.text.invisible import without_invisible
from jatan.programme.people import candidates, keys
from jatan.programme.people.candidates import Area, Candidate, KeyCondition, any_of, equals, starts_with
from jatan.programme.people.choices import Scope
from jatan.programme.people.similarity import SIMILAR_FROM, Reason, word_similarity
from jatan_names import fold

LIMIT = 10
_MOST_WORDS = 4
_FEWEST_DIGITS, _MOST_DIGITS = 4, 15
_GOOD_ENOUGH = 0.62
# A slip or two in a given name still is that name.
_LIKE_GIVEN = 0.7
_IN_VILLAGE = 0.94
_OTHERS, _ALONE = ("last_key", "village_key", "guardian_key"), ("last_key", "guardian_key")
_WIDER = {Scope.BLOCK: Scope.DISTRICT, Scope.DISTRICT: Scope.ORGANISATION}

type Words = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class RankedPerson:
    """One candidate with her score, which orders the list and is never shown."""

    candidate: Candidate
    score: float
    reasons: tuple[Reason, ...]


def rank_people(
    by: Actor,
    typed: str,
    *,
    near: Place | None,
    scope: Scope,
    limit: int = LIMIT,
    villages: bool = False,
    by_own_name: bool = False,
) -> list[RankedPerson]:
    """The most likely people for the typed text, best first, at most `limit`; nobody for an empty text.

    `villages`: the text may also be the name of a village; its people follow after those with a matching name.
    `by_own_name`: nobody of whom a word is the father's name and none is like her own given name.
    """
    inside = candidates.search_areas(by, scope, near)
    digits = _digits(typed)
    if digits:
        found = candidates.fetch_candidates(inside, [starts_with("phone", digits)], limit)
        return [RankedPerson(one, 1.0, (Reason("phone_same"),)) for one in _newest_first(found)[:limit]]
    words = keys.words_of(typed, _MOST_WORDS)
    if not any(key for _word, key in words):
        return []
    branches = _branches(words, inside)
    village = keys.key_of(" ".join(word for word, _key in words)) if villages else ""
    if village:
        branches.append(starts_with("village_key", village))
    ranked = _in_order(words, candidates.fetch_candidates(inside, branches), near, bool(village))
    return [hit for hit in ranked if not by_own_name or not _is_of_the_father(words, hit)][:limit]


def next_wider_scope(by: Actor, scope: Scope, near: Place | None) -> Scope | None:
    """The next wider scope in which this actor would see more people; None if there is none."""
    here, wider = candidates.search_areas(by, scope, near), _WIDER.get(scope)
    while wider is not None:
        if candidates.search_areas(by, wider, near) != here:
            return wider
        wider = _WIDER.get(wider)
    return None


def reasons_with_village(hit: RankedPerson, village: str) -> tuple[Reason, ...]:
    """The reasons of a hit, with "same village" added when she lives in `village`, in whichever script."""
    here, there = fold(village) if village else "", hit.candidate.village_fold
    is_same = bool(here) and word_similarity(here, there) >= SIMILAR_FROM
    same = Reason("village_same")
    return (*hit.reasons, same) if is_same and same not in hit.reasons else hit.reasons


def _digits(typed: str) -> str:
    """The digits of a telephone number or its beginning; "" when the text is a name."""
    plain = "".join(ascii_digits(without_invisible(typed)).split()).replace("-", "")
    whole = parse_phone(typed)
    if whole:
        return whole
    return plain if plain.isascii() and plain.isdigit() and _FEWEST_DIGITS <= len(plain) <= _MOST_DIGITS else ""


def _branches(words: Words, inside: Sequence[Area]) -> list[KeyCondition]:
    """One condition per way to read the words: each may be the given name, the others surname, guardian or village."""
    known = candidates.similar_given_names(
        {area.organisation_id for area in inside}, [key for _word, key in words if key]
    )
    if len(words) == 1:
        key = words[0][1]
        return [
            starts_with("given_key", key),
            equals("given_key", known[key]),
            *(starts_with(name, key) for name in _ALONE),
        ]
    is_narrow = all(area.column == "block_id" for area in inside)
    branches = []
    for at, (_word, key) in enumerate(words[:3]):
        others = [other for place, (_other, other) in enumerate(words) if other and place != at][:2]
        if key and is_narrow:
            branches += _in_a_block(key, known[key], others)
        elif known.get(key):  # in a wide scope, a word unlike every given name is not one
            branches += _far_and_wide(key, known[key], others)
    return branches


def _in_a_block(key: str, near: list[str], others: Sequence[str]) -> list[KeyCondition]:
    """Conditions for one block, which has few people of one name: the other words are compared within their rows."""
    given = starts_with("given_key", key)
    if not others:
        return [given, *([equals("given_key", near)] if near else [])]
    fits = any_of([starts_with(column, other) for other in others for column in _OTHERS])
    slips = [(equals("given_key", near) & fits).from_index()] if near else []
    return [given.best_first(fits), *slips]


def _far_and_wide(key: str, near: list[str], others: Sequence[str]) -> list[KeyCondition]:
    """Conditions for a whole member, which has many people of one name: each pair of words uses its own index.

    A typing error is allowed in one of the two words.
    """
    given, right = equals("given_key", near), equals("given_key", key)
    pairs = [given & starts_with(column, other) for other in others for column in _OTHERS]
    return pairs + [right & starts_with(column, other[0]) for other in others for column in _OTHERS]


def _in_order(words: Words, found: Iterable[Candidate], near: Place | None, villages: bool) -> list[RankedPerson]:
    memo: dict[tuple[str, str], float] = {}
    typed = [word for word, _key in words]
    hits = [_scored(typed, one, memo) for one in found]
    if villages:
        hits = [max(hit, _of_village(typed, hit.candidate, memo), key=_score) for hit in hits]
    block = keys.block_and_district(near)[0] if near is not None else None
    good = [hit for hit in hits if hit.score >= _GOOD_ENOUGH]
    good.sort(
        key=lambda hit: (round(hit.score, 3), hit.candidate.block_id == block, hit.candidate.person_id), reverse=True
    )
    return good


def _scored(words: Sequence[str], one: Candidate, memo: dict[tuple[str, str], float]) -> RankedPerson:
    """Score of a candidate: each word counts by its best match; the name weighs more than guardian or village."""
    name, guardian, village = one.name_fold.split(), one.guardian_fold.split(), one.village_fold.split()
    given, fathers = keys.given_word(name), keys.given_word(guardian)
    total, codes = 0.0, []
    for word in words:
        own = max((_alike(word, other, memo) for other in name), default=0.0)
        others = (
            (own, "name_same" if own > 0.98 else "name_like"),
            (0.93 * max((_alike(word, other, memo) for other in guardian), default=0.0), "guardian_same"),
            (_IN_VILLAGE * max((_alike(word, other, memo) for other in village), default=0.0), "village_same"),
        )
        best, code = max(others)
        total += best
        # A family name that is only her father's too is no name of a father: nobody typed one.
        if code == "guardian_same" and _alike(word, fathers, memo) < SIMILAR_FROM:
            code = "surname_same"
        codes.append(code)
    score = total / len(words) + (0.01 if words[0] == given else 0.0)
    if "name_like" in codes and "name_same" in codes:
        codes.remove("name_same")
    return RankedPerson(one, score, tuple(Reason(code) for code in dict.fromkeys(codes)))


def _is_of_the_father(words: Words, hit: RankedPerson) -> bool:
    """Whether it is her father who bears the typed name. A family shares its surname, so that is no name of hers."""
    given = keys.given_word(hit.candidate.name_fold.split())
    memo: dict[tuple[str, str], float] = {}
    is_her_own = any(_alike(word, given, memo) >= _LIKE_GIVEN for word, _key in words)
    return Reason("guardian_same") in hit.reasons and not is_her_own


def _of_village(words: Sequence[str], one: Candidate, memo: dict[tuple[str, str], float]) -> RankedPerson:
    """Score of the whole typed text as the name of her village, whatever the word breaks."""
    score = _IN_VILLAGE * _alike("".join(words), one.village_fold.replace(" ", ""), memo)
    return RankedPerson(one, score, (Reason("village_same"),))


def _score(hit: RankedPerson) -> float:
    return hit.score


def _alike(typed: str, word: str, memo: dict[tuple[str, str], float]) -> float:
    """1 for an equal word, slightly less for its beginning, less for a typing error."""
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
