"""Which tests `./jatan test` runs, and which only `./jatan test --all`: by their cost, which `tests/costs.csv` keeps.

`./jatan test --all --measure` writes that table anew, `./jatan test --measure tests/web` the rows of those files.
It has a row for each file (all its tests, and what is made once for them) and one for each dear test. Costs are CPU
seconds scaled to a machine of 2026 (`tests/yardstick.py`). A test or file that is not measured yet is quick,
unless it has a house of its own; `faults` bounds how many such files there are.
"""

import ast
import csv
import json
import math
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TABLE: Final = Path("tests") / "costs.csv"
# A test that costs more is slow; so is one whose cases cost more together.
TEST_SECONDS: Final = 0.3
CASES_SECONDS: Final = 1.5
# What the quick tests of a file may cost together, and all quick tests.
FILE_SECONDS: Final = 12.0
QUICK_SECONDS: Final = 900.0
# How many files may stand without a row, as new ones do, and those whose tests all take long.
UNMEASURED_FILES: Final = 50
# Tests with a house of their own: slow until they are measured.
_APART: Final = ("tests/attacks/", "tests/runtime/", "tests/settings/")
# Tests that cost less have no row of their own.
_NAMED_SECONDS: Final = 0.25

# Files, and tests of files, that are quick whatever they cost, and why.
KEPT: Final[Mapping[str, str]] = {
    "tests/browser/fieldbook/test_found_phone.py": "a phone that is found opens nothing",
    "tests/browser/fieldbook/test_nothing_slips.py": "what a leader wrote arrives",
    "tests/browser/fieldbook/test_one_verdict.py": "phone and office say the same of a departure",
    "tests/browser/test_account_story.py": "an account, from invitation to a second step",
    "tests/browser/test_alerts.py": "an alert reaches the telephone",
    "tests/browser/test_case_path.py": "a case, from opening to its end",
    "tests/browser/test_closing_in_danger.py": "danger is closed by somebody, not by the page",
    "tests/browser/test_help_offline.py": "the page of help without a net",
    "tests/browser/test_no_news_story.py": "no news of somebody, up to the request for an FIR",
    "tests/browser/test_registration.py": "a registration of who leaves",
    "tests/browser/test_sealed_forms.py": "what is sealed is sealed in the browser",
    "tests/browser/test_sharing.py": "what is shared, and what is not",
    "tests/demo/test_demo_account.py": "the demo house is built once, and the first file pays for it",
    "tests/house/test_addresses.py": "every address says who may open it",
    "tests/house/test_contracts.py": "imports point downward only",
    "tests/house/test_matrix.py::test_rows_of_the_other_member_are_not_there": "the walls: who opens which page",
    "tests/house/test_own_rows.py": "that the walls let her in",
    "tests/house/test_matrix.py::test_reports_of_the_other_member_are_not_there": "the walls: reports",
    "tests/house/test_matrix.py::test_shared_rows_of_another_member_are_read_and_never_changed": "the walls: sharing",
    "tests/house/test_matrix.py::test_a_field_worker_finds_nothing_of_another_block": "the walls: inside one member",
    "tests/house/test_matrix.py::test_a_forum_leader_finds_nothing_of_another_forum_of_her_own_block": (
        "the walls: inside one block"
    ),
    "tests/house/test_matrix_of_words.py::test_no_search_finds_anything_by_a_code_or_a_number_of_the_other_member": (
        "the walls: who finds what by a number"
    ),
    "tests/house/test_walls.py": "the walls: a policy for every table of members",
    "tests/house/test_keys.py": "the walls: the organisation in every key and link",
    "tests/house/test_departure_rules.py": "safety rules at every door",
    "tests/house/test_departure_addresses.py": "safety rules at every door",
    "tests/house/test_aadhaar_is_refused.py": "safety rules at every door",
    "tests/house/test_messages.py": "texts without Hindi",
    "tests/house/test_permissions.py": "the table of permissions",
    "tests/intake/fieldbook/test_arriving_rows.py": "what a phone sends is recorded, or waits",
    "tests/programme/cases/legal/test_deadlines.py": "deadlines of the law, by vectors",
    "tests/programme/cases/legal/test_money.py": "money of the law, by vectors",
    "tests/programme/flows/test_departures.py": "safety rules of a departure",
    "tests/programme/journeys/test_hard_stops.py": "hard stops that follow from what is on record",
    "tests/programme/people/test_registering_people.py": "nobody records for another member",
}
# Files that only `--all` runs, although each of their tests is cheap: what is made once for the file is dear.
LEFT: Final[Mapping[str, str]] = {
    "tests/attacks/test_behind_a_proxy.py": "starts proxies of its own",
    "tests/attacks/test_outage.py": "stops and starts a server of its own",
    "tests/house/test_nobody_is_chosen.py": "opens every address that asks for a person",
}


@dataclass(frozen=True)
class Row:
    """What a file (`tests/a/test_b.py`) or a test (`tests/a/test_b.py::test_c`, all its cases) costs in all."""

    name: str
    cases: int
    seconds: float

    @property
    def file(self) -> str:
        return self.name.partition("::")[0]

    @property
    def is_file(self) -> bool:
        return self.name == self.file

    @property
    def is_slow(self) -> bool:
        """True for a test that only `--all` runs."""
        if self.is_file or is_kept(self.name):
            return False
        if self.file in LEFT:
            return True
        return self.seconds > CASES_SECONDS or self.seconds / self.cases > TEST_SECONDS


def is_kept(name: str) -> bool:
    """True if `KEPT` names this test or its file."""
    return name in KEPT or name.partition("::")[0] in KEPT


def is_slow(name: str, slow: Container[str], is_dear: bool) -> bool:
    """True if only `--all` runs this test; `slow`: names of rows that are.

    `is_dear`: it drives a browser, or has a house of its own and was not measured yet; of these only what is kept is
    quick.
    """
    return not is_kept(name) and (name in slow or name.partition("::")[0] in LEFT or is_dear)


def name_of(node_id: str) -> str:
    """The test of a node id of pytest, without its case."""
    return node_id.partition("[")[0]


def read(root: Path) -> list[Row]:
    """The rows of the table; none where there is no table."""
    if not (path := root / TABLE).exists():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return [Row(name, int(cases), float(seconds)) for name, cases, seconds in list(csv.reader(lines))[1:]]


def write(root: Path, rows: Iterable[Row]) -> None:
    """Write the table, in the order of names."""
    with (root / TABLE).open("w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["test", "cases", "seconds"])
        table.writerows([row.name, row.cases, f"{row.seconds:.2f}"] for row in sorted(rows, key=lambda row: row.name))


def measured(lines: Iterable[str]) -> list[Row]:
    """Rows of what `tests.costs` has written: lines of JSON of every case."""
    files: defaultdict[str, list[float]] = defaultdict(list)
    tests: defaultdict[str, list[float]] = defaultdict(list)
    for line in lines:
        case = json.loads(line)
        name = name_of(case["test"])
        tests[name].append(case["seconds"])
        files[name.partition("::")[0]].append(case["seconds"] + case["shared"])
    rows = [Row(name, len(costs), math.fsum(costs)) for name, costs in {**files, **tests}.items()]
    return [row for row in rows if row.is_file or row.seconds > _NAMED_SECONDS]


def merged(root: Path, before: Iterable[Row], now: Sequence[Row]) -> list[Row]:
    """The rows of `now`, and those of `before` whose file is still there and was not measured."""
    again = {row.file for row in now}
    return [*(row for row in before if row.file not in again and (root / row.file).exists()), *now]


def slow_seconds(rows: Iterable[Row]) -> dict[str, float]:
    """File -> what its slow tests cost."""
    slow: defaultdict[str, float] = defaultdict(float)
    for row in rows:
        if row.is_slow:
            slow[row.file] += row.seconds
    return slow


def quick_seconds(rows: Sequence[Row], browser: Iterable[str] = ()) -> dict[str, float]:
    """File -> what `./jatan test` pays for it. `browser`: files of which only what is kept is quick."""
    slow, not_quick = slow_seconds(rows), {file for file in [*browser, *LEFT] if not is_kept(file)}
    return {
        row.file: max(0.0, row.seconds - slow.get(row.file, 0.0))
        for row in rows
        if row.is_file and row.file not in not_quick
    }


def split(root: Path, rows: Sequence[Row]) -> str:
    """How the measured tests and their cost divide, in a sentence."""
    files = [row for row in rows if row.is_file]
    whole = math.fsum(row.seconds for row in files)
    quick = quick_seconds(rows, browser_files(root))
    cases = {row.file: row.cases for row in files if row.file in quick}
    slow = sum(row.cases for row in rows if row.is_slow and row.file in quick)
    return (
        f"{sum(row.cases for row in files)} tests of {len(files)} files cost {whole:.0f} s of CPU; the quick ones are"
        f" {sum(cases.values()) - slow} and cost {math.fsum(quick.values()):.0f} s"
    )


def faults(root: Path, rows: Sequence[Row], kept: Mapping[str, str] = KEPT) -> Iterator[str]:
    """What is wrong with the table and with what is kept: each a sentence that says what to do."""
    names = {
        file: _tests_of(root / file)
        for file in {*(row.file for row in rows), *(name.partition("::")[0] for name in kept)}
    }
    for name in [*(row.name for row in rows), *kept]:
        file, _, test = name.partition("::")
        tests = names[file]
        if tests is None:
            yield f"{name} is named, and its file is gone: ./jatan test --all --measure, or tools/tiers.py"
        elif test and test not in tests:
            yield f"{name} is named, and is no test of its file: ./jatan test --measure {file}"
    quick = quick_seconds(rows, browser_files(root))
    kept_files = {name.partition("::")[0] for name in kept}
    for file, seconds in quick.items():
        if seconds > FILE_SECONDS and file not in kept_files:
            yield (
                f"{file}: its quick tests cost {seconds:.1f} s of CPU, more than {FILE_SECONDS:.0f}: make them cheaper"
                f" and measure (./jatan test --measure {file}), or say in tools/tiers.py why they are kept, or left"
            )
    if (total := math.fsum(quick.values())) > QUICK_SECONDS:
        dear = ", ".join(sorted(quick, key=lambda file: -quick[file])[:10])
        yield f"all quick tests cost {total:.0f} s of CPU, more than {QUICK_SECONDS:.0f}; the dearest: {dear}"
    measured_files = {row.file for row in rows if row.is_file}
    unmeasured = [file for file in _test_files(root) if file not in measured_files and not file.startswith(_APART)]
    if len(unmeasured) > UNMEASURED_FILES:
        yield (
            f"{len(unmeasured)} files are not measured, more than {UNMEASURED_FILES}, and count as quick whatever they"
            f" cost: ./jatan test --measure, with them or with --all; the first: {', '.join(unmeasured[:10])}"
        )


def _test_files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in test_files(root))


def browser_files(root: Path) -> list[str]:
    """The files of the tests that drive a browser."""
    return sorted(path.relative_to(root).as_posix() for path in (root / "tests" / "browser").glob("**/test_*.py"))


def _tests_of(path: Path) -> set[str] | None:
    """Names of the tests of a file, with their class before them; None where there is no such file."""
    if not path.exists():
        return None
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return set(_names(tree.body, ""))


def _names(body: Iterable[ast.stmt], before: str) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield f"{before}{node.name}"
        elif isinstance(node, ast.ClassDef):
            yield from _names(node.body, f"{before}{node.name}::")


def test_files(root: Path) -> list[Path]:
    """Every file of tests, of the house and of the packages beside it."""
    return [*root.glob("tests/**/test_*.py"), *root.glob("packages/*/tests/**/test_*.py")]
