"""Services of safeguarding. Raises gate.Forbidden without the permission, Problem for invalid values."""

from jatan.programme.safeguarding.contacts import (
    record_contact,
    record_late_report,
    record_no_news,
    record_unsolicited_contact,
    start_contacts,
)
from jatan.programme.safeguarding.handover import acknowledge_step, hand_off_trigger, take_as_case
from jatan.programme.safeguarding.plans import change_plan
from jatan.programme.safeguarding.stand_ins import end_handover, hand_over
from jatan.programme.safeguarding.walk import walk

__all__ = [
    "acknowledge_step",
    "change_plan",
    "end_handover",
    "hand_off_trigger",
    "hand_over",
    "record_contact",
    "record_late_report",
    "record_no_news",
    "record_unsolicited_contact",
    "start_contacts",
    "take_as_case",
    "walk",
]
