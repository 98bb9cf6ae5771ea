"""Uploaded files are durable before their row is written, and written only through `jatan.kernel.files`.

One test uploads through every page and checks the order of fsync, rename and INSERT; another checks that no module that
serves requests opens a file for writing in another way.
"""

import ast
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from jatan.foundation.access.actors import Actor
from jatan.foundation.vault.file_storage import FileWriter, save_file_row
from jatan.intake.registers.uploads import receive_upload
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.photographs import add_photograph
from jatan.programme.allies.clippings import add_clipping
from jatan.programme.allies.commands import AddClipping, RecordMention
from jatan.programme.allies.services import MENTION
from jatan.programme.consultations.commands import AddFile
from jatan.programme.consultations.records import add_file
from jatan.programme.journeys.attachments import add_attachment
from jatan.programme.journeys.commands import AddAttachment
from tests.cast import Cast
from tests.disk_watch import Step, watched
from tests.house.source import Source, modules
from tests.intake.registers.workbooks import meeting, meetings
from tests.papers import PDF
from tests.programme.activities.builders import an_activity, picture
from tests.programme.consultations.builders import a_consultation
from tests.programme.journeys.builders import a_journey
from tests.programme.library.builders import a_material
from tests.programme.people.builders import a_person

type As = Callable[[str], AbstractContextManager[Actor]]

_PACKAGES = ("foundation", "programme", "intake", "evidence", "web")
# module -> why it may write a file by itself
_BY_THEMSELVES = {
    "src/jatan/web/assets.py": "style sheets and scripts, built anew from the source at any start",
    "src/jatan/evidence/studio/written.py": "a report for whoever typed the command; no row tells of it",
}


@pytest.fixture(autouse=True)
def _files(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.TASKS = {"default": {"BACKEND": "django.tasks.backends.dummy.DummyBackend"}}


def _photograph(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    with as_("desk_operator") as by:
        command = AddPhotograph(activity=an_activity(by, cast), content=picture())
        with watched(rows=True) as steps:
            add_photograph(by=by, command=command)
    return steps


def _material(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    with as_("coordinator") as by, watched(rows=True) as steps:
        a_material(by, cast, PDF)
    return steps


def _minutes(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    with as_("coordinator") as by:
        command = AddFile(consultation=a_consultation(by, cast), kind="minutes")
        with watched(rows=True) as steps:
            add_file(by=by, command=command, upload=ContentFile(PDF, name="minutes.pdf"))
    return steps


def _clipping(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    where = {"organisation": cast.gumla.pk, "place": cast.gumla_district}
    with as_("coordinator") as by:
        report = RecordMention(**where, published_on=clock.today(), outlet="प्रभात खबर", title="खबर")
        mention = MENTION.record(by=by, command=report)
        command = AddClipping(**where, mention=mention, kind="page", copied_on=clock.today())
        with watched(rows=True) as steps:
            add_clipping(by=by, command=command, upload=ContentFile(b"<html><p>a page", name="page.html"))
    return steps


def _attachment(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    with as_("coordinator") as by:
        command = AddAttachment(journey=a_journey(by, a_person(by, cast)), kind="contract")
        with watched(rows=True) as steps:
            add_attachment(by=by, command=command, upload=ContentFile(PDF, name="contract.pdf"))
    return steps


def _workbook(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    content = meetings(tmp_path / "a.xlsx", meeting(1, women=4)).read_bytes()
    with as_("coordinator") as by, watched(rows=True) as steps:
        receive_upload(by=by, organisation_id=cast.gumla.id, file_name="a.xlsx", chunks=[content])
    return steps


def _sealed_paper(cast: Cast, as_: As, tmp_path: Path) -> list[Step]:
    with as_("counsellor") as by, watched(rows=True) as steps:
        writer = FileWriter(cast.gumla.id, new_id())
        writer.add(b"what a woman brought along")
        writer.finish()
        assert by.account_id is not None
        save_file_row(writer, by.account_id)
    return steps


DOORS: dict[str, tuple[Callable[[Cast, As, Path], list[Step]], str]] = {
    "photograph": (_photograph, "activities_photograph"),
    "material": (_material, "library_material"),
    "minutes": (_minutes, "consultations_consultationfile"),
    "clipping": (_clipping, "allies_clipping"),
    "photograph of a journey": (_attachment, "journeys_attachment"),
    "workbook": (_workbook, "registers_importrun"),
    "sealed paper": (_sealed_paper, "vault_sealedfile"),
}


@pytest.mark.parametrize("door", DOORS)
def test_bytes_and_name_are_on_the_disk_before_the_row_is_written(
    cast: Cast, as_: As, tmp_path: Path, door: str
) -> None:
    use, table = DOORS[door]
    steps = use(cast, as_, tmp_path)
    (name,) = (number for number, (what, _path) in enumerate(steps) if what == "named")
    path = steps[name][1]
    assert steps[name - 1][0] == "synced"
    assert steps[name - 1][1].parent == path.parent
    assert steps[name + 1] == ("synced", path.parent)
    assert name + 1 < steps.index(("row", table))
    assert path.stat().st_size > 0


def faults(sources: Iterable[Source]) -> list[str]:
    """Calls that write a file past the one durable way: "path: call"."""
    return [f"{source.name}: {call}" for source in sources for call in _writing_calls(source)]


def _writing_calls(source: Source) -> Iterable[str]:
    for node in source.of(ast.Call):
        if _writes(node):
            yield ast.unparse(node)[:80]


def _writes(call: ast.Call) -> bool:
    # Before the whole name is written out, which takes longest: no other last word is asked about below.
    if _last_word(call.func) not in ("save", "write_bytes", "write_text", "open", "fdopen"):
        return False
    name = ast.unparse(call.func)
    words = [value.value for value in _values(call) if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    if name.endswith(("default_storage.save", "storage.save", ".write_bytes", ".write_text")):
        return True
    if name == "os.open":
        return "O_CREAT" in ast.unparse(call)
    is_open = name in ("open", "os.fdopen") or name.endswith(".open")
    return is_open and any(set(word) <= set("rwxabt+") and set(word) & set("wxa+") for word in words)


def _last_word(name: ast.expr) -> str:
    return name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", "")


def _values(call: ast.Call) -> Iterable[ast.expr]:
    return (*call.args, *(keyword.value for keyword in call.keywords))


def test_no_module_that_serves_requests_writes_files_another_way() -> None:
    read = [
        source
        for source in modules()
        if source.name.startswith(tuple(f"src/jatan/{package}/" for package in _PACKAGES))
        and source.name not in _BY_THEMSELVES
    ]
    assert len(read) > 200
    assert faults(read) == []


@pytest.mark.parametrize("name", _BY_THEMSELVES)
def test_what_may_write_by_itself_still_does(name: str) -> None:
    assert faults(source for source in modules() if source.name == name)


@pytest.mark.parametrize(
    "line",
    [
        "default_storage.save('a', content)",
        "open(path, 'wb')",
        "path.open('xb')",
        "path.open(mode='a')",
        "path.write_bytes(b'')",
        "path.write_text('')",
        "os.open(path, os.O_WRONLY | os.O_CREAT)",
        "os.fdopen(handle, 'w')",
    ],
)
def test_each_way_past_the_durable_one_is_found(line: str) -> None:
    assert faults([Source("src/jatan/web/planted.py", line)]) != []


@pytest.mark.parametrize("line", ["open(path)", "path.open('rb')", "upload.open('rb')", "Image.open(content)"])
def test_reading_is_no_fault(line: str) -> None:
    assert faults([Source("src/jatan/web/planted.py", line)]) == []
