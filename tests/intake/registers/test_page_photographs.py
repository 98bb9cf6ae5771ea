"""Lines keyed in from a photograph pass what a row of a workbook passes; the photograph is deleted when it is done."""

import datetime as dt
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from PIL import Image
from pytest_django import Settings

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.registers import page_photographs
from jatan.intake.registers.models import ImportedRow, ImportRun, PagePhotograph, ParkedRow
from jatan.intake.registers.page_photographs import (
    KEPT_FOR,
    KEYED_KINDS,
    add_photograph,
    close_photograph,
    delete_old_photographs,
    keep_lines,
    open_picture,
    record_lines,
    turn_photograph,
)
from jatan.kernel.file_store import has_file
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from jatan.programme.journeys.models import Journey
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings

As = Callable[[str], AbstractContextManager[Actor]]
LINE = {"date": "12/03/2022", "block": "Basia", "village": "Navapur", "group_name": "सीता", "women": "10", "men": "2"}


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


def a_picture(size: tuple[int, int] = (40, 20)) -> bytes:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    Image.new("RGB", size, "white").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def add(cast: Cast, as_: As) -> Callable[..., PagePhotograph]:
    def do(kind: str = "shg_meeting", name: str = "IMG_1.jpg") -> PagePhotograph:
        with as_("coordinator") as by:
            return add_photograph(by=by, organisation_id=cast.gumla.id, kind=kind, file_name=name, content=a_picture())

    return do


@pytest.fixture
def record(as_: As) -> Callable[..., list[str]]:
    """Record lines as the coordinator; returns what became of each."""

    def do(photograph: PagePhotograph, *lines: dict[str, str]) -> list[str]:
        with as_("coordinator") as by:
            return [one.state for one in record_lines(by=by, photograph=photograph, lines=lines)]

    return do


def test_a_line_becomes_a_record_with_its_origin(add: Any, record: Any, behind_gumla: Any) -> None:
    photograph = add()
    assert record(photograph, LINE, {}, LINE | {"date": "13/03/2022"}) == ["recorded", "recorded"]
    with behind_gumla():
        rows = ImportedRow.objects.order_by("row_number").values_list("row_number", "run__file_name")
        assert list(rows) == [(1, "IMG_1.jpg"), (2, "IMG_1.jpg")]
        held = Activity.objects.order_by("held_on").values_list("held_on", "total", "village")
        assert list(held) == [(dt.date(2022, 3, 12), 12, "Navapur"), (dt.date(2022, 3, 13), 12, "Navapur")]
        run = ImportRun.objects.get()
        assert (run.status, run.counts["shg_meeting"]["imported"]) == ("done", 2)


def test_a_line_that_cannot_be_true_waits_like_a_row_of_a_workbook(add: Any, record: Any, behind_gumla: Any) -> None:
    photograph = add()
    assert record(photograph, LINE | {"date": "31/02/2022"}, LINE | {"block": "Atlantis"}) == ["parked", "parked"]
    with behind_gumla():
        waiting = ParkedRow.objects.order_by("row_number").values_list("code", "row_number", "run__file_name")
        assert list(waiting) == [("no_such_date", 1, "IMG_1.jpg"), ("unknown_place", 2, "IMG_1.jpg")]
        assert not Activity.objects.exists()


def test_lines_go_on_with_their_numbers(add: Any, record: Any, behind_gumla: Any) -> None:
    photograph = add()
    record(photograph, LINE)
    record(photograph, LINE | {"date": "14/03/2022"})
    with behind_gumla():
        assert sorted(ImportedRow.objects.values_list("row_number", flat=True)) == [1, 2]
        assert ImportRun.objects.get().counts["shg_meeting"]["imported"] == 2


def test_what_is_in_already_is_known_and_keeps_its_origin(
    add: Any, record: Any, take_in: Any, behind_gumla: Any, tmp_path: Path
) -> None:
    take_in(meetings(tmp_path / "a.xlsx", meeting(1)))
    same = {"date": "12.03.2022", "block": "Basia", "village": "Navapur", "group_name": "Navapur Mahila Mandal"}
    same |= {"topic": "Safe migration", "women": "१०", "men": "0", "girls": "0", "boys": "0", "total": "10"}
    assert record(add(), same) == ["known"]
    with behind_gumla():
        row = ImportedRow.objects.get()
        assert (row.run.file_name, row.row_number) == ("a.xlsx", 2)
        assert Activity.objects.count() == 1


def test_a_second_line_is_no_changed_form_of_the_first(add: Any, record: Any, behind_gumla: Any) -> None:
    """The lines that were recorded before have not left the register."""
    photograph = add()
    record(photograph, LINE)
    assert record(photograph, LINE | {"women": "11"}) == ["recorded"]
    with behind_gumla():
        assert Activity.objects.count() == 2


def test_ditto_marks_say_what_the_line_above_says(add: Any, record: Any, behind_gumla: Any) -> None:
    record(add(), LINE, LINE | {"date": "13/03/2022", "village": '"', "group_name": "-do-"})
    with behind_gumla():
        assert set(Activity.objects.values_list("village", "group_name")) == {("Navapur", "सीता")}


def test_another_register_goes_through_its_own_services(add: Any, record: Any, behind_gumla: Any) -> None:
    line = {"date": "01/03/2022", "name": "सुनीता मुंडा", "sex": "महिला", "age": "24", "destination": "दिल्ली"}
    assert record(add("journeys"), line) == ["recorded"]
    with behind_gumla():
        assert Journey.objects.get().person.name == "सुनीता मुंडा"


def test_what_is_kept_is_masked_and_recorded_nowhere(add: Any, as_: As, behind_gumla: Any) -> None:
    photograph = add()
    with as_("coordinator") as by:
        line = LINE | {"topic": "2345 6789 0124", "nonsense": "x", "serial": "७"}
        keep_lines(by=by, photograph=photograph, lines=[{}, line])
        kept = PagePhotograph.objects.get().lines
    assert kept[0] == {}
    assert kept[1]["serial"] == "७"
    assert "2345" not in kept[1]["topic"]
    assert "nonsense" not in kept[1]
    with behind_gumla():
        assert not Activity.objects.exists()


def test_the_picture_loses_what_the_camera_wrote_and_can_be_turned(add: Any, as_: As) -> None:
    photograph = add()
    with open_picture(photograph) as kept, Image.open(kept) as stored:
        assert (stored.size, dict(stored.getexif())) == ((40, 20), {})
    with as_("coordinator") as by:
        turn_photograph(by=by, photograph=photograph)
    with open_picture(photograph) as kept, Image.open(kept) as stored:
        assert stored.size == (20, 40)


def test_a_page_is_done_only_when_nothing_typed_is_left(
    add: Any, as_: As, django_capture_on_commit_callbacks: Any
) -> None:
    photograph = add()
    file = photograph.stored
    with as_("coordinator") as by:
        keep_lines(by=by, photograph=photograph, lines=[LINE])
        with pytest.raises(Problem, match="unfinished"):
            close_photograph(by=by, photograph=photograph)
        assert has_file(file)
        keep_lines(by=by, photograph=photograph, lines=[{}])
    with django_capture_on_commit_callbacks(execute=True), as_("coordinator") as by:
        close_photograph(by=by, photograph=photograph)
    assert not has_file(file)
    with as_("coordinator") as by, pytest.raises(Problem, match="not_waiting"):
        record_lines(by=by, photograph=photograph, lines=[LINE])


def test_a_photograph_is_deleted_after_its_time(
    add: Any, behind_gumla: Any, django_capture_on_commit_callbacks: Any
) -> None:
    old, young = add(), add()
    with behind_gumla():
        PagePhotograph.objects.filter(pk=old.pk).update(
            lines=[LINE], added_at=old.added_at - KEPT_FOR - dt.timedelta(minutes=1)
        )
    with django_capture_on_commit_callbacks(execute=True):
        assert delete_old_photographs() == 1
    assert [has_file(young.stored), has_file(old.stored)] == [True, False]
    with behind_gumla():
        closed = PagePhotograph.objects.get(pk=old.pk)
        assert (closed.stored, closed.lines, closed.closed_at is None) == ("", [], False)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04"])
def test_only_pictures_are_taken(cast: Cast, as_: As, content: bytes) -> None:
    with as_("coordinator") as by, pytest.raises(Problem, match="not_a_picture"):
        add_photograph(by=by, organisation_id=cast.gumla.id, kind="shg_meeting", file_name="a.jpg", content=content)
    assert not list(Path(django_settings.MEDIA_ROOT).rglob("*.jpg"))


def test_the_case_register_is_not_photographed(cast: Cast, as_: As) -> None:
    assert "cases" not in KEYED_KINDS
    with as_("coordinator") as by, pytest.raises(Problem):
        add_photograph(by=by, organisation_id=cast.gumla.id, kind="cases", file_name="a.jpg", content=a_picture())


def test_photographs_of_one_organisation_are_bounded(add: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_photographs, "_MOST_OPEN", 1)
    add()
    with pytest.raises(Problem, match="too_many"):
        add()


def test_another_member_neither_sees_nor_records(cast: Cast, add: Any, as_: As) -> None:
    photograph = add()
    with as_("khunti_coordinator") as by:
        assert not page_photographs.open_photographs(by).exists()
        with pytest.raises(Forbidden):
            record_lines(by=by, photograph=photograph, lines=[LINE])
    with acting_as(importer_for(cast.khunti.id)):
        assert not PagePhotograph.objects.exists()


def test_the_ledger_counts_lines_and_names_nothing(cast: Cast, add: Any, record: Any, behind_gumla: Any) -> None:
    record(add(), LINE)
    with behind_gumla():
        event = Event.objects.get(verb="registers.workbook_imported")
    assert event.payload["counts"] == {"shg_meeting": {"imported": 1, "refused": 0}}
    assert "सीता" not in str(event.payload)
