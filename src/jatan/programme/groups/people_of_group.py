"""The people of a group, for the reach of whoever leads it (`foundation/access/group_rows.py`)."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet

from jatan.kernel import clock
from jatan.programme.groups.models import Membership
from jatan.programme.people.reach import live


def people_of_group(organisation_id: uuid.UUID, group_id: uuid.UUID) -> QuerySet[Membership, Any]:
    """Ids of the persons who are members of a group today, as a query with the one column `person_id`.

    Withdrawn memberships and those that have ended do not count, nor does a group that was withdrawn: it never was.
    Whoever leaves is a member until the end of that day.
    """
    stays = Q(left_on__isnull=True) | Q(left_on__gte=clock.today())
    rows = live(Membership).filter(stays, organisation_id=organisation_id, group_id=group_id)
    return rows.filter(group__organisation_id=organisation_id, group__withdrawn_at__isnull=True).values("person_id")
