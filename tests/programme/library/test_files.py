"""Files of the library: checked by content, stored under unguessable names, never overwritten."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.ledger.models import Revision
from jatan.kernel.problems import Problem
from jatan.programme.library import files, services
from jatan.programme.library.services import MATERIAL
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.activities.builders import picture
from tests.programme.library.builders import a_material, docx, material_command, upload

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def _on_disk(media: Path) -> list[Path]:
    return [path for path in media.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "pdf"),
        (picture(image_format="PNG"), "png"),
        (picture(), "jpg"),
        (b"\0\0\0\x18ftypmp42" + b"\0" * 20, "mp4"),
        (b"ID3\x04" + b"\0" * 20, "mp3"),
        (b"\xff\xfb\x90\x00" + b"\0" * 20, "mp3"),
        (docx(), "docx"),
    ],
)
def test_the_format_is_detected_from_content_whatever_the_name(content: bytes, kind: str) -> None:
    assert files.store_file(upload(content, "x.exe")).format == kind


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00 a program",
        b"PK\x03\x04 no zip",
        docx("word/vbaProject.bin"),
        b"GIF89a",
    ],
)
def test_other_files_are_refused_and_not_stored(content: bytes, media: Path) -> None:
    with pytest.raises(Problem, match="wrong_kind") as refused:
        files.store_file(upload(content))
    assert refused.value.field == "upload"
    assert _on_disk(media) == []


def test_an_ordinary_zip_is_no_word_document(media: Path) -> None:
    plain = docx().replace(b"word/document.xml", b"else/document.xml")
    with pytest.raises(Problem, match="wrong_kind"):
        files.store_file(upload(plain))


def test_an_empty_and_a_too_large_file_are_refused(media: Path) -> None:
    with pytest.raises(Problem, match="missing_required"):
        files.store_file(upload(b""))
    large = ContentFile(PDF, name="a.pdf")
    large.size = files.LARGEST + 1
    with pytest.raises(Problem, match="too_large"):
        files.store_file(large)
    assert _on_disk(media) == []


def test_the_stored_name_is_opaque_and_the_download_name_has_no_path(media: Path) -> None:
    kept = files.store_file(upload(PDF, '../../etc/"बाल विवाह"\r\nX: y.html'))
    assert "विवाह" not in kept.file
    assert (media / kept.file).read_bytes() == PDF
    assert kept.file_name.endswith(".pdf")
    assert "बाल विवाह" in kept.file_name
    assert not set(kept.file_name) & set('/\\"\r\n:')
    assert kept.file_digest == hashlib.sha256(PDF).hexdigest()
    assert files.store_file(upload(PDF)).file != kept.file


def test_a_path_outside_the_library_is_refused(media: Path) -> None:
    (media / "secret").write_bytes(b"x")
    for path in ("secret", "library/../secret", "/etc/hostname"):
        with pytest.raises(FileNotFoundError):
            files.open_file(path, "")


def test_replacing_a_file_keeps_the_old_one_on_disk(cast: Cast, as_: As, media: Path) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, PDF)
        first = material.file
        assert services.replace_file(by=by, material=material, upload=upload(docx(), "नया.docx"))
        kept = MATERIAL.find(by, material.id)
        before = Revision.objects.get(about=material.id).before
    assert (kept.format, kept.file_name) == ("docx", "नया.docx")
    assert before["file"] == first
    assert (media / first).exists()
    with files.open_file(kept.file, kept.file_digest) as content:
        assert content.read() == docx()


def test_the_file_is_deleted_when_its_row_is_refused(cast: Cast, as_: As, media: Path) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast)
    with as_("khunti_coordinator") as by:
        with pytest.raises(Forbidden):
            services.add_material(by=by, command=material_command(cast), upload=upload(PDF))
        with pytest.raises(Forbidden):
            services.replace_file(by=by, material=material, upload=upload(PDF))
    assert _on_disk(media) == []
