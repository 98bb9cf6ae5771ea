"""Names of colleagues for case pages."""

import uuid
from collections.abc import Iterable

from jatan.foundation.access.models import Account, Posting
from jatan.foundation.access.permissions import Role
from jatan.kernel import clock


def names_of(accounts: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, str]:
    """Names by account: one query, none for an empty argument."""
    wanted = {account for account in accounts if account is not None}
    return dict(Account.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}


def counsellors_of(organisation_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """(account id, name) of counsellors posted to an organisation today, sorted by name."""
    posts = Posting.objects.in_force(clock.today()).filter(
        organisation_id=organisation_id, role=Role.COUNSELLOR, account__is_active=True
    )
    found = {post.account_id: post.account.name for post in posts.select_related("account")}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))
