"""CPU time of the people list, a departure and an import of thirteen workbooks, here and in an older tree, in turn.

Run, with the older tree installed (`git worktree add --detach TREE COMMIT; TREE/jatan version`):

    uv run python bench/pages_against.py TREE [times]

Each time each tree gets a home of its own with the demo's network, takes in the same workbooks, and answers the same
requests of the coordinator of the first member. Counted is the process that answers, without PostgreSQL. Ends with 3
where this tree needs more than `BAR` times what the older one needs.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

from bench.figures import Figures  # noqa: E402
from bench.import_cpu_against import cpu_seconds  # noqa: E402

BAR = 1.1
# Written by the older tree for both (what it does not know it would refuse): the network and its workbooks.
WRITTEN = """
import json, sys
from pathlib import Path
from jatan.runtime import startup
startup.setup_django()
startup.ready()
from jatan.demo import plan
from jatan.demo.workbooks import write_workbooks
folder = Path(sys.argv[1])
(folder / "network.json").write_text(json.dumps(plan.network_document(), default=str))
(folder / "workbooks").mkdir()
write_workbooks(folder / "workbooks", lambda _text: None)
"""
# What each tree runs: {what: milliseconds of CPU}, the median of requests that each tree has answered once before.
PAGES = """
import datetime as dt, json, statistics, time
from jatan.runtime import startup
startup.setup_django()
startup.ready()
from django.conf import settings
from django.db import transaction
from jatan.demo.accounts import PEOPLE, make_accounts
from jatan.foundation.access.actors import actor_of
from jatan.foundation.access.models import Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.programme.people.models import Person
from tests.sign_in import signed_in

settings.ALLOWED_HOSTS = ["*"]
make_accounts(PEOPLE[:-1])
account = Posting.objects.filter(role=Role.COORDINATOR).order_by("organisation__code").first().account

def milliseconds(answer, times):
    found = []
    for _time in range(times + 1):
        with transaction.atomic():
            began = time.process_time()
            answer()
            found.append((time.process_time() - began) * 1000)
            transaction.set_rollback(True)
    return statistics.median(found[1:])

def people_list():
    answer = client.get("/people/")
    assert answer.status_code == 200, answer.status_code

def departure():
    answer = client.post("/journeys/new/", form)
    assert answer.status_code == 302, answer.context["form"].errors.as_text()

with transaction.atomic():
    client = signed_in(account)
    with acting_as(actor_of(account)):
        grown = Person.objects.filter(withdrawn_at=None, age__gte=20, place__isnull=False)
        person = grown.order_by("name", "id").first()
    today = clock.today()
    form = {
        "person": str(person.pk),
        "registered_on": f"{today:%d/%m/%Y}",
        "leaves_on": f"{today - dt.timedelta(days=1):%d/%m/%Y}",
        "no_talk_because": "not_met",
        "place": str(person.place_id),
        "work": "brick_kiln",
        "destination_as_written": "सूरत",
    }
    found = {"people list": milliseconds(people_list, 60), "departure": milliseconds(departure, 60)}
    transaction.set_rollback(True)
print(json.dumps(found))
"""


def main() -> int:
    older, times = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    found: dict[str, dict[Path, list[float]]] = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory(prefix="jatan-against-", ignore_cleanup_errors=True) as temporary:
        written = Path(temporary)
        with home_of(older, written / "writer") as home:
            call(older, home, "-c", WRITTEN, str(written))
        for number in range(times):
            for tree in (older, HERE):
                with home_of(tree, written / f"{number}-{tree.name}") as home:
                    for what, seconds in measured(tree, home, written):
                        found[what][tree].append(seconds)
    figures = Figures()
    for what, seconds_of in found.items():
        before, now = (statistics.median(seconds_of[tree]) for tree in (older, HERE))
        figures.add(
            f"{what}, against an older tree in turn: CPU",
            f"{now / before:.2f} × ({now:.3f} against {before:.3f} s)",
            f"≤ {BAR} ×",
            now / before <= BAR,
        )
    return figures.end()


@contextmanager
def home_of(tree: Path, home: Path) -> Iterator[Path]:
    """A JATAN_HOME of this tree with empty tables, stopped at the end."""
    call(tree, home, "-m", "jatan", "migrate")
    try:
        yield home
    finally:
        call(tree, home, "-m", "jatan", "stop")


def measured(tree: Path, home: Path, written: Path) -> Iterator[tuple[str, float]]:
    """(what, CPU seconds) of this tree, its import first."""
    call(tree, home, "-m", "jatan", "network", "load", str(written / "network.json"))
    before = cpu_seconds()
    call(tree, home, "-m", "jatan", "import", "registers", str(written / "workbooks"), "--json")
    yield "import of thirteen workbooks", cpu_seconds() - before
    for what, milliseconds in json.loads(call(tree, home, "-c", PAGES)).items():
        yield what, milliseconds / 1000


def call(tree: Path, home: Path, *words: str) -> str:
    """Run Python of a tree in a home; what it printed."""
    environment = os.environ | {"JATAN_HOME": str(home)}
    program = [str(tree / ".venv" / "bin" / "python"), *words]
    done = subprocess.run(program, cwd=tree, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{tree}: {' '.join(words)[:80]} ended with {done.returncode}: {done.stderr[-2000:]}")
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
