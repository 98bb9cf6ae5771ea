"""The demo's forum leaders: accounts of volunteers, each posted to a forum of one member that has people on record."""

from typing import Final

from django.db.models import Count, Q

from jatan.demo import plan
from jatan.foundation.access.actors import importer_for
from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.programme.groups.choices import GroupKind
from jatan.programme.groups.models import Group

_MEMBER: Final = "D03"
# (sign-in name, name); the first leads the forum with the most members.
LEADERS: Final = (("leader@demo.jatan", "सुमित्रा (नमूना)"), ("leader2@demo.jatan", "बसंती (नमूना)"))


def post_forum_leaders() -> None:
    """Post each leader who is not posted yet to a forum of her own. Can be repeated."""
    member = Organisation.objects.get(code=_MEMBER)
    with acting_as(importer_for(member.pk)):
        forums = _forums(member)
    for (email, name), forum in zip(LEADERS, forums, strict=False):
        account = Account.objects.filter(email=email).first()
        if account is None:
            account = Account.objects.create_user(email, None, name=name, is_demo=True)
        if not account.postings.exists():
            Posting.objects.create(
                account=account,
                role=Role.FORUM_LEADER,
                organisation=member,
                place=forum.place,
                group=forum.pk,
                since=plan.FIRST,
            )


def _forums(member: Organisation) -> list[Group]:
    """Forums that still meet, those with the most present members first."""
    present = Q(memberships__left_on__isnull=True, memberships__withdrawn_at__isnull=True)
    rows = Group.objects.live().filter(organisation=member, kind=GroupKind.FORUM, dissolved_on__isnull=True)
    counted = rows.annotate(present=Count("memberships", filter=present)).select_related("place")
    return list(counted.order_by("-present", "id")[: len(LEADERS)])
