"""What looks like what: across scripts, by sound, by one letter; what is certain is not asked; no pairs of all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jatan.programme.villages.likeness import (
    Decisions,
    Line,
    ListedName,
    Pair,
    Reason,
    Writing,
    count_certain,
    exact_village,
    lines,
    pairs,
)
from tests.yardstick import times_the_yardstick

LISTED = [
    ListedName(1, "b", "Bargadih", "बरगाडीह"),
    ListedName(2, "b", "Katanga", "कटंगा"),
    ListedName(3, "b", "Nawatoli", "नवाटोली", "Banai", "बनई"),
    ListedName(4, "b", "Nawatoli", "नवाटोली", "Kumhari", "कुम्हारी"),
]


@given(
    st.lists(
        st.builds(
            ListedName,
            st.integers(),
            st.just("b"),
            *(st.sampled_from(["Nawatoli", "Katanga"]), st.sampled_from(["", "नवाटोली", "Katanga"])),
            *(st.sampled_from(["", "Banai"]), st.sampled_from(["", "बनई", "Banai"])),
        ),
        max_size=5,
        unique_by=lambda one: one.code,
    )
)
def test_as_many_are_counted_as_certain_as_are_found_one_by_one(listed: list[ListedName]) -> None:
    texts = ("Nawatoli", "KATANGA", "नवाटोली", "नवाटोली (बनई)", "Katanga (Banai)", "Nowhere")
    writings = [Writing("o", "b", text, 1) for text in texts]
    found = [exact_village(text, "", listed) for text in texts]
    assert count_certain(writings, {"b": listed}) == sum(one is not None for one in found)


def asked(*texts: str, listed: list[ListedName] = LISTED, block: str = "b") -> list[Pair]:
    rows = [Writing("o", block, text, len(texts) - place) for place, text in enumerate(texts)]
    return list(pairs(rows, {"b": listed}))


@pytest.mark.parametrize(
    ("text", "panchayat", "code"),
    [
        ("Bargadih", "", 1),
        ("BARGADIH ", "", 1),
        ("बरगाडीह", "", 1),
        ("Bargadi", "", None),
        ("बरगाडिह", "", None),
        ("Nawatoli", "", None),
        ("Nawatoli", "banai", 3),
        ("नवाटोली (कुम्हारी)", "", 4),
        ("Nawatoli (Nowhere)", "", None),
    ],
)
def test_a_village_is_certain_only_by_its_own_name(text: str, panchayat: str, code: int | None) -> None:
    found = exact_village(text, panchayat, LISTED)
    assert (found.code if found is not None else None) == code


def test_what_is_certain_is_not_asked_about() -> None:
    assert asked("बरगाडीह", "Bargadih", "नवाटोली (बनई)") == []


@pytest.mark.parametrize(
    ("text", "code", "reason"),
    [("Bargaadeeh", 1, Reason.SPELLING), ("बरगाडिह", 1, Reason.SPELLING), ("Bargadir", 1, Reason.ONE_LETTER)],
)
def test_a_writing_is_asked_about_with_its_listed_village(text: str, code: int, reason: Reason) -> None:
    (pair,) = asked(text)
    assert pair.listed is not None
    assert (pair.listed.code, pair.reason) == (code, reason)


def test_two_equally_like_villages_make_no_suggestion() -> None:
    assert asked("Nawaatolee") == []


def test_another_block_is_never_suggested() -> None:
    assert asked("Bargadih", "Bargaadeeh", block="elsewhere", listed=LISTED)[0].listed is None


def test_writings_are_compared_with_each_other_where_the_list_has_none() -> None:
    (pair,) = asked("Pahartoli", "पहाड़टोली", listed=[])
    assert pair.other is not None
    assert (pair.writing.text, pair.other.text) == ("पहाड़टोली", "Pahartoli")


def test_the_token_shows_nothing_and_differs() -> None:
    tokens = {line.token for line in lines(asked("Bargaadeeh", "बरगाडिह", "Katangaa"), Decisions())}
    assert len(tokens) == 3
    assert not any("arga" in token for token in tokens)


def _led(chain: list[Pair], decisions: Decisions, least: Reason = Reason.ONE_LETTER) -> dict[str, tuple[str, Reason]]:
    def name(line: Line) -> str:
        return line.head.name_en if isinstance(line.head, ListedName) else line.head.text

    return {line.writing.text: (name(line), line.reason) for line in lines(chain, decisions, least=least)}


def test_a_line_leads_over_others_as_far_as_nothing_was_said_of_it_and_says_the_least_sure_reason() -> None:
    a, b, c, d = (Writing("o", "b", text, rows) for rows, text in enumerate("abcd"))
    chain = [Pair(a, Reason.SPELLING, other=b), Pair(b, Reason.SOUND, other=c), Pair(c, Reason.ONE_LETTER, other=d)]
    far = {"a": ("d", Reason.ONE_LETTER), "b": ("d", Reason.ONE_LETTER), "c": ("d", Reason.ONE_LETTER)}
    assert _led(chain, Decisions()) == far
    assert _led(chain, Decisions({("o", "b", "a", "d")})) == far | {"a": ("c", Reason.SOUND)}
    assert _led(chain, Decisions({("o", "b", "a", "c")})) == far | {"a": ("b", Reason.SPELLING)}
    assert _led(chain, Decisions(), Reason.SPELLING) == {"a": ("b", Reason.SPELLING)}
    assert _led(chain[:1], Decisions(same={b: LISTED[0]})) == {"a": ("Bargadih", Reason.SPELLING)}
    assert _led(chain[:1], Decisions(same={b: a})) == {"a": ("b", Reason.SPELLING)}, "not back to itself"


def test_ten_thousand_writings_of_one_block_are_compared_at_a_bounded_cost() -> None:
    syllables = ("ba", "ko", "mi", "tu", "ra", "de", "lo", "ha", "si", "pu")
    texts = ["".join(syllables[int(digit)] for digit in f"{number:05d}") for number in range(0, 100_000, 10)]
    assert len(set(texts)) == 10_000
    writings = [Writing("o", "b", text, 1) for text in texts]
    assert times_the_yardstick(lambda: list(pairs(writings, {"b": LISTED}))) < 700  # it takes 120 to 200
