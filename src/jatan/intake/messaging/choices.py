"""Choices of the text message tables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Purpose(models.TextChoices):
    """Why a text goes out. Each purpose has a template, except ANSWER, which a colleague writes."""

    CHECK = "check", _("asks how she is")
    UNSAFE_HEARD = "unsafe_heard", _("says that help is coming")
    STOPPED = "stopped", _("says that messages have stopped")
    STARTED = "started", _("says that messages go on")
    UNCLEAR = "unclear", _("asks to answer with 1 or 2")
    ANSWER = "answer", _("written by a colleague")
    URGENT = "urgent", _("tells a colleague that something urgent waits")
    NOTED = "noted", _("says that a coded message was noted")
    PASSED_ON = "passed_on", _("says that the desk decides about a coded message")
    UNREGISTERED = "unregistered", _("says that who has left is not registered yet")
    CODES = "codes", _("tells the three codes")
    PHONE_SILENT = "phone_silent", _("asks why a phone of the field book is silent")


# Nobody wrote these: they are sent because a day has come.
ASKED_BY_A_DAY = (Purpose.CHECK, Purpose.PHONE_SILENT)


class OutState(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("message", "waiting to go out")
    HELD = "held", pgettext_lazy("message", "held until the morning")
    CLAIMED = "claimed", pgettext_lazy("message", "being handed over")
    HANDED = "handed", pgettext_lazy("message", "with the gateway")
    SENT = "sent", pgettext_lazy("message", "sent")
    DELIVERED = "delivered", pgettext_lazy("message", "arrived")
    FAILED = "failed", pgettext_lazy("message", "failed")
    REFUSED = "refused", pgettext_lazy("message", "not sent")
    NOT_NEEDED = "not_needed", pgettext_lazy("message", "no longer needed")


ACTIVE = (OutState.QUEUED, OutState.HELD, OutState.CLAIMED, OutState.HANDED)


class Reason(models.TextChoices):
    """Why a text did not go out, or why an arrived one waits for a person."""

    NO_PHONE = "no_phone", _("no telephone number is known")
    NO_CONSENT = "no_consent", _("she has not agreed to messages")
    OPTED_OUT = "opted_out", _("this number asked for no messages")
    BUDGET = "budget", _("the month's money for messages is spent")
    WORDING = "wording", _("the text says something that no message may say")
    NO_GATEWAY = "no_gateway", _("no gateway is set up")
    GATEWAY = "gateway", _("the gateway refused it")
    UNREACHED = "unreached", _("the gateway could not be reached")
    UNCLEAR = "unclear", _("nobody knows whether it went out")
    UNDELIVERED = "undelivered", _("the network could not deliver it")
    UNKNOWN_NUMBER = "unknown_number", _("this number is not known")
    SEVERAL = "several", _("several travellers use this number")
    NO_OPEN_CONTACT = "no_open_contact", _("no question to her is open")
    FREE_TEXT = "free_text", _("somebody must read it")
    CALL_BACK = "call_back", _("missed call: call back")
    FROM_FAMILY = "from_family", _("it came from the family")
    TOO_MANY = "too_many", _("this number sends very many messages")
    NOT_RECORDED = "not_recorded", _("it could not be recorded by itself")
    COMPANY = "company", _("it came from a company")
    UNREADABLE = "unreadable", _("the message could not be read")
    NO_REFERENCE = "no_reference", _("it does not say whose journey")
    UNKNOWN_CODE = "unknown_code", _("no journey has this code")
    NO_OUTCOME = "no_outcome", _("it does not say how she is")
    CALLED_AGAIN = "called_again", _("called again: the first call waits")


class Arrival(models.TextChoices):
    TEXT = "text", pgettext_lazy("arrival", "message")
    MISSED_CALL = "missed_call", pgettext_lazy("arrival", "missed call")


class Meaning(models.TextChoices):
    SAFE = "safe", pgettext_lazy("answer", "well")
    UNSAFE = "unsafe", pgettext_lazy("answer", "needs help")
    STOP = "stop", pgettext_lazy("answer", "no more messages")
    START = "start", pgettext_lazy("answer", "messages again")
    CALL = "call", pgettext_lazy("answer", "call back")
    LEFT = "left", pgettext_lazy("answer", "has left")
    UNCLEAR = "unclear", pgettext_lazy("answer", "to be read")


class InState(models.TextChoices):
    NEW = "new", pgettext_lazy("arrived message", "new")
    WAITING = "waiting", pgettext_lazy("arrived message", "waits for a person")
    DONE = "done", pgettext_lazy("arrived message", "done")
