"""The ends of alerts on this machine; every test runs at noon of 10 March 2026 unless it says otherwise."""

from tests.foundation.alerts.conftest import mail_end, push_end
from tests.intake.messaging.conftest import at_noon, gateway, sms

__all__ = ["at_noon", "gateway", "mail_end", "push_end", "sms"]
