"""The id of the database's history."""

import datetime as dt
import uuid

import pytest

from jatan.foundation.devices.epoch import epoch
from jatan.foundation.devices.models import History
from jatan.kernel import clock

pytestmark = pytest.mark.django_db


def test_the_id_stays_and_the_newest_beginning_is_it() -> None:
    first = epoch()
    assert epoch() == first
    later = History.objects.create(id=uuid.UUID(int=1), began_at=clock.now() + dt.timedelta(seconds=1))
    assert epoch() == later.pk


def test_an_emptied_table_gets_one_id() -> None:
    History.objects.all().delete()
    assert epoch() == epoch()
    assert History.objects.count() == 1
