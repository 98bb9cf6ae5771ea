"""How much memory a sheet of 200,000 rows takes: a meeting register (or any kind of text) through the whole import.

Run: JATAN_HOME=/tmp/bench uv run python bench/import_memory.py [rows]. Makes its own workbook; a dry run, so that
nothing is kept. Ends with 3 when the bar (250 MB above idle) is missed.
"""

import random
import resource
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

sys.path.insert(0, str(Path(__file__).parent.parent))

from jatan.runtime import startup

startup.setup_django()  # before anything that has models

from bench.figures import Figures, size  # noqa: E402
from jatan.foundation.network.selectors import members  # noqa: E402
from jatan.intake.registers.run import import_workbook  # noqa: E402

BAR_MB = 250
HEADER = "S.No.|Date|Name|Father/Husband|Sex|Age|Mobile|Village|Block|Destination|Work|Agent/contractor|Agent phone"
HEADER += "|Promised wage|Leaves on|Expected return|Contact at destination"


def _megabytes(pages: bool = False) -> float:
    if pages:
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _workbook(path: Path, rows: int) -> None:
    rng = random.Random(1)
    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet("Migrant register")
    sheet.write_row(0, 0, HEADER.split("|"))
    for number in range(1, rows + 1):
        year = rng.randint(2021, 2023)
        values = [
            number, f"{rng.randint(1, 28):02}/{rng.randint(1, 12):02}/{year}", f"Name{rng.randrange(9999)} Oraon",
            f"Name{rng.randrange(9999)} Oraon", rng.choice("FM"), rng.randint(14, 60), f"9{rng.randrange(10**9):09}",
            f"Village {rng.randrange(2000)}", rng.choice(["Basia", "Palkot"]), rng.choice(["Delhi", "Tiruppur"]),
            "Fishing", f"Agent {rng.randrange(500)}", f"8{rng.randrange(10**9):09}", rng.randint(6, 20) * 1000,
            f"{rng.randint(1, 28):02}/12/{year}", "", "",
        ]  # fmt: skip
        sheet.write_row(number, 0, values)
    book.close()


def main() -> int:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else size(200_000, 2_000)
    startup.ready()
    organisation = members().order_by("code")[2]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "big.xlsx"
        _workbook(path, rows)
        idle, started = _megabytes(pages=True), time.process_time()
        counts = import_workbook(path, organisation, dry_run=True).document()["journeys"]
    above = _megabytes() - idle
    seconds = round(time.process_time() - started, 1)
    if counts["imported"] != rows:
        raise SystemExit(f"{counts['imported']} of {rows} rows were taken in")
    figures = Figures()
    what = f"import of one sheet of {rows:,} rows"
    figures.add(f"{what}: memory above idle", f"{above:.0f} MB", f"≤ {BAR_MB} MB", above <= BAR_MB)
    figures.add(f"{what}: CPU of our process", f"{seconds} s")
    return figures.end()


if __name__ == "__main__":
    sys.exit(main())
