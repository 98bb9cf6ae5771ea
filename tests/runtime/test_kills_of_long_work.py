"""SIGKILL in the middle of a step of work on many rows: what is done is whole, is said, and the rest goes on.

Steps are those of the house, of 500 rows. The blow falls on the whole family of `serve`, after a seeded part of what a
step writes.
"""

import http.client
import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from jatan.web.ui.records.work_in_steps import STEP
from tests.kills import kill_when
from tests.runtime.form_posters import free_port, get, post, served, sign_in
from tests.runtime.kill_house import (
    KillTestHome,
    jatan_in_turn,
    log_position,
    query,
    reset_home,
    run_program,
    superuser,
    written,
)

_OF = 2 * STEP + 7
_RECORD = (
    "import sys; from jatan.runtime.startup import setup_django; setup_django()\n"
    "from jatan.foundation.access.actors import actor_of\n"
    "from jatan.foundation.access.models import Account\n"
    "from jatan.foundation.access.walls import acting_as\n"
    "from jatan.foundation.places.models import Place\n"
    "from jatan.programme.activities.commands import RecordActivity\n"
    "from jatan.programme.activities.services import ACTIVITY\n"
    "import datetime as dt\n"
    "by = actor_of(Account.objects.get(email='coordinator@demo.jatan'))\n"
    "block = Place.objects.get(level='block', name_en='Gumla', parent__name_en='Gumla')\n"
    "day = dt.date(2024, 1, 1)\n"
    "what = dict(organisation=by.home.id, place=block, kind='shg_meeting', women=4)\n"
    "with acting_as(by):\n"
    "    ACTIVITY.record_all(by=by, commands=[RecordActivity(held_on=day, **what) for _n in range(int(sys.argv[1]))])\n"
)
_TOGETHER = "/activities/together/?kind=shg_meeting&from=2024-01-01&to=2024-01-01"
_WITHDRAWN = "SELECT count(*) FROM activities_activity WHERE withdrawn_reason = 'by mistake'"
_BEGUN = "SELECT id::text, worked_at, of FROM bulk_acts_begunwork"
_KEPT = "SELECT coalesce(sum(rows), 0)::int FROM bulk_acts_donetogether WHERE act = 'withdraw'"


def _send(port: int, session: str, answers: Mapping[str, str]) -> int:
    """Status of the answer to one step; 0 where none came."""
    try:
        return post(port, session, _TOGETHER, {"act": "withdraw", "confirm": "1", "reason": "by mistake", **answers})[0]
    except (OSError, http.client.HTTPException):
        return 0


def _shown_as_waiting(port: int, session: str) -> list[str]:
    """The work of which the page says that it waits."""
    _status, page = get(port, session, "/together/")
    return re.findall(r'name="work" value="([0-9a-f-]+)"', page)


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(2, 9))])
def test_work_in_steps_says_what_is_done_and_goes_on_after_a_kill(
    kill_test_home: KillTestHome, tmp_path: Path, seed: int
) -> None:
    reset_home()
    run_program(_RECORD, _OF)
    port, session = free_port(), sign_in("coordinator@demo.jatan")
    with closing(superuser()) as connection, served(port, tmp_path / "serve.log") as serving:
        since = log_position(connection)
        assert _send(port, session, {"all": "1"}) == 200
        whole = log_position(connection) - since
        ((work, worked_at, of),) = query(_BEGUN)
        assert (worked_at, of) == (STEP, _OF)
        with written(seed, whole, upto=1.2) as moment, ThreadPoolExecutor(1) as clerk:
            answer = clerk.submit(_send, port, session, {"work": str(work), "worked_at": str(STEP)})
            assert not kill_when(serving, lambda: moment() or answer.done()).came_too_late
    with served(port, tmp_path / "serve.log"):
        ((work, worked_at, of),) = query(_BEGUN)
        assert worked_at in (STEP, 2 * STEP), "half a step"
        assert query(_WITHDRAWN) == query(_KEPT) == [(worked_at,)], "what is said to be done is not what is done"
        assert _shown_as_waiting(port, session) == [work]
        _send(
            port, session, {"work": str(work), "worked_at": str(STEP)}
        )  # whoever did not see the answer sends it again
        while begun := query(_BEGUN):
            assert _send(port, session, {"work": str(work), "worked_at": str(begun[0][1])}) in (200, 302)
        assert query(_WITHDRAWN) == query(_KEPT) == [(_OF,)]
        assert _shown_as_waiting(port, session) == []
    jatan_in_turn("ledger verify")
