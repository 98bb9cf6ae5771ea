"""Whoever opens an archive, or a file of the house by a name, stands here with what resolves the names."""

import re
from collections.abc import Iterable

from tests.house.source import Source, modules

_OPENS = re.compile(r"\b(?:ZipFile|AESZipFile|TarFile)\(|\btarfile\.open\(|\bunpack_archive\(")
_PLACES = re.compile(r"settings\.MEDIA_ROOT|\bfiles_dir\(|\bdefault_storage\b|\bFileSystemStorage\b")
# Each reader is put before the hostile names of tests/attacks/test_hostile_archives.py.
_ARCHIVES = {
    "src/jatan/intake/registers/workbook/open_document.py": "after check_workbook",
    "src/jatan/intake/registers/workbook/reader.py": "after check_workbook",
    "src/jatan/intake/registers/workbook/safety.py": "zip_members",
    "src/jatan/intake/registers/workbook/stream.py": "after check_workbook",
    "src/jatan/kernel/active_content.py": "zip_members",
    "src/jatan/kernel/stored_files.py": "zip_members",
    "src/jatan/programme/cases/exchange/archive.py": "zip_members",
    "src/jatan/programme/cases/exchange/workbook.py": "zip_members",
    "src/jatan/runtime/backup/archive.py": "resolve_member",
    "src/jatan/web/public/account/export.py": "writes one",
}
# Who knows where the files of the house lie. Everybody else asks `kernel.file_store` for a file by its name.
_FILES = {
    "src/jatan/kernel/file_store.py": "asks the store of the house",
    "src/jatan/kernel/file_stores/folder.py": "resolve_member",
    "src/jatan/runtime/backup/files_in_place.py": "renames the whole folder",
    "src/jatan/foundation/operation/disk_space.py": "asks for the room on its disk",
    "src/jatan/runtime/home.py": "names the folder",
    "src/jatan/runtime/house_files.py": "gives the folder to its store",
}


def _found(pattern: re.Pattern[str], sources: Iterable[Source]) -> set[str]:
    return {source.name for source in sources if pattern.search(source.text)}


def test_every_reader_of_archives_resolves_its_members() -> None:
    sources = {source.name: source for source in modules() if source.name.startswith("src/jatan/")}
    assert _found(_OPENS, sources.values()) == set(_ARCHIVES)
    assert _found(_PLACES, sources.values()) == set(_FILES)
    for name, resolved_by in (_ARCHIVES | _FILES).items():
        assert " " in resolved_by or f"{resolved_by}(" in sources[name].text, name


def test_a_planted_reader_is_found() -> None:
    planted = [
        Source("src/jatan/web/a.py", 'import zipfile\nzipfile.ZipFile("a").extractall()\n'),
        Source("src/jatan/web/a.py", "path = Path(settings.MEDIA_ROOT) / row.file\n"),
    ]
    assert _found(_OPENS, planted[:1]) == _found(_PLACES, planted[1:]) == {"src/jatan/web/a.py"}
