"""A report as JSON: its figures as the impact report has them, and its parts as they are read."""

import dataclasses
import datetime as dt
import json
import uuid
from typing import Any

from jatan.evidence.indicators.absences import Absence
from jatan.evidence.reports.impact import as_json as figures_as_json
from jatan.evidence.studio.parts import Built


def as_json(built: Built) -> bytes:
    """What `reports.impact.as_json` gives, and besides "language", "title", "subject", "fingerprint" and "parts":
    [{"code", "title", "blocks": [{"block": its name, …}]}]. A number that is none stands as its words."""
    report = built.report
    document = figures_as_json(built.facts.report) | {
        "language": report.language,
        "title": report.title,
        "subject": report.subject,
        "fingerprint": report.fingerprint,
        "parts": [
            {"code": part.code, "title": part.title, "blocks": [_block(block) for block in part.blocks]}
            for part in report.parts
        ],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1, default=_plain) + "\n").encode()


def _block(block: Any) -> dict[str, Any]:
    return {"block": type(block).__name__.lower()} | dataclasses.asdict(block)


def _plain(value: Any) -> Any:
    if isinstance(value, Absence):
        return value.value
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    raise TypeError(type(value).__name__)
