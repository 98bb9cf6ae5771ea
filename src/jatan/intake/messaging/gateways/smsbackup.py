"""Parses gammu's message file (InboxFormat = detail): one section per part, the text in hexadecimal UTF-16."""

import configparser
import datetime as dt
from dataclasses import dataclass

from jatan.kernel.clock import INDIA

_LAST_LINE = "messagereference"


@dataclass(frozen=True)
class Backup:
    """A complete message. `is_report`: a delivery report for a text we sent."""

    number: str
    text: str
    at: dt.datetime | None
    is_report: bool


def read_backup(content: bytes) -> Backup | None:
    """The message in a file, or None where the file is not (yet) complete."""
    parser = configparser.ConfigParser(comment_prefixes=(";", "#"), interpolation=None, strict=False)
    try:
        parser.read_string(content.decode("utf-8", errors="replace"))
        parts = [parser[name] for name in sorted(parser.sections()) if name.startswith("SMSBackup")]
        if not parts or any(_LAST_LINE not in part for part in parts):
            return None
        return Backup(
            number=_number(parts[0]),
            text="".join(_text(part) for part in _in_order(parts)),
            at=_moment(parts[0].get("datetime", "")),
            is_report=parts[0].get("pdu", "").strip().lower() == "status_report",
        )
    except (configparser.Error, ValueError):
        return None


def _number(part: configparser.SectionProxy) -> str:
    coded = part.get("numberunicode", "")
    return bytes.fromhex(coded).decode("utf-16-be") if coded else part.get("number", "").strip('"')


def _text(part: configparser.SectionProxy) -> str:
    names = sorted(name for name in part if name.startswith("text") and name[4:].isdecimal())
    raw = bytes.fromhex("".join(part[name] for name in names))
    if part.get("coding", "").strip().lower() == "8bit":
        return raw.decode("utf-8", errors="replace")
    return raw.decode("utf-16-be", errors="replace")


def _in_order(parts: list[configparser.SectionProxy]) -> list[configparser.SectionProxy]:
    """By the part number at the end of the UDH, where there is one."""
    return sorted(parts, key=lambda part: int(part.get("udh", "00").strip()[-2:] or "0", 16))


def _moment(written: str) -> dt.datetime | None:
    """gammu writes the modem's local time with the suffix Z."""
    try:
        return dt.datetime.strptime(written.strip().rstrip("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=INDIA)
    except ValueError:
        return None
