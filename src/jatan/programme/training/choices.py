"""Code lists of training."""

from collections.abc import Mapping
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.activities.choices import ActivityKind


class Audience(models.TextChoices):
    """Whom a curriculum or a series is for."""

    FORUM = "forum", _("members of forums and groups")
    STAFF = "staff", _("staff of members")
    FRONTLINE = "frontline", _("frontline workers")
    PANCHAYAT = "panchayat", _("panchayat representatives")
    OTHER = "other", pgettext_lazy("audience", "others")


class Stage(models.TextChoices):
    """When questions are asked."""

    BEFORE = "before", _("before the phase")
    AFTER = "after", _("after the phase")


# As which kinds of activity a session for an audience can be counted; the first is proposed.
KINDS_FOR: Final[Mapping[str, tuple[str, ...]]] = {
    Audience.FORUM: (
        ActivityKind.QUARTERLY_TRAINING,
        ActivityKind.BLOCK_TRAINING,
        ActivityKind.FORUM_MEETING,
        ActivityKind.ADOLESCENT_MEETING,
        ActivityKind.SHG_MEETING,
    ),
    Audience.STAFF: (ActivityKind.STAFF_TRAINING, ActivityKind.DISTRICT_WORKSHOP),
    Audience.FRONTLINE: (
        ActivityKind.FRONTLINE_MEETING,
        ActivityKind.BLOCK_TRAINING,
        ActivityKind.DISTRICT_WORKSHOP,
    ),
    Audience.PANCHAYAT: (
        ActivityKind.PANCHAYAT_WORKSHOP,
        ActivityKind.BLOCK_TRAINING,
        ActivityKind.DISTRICT_WORKSHOP,
    ),
    Audience.OTHER: (
        ActivityKind.AWARENESS,
        ActivityKind.QUARTERLY_TRAINING,
        ActivityKind.BLOCK_TRAINING,
        ActivityKind.DISTRICT_WORKSHOP,
    ),
}
