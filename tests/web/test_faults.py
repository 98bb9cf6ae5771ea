"""Errors and slow pages are counted by a fingerprint without a value, and shown to who runs the house."""

from typing import Any

import pytest
from django.test import Client

from jatan.foundation.operation import faults
from jatan.foundation.operation.choices import FaultKind
from jatan.foundation.operation.models import Fault
from jatan.kernel import clock
from jatan.programme.people.services import PERSON
from tests.cast import Cast
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db
NAME = "Phulmani"
ADDRESS = "/people/01a231fe-5c71-71a7-9b3a-a6e41854b561/"


@pytest.fixture
def client(cast: Cast) -> Client:
    found = signed_in(cast.accounts["coordinator"])
    found.raise_request_exception = False
    return found


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_words: Any, **_options: Any) -> None:
        raise ValueError(NAME)

    monkeypatch.setattr(type(PERSON), "find", fails)


@pytest.mark.usefixtures("broken")
def test_an_error_is_one_line_however_often_it_comes(client: Client) -> None:
    for _time in range(3):
        assert client.get(f"{ADDRESS}?q={NAME}").status_code == 500
    (fault,) = Fault.objects.all()
    assert (fault.kind, fault.count, fault.exception) == (FaultKind.ERROR, 3, "ValueError")
    assert fault.page.startswith("people/<uuid:pk>/")
    assert fault.place.startswith("web/")
    assert NAME not in str(list(Fault.objects.values_list()))
    assert ADDRESS.split("/")[2] not in str(list(Fault.objects.values_list()))


def test_what_is_absent_or_forbidden_is_no_error(client: Client) -> None:
    assert client.get("/nothing/").status_code == 404
    assert client.get(ADDRESS).status_code == 404
    assert not Fault.objects.exists()


def test_a_slow_page_is_noted_and_a_quick_one_is_not(client: Client, settings: Any) -> None:
    settings.JATAN_SLOW_SECONDS = 10_000
    client.get("/people/")
    assert not Fault.objects.exists()
    settings.JATAN_SLOW_SECONDS = 0.000_001
    client.get("/people/")
    (fault,) = Fault.objects.all()
    assert (fault.kind, fault.page, fault.exception) == (FaultKind.SLOW, "people/", "")


def test_who_runs_the_house_sees_them_and_a_coordinator_does_not(cast: Cast) -> None:
    try:
        raise ValueError(NAME)
    except ValueError as error:
        faults.note_error("people/", error)
    faults.note_slow("reports/", 61_234)
    (mark, _slow) = Fault.objects.order_by("kind").values_list("mark", flat=True)
    page = signed_in(cast.accounts["secretariat"]).get("/setup/server/").content.decode()
    assert mark in page
    assert "ValueError" in page
    assert "reports/" in page
    assert NAME not in page
    assert mark not in signed_in(cast.accounts["coordinator"]).get("/setup/server/").content.decode()


def test_what_does_not_come_again_is_deleted() -> None:
    faults.note_slow("reports/", 61_234)
    assert faults.delete_old(30) == 0
    Fault.objects.update(last_at=clock.now().replace(year=clock.today().year - 1))
    assert faults.delete_old(30) == 1
