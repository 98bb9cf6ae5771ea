"""Code lists of consultations: level, who is invited, replies, what became of a recommendation, evidence, files."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.programme.activities.choices import ActivityKind


class ConsultationLevel(models.TextChoices):
    BLOCK = "block", _("block")
    DISTRICT = "district", _("district")
    STATE = "state", _("state")
    NATIONAL = "national", _("national")


class InviteeKind(models.TextChoices):
    GOVERNMENT = "government", _("government office")
    POLICE = "police", _("police")
    JUDICIARY = "judiciary", _("judiciary")
    PANCHAYAT = "panchayat", _("panchayat representatives")
    COMMUNITY = "community", _("community, forum or group")
    CIVIL = "civil", _("civil-society organisation")
    LABOUR = "labour", _("union or employers")
    MEDIA = "media", _("media house")
    RESEARCH = "research", _("university or researcher")
    OTHER = "other", pgettext_lazy("invitee", "others")


# Who of them comes from an office of the state.
OFFICIAL_INVITEES = frozenset(
    {InviteeKind.GOVERNMENT, InviteeKind.POLICE, InviteeKind.JUDICIARY, InviteeKind.PANCHAYAT}
)


class Means(models.TextChoices):
    LETTER = "letter", _("by letter")
    PHONE = "phone", _("by telephone")
    MESSAGE = "message", _("by message or e-mail")
    PERSON = "person", _("in person")


class Reply(models.TextChoices):
    NONE = "", pgettext_lazy("reply", "no reply yet")
    COMES = "comes", pgettext_lazy("reply", "comes")
    SENDS = "sends", pgettext_lazy("reply", "sends somebody")
    NOT = "not", pgettext_lazy("reply", "does not come")


class RecommendationOutcome(models.TextChoices):
    OPEN = "open", pgettext_lazy("recommendation", "open")
    TAKEN_UP = "taken_up", pgettext_lazy("recommendation", "taken up")
    DONE = "done", pgettext_lazy("recommendation", "done")
    REFUSED = "refused", pgettext_lazy("recommendation", "refused")


class EvidenceKind(models.TextChoices):
    MATERIAL = "material", _("study, report or other material of the library")
    NUMBER = "number", _("number of our report")
    OTHER = "other", pgettext_lazy("evidence", "something else")


class FileKind(models.TextChoices):
    MINUTES = "minutes", _("minutes")
    INVITATION = "invitation", _("letter of invitation")
    AGENDA = "agenda", _("agenda")
    ATTENDANCE = "attendance", _("attendance sheet")
    REPORT = "report", _("report")
    OTHER = "other", pgettext_lazy("file", "other paper")


ACTIVITY_KIND_OF: dict[str, str] = {
    ConsultationLevel.BLOCK: ActivityKind.CONSULTATION_BLOCK,
    ConsultationLevel.DISTRICT: ActivityKind.CONSULTATION_DISTRICT,
    ConsultationLevel.STATE: ActivityKind.CONSULTATION_STATE,
    ConsultationLevel.NATIONAL: ActivityKind.CONSULTATION_NATIONAL,
}
