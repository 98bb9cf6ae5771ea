"""Papers of a case while the place of the files is away: told as that, never as a forged, damaged or full one."""

import errno
import io
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.vault import file_storage
from jatan.kernel.file_store import file_store
from jatan.kernel.file_stores.base import StoreProblem
from jatan.kernel.files import AtomicFile
from jatan.programme.cases.file.access import OpenCaseFile
from jatan.programme.cases.file.papers import papers
from tests.programme.cases.case_office import CaseHouse
from tests.seaweed import away, use_store
from tests.web.cases.conftest import Unlocked

pytestmark = pytest.mark.django_db


def _send(client: Client, found: OpenCaseFile, content: bytes = b"%PDF-1.7", name: str = "a.pdf", **more: str) -> Any:
    paper = SimpleUploadedFile(name, content, "application/pdf")
    page = {"title": "x", "paper": paper, "whole": "1", "csrfmiddlewaretoken": uuid.uuid4().hex}
    return client.post(f"/cases/{found.case.pk}/papers/", page | more)


def _events(house: CaseHouse, found: OpenCaseFile) -> int:
    with acting_as(machine_for([found.case.organisation_id])):
        return Event.objects.filter(organisation_id=found.case.organisation_id).count()


def _gone(settings: LazySettings, tmp_path: Path) -> None:
    """The disk of the files is not there: its folder is, as a place to mount it at."""
    settings.MEDIA_ROOT = tmp_path / "not-mounted"
    (tmp_path / "not-mounted").mkdir()


def _unanswered(settings: LazySettings, tmp_path: Path) -> None:
    use_store(settings, away(tmp_path / "away"))


def _unreadable(settings: LazySettings, tmp_path: Path) -> None:
    """The disk answers with an error: here a folder where the file should be."""
    root = Path(settings.MEDIA_ROOT)
    (sealed,) = [path for path in (root / "sealed").rglob("*") if path.is_file()]
    sealed.unlink()
    sealed.mkdir()


@pytest.mark.parametrize("leave", [_gone, _unanswered, _unreadable])
def test_a_paper_that_cannot_be_reached_is_told_as_that_and_no_refusal_is_written(
    house: CaseHouse, unlocked: Unlocked, settings: LazySettings, tmp_path: Path, leave: Any
) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    assert _send(client, found).status_code == 302
    (card,) = papers(house.read(found.case.pk))
    before = _events(house, found)
    leave(settings, tmp_path)
    client.raise_request_exception = False
    answer = client.get(f"/cases/{found.case.pk}/papers/{card.row}/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "फ़ाइलें अभी नहीं मिल रहीं" in answer.content.decode()
    assert _events(house, found) == before
    assert client.get(f"/cases/{found.case.pk}/papers/").status_code == 200, "words go on"


def test_a_paper_that_is_missing_from_a_store_that_answers_is_refused_as_before(
    house: CaseHouse, unlocked: Unlocked, settings: LazySettings
) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    _send(client, found)
    _send(client, found, b"%PDF-1.8")
    (card, _other) = papers(house.read(found.case.pk))
    newest = max(Path(settings.MEDIA_ROOT).rglob("sealed/*/*"), key=lambda path: path.stat().st_mtime_ns)
    newest.unlink()
    assert client.get(f"/cases/{found.case.pk}/papers/{card.row}/").status_code == 409


def test_a_store_that_goes_away_while_a_paper_is_sent_cuts_nothing(
    house: CaseHouse, unlocked: Unlocked, settings: LazySettings, tmp_path: Path
) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    content = b"%PDF-" + b"x" * 2_000_000
    _send(client, found, content)
    (card,) = papers(house.read(found.case.pk))
    answer = client.get(f"/cases/{found.case.pk}/papers/{card.row}/")
    _unanswered(settings, tmp_path)
    assert b"".join(answer.streaming_content) == content


def test_an_upload_says_that_the_files_are_away(
    house: CaseHouse, unlocked: Unlocked, settings: LazySettings, tmp_path: Path
) -> None:
    found, client = house.open_case(), unlocked("counsellor")
    _unanswered(settings, tmp_path)
    answer = _send(client, found)
    assert answer.status_code == 422
    (message,) = answer.context["form"].errors["paper"]
    assert "जवाब नहीं" in message
    assert papers(house.read(found.case.pk)) == []


@pytest.mark.parametrize("at", ["write", "keep"])
def test_an_upload_that_the_store_leaves_in_the_middle_says_so(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    found, client = house.open_case(), unlocked("counsellor")

    def leave(*_arguments: Any) -> Any:
        raise OSError(errno.EIO, "input or output")

    monkeypatch.setattr(AtomicFile, at, leave)
    answer = _send(client, found, b"%PDF-" + b"x" * 300_000)
    assert answer.status_code == 422
    assert answer.context["form"].errors["paper"] == [str(StoreProblem().message)]
    assert papers(house.read(found.case.pk)) == []


def test_a_photograph_that_could_not_be_read_again_is_not_kept_as_it_came(
    house: CaseHouse, unlocked: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store goes away between the upload and the cleaning: its place and telephone would stay in the file."""
    found, client = house.open_case(), unlocked("counsellor")
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(picture, "JPEG")

    def leave(name: str) -> Any:
        raise StoreProblem

    with monkeypatch.context() as patched:
        patched.setattr(file_store(), "stream", leave, raising=False)
        answer = _send(client, found, picture.getvalue(), "a.jpg", keeps_original="on")
    assert answer.status_code == 422
    assert answer.context["form"].errors["paper"] == [str(StoreProblem().message)]
    assert papers(house.read(found.case.pk)) == []
    assert not [path for path in file_store().walk() if path[0].startswith(file_storage._FOLDER)]
