"""CPU time of an import of thirteen workbooks, about 20,000 rows, start of the program included, PostgreSQL excluded.

Run by `python -m bench import_cpu`, or against real workbooks in a house whose network is loaded:

    uv run python bench/import_cpu.py FOLDER
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from jatan.runtime import startup

startup.setup_django()  # before anything that has models

from jatan.demo.workbooks import write_workbooks  # noqa: E402

BAR_SECONDS = 20


def main() -> int:
    if len(sys.argv) > 1:
        return measure(Path(sys.argv[1]))
    startup.ready()
    with tempfile.TemporaryDirectory() as folder:
        write_workbooks(Path(folder), lambda _text: None)
        return measure(Path(folder))


def measure(folder: Path) -> int:
    before = cpu_seconds()
    words = [sys.executable, "-m", "jatan", "import", "registers", str(folder), "--json"]
    done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    seconds = cpu_seconds() - before
    found = json.loads(done.stdout)["workbooks"]
    rows = sum(kind["imported"] for kinds in found.values() for kind in kinds.values())
    print(json.dumps({"workbooks": len(found), "rows": rows, "cpu_s": round(seconds, 1)}))
    return 0 if seconds <= BAR_SECONDS and done.returncode == 0 else 1


def cpu_seconds() -> float:
    """User and system time of the children that have ended; the database is nobody's child here: it runs already."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
