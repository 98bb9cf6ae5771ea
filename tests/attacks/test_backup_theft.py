"""Attack: somebody takes a backup file and wants to enter the house that it was made of, or one restored from it."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from jatan.runtime.backup import archive
from jatan.runtime.backup.left_out import LEFT_OUT
from jatan.runtime.backup.restore import restore
from jatan.runtime.backup.save import backup
from jatan_postgres import installations
from tests.runtime.built_homes import Houses
from tests.runtime.homes import fresh_home, taken
from tests.runtime.journey_house import finished, migrated_home
from tests.runtime.kill_house import query

# What the house remembers of sign-ins and open keys, each by the code that does it in daily use.
_REMEMBER = """
import json
from jatan.foundation.access import sent_forms, session_store
from jatan.foundation.access.models import Account, Invitation, Session
from jatan.foundation.access.sign_in_limits import PasswordAttempt
from jatan.foundation.network.models import Kind, Organisation
from jatan.foundation.vault.models import Unlock
from jatan.kernel import clock
account = Account.objects.create_user("asha@example.org", "sal-tree-under-the-moon", name="Asha")
office = Organisation.objects.create(code="X1", kind=Kind.MEMBER, name_hi="क", name_en="X", member_since=clock.today())
store = session_store.SessionStore()
store["_auth_user_id"] = str(account.pk)
store.create()
store.save()
Invitation.objects.create(account=account, token_digest="d" * 64, expires_at=clock.now())
PasswordAttempt("asha@example.org", "203.0.113.9", "").is_allowed()
sent_forms.take(bytes.fromhex("ab" * 32))
unlock = Unlock.objects.create(organisation_id=office.pk, account=account.pk, epoch=1)
row = Session.objects.get()
print(json.dumps({
    "cookie": store.session_key, "digest": row.session_key, "data": row.session_data,
    "invitation": "d" * 64, "form": "ab" * 32, "unlock": str(unlock.pk),
}))
"""


@dataclass(frozen=True)
class Stolen:
    """A backup file, the secrets that were in the house when it was made, and the rows of the tables left out."""

    file: Path
    secrets: dict[str, str]
    left_out: dict[str, object]


@pytest.fixture(scope="module")
def stolen(houses: Houses, tmp_path_factory: pytest.TempPathFactory) -> Stolen:
    target = tmp_path_factory.mktemp("stolen") / "house.backup"
    with migrated_home(houses):
        secrets = json.loads(finished(_REMEMBER))
        backup(target, lambda _line: None)
        return Stolen(target, secrets, _rows())


def _rows() -> dict[str, object]:
    return {table: query(f"SELECT count(*) FROM {table}")[0][0] for table in LEFT_OUT}


def _tables_in_clear(target: Path, folder: Path) -> str:
    """The dump of a backup as SQL, with the rows of every table."""
    sql, dump = folder / "database.sql", folder / "database.dump"
    with target.open("rb") as stream:
        contents = archive.verify(stream, target)
    with target.open("rb") as stream:
        archive.unpack(stream, contents, dump=dump, files=folder / "files")
    subprocess.run([installations.newest().program("pg_restore"), "-f", sql, dump], check=True, timeout=120)
    return sql.read_text("utf-8")


def test_no_table_of_a_backup_has_what_signs_somebody_in(stolen: Stolen, tmp_path: Path) -> None:
    """Before: the cookies of nine of ten sessions in a fresh backup opened pages of the house."""
    text = _tables_in_clear(stolen.file, tmp_path)
    assert "asha@example.org" in text, "the backup has the rows of the house"
    assert [name for name, secret in stolen.secrets.items() if secret in text] == []


def test_every_table_left_out_had_rows_and_comes_back_empty(stolen: Stolen) -> None:
    """The tables are there, so that everybody can sign in; what was open is closed."""
    assert all(stolen.left_out.values()), stolen.left_out
    with fresh_home():
        restore(stolen.file, lambda _line: None, takes_unknown=taken)
        assert _rows() == dict.fromkeys(LEFT_OUT, 0)
