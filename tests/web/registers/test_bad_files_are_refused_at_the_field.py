"""An invalid file is refused with an error at the field, and not stored."""

import io
import zipfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.models import ImportRun
from tests.cast import Cast
from tests.intake.registers import workbooks
from tests.web.conftest import Browser
from tests.web.registers.conftest import Upload

pytestmark = pytest.mark.django_db


def bomb() -> bytes:
    """A workbook whose sheet unpacks to 300 times its size."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 40_000_000)
    return target.getvalue()


BAD = {
    "text called xlsx": ("register.xlsx", b"not a workbook at all"),
    "nothing in it": ("register.xlsx", b""),
    "another kind of file": ("register.pdf", b"%PDF-1.7"),
    "old or locked": ("register.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600),
    "zip bomb": ("register.xlsx", bomb()),
}


@pytest.mark.parametrize(("name", "content"), BAD.values(), ids=BAD)
def test_bad_file_is_refused_and_not_kept(
    name: str, content: bytes, cast: Cast, browser: Browser, upload: Upload
) -> None:
    answer = upload(browser("coordinator"), name=name, content=content)
    assert answer.status_code == 422
    assert answer.context["form"].errors["workbooks"]
    kept = Path(settings.MEDIA_ROOT) / "registers"
    assert not kept.exists() or not list(kept.iterdir())
    with acting_as(cast.actor("coordinator")):
        assert not ImportRun.objects.exists()


def test_valid_file_beside_an_invalid_one_is_previewed(cast: Cast, browser: Browser, tmp_path: Path) -> None:
    good = workbooks.meetings(tmp_path / "good.xlsx", workbooks.meeting(1)).read_bytes()
    files = [SimpleUploadedFile("good.xlsx", good), SimpleUploadedFile("bad.xlsx", b"x")]
    answer = browser("coordinator").post("/registers/", {"workbooks": files})
    assert answer.status_code == 422
    assert "bad.xlsx" in str(answer.context["form"].errors["workbooks"])
    with acting_as(cast.actor("coordinator")):
        assert [run.file_name for run in ImportRun.objects.all()] == ["good.xlsx"]


def test_folders_and_bidi_characters_in_a_file_name_are_removed(cast: Cast, browser: Browser, tmp_path: Path) -> None:
    content = workbooks.meetings(tmp_path / "good.xlsx", workbooks.meeting(1)).read_bytes()
    file = SimpleUploadedFile("../../etc/re\u202egister.xlsx", content)
    browser("coordinator").post("/registers/", {"workbooks": [file]})
    with acting_as(cast.actor("coordinator")):
        run = ImportRun.objects.get()
    assert "/" not in run.file_name
    assert "\u202e" not in run.file_name
    assert "register" not in run.stored_as
