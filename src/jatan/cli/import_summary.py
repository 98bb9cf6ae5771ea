"""What `jatan import registers` prints about each workbook, in the language of the run."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jatan.intake.registers.choices import HiddenAnswer
from jatan.intake.registers.labels import column_label, kind_label
from jatan.web.registers.words import content_label


def summary_lines(found: dict[str, Any]) -> Iterator[str]:
    """`found` is the document of `import_paths`; no line holds a value of a workbook."""
    for workbook, kinds in found["workbooks"].items():
        yield workbook
        for kind, counts in kinds.items():
            yield "  " + _counts_line(kind, counts)
        if workbook in found.get("nothing_new", ()):
            known = _("nothing new: all rows were known before")
            yield "  " + (known if kinds else _("nothing in it was understood"))
        if hidden := found.get("hidden_parts", {}).get(workbook):
            yield "  " + _hidden_line(hidden)
        for sheet in found.get("unknown_sheets", {}).get(workbook, ()):
            yield "  " + _("{sheet}: left out: {reason}").format(sheet=sheet["sheet"], reason=sheet["reason"])
        for proposal in found.get("proposed", {}).get(workbook, ()):
            yield "  " + _proposal_line(proposal)
    for workbook, trouble in found.get("errors", {}).items():
        yield _("{workbook}: not taken in: {why}").format(workbook=workbook, why=trouble["message"] or trouble["code"])


def _counts_line(kind: str, counts: dict[str, Any]) -> str:
    name = str(kind_label(kind))
    new, twice = counts["imported"], counts["duplicates"]
    parts = [
        ngettext("{n} row taken in", "{n} rows taken in", new).format(n=new),
        ngettext("{n} row written twice", "{n} rows written twice", twice).format(n=twice),
    ]
    if refused := sum(counts.get("refused", {}).values()):
        parts.append(ngettext("{n} row waits", "{n} rows wait", refused).format(n=refused))
    return f"{name}: {', '.join(parts)}"


def _hidden_line(hidden: dict[str, Any]) -> str:
    parts = ", ".join(f"{part['sheet']}: {part['count']}" for part in hidden["parts"])
    if hidden["answer"] == HiddenAnswer.TAKE:
        line = _("hidden rows, columns or sheets were taken in ({parts})").format(parts=parts)
    else:
        line = _("hidden rows, columns or sheets were left out ({parts})").format(parts=parts)
    return line if hidden["was_said"] else f"{line}; --hidden leave"


def _proposal_line(proposal: dict[str, Any]) -> str:
    """A proposal in words, without a value of the workbook."""
    words = {
        "sheet": proposal["sheet"],
        "heading": proposal["heading"],
        "fields": _(" or ").join(str(column_label(field)) for field in proposal["fields"]),
        "agreeing": proposal["agreeing"],
        "values": proposal["values"],
        "content": content_label(proposal["content"]),
    }
    if proposal["is_accepted"]:
        line = _("{sheet}: “{heading}” was learnt as {fields}: {agreeing} of {values} values are {content}")
    elif proposal["is_sure"]:
        line = _("{sheet}: “{heading}” is proposed as {fields}: {agreeing} of {values} values are {content}")
    else:
        line = _("{sheet}: “{heading}” may be {fields}: {agreeing} of {values} values are {content}")
    return line.format(**words)
