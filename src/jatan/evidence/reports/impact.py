"""The numbers of a report as a document of plain values, which the report of the studio as JSON begins with."""

from collections.abc import Sequence
from typing import Any

from jatan.evidence.indicators.results import ImpactReport, Step, Subject, share_of
from jatan.evidence.indicators.shapes import Indicator, Value
from jatan.evidence.reports.period_json import sections_as_json
from jatan.kernel.periods import Period


def as_json(report: ImpactReport) -> dict[str, Any]:
    """{"period": [first, last], "network": {"hi", "en"}, "indicators": [{"code", "values"}, …]}; null: not given.

    The indicators stand in published order. "about" names the members and places of a report that is narrowed to some,
    "organisation" is the code of one member. With an earlier period ("compared_with": [first, last]) each indicator
    has "before" (its values then), "change" and "percent_change" too; null: not to be compared.

    With the annex it has "annex" too: "indicators" in the same form (a share with its "percent"), and "open_now", the
    open escalations by step. "absent" says of numbers ("code.value") that are null why: "few" (few persons
    or none), "not_told", "not_yet" (their month or quarter is not published) or "not_recorded" (no record of their
    kind up to the end of the period). A period that does not consist of whole quarters has "notes" on which
    quarters are counted ({"code", "hi", "en"}). Where the reader sees rounded counts of persons, "rounded" lists them
    and another note says how. "changed_since_published" lists numbers of published months as they were and are.
    "completeness" and "targets": see `period_json`.
    """
    document: dict[str, Any] = {
        "period": _days(report.period),
        **({"compared_with": _days(report.earlier.period)} if report.earlier else {}),
        **_whose(report.subject),
        "indicators": [_indicator(report, one, values) for one, values in report.indicators()],
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
    if report.steps is not None:
        document["annex"] = _annex(report, report.steps)
    listed = [*document["indicators"], *document.get("annex", {}).get("indicators", ())]
    missing = {(one["code"], name) for one in listed for name, number in one["values"].items() if number is None}
    absent = {key: absence.value for key in sorted(missing) if (absence := report.absence(*key))}
    if absent:
        document["absent"] = {f"{code}.{value}": word for (code, value), word in absent.items()}
    return document


def _days(period: Period) -> list[str]:
    return [period.start.isoformat(), period.end.isoformat()]


def _indicator(report: ImpactReport, one: Indicator, values: Sequence[tuple[Value, int | None]]) -> dict[str, Any]:
    """{"code", "values"} of an indicator, with the earlier period's; null for what is not given or not recorded."""
    found: dict[str, Any] = {
        "code": one.code,
        "values": {
            value.name: None if report.absence(one.code, value.name) and not number else number
            for value, number in values
        },
    }
    if report.earlier is not None:
        changes = {value.name: report.change(one, value) for value, _number in values}
        known = {name: change for name, change in changes.items() if change is not None}
        then = {value.name: report.earlier.then(one, value) for value, _number in values}
        found["before"] = {name: cell if isinstance(cell, int) else None for name, cell in then.items()}
        found["change"] = {name: change.difference for name, change in known.items()}
        found["percent_change"] = {name: change.percent for name, change in known.items()}
    return found


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
        share = share_of(report.totals, one.code, report.absences)
        percent = {"percent": share.percent} if share is not None else {}
        found.append(_indicator(report, one, values) | percent)
    found += [_indicator(report, one, values) for one, values in (*report.casework(), *report.further_work())]
    state = [{"step": step.code, "open": step.open, "overdue": step.overdue} for step in steps]
    return {"indicators": found, "open_now": state}
