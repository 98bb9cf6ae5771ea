"""Code lists of activities. Themes are independent of kinds: COVID-19 can be the theme of a meeting or a workshop."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.groups.choices import GroupKind


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
    MEMBERS_MEETING = "members_meeting", _("meeting of the network's members")
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


class PhotographUse(models.TextChoices):
    """Where a photograph may be printed or shown; each is a yes of its own."""

    DONOR = "donor", _("in reports to donors and government")
    PUBLIC = "public", pgettext_lazy("photograph", "where anybody may see it")
    PRESS = "press", _("given to the press")


class Faces(models.TextChoices):
    """Who can be recognised in a photograph; "" until somebody has looked."""

    UNKNOWN = "", _("nobody has looked yet")
    NOBODY = "nobody", _("nobody: no face can be seen")
    ASKED = "asked", _("grown-ups who were asked, and all of them said yes")
    OTHERS = "others", _("somebody who was not asked, or a child")
