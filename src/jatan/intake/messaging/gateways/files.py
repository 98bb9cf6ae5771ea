"""gammu-smsd's FILES back end: a spool of four folders. We write texts to `outbox` and read arrivals from `inbox`.

The daemon moves a text to `sent` or `error`. The file name carries our key, so a text is found again after a kill and
never written twice. A missed call is a file `CALL<time>_<number>.call` written by the daemon's hook.
"""

import hashlib
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from jatan.intake.messaging.choices import Arrival
from jatan.intake.messaging.gateways.base import (
    ArrivedMessage,
    CollectedItem,
    DeliveryReport,
    DeliveryStatus,
    FailureKind,
    GatewayError,
    Outgoing,
)
from jatan.intake.messaging.gateways.smsbackup import read_backup
from jatan.kernel import clock
from jatan.kernel.files import write_file_durably

FOLDERS: Final = ("inbox", "outbox", "sent", "error")
_OUTBOX_NAME = re.compile(r"OUT[A-Z]\d{8}_\d{6}_\d\d_\+?\d+_([0-9a-f]{32}-\d+)\.txt\w*")
_NUMBER = re.compile(r"_([+A-Za-z0-9-]+)(?:_\d\d)?\.\w+$")
# The daemon's words for a delivery report; any other ("Pending", "Unknown") counts as sent.
_REPORTS: Final = {"delivered": DeliveryStatus.DELIVERED, "failed": DeliveryStatus.UNDELIVERED}
_ABANDONED_AFTER: Final = 3600.0
_COMPLETE_AFTER: Final = 1.0


def gateway_of(options: Mapping[str, str]) -> "FilesGateway":
    """The spool that the installation's options name."""
    return FilesGateway(Path(options["spool"]))


class FilesGateway:
    """One modem's spool. Repeatable: a text that is in the spool already is not written again."""

    is_repeatable = True
    is_final = False

    def __init__(self, spool: Path) -> None:
        self._spool = spool

    def prepare(self) -> None:
        """Create the folders, readable by this user only."""
        for name in FOLDERS:
            (self._spool / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    def hand_over(self, message: Outgoing) -> str:
        """Write a hidden file, then rename it, so that the daemon never reads half a text."""
        if not message.phone.isascii() or not message.phone.isdecimal():
            raise GatewayError(FailureKind.REFUSED)
        if self._has(message.key):
            return message.key
        at = clock.now().astimezone(clock.INDIA)
        priority = "A" if message.is_urgent else "C"
        name = f"OUT{priority}{at:%Y%m%d_%H%M%S}_00_+91{message.phone}_{message.key}.txtd"
        try:
            self.prepare()
            # Without a byte order mark, the daemon decodes the bytes by its locale.
            content = ("\ufeff" + message.text).encode("utf-16-be")
            write_file_durably(self._spool / "outbox" / name, content, replaces=True)
        except OSError as trouble:
            raise GatewayError(FailureKind.UNREACHED) from trouble
        return message.key

    def collect(self) -> Iterator[CollectedItem]:
        """Reports of texts that left, then what arrived, the oldest name first."""
        for folder, report in (("sent", DeliveryStatus.SENT), ("error", DeliveryStatus.FAILED)):
            for path in self._listed(folder):
                match = _OUTBOX_NAME.fullmatch(path.name)
                if match:
                    yield CollectedItem(DeliveryReport(report, key=match[1]), str(path))
        for path in self._listed("inbox"):
            if _is_complete(path):
                found = _arrived(path)
                if found is not None:
                    yield CollectedItem(found, str(path))

    def discard_item(self, found: CollectedItem) -> None:
        """Delete the file, whose text is in the database now; move an unreadable one to the folder `unreadable`."""
        path = Path(found.where)
        if isinstance(found.what, ArrivedMessage) and not found.what.is_readable:
            aside = self._spool / "unreadable"
            aside.mkdir(mode=0o700, exist_ok=True)
            path.replace(aside / path.name)
        else:
            path.unlink(missing_ok=True)

    def _has(self, key: str) -> bool:
        return any(
            (match := _OUTBOX_NAME.fullmatch(path.name)) and match[1] == key
            for folder in ("outbox", "sent", "error")
            for path in self._listed(folder)
        )

    def _listed(self, folder: str) -> list[Path]:
        try:
            return sorted(path for path in (self._spool / folder).iterdir() if not path.name.startswith("."))
        except OSError:
            return []


def configuration(spool: Path, *, device: str = "/dev/ttyUSB0", connection: str = "at", hook: str = "") -> str:
    """The content of `gammu-smsdrc`. Sets no log file: the daemon would write texts and numbers into it."""
    lines = ["[gammu]", f"device = {device}", f"connection = {connection}"]
    if connection == "none":
        lines.append("model = dummy")
    lines += ["", "[smsd]", "service = files", "inboxformat = detail", "outboxformat = detail"]
    lines += ["transmitformat = auto", "deliveryreport = sms", "debuglevel = 0"]
    lines += [
        "checksecurity = 0",
        "checksignal = 0",
        "checkbattery = 0",
        "receivefrequency = 5",
        "commtimeout = 5",
        "loopsleep = 1",
    ]
    lines += [f"{name}path = {spool}/{folder}/" for name, folder in zip(_PATHS, FOLDERS, strict=True)]
    if hook:
        lines += ["hangupcalls = 1", f"runonincomingcall = {hook}"]
    return "\n".join(lines) + "\n"


_PATHS: Final = ("inbox", "outbox", "sentsms", "errorsms")


def _is_complete(path: Path) -> bool:
    """Whether a file is at least a second old: the daemon writes in place. Uses the system clock, as mtime does."""
    try:
        return time.time() - path.stat().st_mtime >= _COMPLETE_AFTER
    except OSError:
        return False


def _arrived(path: Path) -> ArrivedMessage | DeliveryReport | None:
    try:
        content = path.read_bytes()
        age = time.time() - os.stat(path).st_mtime
    except OSError:
        return None
    reference = "files:" + hashlib.sha256(path.name.encode() + b"\0" + content).hexdigest()[:48]
    number = match[1] if (match := _NUMBER.search(path.name)) else ""
    if path.name.startswith("CALL"):
        return ArrivedMessage(reference, number, "", Arrival.MISSED_CALL)
    backup = read_backup(content)
    if backup is None:
        is_given_up = age > _ABANDONED_AFTER or b"[SMSBackup" not in content
        return ArrivedMessage(reference, number, "", is_readable=False) if is_given_up else None
    if backup.is_report:
        return DeliveryReport(
            _REPORTS.get(backup.text.strip("\x00 ").lower(), DeliveryStatus.SENT), phone=backup.number
        )
    return ArrivedMessage(reference, backup.number, backup.text.replace("\x00", ""), at=backup.at)
