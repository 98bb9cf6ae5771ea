"""Proposes what columns with unknown headings mean, by their values. A person decides; nothing is read by a proposal.

A column is proposed for one field only where nothing else can be meant. Every other case is a question that names the
fields which fit. What a register needs and what it may have besides are told apart.
"""

import dataclasses
import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from jatan.intake.registers.recognise.column_values import ColumnValues, Share, day_in
from jatan.intake.registers.recognise.layout import Layout
from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.recognise.vocabulary import contents
from jatan.intake.registers.recognise.vocabulary.count_headings import PARTS
from jatan.intake.registers.recognise.vocabulary.figure_ranges import figure_ranges
from jatan.intake.registers.recognise.vocabulary.headings import PART, match_heading
from jatan.intake.registers.recognise.vocabulary.synonyms import heading_key
from jatan.intake.registers.recognise.vocabulary.totals import is_total
from jatan.intake.registers.recognise.vocabulary.vocabulary import Vocabulary

# Fewer values prove nothing.
_MIN_VALUES = 5
_MOST_PEOPLE, _MOST_VISITS = 10_000, 60
# Columns that are tried as parts of a sum.
_MAX_ADDENDS = 7
_MIN_DIFFERENT_SUMS = 4
# Days of one row lie within so many days of each other.
_NEAR = 730
_TOTAL = "total"
_PLACE_LEVELS = {"blocks": "block", "districts": "district", "villages": "village", "panchayats": "panchayat"}
# How many of the values must agree.
_LEAST = {"groups": 0.6, "persons": 0.6, "places": 0.8, "villages": 0.8, "panchayats": 0.8, contents.WORDS: 0.8}
_LEAST |= {"phones": 0.9, "money": 0.9, "dates": 0.9, "blocks": 0.8, "districts": 0.9}
_LEAST_OTHERWISE = 0.95
# Of days that cannot lie in the future; some rows are to be repaired.
_LEAST_PAST = 0.8
# Contents that say more than those after them, where values fit several: "बसिया महिला मंडल" names a group.
_FIRST_OF_SEVERAL = (("serials",), ("groups",), ("blocks", "districts"), ("places",), ("villages", "panchayats"))
# Contents that name their field wherever a register has one field of the content. The others do so for a needed field
# only: besides it a day, a person or an amount may be anything's.
_TELLING = frozenset({"serials", "blocks", "districts", "villages", "panchayats", "groups", "ages", "phones"}) | {
    contents.WORDS
}

type Places = Callable[[str], frozenset[str]]


@dataclass(frozen=True)
class HeadingProposal:
    """What a column may mean. `fields`: one where it is proposed (`is_sure`), else those that fit, to be asked about.

    `content`: what `agreeing` of the `values` looked at are (a key of contents.toml). `is_needed`: the register cannot
    be read without it. `samples`: up to three values, for nobody's eyes who may not see the register.
    """

    sheet: str
    kind: str
    heading: str
    fields: tuple[str, ...]
    is_sure: bool
    is_needed: bool
    content: str
    agreeing: int
    values: int
    samples: tuple[str, ...] = field(default=(), repr=False)

    def document(self) -> dict[str, Any]:
        """The proposal as JSON, without samples."""
        found = dataclasses.asdict(self) | {"fields": list(self.fields)}
        del found["samples"]
        return found

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> "HeadingProposal":
        """The proposal of a document, whatever else stands in it."""
        names = {one.name for one in dataclasses.fields(cls)} & document.keys()
        return cls(**{name: document[name] for name in names} | {"fields": tuple(document["fields"])})


@dataclass(eq=False)
class _Column:
    """A column without a field. `fits`: the fields that its values fit, with what agrees; `proven`: those of which a
    sum or a word of the heading speaks besides."""

    heading: str
    values: ColumnValues
    fits: dict[str, Share] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)

    @property
    def is_thin(self) -> bool:
        """True where too little is written to propose the column; it is another column's rival all the same."""
        return len(self.values) < _MIN_VALUES


def propose_headings(
    sheet: str, layout: Layout, rows: Sequence[Sequence[Any]], words: Vocabulary, places: Places, today: dt.date
) -> list[HeadingProposal]:
    """Judge each column whose heading is unknown in a table read as `layout`; at most one for a column and for a field.

    `sheet`: how the table is called; `rows`: its first records; `places`: see ColumnValues.
    """
    return _Judgement(layout, rows, words, places, today).proposals(sheet)


class _Judgement:
    """One table under judgement."""

    def __init__(
        self, layout: Layout, rows: Sequence[Sequence[Any]], words: Vocabulary, places: Places, today: dt.date
    ) -> None:
        self._kind = layout.kind
        records = [row for row in rows if _may_be_record(row)]

        def values(column: int) -> ColumnValues:
            return ColumnValues(records, column, words, places, today)

        self._known = {name: values(column) for name, column in layout.columns.items()}
        self._counts_people = bool(layout.present & {_TOTAL, *PARTS})
        self._lacks_total = layout.has_unassigned_counts
        self._open = [name for name in layout.kind.fields if name not in layout.columns and contents.content_of(name)]
        self._columns = [_Column(layout.headings[number], values(number)) for number in _unmatched(layout)]
        self._sure: dict[str, _Column] = {}

    def proposals(self, sheet: str) -> list[HeadingProposal]:
        for column in self._columns:
            values = column.values
            if (
                len(values) >= _MIN_VALUES
                and not values.hides_values
                and not contents.is_kept_elsewhere(column.heading)
            ):
                column.fits = self._fits(values)
        self._prove_by_sums()
        self._prove_by_headings()
        while self._choose_one():
            pass
        sure = [self._proposal(sheet, column, (name,), is_sure=True) for name, column in self._sure.items()]
        return [*sure, *self._questions(sheet)]

    def _is_headed_by_record(self) -> bool:
        """True if the row of headings is itself a record: it holds a day, or what stands in its column below."""
        return any(
            day_in(column.heading) is not None or plain(column.heading) in column.values.words
            for column in self._columns
        )

    # Which fields the values of a column fit.

    def _fits(self, values: ColumnValues) -> dict[str, Share]:
        found: dict[str, Share] = {}
        for name in self._open:
            content = contents.content_of(name)
            share = self._evidence(name, content, values)
            is_enough = share.agreeing >= min(_MIN_VALUES, len(values)) and share.is_least(
                _LEAST.get(content, _LEAST_OTHERWISE)
            )
            if is_enough and self._is_written_as(name, content, values):
                found[name] = share
        for telling in _FIRST_OF_SEVERAL:
            chosen = {name: share for name, share in found.items() if contents.content_of(name) in telling}
            if chosen:
                return chosen
        lists = {name: share for name, share in found.items() if contents.content_of(name) == contents.WORDS}
        best = max((share.agreeing for share in lists.values()), default=0)
        return {name: share for name, share in lists.items() if share.agreeing >= 0.75 * best} or found

    def _evidence(self, name: str, content: str, values: ColumnValues) -> Share:
        """How many values agree with the content of a field."""
        nothing = Share(0, len(values))
        if content == contents.WORDS:
            word_list = contents.word_list(self._kind.code, name)
            return values.listed(word_list) if word_list and values.codes_used(word_list) >= 2 else nothing
        if content in _PLACE_LEVELS:
            return values.places(_PLACE_LEVELS[content])
        if content == "places":
            is_away = values.places("away").is_least(0.6)
            return values.places("away", "district") if is_away else nothing
        bounds = figure_ranges(self._kind.code).get(name)
        if content == "people":
            return values.people(bounds.largest if bounds else _MOST_PEOPLE)
        if content == "money":
            is_usual = bounds is None or bounds.smallest <= values.median <= bounds.largest
            return values.money if is_usual else nothing
        if content == "visits":
            return values.people(_MOST_VISITS)
        if content == "dates":
            must_be_past = name in (self._kind.anchor, "formed_on", "joined_on")
            return values.dates if not must_be_past or values.past_dates.is_least(_LEAST_PAST) else nothing
        if content == "serials":
            return values.serials if values.is_serial else nothing
        if content == "codes":
            return values.codes_of_records
        shares: dict[str, Share] = {
            "groups": values.groups,
            "persons": values.persons,
            "ages": values.ages,
            "phones": values.phones,
        }
        return shares[content]

    def _is_written_as(self, name: str, content: str, values: ColumnValues) -> bool:
        """Whether the column is written as such a field is: the day of the record in nearly every row, other needed
        fields in most; hardly two records have the same code."""
        if content == "codes" and len(values.words) < 0.9 * len(values):
            return False
        if content == "dates":
            return name != self._kind.anchor or values.date_fill >= 0.9
        return not self._is_needed(name) or values.fill >= 0.8

    # What speaks for one field besides its content.

    def _prove_by_sums(self) -> None:
        """The column that is the sum of others counts everybody; those that it sums count some of them."""
        counting = [column for column in self._columns if _TOTAL in column.fits]
        parts = [self._known[name] for name in PARTS if name in self._known]
        for total in counting:
            others = [column for column in counting if column is not total]
            addends = _addends(total, parts, others)
            if addends is None:
                continue
            total.proven.add(_TOTAL)
            for column in others:
                column.fits = {
                    name: share for name, share in column.fits.items() if column in addends and name in PARTS
                }
            return

    def _prove_by_headings(self) -> None:
        """A word of the heading says which of the fields is meant that the values fit: "आवेदन कब दिया"."""
        for column in self._columns:
            named = heading_key(column.heading)
            words = {name: contents.heading_words(name) & named for name in column.fits}
            telling = [
                name
                for name, found in words.items()
                if any(self._is_telling(word) and not _is_in_other(word, name, words) for word in found)
            ]
            if len(telling) == 1:
                column.fits = {telling[0]: column.fits[telling[0]]}
                column.proven.add(telling[0])

    def _is_telling(self, word: str) -> bool:
        """False for a word of the headings of many fields: "date", "name", "number"."""
        return (
            not contents.is_weak_word(word)
            and 0 < sum(word in contents.heading_words(name) for name in self._kind.fields) <= 2
        )

    def _is_proven_by_status(self, name: str, column: _Column) -> bool:
        """True for a day that is written where the status says that the matter is closed, and nowhere else."""
        codes = contents.closing_codes(name)
        status = self._known.get("status") or (self._sure["status"].values if "status" in self._sure else None)
        word_list = contents.word_list(self._kind.code, "status")
        if not codes or status is None or word_list is None:
            return False
        pairs = Counter(
            (day is not None, code in codes)
            for day, code in zip(column.values.days, status.codes(word_list), strict=True)
            if code
        )
        agreeing = pairs[True, True] + pairs[False, False]
        return min(pairs[True, True], pairs[False, False]) >= 3 and agreeing >= 0.95 * pairs.total()

    def _is_in_order(self, name: str, values: ColumnValues) -> bool:
        """False where the days contradict the order of the days of their rows, or lie years from them."""
        order = contents.order_of_days(self._kind.code)
        if name not in order:
            return True
        sure = {other: column.values for other, column in self._sure.items()}
        for other, found in (self._known | sure).items():
            if other not in order or other == name:
                continue
            pairs = [(one, two) for one, two in zip(values.days, found.days, strict=True) if one and two]
            is_later = order.index(name) > order.index(other)
            right = sum(one == two or (one > two) == is_later for one, two in pairs)
            near = sum(abs((one - two).days) <= _NEAR for one, two in pairs)
            if len(pairs) >= 3 and min(right, near) < 0.9 * len(pairs):
                return False
        return True

    # Choosing.

    def _choose_one(self) -> bool:
        """Take the next column that is sure, needed fields first; False where none is left."""
        for name in sorted(self._open, key=lambda one: not self._is_needed(one)):
            if name in self._sure or not self._may_be_counted(name):
                continue
            fitting = [column for column in self._free() if self._may_be(name, column)]
            proven = [column for column in fitting if name in column.proven or self._is_proven_by_status(name, column)]
            chosen = proven or fitting
            if len(chosen) == 1 and not chosen[0].is_thin and (proven or self._is_sure_by_content(name, chosen[0])):
                self._sure[name] = chosen[0]
                return True
        return False

    def _free(self) -> list[_Column]:
        return [column for column in self._columns if column not in self._sure.values()]

    def _may_be(self, name: str, column: _Column) -> bool:
        return name in column.fits and self._is_in_order(name, column.values)

    def _is_sure_by_content(self, name: str, column: _Column) -> bool:
        rivals = [
            other
            for other in column.fits
            if other not in (name, *self._sure) and self._may_be_counted(other) and self._may_be(other, column)
        ]
        if self._is_needed(name):
            return not any(map(self._is_needed, rivals))
        content = contents.content_of(name)
        if rivals or content not in _TELLING or not self._is_only_one_of(content):
            return False
        return content == "serials" or not self._says_another(column.heading, name)

    def _is_only_one_of(self, content: str) -> bool:
        """True if the register has one field of the content, or the content is words: each field has its own list."""
        return content == contents.WORDS or sum(contents.content_of(name) == content for name in self._kind.fields) == 1

    def _says_another(self, heading: str, name: str) -> bool:
        """True if words of the heading name other fields of the register, and none names this one."""
        named = {word for word in heading_key(heading) if not contents.is_weak_word(word)}
        if named & contents.heading_words(name):
            return False
        return any(named & contents.heading_words(other) for other in self._kind.fields)

    def _may_be_counted(self, name: str) -> bool:
        """False for women, men, girls, boys where a lone column counts people: it counts all that were counted."""
        return name not in PARTS or self._counts_people or _TOTAL in self._sure

    def _is_needed(self, name: str) -> bool:
        """True if the register cannot be read without this field, as far as its headings are known by now."""
        if name in PARTS:
            return False
        return any(
            name in group and group.isdisjoint(self._known) and group.isdisjoint(self._sure)
            for group in self._kind.needs
        )

    def _questions(self, sheet: str) -> list[HeadingProposal]:
        found: list[HeadingProposal] = []
        for column in self._free():
            names = tuple(name for name in column.fits if name not in self._sure and self._may_be(name, column))
            if names and not column.is_thin:
                found.append(self._proposal(sheet, column, names, is_sure=False))
        return found

    def _proposal(self, sheet: str, column: _Column, names: tuple[str, ...], *, is_sure: bool) -> HeadingProposal:
        share = column.fits[names[0]]
        missing = {name for group in self._kind.needs if group.isdisjoint(self._known) for name in group}
        if self._lacks_total:
            missing |= {_TOTAL, *PARTS}
        return HeadingProposal(
            sheet=sheet,
            kind=self._kind.code,
            heading=column.heading,
            fields=names,
            is_sure=is_sure,
            is_needed=not missing.isdisjoint(names),
            content=contents.content_of(names[0]),
            agreeing=share.agreeing,
            values=share.values,
            samples=column.values.samples(),
        )


def _unmatched(layout: Layout) -> list[int]:
    """The columns with an unknown heading that stands once in the table, so that it can be taught.

    A heading that is known, but of no field of this register, is not unknown: an age above a register of meetings.
    """
    repeated = Counter(plain(heading) for heading in layout.headings)
    taken = {*layout.columns.values(), *layout.sums}
    return [
        number
        for number, heading in enumerate(layout.headings)
        if number not in taken
        and heading in layout.unknown
        and plain(heading)
        and repeated[plain(heading)] == 1
        and not any(strength >= PART for strength, _field in match_heading(heading))
    ]


def _may_be_record(row: Sequence[Any]) -> bool:
    """False for a row of one cell or none, and for one that says "total" somewhere."""
    filled = [cell for cell in row if cell not in ("", None)]
    return len(filled) > 1 and not any(isinstance(cell, str) and is_total(cell) for cell in filled)


def _is_in_other(word: str, name: str, words: Mapping[str, Collection[str]]) -> bool:
    return any(word in found for other, found in words.items() if other != name)


def _addends(total: _Column, parts: Sequence[ColumnValues], others: Sequence[_Column]) -> list[_Column] | None:
    """The columns that add up to `total` together with the known parts, as many as do; None where none do."""
    tried = others[:_MAX_ADDENDS]
    for size in range(len(tried), -1, -1):
        for chosen in itertools.combinations(tried, size):
            addends = [*parts, *(one.values for one in chosen)]
            if len(addends) >= 2 and _is_sum(total.values, addends, of_known=size == 0):
                return list(chosen)
    return None


def _is_sum(total: ColumnValues, addends: Sequence[ColumnValues], *, of_known: bool) -> bool:
    """True if nearly every number of `total` is the sum of its row, and in some rows two addends or more are not 0.

    `of_known`: all addends are known to count people, so that it may be the same as one of them.
    """
    sums = right = mixed = 0
    for whole, *parts in zip(total.numbers, *(one.numbers for one in addends), strict=True):
        if whole is None:
            continue
        known = [part or 0 for part in parts]
        sums += 1
        right += sum(known) == whole
        mixed += sum(part > 0 for part in known) >= 2
    is_telling = mixed >= 3 or (of_known and len({*total.numbers}) >= _MIN_DIFFERENT_SUMS)
    return sums >= _MIN_VALUES and right >= 0.95 * sums and is_telling
