"""The impact report as a file: JSON, XLSX, PDF or a page to print, for the command line and downloads."""

import json
import os
import tempfile
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jatan.evidence.indicators.results import ImpactReport, Step, Subject, share_of
from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.reports.layout import build_layout
from jatan.evidence.reports.page import as_page
from jatan.evidence.reports.period_json import sections_as_json
from jatan.evidence.reports.period_sections import with_period_sections
from jatan.evidence.reports.printed import as_pdf
from jatan.evidence.reports.workbook import as_workbook
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.models import Organisation
from jatan.kernel.periods import Period

__all__ = ["FORMATS", "as_json", "render", "write_report"]


def _from_layout(write: Callable[[Any], bytes]) -> Callable[[ImpactReport, str], bytes]:
    return lambda report, language: write(build_layout(report, language))


FORMATS: dict[str, Callable[[ImpactReport, str], bytes]] = {
    "json": lambda report, _language: (json.dumps(as_json(report), ensure_ascii=False, indent=1) + "\n").encode(),
    "xlsx": _from_layout(as_workbook),
    "pdf": _from_layout(as_pdf),
    "html": _from_layout(as_page),
}


def as_json(report: ImpactReport) -> dict[str, Any]:
    """{"period": [first, last], "network": {"hi", "en"}, "indicators": [{"code", "values"}, …]}; null: not given.

    The indicators stand in published order. "about" names the members and places of a report that is narrowed to some,
    "organisation" is the code of one member.

    With the annex it has "annex" too: "indicators" in the same form (a share with its "percent"), and "open_now", the
    open escalations by step. A period that does not consist of whole quarters has "notes" on which quarters are counted
    ({"code", "hi", "en"}). Where the reader sees rounded counts of persons, "rounded" lists them ("code.value") and
    another note says how. "changed_since_published" lists numbers of published months as they were and are.
    "completeness" and "targets": see `period_json`.
    """
    document: dict[str, Any] = {
        "period": [report.period.start.isoformat(), report.period.end.isoformat()],
        **_whose(report.subject),
        "indicators": [
            {"code": one.code, "values": {value.name: number for value, number in values}}
            for one, values in report.indicators()
        ],
    }
    notes = {"whole_quarters": report.quarter_note, "rounded_counts": report.rounding_note}
    shown = [{"code": code, "hi": note.hi, "en": note.en} for code, note in notes.items() if note is not None]
    if shown:
        document["notes"] = shown
    if report.changed:
        document["changed_since_published"] = [
            {
                "month": f"{one.month:%Y-%m}",
                "indicator": one.key[0],
                "value": one.key[1],
                "before": one.before,
                "after": one.after,
                "causes": [{"how": cause.how, "on": cause.on.isoformat()} for cause in one.causes],
            }
            for one in report.changed
        ]
    if report.rounded:
        document["rounded"] = sorted(f"{code}.{value}" for code, value in report.rounded - report.exact)
    document |= sections_as_json(report)
    return document if report.steps is None else document | {"annex": _annex(report, report.steps)}


def _whose(subject: Subject) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if subject.network is not None:
        found["network"] = {"hi": subject.network.hi, "en": subject.network.en}
    if subject.is_narrowed:
        found["about"] = {"hi": subject.name.hi, "en": subject.name.en}
    if subject.code:
        found["organisation"] = subject.code
    return found


def _annex(report: ImpactReport, steps: Sequence[Step]) -> dict[str, Any]:
    found = []
    for one, values in report.loop():
        share = share_of(report.totals, one.code)
        percent = {"percent": share.percent} if share is not None else {}
        found.append({"code": one.code, "values": {value.name: number for value, number in values}} | percent)
    found += [
        {"code": one.code, "values": {value.name: number for value, number in values}}
        for one, values in report.casework()
    ]
    state = [{"step": step.code, "open": step.open, "overdue": step.overdue} for step in steps]
    return {"indicators": found, "open_now": state}


def render(report: ImpactReport, format: str, language: str = "hi") -> bytes:
    """The report in one of FORMATS. Raises KeyError for another one."""
    return FORMATS[format](report, language)


def write_report(
    period: Period,
    format: str,
    language: str = "hi",
    output: Path | None = None,
    by: Actor | None = None,
    organisation: uuid.UUID | None = None,
) -> bytes:
    """Render the report over a period, of one organisation if given; also write it atomically to `output` when given.

    Without `by` (the command line), first recounts what is pending and reads the whole network as the machine actor.
    """
    if by is None:
        organisations = list(Organisation.objects.values_list("id", flat=True))
        recount_pending(organisations)
        by = machine_for(organisations)
    with acting_as(by):
        report = with_period_sections(impact_report(period, by=by, organisation=organisation, annex=True), by=by)
        content = render(report, format, language)
    if output is not None:
        _write_atomically(output, content)
    return content


def _write_atomically(path: Path, content: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
