"""The report of a campaign as one printed page, by Typst: what was done, targets, two small pictures, materials."""

from typing import Any

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.kernel.numbers import format_integer
from jatan.kernel.typesetting import typeset
from jatan.programme.activities.choices import ActivityKind
from jatan.programme.campaigns.choices import CampaignCount
from jatan.programme.campaigns.report import CampaignReport, Done
from jatan.web.campaigns.link_tables import MESSAGES_LABEL

_KINDS, _PLACES, _TIMES, _MEMBERS, _MATERIALS, _TARGETS = 8, 8, 24, 14, 5, 8


def as_pdf(report: CampaignReport, owner: str, texts: int | None = None) -> bytes:
    """One page A4. Longer lists are cut to what fits, and say how much is not shown."""
    return typeset("jatan.web.campaigns", "report.typ", _document(report, owner, texts), name="report")


def _document(report: CampaignReport, owner: str, texts: int | None) -> dict[str, Any]:
    row = report.campaign
    first = formats.date_format(row.begins_on, "j E Y")
    last = formats.date_format(row.ends_on, "j E Y") if row.ends_on else _("today")
    members = [
        {
            "name": line.organisation.name,
            "numbers": [_number(line.number(one)) for one in _columns(report)],
        }
        for line in report.members[:_MEMBERS]
        if any(line.number(one) for one in CampaignCount)
    ]
    return {
        "language": get_language() or "hi",
        "title": row.name,
        "owner": owner,
        "days": f"{first} – {last}",
        "aims": row.aims,
        "figures": [
            {"number": _number(report.number(one)), "unit": str(one.label)}
            for one in CampaignCount
            if report.number(one)
        ]
        + ([{"number": format_integer(texts), "unit": str(MESSAGES_LABEL)}] if texts else []),
        "targets_title": _("Targets"),
        "targets": [
            {
                "what": str(line.counted.label),
                "owner": line.organisation.name if line.organisation else _("all together"),
                "words": _("%(done)s of %(amount)s")
                % {"done": _number(line.done), "amount": format_integer(line.amount)},
                "share": None if line.percent is None else min(line.percent, 100) / 100,
                "percent": "–" if line.percent is None else f"{line.percent} %",
            }
            for line in report.targets[:_TARGETS]
        ],
        "pictures": [
            _bars(_("By kind"), [(str(dict(ActivityKind.choices).get(k, k)), d) for k, d in report.by_kind], _KINDS),
            _bars(_("By district"), [(place.name, done) for place, done in report.by_place], _PLACES),
        ],
        "times": _times(report),
        "members_title": _("By member"),
        "members_columns": [str(one.label) for one in _columns(report)],
        "members": members if len(members) > 1 else [],
        "materials_title": _("Materials given"),
        "materials": [
            {"title": title, "copies": _("%(n)s copies") % {"n": format_integer(copies)}}
            for _key, title, copies in report.materials[:_MATERIALS]
        ],
        "note": _("Counts of persons are left out: they are given only to whoever may open their records.")
        if report.hides_persons
        else "",
        "printed": _("Printed on %(day)s from the records") % {"day": formats.date_format(clock.today(), "j E Y")},
    }


def _columns(report: CampaignReport) -> list[CampaignCount]:
    """What some member did; counts of persons that are given for none have no column."""
    return [one for one in CampaignCount if any(line.number(one) for line in report.members)]


def _number(number: int | None) -> str:
    return "–" if number is None else format_integer(number)


def _bars(title: str, lines: list[tuple[str, Done]], most: int) -> dict[str, Any]:
    """Bars of the activities held; `more`: a line on those that are not shown."""
    largest = max((done.held for _label, done in lines), default=0) or 1
    rest = lines[most:]
    return {
        "title": title,
        "lines": [
            {
                "label": label,
                "number": format_integer(done.held),
                "present": format_integer(done.present),
                "share": done.held / largest,
            }
            for label, done in lines[:most]
        ],
        "more": ngettext("and %(n)s more", "and %(n)s more", len(rest)) % {"n": len(rest)} if rest else "",
    }


def _times(report: CampaignReport) -> dict[str, Any]:
    lines = report.by_time[-_TIMES:]
    largest = max((done.held for _day, done in lines), default=0) or 1
    form = "M y" if report.is_by_month else "j E"
    every = -(-len(lines) // 8) if lines else 1
    return {
        "title": _("By month") if report.is_by_month else _("By day"),
        "columns": [
            {
                "label": formats.date_format(day, form) if place % every == 0 else "",
                "number": format_integer(done.held),
                "share": done.held / largest,
            }
            for place, (day, done) in enumerate(lines)
        ],
    }
