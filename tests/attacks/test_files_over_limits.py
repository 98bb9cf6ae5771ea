"""Files over a limit, and on a disk below its reserve: no address keeps any of them, the form says so in words,
and what is written is recorded all the same."""

import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test import Client

from jatan.foundation.access import file_limits, rate_limits
from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.rate_limits import RateLimit
from jatan.foundation.access.walls import acting_as
from jatan.foundation.operation import file_use
from jatan.foundation.vault.models import SealedFile
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.programme.activities.models import Photograph
from jatan.programme.allies.models import Meeting
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from jatan.runtime.file_use import SIZES, count_files, sizes_by_table
from tests.attacks.test_pictures import a_jpeg, a_page, coordinator, doors, files
from tests.cast import Cast
from tests.house.addresses import all_addresses
from tests.intake.fieldbook.conftest import at_work
from tests.intake.fieldbook.field import Field
from tests.programme.spoken_prompts.builders import a_prompt
from tests.seaweed import away, use_store

__all__ = ["at_work", "coordinator", "doors", "files"]

pytestmark = pytest.mark.django_db

MORE_THAN_ANY_DISK = 2**60
# Forms that are nothing without their file; all others are recorded without it.
NOTHING_WITHOUT = {
    "activities/<uuid:pk>/photographs/new/",
    "consultations/<uuid:pk>/files/new/",
    "journeys/<uuid:pk>/attachments/new/",
    "mentions/<uuid:pk>/clippings/new/",
    "library/<uuid:pk>/file/",
    "registers/photographs/",
}
REPLACING = {
    "ally-meetings/<uuid:pk>/edit/",
    "library/<uuid:pk>/edit/",
    "library/<uuid:pk>/file/",
}
# Counted by themselves: what is sealed while it streams in, and phones by the day. Rows of phones by hand: never.
OWN_WAY = {"cases/<uuid:pk>/papers/", "fieldbook/waiting/file/"}


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_every_address_that_takes_files_counts_them() -> None:
    views = {one.route: one.view for one in all_addresses() if hasattr(one.view, "body_limit")}
    uncounted = {route for route, view in views.items() if not hasattr(view, "counts_files")}
    assert uncounted - OWN_WAY == {route for route in uncounted if route.startswith("fieldbook/api/")}
    assert len(views) - len(uncounted) > 15


def _full_account(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(file_limits, "ACCOUNT_BYTES", RateLimit("file-bytes", 100, file_limits.ACCOUNT_BYTES.within))
    return "एक दिन में"


def _full_house(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.JATAN_MOST_FILES = 100
    return "इस घर की फ़ाइलें"


def _full_disk(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    settings.JATAN_DISK_RESERVE = MORE_THAN_ANY_DISK
    return "सर्वर की डिस्क लगभग भर"


def _away_store(settings: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    use_store(settings, away(Path(settings.MEDIA_ROOT)))
    return "फ़ाइलें रखने की जगह अभी जवाब नहीं दे रही"


@pytest.mark.parametrize("fill", [_full_account, _full_house, _full_disk, _away_store])
def test_words_are_recorded_and_files_are_refused_in_words(
    coordinator: Client,
    doors: Mapping[str, tuple[str, dict[str, str], str]],
    files: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    fill: Any,
) -> None:
    """Before: 25 of 25 photographs of 6.3 MB on one meeting, and 120 MB of case papers in a second."""
    sentence = fill(settings, monkeypatch)
    for route, (path, answers, field) in doors.items():
        upload = SimpleUploadedFile("a.jpg", a_jpeg())
        answer = coordinator.post(path, {**answers, **a_page(), field: upload})
        assert answer.status_code == (422 if route in NOTHING_WITHOUT else 302), route
        shown = answer if answer.status_code == 422 else coordinator.get(answer.headers["Location"])
        assert sentence in shown.content.decode(), route
    assert stored(files) == []
    assert file_use.used_bytes() == 0


@pytest.mark.parametrize("fill", [_full_disk, _away_store])
def test_danger_is_recorded_without_its_photograph(
    coordinator: Client,
    doors: Mapping[str, tuple[str, dict[str, str], str]],
    cast: Cast,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    fill: Any,
) -> None:
    fill(settings, monkeypatch)
    path, answers, field = doors["issues/no-news/"]
    sent = {**answers, **a_page(), field: SimpleUploadedFile("a.jpg", a_jpeg())}
    assert coordinator.post(path, sent).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert Issue.objects.live().filter(is_urgent=True, status__in=OPEN).count() == 1


def test_a_minute_of_a_meeting_waits_and_the_meeting_does_not(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], cast: Cast, settings: Any
) -> None:
    settings.JATAN_DISK_RESERVE = MORE_THAN_ANY_DISK
    path, answers, field = doors["allies/<uuid:pk>/meetings/new/"]
    sent = {**answers, **a_page(), field: SimpleUploadedFile("a.jpg", a_jpeg())}
    assert coordinator.post(path, sent).status_code == 302
    with acting_as(cast.actor("coordinator")):
        assert Meeting.objects.filter(file="").count() == 2  # that of the fixture, and this one


@pytest.mark.parametrize("megabytes", [1, 200, 600, 900, 2000])
def test_the_largest_paper_fits_into_a_day_of_its_account(megabytes: int) -> None:
    assert file_limits.account_bytes(megabytes * 2**20).most >= max(2 * megabytes, 600) * 2**20


def test_what_a_form_refused_is_not_counted(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]]
) -> None:
    path, answers, field = doors["activities/<uuid:pk>/photographs/new/"]
    sent = {**answers, **a_page(), field: SimpleUploadedFile("a.jpg", b"no picture")}
    assert coordinator.post(path, sent).status_code == 422
    assert file_use.used_bytes() == 0


def test_a_form_that_came_twice_is_counted_once(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], cast: Cast
) -> None:
    path, answers, field = doors["activities/<uuid:pk>/photographs/new/"]
    sent, content = {**answers, **a_page()}, a_jpeg()
    for _time in range(3):
        assert coordinator.post(path, {**sent, field: SimpleUploadedFile("a.jpg", content)}).status_code == 302
    assert file_use.used_bytes() == len(content)
    account = cast.accounts["coordinator"].pk
    assert rate_limits.count(file_limits.ACCOUNT_FILES, account) == 2, "one photograph, and this question"


def test_what_a_view_that_fails_has_stored_is_not_counted(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], files: Path, cast: Cast
) -> None:
    """The door has stored the file and written its row; then the transaction is taken back."""
    path, answers, field = doors["activities/<uuid:pk>/photographs/new/"]

    def refuse(execute: Any, statement: str, *rest: Any) -> Any:
        if statement.startswith('UPDATE "access_sentform"'):
            raise OperationalError("the line to the database broke")
        return execute(statement, *rest)

    coordinator.raise_request_exception = False
    upload = SimpleUploadedFile("a.jpg", a_jpeg())
    with connection.execute_wrapper(refuse):
        assert coordinator.post(path, {**answers, **a_page(), field: upload}).status_code == 503
    with acting_as(cast.actor("coordinator")):
        assert not Photograph.objects.exists()
    assert file_use.used_bytes() == 0
    assert rate_limits.count(file_limits.ACCOUNT_FILES, cast.accounts["coordinator"].pk) == 1, "this question alone"


def test_what_comes_while_the_files_are_added_up_is_kept_on_top() -> None:
    file_use.set_counted(70, since=0)
    since = file_use.used_bytes()
    file_use.add(10, most=1_000)
    file_use.set_counted(60, since=since)
    assert file_use.used_bytes() == 70
    file_use.subtract(10)
    file_use.set_counted(60, since=file_use.used_bytes())
    assert file_use.used_bytes() == 60


def test_the_figure_of_the_house_is_what_its_rows_add_up_to(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], files: Path, cast: Cast
) -> None:
    for route, (path, answers, field) in doors.items():
        # Pages of registers are deleted within a month, and what a newer file replaces is named by the history alone.
        if not route.startswith("registers/") and route not in REPLACING:
            coordinator.post(path, {**answers, **a_page(), field: SimpleUploadedFile("a.jpg", a_jpeg())})
    sent = file_use.used_bytes()
    assert sent > 0
    with acting_as(cast.actor("coordinator")) as by:
        a_prompt(by, cast)
    on_disk = sum(path.stat().st_size for path in stored(files))
    ids = {"organisation_id": cast.gumla.pk, "row": uuid.uuid4(), "file": uuid.uuid4(), "account": uuid.uuid4()}
    with acting_as(importer_for(cast.gumla.pk)):
        ReceivedFile.objects.create(**ids, size=9_000, received=7_000)
    with acting_as(cast.actor("counsellor")) as by:
        of_case = {"organisation_id": cast.gumla.pk, "case": uuid.uuid4(), "written_by": by.account_id}
        SealedFile.objects.create(**of_case, stored_as="a", length=500)
    assert count_files() == file_use.used_bytes() == on_disk + 7_500 != sent
    assert {model for model, size in sizes_by_table().items() if size} == set(SIZES)


def test_every_table_with_the_size_of_a_file_is_added_up() -> None:
    sized = {
        model
        for model in apps.get_models()
        if {"file_size", "stored_as", "stored"} & (names := {one.name for one in model._meta.get_fields()})
        and {"file_size", "size", "length"} & names
    }
    assert sized == set(SIZES)


def test_uploads_at_once_do_not_pass_the_limit_together() -> None:
    """Each in a connection and a transaction of its own, as requests are."""
    asked = connection.get_connection_params() | {"autocommit": True}
    for name in ("context", "cursor_factory", "client_encoding"):
        asked.pop(name, None)

    def add(_number: int) -> int:
        with psycopg.connect(**asked) as held:
            added = [held.execute(file_use._ADD, {"size": 10, "most": 350}).fetchone() for _turn in range(20)]
            return len([one for one in added if one is not None])

    try:
        with ThreadPoolExecutor(4) as workers:
            assert sum(workers.map(add, range(4))) == 35
        assert file_use.used_bytes() == 350
    finally:
        with psycopg.connect(**asked) as held:
            held.execute("DELETE FROM operation_fileuse")


def test_a_row_of_a_phone_is_taken_and_its_picture_waits_on_the_phone(at_work: Field, settings: Any) -> None:
    reserve, settings.JATAN_DISK_RESERVE = settings.JATAN_DISK_RESERVE, MORE_THAN_ANY_DISK
    file = {"id": str(uuid.uuid4()), "sha256": "0" * 64, "size": 1}
    row = {**at_work.row("help", {"kind": "violence", "is_urgent": True}).sent(), "files": [file]}
    query = f"?offset=0&size=1&row={row['id']}"

    answer = at_work.phone.post("rows", {"rows": [row]})
    assert (answer.status_code, answer.json()["refused"]) == (200, [])
    piece = at_work.phone.post(f"files/{file['id']}", b"x", query=query)
    assert (piece.status_code, piece.json()) == (429, {"problem": "quota"})
    with acting_as(at_work.cast.actor("coordinator")):
        assert (ReceivedRow.objects.count(), ReceivedFile.objects.count()) == (1, 0)

    settings.JATAN_DISK_RESERVE = reserve
    assert at_work.phone.post("rows", {"rows": [row]}).status_code == 200  # the phone names it again
    assert at_work.phone.post(f"files/{file['id']}", b"x", query=query).status_code == 200
