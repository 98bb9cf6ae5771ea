"""`{% load jatan_ui %}`: numbers, dates, icons, cards and charts for templates.

Digits follow the user's choice, `devanagari_digits` in the context of every page.
"""

import datetime as dt
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jatan.kernel import clock
from jatan.kernel.dates import MonthOnly
from jatan.kernel.numbers import format_integer
from jatan.kernel.text.digits import devanagari_digits
from jatan.programme.laws.citations import cited as cited_law
from jatan.programme.laws.freshness import wants_rereading
from jatan.web.ui.components import charts
from jatan.web.ui.components.forms import errors_of as form_errors

register = template.Library()

_FORMATS = {"day": "j E Y", "short": "j M", "month": "E Y", "moment": "j E Y, G:i"}
_RARE_DRAWINGS = {"deer", "tree"}


@register.simple_tag(takes_context=True)
def number(context: Context, value: int | str | None, signed: bool = False) -> SafeString:
    """1430 -> 1,430 or १,४३०; None -> –."""
    if value is None or value == "":
        return SafeString("–")
    text = format_integer(int(value), _wants_devanagari(context))
    return SafeString(f"+{text}" if signed and int(value) > 0 else text)


@register.simple_tag(takes_context=True)
def cell(context: Context, value: int | str | None) -> SafeString | str:
    """A number as `number` writes it; a text that stands in place of one ("not recorded") as it is."""
    return value if isinstance(value, str) and value else number(context, value)


@register.simple_tag(takes_context=True)
def day(context: Context, value: dt.date | dt.datetime | str | None, form: str = "day") -> str:
    """12 मार्च 2022; of a MonthOnly always मार्च 2022.

    `form`: day, short (12 मार्च), month (मार्च 2022), moment (with the hour). None -> –."""
    if value is None or isinstance(value, str):
        return value or "–"  # a text is escaped by the template
    if isinstance(value, MonthOnly):
        shown = devanagari_digits(formats.date_format(value, _FORMATS["month"]), _wants_devanagari(context))
        return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m}", shown)
    local = timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    text = formats.date_format(local, _FORMATS.get(form, form))
    shown = devanagari_digits(text, _wants_devanagari(context))
    exact = local.isoformat("T", "seconds") if isinstance(local, dt.datetime) else local.isoformat()
    return format_html('<time datetime="{}">{}</time>', exact, shown)


@register.simple_tag
def keep_draft(key: str) -> SafeString:
    """Attributes for a form whose draft js/drafts.js keeps until it is saved. `key` distinguishes forms of a page."""
    restored = _("What you had typed is back. Save it when it is right.")
    return format_html('data-draft="{}" data-restored="{}"', key, restored)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One icon of img/sprite.svg, hidden from screen readers unless it has a `label`."""
    target = f"{static('img/sprite.svg')}#{name}"
    if label:
        return format_html('<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, target)
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', target)


@register.simple_tag
def art(name: str = "deer") -> SafeString:
    """A decorative drawing: mark or peacock, which stand on every page; deer or tree, which only empty pages load."""
    sheet = "img/drawings.svg" if name in _RARE_DRAWINGS else "img/sprite.svg"
    target = f"{static(sheet)}#{name}"
    return format_html('<svg class="art" viewBox="0 0 160 120" aria-hidden="true"><use href="{}"/></svg>', target)


@register.simple_block_tag(takes_context=True)
def card(
    context: Context, content: str, title: Any = "", icon: str = "", tint: bool = False, url: str = ""
) -> SafeString:
    """{% card title="…" icon="people" %}…{% endcard %}: a panel with an <h3>, which leads to `url` if there is one."""
    shown = {"title": title, "icon": icon, "tint": tint, "body": content, "url": url}
    return _drawn(context, "components/card.html", shown)


@register.simple_block_tag(takes_context=True)
def section(context: Context, content: str, title: Any = "", intro: Any = "") -> SafeString:
    """{% section title="…" %}…{% endsection %}: a part of a page with an <h2>."""
    shown = {"title": title, "intro": intro, "body": content}
    return _drawn(context, "components/section.html", shown)


@register.simple_tag(takes_context=True)
def bar_chart(context: Context, points: charts.Points, title: Any = "", summary: Any = "") -> SafeString:
    """Horizontal bars, to compare places, kinds or members."""
    return charts.bars(points, title=title, summary=summary, devanagari=_wants_devanagari(context))


@register.simple_tag(takes_context=True)
def column_chart(
    context: Context, points: charts.Points, title: Any = "", summary: Any = "", line: bool = False
) -> SafeString:
    """A series of months as columns, or with `line` as a line."""
    draw = charts.line if line else charts.columns
    return draw(points, title=title, summary=summary, devanagari=_wants_devanagari(context))


@register.simple_tag(takes_context=True)
def share_chart(context: Context, points: charts.Points, title: Any = "", summary: Any = "") -> SafeString:
    """One bar divided into parts, with its legend."""
    return charts.shares(points, title=title, summary=summary, devanagari=_wants_devanagari(context))


@register.simple_tag
def sparkline(values: list[int], title: Any = "") -> SafeString:
    """A small line chart without axes, for a card."""
    return charts.sparkline(values, title=title)


@register.filter
def errors_of(form: Any) -> list[tuple[str, str]]:
    """(anchor, message) of every error of a form, for the summary."""
    return form_errors(form)


def _wants_devanagari(context: Context) -> bool:
    return bool(context.get("devanagari_digits", False))


def _drawn(context: Context, name: str, shown: dict[str, Any]) -> SafeString:
    with context.push(**shown):
        rendered = context.template.engine.get_template(name).render(context)  # type: ignore[union-attr]
    return SafeString(rendered)


@register.filter
def reread(read_on: dt.date | None) -> str:
    """Words behind a source if nobody has looked it up again for 180 days, else ""."""
    if not wants_rereading(read_on, clock.today()):
        return ""
    return " · " + _("nobody has read this again for more than 180 days: ask whether it still holds")


@register.filter
def cited(source: str) -> str:
    """A source of law in the reader's language: "BNS 2023 s.143" -> "भारतीय न्याय संहिता 2023 धारा 143"."""
    return cited_law(source).in_language()
