"""Rows of many querysets fetched by one statement are those that each queryset gives, field by field."""

from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Count, Value
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.fetch_together import fetch_together
from jatan.programme.helpdesk.selectors import issues
from jatan.programme.people.models import Person
from jatan.programme.people.selectors import people
from jatan.web.desk_registry import DESKS
from jatan.web.ui.records.desk import Desk
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows

__all__ = ["cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db
OWNER = "coordinator"
MOST = 100


def shown(row: Any) -> Any:
    """Every stored value of a row and of the rows it was fetched with, and what was annotated."""
    if not isinstance(row, models.Model):
        return row
    stored = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    related = {name: shown(other) for name, other in row._state.fields_cache.items()}
    others = {name: value for name, value in vars(row).items() if name not in stored and not name.startswith("_")}
    return stored, related, others, row._state.adding, row._state.fetch_mode


@pytest.mark.parametrize("desk", [desk for desk in DESKS if desk.parts], ids=lambda desk: desk.slug)
def test_the_child_rows_of_every_kind_of_record_are_the_same(desk: Desk, own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        record = desk.kind.find(by, own.rows[desk.slug].pk)
        asked = {part.slug: part.rows(by, record) for part in desk.parts}
        rows = {slug: one for slug, one in asked.items() if isinstance(one, models.QuerySet)}
        plain = {slug: [shown(row) for row in one[:MOST]] for slug, one in rows.items()}
        together = {slug: [shown(row) for row in found] for slug, found in fetch_together(rows, MOST).items()}
    assert together == plain
    assert list(together) == list(rows)


def test_many_querysets_are_one_query(own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by, CaptureQueriesContext(connection) as queries:
        found = fetch_together({"people": people(by), "issues": issues(by), "none": people(by).none()}, MOST)
    assert len(queries) == 1
    assert len(found["people"]) >= 2
    assert [issue.shows_person for issue in found["issues"]]
    assert found["none"] == []


def test_no_more_rows_than_wanted_in_the_order_of_the_queryset(own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        rows = people(by).order_by("name")
        assert fetch_together({"one": rows}, 1)["one"] == list(rows[:1])


def test_a_wall_holds_in_one_statement_as_in_many(own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("khunti_coordinator")):
        assert fetch_together({"people": Person.objects.all()}, MOST)["people"] == []


def test_what_cannot_come_together_is_asked_for_alone(own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        asked = {
            "values": people(by).order_by("id").values_list("pk", flat=True),
            "counted": people(by).annotate(papers=Count("identifiers")).order_by("id"),
            "some": people(by).order_by("id").only("name", "organisation", "place").select_related(None),
        }
        found = fetch_together(asked, MOST)
        assert found["values"] == list(asked["values"])
        assert [row.papers for row in found["counted"]] == [row.papers for row in asked["counted"]]
        assert [row.name for row in found["some"]] == [row.name for row in asked["some"]]


def test_an_annotation_keeps_its_kind(own: Belongings, cast: Cast) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        person = own.rows["people"]
        rows = people(by).annotate(seen_from=Value(person.pk), words=Value("%s “क”")).filter(pk=person.pk)
        found = fetch_together({"one": rows}, MOST)["one"][0]
    assert (found.seen_from, found.words) == (person.pk, "%s “क”")
