"""The page `docs/how-to/run-for-real.md`, followed literally on two fresh Debian machines.

Needs root, mmdebstrap, systemd-nspawn and the net: both machines install what the page says. What was printed lies in
`run-for-real-1.log` and `-2.log` in pytest's temporary folder.
"""

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from jatan.demo.workbooks import write_workbooks
from tools import fresh_debian
from tools.page_commands import script_of

_ROOT = Path(__file__).resolve().parents[2]
_PAGE = _ROOT / "docs" / "how-to" / "run-for-real.md"
_GIT_PORT = 9418
_VALUES = {
    "DOMAIN": "jatan.test",
    "SOURCE": f"git://127.0.0.1:{_GIT_PORT}/source",
    "VERSION": "v0.0.0-test",
    "STICK": "/media/key",
    "KEYS_STICK": "/media/house",
}
_PORTS = (80, 443, 8000, _GIT_PORT)
_AS_JATAN = "setpriv --reuid=jatan --regid=jatan --clear-groups env HOME=/opt/jatan JATAN_HOME=/var/lib/jatan"
# What signs somebody in or is open at the moment is in no backup.
_OPEN = {"access_attempts", "access_sentform", "access_session", "access_invitation", "django_session", "vault_unlock"}
_COUNT = """
import json, sys
import psycopg
from jatan.runtime.backup.database_dump import count_rows
from jatan_postgres.cluster import SUPERUSER
from jatan.runtime.postgres import cluster, roles, server
server.ensure_running()
with psycopg.connect(roles.conninfo(cluster.cluster(), SUPERUSER)) as connection:
    json.dump(count_rows(connection), sys.stdout)
"""
# What the page leaves to the reader's eyes.
_SEEN_ON_THE_FIRST = f"""
echo '=== what the page leaves to the eyes'
set -x
curl --silent --show-error --cacert /etc/jatan-tls/fullchain.pem --dump-header /media/key/headers \\
  --output /media/key/page.html --location https://jatan.test/
curl --silent --output /dev/null --write-out '%{{http_code}} %{{redirect_url}}\\n' http://jatan.test/ > /media/key/plain
systemd-analyze security --no-pager jatan.service | tail -n 1 > /media/key/exposure
systemctl show --property=NRestarts jatan.service > /media/key/restarts
main=$(systemctl show --property=MainPID --value jatan.service)
grep --extended-regexp '^(NoNewPrivs|Seccomp|CapBnd):' "/proc/$main/status" > /media/key/privileges
: 'Rows are counted, and the backup that is carried over is made, while nobody writes.'
systemctl stop jatan.service
{_AS_JATAN} /opt/jatan/.venv/bin/python /media/key/count.py > /media/key/first.json
systemctl start jatan-backup.service
jatan stop
cp --recursive /var/backups/jatan /media/key/backups
cp --recursive /srv/second /media/key/second
"""
_BEFORE_THE_SECOND = """
echo '=== the sticks and the newest backup are carried over'
mkdir -p /var/backups/jatan
"""
_SEEN_ON_THE_SECOND = f"""
echo '=== what the page leaves to the eyes'
set -x
{_AS_JATAN} /opt/jatan/.venv/bin/python /media/key/count.py > /media/key/second.json
jatan stop
"""


@pytest.mark.long
@pytest.mark.django_db
def test_the_page_leads_from_a_bare_debian_to_a_restored_backup(tmp_path: Path) -> None:
    missing = [name for name in fresh_debian.PROGRAMS if shutil.which(name) is None]
    if os.geteuid() != 0 or missing:
        pytest.skip(f"SKIPPED LOUDLY: needs root and {', '.join(fresh_debian.PROGRAMS)}")
    if busy := fresh_debian.busy_ports(_PORTS):
        pytest.skip(f"SKIPPED LOUDLY: ports {busy} of this machine are in use; the fresh machines share them")
    page = _PAGE.read_text(encoding="utf-8")
    key, house, registers = (tmp_path / name for name in ("key", "house", "registers"))
    for folder in (key, house, registers):
        folder.mkdir()
    for book, name in zip(write_workbooks(registers, lambda _text: None, 2), ("asha", "badlav"), strict=True):
        book.rename(registers / f"{name}.xlsx")
    (key / "count.py").write_text(_COUNT)
    registers.chmod(0o755)
    mounts = {key: "/media/key", house: "/media/house", registers: "/srv/registers"}

    with _git_server(tmp_path / "code"):
        _follow_both(tmp_path, key, page, mounts)


def _follow_both(tmp_path: Path, key: Path, page: str, mounts: Mapping[Path, str]) -> None:
    first = script_of(page, _VALUES) + _SEEN_ON_THE_FIRST
    seconds = _followed(first, mounts, tmp_path.parent / "run-for-real-1.log")
    assert (key / "headers").read_text().startswith("HTTP/")
    assert "strict-transport-security" in (key / "headers").read_text().lower()
    assert 'lang="hi"' in (key / "page.html").read_text()
    assert (key / "plain").read_text().split()[1].startswith("https://jatan.test")
    assert (key / "restarts").read_text().strip() == "NRestarts=0"
    privileges = dict(line.split(":\t") for line in (key / "privileges").read_text().splitlines())
    assert (privileges["NoNewPrivs"], privileges["Seccomp"], int(privileges["CapBnd"], 16)) == ("1", "2", 0)
    backups = sorted((key / "backups").iterdir())
    assert backups
    assert {path.name for path in backups} <= {path.name for path in (key / "second").iterdir()}
    assert all(path.read_bytes().startswith(b"age-encryption.org/v1") for path in backups)

    carried = _BEFORE_THE_SECOND + "cp /media/key/backups/* /var/backups/jatan/\n"
    second = _with_backups(script_of(page, _VALUES, second=True), carried) + _SEEN_ON_THE_SECOND
    seconds += _followed(second, mounts, tmp_path.parent / "run-for-real-2.log")
    counts = [json.loads((key / f"{name}.json").read_text()) for name in ("first", "second")]
    kept = [{table: rows for table, rows in count.items() if table not in _OPEN} for count in counts]
    assert kept[0] == kept[1]
    assert len(kept[0]) > 100
    assert kept[0]["network_organisation"] == 3
    assert kept[0]["people_person"] > 100
    exposure = (key / "exposure").read_text().strip()
    print(f"\nfollowed in {seconds:.0f} s; {sum(kept[0].values())} rows; {exposure}")  # noqa: T201


def _with_backups(script: str, carried: str) -> str:
    """The second machine's script, with the newest backup put there before the section that restores it."""
    before, heading, after = script.partition("echo '=== 10.")
    assert heading
    return before + carried + heading + after


@contextmanager
def _git_server(folder: Path) -> Iterator[None]:
    """This checkout's last commit under the tag of a release, as the machines fetch it."""
    subprocess.run(["git", "clone", "--quiet", "--bare", str(_ROOT), str(folder / "source")], check=True)
    subprocess.run(["git", "-C", str(folder / "source"), "tag", _VALUES["VERSION"]], check=True)
    # Not by `git daemon`, which does not pass on the signal that ends it.
    programs = subprocess.run(["git", "--exec-path"], check=True, capture_output=True, text=True).stdout.strip()
    serving = [
        f"{programs}/git-daemon",
        "--export-all",
        "--listen=127.0.0.1",
        f"--port={_GIT_PORT}",
        f"--base-path={folder}",
    ]
    with subprocess.Popen(serving, stderr=subprocess.DEVNULL) as daemon:
        try:
            yield
        finally:
            daemon.terminate()


def _followed(script: str, mounts: Mapping[Path, str], log: Path) -> float:
    """Follow a script on a new machine and delete the machine. Returns the seconds it took."""
    began = time.monotonic()
    # On a disk: pytest's folder may lie in memory, mounted without devices.
    root = Path(tempfile.mkdtemp(prefix="jatan-debian-", dir="/var/tmp"))
    root.chmod(0o755)
    try:
        machine = fresh_debian.make(root, [_VALUES["DOMAIN"]])
        code, output = machine.follow(script, mounts=mounts)
        log.write_text(output, encoding="utf-8")
        assert code == 0, output[-6000:]
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return time.monotonic() - began
