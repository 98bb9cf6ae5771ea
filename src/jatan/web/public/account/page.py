"""What the public pages say in one language, and where their links lead: to addresses, or to files of a folder."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db.models import Case, F, When
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from jatan.evidence.releases.choices import PieceKind, Section
from jatan.evidence.releases.models import PublicPiece
from jatan.evidence.releases.pieces import public_pieces
from jatan.evidence.releases.selectors import public_numbers, public_texts
from jatan.foundation.network.models import InformationCentre
from jatan.foundation.network.selectors import secretariat
from jatan.kernel import clock
from jatan.kernel.localised import Localised
from jatan.kernel.numbers import parse_phone
from jatan.kernel.periods import year_words
from jatan.programme.journeys.help_numbers import help_numbers_on
from jatan.programme.journeys.leaving_safely import leaving_safely
from jatan.programme.journeys.pass_wording import pass_texts
from jatan.programme.library.choices import Format
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import public_materials
from jatan.web.public.account import figures
from jatan.web.public.account.district_map import DistrictMap, district_map

LANGUAGES: Final = {"hi": "हिंदी", "en": "English"}
MOST_MATERIALS: Final = 200
_NEWEST: Final = 8
_LONGEST_LEAD: Final = 240  # characters
_LONGEST_CONTACT: Final = 120  # characters: a name, a telephone and an address
_WORDS_OF_A_STORY: Final = 28
_PLAYS: Final = {Format.MP3: "audio", Format.MP4: "video"}


@dataclass(frozen=True)
class Links:
    """Where links lead. `file` returns "" for a material whose file cannot be opened; `numbers` is the CSV;
    `is_served`: by this house."""

    css: str
    account: Callable[[str], str]
    library: Callable[[str], str]
    file: Callable[[Material], str]
    numbers: str
    is_served: bool


@dataclass(frozen=True)
class _Words:
    code: str
    title: str
    text: str

    @property
    def is_short(self) -> bool:
        """Short enough to stand there unfolded."""
        return len(self.text) <= _LONGEST_CONTACT


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
class _Story:
    """`anchor`: where the whole story stands on the page of the library."""

    anchor: str
    title: str
    text: str


@dataclass(frozen=True)
class Library(Frame):
    """Everything to read, hear and print, and the stories as a whole."""

    stories: Sequence[_Story] = ()


@dataclass(frozen=True)
class Account(Frame):
    """The account itself. `lead`: the beginning of the first text, where it is short; `years`: in words.

    The newest story and the latest consultation stand there as the page opens; the others are folded.
    """

    lead: str = ""
    texts: Sequence[_Words] = ()
    press: _Words | None = None
    map: DistrictMap | None = None
    headlines: Sequence[Any] = ()
    year: str = ""
    years: Sequence[str] = ()
    numbers: Sequence[Any] = ()
    csv: str = ""
    report: _Material | None = None
    stories: Sequence[_Story] = ()
    consultations: Sequence[Any] = ()
    helplines: Sequence[Any] = ()
    rights: Sequence[Any] = ()
    leaving: Sequence[str] = field(default=())
    centres: Sequence[Any] = ()

    @property
    def more_stories(self) -> int:
        return max(len(self.stories) - 1, 0)

    @property
    def earlier_consultations(self) -> int:
        return max(len(self.consultations) - 1, 0)


def account_page(language: str, links: Links, made_on: dt.date | None = None) -> str:
    """The account as HTML. At most eight queries. `made_on`: printed on pages that do not change any more."""
    with translation.override(language):
        name, today = _network_name(language), clock.today()
        texts = {row.section: row.text.in_language() for row in public_texts()}
        parts = [_Words(code, str(Section(code).label), text) for code, text in texts.items()]
        found, pieces = public_numbers(), public_pieces()
        report, materials = _report_and_newest(pieces[PieceKind.REPORT])
        page = Account(
            **_frame(language, links, links.account, name or _("The network"), name, made_on),
            materials=[_material(row, links) for row in materials],
            lead=_lead(texts.get(Section.WHO, "")),
            texts=[part for part in parts if part.code != Section.PRESS],
            press=next((part for part in parts if part.code == Section.PRESS), None),
            map=district_map(today, _("Map: the districts in which we work")),
            headlines=[figures.headline(one, found.years) for one in found.headlines],
            year=year_words(found.years[-1]) if found.years else "",
            years=[year_words(year) for year in found.years],
            numbers=[figures.row(one) for one in found.shown],
            csv=links.numbers if found.years else "",
            report=_material(report, links) if report is not None else None,
            stories=_stories(pieces[PieceKind.STORY], is_whole=False),
            consultations=[_consultation(row) for row in pieces[PieceKind.CONSULTATION]],
            helplines=help_numbers_on(today, language),
            rights=pass_texts(language).rights,
            leaving=[step.in_language() for step in leaving_safely()],
            centres=[_centre(row) for row in _open_centres()],
        )
        return render_to_string("public/account/account.html", _context(page))


def library_page(language: str, links: Links, made_on: dt.date | None = None) -> str:
    """The public library and the stories as HTML."""
    with translation.override(language):
        frame = _frame(language, links, links.library, _("Booklets and studies"), _network_name(language), made_on)
        rows = public_materials()[:MOST_MATERIALS]
        stories = _stories(public_pieces()[PieceKind.STORY], is_whole=True)
        page = Library(**frame, materials=[_material(row, links) for row in rows], stories=stories)
        return render_to_string("public/account/library.html", _context(page))


def _lead(text: str) -> str:
    """The first paragraph, if it is short enough to stand before everything else."""
    first = text.strip().partition("\n\n")[0]
    return first if len(first) <= _LONGEST_LEAD else ""


def _report_and_newest(pieces: Sequence[PublicPiece]) -> tuple[Material | None, list[Material]]:
    """The released report, while the library still gives that very file to everybody, and the newest materials."""
    wanted = pieces[0] if pieces else None
    rows = public_materials()
    if wanted is not None:
        is_report = Case(When(pk=wanted.record, then=0), default=1)
        rows = rows.order_by(is_report, F("published_on").desc(nulls_last=True), "-id")
    found = list(rows[: _NEWEST + 1])
    report = next((row for row in found if wanted is not None and row.pk == wanted.record), None)
    newest = [row for row in found if row is not report][:_NEWEST]
    if report is not None and wanted is not None and report.file_digest == wanted.content["digest"]:
        return report, newest
    return None, newest


def _stories(pieces: Sequence[PublicPiece], *, is_whole: bool) -> list[_Story]:
    """Stories in the active language, or in the other where there is none. `is_whole`: else their beginning alone."""
    found = []
    for place, piece in enumerate(pieces, start=1):
        kept = piece.content
        title = Localised(hi=kept["title_hi"], en=kept["title_en"]).in_language()
        text = Localised(hi=kept["body_hi"], en=kept["body_en"]).in_language()
        short = Truncator(" ".join(text.split())).words(_WORDS_OF_A_STORY, truncate=" …")
        found.append(_Story(f"story-{place}", title, text if is_whole else short))
    return found


def _consultation(piece: PublicPiece) -> dict[str, str]:
    kept = piece.content
    day = date_format(dt.date.fromisoformat(kept["on"]), "j E Y" if kept["is_day_known"] else "E Y")
    place = Localised(hi=kept["place_hi"], en=kept["place_en"]).in_language()
    return {"title": kept["title"], "about": f"{day} · {place}"}


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
