"""Runs every measurement in a house of its own, one after another, and ends with 1 if one misses its bar.

    uv run python -m bench [import_cpu] [import_memory] [report] [persons] [names] [cadence] [cases] [case_page]

Each runs in its own process: what one has cached or allocated is no part of another's figure.
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
PARTS = ("import_cpu", "import_memory", "report", "persons", "names", "cadence", "cases", "case_page")
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
    """Whether the bar was met, and how long the whole of it took."""
    since = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="jatan-bench-", ignore_cleanup_errors=True) as home:
        os.environ["JATAN_HOME"] = home
        try:
            if part not in {"report", "names", "cadence"}:  # the first brings its own network, the others need none
                make_network(Path(home))
            print(f"── {part}", flush=True)
            code = subprocess.call([sys.executable, str(HERE / f"{part}.py")])
        finally:
            processes.stop_all()
            server.stop()
    return code == 0, time.monotonic() - since


def make_network(home: Path) -> None:
    """Tables and the demo's thirteen members."""
    jatan("migrate")
    document = subprocess.run([sys.executable, "-c", NETWORK], check=True, capture_output=True, text=True).stdout
    path = home / "network.json"
    path.write_text(json.dumps(json.loads(document), ensure_ascii=False), encoding="utf-8")
    jatan("network", "load", str(path))


def jatan(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "jatan", *words], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main())
