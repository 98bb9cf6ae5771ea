"""No process translates a text before the catalogues are compiled.

Django caches a catalogue per process: after one early translation the process would write English as long as it runs.
Each way of starting a process is tried on a copy of the source without compiled catalogues.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from jatan.cli.main import COMMANDS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "jatan"
# What a process writes: what is due after bail, made from an entry of a file in the house's language.
WRITES = """
import datetime as dt, uuid
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.dues import dues_of

day = dt.date(2026, 11, 24)
at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
bail = Entry("bail", uuid.uuid4(), 1, at, uuid.uuid4(), {"what": "granted", "on": day})
file = CaseFile(uuid.uuid4(), uuid.uuid4(), "A-1", "trafficking", day, False, (bail,))
print([str(due.what) for due in dues_of(file, day)])
"""
# One command of each module: those that share one start alike.
NAMES = {entry.module: name for name, entry in COMMANDS.items() if entry.needs_django}.values()
STARTS = {
    **{name: f"from jatan.cli.main import LateGroup\nLateGroup().get_command(None, {name!r})" for name in NAMES},
    "a worker of the web server": "import jatan.runtime.wsgi",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source as it comes from the repository: without anything compiled."""
    root = tmp_path_factory.mktemp("tree")
    shutil.copytree(SOURCE, root / "jatan", ignore=shutil.ignore_patterns("*.mo", "__pycache__"))
    return root


@pytest.mark.parametrize("start", STARTS.values(), ids=STARTS.keys())
def test_the_first_text_a_process_writes_is_in_the_language_of_the_house(start: str, tree: Path) -> None:
    for compiled in tree.rglob("*.mo"):
        compiled.unlink()
    environment = {**os.environ, "PYTHONPATH": str(tree), "JATAN_HOME": str(tree / "home"), "JATAN_DEMO": "1"}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    ran = subprocess.run(
        [sys.executable, "-c", f"{start}\n{WRITES}"], env=environment, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    catalogue = polib.pofile(str(SOURCE / "locale" / "hi" / "LC_MESSAGES" / "django.po"))
    translated = catalogue.find("Warn her: bail of the accused")
    assert translated is not None
    assert ran.stdout.strip() == str([translated.msgstr])


def test_only_the_start_up_that_compiles_first_sets_django_up() -> None:
    scripts = SOURCE.parents[1] / "scripts"
    found = {
        path.relative_to(SOURCE.parents[1]).as_posix()
        for path in (*SOURCE.rglob("*.py"), *scripts.glob("*.py"))
        if any(
            call in path.read_text("utf-8")
            for call in ("django.setup(", "get_wsgi_application", "get_asgi_application")
        )
    }
    assert found == {"src/jatan/runtime/startup.py"}
