"""Nobody who was asked in a study is found in what it releases, however often, whoever takes her answers back.

The attacker knows the rule, every number of every group of interviews in every release, how many interviews each group
has, and which questions had to be answered and when; not the random offsets. Pages and papers show sums of these
numbers only. Some attackers know answers besides: those of their member, those they asked for, those they typed in.
"""

import random
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from jatan.evidence.indicators import rounding_rule
from jatan.evidence.indicators.rounding_rule import bounds_of_sum, has_room
from jatan.evidence.studies import groups
from jatan.evidence.studies.answer_cells import Cells, cells_of
from jatan.evidence.studies.groups import Group, rest_cell
from jatan.evidence.studies.releases import groups_of, release
from jatan.evidence.studies.sample import Answered, Sample
from jatan.kernel.ids import new_id
from jatan.kernel.questions import Question
from jatan.programme.studies.questions import make_question
from tests.attacks.counts_attacker import Attacker, Range

RELEASES = 50
# Five neighbouring numbers: the largest less the smallest is four.
WIDTH = 4.0
DISTRICTS = {uuid.UUID(int=number): f"ज़िला {number}" for number in range(1, 4)}
FIRST: tuple[Question, ...] = (
    make_question(code="q1", text="कोई बाहर गया?", kind="one", choices=("हाँ", "नहीं"), is_required=True),
    make_question(code="q2", text="कितने?", kind="number", asked_if="q1", asked_if_choice=1, is_required=True),
    make_question(
        code="q3", text="किसके ज़रिए?", kind="one", choices=("रिश्तेदार", "एजेंट", "खुद"), asked_if="q1", asked_if_choice=1
    ),
    make_question(code="q4", text="क्या पता है?", kind="several", choices=("मज़दूरी", "पंजीकरण", "हेल्पलाइन", "कुछ नहीं")),
    make_question(code="q5", text="कहाँ से?", kind="several", choices=("फोरम", "एजेंट"), is_required=True),
    make_question(code="q6", text="भरोसा?", kind="scale", lowest=1, highest=5),
)
# Later the first question may be left out, and one came in.
SECOND = (
    replace(FIRST[0], needed=False),
    *FIRST[1:],
    make_question(code="q7", text="फिर जाएँगे?", kind="one", choices=("हाँ", "नहीं", "पता नहीं"), is_required=True),
)
VERSIONS = {1: FIRST, 2: SECOND}


def test_nobody_is_found_over_fifty_releases_with_withdrawals() -> None:
    seen: dict[tuple[str, ...], Group] = {}
    for kept, _people in walk(random.Random(11)):
        found = groups_of(kept)
        everybody = [pk for group in found for pk in group.interviews]
        assert len(everybody) == len(set(everybody)), "each interview is told in one group only"
        for group in found:
            assert len(group.interviews) >= 2 * rounding_rule.BASE
            former = seen.setdefault(group.interviews, group)
            assert group.is_out or group == former, "what was told of a group stays as it is"
        assert [one.interviews for one in found[: len(seen)]] == list(seen), "and groups are only added"
    assert len(seen) > 20
    assert any(group.is_out for group in found)
    # Groups share nobody, so whatever is told over all releases is a sum over them, and what is found is found in one.
    assert [one for group in seen.values() for one in found_in(group, kept["classes"])] == []


@pytest.mark.long
def test_nobody_is_found_in_many_walks_of_whole_persons() -> None:
    for seed in range(4):
        seen: dict[tuple[str, ...], Group] = {}
        for kept, _people in walk(random.Random(seed), one_sided=seed % 2 == 0):
            for group in groups_of(kept):
                seen.setdefault(group.interviews, group)
        assert [one for group in seen.values() for one in found_in(group, kept["classes"], is_integer=True)] == []


def test_with_rounding_off_the_same_attacker_finds_everybody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounding_rule, "BASE", 1)
    monkeypatch.setattr(rounding_rule, "draw_offset", lambda: 0)
    *_earlier, (kept, _people) = walk(random.Random(11), releases=8)
    group = next(one for one in groups_of(kept) if one.version == 2)
    cells = cells_by_code(group, kept)
    # The fifth may have been raised, so the attacker takes its numbers as upper bounds only.
    everything = {f"{code} {cell} of 2" for code, one in cells.items() if code != "q5" for cell in one.labels}
    assert everything <= {one.what for one in found_in(group, kept["classes"])}


def test_without_room_for_the_rest_somebody_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "has_room", lambda *_known: True)
    *_earlier, (kept, _people) = walk(random.Random(3), one_sided=True)
    assert any(found_in(group, kept["classes"], is_trusting=True) for group in groups_of(kept))


def test_tables_hold_nothing_but_what_the_groups_tell() -> None:
    """Other answers of the same people, with no new group: the tables are the same."""
    chance = random.Random(5)
    people = [asked_of(chance, 1) for _one in range(60)]
    kept = release(sample_of_people(people), None)
    others = [replace(one, answers=answers_to(chance, FIRST)) for one in people]
    assert release(sample_of_people(others), kept) == kept
    one_less = release(sample_of_people(others[1:]), kept)
    assert {**one_less, "weights": None} == {**kept, "weights": None}


def test_who_knows_a_part_of_the_answers_finds_nobody_else() -> None:
    found = groups_with_people(random.Random(7))
    assert len(found) > 15
    assert [one for group, some, classes in found for one in found_by_insiders(group, some, classes)] == []


def test_in_a_group_of_a_whole_district_an_insider_finds_somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(groups, "_known_together", lambda one: (one.district, one.version))
    found = groups_with_people(random.Random(7))
    assert any(found_by_insiders(group, some, classes) for group, some, classes in found)


@pytest.mark.parametrize("name", ["organisation", "enumerator", "recorder"])
def test_one_person_beside_nine_that_an_insider_knows_is_told_nowhere(name: str) -> None:
    first = asked_of(random.Random(2), 1)
    people = [replace(first, pk=new_id(), answers=answers_to(random.Random(2), FIRST)) for _one in range(10)]
    assert release(sample_of_people(people), None)["n"] == 10
    people[-1] = replace(people[-1], **{name: new_id()})
    assert release(sample_of_people(people), None)["n"] == 0


def test_classes_of_a_number_tell_no_answer() -> None:
    chance = random.Random(5)
    people = [asked_of(chance, 1) for _one in range(60)]
    kept = release(sample_of_people(people), None)
    assert kept["classes"]
    larger = [
        replace(one, answers=one.answers | {"q2": 1000 * one.answers["q2"]}) for one in people if "q2" in one.answers
    ]
    for others in (larger, people[:1], []):
        assert release(sample_of_people(others), None)["classes"] == kept["classes"]


def walk(
    chance: random.Random, releases: int = RELEASES, *, one_sided: bool = False
) -> Iterator[tuple[dict[str, Any], Sequence[Answered]]]:
    """Releases of a study whose interviews come and go, with the people asked. `one_sided`: nearly everybody answers
    the same."""
    people: list[Answered] = []
    kept = None
    for number in range(releases):
        version = 1 if number < releases // 2 else 2
        people += [asked_of(chance, version, one_sided=one_sided) for _one in range(chance.choice((0, 1, 9, 30, 60)))]
        for _time in range(chance.choice((0, 1, 1, 2, 12))):
            if people:
                people.pop(chance.randrange(len(people)))
        if people and chance.random() < 0.5:  # corrected
            place = chance.randrange(len(people))
            people[place] = replace(people[place], answers=answers_to(chance, VERSIONS[people[place].version]))
        kept = release(sample_of_people(people), kept)
        yield kept, tuple(people)


def asked_of(chance: random.Random, version: int, *, one_sided: bool = False) -> Answered:
    """Somebody asked by one of two people in her district, each of a member; both typed a part in."""
    district = chance.choice([*DISTRICTS])
    answers = answers_to(chance, VERSIONS[version], one_sided=one_sided)
    member = uuid.UUID(int=chance.choice((10, 20)))
    who = uuid.UUID(int=member.int + district.int)
    typed = who if chance.random() < 0.95 else member
    return Answered(new_id(), member, district, district, who, typed, None, version, answers)


def answers_to(chance: random.Random, questions: tuple[Question, ...], *, one_sided: bool = False) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questions:
        if question.is_asked(found) and (question.needed or chance.random() < 0.85):
            codes = [code for code, _label in question.choices]
            if one_sided and chance.random() < 0.9:
                found[question.code] = {"choice": 1, "choices": [1], "number": 3, "scale": 1}[question.kind]
            elif question.kind == "choices":
                found[question.code] = sorted(chance.sample(codes, chance.randint(1, len(codes))))
            else:
                found[question.code] = chance.choice(codes or range(1, 13 if question.kind == "number" else 6))
    return found


def sample_of_people(people: list[Answered]) -> Sample:
    asked_in = {version: {one.code: one for one in questions} for version, questions in VERSIONS.items()}
    return Sample(SECOND, tuple(people), None, False, DISTRICTS, asked_in)


def cells_by_code(group: Group, kept: Mapping[str, Any]) -> dict[str, Cells]:
    asked = {one.code: one for one in VERSIONS[group.version]}
    return {code: cells_of(asked[code], kept["classes"].get(code)) for code in group.counts}


def groups_with_people(chance: random.Random) -> list[tuple[Group, list[Answered], Mapping[str, Any]]]:
    """Each group of a study where nearly everybody answers the same, with its people as they were counted."""
    found: dict[tuple[str, ...], tuple[Group, list[Answered], Mapping[str, Any]]] = {}
    for kept, people in walk(chance, one_sided=True):
        by_pk = {str(one.pk): one for one in people}
        for group in groups_of(kept):
            if group.interviews not in found:
                found[group.interviews] = (group, [by_pk[pk] for pk in group.interviews], kept["classes"])
    return [*found.values()]


def found_by_insiders(group: Group, some: Sequence[Answered], classes: Mapping[str, Any]) -> list[Range]:
    """Numbers of the other people of a group that somebody finds who knows the answers of a part of it."""
    found: list[Range] = []
    for name in ("organisation", "enumerator", "recorder"):
        for who in {getattr(one, name) for one in some}:
            known = [one for one in some if getattr(one, name) == who]
            if len(known) < len(some):
                found += found_in(group, classes, known=known)
    return found


def found_in(
    group: Group,
    classes: Mapping[str, Any],
    *,
    known: Sequence[Answered] = (),
    is_integer: bool = False,
    is_trusting: bool = False,
) -> list[Range]:
    """Numbers of a group that the attacker knows to less than five neighbouring ones. `known`: those of its people
    whose answers she knows anyway, so that the width is that of the others' number."""
    attacker = Attacker(rounding_rule.BASE, is_integer)
    asked = VERSIONS[group.version]
    cells = cells_by_code(group, {"classes": classes})
    for question in asked:
        if question.code in group.counts:
            _learn(attacker, group, question, cells, is_trusting=is_trusting)
            _learn_known(attacker, question, cells[question.code], known)
    return attacker.found(
        {
            f"{code} {cell} of {group.version}": {attacker.unknown(f"{code} {cell}"): 1.0}
            for code, of_question in cells.items()
            for cell in of_question.labels
        },
        WIDTH,
    )


def _learn(
    attacker: Attacker, group: Group, question: Question, cells: Mapping[str, Cells], *, is_trusting: bool
) -> None:
    code, many = question.code, len(group.interviews)
    of_question, counts = cells[code], group.counts[code]
    # The whole: all interviews of the group, or those who gave the answer that leads here.
    whole, known, total = {}, float(many), many
    if question.when is not None:
        leading = question.when.code
        whole, known = {attacker.unknown(f"{leading} {question.when.given}"): -1.0}, 0.0
        low, high = leading_bounds(group, leading, str(question.when.given), cells)
        total = low if low == high else low + rounding_rule.BASE - 1
    columns = {cell: attacker.unknown(f"{code} {cell}") for cell in of_question.labels}
    if of_question.are_several:
        for column in columns.values():
            attacker.learn({column: 1.0} | whole, -float("inf"), known)
        if question.needed:
            attacker.learn(dict.fromkeys(columns.values(), 1.0) | whole, known, float("inf"))
    else:
        rest = {} if question.needed else {attacker.unknown(f"{code} left out"): 1.0}
        attacker.learn(dict.fromkeys(columns.values(), 1.0) | rest | whole, known, known)
    before: list[tuple[int, int]] = []
    for cell, published in counts.items():
        terms = {columns[cell]: 1.0, attacker.unknown(f"offset {code} {cell}", 0.0, float(attacker.base - 1)): 1.0}
        # A number that could not be larger may have been lowered, one of several answers raised: then it is one-sided.
        step = bounds_of_sum(published + attacker.base)
        is_most = not is_trusting and not has_room([*before, step, (0, total)], total)
        may_be_raised = not is_trusting and of_question.are_several and question.needed and published > 0
        attacker.learn(
            terms,
            -float("inf") if may_be_raised else published,
            float("inf") if is_most else published + attacker.base - 1,
        )
        if not of_question.are_several:
            before.append(bounds_of_sum(published))


def _learn_known(attacker: Attacker, question: Question, cells: Cells, known: Sequence[Answered]) -> None:
    """At least those who are known to have given an answer gave it, or left it out."""
    asked = [one.answers.get(question.code) for one in known if question.is_asked(one.answers)]
    infinite = float("inf")
    for cell in cells.labels:
        many = sum(answer is not None and cell in cells.of_answer(answer) for answer in asked)
        attacker.learn({attacker.unknown(f"{question.code} {cell}"): 1.0}, many, infinite)
    if not cells.are_several and not question.needed:
        attacker.learn({attacker.unknown(f"{question.code} left out"): 1.0}, asked.count(None), infinite)


def leading_bounds(group: Group, code: str, cell: str, cells: Mapping[str, Cells]) -> tuple[int, int]:
    """What is known of the answers that lead to a question, which itself depends on none here."""
    many = len(group.interviews)
    return groups.cell_bounds(group.counts[code], cell, (many, many))


def test_the_rest_is_a_choice_on_which_nothing_depends() -> None:
    one = cells_of(FIRST[0], None)
    assert rest_cell(FIRST, FIRST[0], one) == "2"
    assert rest_cell(SECOND, SECOND[0], one) is None, "who did not answer"
    assert rest_cell(FIRST, FIRST[3], cells_of(FIRST[3], None)) is None
