"""Files in a store that several machines share: every door keeps its file there, refuses kindly while it is away, and
what is only words goes on."""

import socketserver
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.tasks import default_task_backend
from django.test import Client
from django.urls import reverse

from jatan.foundation.access.actors import Actor, importer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network import spellings
from jatan.intake.fieldbook.files import read_photograph
from jatan.intake.fieldbook.models import ReceivedFile
from jatan.intake.registers.models import ImportRun
from jatan.intake.registers.selectors import find_run
from jatan.intake.registers.tasks import import_upload
from jatan.intake.registers.uploads import confirm_preview, receive_upload, stored_name
from jatan.kernel import clock
from jatan.kernel.file_store import file_store, has_file, remove_file, write_file
from jatan.kernel.file_stores.base import StoreProblem
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Activity, Photograph
from jatan.programme.activities.photographs import add_photograph
from jatan.runtime.checks.disk import check_files
from jatan.runtime.checks.records import check_files_of_rows
from jatan_names import Spelling
from tests.cast import Cast
from tests.house.test_files_are_durable import DOORS
from tests.intake.fieldbook.field import a_picture, leaving, make_field
from tests.intake.registers.workbooks import meeting, meetings
from tests.programme.activities.builders import an_activity, picture
from tests.seaweed import Seaweed, away, reached, use_store
from tests.sign_in import signed_in

type As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture(autouse=True)
def _tasks(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def machine(seaweed: Seaweed, settings: Any, tmp_path: Path) -> Callable[[str], None]:
    """Go on at the machine of this name: all share one bucket, none a folder."""
    bucket = seaweed.new_bucket()

    def go(name: str) -> None:
        settings.MEDIA_ROOT = tmp_path / name / "files"
        use_store(settings, reached(seaweed, bucket, tmp_path / name / "uploads"))

    return go


def _counts(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("door", DOORS)
def test_every_door_refuses_kindly_while_the_store_is_away(
    cast: Cast, as_: As, settings: Any, tmp_path: Path, door: str
) -> None:
    use_store(settings, away(tmp_path / "away"))
    use, table = DOORS[door]
    with pytest.raises(StoreProblem) as refused:
        use(cast, as_, tmp_path)
    assert refused.value.code == "files_unreachable"
    with acting_as(cast.actor("secretariat")):
        assert _counts(table) == 0


@pytest.mark.django_db
def test_every_door_keeps_its_file_in_the_store(
    cast: Cast, as_: As, machine: Callable[[str], None], tmp_path: Path
) -> None:
    machine("a")
    for number, (use, _table) in enumerate(DOORS.values(), start=1):
        use(cast, as_, tmp_path)
        assert len(list(file_store().walk())) == number
    machine("b")
    assert len(list(file_store().walk())) == len(DOORS)
    assert not [path for path in tmp_path.rglob("files/**/*") if path.is_file()]
    assert not list(tmp_path.rglob("uploads/*"))
    (finding,) = check_files_of_rows()
    assert finding.level.value == "ok"


def _upload(by: Actor, cast: Cast, tmp_path: Path) -> ImportRun:
    content = meetings(tmp_path / "a.xlsx", meeting(1, women=4)).read_bytes()
    return receive_upload(by=by, organisation_id=cast.gumla.id, file_name="a.xlsx", chunks=[content])


def _work(run: ImportRun) -> str:
    return str(import_upload.func(str(run.pk), str(run.organisation_id)))


def test_a_workbook_is_read_by_the_worker_of_another_machine(
    cast: Cast, as_: As, machine: Callable[[str], None], tmp_path: Path
) -> None:
    machine("a")
    with as_("coordinator") as by:
        run = _upload(by, cast, tmp_path)
    machine("b")
    assert _work(run) == "previewed"
    machine("c")
    with as_("coordinator") as by:
        confirm_preview(by=by, run=run)
    machine("b")
    file = stored_name(run)
    assert _work(run) == "done"
    with as_("coordinator"):
        assert Activity.objects.count() == 1
    machine("a")
    assert not has_file(file)


def test_two_machines_with_two_folders_never_call_a_workbook_broken(
    cast: Cast, as_: As, settings: Any, tmp_path: Path
) -> None:
    """The worker without the file leaves the run to the other one, and says that the file is not here."""
    settings.MEDIA_ROOT = tmp_path / "a"
    with as_("coordinator") as by:
        run = _upload(by, cast, tmp_path)
    settings.MEDIA_ROOT = tmp_path / "b"
    assert _work(run) == "waiting"
    page = signed_in(cast.accounts["coordinator"]).get(reverse("import_run", args=[run.pk]))
    with as_("coordinator") as by:
        assert find_run(by, run.pk).problem == "file_not_here"
    assert "फ़ाइल अभी इस सर्वर पर नहीं है" in page.text
    settings.MEDIA_ROOT = tmp_path / "a"
    assert _work(run) == "previewed"


def test_an_import_waits_for_a_store_that_is_away(
    cast: Cast, as_: As, machine: Callable[[str], None], settings: Any, tmp_path: Path
) -> None:
    machine("a")
    with as_("coordinator") as by:
        run = _upload(by, cast, tmp_path)
    use_store(settings, away(tmp_path / "away"))
    assert _work(run) == "waiting"
    machine("b")
    assert _work(run) == "previewed"


def test_words_pass_while_the_store_is_away(cast: Cast, as_: As, settings: Any, tmp_path: Path) -> None:
    use_store(settings, away(tmp_path))
    with as_("desk_operator") as by:
        row = an_activity(by, cast)
        with pytest.raises(StoreProblem) as refused:
            add_photograph(by=by, command=AddPhotograph(activity=row, content=picture()))
        assert refused.value.field == "content"
        assert (Activity.objects.count(), Photograph.objects.count()) == (1, 0)
    (finding,) = check_files()
    assert (finding.code, finding.level.value) == ("files_unwritable", "bad")
    ready = Client().get("/readyz")
    assert (ready.status_code, "files_unwritable" in ready.json()["problems"]) == (503, True)


def test_a_picture_of_a_store_that_is_away_is_a_page_to_try_again(
    cast: Cast, as_: As, machine: Callable[[str], None], settings: Any, tmp_path: Path
) -> None:
    machine("a")
    with as_("desk_operator") as by:
        row = add_photograph(by=by, command=AddPhotograph(activity=an_activity(by, cast), content=picture()))
    machine("b")
    client = signed_in(cast.accounts["desk_operator"])
    client.raise_request_exception = False
    address = f"/photographs/{row.pk}/"
    shown = client.get(address)
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(shown.streaming_content).startswith(b"\xff\xd8\xff")
    use_store(settings, away(tmp_path / "away"))
    later = client.get(address)
    assert (later.status_code, later.headers["Retry-After"]) == (503, "30")
    machine("b")
    remove_file(row.stored)
    assert client.get(address).status_code == 404


def test_rows_of_phones_pass_and_their_photographs_follow(
    cast: Cast, machine: Callable[[str], None], settings: Any, tmp_path: Path
) -> None:
    """The pieces came first, so that the row completes the photograph: it must go in without it."""
    use_store(settings, away(tmp_path / "away"))
    at_work = make_field(cast)
    photo = at_work.photo(content=a_picture(side=420))
    row = at_work.row("leaving", leaving(at_work) | {"photo_kind": "ticket"}, photos=[photo])
    assert at_work.send_photo(photo, row).status_code == 200  # nobody knows yet what it must be
    receipt = at_work.receipt(row)
    *_before, last = photo.pieces()
    assert receipt["files"][0] | {"received": last[0], "complete": False} == receipt["files"][0]
    refused = at_work.send_photo(photo, row, pieces=[last])
    assert (refused.status_code, refused.json()["problem"]) == (503, "files_unreachable")
    machine("a")
    assert at_work.send_photo(photo, row, pieces=[last]).json()["complete"] is True
    machine("b")
    with acting_as(importer_for(cast.gumla.id)):
        assert read_photograph(at_work.stored(row)[0], ReceivedFile.objects.get()) == photo.content


@pytest.mark.django_db
def test_a_file_that_could_not_be_deleted_is_deleted_later(
    machine: Callable[[str], None], settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    machine("a")
    write_file("registers/abc", b"people's names")
    use_store(settings, away(tmp_path / "away"))
    remove_file("registers/abc")
    (waiting,) = default_task_backend.results  # type: ignore[attr-defined]
    assert waiting.task.run_after > clock.now()
    assert "abc" not in caplog.text
    machine("b")
    assert has_file("registers/abc")
    waiting.task.func(*waiting.args)
    assert not has_file("registers/abc")


def test_words_do_not_ask_a_store_that_is_away_at_each_request(
    settings: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    spellings.refresh()
    asked = []

    class Closing(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            asked.append(self.client_address)

    with socketserver.TCPServer(("127.0.0.1", 0), Closing) as server:
        listening = threading.Thread(target=server.serve_forever)
        listening.start()
        use_store(settings, away(tmp_path) | {"address": f"http://127.0.0.1:{server.server_address[1]}"})
        for _request in range(200):
            spellings.refresh()
        server.shutdown()
        listening.join()
    assert 1 <= len(asked) <= 4
    assert caplog.text.count("cannot be read again now") == 1


def test_spellings_reach_another_machine_and_stay_known_while_the_store_is_away(
    machine: Callable[[str], None], settings: Any, tmp_path: Path
) -> None:
    machine("a")
    spellings.write_spellings([Spelling("given", "सुनिता", ("सुनीता",))])
    machine("b")
    spellings.refresh()
    assert [row.canonical for row in spellings.read_spellings()] == ["सुनिता"]
    use_store(settings, away(tmp_path / "away"))
    spellings.refresh()  # says so in the log, and words go on
    machine("a")
    spellings.write_spellings([])
