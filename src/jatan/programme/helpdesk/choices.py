"""Code lists of the help desk: kind of issue, office it is sent to, origin, status."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class IssueKind(models.TextChoices):
    UNPAID_WAGES = "unpaid_wages", _("unpaid wages")
    ACCIDENT_DEATH = "accident_death", _("accident or death")
    MISSING_CONTACT = "missing_contact", _("no contact with the migrant")
    STRANDED = "stranded", _("stranded or confined")
    DOCUMENTS_HELD = "documents_held", _("papers held back")
    FRAUD = "fraud", _("recruitment fraud")
    ABUSE = "abuse", _("abuse at work")
    REGISTRATION = "registration", _("registration")
    SCHEME_DELAYED = "scheme_delayed", _("scheme delayed or denied")
    IDENTITY_PAPERS = "identity_papers", _("identity papers")
    CHILD_LABOUR = "child_labour", _("child labour")
    CHILD_MARRIAGE = "child_marriage", _("child marriage")
    VIOLENCE = "violence", _("violence")
    LEGAL_AID = "legal_aid", _("legal aid")
    OTHER = "other", pgettext_lazy("issue", "other")


# Whoever says this needs somebody today, ticked as urgent or not.
URGENT_KINDS = (
    IssueKind.ACCIDENT_DEATH,
    IssueKind.MISSING_CONTACT,
    IssueKind.STRANDED,
    IssueKind.ABUSE,
    IssueKind.CHILD_LABOUR,
    IssueKind.CHILD_MARRIAGE,
    IssueKind.VIOLENCE,
)


class SentTo(models.TextChoices):
    """The kind of office to which an issue is sent."""

    LABOUR_OFFICE = "labour_office", _("labour office")
    BLOCK_OFFICE = "block_office", _("block office")
    AHTU = "ahtu", _("Anti-Human-Trafficking Unit")
    DLSA = "dlsa", _("District Legal Services Authority")
    POLICE = "police", _("police")
    CWC = "cwc", _("Child Welfare Committee")
    HOSPITAL = "hospital", pgettext_lazy("office", "hospital")
    OTHER = "other", pgettext_lazy("office", "other office")


class Origin(models.TextChoices):
    """How an issue came to the desk."""

    DESK = "desk", pgettext_lazy("origin", "told at the desk")
    CONTACT = "contact", pgettext_lazy("origin", "an agreed contact")
    LADDER = "ladder", pgettext_lazy("origin", "no contact for days")
    MESSAGE = "message", pgettext_lazy("origin", "a text message")
    PASS = "pass", pgettext_lazy("origin", "the migrant's pass")
    TRIGGER = "trigger", pgettext_lazy("origin", "a hard stop before leaving")
    OUTCOME = "outcome", pgettext_lazy("origin", "told after coming home")
    FIELD_BOOK = "field_book", pgettext_lazy("origin", "a forum leader's phone")


# What endangers somebody who says that she is not safe.
UNSAFE_KINDS = (
    IssueKind.VIOLENCE,
    IssueKind.STRANDED,
    IssueKind.ABUSE,
    IssueKind.ACCIDENT_DEATH,
    IssueKind.DOCUMENTS_HELD,
    IssueKind.UNPAID_WAGES,
)
# Somebody asked for help herself, or through who stood beside her: told at once, in quiet hours too.
CALLS_FOR_HELP = (Origin.PASS, Origin.MESSAGE, Origin.CONTACT, Origin.FIELD_BOOK)


class Status(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("issue", "received")
    SENT = "sent", pgettext_lazy("issue", "sent to an office")
    REPLIED = "replied", pgettext_lazy("issue", "reply received")
    RESOLVED = "resolved", pgettext_lazy("issue", "resolved")
    PARTLY = "partly", pgettext_lazy("issue", "partly resolved")
    REFUSED = "refused", pgettext_lazy("issue", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("issue", "withdrawn by the caller")
    UNREACHABLE = "unreachable", pgettext_lazy("issue", "caller unreachable")


OPEN = (Status.RECEIVED, Status.SENT, Status.REPLIED)
CLOSED = tuple(status for status in Status if status not in OPEN)
# Closed, and nobody was helped by it.
UNSOLVED = (Status.REFUSED, Status.WITHDRAWN, Status.UNREACHABLE)
