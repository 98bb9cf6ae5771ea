"""The log of people searches: one row per account, day and scope, with counts, never the search text.

Kept outside the ledger, whose hash chain serialises the writers of an organisation: a keystroke must not wait for it.
"""

from django.db import connection

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.programme.people.choices import Scope

_COUNT = """
INSERT INTO people_lookup (id, organisation_id, account, day, scope, looked, shown) VALUES (%s, %s, %s, %s, %s, 1, %s)
ON CONFLICT (organisation_id, account, day, scope)
DO UPDATE SET looked = people_lookup.looked + 1, shown = people_lookup.shown + excluded.shown
"""


def log_lookup(by: Actor, scope: Scope, shown: int) -> None:
    """Count one search and the number of people it showed."""
    home = by.first_home_organisation(by.reach(Permission.PEOPLE_RECORD).row_organisations)
    if by.account_id is None or home is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [new_id(), home, by.account_id, clock.today(), scope.value, shown])
