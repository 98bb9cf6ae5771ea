"""Code lists of statements: about whom, the source, and how it is known."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

AGENT_PHONE = "agent_phone"  # the name of the marks of their numbers, by which other members learn whom to ask


class Kind(models.TextChoices):
    AGENT = "agent", _("agent or recruiter")
    CONTRACTOR = "contractor", _("contractor")
    AGENCY = "agency", _("placement agency")
    EMPLOYER = "employer", _("employer")


class Source(models.TextChoices):
    """The source of a statement."""

    MIGRANT = "migrant", _("the migrant herself or himself")
    FAMILY = "family", _("the family")
    FORUM = "forum", _("the forum or the village")
    POLICE = "police", pgettext_lazy("source", "police")
    NEWSPAPER = "newspaper", pgettext_lazy("source", "newspaper")
    OFFICE_PAPER = "office_paper", _("a paper of an office")
    WORKER = "worker", _("a worker of ours")


class Reliability(models.TextChoices):
    """How the statement is known. Not a score: each reader judges it."""

    HEARD = "heard", _("heard from others")
    SEEN = "seen", _("seen or lived through")
    DOCUMENT = "document", _("stands on a paper")
    SEVERAL = "several", _("several people say the same")


CORROBORATED = (Reliability.DOCUMENT, Reliability.SEVERAL)


class Reply(models.TextChoices):
    """The answer of a member to a request of the secretariat for one entry."""

    YES = "yes", _("Yes, until a day")
    NO = "no", _("No")
