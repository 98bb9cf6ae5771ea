"""Ledger verbs of phones. The payload holds codes only."""

ENROLMENT_MADE = "devices.enrolment_made"
ENROLLED = "devices.enrolled"
RENEWED = "devices.renewed"
REVOKED = "devices.revoked"
SHARE_ENDED = "devices.share_ended"
