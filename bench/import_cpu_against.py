"""CPU time of importing a folder of workbooks here and in an older tree, in turn, so that both meet the same machine.

Run, with the older tree installed (`git worktree add TREE COMMIT; TREE/jatan version`):

    uv run python bench/import_cpu_against.py TREE FOLDER NETWORK.JSON [times]

Each tree gets a home of its own with the network loaded; each import is a dry run in a new process, PostgreSQL left
out. Ends with 3 where this tree needs more than the older one.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from bench.figures import Figures  # noqa: E402


def main() -> int:
    older, folder, network = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    times = int(sys.argv[4]) if len(sys.argv) > 4 else 3
    seconds: dict[Path, list[float]] = {older: [], HERE: []}
    with tempfile.TemporaryDirectory(prefix="jatan-against-", ignore_cleanup_errors=True) as home:
        for tree in seconds:
            for words in (["migrate"], ["network", "load", network]):
                call(tree, Path(home) / tree.name, *words)
        try:
            for _ in range(times):
                for tree, found in seconds.items():
                    before = cpu_seconds()
                    call(tree, Path(home) / tree.name, "import", "registers", folder, "--dry-run", "--json")
                    found.append(cpu_seconds() - before)
        finally:
            for tree in seconds:
                call(tree, Path(home) / tree.name, "stop")
    older_s, here_s = (statistics.median(found) for found in seconds.values())
    figures, ratio = Figures(), here_s / older_s
    what = f"import of the workbooks of {Path(folder).name}, a dry run, against an older tree in turn: CPU"
    figures.add(what, f"{ratio:.2f} × ({here_s:.2f} against {older_s:.2f} s)", "≤ 1 ×", ratio <= 1)
    return figures.end()


def call(tree: Path, home: Path, *words: str) -> None:
    """Run a command of a tree in a home of its own."""
    environment = os.environ | {"JATAN_HOME": str(home)}
    program = [str(tree / ".venv" / "bin" / "python"), "-m", "jatan", *words]
    subprocess.run(program, cwd=tree, env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def cpu_seconds() -> float:
    """User and system time of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
