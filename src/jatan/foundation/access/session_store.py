"""Sessions in PostgreSQL, from which nobody can be impersonated: Django's session backend (settings.SESSION_ENGINE).

The cookie holds a random key of 32 characters; the table holds its SHA-256 only, so a row that is read opens nothing.
The data of a row are signed together with that digest, so data copied into another row are refused.
"""

import hashlib
from typing import Any, Final

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import DatabaseError, IntegrityError, transaction

from jatan.foundation.access.models import Account, Session
from jatan.kernel import clock

_SALT: Final = "jatan.session"


class SessionStore(SessionBase):
    """One session. `session_key` is the value of the cookie and never stored."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The model of the table, as Django's own backend in the database has it."""
        return Session

    @property
    def key_salt(self) -> str:
        """What the data are signed with: another row has another one."""
        return f"{_SALT} {_digest(self.session_key)}"

    def exists(self, session_key: str) -> bool:
        """Whether the session of a cookie is stored."""
        return Session.objects.filter(session_key=_digest(session_key)).exists()

    def load(self) -> dict[str, Any]:
        """The data; empty, and without a key, if there is no such session or it has expired."""
        rows = Session.objects.filter(session_key=_digest(self.session_key), expire_date__gt=clock.now())
        row = rows.first()
        if row is None:
            self._session_key = None
            return {}
        found: dict[str, Any] = self.decode(row.session_data)
        return found

    def create(self) -> None:
        """Store an empty session under a new key."""
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:
        """Store the data. Raises CreateError if the key is taken, UpdateError if the session was ended meanwhile."""
        if self.session_key is None:
            return self.create()
        data = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        row = Session(
            session_key=_digest(self.session_key),
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(modification=clock.now()),
            account_id=data.get(SESSION_KEY),
        )
        try:
            with transaction.atomic():
                row.save(force_insert=must_create, force_update=not must_create)
        except IntegrityError as error:
            if must_create:
                raise CreateError from error
            raise
        except DatabaseError as error:
            if not must_create:
                raise UpdateError from error
            raise

    def delete(self, session_key: str | None = None) -> None:
        """End this session, or that of another cookie."""
        key = session_key or self.session_key
        if key is not None:
            Session.objects.filter(session_key=_digest(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Delete expired sessions."""
        delete_expired()


def decoded(row: Session) -> dict[str, Any]:
    """The data of a row; empty if they were altered or copied from another row."""
    store = _StoredRow(row)
    found: dict[str, Any] = store.decode(row.session_data)
    return found


def sessions_of(account: Account) -> list[tuple[Session, dict[str, Any]]]:
    """The sessions in which an account is signed in, with their data. Not those from before its password changed."""
    rows = Session.objects.filter(account=account, expire_date__gt=clock.now())
    present = account.get_session_auth_hash()
    return [(row, data) for row in rows if (data := decoded(row)).get(HASH_SESSION_KEY) == present]


def is_row_of(row: Session, session_key: str) -> bool:
    """Whether a row is the session of this cookie."""
    return row.session_key == _digest(session_key)


def end_other_sessions(account: Account, session_key: str) -> int:
    """End every session of an account but the one of this cookie. Returns the number ended."""
    rows = Session.objects.filter(account=account).exclude(session_key=_digest(session_key))
    return rows.delete()[0]


def delete_expired() -> int:
    """Delete sessions that expired, and return how many."""
    return Session.objects.filter(expire_date__lte=clock.now()).delete()[0]


class _StoredRow(SessionStore):
    """Decodes the data of a row whose cookie is not known."""

    def __init__(self, row: Session) -> None:
        super().__init__()
        self._row = row

    @property
    def key_salt(self) -> str:
        return f"{_SALT} {self._row.session_key}"


def _digest(session_key: str | None) -> str:
    return hashlib.sha256(f"{_SALT} {session_key or ''}".encode()).hexdigest()
