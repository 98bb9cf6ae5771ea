"""Code lists of the booklet."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class StoryState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("story", "being written")
    WAITING = "waiting", pgettext_lazy("story", "waits for a second person")
    APPROVED = "approved", pgettext_lazy("story", "may be printed")
    SENT_BACK = "sent_back", pgettext_lazy("story", "sent back")


class StoryUse(models.TextChoices):
    """Where a story may stand; each is a yes of its own."""

    MEETING = "meeting", _("told at meetings")
    BOOKLET = "booklet", _("printed in the booklet")
    DONOR = "donor", _("in reports to donors and government")
    PUBLIC = "public", _("where anybody may read it")
    PRESS = "press", _("given to the press")
    PHOTO = "photo", _("with her photo or voice")


class Check(models.TextChoices):
    """What the second person looked at; all of them before a story may be printed."""

    CHANGED = "changed", _("No name, place, day or trade of hers is left in it")
    UNFOUND = "unfound", _("People of her village and her work would not know her by it")
    NO_CHILD = "no_child", _("It is about no child, and no child can be recognised in it")
    AGREED = "agreed", _("I have seen the signed paper, or asked the office where it lies")


class EditionLanguage(models.TextChoices):
    HINDI = "hi", _("Hindi")
    ENGLISH = "en", _("English")


# Fields of a story that say what was changed so that nobody is found by it; all are filled in before the review.
CHANGES = ("names_changed", "places_changed", "dates_changed", "trades_changed")
