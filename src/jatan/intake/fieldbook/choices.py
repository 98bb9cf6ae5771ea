"""Code lists of what arrives from phones: what became of a row, and why it waits for a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class State(models.TextChoices):
    """What became of a row. Whatever it is, the row's bytes stay."""

    RECORDED = "recorded", pgettext_lazy("row of a phone", "recorded")
    PARKED = "parked", pgettext_lazy("row of a phone", "waits for the office")
    QUARANTINED = "quarantined", pgettext_lazy("row of a phone", "from a phone that was taken back")
    CONFLICT = "conflict", pgettext_lazy("row of a phone", "arrived twice, not the same")
    SET_ASIDE = "set_aside", pgettext_lazy("row of a phone", "set aside")


WAITING = (State.PARKED, State.QUARANTINED, State.CONFLICT)


class FlowKind(models.TextChoices):
    LEAVING = "leaving", pgettext_lazy("field book", "leaving")
    CONTACT = "contact", pgettext_lazy("field book", "call")
    MEETING = "meeting", pgettext_lazy("field book", "meeting")
    HELP = "help", pgettext_lazy("field book", "help")
    NO_NEWS = "no_news", pgettext_lazy("field book", "no news")


class Reason(models.TextChoices):
    """Why a row waits, in the reader's words. Other codes are those of the rules that refused an answer."""

    CANNOT_BE_OPENED = "cannot_be_opened", _("It cannot be opened: it was damaged on the phone or on the way.")
    OTHER_KEY = "other_key", _("It was locked for another key. Bring the right key of the house, then it opens.")
    UNKNOWN_KIND = "unknown_kind", _("It comes from another version of the page and is not understood here.")
    UNKNOWN_QUESTION = "unknown_question", _("It answers a question that is not asked here.")
    CLOCK = "clock", _("The phone's clock was wrong. Write the right day.")
    NO_FORUM = "no_forum", _("The phone belongs to no forum. Choose the forum.")
    UNKNOWN_PERSON = "unknown_person", _("This person is not in what the phone may see.")
    UNKNOWN_JOURNEY = "unknown_journey", _("This journey is not in what the phone may see.")
    WAITS_FOR_ROW = "waits_for_row", _("It is about somebody whose own row has not been recorded yet.")
    UNKNOWN_CONTACT = "unknown_contact", _("This contact is not in what the phone may see.")
    OPEN_JOURNEY = "open_journey", _("Somebody of these is on another journey that is still open.")
    SAME_MEETING = "same_meeting", _("A meeting of this forum on this day is on record already. Is it the same?")
    ID_TAKEN = "id_taken", _("Another record has this number already.")
    NO_CONTACT_DUE = "no_contact_due", _("No call was due, so there is nothing to which this belongs.")
    NO_RIGHT = "no_right", _("Whoever wrote this may not record it any more.")
    UNEXPECTED = "unexpected", _("It could not be taken in. Look at it; if all is right, take it in once more.")
    TAKEN_BACK = "taken_back", _("It comes from a phone that was taken back, or whose time is over.")
    SAME_PERSON = (
        "same_person",
        _("Somebody like her is on record already. Is it she? Choose her, or say it is another."),
    )
    SAME_ID = "same_id", _("Two different rows arrived under one number. Look at both.")
