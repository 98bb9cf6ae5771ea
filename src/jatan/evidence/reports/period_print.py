"""Completeness and targets for the PDF (as plain data for Typst) and for the page to print (as HTML)."""

from importlib.resources import files
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import SafeString

from jatan.evidence.indicators.results import display_number
from jatan.evidence.reports.period_layout import PeriodSections
from jatan.kernel.numbers import format_integer

__all__ = ["sections_as_html", "sections_as_print"]


def sections_as_print(sections: PeriodSections | None) -> dict[str, Any]:
    """The sections with numbers as texts; `share` is the length of a bar, from 0 to 1."""
    completeness = sections.completeness if sections else None
    targets = sections.targets if sections else None
    return {
        "sentence": sections.sentence if sections else "",
        "completeness": completeness
        and {
            "title": completeness.title,
            "members": completeness.members,
            "rows": [
                {"month": month, "cells": [{"code": code, "word": word} for code, word in cells]}
                for month, cells in completeness.rows
            ],
            "legend": [{"code": code, "word": word} for code, word in completeness.legend],
            "note": completeness.note,
        },
        "targets": targets
        and {
            "title": targets.title,
            "headings": targets.headings,
            "rows": [
                {
                    "indicator": row.indicator,
                    "unit": row.unit,
                    "owner": row.owner,
                    "target": format_integer(row.target),
                    "achieved": display_number(row.achieved, format_integer),
                    "percent": "" if row.percent is None else f"{format_integer(row.percent)} %",
                    "share": None if row.percent is None else min(row.percent, 100) / 100,
                    "width": None if row.percent is None else min(row.percent, 100),
                }
                for row in targets.rows
            ],
            "notes": targets.notes,
        },
    }


def sections_as_html(sections: PeriodSections | None) -> SafeString:
    """The sections as a part of the page to print."""
    text = files("jatan.evidence.reports").joinpath("period_sections.html").read_text(encoding="utf-8")
    return Engine(autoescape=True).from_string(text).render(Context(sections_as_print(sections)))
