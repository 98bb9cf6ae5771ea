"""The words of urgency, apart from its rules, because the texts of due items use them too."""

from django.utils.translation import gettext_lazy as _

from jatan.programme.cases.entries.fields import Choice

URGENCIES: tuple[Choice, ...] = (
    ("same_day", _("the same day")),
    ("three_days", _("within three days")),
    ("week", _("within the week")),
    ("over", _("not urgent any more")),
)
