"""A mail server on this machine (aiosmtpd) that keeps what it is given, or answers with a trouble."""

import email
import email.policy
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class MailEnd:
    """`received`: mails as they came over the wire, as bytes. `answers`: of the next mails, then "250 OK"."""

    def __init__(self) -> None:
        self.received: list[bytes] = []
        self.recipients: list[str] = []
        self.answers: list[str] = []
        self.refused: list[str] = []
        self.port = 0

    @property
    def mails(self) -> list[EmailMessage]:
        return [email.message_from_bytes(one, policy=email.policy.default) for one in self.received]  # type: ignore[misc]

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any) -> str:
        if address in self.refused:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.received.append(bytes(envelope.content))
            self.recipients += envelope.rcpt_tos
        return answer


@contextmanager
def running_mail_end() -> Iterator[MailEnd]:
    """The server on a free port of loopback."""
    end = MailEnd()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        end.port = free.getsockname()[1]
    controller = Controller(end, hostname="127.0.0.1", port=end.port, ready_timeout=20)
    controller.start()
    try:
        yield end
    finally:
        controller.stop()
