"""Where a child is decides whether the 24 hours before the committee run: by the card, the facts and the steps."""

from dataclasses import replace
from typing import Any

import pytest

from jatan.programme.cases.entries.identity import WHEREABOUTS, asks_whereabouts
from jatan.programme.cases.entries.legal_track import duties_lost, duties_of
from tests.programme.cases.legal.paper import A_WOMAN, TODAY, Paper
from tests.programme.cases.legal.test_legal_entries import GIRL_OF_13

PRODUCE = "produce_before_cwc"
CARDS = {"girl": GIRL_OF_13, "age unknown": {"sex": "f"}, "woman": A_WOMAN, "none": None}
SIGNS: dict[str, tuple[str, dict[str, Any]] | None] = {
    "nothing": None,
    "ticked found": ("situation", {"facts": ["found"]}),
    "step found": ("legal_event", {"event": "child_found", "at": "23/11/2026 10:00"}),
    "produced": ("legal_event", {"event": "cwc_production", "at": "20/11/2026 10:00"}),
    "reported missing": ("legal_event", {"event": "child_missing_reported", "at": "20/11/2026 10:00"}),
}


def paper(kind: str, card: str, where: str, sign: str) -> Paper:
    shown = CARDS[card]
    found = Paper(card=shown and {**shown, **({"whereabouts": where} if where else {})})
    found.file = replace(found.file, kind=kind)
    if (written := SIGNS[sign]) is not None:
        found.write(written[0], **written[1])
    return found


def is_expected(kind: str, card: str, where: str, sign: str) -> bool:
    """The rule in words: a child, said to be found by the card, a tick or a step, and not brought before them yet."""
    if card == "woman" or sign == "produced":
        return False
    if sign in ("ticked found", "step found"):
        return True
    if card == "none":
        return False
    return where == "with_us" or (where == "" and kind != "missing_person")


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("where", ["", *(code for code, _words in WHEREABOUTS)])
@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("kind", ["trafficking", "missing_person", "other"])
def test_only_a_child_that_is_found_is_brought_before_the_committee(
    kind: str, card: str, where: str, sign: str
) -> None:
    found = paper(kind, card, where, sign)
    is_open = PRODUCE in {one.duty.code for one in duties_of(found.file, TODAY) if one.is_open}
    assert is_open is is_expected(kind, card, where, sign)
    # Whoever was produced before the committee was found, and the committee says where the child goes.
    asked = card in ("girl", "age unknown") and not where and sign != "produced"
    assert asks_whereabouts(found.file, TODAY) is asked


def test_a_first_answer_takes_the_hours_away_and_a_changed_one_asks_for_a_supervisor() -> None:
    unanswered, at_home = paper("other", "girl", "", "nothing"), paper("other", "girl", "home", "nothing")
    with_us = paper("other", "girl", "with_us", "nothing")
    assert duties_lost(unanswered.file, at_home.file, TODAY) == []
    assert [duty.code for duty in duties_lost(with_us.file, at_home.file, TODAY)] == [PRODUCE]
    assert duties_lost(at_home.file, with_us.file, TODAY) == []
