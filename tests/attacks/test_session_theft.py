"""Attack: somebody reads, copies or alters rows of the table of sessions and wants to be somebody else."""

from importlib import import_module

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from tests.cast import PASSWORD, Cast
from tests.web.accounts.conftest import SIGN_IN, Enter, enter

__all__ = ["enter"]

pytestmark = pytest.mark.django_db
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY relname
"""


def rows(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
        return [text for (text,) in cursor.fetchall()]


def tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        return [name for (name,) in cursor.fetchall()]


def session_table() -> str:
    model = import_module(settings.SESSION_ENGINE).SessionStore.get_model_class()
    return str(model._meta.db_table)


def session_values(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        return [str(value) for row in cursor.fetchall() for value in row]


def test_no_table_has_the_cookie_of_a_session(cast: Cast, enter: Enter) -> None:
    """Before: `django_session` and `usersessions_usersession` had it in clear."""
    client = enter("coordinator")
    assert client.get("/account/devices/").status_code == 200
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert len(tables()) > 100
    assert [name for name in tables() if any(cookie in row for row in rows(name))] == []


def test_no_value_of_a_copied_row_opens_a_page(cast: Cast, enter: Enter) -> None:
    """Before: the key of the row, sent as a cookie, was the session."""
    enter("coordinator")
    values = session_values(session_table())
    assert any(len(value) > 30 for value in values)
    for value in values:
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = value
        assert thief.get("/").status_code == 302, value


def test_data_copied_into_another_row_makes_nobody_else(cast: Cast, enter: Enter) -> None:
    """Before: whoever could write the table put a coordinator's data into her own row and was the coordinator."""
    enter("coordinator")
    table, thief = session_table(), Client()
    assert thief.post(SIGN_IN, {"login": "stranger@example.org", "password": PASSWORD}).status_code == 302
    assert thief.get("/accounts/").status_code == 404
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT session_key, session_data FROM "{table}" ORDER BY expire_date')
        (_key, data), (own, _data) = cursor.fetchall()
        cursor.execute(f'UPDATE "{table}" SET session_data = %s WHERE session_key = %s', [data, own])
    assert thief.get("/accounts/").status_code == 302
