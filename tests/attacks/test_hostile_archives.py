"""Attack: a file whose members are named so that reading it writes, deletes or opens something outside its target.

Before, a forged backup with a member `files//absolute/path` passed every check, and `restore` wrote that path as
whoever ran it. Here the same generated names are put before every reader of archives, and before every place that opens
a file by the name in a row, since a restored database is a file of somebody else's too.
"""

import base64
import hashlib
import io
import json
import stat
import tarfile
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from jatan.foundation.access.walls import acting_as
from jatan.intake.fieldbook.models import ReceivedFile, ReceivedRow
from jatan.intake.registers.uploads import shown_name
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.kernel.archives import UnsafeName, check_name, resolve_member
from jatan.kernel.file_store import file_store, has_file, read_file, remove_file
from jatan.kernel.problems import Problem
from jatan.kernel.stored_files import open_file, store_file
from jatan.programme.cases.exchange.archive import Reason, read_export, write_export
from jatan.programme.cases.exchange.levels import Level
from jatan.programme.cases.exchange.workbook import from_workbook
from jatan.runtime.backup import archive
from jatan.runtime.backup.archive import BackupProblem, Contents
from jatan.web.cases.upload import plain_name
from tests.cast import Cast
from tests.intake.registers.workbook.saved_register import save_as
from tests.phones import enrolled
from tests.programme.cases.exchange.spreadsheets import SURVIVOR, toolkit_workbook
from tests.programme.cases.exchange.test_encrypted_files import agreed
from tests.programme.groups.leaders import forum_of, lead
from tests.programme.library.builders import docx
from tests.web.conftest import signed_in

type Read = Callable[[bytes], object]

_EVIL = "evil.txt"


@pytest.fixture
def around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Path]:
    """A folder with a victim, the working directory and the house's files in it, which are the same after the test."""
    for name in ("outside", "work", "house/files", "target/files"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "outside" / "victim.txt").write_text("hers")
    monkeypatch.chdir(tmp_path / "work")
    settings.MEDIA_ROOT = tmp_path / "house" / "files"
    before = _contents(tmp_path)
    yield tmp_path
    assert _contents(tmp_path) == before


def _contents(folder: Path) -> dict[str, str]:
    """Every file below a folder but in the target's own, by its path."""
    kept = (path for path in folder.rglob("*") if path.is_file() and not path.is_relative_to(folder / "target"))
    return {str(path): path.read_text(errors="replace") for path in kept}


def hostile_names(outside: Path) -> list[str]:
    """Names that lead to `outside`, or somewhere else than a plain name would on one of the systems."""
    there = f"{outside.as_posix()}/{_EVIL}"
    climbing = [f"{'../' * depth}{end}" for depth in (1, 2, 5, 12) for end in ("outside/evil.txt", _EVIL, there[1:])]
    absolute = [there, f"/{there}", f"//{there}", f"./{there}", f"x/{there}", f"{outside.as_posix()}/victim.txt"]
    windows = [rf"C:\{_EVIL}", f"C:/{_EVIL}", f"C:{_EVIL}", rf"\\host\share\{_EVIL}", rf"..\..\{_EVIL}", rf"\{_EVIL}"]
    odd = [f"{_EVIL}:stream", f"a//{_EVIL}", f"a/./{_EVIL}", ".", "..", "a/..", "a/.", "a/b/../../../" + _EVIL]
    control = [f"a\n{_EVIL}", f"a\r/{_EVIL}", f"\x1b[2J{_EVIL}", f"a\x7f{_EVIL}", f"\t/{_EVIL}"]
    long = ["n" * 256, "न" * 100, "a/" * 1600 + _EVIL]
    plain = [*climbing, *absolute, *windows, *odd, *control, *long]
    return list(dict.fromkeys([*plain, *(f"inside/{name}" for name in plain)]))


def test_one_function_takes_every_plain_name_and_no_hostile_one(around: Path) -> None:
    target = around / "target"
    names = hostile_names(around / "outside")
    assert len(names) > 75
    for name in [*names, "", "/", "a\x00b", "a\ud800b"]:
        with pytest.raises(UnsafeName):
            resolve_member(target, name)
    for name in ("a", "photos/2026/बैठक.jpg", "[Content_Types].xml", "..a/b..", "Object 1/content.xml", "...", "~/a"):
        assert resolve_member(target, name) == target / name
    (target / "link").symlink_to(around / "outside")
    with pytest.raises(UnsafeName):
        resolve_member(target, f"link/{_EVIL}")


# --- backups ---------------------------------------------------------------------------------------------------------


def _forged(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    """A backup with these members beside the dump, its checksums right: format 2 bore no signature."""
    parts: dict[str, Any] = {}
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:

        def add(entry: tarfile.TarInfo, content: bytes) -> None:
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
            parts[entry.name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}

        for entry, content in [(tarfile.TarInfo("database.dump/000001"), b"PGDMP"), *members]:
            add(entry, content)
        facts = {"format": 2, "parts": parts, "migrations": [], "tables": {}, "roles": {"owner": "a", "app": "b"}}
        manifest = json.dumps(facts).encode()
        add(tarfile.TarInfo("manifest.json"), manifest)
        add(tarfile.TarInfo("manifest.sha256"), hashlib.sha256(manifest).hexdigest().encode())
    return out.getvalue()


def _named(name: str) -> tuple[tarfile.TarInfo, bytes]:
    return tarfile.TarInfo(name), b"evil"


def _special(kind: bytes, name: str = "files/x") -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname = kind, "/etc/passwd"
    return entry, b""


def _sparse() -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo("files/huge")
    entry.pax_headers = {"GNU.sparse.map": "0,1", "GNU.sparse.size": str(1 << 60), "GNU.sparse.numblocks": "1"}
    return entry, b"x"


def test_no_member_of_a_forged_backup_is_written_outside_the_house(around: Path) -> None:
    """Asked of the check, and of the unpacking alone, as if the check had been passed by another file."""
    names = hostile_names(around / "outside")
    for name in [*(f"files/{name}" for name in names), *names, "files/", "files", "manifest.json/x", "database.dumpx"]:
        content = _forged(_named(name))
        with pytest.raises(BackupProblem) as refused:
            archive.verify(io.BytesIO(content), Path("house.backup"))
        assert "outside the house" in str(refused.value), name
        assert "इस्तेमाल नहीं" in str(refused.value)
        contents = Contents(Path("house.backup"), {"parts": _parts(content)}, "")
        target = around / "target" / uuid.uuid4().hex
        with pytest.raises(BackupProblem):
            archive.unpack(io.BytesIO(content), contents, dump=target / "dump", files=target / "files")


def _parts(content: bytes) -> dict[str, Any]:
    """The parts as the forged manifest lists them, in the spelling in which tar gives their names back."""
    with tarfile.open(fileobj=io.BytesIO(content)) as tar:
        members = [member for member in tar if not member.name.startswith("manifest.") or "/" in member.name]
        read = {member.name: (tar.extractfile(member) or io.BytesIO()).read() for member in members}
    return {name: {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in read.items()}


@pytest.mark.parametrize(
    "members",
    [
        *([_special(kind)] for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)),
        *([_special(kind)] for kind in (tarfile.CHRTYPE, tarfile.BLKTYPE)),
        [_special(tarfile.SYMTYPE), _named("files/x/evil.txt")],
        [_special(tarfile.SYMTYPE, "manifest.json")],
        [_special(tarfile.DIRTYPE, "database.dump/000002")],
        [_named("files/a"), _named("files/a/evil.txt")],
        [_named("files/a/evil.txt"), _named("files/a")],
        [_sparse()],
    ],
)
def test_a_backup_holds_files_and_nothing_else(around: Path, members: list[tuple[tarfile.TarInfo, bytes]]) -> None:
    with pytest.raises(BackupProblem, match="outside the house"):
        archive.verify(io.BytesIO(_forged(*members)), Path("house.backup"))


@pytest.mark.parametrize(
    "odd", [b"", b"[]", b"3", b"{}", b'{"format": "2"}', b"[" * 100_000, b'{"format":2,"parts":7}']
)
def test_an_odd_manifest_is_refused_in_words(odd: bytes) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name, content in (
            ("database.dump/000001", b"PGDMP"),
            ("manifest.json", odd),
            ("manifest.sha256", hashlib.sha256(odd).hexdigest().encode()),
        ):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    with pytest.raises(BackupProblem, match="not whole"):
        archive.verify(io.BytesIO(out.getvalue()), Path("house.backup"))


def test_a_backup_exchanged_after_its_check_is_not_unpacked(around: Path) -> None:
    """Its disk may be somebody else's: other content, a part more and a part less are each refused."""
    one = _forged(_named("files/a"), _named("files/b"))
    checked = archive.verify(io.BytesIO(one), Path("house.backup"))
    others = [
        _forged(_named("files/a"), (tarfile.TarInfo("files/b"), b"live")),
        _forged(_named("files/a"), _named("files/b"), _named("files/c")),
        _forged(_named("files/a"), _named("files/a"), _named("files/b")),
        _forged(_named("files/a")),
        one[:2048],
    ]
    for number, other in enumerate([one, *others]):
        target = around / "target" / str(number)
        if number == 0:
            archive.unpack(io.BytesIO(other), checked, dump=target / "dump", files=target / "files")
            assert (target / "files" / "b").read_bytes() == b"evil"
            continue
        with pytest.raises(BackupProblem, match="not whole"):
            archive.unpack(io.BytesIO(other), checked, dump=target / "dump", files=target / "files")


# --- workbooks, files of cases, documents ----------------------------------------------------------------------------


def _with_member(content: bytes, name: str, *, is_link: bool = False) -> bytes:
    """The ZIP with one member more. A zero byte is put into its name afterwards: zipfile would end the name there."""
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a") as packed:
        entry = zipfile.ZipInfo(name.replace("\0", "@"))
        entry.external_attr = ((stat.S_IFLNK if is_link else stat.S_IFREG) | 0o644) << 16
        packed.writestr(entry, b"<x/>")
    return buffer.getvalue().replace(name.replace("\0", "@").encode(), name.encode())


def _workbook(folder: Path, kind: str) -> bytes:
    return save_as(kind, folder).read_bytes()


def _read_workbook(folder: Path) -> Read:
    def read(content: bytes) -> object:
        path = folder / "target" / "workbook"
        path.write_bytes(content)
        with open_workbook(path) as book:
            return [list(book.rows(name)) for name in book.names]

    return read


def _readers(around: Path) -> dict[str, tuple[bytes, Read]]:
    """Each reader of ZIPs with a file that it takes."""
    locked, passphrase = write_export(Level.FULL, [agreed("Sharing")], Reason.REFERRAL)
    return {
        "register, xlsx": (_workbook(around / "target", "register.xlsx"), _read_workbook(around)),
        "register, ods": (_workbook(around / "target", "register.ods"), _read_workbook(around)),
        "register, xlsb": (_workbook(around / "target", "register.xlsb"), _read_workbook(around)),
        "workbook of cases": (toolkit_workbook([SURVIVOR]), from_workbook),
        "locked file of a case": (locked, lambda content: read_export(content, passphrase)),
        "document": (docx(), lambda content: store_file(ContentFile(content, "a.docx"), folder="x", largest=1 << 20)),
    }


@pytest.mark.parametrize(
    "kind",
    ["register, xlsx", "register, ods", "register, xlsb", "workbook of cases", "locked file of a case", "document"],
)
def test_no_reader_takes_a_zip_with_a_member_that_leads_outside(around: Path, settings: Any, kind: str) -> None:
    content, read = _readers(around)[kind]
    settings.MEDIA_ROOT = around / "target"
    assert read(content)
    assert read(_with_member(content, "plain/name.xml"))
    settings.MEDIA_ROOT = around / "house" / "files"
    names = [*hostile_names(around / "outside"), "xl/a.xml\x00../../evil.txt"]
    for name in names:
        _refused(read, _with_member(content, name))
    _refused(read, _with_member(content, "link", is_link=True))
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = _with_member(_with_member(content, "plain/name.xml"), "plain/name.xml")
    _refused(read, twice, "twice")


def _refused(read: Read, content: bytes, word: str = "outside itself") -> None:
    with pytest.raises(Problem) as refused:
        read(content)
    assert refused.value.code in {"unsafe_name", "dangerous_workbook"}
    with translation.override("en"):
        assert word in str(refused.value.message)


# --- rows, files of phones, names of uploads --------------------------------------------------------------------------


def test_no_row_opens_or_deletes_a_file_outside_the_house(around: Path) -> None:
    """Whoever restores a foreign backup has foreign rows: the name of a file in them is a name from outside."""
    for name in hostile_names(around / "outside"):
        for stored in (name, f"library/{name}", f"library/../{name}"):
            for read in (read_file, remove_file, lambda file: open_file(file, folder="library")):
                with pytest.raises(FileNotFoundError):
                    read(stored)
            assert not has_file(stored)
    kept = store_file(ContentFile(docx(), "a.docx"), folder="library", largest=1 << 20)
    with open_file(kept.file, folder="library") as opened:
        assert opened.read() == docx()
    with pytest.raises(FileNotFoundError):
        open_file(kept.file, folder="consultations")
    remove_file(kept.file)
    assert not has_file(kept.file)


def test_the_name_of_an_upload_is_one_step_wherever_it_is_shown(around: Path) -> None:
    """No file is written under it; whoever saves a download under it stays in the folder of downloads."""
    for name in hostile_names(around / "outside"):
        kept = store_file(ContentFile(docx(), name), folder="library", largest=1 << 20)
        path = Path(file_store().path(kept.file))
        path.unlink()
        path.parent.rmdir()
        for shown in (kept.file_name, shown_name(name), plain_name(name).replace(":", "")):
            check_name(shown[:80])  # a long name is cut by whoever saves it
            assert "/" not in shown, shown


@pytest.mark.django_db
def test_a_saved_file_of_a_phone_names_no_path(cast: Cast, around: Path) -> None:
    """Ids of rows and photographs are ids or nothing: what is stored is named by the house."""
    lead(cast, forum_of(cast, "टोटो फोरम", "अनीता कुजूर"))
    phone, coordinator = enrolled(cast), signed_in(cast.accounts["coordinator"])
    names = hostile_names(around / "outside")
    photograph = base64.urlsafe_b64encode(b"evil").decode()
    rows = []
    for name in names:
        file = {"id": name, "sha256": hashlib.sha256(b"evil").hexdigest(), "size": 4, "bytes": photograph}
        rows.append({"id": name, "sealed": photograph, "sha256": file["sha256"], "files": [file]})
        rows.append({**rows[-1], "id": str(uuid.uuid4())})
    saved = json.dumps({"jatan_field_book": 1, "device": phone.device_id, "rows": rows}).encode()
    for content in (saved, *(saved.replace(phone.device_id.encode(), name.encode()) for name in ("../x", "/etc/x"))):
        upload = SimpleUploadedFile("../../evil.json", content)
        answer = coordinator.post("/fieldbook/waiting/file/", {"file": upload}, follow=True)
        assert answer.status_code in {200, 422}
    with acting_as(cast.actor("coordinator")):
        assert not ReceivedFile.objects.exists()
        assert {str(row.row) for row in ReceivedRow.objects.all()} <= {row["id"] for row in rows} - set(names)
