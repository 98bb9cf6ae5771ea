"""What is in a workbook, register by register: sample rows as they will be recorded, and how they were read."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from jatan.intake.registers.recognise.normalised import plain
from jatan.intake.registers.reconcile.alike import LOOKS_ALIKE
from jatan.intake.registers.reconcile.sealed_kinds import SEALED_KINDS
from jatan.intake.registers.tally import has_news
from jatan.web.registers.values import Change, ShownValue, cell_as_text, shown_value
from jatan.web.registers.words import (
    cell_label,
    column_label,
    in_import_order,
    in_order,
    kind_label,
    problem_text,
    reason_label,
)

_MOST_AT_ONCE = 4
# Sorts of rows that change nothing, under which name they are counted, and what is said of them.
_KNOWN = (
    ("proposed", "still_proposed", _("Changed, and already waiting for a decision")),
    ("already_in", "already_in", _("Already in")),
    ("duplicates", "duplicates", _("Written twice; taken once")),
    ("dismissed", "dismissed", _("Decided earlier: left out")),
)


def previews_on_page(counts: Mapping[str, Any], samples: Mapping[str, Any], chosen: str) -> dict[str, Any]:
    """The previews of the registers of a run, by its counts and its sample rows ({} where none are kept).

    Returns {"previews": those to show, "registers": links to all of them where only one is shown}. A page of all
    sixteen registers would be too long for a telephone: with more than four, `chosen` (a kind) is shown, or the first
    that has something new. Registers of which nothing may be shown come last.
    """
    kinds = sorted(in_import_order(counts), key=lambda kind: kind in SEALED_KINDS)
    if len(kinds) <= _MOST_AT_ONCE:
        return {"previews": [_preview(kind, counts[kind], samples.get(kind) or {}) for kind in kinds], "registers": []}
    shown = chosen if chosen in counts else next((kind for kind in kinds if has_news(counts[kind])), kinds[0])
    registers = [
        {
            "label": kind_label(kind),
            "url": f"?register={kind}#{kind}",
            "is_current": kind == shown,
            "imported": counts[kind].get("imported", 0),
            "waits": bool(counts[kind].get("refused")),
        }
        for kind in kinds
    ]
    return {"previews": [_preview(shown, counts[shown], samples.get(shown) or {})], "registers": registers}


def _preview(kind: str, counts: Mapping[str, Any], samples: Mapping[str, Any]) -> dict[str, Any]:
    lines, columns = samples.get("lines", ()), samples.get("columns", [])
    changes = [_changed_row(row) for row in samples.get("changes", ())]
    refused = dict(counts.get("refused", {}))
    alike_count = refused.pop(LOOKS_ALIKE, 0)  # shown beside the records
    known = [(words, counts.get(name, 0), _of(lines, sort)) for sort, name, words in _KNOWN]
    return {
        "kind": kind,
        "label": kind_label(kind),
        "is_sealed": kind in SEALED_KINDS,
        "imported": counts.get("imported", 0),
        "columns": [(column_label(name), name in samples["hidden_columns"]) for name in columns],
        "rows": [_row(row, columns) for row in samples.get("new", ())],
        "changes": changes,
        "alike": [_changed_row(row) for row in samples.get("alike", ())],
        "alike_count": alike_count,
        "changed": counts.get("proposed", 0) - counts.get("still_proposed", 0),
        "waits": _reasons(refused, lines, "waits"),
        "odd": _reasons(counts.get("warnings", {}), lines, "odd"),
        "hidden": {"count": samples.get("hidden", 0), "rows": _of(lines, "hidden")},
        "known": [one for one in known if one[1]],
        "headings": _headings(counts.get("headings", {}), columns, kept_columns(kind, counts)),
    }


def kept_columns(kind: str, counts: Mapping[str, Any]) -> Sequence[str]:
    """The unknown headings of a register whose cells are kept with their rows."""
    is_kept = kind not in SEALED_KINDS and "month_sheets" not in counts
    found: Sequence[str] = counts.get("unknown_columns", ()) if is_kept else ()
    return found


def _headings(read_as: Mapping[str, str], columns: Sequence[str], kept: Sequence[str]) -> list[tuple[str, Any]]:
    """(heading, what it was read as), in the order of the sample rows; what no field takes comes last."""
    place = {name: number for number, name in enumerate(columns)}
    ordered = sorted(read_as.items(), key=lambda pair: place.get(pair[1], len(columns) + (not pair[1])))
    return [
        (heading, column_label(field) if field else _("kept with its row") if heading in kept else _("left out"))
        for heading, field in ordered
    ]


def _row(row: Mapping[str, Any], columns: list[str]) -> dict[str, Any]:
    """A row of the table: its place, and (value, what is written where that is something else) of each column."""
    cells = [_cell(shown_value(row["values"].get(name)), row["written"].get(name, "")) for name in columns]
    return {"sheet": row["sheet"], "number": row["row"], "cells": cells}


def _cell(shown: ShownValue | None, written: str) -> tuple[ShownValue | None, str]:
    is_same = shown is not None and plain(str(shown.value)) == plain(written)
    return shown, "" if is_same else written


def _changed_row(row: Mapping[str, Any]) -> dict[str, Any]:
    values = {name: (shown_value(old), shown_value(new)) for name, old, new in row["columns"]}
    changes = [Change(column_label(name), *values[name]) for name in in_order(values)]
    about = [shown_value(value) for value in row["about"]]
    return {"sheet": row["sheet"], "number": row["row"], "about": about, "changes": changes}


def _reasons(counted: Mapping[str, int], lines: Any, sort: str) -> list[dict[str, Any]]:
    """The reasons by which rows wait or are odd, the most frequent first, each with its number and sample rows."""
    ordered = sorted(counted.items(), key=lambda pair: -pair[1])
    return [{"why": reason_label(code), "count": number, "rows": _of(lines, sort, code)} for code, number in ordered]


def _of(lines: Any, sort: str, code: str = "") -> list[dict[str, Any]]:
    return list(_shown_lines(line for line in lines if (line["sort"], line["code"]) == (sort, code)))


def _shown_lines(lines: Iterator[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    for line in lines:
        yield {
            "sheet": line["sheet"],
            "number": line["row"],
            "about": [shown_value(value) for value in line["about"]],
            "column": cell_label(line["field"], line.get("cell", "")) if line["field"] else "",
            "written": cell_as_text(line["written"]),
            "message": problem_text("", line["message"]) if line["message"] else "",
        }
