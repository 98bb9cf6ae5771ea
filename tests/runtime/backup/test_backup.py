"""Backup and restore: damaged files are refused; rows, files, row policies and privileges are restored."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jatan.runtime import home, processes
from jatan.runtime.backup import archive, makers
from jatan.runtime.backup.archive import BackupProblem
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import roles, server
from jatan_postgres.cluster import SUPERUSER
from tests.runtime.homes import as_app, as_owner, fresh_home, taken

_TABLES = """
CREATE TABLE person (id int PRIMARY KEY, organisation int NOT NULL, name text NOT NULL);
CREATE TABLE ledger_event (id int PRIMARY KEY, about int REFERENCES person);
ALTER TABLE person ENABLE ROW LEVEL SECURITY;
ALTER TABLE person FORCE ROW LEVEL SECURITY;
CREATE POLICY person_read ON person FOR SELECT
  USING (organisation = current_setting('jatan.read', true)::int);
CREATE POLICY person_insert ON person FOR INSERT TO jatan_app WITH CHECK (true);
REVOKE UPDATE, DELETE ON ledger_event FROM jatan_app;
"""


def _quiet(_text: str) -> None:
    """Progress that nobody reads."""


@pytest.fixture
def filled(emptied: Path) -> Path:
    """A house with guarded rows, an append-only table and uploads."""
    as_owner(_TABLES)
    as_app("INSERT INTO person SELECT n, 1 + n % 2, 'सुशीला ' || n FROM generate_series(1, 500) n")
    as_app("INSERT INTO ledger_event SELECT n, n FROM generate_series(1, 500) n")
    uploads = home.files_dir() / "photos" / "2026"
    uploads.mkdir(parents=True)
    (uploads / "बैठक.jpg").write_bytes(os.urandom(3_000_000))
    (home.files_dir() / "empty").touch()
    return emptied


@pytest.fixture
def saved(filled: Path, tmp_path: Path) -> Path:
    """A backup of the filled house."""
    target = tmp_path / "house.backup"
    backup(target, _quiet)
    return target


def _verified(path: Path) -> dict[str, Any]:
    with path.open("rb") as stream:
        return archive.verify(stream, path).manifest


def _write(target: Path, dump: bytes, files: Mapping[str, Path]) -> None:
    with target.open("wb") as out:
        writer = archive.Writer(out)
        with writer.dump() as pieces:
            pieces.write(dump)
        for name, path in files.items():
            with path.open("rb") as source:
                writer.add_file(name, source)
        writer.finish({}, makers.signer(_quiet))


def _rows_of(organisation: int) -> object:
    statement = f"SET jatan.read = '{organisation}'; SELECT count(*) FROM person"
    with psycopg.connect(roles.conninfo(clusters.cluster(), clusters.APP), autocommit=True) as connection:
        cursor = connection.execute(statement.encode())
        while cursor.nextset():
            pass
        return cursor.fetchall()[0][0]


def test_restore_into_an_empty_home_brings_rows_files_policies_and_privileges(saved: Path) -> None:
    photo = (home.files_dir() / "photos" / "2026" / "बैठक.jpg").read_bytes()
    with fresh_home():
        restore(saved, _quiet, takes_unknown=taken)
        assert [_rows_of(1), _rows_of(2), _rows_of(3)] == [250, 250, 0]
        assert (home.files_dir() / "photos" / "2026" / "बैठक.jpg").read_bytes() == photo
        assert (home.files_dir() / "empty").read_bytes() == b""
        assert as_owner("SELECT count(*) FROM person") == [(0,)]
        for verb in ("DELETE FROM ledger_event", "UPDATE ledger_event SET about = 1"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                as_app(verb)
        as_app("INSERT INTO ledger_event VALUES (501, 1)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            as_app("INSERT INTO ledger_event VALUES (502, 9999)")
        owners = as_owner("SELECT DISTINCT tableowner::text FROM pg_tables WHERE schemaname = 'public'")
        assert owners == [(clusters.OWNER,)]
        as_owner("CREATE TABLE later (n int)")
        as_app("INSERT INTO later VALUES (1)")


def test_a_restore_begins_another_history_and_keeps_the_former_ones(filled: Path, tmp_path: Path) -> None:
    """Phones compare the newest id: `foundation/devices/epoch.py`."""
    newest = "SELECT id FROM devices_history ORDER BY began_at DESC, id DESC LIMIT 1"
    as_owner("CREATE TABLE devices_history (id uuid PRIMARY KEY, began_at timestamptz NOT NULL)")
    as_app("INSERT INTO devices_history VALUES (gen_random_uuid(), now())")
    before = as_app(newest)
    backup(tmp_path / "house.backup", _quiet)
    with fresh_home():
        restore(tmp_path / "house.backup", _quiet, takes_unknown=taken)
        assert as_app(newest) != before
        assert as_app("SELECT count(*) FROM devices_history") == [(2,)]


def test_a_restore_with_other_role_names_keeps_policies_and_privileges(
    saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with fresh_home():
        server.ensure_running()
        where = clusters.cluster()
        with psycopg.connect(roles.conninfo(where, SUPERUSER), autocommit=True) as connection:
            for role in ("boss", "clerk"):
                roles.ensure_login(connection, role, "secret")
            roles.ensure_database(connection, "elsewhere", "boss")
            connection.execute("GRANT CONNECT ON DATABASE elsewhere TO clerk")
        place = f"elsewhere?host={where.socket_dir}"
        monkeypatch.setenv("DATABASE_URL", f"postgresql://boss:secret@/{place}")
        monkeypatch.setenv("DATABASE_APP_URL", f"postgresql://clerk:secret@/{place}")
        restore(saved, _quiet, takes_unknown=taken)
        assert as_app("SELECT count(*) FROM person") == [(0,)]
        assert as_app("SELECT count(*) FROM ledger_event") == [(500,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            as_app("DELETE FROM ledger_event")
        as_app("INSERT INTO person VALUES (501, 1, 'x')")
        monkeypatch.delenv("DATABASE_URL")
        monkeypatch.delenv("DATABASE_APP_URL")


def test_an_external_server_is_never_dumped_with_a_role_bound_by_row_security(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = clusters.cluster()
    monkeypatch.setenv("DATABASE_URL", roles.conninfo(where, clusters.OWNER))
    monkeypatch.setenv("DATABASE_APP_URL", roles.conninfo(where, clusters.APP))
    with pytest.raises(BackupProblem, match="BYPASSRLS"):
        backup(tmp_path / "none", _quiet)
    monkeypatch.setenv("JATAN_BACKUP_URL", roles.conninfo(where, clusters.OWNER))
    with pytest.raises(BackupProblem, match="BYPASSRLS"):
        backup(tmp_path / "none", _quiet)
    assert not (tmp_path / "none").exists()
    monkeypatch.setenv("JATAN_BACKUP_URL", roles.conninfo(where, SUPERUSER))
    backup(tmp_path / "all", _quiet)
    assert _verified(tmp_path / "all")["tables"] == {"ledger_event": 500, "person": 500}
    monkeypatch.delenv("DATABASE_URL")
    monkeypatch.delenv("DATABASE_APP_URL")


def test_a_backup_of_a_newer_version_is_refused_before_anything_is_touched(filled: Path, tmp_path: Path) -> None:
    as_owner("CREATE TABLE django_migrations (id int PRIMARY KEY, app text, name text)")
    as_owner("INSERT INTO django_migrations VALUES (1, 'people', '0001_initial'), (2, 'people', '9999_newer')")
    target = tmp_path / "newer.backup"
    backup(target, _quiet)
    with fresh_home() as path:
        with pytest.raises(BackupProblem, match=r"people\.9999_newer"):
            restore(target, _quiet, takes_unknown=taken)
        assert list(path.iterdir()) == []


def test_a_truncated_file_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    cut = tmp_path / "cut"
    points = {*range(0, len(whole), 1 << 18), *range(0, len(whole), tarfile.RECORDSIZE * 16), len(whole) - 1}
    points |= {len(whole) - tarfile.RECORDSIZE, len(whole) - 512, len(whole) - 1024}
    for size in sorted(points):
        cut.write_bytes(whole[:size])
        with pytest.raises(BackupProblem):
            _verified(cut)


def test_a_file_changed_or_extended_anywhere_is_refused(saved: Path, tmp_path: Path) -> None:
    whole = saved.read_bytes()
    changed = tmp_path / "changed"
    with tarfile.open(saved) as tar:
        places = [member.offset_data + member.size // 2 for member in tar if member.size]
    for place in places:
        changed.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BackupProblem):
            _verified(changed)
    changed.write_bytes(whole + bytes(tarfile.RECORDSIZE * 2))
    with pytest.raises(BackupProblem):
        _verified(changed)
    changed.write_bytes(os.urandom(tarfile.RECORDSIZE * 3))
    with pytest.raises(BackupProblem):
        _verified(changed)


def test_a_complete_file_of_any_size_is_accepted(tmp_path: Path) -> None:
    payload, target = tmp_path / "payload", tmp_path / "whole"
    for blocks in range(tarfile.RECORDSIZE // tarfile.BLOCKSIZE + 1):
        payload.write_bytes(bytes(blocks * tarfile.BLOCKSIZE))
        _write(target, b"dump", {"files/payload": payload})
        assert _verified(target)["parts"]["files/payload"]["size"] == blocks * tarfile.BLOCKSIZE


def test_a_dump_longer_than_one_piece_comes_back_byte_by_byte(tmp_path: Path) -> None:
    whole, target, dump = os.urandom(20_000_001), tmp_path / "whole", tmp_path / "dump"
    _write(target, whole, {})
    assert len(_verified(target)["parts"]) == 3
    with target.open("rb") as stream:
        contents = archive.verify(stream, target)
    with target.open("rb") as stream:
        archive.unpack(stream, contents, dump=dump, files=tmp_path / "files")
    assert dump.read_bytes() == whole


def test_pieces_of_the_dump_in_another_order_are_refused(tmp_path: Path) -> None:
    target, swapped = tmp_path / "whole", tmp_path / "swapped"
    _write(target, os.urandom(16 << 20), {})
    with tarfile.open(target) as tar, tarfile.open(swapped, "w", format=tarfile.PAX_FORMAT) as out:
        members = tar.getmembers()
        for member in [members[1], members[0], *members[2:]]:
            out.addfile(member, tar.extractfile(member))
    with pytest.raises(BackupProblem, match="cut or changed"):
        _verified(swapped)


def test_a_refused_file_changes_nothing(saved: Path, tmp_path: Path) -> None:
    cut = tmp_path / "cut"
    cut.write_bytes(saved.read_bytes()[: 1 << 20])
    with pytest.raises(BackupProblem):
        restore(cut, _quiet, replace=True)
    assert _rows_of(1) == 250
    assert (home.files_dir() / "empty").exists()


def test_records_are_overwritten_only_with_replace(saved: Path) -> None:
    as_app("INSERT INTO person VALUES (501, 1, 'later')")
    (home.files_dir() / "later").touch()
    with pytest.raises(BackupProblem, match="--replace"):
        restore(saved, _quiet)
    assert _rows_of(1) == 251
    restore(saved, _quiet, replace=True)
    assert _rows_of(1) == 250
    assert not (home.files_dir() / "later").exists()
    with psycopg.connect(roles.conninfo(clusters.cluster(), SUPERUSER)) as connection:
        names = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'jatan%'").fetchall()
    assert names == [(clusters.DATABASE,)]


def test_restore_is_refused_while_processes_run(saved: Path) -> None:
    sleeper = (
        "import sys, time; from jatan.runtime import processes\n"
        "with processes.registered('serve'): print('here', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", sleeper], stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        serving.stdout.readline()
        with pytest.raises(BackupProblem, match="serve"):
            restore(saved, _quiet, replace=True)
        processes.stop_all()
    assert _rows_of(1) == 250


def test_a_file_whose_name_no_restore_would_take_is_told_when_it_is_backed_up(filled: Path, tmp_path: Path) -> None:
    """Before, the backup was made, read back, and called cut or changed."""
    (home.files_dir() / "of:date").touch()
    with pytest.raises(BackupProblem, match="of:date"):
        backup(tmp_path / "none", _quiet)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_house_is_not_backed_up_and_none_is_made_there(new_home: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="nothing to back up"):
        backup(tmp_path / "none", _quiet)
    assert list(new_home.iterdir()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_tables_is_not_backed_up(emptied: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="nothing to back up"):
        backup(tmp_path / "none", _quiet)
    assert list(tmp_path.iterdir()) == []
