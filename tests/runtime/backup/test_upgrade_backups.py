"""A new version makes a backup of a house with records before it changes the tables.

Before, every command migrated at its start, and a migration that went wrong had nothing to go back to.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jatan.runtime import home
from jatan.runtime.backup import archive, encryption, upgrade
from jatan.runtime.backup.left_out import LEFT_OUT
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from tests.runtime.backup.filled_house import quiet
from tests.runtime.built_homes import Houses
from tests.runtime.homes import as_owner, fresh_home, taken
from tests.runtime.house_contents import contents, tables
from tests.runtime.journey_house import migrated_home
from tests.runtime.kill_house import jatan, query, refusal, superuser
from tools.page_commands import blocks_of

_ROOT = Path(__file__).resolve().parents[3]
_OF_0_1_0 = _ROOT / "tests/runtime/data/house-0.1.0"
_IN_THE_WAY = "CREATE TABLE operation_fault (mark varchar(12) PRIMARY KEY)"

_ENDED_AT_THE_NEXT_TABLE = """
CREATE FUNCTION ended() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN PERFORM pg_terminate_backend(pg_backend_pid()), pg_sleep(60); END $$;
CREATE EVENT TRIGGER ended ON ddl_command_start WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION ended();
"""


@pytest.fixture
def with_member(houses: Houses) -> Iterator[Path]:
    """A migrated house with one member, whose newest tables are still to come."""
    with migrated_home(houses) as path:
        query(
            "INSERT INTO network_organisation (id, code, kind, name_en, name_hi)"
            " VALUES (gen_random_uuid(), 'AAA', 'member', 'A', 'A') RETURNING id"
        )
        query("DELETE FROM django_migrations WHERE app = 'operation' AND name = '0004_faults' RETURNING id")
        as_owner("DROP TABLE operation_fault")
        yield path


def test_a_house_with_records_is_backed_up_before_its_tables_change(with_member: Path, tmp_path: Path) -> None:
    jatan("migrate")
    (made,) = (with_member / "backups").iterdir()
    with fresh_home():
        restore(made, quiet, takes_unknown=taken)
        assert query("SELECT code FROM network_organisation") == [("AAA",)]
        assert query("SELECT to_regclass('operation_fault')::text") == [(None,)]


def test_the_backup_before_an_upgrade_is_encrypted_where_recipients_are_set(
    with_member: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    key = encryption.new_identity()
    monkeypatch.setenv("JATAN_BACKUP_RECIPIENTS", str(key.to_public()))
    jatan("migrate")
    (made,) = (with_member / "backups").iterdir()
    assert made.name.endswith(".backup.age")
    assert encryption.is_encrypted(made)
    with fresh_home():
        restore(made, quiet, identities=[key], takes_unknown=taken)
        assert query("SELECT code FROM network_organisation") == [("AAA",)]


def test_the_backup_before_an_upgrade_is_encrypted_as_the_newest_one_outside_the_house_is(
    with_member: Path, tmp_path: Path
) -> None:
    """Before, a house whose timer names its recipients (`--encrypt-to`) had every record in clear beside it."""
    key = encryption.new_identity()
    backup(tmp_path / "nightly.backup.age", quiet, recipients=[key.to_public()])
    jatan("migrate")
    (made,) = (with_member / "backups").iterdir()
    assert encryption.is_encrypted(made)
    with encryption.plain_stream(made, [key]) as stream:
        assert archive.verify(stream, made).maker


@pytest.fixture
def failing(with_member: Path) -> Path:
    """That house where the last of the steps that are to come fails, because its table is there already."""
    query("DELETE FROM django_migrations WHERE app = 'devices' AND name >= '0003_proofs_of_the_pin' RETURNING id")
    columns = ("proof_digest", "wrong_proofs", "next_proof_digest")
    as_owner("ALTER TABLE devices_device " + ", ".join(f"DROP COLUMN {column}" for column in columns))
    as_owner(_IN_THE_WAY)
    return with_member


def _starts(times: int) -> list[tuple[int, str]]:
    """(exit code, what was said) of each start."""
    command = [sys.executable, "-m", "jatan", "migrate"]
    done = [subprocess.run(command, capture_output=True, text=True, timeout=120) for _start in range(times)]
    return [(one.returncode, one.stderr) for one in done]


def _columns_of_the_first_step() -> int:
    return len(query("SELECT 1 FROM information_schema.columns WHERE column_name IN ('proof_digest', 'wrong_proofs')"))


def test_five_starts_of_a_failing_upgrade_keep_the_first_backup_and_name_the_step_and_the_way_back(
    failing: Path,
) -> None:
    messages = _starts(1)
    (first,) = (failing / "backups").iterdir()
    messages += _starts(4)
    assert first.exists()
    assert len(list((failing / "backups").iterdir())) <= 3
    assert _columns_of_the_first_step() == 2  # the tables are half those of the new version
    for code, text in messages:
        assert code == 78
        assert "operation.0004_faults" in text
        assert "ProgrammingError at" in text
        assert f"./jatan restore --replace {first}" in text
        assert "वापस" in text
        assert "Traceback" not in text
    jatan("restore", "--replace", str(first))
    assert _columns_of_the_first_step() == 0
    assert query("SELECT code FROM network_organisation") == [("AAA",)]


def test_the_printed_way_leads_a_house_of_0_1_0_back_to_its_tables() -> None:
    """The backup is in this version's form, which 0.1.0 takes for damaged: this version restores, before it goes."""
    with (_OF_0_1_0 / "house.jatan").open("rb") as stream:
        applied = archive.verify(stream, _OF_0_1_0 / "house.jatan").manifest["migrations"]
    with fresh_home() as path:
        shutil.copytree(_OF_0_1_0 / "home", path, dirs_exist_ok=True)
        restore(_OF_0_1_0 / "house.jatan", quiet, takes_unknown=taken)
        as_owner(_IN_THE_WAY)
        columns, rows = _tables()
        ((code, text),) = _starts(1)
        assert code == upgrade.EXIT_CODE
        assert _tables()[0] != columns
        assert query("SELECT count(*) FROM django_migrations") > [(len(applied),)]
        printed = re.search(r"\./jatan (restore --replace \S+)$", text, re.MULTILINE)
        assert printed
        assert text.index(printed[0]) < text.index("पहले वाला संस्करण लगाएँ")
        assert text.rindex(printed[0]) < text.index("Install the version that ran before")
        jatan(*printed[1].split())
        assert query("SELECT app, name FROM django_migrations ORDER BY id") == [tuple(row) for row in applied]
        assert _tables() == (columns, rows)


def _tables() -> tuple[dict[str, list[str]], dict[str, dict[str, object]]]:
    """Columns of each table, and what is in it but for what no backup holds."""
    with superuser() as connection:
        columns = tables(connection)
        return columns, contents(connection, {table: columns[table] for table in columns.keys() - LEFT_OUT})


@pytest.mark.parametrize(
    ("page", "installs"),
    [
        ("backup-and-restore.md", "install the version that ran before"),
        ("run-for-real.md", "Set `VERSION` to the former tag"),
    ],
)
def test_the_pages_restore_before_the_former_version_is_installed(page: str, installs: str) -> None:
    text = (_ROOT / "docs/how-to" / page).read_text("utf-8")
    assert text.count(installs) == 1
    way = text[text.index("To go back, ") :]
    assert way.index("restore --replace") < way.index(installs)


def test_what_an_older_version_recorded_between_two_tries_is_kept_too(with_member: Path) -> None:
    as_owner(_IN_THE_WAY)  # the first step fails: the tables are still the old ones
    _starts(2)
    query(
        "INSERT INTO network_organisation (id, code, kind, name_en, name_hi)"
        " VALUES (gen_random_uuid(), 'BBB', 'member', 'B', 'B') RETURNING id"
    )
    _starts(2)
    kept = sorted((with_member / "backups").iterdir())
    assert [_codes_in(file) for file in kept] == [["AAA"], ["AAA", "BBB"]]


def test_an_upgrade_that_succeeds_at_last_ends_the_count_and_keeps_the_first_backup(failing: Path) -> None:
    _starts(3)
    first = min((failing / "backups").iterdir())
    as_owner("DROP TABLE operation_fault")
    jatan("migrate")
    assert list((failing / "backups").iterdir()) == [first]
    assert [Path(row["path"]) for row in json.loads((failing / "backups.json").read_text())] == [first]
    assert not (failing / "upgrade.json").exists()
    jatan("migrate")
    assert list((failing / "backups").iterdir()) == [first]


def _codes_in(file: Path) -> list[object]:
    with fresh_home():
        restore(file, quiet, takes_unknown=taken)
        return [code for (code,) in query("SELECT code FROM network_organisation ORDER BY code")]


def test_a_database_that_is_away_for_a_moment_is_no_failed_upgrade(with_member: Path) -> None:
    """Before, systemd left the house stopped (exit code 78) although the next start would have succeeded."""
    with superuser() as connection:
        connection.execute(_ENDED_AT_THE_NEXT_TABLE)
    ((code, text),) = _starts(1)
    assert code not in (0, upgrade.EXIT_CODE)
    assert "restore --replace" not in text
    with superuser() as connection:
        connection.execute("DROP EVENT TRIGGER ended")
    jatan("migrate")
    assert query("SELECT count(*) FROM operation_fault") == [(0,)]


def test_a_backup_from_before_the_first_try_outlives_a_rule_of_what_is_kept(failing: Path) -> None:
    """Before, a nightly backup into the same folder with --keep deleted it, and a half-migrated one was named."""
    _starts(2)
    first, second = sorted((failing / "backups").iterdir())
    words = ["backup", "--plain", "--to", str(failing / "backups"), "--keep", "1 daily"]
    jatan(*words)
    jatan(*words)
    assert {first, second} < set((failing / "backups").iterdir())
    assert len(list((failing / "backups").iterdir())) == 3
    first.unlink()
    ((code, text),) = _starts(1)
    assert code == upgrade.EXIT_CODE
    assert "restore --replace" not in text
    assert "No backup from before it is here." in text


def test_systemd_does_not_start_again_after_a_failed_upgrade() -> None:
    unit = (_ROOT / "deploy/systemd/jatan.service").read_text("utf-8")
    assert f"RestartPreventExitStatus={upgrade.EXIT_CODE}\n" in unit


def test_the_page_puts_the_new_units_in_place_before_the_upgraded_house_starts() -> None:
    """Before, a house that had copied its unit once never got `RestartPreventExitStatus=`."""
    blocks = blocks_of((_ROOT / "docs/how-to/run-for-real.md").read_text("utf-8"))
    first, upgraded = (
        next(block.commands for block in blocks if block.heading == heading)
        for heading in ("6. Services", "11. A new version")
    )
    copied = first[: first.index("systemctl daemon-reload")]
    assert copied.endswith(" /etc/systemd/system/\n")
    assert upgraded.index("checkout") < upgraded.index(copied + "systemctl daemon-reload\n")
    assert upgraded.index("daemon-reload") < upgraded.index("systemctl start jatan.service")


def test_an_upgrade_without_room_for_its_backup_is_refused_and_changes_nothing(
    with_member: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = home.files_dir() / "huge.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as sparse:
        sparse.truncate(1 << 50)
    message = refusal("migrate")
    assert "MB are free" in message
    assert "JATAN_BACKUP_BEFORE_UPGRADE=0" in message
    assert "Traceback" not in message
    assert query("SELECT to_regclass('operation_fault')::text") == [(None,)]
    monkeypatch.setenv("JATAN_BACKUP_BEFORE_UPGRADE", "0")
    jatan("migrate")
    assert not (with_member / "backups").exists()
    assert query("SELECT count(*) FROM operation_fault") == [(0,)]


def test_a_demo_is_upgraded_without_a_backup(with_member: Path) -> None:
    home.mark_demo()
    jatan("migrate")
    assert not (with_member / "backups").exists()
