"""Uploaded workbooks: previewed, then imported in the background."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings

from jatan.foundation.access.gate import Forbidden
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.selectors import find_run, runs
from jatan.intake.registers.tasks import import_upload
from jatan.intake.registers.uploads import confirm_preview, discard_upload, receive_upload, shown_name, stored_name
from jatan.intake.registers.workbook import safety
from jatan.kernel.file_store import has_file, read_file, remove_file, write_file
from jatan.kernel.problems import Problem
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: LazySettings) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def upload(tmp_path: Path, as_: Any, cast: Cast) -> Any:
    """Upload a workbook with a valid and an invalid row as coordinator."""

    def send(**options: Any) -> ImportRun:
        path = meetings(tmp_path / "a.xlsx", meeting(1, women=4), meeting(2, block="Xyzabad"))
        with as_("coordinator") as by:
            return receive_upload(
                by=by, organisation_id=cast.gumla.id, file_name="../पंजी 2022.xlsx", chunks=_chunks(path), **options
            )

    return send


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(1000):
            yield chunk


def _work(run: ImportRun, tries: int = 0) -> str:
    return str(import_upload.func(str(run.pk), str(run.organisation_id), tries))


def test_preview_counts_and_stores_no_record(upload: Any, as_: Any) -> None:
    run = upload()
    assert (run.status, run.file_name) == ("waiting", "पंजी 2022.xlsx")
    assert _work(run) == "previewed"
    with as_("coordinator") as by:
        seen = find_run(by, run.pk)
        assert not Activity.objects.exists()
    assert seen.counts["shg_meeting"]["imported"] == 1
    assert seen.counts["shg_meeting"]["refused"] == {"unknown_place": 1}


def test_confirmed_preview_is_imported_and_its_file_deleted(upload: Any, as_: Any) -> None:
    run = upload()
    _work(run)
    with as_("coordinator") as by:
        confirm_preview(by=by, run=run)
    file = stored_name(run)
    assert has_file(file)
    assert _work(run) == "done"
    assert not has_file(file)
    with as_("coordinator") as by:
        assert (find_run(by, run.pk).status, find_run(by, run.pk).stored_as) == ("done", "")
        assert Activity.objects.count() == 1
        assert runs(by).count() == 1


def test_task_that_runs_twice_or_was_killed_imports_once(upload: Any, as_: Any) -> None:
    run = upload(is_dry_run=False)
    with as_("coordinator"):
        ImportRun.objects.filter(pk=run.pk).update(status="running")
    assert [_work(run), _work(run)] == ["done", "done"]
    with as_("coordinator"):
        assert Activity.objects.count() == 1


def test_a_file_that_is_not_here_is_tried_again_and_never_called_broken(upload: Any, as_: Any) -> None:
    run = upload()
    content = read_file(stored_name(run))
    remove_file(stored_name(run))
    assert [_work(run, tries) for tries in range(2)] == ["waiting", "waiting"]
    with as_("coordinator") as by:
        assert find_run(by, run.pk).problem == "file_not_here"
    write_file(stored_name(run), content)
    assert _work(run, 2) == "previewed"
    with as_("coordinator") as by:
        assert find_run(by, run.pk).problem == ""


def test_a_file_that_never_comes_ends_as_not_here(upload: Any, as_: Any) -> None:
    run = upload()
    remove_file(stored_name(run))
    found = [_work(run, tries) for tries in range(20)]
    assert found == ["waiting"] * 19 + ["failed"]
    with as_("coordinator") as by:
        assert find_run(by, run.pk).problem == "file_not_here"
        discard_upload(by=by, run=run)


def test_a_file_that_was_changed_is_not_read(upload: Any, as_: Any, tmp_path: Path) -> None:
    run = upload()
    other = meetings(tmp_path / "b.xlsx", meeting(3, women=9)).read_bytes()
    write_file(stored_name(run), other, replaces=True)
    assert _work(run) == "failed"
    with as_("coordinator") as by:
        assert find_run(by, run.pk).problem == "not_a_workbook"
        assert not Activity.objects.exists()


def test_unexpected_error_ends_the_run_without_logging_cells(
    upload: Any,
    as_: Any,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise ValueError("could not convert 'Sita Devi'")

    monkeypatch.setattr("jatan.intake.registers.tasks.import_workbook", fail)
    run = upload()
    file = stored_name(run)
    assert _work(run) == "failed"
    assert "ValueError" in caplog.text
    assert "Sita" not in caplog.text
    with django_capture_on_commit_callbacks(execute=True), as_("coordinator") as by:
        discard_upload(by=by, run=run)
    assert not has_file(file)


def test_invalid_file_is_refused_and_not_stored(as_: Any, cast: Cast, tmp_path: Path) -> None:
    with as_("coordinator") as by, pytest.raises(Problem, match="not_a_workbook"):
        receive_upload(by=by, organisation_id=cast.gumla.id, file_name="a.xlsx", chunks=[b"<html>"])
    assert not list((tmp_path / "files").rglob("*.xlsx"))


@pytest.mark.parametrize(("more", "code"), [(0, "not_a_workbook"), (1, "workbook_too_large")])
def test_the_size_limit_is_exact(as_: Any, cast: Cast, monkeypatch: pytest.MonkeyPatch, more: int, code: str) -> None:
    limit = 1000
    monkeypatch.setattr("jatan.intake.registers.uploads.LARGEST_FILE", limit)
    monkeypatch.setattr(safety, "LARGEST_FILE", limit)
    with as_("coordinator") as by, pytest.raises(Problem, match=code):
        receive_upload(by=by, organisation_id=cast.gumla.id, file_name="a.xlsx", chunks=[b"x" * limit, b"x" * more])


def test_discarded_upload_has_no_file(upload: Any, as_: Any, django_capture_on_commit_callbacks: Any) -> None:
    run = upload()
    _work(run)
    file = stored_name(run)
    with django_capture_on_commit_callbacks(execute=True), as_("coordinator") as by:
        discard_upload(by=by, run=run)
        assert has_file(file), "the page may yet be undone"
        with pytest.raises(Problem, match="not_waiting"):
            confirm_preview(by=by, run=run)
    assert not has_file(file)


@pytest.mark.parametrize("part", ["field_worker", "khunti_coordinator", "secretariat", "stranger"])
def test_other_roles_cannot_upload(cast: Cast, part: str) -> None:
    with pytest.raises(Forbidden):
        receive_upload(by=cast.actor(part), organisation_id=cast.gumla.id, file_name="a.xlsx", chunks=[b"x"])


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\पंजी.xlsx", "पंजी.xlsx"),
        ("reg\x00ister\u202exslx.exe", "registerxslx.exe"),
        ("", "register.xlsx"),
        ("...", "register.xlsx"),
        ("a" * 5000 + ".xlsx", "a" * 190 + ".xlsx"),
        ("😀.xlsx", "😀.xlsx"),
    ],
)
def test_displayed_file_name_has_no_folders_or_control_characters(given: str, shown: str) -> None:
    assert shown_name(given) == shown
