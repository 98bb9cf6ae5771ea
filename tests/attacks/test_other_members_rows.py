"""Somebody who knows the id of an own record opens one of another member that is linked with it.

That ids in addresses do not show which rows of other members exist, tests/house/test_matrix.py tries at every address.
"""

import pytest

from jatan.foundation.access.permissions import Permission
from tests.cast import Cast
from tests.house.belongings import Belongings
from tests.house.standing_rows import cast, own, standing_rows
from tests.web.conftest import Browser, browser

__all__ = ["browser", "cast", "own", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "khunti_coordinator"


def test_a_row_that_is_linked_with_an_own_one_stays_out_of_reach(cast: Cast, own: Belongings, browser: Browser) -> None:
    """Records of one person are linked within a member only: no link leads another member to either of them."""
    client, child = browser("coordinator"), own.rows["people/same"]
    for pk in (child.first_id, child.second_id):
        for path in (f"/people/{pk}/", f"/people/{pk}/same/{child.pk}/unlink/", f"/people/{pk}/edit/"):
            assert {client.get(path).status_code, client.post(path).status_code} == {404}, path
    assert child.organisation_id not in cast.actor("coordinator").reach(Permission.PEOPLE_SEE).row_organisations
