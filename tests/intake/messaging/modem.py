"""Runs Debian's gammu-smsd with a dummy phone as a process for one test."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jatan.intake.messaging.gateways.files import FilesGateway, configuration
from tools import system_packages

_FOLDERS = ("sms/1", "sms/2", "sms/3", "sms/4", "sms/5", "pbk", "note", "todo", "calendar", "alarm", "fs")
_MESSAGE = """; This file format was designed for Gammu

[SMSBackup000]
PDU = {pdu}
DateTime = 20260310T063000Z
State = UnRead
Number = "{number}"
NumberUnicode = {number_coded}
{lines}
Coding = Unicode_No_Compression
Folder = 1
Length = {length}
Class = -1
ReplySMSC = False
RejectDuplicates = False
ReplaceMessage = 0
MessageReference = 0
"""


@dataclass
class Modem:
    """The phone's folder, the spool, and the running daemon."""

    phone: Path
    spool: Path
    rc: Path
    daemon: "subprocess.Popen[bytes] | None" = None

    @property
    def gateway(self) -> FilesGateway:
        return FilesGateway(self.spool)

    def start(self) -> None:
        """Start the daemon."""
        self.daemon = subprocess.Popen(
            [program() or "gammu-smsd", "-c", str(self.rc)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """Kill the daemon, as a power cut would."""
        if self.daemon is not None:
            self.daemon.kill()
            self.daemon.wait(timeout=10)
            self.daemon = None

    def receives(self, text: str, number: str, *, pdu: str = "Deliver") -> None:
        """Deliver a text to the phone; a long one in parts, as the network does."""
        parts = [text[at : at + 67] for at in range(0, len(text), 67)] if len(text) > 70 else [text]
        for place, part in enumerate(parts, start=1):
            udh = f"UDH = 050003B3{len(parts):02X}{place:02X}\n" if len(parts) > 1 else ""
            self._stored(part, number, pdu, udh)

    def _stored(self, text: str, number: str, pdu: str, udh: str) -> None:
        """Write the file elsewhere and move it, so that the daemon never reads half a message."""
        coded = text.encode("utf-16-be").hex().upper()
        lines = [f"Text{place:02d} = {coded[at : at + 200]}" for place, at in enumerate(range(0, len(coded), 200))]
        inbox, half = self.phone / "sms" / "1", self.phone / "half"
        free = next(place for place in range(1, 1000) if not (inbox / str(place)).exists())
        message = _MESSAGE.format(
            pdu=pdu,
            number=number,
            number_coded=number.encode("utf-16-be").hex().upper(),
            lines=udh + "\n".join(lines or ["Text00 = "]),
            length=len(text),
        )
        half.write_text(message, encoding="utf-8")
        half.replace(inbox / str(free))

    def listed(self, folder: str) -> list[str]:
        """Names in a folder of the spool."""
        return sorted(path.name for path in (self.spool / folder).iterdir() if not path.name.startswith("."))


def program() -> str | None:
    """The daemon, or None where it is not installed."""
    return system_packages.GATEWAY.program()


@contextmanager
def running_modem(folder: Path) -> Iterator[Modem]:
    """A dummy phone and its running daemon, removed afterwards."""
    phone, spool, rc = folder / "phone", folder / "spool", folder / "gammu-smsdrc"
    for name in _FOLDERS:
        (phone / name).mkdir(parents=True)
    FilesGateway(spool).prepare()
    config = configuration(spool, device=str(phone), connection="none")
    for slow in ("receivefrequency", "commtimeout"):
        config = config.replace(f"{slow} = 5", f"{slow} = 1")
    rc.write_text(config, encoding="utf-8")
    modem = Modem(phone, spool, rc)
    modem.start()
    try:
        yield modem
    finally:
        modem.kill()
