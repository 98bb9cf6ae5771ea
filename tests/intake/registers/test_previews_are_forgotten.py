"""Sample rows hold names: they stand behind the wall, in one table, and are deleted when they were decided about."""

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.intake.registers.models import ImportRun, RunPreview
from jatan.intake.registers.selectors import find_run, samples_of
from jatan.intake.registers.tasks import import_upload
from jatan.intake.registers.uploads import (
    KEPT_FOR,
    confirm_preview,
    discard_upload,
    forget_old_uploads,
    receive_upload,
    stored_name,
)
from jatan.kernel import clock
from jatan.kernel.file_store import has_file
from tests.cast import Cast
from tests.intake.registers.workbooks import write

pytestmark = pytest.mark.django_db
HEAD = ["S.No.", "Registered on", "Name", "Sex", "Age", "Destination"]


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def looked_at(tmp_path: Path, as_: Any, cast: Cast) -> Callable[[], ImportRun]:
    """A register with one migrant, looked at as coordinator."""
    path = write(tmp_path / "m.xlsx", {"Migration register": [HEAD, [1, "12/03/2022", "Etwa Oraon", "M", 22, "Surat"]]})

    def look() -> ImportRun:
        with as_("coordinator") as by:
            run = receive_upload(by=by, organisation_id=cast.gumla.id, file_name="m.xlsx", chunks=[path.read_bytes()])
        assert work(run) == "previewed"
        return run

    return look


def work(run: ImportRun) -> str:
    return str(import_upload.func(str(run.pk), str(run.organisation_id)))


def kept(run: ImportRun) -> int:
    with acting_as(importer_for(run.organisation_id)):
        return RunPreview.objects.filter(run=run).count()


def test_the_samples_are_read_by_whoever_imports_for_the_organisation(looked_at: Any, as_: Any) -> None:
    run = looked_at()
    with as_("coordinator") as by:
        (row,) = samples_of(by, find_run(by, run.pk))["journeys"]["new"]
    assert row["values"]["name"] == ["text", "Etwa Oraon"]


@pytest.mark.parametrize("part", ["khunti_coordinator", "field_worker", "secretariat", "administrator", "stranger"])
def test_nobody_else_reads_them_from_the_table(looked_at: Any, as_: Any, part: str) -> None:
    run = looked_at()
    with as_(part) as by:
        assert not RunPreview.objects.exists()
        assert samples_of(by, run) == {}


def test_no_name_stands_in_run_ledger_or_task(looked_at: Any, cast: Cast) -> None:
    looked_at()
    with acting_as(importer_for(cast.gumla.id)):
        rows = [list(ImportRun.objects.values()), list(Event.objects.values("verb", "payload"))]
    assert "Etwa" not in json.dumps(rows, default=str)


def test_taking_in_deletes_them(looked_at: Any, as_: Any) -> None:
    run = looked_at()
    assert kept(run) == 1
    with as_("coordinator") as by:
        confirm_preview(by=by, run=run)
    assert work(run) == "done"
    assert kept(run) == 0


def test_throwing_the_file_away_deletes_them_and_does_so_once(looked_at: Any, as_: Any) -> None:
    run = looked_at()
    for _press in range(2):
        with as_("coordinator") as by:
            discard_upload(by=by, run=run)
        assert kept(run) == 0


def test_a_second_look_replaces_them(looked_at: Any) -> None:
    run = looked_at()
    with acting_as(importer_for(run.organisation_id)):
        ImportRun.objects.filter(pk=run.pk).update(status="waiting")
    assert work(run) == "previewed"
    assert kept(run) == 1


@pytest.mark.parametrize(
    ("after", "left"), [(KEPT_FOR - dt.timedelta(hours=1), 1), (KEPT_FOR + dt.timedelta(hours=1), 0)]
)
def test_a_preview_that_nobody_decided_about_is_forgotten_after_thirty_days(
    looked_at: Any, after: dt.timedelta, left: int
) -> None:
    run = looked_at()
    file = stored_name(run)
    with clock.frozen_at(clock.now() + after):
        assert forget_old_uploads() == 1 - left
        assert forget_old_uploads() == 0
    assert kept(run) == left
    assert has_file(file) == bool(left)
    with acting_as(importer_for(run.organisation_id)):
        now = ImportRun.objects.get(pk=run.pk)
    assert (now.status, bool(now.stored_as), now.counts["journeys"]["imported"]) == ("previewed", bool(left), 1)


def test_a_workbook_that_was_taken_in_or_waits_is_not_forgotten(looked_at: Any, as_: Any) -> None:
    waiting, done = looked_at(), looked_at()
    with as_("coordinator") as by:
        confirm_preview(by=by, run=done)
    work(done)
    with as_("coordinator") as by:
        confirm_preview(by=by, run=waiting)
    with clock.frozen_at(clock.now() + 2 * KEPT_FOR):
        assert forget_old_uploads() == 0
    assert has_file(stored_name(waiting))


def test_the_file_of_a_failed_run_is_forgotten_too(looked_at: Any) -> None:
    run = looked_at()
    with acting_as(importer_for(run.organisation_id)):
        ImportRun.objects.filter(pk=run.pk).update(status="failed", problem="not_a_workbook")
    with clock.frozen_at(clock.now() + KEPT_FOR + dt.timedelta(hours=1)):
        assert forget_old_uploads() == 1
    assert not has_file(stored_name(run))
    assert kept(run) == 0
