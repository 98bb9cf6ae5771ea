"""The e-mail of an alert: the coded words, and the address of the home page where the house knows its own."""

import smtplib
from typing import Final

from django.conf import settings
from django.core.mail import EmailMessage

from jatan.foundation.alerts.choices import Code
from jatan.foundation.alerts.push_services import NotSent

# A mailer of its own: nothing else in the house sends mail.
MAILER: Final = "alerts"


def send_mail(*, to: str, words: str, key: str) -> None:
    """Hand one mail to the server of the options. `key` becomes its Message-ID, the same if it is sent again.

    Raises NotSent.
    """
    sender = settings.MAIL_FROM
    host = sender.rpartition("@")[2].strip("<> ") or "jatan"
    link = f"{settings.PUBLIC_URL}/" if settings.PUBLIC_URL else ""
    mail = EmailMessage(
        subject=words,
        body="\n\n".join(part for part in (words, link) if part) + "\n",
        from_email=sender,
        to=[to],
        headers={"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send(using=MAILER)
    except smtplib.SMTPRecipientsRefused as error:
        statuses = [status for status, _words in error.recipients.values()]
        if all(status >= 500 for status in statuses):
            raise NotSent(Code.REFUSED) from error
        raise NotSent(Code.BUSY, may_repeat=True) from error
    except smtplib.SMTPResponseException as error:
        if error.smtp_code >= 500:
            raise NotSent(Code.REFUSED) from error
        raise NotSent(Code.BUSY, may_repeat=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise NotSent(Code.UNREACHED, may_repeat=True) from error
