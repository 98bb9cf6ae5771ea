"""Who takes a written closing of a court back: whoever wrote it, and who supervises; held by the service itself."""

import pytest

from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.programme.cases.models import CourtClosing
from jatan.programme.cases.register.court_closings import RecordClosing, record_closing, withdraw_closing
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db


def written(house: CaseHouse) -> CourtClosing:
    """A closing that the counsellor wrote."""
    day, gumla = clock.today(), house.cast.gumla
    command = RecordClosing(
        organisation=gumla.pk, place=house.cast.gumla_district, court="district", first_day=day, last_day=day
    )
    with house.acting() as by:
        return record_closing(by=by, command=command)


def test_a_colleague_does_not_take_it_back(house: CaseHouse) -> None:
    row = written(house)
    with house.acting("colleague") as by, pytest.raises(Forbidden):
        withdraw_closing(by=by, closing=row)
    assert CourtClosing._default_manager.get(pk=row.pk).withdrawn_at is None


@pytest.mark.parametrize("part", ["counsellor", "supervisor"])
def test_whoever_wrote_it_and_a_supervisor_do(house: CaseHouse, part: str) -> None:
    row = written(house)
    with house.acting(part) as by:
        withdraw_closing(by=by, closing=row)
    assert CourtClosing._default_manager.get(pk=row.pk).withdrawn_at is not None
