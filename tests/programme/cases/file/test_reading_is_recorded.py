"""Whoever opens a file or a card is in the ledger; whoever opens unusually many is looked at by somebody else."""

import datetime as dt

import pytest
from django.db import Error, connection, transaction

from jatan.foundation.ledger.models import Chain, Event
from jatan.kernel import clock
from jatan.programme.cases import file_events
from jatan.programme.cases.choices import Unusual, What
from jatan.programme.cases.file import read_log
from jatan.programme.cases.file.access import open_identity
from jatan.programme.cases.models import Reading, ReadingAlert
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
DAYTIME = dt.datetime(2026, 11, 23, 11, 0, tzinfo=clock.INDIA)


def recorded_readings(house: CaseHouse) -> list[str]:
    return [event.payload["what"] for event in Event.objects.filter(verb=file_events.FILE_READ).order_by("sequence")]


def test_reading_a_file_and_its_card_is_recorded_once_an_hour_each(house: CaseHouse) -> None:
    with clock.frozen_at(DAYTIME):
        case_file = house.read(house.open_case().case.pk)
        house.read(case_file.case.pk)
        open_identity(house.by("counsellor"), house.ring("counsellor"), case_file)
    with clock.frozen_at(DAYTIME + dt.timedelta(hours=2)):
        house.read(case_file.case.pk)
    assert recorded_readings(house) == ["file", "identity", "file"]
    assert Reading.objects.filter(what=What.FILE).count() == 2


def test_the_ledger_and_the_page_say_who_and_never_what_was_read(house: CaseHouse) -> None:
    case_file = house.read(house.open_case().case.pk)
    event = Event.objects.get(verb=file_events.FILE_READ)
    assert (event.by, event.about) == (house.cast.accounts["counsellor"].pk, case_file.case.pk)
    assert set(event.payload) == {"what"}


def test_if_the_ledger_cannot_write_nothing_is_read(house: CaseHouse) -> None:
    case = house.open_case().case.pk
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('jatan.write_ledger', '', true)")
    with pytest.raises((Error, Chain.DoesNotExist)), transaction.atomic():
        house.read(case)
    assert not Reading.objects.exists()


def test_many_files_within_an_hour_raise_one_alert(house: CaseHouse) -> None:
    with clock.frozen_at(DAYTIME):
        cases = [house.open_case(agreed=False).case.pk for _number in range(read_log.MANY_IN_AN_HOUR + 3)]
        for number, case in enumerate(cases, start=1):
            house.read(case)
            assert ReadingAlert.objects.exists() == (number >= read_log.MANY_IN_AN_HOUR)
    alert = ReadingAlert.objects.get()
    assert (alert.account, alert.why) == (house.cast.accounts["counsellor"].pk, Unusual.HOUR)
    assert alert.how_many == len(cases)
    assert Event.objects.filter(verb=file_events.READING_ALERTED).count() == 1


def test_the_same_number_over_a_working_day_raises_none(house: CaseHouse) -> None:
    for number in range(read_log.MANY_IN_AN_HOUR):
        with clock.frozen_at(DAYTIME + dt.timedelta(minutes=25 * number)):
            house.read(house.open_case(agreed=False).case.pk)
    assert not ReadingAlert.objects.exists()


def test_at_night_one_file_is_enough(house: CaseHouse) -> None:
    case = house.open_case().case.pk
    with clock.frozen_at(DAYTIME.replace(hour=23)):
        house.read(case)
    assert ReadingAlert.objects.get().why == Unusual.NIGHT
