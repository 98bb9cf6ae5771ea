"""Beside a day that lies ahead stand buttons for tomorrow, beside one that is past the one for yesterday."""

import pytest

from jatan.programme.cases.entries.all_kinds import KINDS
from jatan.programme.cases.entries.casefile import CaseFile
from jatan.web.cases.entry_form import EntryForm
from tests.programme.cases.entries.paper import CasePaper

AHEAD = {"review_on", "by_on", "next_on", "until", "again_on", "appointment_at"}


def buttons(file: CaseFile, kind: str) -> dict[str, str]:
    form = EntryForm(None, kind=KINDS[kind], file=file, answers={})
    return {name: str(field.widget.buttons) for name, field in form.fields.items() if hasattr(field.widget, "buttons")}


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS.values() if kind.is_by_hand])
def test_days_ahead_offer_tomorrow_and_past_days_offer_yesterday(kind: str) -> None:
    file = CasePaper().file
    kinds = {field.name: field.kind for field in KINDS[kind].fields}
    for name, words in buttons(file, kind).items():
        if name in AHEAD:
            assert (":1" in words, ":-1" in words) == (True, False), name
        if kinds[name] == "past_day":
            assert (":1" in words, ":-1" in words) == (False, True), name


def test_every_day_that_lies_ahead_is_asked_somewhere() -> None:
    file = CasePaper().file
    asked = {name for kind in KINDS.values() if kind.is_by_hand for name in buttons(file, kind.code)}
    assert asked >= AHEAD
