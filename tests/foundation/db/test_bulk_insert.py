"""Rows written at once are the rows that Django writes one by one, behind the same walls and checks."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db import DataError, IntegrityError, ProgrammingError

from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.bulk_insert import insert_rows
from jatan.foundation.places.models import Level, Place
from jatan.intake.registers.models import ImportedRow, ImportRun
from jatan.programme.people.models import NameVariant, Person
from tests.cast import Cast

pytestmark = pytest.mark.django_db
WORDS = ("“सोनी” \\ 'कुमारी'", "Line\none\ttwo", '{"a": [1, 2]}', "\\x41", "%s %(x)s", "null", "😀 ᱥᱟᱱᱛᱟᱲ", "a,b}")


def _person(cast: Cast, name: str, **more: Any) -> Person:
    fields = {"organisation": cast.gumla, "place": cast.gumla_block, "name": name, "name_fold": name, "name_key": name}
    return Person(**fields | more)


def _fields(row: Any) -> dict[str, Any]:
    found = type(row)._default_manager.get(pk=row.pk)
    return {field.attname: getattr(found, field.attname) for field in row._meta.concrete_fields}


@pytest.mark.parametrize("word", WORDS)
def test_every_word_comes_back_as_it_was_written(cast: Cast, word: str) -> None:
    with acting_as(cast.actor("coordinator")):
        row = _person(cast, word, age=17, age_on=dt.date(2024, 2, 29), recorded_by=uuid.uuid4())
        insert_rows([row])
        assert _fields(row) == {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    assert not row._state.adding


def test_bytes_json_arrays_and_numbers_come_back(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        run = ImportRun.objects.create(organisation=cast.gumla, file_name="a.xlsx")
        fields = {"organisation_id": cast.gumla.id, "kind": "group", "run": run, "record_id": uuid.uuid4()}
        marks = {"गाँव": [1, None, "2"], "n": 1.5, "q": '"\\'}
        row = ImportedRow(**fields, identity=bytes(range(16)), row_number=7, marks=marks, record_label="x")
        insert_rows([row])
        found = ImportedRow.objects.get(pk=row.pk)
        assert (bytes(found.identity), found.marks, found.row_number) == (bytes(range(16)), marks, 7)
        parent = cast.gumla_block
        village = Place(
            level=Level.VILLAGE,
            name_en="Toli",
            name_hi="टोली",
            aliases=["Toli, {a}", 'b "c"'],
            lat=Decimal("23.041700"),
            parent=parent,
            district_id=parent.district_id,
            block_id=parent.pk,
            recorded_by_organisation=cast.gumla.id,
        )
        insert_rows([village])
        kept = Place.objects.get(pk=village.pk)
        assert (kept.aliases, kept.lat, kept.lon) == (["Toli, {a}", 'b "c"'], Decimal("23.041700"), None)


def test_what_is_there_already_is_passed_over_where_that_is_asked(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        one, two = _person(cast, "one"), _person(cast, "two")
        insert_rows([one])
        insert_rows([one, two], ignore_conflicts=True)
        assert Person.objects.filter(pk__in=[one.pk, two.pk]).count() == 2


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"name": "x" * 201}, DataError),
        ({"name": "a\x00b"}, DataError),
        ({"age": -1}, IntegrityError),
        ({"name": None}, IntegrityError),
    ],
)
def test_limits_and_checks_of_the_table_hold_and_nothing_of_the_batch_stays(
    cast: Cast, more: dict[str, Any], error: type[Exception]
) -> None:
    rows = [_person(cast, "sound"), _person(cast, "not", **{name: more[name] for name in more if name != "name"})]
    for name, value in more.items():
        setattr(rows[1], name, value)
    with pytest.raises(error), acting_as(cast.actor("coordinator")):
        insert_rows(rows)
    with acting_as(cast.actor("coordinator")):
        assert not Person.objects.filter(pk=rows[0].pk).exists()


def test_the_row_wall_holds(cast: Cast) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), acting_as(cast.actor("khunti_coordinator")):
        insert_rows([_person(cast, "hers")])


def test_a_model_whose_number_the_database_gives_goes_in_as_django_does_it(cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")):
        rows = [NameVariant(organisation_id=cast.gumla.id, variant=variant, key="sn") for variant in ("sn", "s")]
        insert_rows(rows)
        assert len({row.pk for row in rows} - {None}) == 2
