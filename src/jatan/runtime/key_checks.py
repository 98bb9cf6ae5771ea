"""Whether the keys beside the database are those with which its records were made.

Five kinds of keys lie outside the database and its backups: the key of sessions and second steps, the marks key, the
pepper, the key of the field book and the organisations' verifying keys. The table `vault_keycheck` holds a check value
of each: an HMAC under the key itself, from which nobody gets the key. So a restored house tells at once which of them
it still needs, before anything is sealed, marked or signed under another one.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Final

import psycopg

from jatan.runtime import home
from jatan.runtime.postgres import urls
from jatan.runtime.texts_without_django import both
from jatan.runtime.texts_without_django import gettext_noop as _
from jatan_postgres.programs import PostgresProblem

SECRET, MARKS, PEPPER, FIELD_BOOK, AUTHORITY = "secret", "marks", "pepper", "field-book", "authority"
KINDS: Final = (SECRET, MARKS, PEPPER, FIELD_BOOK, AUTHORITY)

_BRING: Final[Mapping[str, str]] = {
    SECRET: _(
        "The key of sessions and second steps is not the one of these records: it is missing, or another one lies in"
        " its place. Until the right one is back, no code from a telephone is accepted. Bring from the old machine:"
        " {path} (or JATAN_SECRET_KEY)."
    ),
    MARKS: _(
        "The marks key is not the one of these records: it is missing, or another one lies in its place. Members would"
        " no longer learn that another member knows the same number. Bring from the old machine: {path} (or"
        " JATAN_MARKS_KEY). If it is lost for good: ./jatan marks"
    ),
    PEPPER: _(
        "The pepper is not the one of these records: it is missing, or another one lies in its place. No passphrase"
        " opens a sealed file until the right one is back. Bring it from the old machine, or from the copy that is kept"
        " apart: {path} (or JATAN_PEPPER_FILE)."
    ),
    FIELD_BOOK: _(
        "The key to which phones of the field book seal is not the one of these records: it is missing, or another one"
        " lies in its place. Rows that phones have sent or still hold cannot be opened until the right one is back."
        " Bring from the old machine: {path}"
    ),
    AUTHORITY: _(
        "The verifying key of an organisation is not the one of these records: it is missing, or another one lies in"
        " its place. Nothing sealed can be given to anybody there. Bring from the old machine: {path}"
    ),
}
_GO_ON: Final = _(
    "If one of them is lost for good: docs/how-to/backup-and-restore.md says what is lost with it. Then: {command}"
)
_ACCEPT: Final = "./jatan keys accept " + "|".join(KINDS)


def values_here() -> dict[str, str]:
    """Name -> check value of the keys that are here; creates none. Names: a kind, or `authority <organisation>`."""
    found = {
        kind: _value(kind, content)
        for kind, content in (
            (SECRET, home.existing_secret_key()),
            (MARKS, home.existing_marks_key()),
            (PEPPER, home.existing_pepper()),
            (FIELD_BOOK, home.existing_field_book_key()),
        )
        if content
    }
    for path in sorted(home.authorities_dir().glob("*")):
        if not path.name.startswith("."):
            name = f"{AUTHORITY} {path.stem}"
            found[name] = _value(AUTHORITY, path.read_text(encoding="ascii", errors="replace"))
    return found


def noted(connection: psycopg.Connection) -> dict[str, str]:
    """Name -> check value in the database; empty where no version that keeps them has run."""
    if connection.execute("SELECT to_regclass('public.vault_keycheck')").fetchone() == (None,):
        return {}
    return dict(connection.execute("SELECT name, value FROM vault_keycheck ORDER BY name").fetchall())


def note_missing(connection: psycopg.Connection) -> None:
    """Note check values of keys that have none yet. Needs the owner's role; does not commit."""
    for name, value in values_here().items():
        connection.execute(
            "INSERT INTO vault_keycheck (name, value) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING", [name, value]
        )


def accept(kinds: Iterable[str]) -> None:
    """Note the check values of the keys that are here in place of those of lost ones. Uses the owner's role."""
    with psycopg.connect(urls.database_urls().owner) as connection:
        for kind in kinds:
            connection.execute("DELETE FROM vault_keycheck WHERE name = %s OR name LIKE %s", [kind, f"{kind} %"])
        note_missing(connection)


def other_keys(expected: Mapping[str, str]) -> list[str]:
    """Kinds of keys that are missing here or differ from the check values `expected`, in the order of KINDS."""
    here = values_here()
    wrong = {name.partition(" ")[0] for name, value in expected.items() if here.get(name) != value}
    return [kind for kind in KINDS if kind in wrong]


def sentences(kinds: Iterable[str]) -> list[str]:
    """What to bring for each kind, in Hindi and English, and how to go on without; empty if `kinds` is."""
    lines = [both(bring(kind), path=path_of(kind)) for kind in kinds]
    return [*lines, both(_GO_ON, command=_ACCEPT)] if lines else []


def bring(kind: str) -> str:
    """The sentence that says what to bring where `{path}` stands; untranslated."""
    return _BRING[kind]


def path_of(kind: str) -> object:
    """Where the file or folder of this kind of key is expected."""
    return _paths()[kind]()


def other_keys_here() -> list[str]:
    """Kinds of keys beside the database that are missing or not those of its records. Empty: all are in order."""
    with psycopg.connect(urls.database_urls().app) as connection:
        return other_keys(noted(connection))


def refuse_other_keys() -> None:
    """Raise PostgresProblem if the keys beside the database are not those of its records."""
    if lines := sentences(other_keys_here()):
        raise PostgresProblem("\n\n".join(["", *lines]))


def _paths() -> Mapping[str, Callable[[], object]]:
    return {
        SECRET: home.secret_file,
        MARKS: home.marks_file,
        PEPPER: home.pepper_path,
        FIELD_BOOK: home.field_book_key_path,
        AUTHORITY: home.authorities_dir,
    }


def _value(kind: str, content: str) -> str:
    return hmac.digest(content.strip().encode(), f"jatan key check 1: {kind}".encode(), hashlib.sha256).hex()
