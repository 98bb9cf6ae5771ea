"""Files of the library: published ones are open to anybody, the others only after sign-in."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import Settings

from jatan.foundation.access.walls import acting_as
from jatan.programme.library.models import Material
from tests.cast import Cast
from tests.papers import ACTIVE_PDFS, PDF
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db
TITLE = "घर से निकलने के पहले"


def added(cast: Cast, browser: Browser, **more: str) -> Material:
    sheet = {"title_hi": TITLE, "kind": "booklet", "language": "hi"}
    upload = SimpleUploadedFile("booklet.pdf", PDF, "application/pdf")
    answer = browser("secretariat").post("/library/new/", {**sheet, "upload": upload, **more})
    assert answer.status_code == 302, answer.context["form"].errors
    with acting_as(cast.actor("secretariat")):
        return Material.objects.latest("recorded_at")


def test_published_material_needs_no_sign_in(
    cast: Cast, browser: Browser, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    material = added(cast, browser, is_public="on")
    assert TITLE in Client().get("/library/public/").content.decode()
    answer = Client().get(f"/library/public/{material.pk}/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_unpublished_material_needs_sign_in(cast: Cast, browser: Browser, settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = tmp_path
    material = added(cast, browser)
    assert TITLE not in Client().get("/library/public/").content.decode()
    assert Client().get(f"/library/public/{material.pk}/").status_code == 404
    answer = browser("field_worker").get(f"/library/{material.pk}/download/")
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]


def test_a_paper_with_a_program_is_refused_with_a_sentence(
    cast: Cast, browser: Browser, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("booklet.pdf", ACTIVE_PDFS["a program at opening"], "application/pdf")
    sheet = {"title_hi": "क", "kind": "booklet", "language": "hi", "upload": upload}
    answer = browser("secretariat").post("/library/new/", sheet)
    assert answer.status_code == 422
    assert "PDF" in str(answer.context["form"].errors["upload"])


def test_file_that_is_something_else_is_refused(
    cast: Cast, browser: Browser, settings: Settings, tmp_path: object
) -> None:
    settings.MEDIA_ROOT = tmp_path
    upload = SimpleUploadedFile("page.pdf", b"<script>alert(1)</script>", "application/pdf")
    sheet = {"title_hi": "क", "kind": "booklet", "language": "hi", "upload": upload}
    answer = browser("secretariat").post("/library/new/", sheet)
    assert answer.status_code == 422
    assert "upload" in answer.context["form"].errors
