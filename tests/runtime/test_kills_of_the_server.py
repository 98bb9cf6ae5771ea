"""SIGKILL while users post forms: every form answered with 302 is stored after the restart, and none partly.

The blow falls on the whole family of `serve`, on one of its answering processes, or on the database below it, after
a seeded number of answers, while the next forms are on their way.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from random import Random

import psutil
import pytest

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import server
from jatan_postgres.server import postmaster_pid
from tests.kills import answering_processes, seeds, wait_until
from tests.runtime.form_posters import Clerk, at_work, free_port, get, served, sign_in
from tests.runtime.kill_house import KillTestHome, jatan_in_turn, query, reset_home

_BLOCK = """
SELECT b.id::text FROM places_place b JOIN places_place d ON d.id = b.district_id
WHERE b.level = 'block' AND d.name_en = 'Gumla' ORDER BY b.name_en LIMIT 1
"""
_HALVES = """
SELECT count(*) FROM {table} r FULL JOIN (SELECT about FROM ledger_event WHERE verb = '{verb}') e ON e.about = r.id
WHERE r.id IS NULL OR e.about IS NULL
"""
_WRITTEN = {"people_person": "people.person_registered", "activities_activity": "activities.activity_recorded"}
_ACTS = f"SELECT count(*) FROM ledger_event WHERE verb IN {tuple(_WRITTEN.values())}"  # each wakes a recount
_TASKS = (
    "SELECT count(*) FROM django_tasks_database_dbtaskresult"
    " WHERE task_path = 'jatan.evidence.indicators.tasks.recount_organisation'"
)


def _clerks(port: int) -> list[Clerk]:
    session, block = sign_in("desk@demo.jatan"), str(query(_BLOCK)[0][0])
    person = {"name": "सुनीता उराँव", "sex": "f", "age": "२४", "place": block, "village": "टोटो"}
    meeting = {"kind": "shg_meeting", "held_on": "5/6/2024", "place": block}
    return [
        Clerk(port, session, "/people/new/", lambda number: person | {"guardian_name": f"क {number}"}),
        Clerk(port, session, "/people/new/", lambda number: person | {"guardian_name": f"ख {number}"}),
        Clerk(port, session, "/activities/new/", lambda number: meeting | {"women": str(number % 40 + 1)}),
    ]


def _database(_serving: psutil.Process) -> list[psutil.Process]:
    pid = postmaster_pid(clusters.cluster())
    assert pid is not None
    return [psutil.Process(pid)]


def _family(serving: psutil.Process) -> list[psutil.Process]:
    return [serving, *serving.children(recursive=True)]


VICTIMS = {"serve and all its children": _family, "answering processes": answering_processes, "database": _database}


def _survive(blows: Sequence[tuple[int, str]], log: Path) -> None:
    """One `serve` is struck again and again; a blow at its whole family can only be the last."""
    reset_home()
    port = free_port()
    clerks = _clerks(port)
    with served(port, log) as serving:
        for seed, victim in blows:
            _strike(serving, clerks, seed, victim)
            server.ensure_running()
            _everything_acknowledged_is_there_and_whole(clerks)
    _rows_have_their_pages(clerks, log)
    jatan_in_turn("ledger verify", "worker --batch", "indicators verify")


def _strike(serving: "subprocess.Popen[bytes]", clerks: list[Clerk], seed: int, victim: str) -> None:
    enough = _answers(clerks) + Random(seed).randint(6, 60)
    cut_off, noticed = _cut_off(clerks), _noticed(clerks)
    with at_work(*clerks):
        wait_until(lambda: _answers(clerks) >= enough, what=f"{enough} answers")
        for process in VICTIMS[victim](psutil.Process(serving.pid)):
            process.kill()
        if victim == "serve and all its children":
            serving.wait()
        else:
            before = _answers(clerks)
            wait_until(lambda: _answers(clerks) >= before + 6, what="the pages are back by themselves")
    assert victim == "database" or _cut_off(clerks) > cut_off, "nothing was under way"
    assert victim != "database" or _noticed(clerks) > noticed, "nobody noticed"


def _cut_off(clerks: list[Clerk]) -> int:
    return sum(clerk.cut_off for clerk in clerks)


def _noticed(clerks: list[Clerk]) -> int:
    return sum(clerk.cut_off + len(clerk.refused) for clerk in clerks)


def _answers(clerks: list[Clerk]) -> int:
    return sum(len(clerk.acknowledged) for clerk in clerks)


def _everything_acknowledged_is_there_and_whole(clerks: list[Clerk]) -> None:
    found = {row[0] for table in _WRITTEN for row in query(f"SELECT id FROM {table}")}
    acknowledged = {row for clerk in clerks for row in clerk.acknowledged}
    assert acknowledged <= found, "acknowledged, and lost"
    assert len(found) <= sum(clerk.sent for clerk in clerks), "written twice"
    for table, verb in _WRITTEN.items():
        assert query(_HALVES.format(table=table, verb=verb)) == [(0,)], f"a half stayed in {table}"
    assert query(_TASKS) == query(_ACTS), "an act without its task, or a task without its act"


def _rows_have_their_pages(clerks: list[Clerk], log: Path) -> None:
    """A dozen rows of each clerk, from the first to the last."""
    with served(clerks[0].port, log, workers=1):
        for clerk in clerks:
            for row in clerk.acknowledged[:: len(clerk.acknowledged) // 12 or 1]:
                status, _page = get(clerk.port, clerk.session, clerk.path.replace("new", str(row)))
                assert status == 200


def test_every_answered_form_outlives_three_blows(kill_test_home: KillTestHome, tmp_path: Path) -> None:
    blows = [(71, "answering processes"), (72, "database"), (70, "serve and all its children")]
    _survive(blows, tmp_path / "serve.log")


@pytest.mark.long
@pytest.mark.parametrize("seed", seeds(70, base=3000))
def test_every_answered_form_outlives_seventy_blows(kill_test_home: KillTestHome, tmp_path: Path, seed: int) -> None:
    _survive([(seed, list(VICTIMS)[seed % 3])], tmp_path / "serve.log")
