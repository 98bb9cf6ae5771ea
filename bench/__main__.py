"""Run measurements one after another, each with its own JATAN_HOME; exit code 1 if one misses its bar.

    uv run python -m bench [import_cpu] [preview_cpu] [import_memory] [report] [persons] [names] [cadence] [cases]
        [case_page] [lists] [field_book]

Each runs in its own process, so that caches and memory of one do not affect another.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from jatan.runtime import processes
from jatan.runtime.postgres import server

HERE = Path(__file__).parent
# Measurements outside this folder.
ELSEWHERE = {"names": HERE.parent / "packages" / "names" / "bench" / "names.py"}
PARTS = (
    "import_cpu",
    "preview_cpu",
    "import_memory",
    "report",
    "persons",
    "names",
    "cadence",
    "cases",
    "case_page",
    "lists",
    "field_book",
)
NETWORK = (
    "import json, sys; from jatan.runtime.startup import setup_django; setup_django()\n"
    "from jatan.demo import plan; json.dump(plan.network_document(), sys.stdout, default=str)"
)


def main() -> int:
    chosen = sys.argv[1:] or PARTS
    if unknown := set(chosen) - set(PARTS):
        raise SystemExit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    outcomes = {part: measured(part) for part in chosen}
    for part, (is_right, seconds) in outcomes.items():
        print(f"{part:<14} {'bar met' if is_right else 'BAR MISSED':<10} {seconds:7.1f} s", flush=True)
    return 0 if all(is_right for is_right, _seconds in outcomes.values()) else 1


def measured(part: str) -> tuple[bool, float]:
    """(whether the bar was met, seconds)."""
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jatan-bench-", ignore_cleanup_errors=True) as home:
        os.environ["JATAN_HOME"] = home
        try:
            if part not in {"report", "names", "cadence"}:  # "report" loads its own network, the others need none
                make_network(Path(home))
            print(f"── {part}", flush=True)
            code = subprocess.call([sys.executable, str(ELSEWHERE.get(part, HERE / f"{part}.py"))])
        finally:
            processes.stop_all()
            server.stop()
    return code == 0, time.monotonic() - since


def make_network(home: Path) -> None:
    """Create tables and the demo's thirteen member organisations."""
    jatan("migrate")
    document = subprocess.run([sys.executable, "-c", NETWORK], check=True, capture_output=True, text=True).stdout
    path = home / "network.json"
    path.write_text(json.dumps(json.loads(document), ensure_ascii=False), encoding="utf-8")
    jatan("network", "load", str(path))


def jatan(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "jatan", *words], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
