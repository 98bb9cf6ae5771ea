"""The walls stand in their other form as well (`JATAN_PLAIN_POLICIES`): every test of them once more, without
sub-selects."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from jatan.runtime.postgres import cluster as clusters
from jatan.runtime.postgres import policies, roles
from tests.foundation.access.test_row_walls import *  # noqa: F403
from tests.house.test_walls import *  # noqa: F403

pytestmark = pytest.mark.django_db
# What is asked of another table cannot be said without one.
_OF_OTHER_TABLES = ["agents_statement_granted", "vault_casestatement_delete", "vault_section_delete"]


@pytest.fixture(scope="module", autouse=True)
def plain_policies(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Written before the first test of this file begins a transaction, and written back after the last one's ended."""
    with django_db_blocker.unblock():
        name = connections["owner"].settings_dict["NAME"]
        owner = roles.conninfo(clusters.cluster(), clusters.OWNER, str(name))
    for plain in (True, False):
        with psycopg.connect(owner) as rewriting:
            assert policies.rewrite_policies(rewriting, plain=plain) > 200
            assert policies.rewrite_policies(rewriting, plain=plain) == 0
        if plain:
            yield


def test_no_policy_has_a_sub_select_but_those_that_ask_another_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT policyname FROM pg_policies WHERE concat(qual, with_check) LIKE %s ORDER BY 1", ["%SELECT%"]
        )
        assert [name for (name,) in cursor.fetchall()] == _OF_OTHER_TABLES
