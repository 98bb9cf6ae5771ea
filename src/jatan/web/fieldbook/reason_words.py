"""Why a row waits, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from jatan.intake.fieldbook.choices import Reason
from jatan.kernel.problems import MESSAGES


def reason_words(reason: Mapping[str, Any]) -> str:
    """The sentence of one reason: ours, that of the rule, or what a service said."""
    code = str(reason["code"])
    if code in Reason.values:
        return str(Reason(code).label)
    return str(MESSAGES.get(code) or reason.get("said") or _("This cannot be right. Please look at it again."))
