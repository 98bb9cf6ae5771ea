"""Who acts when a phone sends: the account of the phone, reduced to the posting for which the phone was enrolled."""

from jatan.foundation.access.actors import Actor, Post, actor_of
from jatan.foundation.access.permissions import Role
from jatan.foundation.devices.models import Device
from jatan.programme.safeguarding.stand_ins import StandIn

__all__ = ["actor_of_device"]


def actor_of_device(device: Device) -> Actor:
    """The actor of a phone today. Without any posting once the one it was enrolled for has ended, or the account has
    been closed: such an actor reaches nothing.

    A forum leader who is posted as a field worker too, or leads two forums, reaches with each phone only what that
    phone was given for: a phone that is found tells of one forum. Nor does it reach what a colleague has lent her for
    her absence (`StandIn`: nothing more is looked up).
    """
    actor = actor_of(device.account)
    posts = tuple(post for post in actor.posts if _is_of(post, device))
    home = actor.home if actor.home is not None and actor.home.pk == device.organisation_id else device.organisation
    return StandIn(actor.account_id, posts, language=actor.language, home=home if posts else None, former=actor.former)


def _is_of(post: Post, device: Device) -> bool:
    role = Role.FIELD_WORKER if device.group is None else Role.FORUM_LEADER
    here = post.organisation_id == device.organisation_id and not post.is_caretaker
    return here and post.role == role and post.group_id == device.group
