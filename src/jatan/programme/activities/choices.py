"""Code lists of activities. Themes are independent of kinds: COVID-19 can be the theme of a meeting or a workshop."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.groups.choices import GroupKind

__all__ = ["GROUP_KIND_OF", "WITH_OFFICIALS", "ActivityKind", "Category", "ParticipantRole", "Theme"]


class ActivityKind(models.TextChoices):
    SHG_MEETING = "shg_meeting", _("meeting with a self-help group")
    AWARENESS = "awareness", _("awareness programme")
    ADOLESCENT_MEETING = "adolescent_meeting", _("adolescent group meeting")
    FORUM_MEETING = "forum_meeting", _("migrant forum meeting")
    FRONTLINE_MEETING = "frontline_meeting", _("meeting with frontline workers")
    QUARTERLY_TRAINING = "quarterly_training", _("quarterly training in a village")
    PANCHAYAT_WORKSHOP = "panchayat_workshop", _("workshop at panchayat level")
    BLOCK_TRAINING = "block_training", _("training workshop at block level")
    DISTRICT_WORKSHOP = "district_workshop", _("workshop at district level")
    STAFF_TRAINING = "staff_training", _("training of members' staff")
    CAMP = "camp", _("camp")
    CONSULTATION_BLOCK = "consultation_block", _("consultation at block level")
    CONSULTATION_DISTRICT = "consultation_district", _("consultation at district level")
    CONSULTATION_STATE = "consultation_state", _("consultation at state level")
    CONSULTATION_NATIONAL = "consultation_national", _("consultation at national level")
    OFFICIALS_MEETING = "officials_meeting", _("meeting with officials")
    MEDIA_EVENT = "media_event", _("media event")
    GROUP_REACH = "group_reach", _("people reached through groups")


class Theme(models.TextChoices):
    NONE = "", pgettext_lazy("theme", "no theme")
    SAFE_MIGRATION = "safe_migration", _("safe migration")
    TRAFFICKING = "trafficking", _("human trafficking")
    REGISTRATION = "registration", _("registration before leaving")
    SCHEMES = "schemes", _("social-security schemes")
    CHILD_MARRIAGE = "child_marriage", _("child marriage")
    LABOUR_RIGHTS = "labour_rights", _("workers' rights")
    COVID19 = "covid19", _("COVID-19")
    OTHER = "other", pgettext_lazy("theme", "other theme")


class Category(models.TextChoices):
    """Who was reached, when a register states this instead of women, men, girls and boys."""

    UNKNOWN = "", pgettext_lazy("category", "not recorded")
    WOMEN = "women", _("women")
    CHILDREN = "children", _("children")
    ADOLESCENTS = "adolescents", _("adolescents")
    YOUTH = "youth", _("youth")


class ParticipantRole(models.TextChoices):
    PARTICIPANT = "participant", _("participant")
    FACILITATOR = "facilitator", _("facilitator")


# The kind of group that the written group name of a meeting refers to.
GROUP_KIND_OF: dict[str, str] = {
    ActivityKind.SHG_MEETING: GroupKind.SHG,
    ActivityKind.ADOLESCENT_MEETING: GroupKind.ADOLESCENT,
    ActivityKind.FORUM_MEETING: GroupKind.FORUM,
    ActivityKind.FRONTLINE_MEETING: GroupKind.FRONTLINE,
}

# Kinds at which officials sit at the table: what "coordination with officials" counts.
WITH_OFFICIALS: tuple[ActivityKind, ...] = (
    ActivityKind.CONSULTATION_BLOCK,
    ActivityKind.CONSULTATION_DISTRICT,
    ActivityKind.CONSULTATION_STATE,
    ActivityKind.CONSULTATION_NATIONAL,
    ActivityKind.OFFICIALS_MEETING,
)
