"""Who acts when a phone sends: the account of the phone, reduced to the posting for which the phone was enrolled."""

from dataclasses import dataclass
from typing import Literal

from jatan.foundation.access.actors import Actor, Post, actor_of
from jatan.foundation.devices.models import Device
from jatan.foundation.devices.services import role_of
from jatan.kernel import clock
from jatan.programme.safeguarding.stand_ins import StandIn

type Refusal = Literal["", "revoked", "expired"]


@dataclass(frozen=True)
class Sender:
    """Who a phone is today. `refusal`: why it may read nothing any more, "" while it may.

    The `actor` of a refused phone has no posting and reaches nothing, whichever way its rows and photographs come in.
    """

    actor: Actor
    refusal: Refusal = ""


def sender_of(device: Device) -> Sender:
    """The actor of a phone, and whether it is refused: taken back, its time over, its posting or account ended.

    A forum leader who is posted as a field worker too, or leads two forums, reaches with each phone only what that
    phone was given for: a phone that is found tells of one forum. Nor does it reach what a colleague has lent her for
    her absence (`StandIn`: nothing more is looked up).
    """
    account = actor_of(device.account)
    posts = tuple(post for post in account.posts if _is_of(post, device))
    refusal: Refusal = ""
    if device.revoked_at is not None or not posts:
        refusal = "revoked"
    elif device.expires_at <= clock.now():
        refusal = "expired"
    if refusal:
        return Sender(Actor(account.account_id, (), language=account.language), refusal)
    home = account.home if account.home is not None and account.home.pk == device.organisation_id else None
    return Sender(
        StandIn(
            account.account_id,
            posts,
            language=account.language,
            home=home or device.organisation,
            former=account.former,
        )
    )


def _is_of(post: Post, device: Device) -> bool:
    here = post.organisation_id == device.organisation_id and not post.is_caretaker
    return here and post.role == role_of(device) and post.group_id == device.group
