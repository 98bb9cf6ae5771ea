"""Her eighteenth birthday on the lists: told of sixty days before, sealed until then, gone once she has agreed."""

import datetime as dt

import pytest

from jatan.kernel import clock
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.summary import summaries
from jatan.programme.cases.waiting_work import due_today
from tests.programme.cases.case_office import AGREED_TODAY, WITH_MOTHER, CaseHouse

pytestmark = pytest.mark.django_db


def girl(house: CaseHouse, grown_in: int) -> OpenCaseFile:
    """She is eighteen in so many days; her mother agreed that we work on her case."""
    on = clock.today() + dt.timedelta(days=grown_in)
    born = dt.date(on.year - 18, on.month, on.day if (on.month, on.day) != (2, 29) else 28)
    found = house.write(house.open_case(agreed=False), "identity", {"name": "बुधनी", "sex": "f", "born_on": born})
    return house.write(found, "consent", {**AGREED_TODAY, **WITH_MOTHER})


@pytest.mark.parametrize(("grown_in", "is_shown"), [(300, False), (62, False), (58, True), (5, True)])
def test_first_page_and_case_list_tell_of_it_sixty_days_before(house: CaseHouse, grown_in: int, is_shown: bool) -> None:
    girl(house, grown_in)
    by, ring = house.by("counsellor"), house.ring("counsellor")
    today = {kept.due.code for kept in due_today(by, ring, refused=[])}
    listed = {kept.due.code for kept in summaries(ring, by=by)}
    assert ("own_consent" in today, "own_consent" in listed) == (is_shown, is_shown)


def test_it_is_shown_without_anybody_writing_in_the_file_and_until_she_has_agreed(house: CaseHouse) -> None:
    found = girl(house, 100)
    by, ring = house.by("counsellor"), house.ring("counsellor")
    later = clock.now() + dt.timedelta(days=120)
    with clock.frozen_at(later):
        assert "own_consent" in {kept.due.code for kept in due_today(by, ring, refused=[])}
        own = {**AGREED_TODAY, "given_on": clock.today()}
        house.write(house.read(found.case.pk), "consent", own)
        assert "own_consent" not in {kept.due.code for kept in due_today(by, ring, refused=[])}
