"""Which writings of villages look like a village of the list or like each other: pure, block by block.

Candidates meet in buckets: by the folded name (equal across scripts), by its consonants, and by the name with one
letter left out. Ten thousand writings cost ten thousand look-ups, not a hundred million comparisons.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from hashlib import sha256
from typing import Any, Final

from rapidfuzz.distance import Levenshtein

from jatan_names import names

# A bucket with more names than this says nothing: "toli", "tola".
_LARGEST_BUCKET: Final = 40
_SHORTEST: Final = 4

# Organisation, block, a writing, and the code or the text of what it is compared with.
type Key = tuple[Any, Any, str, int | str]


class Reason(Enum):
    """Why two names look alike, the surest first."""

    SPELLING = 0
    SOUND = 1
    ONE_LETTER = 2


@dataclass(frozen=True)
class Writing:
    """A village as written in one block of one organisation: in how many rows, and of which kinds."""

    organisation: Any
    block: Any
    text: str
    rows: int
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True)
class ListedName:
    """A village of the official list."""

    code: int
    block: Hashable
    name_en: str
    name_hi: str = ""
    panchayat_en: str = ""
    panchayat_hi: str = ""


@dataclass(frozen=True)
class Pair:
    """A writing and what it looks like: a listed village or another writing of the block."""

    writing: Writing
    reason: Reason
    listed: ListedName | None = None
    other: Writing | None = None

    @property
    def target(self) -> ListedName | Writing:
        """What the writing looks like."""
        target = self.listed or self.other
        if target is None:
            raise ValueError("a pair without a target")
        return target

    @property
    def key(self) -> Key:
        """What the pair is known by, when it is decided."""
        return key_of(self.writing, self.target)


def key_of(writing: Writing, target: ListedName | Writing) -> Key:
    """What a writing and this village are known by, when something is said of them."""
    with_what = target.code if isinstance(target, ListedName) else target.text
    return writing.organisation, writing.block, writing.text, with_what


@dataclass(frozen=True)
class Line:
    """What is asked about a writing: whether it is the village `head`, to which its pair leads, maybe over others.

    `reason`: the least sure one on the way.
    """

    pair: Pair
    head: ListedName | Writing
    reason: Reason

    @property
    def writing(self) -> Writing:
        return self.pair.writing

    @property
    def token(self) -> str:
        """Names the writing and the village it is asked about in a form, without showing what was written."""
        return sha256("\x1f".join(map(str, key_of(self.writing, self.head))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Cluster:
    """Lines of one organisation and block about one village: `head` is in the list, or the writing of most rows."""

    head: ListedName | Writing
    lines: tuple[Line, ...]

    @property
    def rows(self) -> int:
        """In how many rows its writings stand."""
        return sum(line.writing.rows for line in self.lines)


@dataclass(frozen=True)
class Decisions:
    """What was said before: `decided`, of which writing and what it was compared with; `same`, which village a writing
    is."""

    decided: Collection[Key] = ()
    same: Mapping[Writing, ListedName | Writing] = field(default_factory=dict)


def lines(found: Iterable[Pair], decisions: Decisions, *, least: Reason = Reason.ONE_LETTER) -> list[Line]:
    """What to ask about the writing of each pair: the village to which it leads over pairs that are as sure as `least`.

    Each step goes to a likelier writing, or to what it was said to be. None goes to a village of which something was
    said about this writing before.
    """
    ways = {pair.writing: (pair.target, pair.reason) for pair in found}
    ways |= {writing: (target, Reason.SPELLING) for writing, target in decisions.same.items()}
    return [_line(pair, ways, decisions, least) for pair in found if pair.reason.value <= least.value]


def _line(
    pair: Pair, ways: Mapping[Any, tuple[ListedName | Writing, Reason]], decisions: Decisions, least: Reason
) -> Line:
    head, reason, passed = pair.target, pair.reason, {pair.writing.text}
    while isinstance(head, Writing) and head in ways:
        passed.add(head.text)
        further, why = ways[head]
        is_round = isinstance(further, Writing) and further.text in passed
        if is_round or why.value > least.value or key_of(pair.writing, further) in decisions.decided:
            break
        head, reason = further, max(reason, why, key=lambda one: one.value)
    return Line(pair, head, reason)


def clusters(found: Collection[Pair], decisions: Decisions) -> list[Cluster]:
    """What to ask, by the village that it is about; the surest of each first."""
    by_head: dict[tuple[Any, Any, ListedName | Writing], list[Line]] = defaultdict(list)
    for line in lines(found, decisions):
        by_head[line.writing.organisation, line.writing.block, line.head].append(line)
    made = [Cluster(head, tuple(sorted(mine, key=_in_order))) for (_office, _block, head), mine in by_head.items()]
    return sorted(made, key=lambda one: (one.lines[0].reason.value, -one.rows, one.lines[0].writing.text))


def _in_order(line: Line) -> tuple[int, int, str]:
    return line.reason.value, -line.writing.rows, line.writing.text


def exact_village(text: str, panchayat: str, listed: Collection[ListedName]) -> ListedName | None:
    """The listed village of a block that this writing means for certain: its name in either script, letter by letter.

    Where the block has the name twice, only with the panchayat, in its own field or in brackets. None else.
    """
    wanted, where = _plain(text), _plain(panchayat)
    named = [one for one in listed if wanted in {_plain(one.name_en), _plain(one.name_hi)}]
    if len(named) > 1:
        named = [one for one in named if where and where in {_plain(one.panchayat_en), _plain(one.panchayat_hi)}]
    if not named:
        named = [one for one in listed if wanted in _with_panchayat(one)]
    return named[0] if len(named) == 1 else None


def count_certain(writings: Iterable[Writing], listed: Mapping[Hashable, Sequence[ListedName]]) -> int:
    """How many of these writings, without a panchayat beside them, `exact_village` finds: one look-up for each."""
    certain = {block: _certain_names(there) for block, there in listed.items()}
    return sum(_plain(writing.text) in certain.get(writing.block, ()) for writing in writings)


def _certain_names(listed: Iterable[ListedName]) -> set[str]:
    """What means one village of a block alone: its name in either script, or that with its panchayat in brackets."""
    names_there, forms_there = Counter[str](), Counter[str]()
    for one in listed:
        names_there.update({_plain(one.name_en), _plain(one.name_hi)})
        forms_there.update(_with_panchayat(one))
    return {text for counted in (names_there, forms_there) for text, number in counted.items() if number == 1}


def pairs(writings: Sequence[Writing], listed: Mapping[Hashable, Sequence[ListedName]]) -> Iterator[Pair]:
    """The pairs to ask about: each writing at most once, with the likest listed village, else with a likelier writing.

    Writings that mean a listed village for certain are not asked about.
    """
    by_block: dict[tuple[Hashable, Hashable], list[Writing]] = defaultdict(list)
    for writing in writings:
        by_block[writing.organisation, writing.block].append(writing)
    for (_organisation, block), mine in by_block.items():
        there = listed.get(block, ())
        exact = {_plain(name) for one in there for name in (one.name_en, one.name_hi, *_with_panchayat(one)) if name}
        index = _Index((one, name) for one in there for name in (one.name_en, one.name_hi) if name)
        open_ones = [one for one in mine if _plain(one.text) not in exact]
        unmatched = []
        for writing in open_ones:
            best = index.best(writing.text)
            if best is not None:
                yield Pair(writing, best[0], listed=best[1])
            else:
                unmatched.append(writing)
        yield from _among(unmatched)


def _among(writings: Sequence[Writing]) -> Iterator[Pair]:
    """Writings that look like one that stands in more rows (in as many: that comes first by its letters)."""
    index = _Index((one, one.text) for one in writings)
    for writing in writings:
        best = index.best(writing.text, partial(_is_likelier, writing))
        if best is not None:
            yield Pair(writing, best[0], other=best[1])


def _is_likelier(mine: Writing, one: Writing) -> bool:
    return one.text != mine.text and (-one.rows, one.text) < (-mine.rows, mine.text)


class _Index[T]:
    """Finds what looks like a text through buckets, never by comparing with all."""

    def __init__(self, entries: Iterable[tuple[T, str]]) -> None:
        self._buckets: dict[tuple[Reason, str], list[tuple[T, str]]] = defaultdict(list)
        for item, name in entries:
            folded = _folded(name)
            for key in _keys(folded):
                self._buckets[key].append((item, folded))

    def best(self, text: str, is_allowed: Callable[[T], bool] = lambda item: True) -> tuple[Reason, T] | None:
        """The likest item; None without any, or if two different ones are equally like."""
        folded = _folded(text)
        found: dict[Reason, list[T]] = defaultdict(list)
        for key in _keys(folded):
            bucket = self._buckets.get(key, ())
            if len(bucket) > _LARGEST_BUCKET:
                continue
            for item, other in bucket:
                if is_allowed(item) and item not in found[key[0]] and _is_alike(key[0], folded, other):
                    found[key[0]].append(item)
        for reason in Reason:
            if found[reason]:
                return (reason, found[reason][0]) if len(found[reason]) == 1 else None
        return None


def _is_alike(reason: Reason, one: str, other: str) -> bool:
    return reason is not Reason.ONE_LETTER or Levenshtein.distance(one, other, score_cutoff=1) <= 1


def _keys(folded: str) -> Iterator[tuple[Reason, str]]:
    """The buckets of a folded name: itself, its consonants, itself with one letter left out."""
    if not folded:
        return
    yield Reason.SPELLING, folded
    consonants = names.key(folded).replace(" ", "")
    if len(consonants) >= _SHORTEST - 1:
        yield Reason.SOUND, consonants
    if len(folded) >= _SHORTEST:
        yield from {(Reason.ONE_LETTER, folded[:at] + folded[at + 1 :]) for at in range(len(folded))}
        yield Reason.ONE_LETTER, folded


def _folded(name: str) -> str:
    return names.fold(name).replace(" ", "")


def _with_panchayat(one: ListedName) -> set[str]:
    """How the suggestions write a village whose block has its name twice: "Nawatoli (Banai)"."""
    return {
        _plain(f"{name} ({panchayat})")
        for name in (one.name_en, one.name_hi)
        for panchayat in (one.panchayat_en, one.panchayat_hi)
        if name and panchayat
    }


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())
