"""What a file of villages has changed, in words."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jatan.intake.villages.services import TakenIn

CHANGES: Final[dict[str, Any]] = {
    "new": pgettext_lazy("villages", "new"),
    "renamed": pgettext_lazy("villages", "has another name"),
    "moved": pgettext_lazy("villages", "lies in another block"),
    "gone": pgettext_lazy("villages", "no longer in the list"),
    "back": pgettext_lazy("villages", "in the list again"),
    "other": pgettext_lazy("villages", "other details"),
}


def change_lines(found: TakenIn) -> list[tuple[Any, int]]:
    """(label, number) of what changed and what was left aside; numbers of 0 are left out, but not all of them."""
    changes = found.changes
    lines: list[tuple[Any, int]] = [(label, changes.counts.get(code, 0)) for code, label in CHANGES.items()]
    lines += [
        (_("as before"), changes.unchanged),
        (_("block not known here"), changes.unplaced),
        (_("of another state or district"), changes.outside),
        (_("the same code twice"), changes.repeated),
        (_("lines that are no village"), found.skipped),
    ]
    return [line for line in lines if line[1]] or [(_("as before"), 0)]
