"""CPU time of an import of thirteen workbooks, about 20,000 rows, start of the program included, PostgreSQL excluded.

In the same run what openpyxl takes to read all their cells (read-only mode, its start left out): the yardstick.

Run by `python -m bench import_cpu`, or against real workbooks in a house whose network is loaded:

    uv run python bench/import_cpu.py FOLDER
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import openpyxl

sys.path.insert(0, str(Path(__file__).parent.parent))

from jatan.runtime import startup

startup.setup_django()  # before anything that has models

from bench.figures import Figures, size  # noqa: E402
from jatan.demo.workbooks import write_workbooks  # noqa: E402

BAR_SECONDS = 20
BAR_READING = 4  # times what openpyxl takes to read


def main() -> int:
    if len(sys.argv) > 1:
        return measure(Path(sys.argv[1]))
    startup.ready()
    with tempfile.TemporaryDirectory() as folder:
        write_some_workbooks(Path(folder))
        return measure(Path(folder))


def write_some_workbooks(folder: Path) -> None:
    """The thirteen workbooks of the demo; in the small form the first alone is left."""
    write_workbooks(folder, lambda _text: None)
    for path in sorted(folder.glob("*.xlsx"))[size(100, 1) :]:
        path.unlink()


def measure(folder: Path) -> int:
    before = cpu_seconds()
    words = [sys.executable, "-m", "jatan", "import", "registers", str(folder), "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seconds = cpu_seconds() - before
    found = json.loads(done.stdout)["workbooks"]
    rows = sum(kind["imported"] for kinds in found.values() for kind in kinds.values())
    if done.returncode or not rows:
        raise SystemExit(f"the import ended with {done.returncode}, {rows} rows taken in")
    figures = Figures()
    what = f"import of {len(found)} workbooks, {rows:,} rows taken in: CPU of our process, its start included"
    figures.add(what, f"{seconds:.1f} s", f"≤ {BAR_SECONDS} s", seconds <= BAR_SECONDS)
    add_ratio(figures, "the same", seconds, reading_seconds(sorted(folder.glob("*.xlsx"))), BAR_READING)
    return figures.end()


def add_ratio(figures: Figures, what: str, seconds: float, reading: float, bar: int) -> None:
    """Add how many times openpyxl's reading of the same workbooks it took."""
    ratio = seconds / reading
    found = f"{ratio:.1f} × ({seconds:.1f} against {reading:.2f} s)"
    figures.add(f"{what}, against reading with openpyxl", found, f"≤ {bar} ×", ratio <= bar)


def reading_seconds(paths: Iterable[Path]) -> float:
    """CPU seconds that openpyxl takes to read every cell of these workbooks, read-only and values alone."""
    before = time.process_time()
    for path in paths:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        cells = sum(len(row) for sheet in book.worksheets for row in sheet.iter_rows(values_only=True))
        book.close()
        if not cells:
            raise SystemExit(f"openpyxl read no cell of {path.name}")
    return time.process_time() - before


def cpu_seconds() -> float:
    """User and system time of the children that have ended; the database is nobody's child here: it runs already."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
