"""The part of an exported file that a person reads: entries by step of the work, in Hindi, on one page."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import formats
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from jatan.kernel import clock
from jatan.programme.cases.entries.all_kinds import kind_of
from jatan.programme.cases.entries.casefile import CaseFile, Entry
from jatan.programme.cases.entries.fields import Field
from jatan.programme.cases.entries.instants import instant_words
from jatan.programme.cases.entries.kinds import Stage
from jatan.programme.cases.exchange.records import Record
from jatan.programme.cases.sharing.contents import Packet, Passes, verdict
from jatan.programme.cases.sharing.record_words import record_parts

_PAGE = """<!doctype html>
<html lang="hi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>body{{max-width:44rem;margin:1rem auto;padding:0 1rem;font-family:sans-serif;line-height:1.5}}
dt{{font-weight:bold}}dd{{margin:0 0 .5rem;white-space:pre-wrap}}section{{border-top:1px solid #999}}</style></head>
<body><h1>{title}</h1><p>{about}</p>{parts}</body></html>
"""
_NOT_SHOWN = ("machine", "reasons")
# What the page says of the request of court or police.
_OF_REQUEST = ("asked_by", "office", "number", "ordered_on", "sealed")


def readable_file(
    file: CaseFile, entries: Sequence[Entry], packet: Packet, record: Record, request: Entry | None = None
) -> str:
    """The page. `entries`: those that pass whole (`contents.entries_passed`); `record`: what goes for machines beside
    it, of which the page says whatever no entry says; `request`: of court or police, which heads the page."""
    with override("hi"):
        by_stage = [(stage, [one for one in entries if kind_of(one.kind).stage == stage]) for stage in Stage]
        parts = format_html_join(
            "\n", "<h2>{}</h2>{}", ((stage.label, _sections(file, found, packet)) for stage, found in by_stage if found)
        )
        rest = format_html_join("\n", "<h2>{}</h2>{}", _not_in(parts, record))
        about = _("Written out on %(day)s.") % {"day": formats.date_format(clock.today(), "j E Y")}
        asked = _request(request, file) if request else ""
        return format_html(_PAGE, title=_("The file"), about=about, parts=format_html("{}{}{}", asked, parts, rest))


def answer_text(field: Field, value: Any, file: CaseFile | None) -> str:
    """One answer as text in the active language; "" if empty. `file`: for links, which are "" without it."""
    if value in (None, "", []) or value is False:
        return ""
    if value is True:
        return _("yes")
    if isinstance(value, list):
        return ", ".join(str(field.words(one)) for one in value)
    if field.kind == "choice":
        return str(field.words(value))
    if isinstance(value, dt.datetime):
        return instant_words(value)
    if isinstance(value, dt.date):
        return formats.date_format(value, "j E Y")
    if field.kind == "money":
        return f"₹ {value}"
    if field.kind == "link":
        return _linked(value, file) if file else ""
    return str(value)


def _request(request: Entry, file: CaseFile) -> SafeString:
    """What was asked by whom, and what is not given."""
    kind = kind_of(request.kind)
    pairs = [(field.label, answer_text(field, request.get(field.name), file)) for field in map(kind.field, _OF_REQUEST)]
    for label, name in ((_("Not given"), "asked_for"), (_("Not given without a court's word"), "named")):
        field = kind.field(name)
        left = [code for code, _words in field.choices if code not in request.get(name, [])]
        pairs.append((label, answer_text(field, left, file)))
    return format_html("<h2>{}</h2><dl>{}</dl>", kind.label, _answers(pairs))


def _not_in(page: SafeString, record: Record) -> Iterable[tuple[Any, SafeString]]:
    """What the record says and the page does not yet, by heading."""
    for heading, pairs in record_parts(record, lambda field, value: answer_text(field, value, None)):
        left = [(label, text) for label, text in pairs if escape(text) not in page]
        if left:
            yield heading, format_html("<dl>{}</dl>", _answers(left))


def _answers(pairs: Iterable[tuple[Any, str]]) -> SafeString:
    return format_html_join("\n", "<dt>{}</dt><dd>{}</dd>", (pair for pair in pairs if pair[1]))


def _sections(file: CaseFile, entries: Iterable[Entry], packet: Packet) -> SafeString:
    return format_html_join("\n", "<section><h3>{}</h3><dl>{}</dl></section>", _titled(file, entries, packet))


def _titled(file: CaseFile, entries: Iterable[Entry], packet: Packet) -> Iterable[tuple[str, SafeString]]:
    for entry in entries:
        kind = kind_of(entry.kind)
        day = formats.date_format(kind.day_of(entry), "j E Y")
        pairs = (
            (field.label, answer_text(field, entry.get(field.name), file))
            for field in kind.fields
            if field.kind not in _NOT_SHOWN and _may_lead(field, packet)
        )
        yield f"{kind.label} · {day}", _answers(pairs)


def _may_lead(field: Field, packet: Packet) -> bool:
    """A link says what it leads to only where that leaves too."""
    return field.kind != "link" or all(verdict(kind, packet) is Passes.WHOLE for kind in field.linked_kinds)


def _linked(row: Any, file: CaseFile) -> str:
    entry = file.find(row)
    if entry is None:
        return ""
    kind = kind_of(entry.kind)
    return f"{kind.label} · {formats.date_format(kind.day_of(entry), 'j E Y')}"
