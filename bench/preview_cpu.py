"""CPU time of the preview of 5,000 rows against that of taking in thirteen workbooks, in one run.

And that of 20,000 rows against what openpyxl takes to read them. All with the start of the program, PostgreSQL
excluded. Run by `python -m bench preview_cpu`, or against real workbooks in a house whose network is loaded:

    uv run python bench/preview_cpu.py FOLDER
"""

import datetime as dt
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent.parent))
from jatan.runtime import startup

startup.setup_django()  # before anything that has models

from bench.figures import Figures, size  # noqa: E402
from bench.import_cpu import add_ratio, cpu_seconds, reading_seconds, write_some_workbooks  # noqa: E402

ROWS = size(5_000, 200)
BAR = 0.4  # of the CPU of taking in the thirteen workbooks
MANY_ROWS = size(20_000, 400)
BAR_READING = 6  # times what openpyxl takes to read them
_HEADINGS = ("क्र.", "दिनांक", "प्रखंड", "पंचायत", "गाँव", "समूह का नाम", "विषय", "महिला", "पुरुष", "कुल प्रतिभागी", "संचालक")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            workbooks = Path(sys.argv[1])
        else:
            startup.ready()
            workbooks = Path(folder) / "workbooks"
            workbooks.mkdir()
            write_some_workbooks(workbooks)
        name = next(iter(sorted(workbooks.glob("*.xlsx")))).name
        many = write_meetings(Path(folder), name, ROWS)
        taken_in, taking_seconds = run("import", "registers", str(workbooks), "--json")
        looked_at, preview_seconds = run("import", "registers", str(many), "--dry-run", "--json")
        more = write_meetings(Path(folder), name, MANY_ROWS)
        read, more_seconds = run("import", "registers", str(more), "--dry-run", "--json")
        reading = reading_seconds([more])
    rows = sum(counts["imported"] for counts in looked_at[many.name].values())
    ratio = preview_seconds / taking_seconds
    more_rows = sum(counts["imported"] for counts in read[name].values())
    if (rows, more_rows) != (ROWS, MANY_ROWS):
        raise SystemExit(f"{rows} of {ROWS} and {more_rows} of {MANY_ROWS} rows were previewed")
    figures = Figures()
    what = f"preview of {ROWS:,} rows with sample rows, to taking in {len(taken_in)} workbooks: CPU of our process"
    found = f"{ratio:.2f} ({preview_seconds:.1f} of {taking_seconds:.1f} s)"
    figures.add(what, found, f"≤ {BAR}", ratio <= BAR)
    add_ratio(figures, f"preview of {MANY_ROWS:,} rows: CPU of our process", more_seconds, reading, BAR_READING)
    return figures.end()


def write_meetings(folder: Path, name: str, rows: int) -> Path:
    """A workbook of so many SHG meetings of the organisation that a workbook called `name` belongs to."""
    path = folder / name
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG meetings")
    sheet.write_row(0, 0, _HEADINGS)
    first = dt.date(2024, 1, 1)
    for number in range(1, rows + 1):
        day, village = first + dt.timedelta(days=number % 600), f"टोला {number % 180}"
        women = 8 + number % 23
        sheet.write_row(
            number,
            0,
            (number, f"{day:%d/%m/%Y}", "", "", village, f"{village} महिला मंडल", "सुरक्षित प्रवास", women, 0, women, ""),
        )
    book.close()
    return path


def run(*words: str) -> tuple[dict[str, dict[str, dict[str, int]]], float]:
    """The workbooks in the JSON that the command prints, and the CPU seconds it took."""
    before = cpu_seconds()
    done = subprocess.run(
        [sys.executable, "-m", "jatan", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)["workbooks"], cpu_seconds() - before


if __name__ == "__main__":
    sys.exit(main())
