"""What the public pages say in one language, and where their links lead: to addresses, or to files of a folder."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from jatan.evidence.releases.choices import Section
from jatan.evidence.releases.selectors import public_numbers, public_texts
from jatan.foundation.network.models import InformationCentre
from jatan.foundation.network.selectors import secretariat
from jatan.kernel import clock
from jatan.kernel.numbers import format_integer, parse_phone
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.leaving_safely import leaving_safely
from jatan.programme.journeys.pass_wording import pass_texts
from jatan.programme.library.choices import Format
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import public_materials

__all__ = ["LANGUAGES", "MOST_MATERIALS", "Links", "account_page", "library_page"]

LANGUAGES: Final = {"hi": "हिंदी", "en": "English"}
MOST_MATERIALS: Final = 200
_NEWEST: Final = 8
_PLAYS: Final = {Format.MP3: "audio", Format.MP4: "video"}


@dataclass(frozen=True)
class Links:
    """Where links lead. `file` returns "" for a material whose file cannot be opened; `is_served`: by this house."""

    css: str
    account: Callable[[str], str]
    library: Callable[[str], str]
    file: Callable[[Material], str]
    is_served: bool


@dataclass(frozen=True)
class _Words:
    code: str
    title: str
    text: str


@dataclass(frozen=True)
class _Material:
    """`plays`: "audio" or "video" where a page can play the file; "" otherwise."""

    title: str
    about: str
    href: str
    format: str
    size: int | None
    plays: str


@dataclass(frozen=True)
class Frame:
    """What every public page has."""

    language: str
    title: str
    network: str
    css: str
    home: str
    library: str
    other: str
    other_language: str
    other_name: str
    is_served: bool
    made_on: str
    is_demo: bool
    materials: Sequence[_Material] = ()


@dataclass(frozen=True)
class Account(Frame):
    """The account itself."""

    texts: Sequence[_Words] = ()
    numbers: Sequence[Any] = ()
    helplines: Sequence[Any] = ()
    rights: Sequence[Any] = ()
    leaving: Sequence[str] = field(default=())
    centres: Sequence[Any] = ()


def account_page(language: str, links: Links, made_on: dt.date | None = None) -> str:
    """The account as HTML. At most seven queries. `made_on`: printed on pages that do not change any more."""
    with translation.override(language):
        name = _network_name(language)
        frame = _frame(language, links, links.account, name or _("The network"), name, made_on)
        materials = public_materials()[:_NEWEST]
        page = Account(
            **frame,
            materials=[_material(row, links) for row in materials],
            texts=[
                _Words(row.section, str(Section(row.section).label), row.text.in_language()) for row in public_texts()
            ],
            numbers=[_number(one) for one in public_numbers()],
            helplines=help_numbers_on(clock.today(), language),
            rights=pass_texts(language).rights,
            leaving=[step.in_language() for step in leaving_safely()],
            centres=[_centre(row) for row in _open_centres()],
        )
        return render_to_string("public/account/account.html", _context(page))


def library_page(language: str, links: Links, made_on: dt.date | None = None) -> str:
    """The public library as HTML."""
    with translation.override(language):
        frame = _frame(language, links, links.library, _("Booklets and studies"), _network_name(language), made_on)
        rows = public_materials()[:MOST_MATERIALS]
        page = Frame(**frame, materials=[_material(row, links) for row in rows])
        return render_to_string("public/account/library.html", _context(page))


def _context(page: Frame) -> dict[str, Any]:
    return {"page": page, "is_practice": settings.JATAN_PRACTICE}


def _network_name(language: str) -> str:
    home = secretariat()
    if home is None:
        return ""
    return home.name_en if language == "en" else home.name_hi


def _frame(
    language: str, links: Links, here: Callable[[str], str], title: str, network: str, made_on: dt.date | None
) -> dict[str, Any]:
    other = "en" if language == "hi" else "hi"
    return {
        "language": language,
        "title": title,
        "network": network,
        "css": links.css,
        "home": links.account(language),
        "library": links.library(language),
        "other": here(other),
        "other_language": other,
        "other_name": LANGUAGES[other],
        "is_served": links.is_served,
        "made_on": date_format(made_on, "j E Y") if made_on else "",
        "is_demo": settings.JATAN_DEMO,
    }


def _material(row: Material, links: Links) -> _Material:
    parts = [row.get_kind_display(), row.get_language_display()]
    if row.published_on:
        parts.append(date_format(row.published_on, "j E Y"))
    return _Material(
        row.title,
        " · ".join(str(part) for part in parts),
        links.file(row) if row.file else "",
        row.get_format_display(),
        row.file_size,
        # The house sends files as downloads only, so that nothing that was uploaded runs in its pages.
        "" if links.is_served else _PLAYS.get(Format(row.format), ""),
    )


def _number(one: Any) -> dict[str, Any]:
    return {
        "label": one.label.in_language(),
        "unit": one.unit.in_language(),
        "amount": format_integer(one.amount),
        "about": one.about,
        "years": [
            {"year": year.year, "amount": format_integer(year.amount), "about": year.about} for year in one.years
        ],
    }


def _open_centres() -> list[InformationCentre]:
    today = clock.today()
    rows = InformationCentre.objects.open_between(today, today).select_related("organisation", "district")
    return list(rows.order_by("district__name_en", "name_en"))


def _centre(row: InformationCentre) -> dict[str, str]:
    return {
        "name": row.name,
        "member": row.organisation.name,
        "district": row.district.name,
        "address": row.address,
        "hours": row.hours,
        "phone": row.phone,
        "dial": parse_phone(row.phone) or "",
    }
