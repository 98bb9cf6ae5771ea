"""Pictures that carry where they were taken, or more pixels than memory, through every address that takes pictures."""

import io
import resource
import subprocess
import sys
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image, PngImagePlugin

from jatan.kernel import clock
from jatan.programme.allies.commands import RecordMention
from jatan.programme.allies.services import MENTION
from jatan.web.desk_registry import DESKS
from jatan.web.ui.workbooks.pages import has_workbook
from tests.cast import Cast
from tests.house.addresses import all_addresses
from tests.programme.activities.builders import an_activity
from tests.programme.allies.builders import a_meeting, an_ally
from tests.programme.consultations.builders import a_consultation
from tests.programme.journeys.builders import a_journey
from tests.programme.library.builders import a_material
from tests.programme.people.builders import a_person
from tests.sign_in import signed_in

pytestmark = pytest.mark.django_db

MARK = "SecretCamera"
# Addresses that take files and decode none before they are kept: workbooks, sealed exports; and sealed papers, of
# which photographs are cleaned after sealing (tests/web/cases/test_seeing_papers.py).
_NO_PICTURES = {
    "registers/",
    "registers/waiting/repaired/",
    "targets/upload/",
    "studies/<uuid:pk>/villages/",
    "studies/<uuid:pk>/upload/",
    "studies/<uuid:pk>/report/",
    "cases/<uuid:pk>/papers/",
    "cases/import/",
    "accounts/workbook/",
    "places/villages/",
    "voices/<prompt_language:language>/<prompt_code:code>/",
    # The door of phones: what comes in is sealed, and cleaned where it is attached (tests/intake/fieldbook).
    "fieldbook/waiting/file/",
    "fieldbook/api/enrol",
    "fieldbook/api/challenge",
    "fieldbook/api/bundle",
    "fieldbook/api/share",
    "fieldbook/api/renew",
    "fieldbook/api/rows",
    "fieldbook/api/files/<uuid:pk>",
    "fieldbook/api/receipts",
    # Corrected workbooks.
    *(f"{desk.slug}/workbook/" for desk in DESKS if has_workbook(desk)),
}


def a_page() -> dict[str, str]:
    """The token of a page of its own, by which a form passes the door that knows one sent twice."""
    return {"csrfmiddlewaretoken": uuid.uuid4().hex}


def a_jpeg() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (23.0, 2.0, 30.0)
    return _saved("JPEG", exif=exif, comment=MARK.encode())


def _png() -> bytes:
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Location", MARK)
    texts.add_itxt("XML:com.adobe.xmp", f"<x>{MARK}</x>", zip=False)
    exif = Image.Exif()
    exif[0x010F] = MARK
    return _saved("PNG", pnginfo=texts, exif=exif)


def _webp() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = MARK
    return _saved("WEBP", exif=exif, xmp=f"<x>{MARK}</x>".encode())


def _hidden() -> bytes:
    """A JPEG with something else behind its end."""
    return _saved("JPEG") + MARK.encode()


def _saved(image_format: str, **how: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 200), (180, 90, 40)).save(out, image_format, **how)
    return out.getvalue()


_PICTURES: Mapping[str, Callable[[], bytes]] = {"a.jpg": a_jpeg, "b.png": _png, "c.webp": _webp, "d.jpg": _hidden}


def _bomb() -> bytes:
    """210 KB that decode to 49.7 million pixels."""
    out = io.BytesIO()
    Image.new("RGB", (7050, 7050)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def doors(cast: Cast, as_: Any) -> Mapping[str, tuple[str, dict[str, str], str]]:
    """Route of every address that takes a picture -> its path, the other answers, the name of its field."""
    with as_("desk_operator") as by:
        activity = an_activity(by, cast)
    with as_("coordinator") as by:
        journey = a_journey(by, a_person(by, cast))
        material = a_material(by, cast)
        brief = a_material(by, cast, title_hi="लेबल", stage="brief", message="पहले पूछें")
        ally = an_ally(by, cast)
        meeting = a_meeting(by, ally)
        consultation = f"/consultations/{a_consultation(by, cast).pk}/"
        report = {"organisation": cast.gumla.pk, "place": cast.gumla_district, "published_on": clock.today()}
        mention = MENTION.record(by=by, command=RecordMention(**report, outlet="प्रभात खबर", title="खबर"))
    mentioned = {"published_on": f"{clock.today():%d/%m/%Y}", "outlet": "प्रभात खबर", "title": "खबर"}
    met = {"held_on": f"{clock.today():%d/%m/%Y}", "purpose": "पंजीकरण"}
    mother = {"teller": "सलोमी केरकेट्टा", "relation": "माँ", "teller_phone": "9470011223"}
    copy = {"kind": "cutting", "copied_on": f"{clock.today():%d/%m/%Y}"}
    titles = {"title_hi": "पोस्टर", "kind": "booklet", "topic": "safe_migration", "language": "hi"}
    return {
        "activities/<uuid:pk>/photographs/new/": (f"/activities/{activity.pk}/photographs/new/", {}, "content"),
        "consultations/<uuid:pk>/files/new/": (f"{consultation}files/new/", {"kind": "other"}, "upload"),
        "journeys/<uuid:pk>/attachments/new/": (
            f"/journeys/{journey.pk}/attachments/new/",
            {"kind": "ticket"},
            "upload",
        ),
        "mentions/new/": ("/mentions/new/", mentioned, "upload"),
        "mentions/<uuid:pk>/edit/": (f"/mentions/{mention.pk}/edit/", mentioned, "upload"),
        "mentions/<uuid:pk>/clippings/new/": (f"/mentions/{mention.pk}/clippings/new/", copy, "upload"),
        # Minutes of a meeting with an institution: a photograph of the signed sheet will do.
        "allies/<uuid:pk>/meetings/new/": (f"/allies/{ally.pk}/meetings/new/", met, "upload"),
        "ally-meetings/<uuid:pk>/edit/": (f"/ally-meetings/{meeting.pk}/edit/", met, "upload"),
        "library/new/": ("/library/new/", titles, "upload"),
        "library/<uuid:pk>/edit/": (f"/library/{material.pk}/edit/", titles, "upload"),
        "library/<uuid:pk>/file/": (f"/library/{material.pk}/file/", {}, "upload"),
        "library/<uuid:pk>/draft/": (f"/library/{brief.pk}/draft/", {}, "upload"),
        # A face for the request for an FIR: the whole page of "no news of her".
        "issues/no-news/": (f"/issues/no-news/?journey={journey.pk}", mother, "photograph"),
        "registers/photographs/": ("/registers/photographs/", {"register": "shg_meeting"}, "photographs"),
    }


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    return signed_in(cast.accounts["coordinator"])


def _stored(files: Path) -> list[bytes]:
    return [path.read_bytes() for path in files.rglob("*") if path.is_file()]


def test_every_address_that_takes_files_is_known(doors: Mapping[str, Any]) -> None:
    taking = {address.route for address in all_addresses() if hasattr(address.view, "body_limit")}
    assert taking == set(doors) | _NO_PICTURES


@pytest.mark.parametrize("name", _PICTURES)
def test_no_door_keeps_what_a_camera_writes(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], files: Path, name: str
) -> None:
    """The library kept EXIF with its position and gave it to everybody."""
    content = _PICTURES[name]()
    assert MARK.encode() in content
    for route, (path, answers, field) in doors.items():
        status = coordinator.post(path, {**answers, **a_page(), field: SimpleUploadedFile(name, content)}).status_code
        assert status == 302 or (status == 422 and name == "c.webp"), f"{route}: {status}"
        assert [one for one in _stored(files) if MARK.encode() in one] == [], route
    assert _stored(files), "nothing was stored: this test would prove nothing"
    for stored in _stored(files):
        with Image.open(io.BytesIO(stored)) as picture:
            assert dict(picture.getexif()) == {}
            assert set(picture.info) <= {
                "jfif",
                "jfif_version",
                "jfif_unit",
                "jfif_density",
                "progressive",
                "progression",
            }


def test_every_door_refuses_fifty_million_pixels_of_png(
    coordinator: Client, doors: Mapping[str, tuple[str, dict[str, str], str]], files: Path
) -> None:
    """A file of 210 KB brought a web worker to 816 MB."""
    content = _bomb()
    assert len(content) < 300_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path, answers, field in doors.values():
        answer = coordinator.post(path, {**answers, **a_page(), field: SimpleUploadedFile("a.png", content)})
        assert answer.status_code == 422
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000
    assert _stored(files) == []


_MEASURE = """
import io, resource, sys
from PIL import Image
import django
from django.conf import settings
settings.configure(USE_I18N=False)
django.setup()
from jatan.kernel.pictures import clean_picture
content = open(sys.argv[1], "rb").read()
clean_picture(open(sys.argv[2], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
clean_picture(content, largest=50 * 2**20, longest_side=4000, keeps_png=True)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize(
    ("size", "mode", "image_format", "how"),
    [
        ((6000, 4000), "RGBA", "PNG", {}),
        ((6000, 4000), "P", "PNG", {}),
        ((6000, 4000), "RGB", "WEBP", {"method": 0}),
        ((8160, 6120), "RGB", "JPEG", {}),
        ((6000, 4000), "RGB", "JPEG", {"progressive": True}),
    ],
    ids=["png", "palette", "webp", "jpeg of 50 million pixels", "progressive jpeg"],
)
def test_the_largest_allowed_pictures_take_bounded_memory(
    tmp_path: Path, size: tuple[int, int], mode: str, image_format: str, how: dict[str, Any]
) -> None:
    large, small = tmp_path / "large", tmp_path / "small"
    Image.new(mode, size).save(large, image_format, **how)
    Image.new(mode, (40, 40)).save(small, image_format, **how)
    done = subprocess.run([sys.executable, "-c", _MEASURE, large, small], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300_000, f"{int(done.stdout) // 1000} MB"
