"""States of a month of a member."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """What was last decided about a month."""

    COMPLETE = "complete", _("complete, waits to be accepted")
    ACCEPTED = "accepted", _("complete and accepted")
    SENT_BACK = "sent_back", _("sent back")


class Status(models.TextChoices):
    """How a month stands now: its state, or what follows from later changes or from nothing having been decided."""

    ACCEPTED = "accepted", _("complete and accepted")
    COMPLETE = "complete", _("complete, waits to be accepted")
    CHANGED = "changed", _("changed since it was accepted")
    SENT_BACK = "sent_back", _("sent back")
    NOT_YET = "not_yet", pgettext_lazy("month", "not yet complete")


# The statement of the member stands.
DECLARED = frozenset({Status.ACCEPTED, Status.COMPLETE})
