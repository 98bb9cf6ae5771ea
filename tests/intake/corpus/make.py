"""Writes the corpus to be looked at, and saves its half that LibreOffice saves.

python -m tests.intake.corpus.make FOLDER       every workbook that we write, each with its manifest as JSON
python -m tests.intake.corpus.make --saved      saves anew what LibreOffice saves, into saved.zip (needs `soffice`)
"""

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.intake.corpus.formats import write_book
from tests.intake.corpus.workbooks import FORMATS, book, form_of, names

__all__ = ["SAVED", "main", "save_by_libreoffice"]

SAVED = Path(__file__).parent / "data" / "saved.zip"
# What is given to LibreOffice as --convert-to.
_FILTERS: Mapping[str, str] = {
    "ods": "ods:calc8",
    "xls": "xls:MS Excel 97",
    "office.xlsx": "xlsx:Calc MS Excel 2007 XML",
    "office.xlsm": "xlsm:Calc MS Excel 2007 VBA XML",
    "office.csv": "csv:Text - txt - csv (StarCalc):44,34,76,1",
}
# Pictures of the first page and settings of the screen; no reader of ours looks at them.
_LEFT_OUT = ("Thumbnails/", "Configurations2/", "docProps/")
_SECONDS = 300


def main() -> None:
    if sys.argv[1:] == ["--saved"]:
        save_by_libreoffice(SAVED)
        sys.stdout.write(f"{SAVED}: {SAVED.stat().st_size} bytes\n")
        return
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name in names():
        form = form_of(name)
        written = book(name)
        write_book(written, folder / name, form if form in FORMATS else "xlsx")
        manifest = json.dumps(written.manifest_json(), ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(manifest, encoding="utf-8")


def save_by_libreoffice(target: Path) -> None:
    """Let LibreOffice save its half of the corpus into one archive, with the digest of each workbook.

    Raises FileNotFoundError without LibreOffice.
    """
    program = shutil.which("soffice")
    if program is None:
        raise FileNotFoundError("soffice: install libreoffice-calc")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        digests: dict[str, str] = {}
        target.parent.mkdir(exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_LZMA) as archive:
            for form, filter_name in _FILTERS.items():
                sources, saved = home / f"{form} written", home / form
                sources.mkdir()
                chosen = [name for name in names() if form_of(name) == form]
                for name in chosen:
                    written = book(name)
                    digests[name] = written.digest()
                    write_book(written, sources / f"{name.partition('.')[0]}.xlsx", "xlsx")
                call = [program, f"-env:UserInstallation={(home / 'profile').as_uri()}", "--headless", "--convert-to"]
                call += [filter_name, "--outdir", str(saved), *map(str, sorted(sources.iterdir()))]
                subprocess.run(call, check=True, timeout=_SECONDS, stdout=subprocess.DEVNULL)
                for name in chosen:
                    path = saved / f"{name.partition('.')[0]}.{form.rpartition('.')[2]}"
                    _add(archive, name, _without_pictures(path))
            _add(archive, "digests.json", json.dumps(digests, indent=1).encode())


def _add(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, (2024, 4, 1, 0, 0, 0)), content, zipfile.ZIP_LZMA)


def _without_pictures(path: Path) -> bytes:
    """The saved file, without its parts for the screen and uncompressed: the archive of all compresses better."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    slim = path.with_suffix(".slim")
    with zipfile.ZipFile(path) as saved, zipfile.ZipFile(slim, "w", zipfile.ZIP_STORED) as archive:
        for part in saved.infolist():
            if not part.filename.startswith(_LEFT_OUT):
                _add_stored(archive, part, saved.read(part))
    return slim.read_bytes()


def _add_stored(archive: zipfile.ZipFile, part: zipfile.ZipInfo, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(part.filename, (2024, 4, 1, 0, 0, 0)), content, zipfile.ZIP_STORED)


if __name__ == "__main__":
    main()
