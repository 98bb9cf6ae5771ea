"""Browsers of the cast, workbooks to upload, and a worker that runs queued imports."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from jatan.intake.registers.tasks import import_upload, undo_import
from tests.intake.registers import workbooks
from tests.web.conftest import browser

__all__ = ["browser"]

type Upload = Callable[..., Any]
type Work = Callable[[], int]


@pytest.fixture(autouse=True)
def own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    """Upload a workbook of meetings, or other bytes."""

    def send(client: Client, *rows: Sequence[Any], name: str = "register.xlsx", content: bytes | None = None) -> Any:
        if content is None:
            content = workbooks.meetings(tmp_path / "made.xlsx", *rows).read_bytes()
        return client.post("/registers/", {"workbooks": [SimpleUploadedFile(name, content)]})

    return send


@pytest.fixture
def work() -> Work:
    """Run the queued imports and undoings, as the worker does; returns how many."""

    def do() -> int:
        waiting: Iterable[DBTaskResult[..., Any]] = DBTaskResult.objects.filter(
            task_path__in=(import_upload.module_path, undo_import.module_path), status="READY"
        )
        done = 0
        for task in list(waiting):
            asked = undo_import if task.task_path == undo_import.module_path else import_upload
            asked.func(*task.args_kwargs["args"])
            DBTaskResult.objects.filter(pk=task.pk).update(status="SUCCESSFUL")
            done += 1
        return done

    return do


@pytest.fixture
def taken_in(upload: Upload, work: Work) -> Callable[..., str]:
    """Upload, preview, confirm and import a workbook; returns the URL of its run."""

    def take(client: Client, *rows: Sequence[Any], name: str = "register.xlsx") -> str:
        address: str = upload(client, *rows, name=name)["Location"]
        work()
        client.post(f"{address}take-in/")
        work()
        return address

    return take
