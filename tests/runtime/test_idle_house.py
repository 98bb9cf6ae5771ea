"""What a house holds while nobody works in it: memory and connections, PostgreSQL's own included."""

import os
import subprocess
import sys

import psutil
import pytest

from jatan.runtime import processes, web_address
from jatan.runtime.postgres import cluster as clusters
from jatan_postgres.server import postmaster_pid
from tests.kills import kill_family, start_jatan, wait_until
from tests.runtime.built_homes import Houses
from tests.runtime.form_posters import free_port, get
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import query
from tests.runtime.process_memory import family, proportional

MOST_BYTES = 450 * 2**20
# The worker's: its lock, those of all periodic tasks, its queue, and the entry that looks for messages every 5 seconds.
MOST_CONNECTIONS = 4
_WORKERS_OWN = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'jatan_app'"


@pytest.mark.skipif(sys.platform != "linux", reason="SKIPPED LOUDLY: memory is read from Linux's /proc")
def test_a_house_at_rest_is_small(houses: Houses) -> None:
    """740 MiB and 56 connections in November 2026: every process had loaded Django, every periodic task had two."""
    with migrated_home(houses) as home:
        port = free_port()
        words = ("run", "--port", str(port), "--workers", "1")
        running = start_jatan(*words, environment=os.environ, log=home / "run.log")
        try:
            wait_until(lambda: _is_ready(port), what="the house is ready", working=running)
            wait_until(lambda: _connections() <= MOST_CONNECTIONS, what="connections are given back", working=running)
            held = {process: proportional([process]) for process in _house(running.pid)}
            found = {f"{process.pid} {' '.join(process.cmdline()[1:4])}": size >> 20 for process, size in held.items()}
            assert sum(held.values()) <= MOST_BYTES, found
        finally:
            kill_family(psutil.Process(running.pid))
            running.wait(timeout=30)


@pytest.mark.parametrize("module", ["jatan.runtime.supervisor", "jatan.runtime.web_server", "jatan.runtime.key_agent"])
def test_programs_that_only_watch_do_without_django(module: str) -> None:
    program = f"import sys, {module}; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("library", ["zxcvbn", "typst", "pypdf"])
def test_large_libraries_are_loaded_at_first_use(library: str) -> None:
    program = f"import sys, jatan.runtime.wsgi; print(type(sys.modules['{library}']).__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.split()[0] == "_LazyModule"


@pytest.mark.parametrize(("cores", "gigabytes", "workers"), [(2, 16, 1), (8, 4, 1), (8, 16, 2)])
def test_a_small_machine_has_one_answering_process(
    monkeypatch: pytest.MonkeyPatch, cores: int, gigabytes: int, workers: int
) -> None:
    memory = psutil.virtual_memory()._replace(total=gigabytes << 30)
    monkeypatch.setattr(web_address, "_cores", lambda: cores)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: memory)
    assert web_address.usual_workers() == workers


def test_every_machine_has_cores() -> None:
    assert web_address._cores() >= 1


def _is_ready(port: int) -> bool:
    try:
        return get(port, "", "/readyz")[0] == 200 and {"worker", "serve"} <= {one.kind for one in processes.running()}
    except OSError:
        return False


def _connections() -> int:
    ((count,),) = query(_WORKERS_OWN)
    assert isinstance(count, int)
    return count


def _house(pid: int) -> list[psutil.Process]:
    server = postmaster_pid(clusters.cluster())
    assert server is not None
    return [*family(psutil.Process(pid)), *family(psutil.Process(server))]
