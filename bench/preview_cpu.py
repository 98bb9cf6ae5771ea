"""CPU time of the preview of 5,000 rows against that of taking in thirteen workbooks, in one run.

Both with the start of the program, PostgreSQL excluded. Run by `python -m bench preview_cpu`, or against real workbooks
in a house whose network is loaded:

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

from bench.import_cpu import cpu_seconds  # noqa: E402
from jatan.demo.workbooks import write_workbooks  # noqa: E402

ROWS = 5_000
BAR = 0.4  # of the CPU of taking in the thirteen workbooks
_HEADINGS = ("क्र.", "दिनांक", "प्रखंड", "पंचायत", "गाँव", "समूह का नाम", "विषय", "महिला", "पुरुष", "कुल प्रतिभागी", "संचालक")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        if len(sys.argv) > 1:
            workbooks = Path(sys.argv[1])
        else:
            startup.ready()
            workbooks = Path(folder) / "workbooks"
            workbooks.mkdir()
            write_workbooks(workbooks, lambda _text: None)
        many = write_meetings(Path(folder), next(iter(sorted(workbooks.glob("*.xlsx")))).name)
        taken_in, taking_seconds = run("import", "registers", str(workbooks), "--json")
        looked_at, preview_seconds = run("import", "registers", str(many), "--dry-run", "--json")
    rows = sum(counts["imported"] for counts in looked_at[many.name].values())
    ratio = preview_seconds / taking_seconds
    found = {
        "workbooks": len(taken_in),
        "taking_in_cpu_s": round(taking_seconds, 1),
        "previewed_rows": rows,
        "preview_cpu_s": round(preview_seconds, 1),
        "ratio": round(ratio, 2),
    }
    print(json.dumps(found))
    return 0 if ratio <= BAR and rows == ROWS else 1


def write_meetings(folder: Path, name: str) -> Path:
    """A workbook of 5,000 SHG meetings of the organisation that a workbook called `name` belongs to."""
    path = folder / name
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("SHG meetings")
    sheet.write_row(0, 0, _HEADINGS)
    first = dt.date(2024, 1, 1)
    for number in range(1, ROWS + 1):
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
