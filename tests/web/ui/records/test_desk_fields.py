"""A field of `Desk` is for what many desks say; what few do is a method that theirs overrides."""

import dataclasses

from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk

FEWEST = 5


def test_every_field_is_said_by_at_least_five_desks() -> None:
    uses = {
        field.name: sum(
            field.default is dataclasses.MISSING or getattr(desk, field.name) != field.default for desk in DESKS
        )
        for field in dataclasses.fields(Desk)
    }
    assert {name: number for name, number in uses.items() if number < FEWEST} == {}
