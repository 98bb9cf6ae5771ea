"""Run measurements one after another, each in its own process and with its own JATAN_HOME.

    uv run python -m bench [--small] [--keep] [import_cpu] [preview_cpu] [import_memory] [report] [persons] [names]
        [cadence] [cases] [case_page] [lists] [field_book]

Ends with 0 when every bar is met, with 3 when one is missed, and with 1 when a measurement ended in an error: then
nothing is known of its bars. `--small` runs each with a hundredth of the rows in one home and holds no bar: it shows
that the measurements still run. `--keep` writes what was found into docs/reference/bench.csv; the table of
docs/reference/bench.md is made from it by `./jatan docs --write`.
"""

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench import figures, history
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
WITHOUT_NETWORK = ("report", "names", "cadence")  # "report" loads a network of its own, the others need none
WORDS = {0: "bars met", figures.MISSED: "BAR MISSED"}
RAN, ERROR = "ran", "ERROR"
NETWORK = (
    "import json, sys; from jatan.runtime.startup import setup_django; setup_django()\n"
    "from jatan.demo import plan; json.dump(plan.network_document(), sys.stdout, default=str)"
)


def main(words: Sequence[str]) -> int:
    options, chosen = {word for word in words if word.startswith("--")}, [word for word in words if word[:2] != "--"]
    if unknown := (set(chosen) - set(PARTS)) | (options - {"--small", "--keep"}):
        raise SystemExit(f"no such measurement: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    parts = [part for part in PARTS if part in (chosen or PARTS)]
    codes = small(parts) if "--small" in options else whole(parts, is_kept="--keep" in options)
    return worst(codes)


def worst(codes: Sequence[int]) -> int:
    """1 after an error, else 3 after a missed bar, else 0."""
    if set(codes) - set(WORDS):
        return 1
    return figures.MISSED if figures.MISSED in codes else 0


def whole(parts: Sequence[str], *, is_kept: bool) -> list[int]:
    """Every part in a home of its own, so that caches and rows of one do not affect another; the exit codes."""
    found: dict[str, tuple[int, float]] = {}
    commit = history.present_commit() if is_kept else ""
    for part in parts:
        since = time.monotonic()
        with home(with_network=part not in WITHOUT_NETWORK) as folder:
            left = folder / "figures.csv"
            code = run(part, {figures.LEFT: str(left)})
            if is_kept and code in WORDS and left.exists():
                with left.open(encoding="utf-8", newline="") as lines:
                    history.keep(part, list(csv.reader(lines)), commit)
        found[part] = code, time.monotonic() - since
    for part, (code, seconds) in found.items():
        print(f"{part:<14} {WORDS.get(code, ERROR):<10} {seconds:7.1f} s", flush=True)
    return [code for code, _seconds in found.values()]


def small(parts: Sequence[str]) -> list[int]:
    """Every part with a hundredth of its rows, all in one home; the exit codes."""
    codes = {}
    with home(with_network=bool(set(parts) - set(WITHOUT_NETWORK))):
        # "report" fills its tables as the owner and goes last: it takes away what the others wrote.
        for part in sorted(parts, key=lambda part: part == "report"):
            codes[part] = run(part, {"JATAN_BENCH_SMALL": "1"})
    for part, code in codes.items():
        print(f"{part:<14} {RAN if code == 0 else WORDS.get(code, ERROR)}", flush=True)
    return list(codes.values())


@contextmanager
def home(*, with_network: bool) -> Iterator[Path]:
    """A JATAN_HOME with the demo's thirteen member organisations, if they are wanted; stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="jatan-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["JATAN_HOME"] = folder
        try:
            if with_network:
                make_network(Path(folder))
            yield Path(folder)
        finally:
            processes.stop_all()
            server.stop()


def run(part: str, environment: dict[str, str]) -> int:
    """The exit code of one measurement."""
    print(f"── {part}", flush=True)
    program = [sys.executable, str(ELSEWHERE.get(part, HERE / f"{part}.py"))]
    return subprocess.call(program, env=os.environ | environment)


def make_network(folder: Path) -> None:
    """Create tables and the demo's thirteen member organisations."""
    jatan("migrate")
    document = subprocess.run([sys.executable, "-c", NETWORK], check=True, capture_output=True, text=True).stdout
    path = folder / "network.json"
    path.write_text(json.dumps(json.loads(document), ensure_ascii=False), encoding="utf-8")
    jatan("network", "load", str(path))


def jatan(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "jatan", *words], check=True, capture_output=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
