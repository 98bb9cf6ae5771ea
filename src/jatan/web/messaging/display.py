"""Display helpers of the message pages: badges, masked numbers, rupees."""

from typing import Any, Final

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.intake.messaging.choices import InState, OutState
from jatan.intake.messaging.models import InMessage, OutMessage
from jatan.kernel.numbers import parse_phone
from jatan.web.ui.components import states as badges
from jatan.web.ui.components.states import Badge

_TABS: Final = (
    ("messages", gettext_lazy("Waiting messages"), "alert", Permission.MESSAGES_SEE),
    ("messages_arrived", gettext_lazy("Arrived"), "import", Permission.MESSAGES_SEE),
    ("messages_sent", gettext_lazy("Sent messages"), "upload", Permission.MESSAGES_SEE),
    ("messages_today", gettext_lazy("What goes out today"), "clock", Permission.MESSAGES_SEE),
    ("message_texts", gettext_lazy("Texts"), "file", Permission.SAFETY_PLAN),
    ("message_rules", gettext_lazy("Rules and money"), "settings", Permission.SAFETY_PLAN),
)
_GOOD = (OutState.SENT, OutState.DELIVERED)
_BAD = (OutState.FAILED, OutState.REFUSED)


def tabs(by: Actor, current: str) -> list[tuple[str, Any, bool, str]]:
    """The tabs of the message pages that this reader may open: (url, label, is current, icon)."""
    return [(reverse(name), label, name == current, icon) for name, label, icon, need in _TABS if by.may(need)]


def mask_number(phone: str) -> str:
    """A number with only its last three digits shown."""
    return f"••• ••• {phone[-3:]}" if len(phone) > 6 else phone or "–"


def dial_url(phone: str) -> str:
    """A `tel:` address; "" for a sender's name, a short code of a company or a number that is not kept any more."""
    found = parse_phone(phone)
    return f"tel:+91{found}" if found else ""


def phone_to_dial(phone: str) -> str:
    """A masked number that dials at a touch."""
    url = dial_url(phone)
    return format_html('<a class="chip" href="{}">{}</a>', url, mask_number(phone)) if url else mask_number(phone)


def format_moment(at: Any) -> str:
    """Date and time in India; a dash for None."""
    return formats.date_format(timezone.localtime(at), "j E Y, H:i") if at else "–"


def rupees(paise: int) -> str:
    """Paise as "₹ 12.50"; a text costs less than a rupee."""
    return f"₹ {paise // 100}.{paise % 100:02d}"


def first_characters(text: str) -> str:
    """The first 60 characters of a message, for a list."""
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "…"


def incoming_badge(row: InMessage) -> Badge:
    """Badge of an arrived message: why it waits, or its meaning when done."""
    if row.state == InState.DONE:
        return badges.done(row.get_meaning_display() or _("read"))
    words = row.get_reason_display() if row.reason else _("new")
    return badges.late(words) if row.is_urgent else badges.soon(words)


def outgoing_badge(row: OutMessage) -> Badge:
    """Badge of an outgoing message: its state, and the reason when it failed."""
    words = row.get_state_display()
    if row.reason and row.state in _BAD:
        words = f"{words}: {row.get_reason_display()}"
    if row.state in _GOOD:
        return badges.done(words)
    return badges.late(words) if row.state in _BAD else badges.soon(words)
