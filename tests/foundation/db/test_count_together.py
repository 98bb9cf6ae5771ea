"""Many querysets counted in one query: as each says by itself, up to the most that is asked for."""

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from jatan.foundation.access.walls import acting_as
from jatan.foundation.db.count_together import count_together
from jatan.programme.people.models import Person
from tests.cast import Cast
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db


def test_querysets_are_counted_in_one_query_behind_the_walls(cast: Cast) -> None:
    with acting_as(cast.actor("khunti_desk")) as other:
        a_person(other, cast, organisation=cast.khunti.id, place=cast.khunti_block)
    with acting_as(cast.actor("coordinator")) as by:
        for _person in range(4):
            a_person(by, cast)
        rows = {
            "all": Person.objects.order_by("name_fold"),
            "few": Person.objects.filter(name="nobody has this name"),
            "nothing": Person.objects.none(),
            "grouped": Person.objects.values("organisation_id").annotate(number=Count("pk")),
        }
        with CaptureQueriesContext(connection) as queries:
            counts = count_together(rows, 3)
        assert counts == {"all": 3, "few": 0, "nothing": 0, "grouped": 1}
        assert len(queries) == 1
        assert count_together({}, 3) == {}
        assert count_together({"all": rows["all"]}, 9) == {"all": 4}
