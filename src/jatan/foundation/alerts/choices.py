"""Choices of the tables of alerts."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    """What an alert is about, the most urgent first. Danger is told in quiet hours too (`AT_ANY_HOUR`)."""

    CALL = "call", _("a call for help")
    URGENT = "urgent", _("a hard stop or an urgent issue")
    CONTACT = "contact", _("a missed contact that waits for you")
    CASE = "case", _("case work")
    FIELD_BOOK = "field_book", _("a row of the field book that waits")
    DIGEST = "digest", _("once a day: how much waits")


AT_ANY_HOUR = (Kind.CALL, Kind.URGENT)


class Channel(models.TextChoices):
    PUSH = "push", _("on the phone")
    MAIL = "mail", _("by e-mail")
    TEXT = "text", _("by text message")


class State(models.TextChoices):
    QUEUED = "queued", pgettext_lazy("alert", "waiting to go out")
    CLAIMED = "claimed", pgettext_lazy("alert", "being sent")
    HANDED = "handed", pgettext_lazy("alert", "with the text messages")
    SENT = "sent", pgettext_lazy("alert", "sent")
    FAILED = "failed", pgettext_lazy("alert", "failed")


FINAL = (State.SENT, State.FAILED)


class Code(models.TextChoices):
    """Why an alert failed, or is tried again."""

    UNREACHED = "unreached", _("the other side could not be reached")
    BUSY = "busy", _("the other side has no time now")
    REFUSED = "refused", _("the other side refused it")
    GONE = "gone", _("this browser no longer takes alerts")
    OTHER_KEY = "other_key", _("the key of the house has changed: switch it on again")
    FORBIDDEN = "forbidden", _("no alert is sent to this address")
    OFF = "off", _("this way is switched off in this house")
    NO_ADDRESS = "no_address", _("there is no address or number")
    CLOSED = "closed", _("the account is closed or has no posting")
    NOT_SENT = "not_sent", _("the text was not sent")


class Ended(models.TextChoices):
    """Why a browser gets no more alerts."""

    BY_HAND = "by_hand", _("switched off")
    GONE = "gone", _("the browser no longer takes them")
    OTHER_KEY = "other_key", _("the key of the house has changed")
    OTHER_PERSON = "other_person", _("somebody else uses this browser")
    TOO_MANY = "too_many", _("you had too many browsers")
