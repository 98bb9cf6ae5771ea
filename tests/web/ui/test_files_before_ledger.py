"""A file is made before its event is recorded: writing the event locks the ledger of the member until the answer.

A workbook takes seconds, at low priority beside pages, and everybody of the member who saves something waits for it.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

import pytest
from django.urls import reverse
from xlsxwriter import Workbook

from jatan.evidence.atlas import landmarks_geojson
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger import services
from jatan.foundation.ledger.models import Event
from jatan.web.ui.records.export import ROWS_EXPORTED
from tests.cast import Cast
from tests.programme.people.builders import a_person
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db

_MADE = {Workbook.close.__code__: "file", landmarks_geojson.landmarks_geojson.__code__: "file"}
_SEEN = _MADE | {services.lock_chain.__code__: "lock"}


@pytest.mark.parametrize("name", ["people_export", "people_workbook_take", "parked_export", "landmarks_geojson"])
def test_the_ledger_is_locked_when_the_file_is_made(name: str, cast: Cast, browser: Browser) -> None:
    with acting_as(cast.actor("coordinator")) as by:
        a_person(by, cast)
    client = browser("coordinator")
    with noted(_SEEN) as ended:
        answer = client.post(reverse(name), {"purpose": "checking"})
    assert answer.status_code == 200
    assert b"".join(answer)  # type: ignore[arg-type]  # read to its end, which closes the file
    assert "Content-Disposition" in answer.headers
    assert ended == ["file", "lock"]
    with acting_as(cast.actor("auditor")):
        assert Event.objects.filter(verb=ROWS_EXPORTED).count() == 1


@contextmanager
def noted(seen: dict[CodeType, str]) -> Iterator[list[str]]:
    """The names of these functions in the order in which they return."""
    found: list[str] = []

    def note(frame: FrameType, event: str, _value: Any) -> None:
        if event == "return" and (name := seen.get(frame.f_code)):
            found.append(name)

    sys.setprofile(note)
    try:
        yield found
    finally:
        sys.setprofile(None)
