"""Columns and filter conditions shared by all desks."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Choices, Model, Q
from django.urls import reverse
from django.utils import formats
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.db.privacy import privacy_classes
from jatan.foundation.network.models import OrganisationDistrict
from jatan.foundation.places.models import Place
from jatan.kernel import clock
from jatan.kernel.dates import MonthOnly
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import format_integer, parse_phone
from jatan.kernel.periods import quarter
from jatan.kernel.text.digits import devanagari_digits
from jatan.web.ui.records.desk import Desk, DisplayField, Filter

_SHORT_NUMBER = re.compile(r"1\d{2,4}", re.ASCII)
_FROM, _TO = _("From"), _("To")


def place_line(row: Any) -> str:
    """Village, panchayat and block in one line, finest first."""
    return ", ".join(part for part in (row.village, row.panchayat, row.place.name) if part)


def shows_village(desk: Desk) -> bool:
    """Whether a list shows the village of its rows, so that it is narrowed and grouped by it."""
    return any(show.source is place_line for show in desk.columns)


def display_fields(
    model: type[models.Model], *names: str, sorts: Mapping[str, str] | Sequence[str] = ()
) -> tuple[DisplayField, ...]:
    """Columns for model fields, with verbose_name as label and the kind by field type.

    `sorts`: the names by which a list can be sorted, or for each the field that says its order (a folded name). Raises
    ValueError for a field whose label is not translated: Django makes an English one of the field's name.
    """
    orders = sorts if isinstance(sorts, Mapping) else {name: name for name in sorts}
    return tuple(replace(_show(model, name), sort=orders.get(name, ""), name=name) for name in names)


def _show(model: type[models.Model], name: str) -> DisplayField:
    if not isinstance(getattr(model._meta.get_field(name), "verbose_name", ""), Promise):
        raise ValueError(f"{model._meta.label}.{name} has no label that is translated")
    column: Any = model._meta.get_field(name)
    label = capfirst(column.verbose_name)
    if isinstance(column, models.DateField):
        return DisplayField(label, name, "day")
    if isinstance(column, models.IntegerField):
        return DisplayField(label, name, "number")
    if isinstance(column, models.BooleanField):
        return DisplayField(label, lambda row: _("yes") if getattr(row, name) else _("no"))
    if "phone" in name.split("_"):
        return DisplayField(label, name, "phone")
    return DisplayField(label, name)


def phone_link(number: str) -> Any:
    """A `tel:` link, also for a national short number (112); a value that is no number is returned as it is."""
    plain = number if _SHORT_NUMBER.fullmatch(number) else parse_phone(number)
    return format_html('<a class="chip" href="tel:{}">{}</a>', plain, number) if plain else number


def record_link(page: str, pk: Any, words: Any) -> Any:
    """A link to another record, as a fact of this one. `page`: the name of the address."""
    return format_html('<a class="to-row" href="{}">{}</a>', reverse(page, args=[pk]), words)


def quarter_words(day: dt.date) -> str:
    """The quarter of a day in words, by its first and last month."""
    whole = quarter(day)
    return f"{formats.date_format(whole.start, 'E')}–{formats.date_format(whole.end, 'E Y')}"


def days_words(row: Any) -> str:
    """From its first to its last day, in words, for what has `begins_on` and `ends_on`: a campaign, a project."""
    first = formats.date_format(row.begins_on, "j E Y")
    if row.ends_on is None:
        return gettext("since %(day)s") % {"day": first}
    return f"{first} – {formats.date_format(row.ends_on, 'j E Y')}"


PLACE = DisplayField(_("Place"), place_line)


def since(name: str) -> Callable[[dt.date], Q]:
    """Filter condition: on that day or later. `name` may be an instant's day ("recorded_at__date")."""
    instant = name.removesuffix("__date")
    if instant == name:
        return lambda day: Q(**{f"{name}__gte": day})
    # Compared as an instant: the day of each row would have to be worked out, which no index knows.
    return lambda day: Q(**{f"{instant}__gte": _midnight(day)})


def until(name: str) -> Callable[[dt.date], Q]:
    """Filter condition: up to and including that day. `name` as in `since`."""
    instant = name.removesuffix("__date")
    if instant == name:
        return lambda day: Q(**{f"{name}__lte": day})
    return lambda day: Q(**{f"{instant}__lt": _midnight(day + dt.timedelta(days=1))})


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time.min, clock.INDIA)


def equals(name: str) -> Callable[[Any], Q]:
    """Filter condition: the field has this value."""
    return lambda value: Q(**{name: value})


def by_choice(name: str, label: Any, options: type[Choices], path: str = "") -> Filter:
    """A filter over the choices of a field. `path`: lookup of the field, if it is not `name`."""
    pairs = [(value, text) for value, text in options.choices if value]
    return Filter(name, label, equals(path or name), lambda by: pairs, field=path or name)


def by_period(path: str, label_from: Any = _FROM, label_to: Any = _TO) -> tuple[Filter, Filter]:
    """Two filters: from a day and until a day, both inclusive."""
    return (
        Filter("from", label_from, since(path), kind="day", field=path),
        Filter("to", label_to, until(path), kind="day"),
    )


def _blocks(by: Actor) -> list[tuple[str, str]]:
    districts = OrganisationDistrict.objects.filter(organisation_id__in=by.home_organisations)
    blocks = Place.objects.filter(level="block", district_id__in=districts.values("district_id"))
    named = blocks.order_by("name_en").values_list("id", "name_hi", "name_en")
    return [(str(pk), Localised(hi, en).in_language()) for pk, hi, en in named]


BY_VILLAGE = "village"  # the name of the condition
BY_BLOCK = Filter("block", capfirst(_("block")), equals("place_id"), _blocks, field="place_id")


def row_values(shows: Sequence[DisplayField], row: Any, by: Actor) -> dict[str, Any]:
    """A row for `components.tables`: its values under the keys c0, c1, …; None where `by` may not read the value."""
    return {f"c{place}": show.of(row) if may_read(by, show, row) else None for place, show in enumerate(shows)}


def may_read(by: Actor, show: DisplayField, row: Any) -> bool:
    """False for a field of the class "personal" of a row that `by` reaches only through the network."""
    return not isinstance(show.source, str) or may_read_field(by, row, show.source)


def may_read_field(by: Actor, row: Any, name: str) -> bool:
    """As `may_read`, for the name of a field; unclassed fields may be read."""
    is_personal = isinstance(row, Model) and privacy_classes(type(row)).get(name) == "personal"
    return not is_personal or gate.reads_personal(by, row.organisation_id)


def labelled_values(
    shows: Sequence[DisplayField], row: Any, by: Actor | None = None, *, devanagari: bool = False
) -> list[tuple[Any, Any]]:
    """(label, text) of every value of a row that `by` may read; empty values are left out.

    Without `by` every value is shown: for pages that only the row's own organisation reaches, or to which it has
    granted the row. Telephone numbers become `tel:` links.
    """
    values = ((show, show.of(row)) for show in shows if by is None or may_read(by, show, row))
    return [
        (show.label, phone_link(value) if show.kind == "phone" else formatted(value, devanagari))
        for show, value in values
        if value not in (None, "")
    ]


def day_text(day: dt.date) -> str:
    """12 मार्च 2022; of a MonthOnly मार्च 2022."""
    return formats.date_format(day, "E Y" if isinstance(day, MonthOnly) else "j E Y")


def formatted(value: Any, devanagari: bool) -> Any:
    """A number or day as the page writes it; anything else as it is."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return format_integer(value, devanagari)
    if isinstance(value, dt.date):
        return devanagari_digits(day_text(value), devanagari)
    return value
