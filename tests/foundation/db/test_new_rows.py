"""Rows made by their pattern are those that Django makes one by one."""

from typing import Any

import pytest
from django.apps import apps
from django.db import models

from jatan.foundation.db.new_rows import new_row
from jatan.foundation.network.models import Organisation
from jatan.foundation.places.models import Place
from jatan.programme.people.models import Person


def _seen(row: models.Model) -> dict[str, Any]:
    """What stands in a row; of what differs from row to row its type."""
    columns = {one.attname: one for one in row._meta.concrete_fields}
    return {
        name: type(value) if name in columns and _is_made_anew(columns[name]) else value
        for name, value in vars(row).items()
        if name != "_state"
    }


def _is_made_anew(column: Any) -> bool:
    return callable(column.default) or (column.has_db_default() and not column.has_default())


@pytest.mark.parametrize("model", apps.get_models(), ids=lambda model: str(model._meta.label_lower))
def test_a_row_of_every_table_begins_as_its_model_makes_it(model: type[models.Model]) -> None:
    made, usual = new_row(model), model()
    assert type(made) is model
    assert _seen(made) == _seen(usual)
    assert (made._state.adding, made._state.db) == (usual._state.adding, usual._state.db)


def test_a_row_has_what_it_is_given_with_its_links() -> None:
    office, place = Organisation(code="ranchi"), Place(name_en="Kanke")
    given: dict[str, Any] = {"organisation": office, "place_id": place.pk, "name": "सोनी", "age": 17}
    made, usual = new_row(Person, **given), Person(**given)
    same = {"id", "recorded_at", "changed_at"}
    assert {k: v for k, v in _seen(made).items() if k not in same} == {
        k: v for k, v in _seen(usual).items() if k not in same
    }
    assert made.organisation is office
    assert made.organisation_id == office.pk
    assert new_row(Person, place=place).place is place
    assert new_row(Person).id != new_row(Person).id


def test_a_name_that_is_no_field_is_refused() -> None:
    with pytest.raises(TypeError, match="nickname"):
        new_row(Person, nickname="सोनी")
