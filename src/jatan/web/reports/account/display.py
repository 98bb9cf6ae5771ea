"""What the pages of the papers show: their parts with links onto rows, pages of the work and paragraphs. No queries."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString

from jatan.evidence.account.paper import Line, PaperFigure, PaperPart
from jatan.evidence.account.selectors import PaperOfReader
from jatan.evidence.account.sentences import account_parts
from jatan.evidence.indicators.results import NOT_GIVEN, Key
from jatan.evidence.indicators.scope import may_open_rows, roles_with_rows
from jatan.evidence.narrative.models import Paragraph
from jatan.evidence.narrative.places import Place, find_place
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.web.reports.account.work_pages import WorkPage, work_pages
from jatan.web.reports.report_request import ReportRequest
from jatan.web.ui.components import charts

__all__ = ["ParagraphBlock", "ShownLine", "ShownPart", "paper_files", "paragraph_block", "shown_parts"]


@dataclass(frozen=True)
class ShownFigure:
    """A number and the page of its rows. `words`: shown in place of a number; `is_hidden`: not given to this reader."""

    number: int | None
    words: str
    is_hidden: bool
    unit: str
    url: str


@dataclass(frozen=True)
class ShownLine:
    """A sentence or an indicator with its numbers. `periods`: days that differ from the paper's; `closed_to`: the roles
    that may open the rows and pages that this reader may not; `is_counts_only`: nobody may open the rows."""

    line: Line
    figures: list[ShownFigure]
    counted: list[str]
    periods: list[str]
    picture: SafeString | None
    pages: list[WorkPage]
    closed_to: list[Any]
    is_counts_only: bool


@dataclass(frozen=True)
class ParagraphBlock:
    """A place for a paragraph. `text` "": nothing written in the page's language; `is_in_other_language`: but in the
    other. `url` "": this reader neither writes here nor finds versions."""

    place: Place
    text: str
    is_in_other_language: bool
    url: str
    may_write: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.text or self.may_write)


@dataclass(frozen=True)
class ShownPart:
    part: PaperPart
    words: ParagraphBlock
    lines: list[ShownLine]


def shown_parts(found: PaperOfReader, question: ReportRequest, by: Actor, theme: str = "") -> list[ShownPart]:
    """The parts of a paper for its page."""
    pages = {one.code: one.pages for part in account_parts() for one in part.sentences}
    opened = _RowsPages(by)
    page = "donor_form" if found.paper.kind == "donor" else "network_account"
    return [
        ShownPart(
            part,
            paragraph_block(found, part.place, question, by, theme),
            [
                _line(
                    line, found, pages.get(line.code, ()), by, opened, lambda key: _rows_url(question, key, page, theme)
                )
                for line in part.lines
            ],
        )
        for part in found.paper.parts
    ]


def paragraph_block(
    found: PaperOfReader, code: str, question: ReportRequest, by: Actor, theme: str = ""
) -> ParagraphBlock:
    """What the page shows at one place of the paper."""
    place = find_place(code)
    if place is None:
        raise KeyError(code)
    row: Paragraph | None = found.paragraphs.get(code)
    text = getattr(row.text, found.paper.language) if row is not None else ""
    may_write = found.teller in by.reach(Permission.NARRATIVE_WRITE).organisations
    more = {"theme": theme} if theme else {}
    url = reverse("paragraph", args=[code]) + question.query(**more) if found.teller and (row or may_write) else ""
    return ParagraphBlock(place, text, row is not None and not text, url, may_write)


class _RowsPages:
    """Who opens the rows of a number: asked once for each number of a page."""

    def __init__(self, by: Actor) -> None:
        self.by = by
        self.known: dict[Key, bool] = {}

    def may_open(self, key: Key) -> bool:
        if key not in self.known:
            self.known[key] = may_open_rows(self.by, *key)
        return self.known[key]


def _line(
    line: Line,
    found: PaperOfReader,
    pages: tuple[str, ...],
    by: Actor,
    rows: _RowsPages,
    rows_url: Callable[[Key], str],
) -> ShownLine:
    closed = [figure.key for figure in line.figures if figure.key is not None and not rows.may_open(figure.key)]
    listed = work_pages(pages, by)
    roles = dict.fromkeys(role.label for key in closed for role in roles_with_rows(*key))
    months = line.figures[0].months if line.figures else ()
    return ShownLine(
        line,
        [_figure(figure, rows_url) for figure in line.figures],
        list(dict.fromkeys(figure.counted for figure in line.figures)),
        list(dict.fromkeys(figure.period for figure in line.figures if figure.period != found.paper.period)),
        charts.sparkline(months) if len(months) > 1 and any(months) else None,
        listed,
        list(roles | dict.fromkeys(role for page in listed for role in page.roles)),
        bool(closed) and not roles,
    )


def _figure(figure: PaperFigure, rows_url: Callable[[Key], str]) -> ShownFigure:
    is_number = isinstance(figure.number, int)
    return ShownFigure(
        figure.number if isinstance(figure.number, int) else None,
        "" if is_number else str(figure.number),
        figure.number == NOT_GIVEN,
        figure.unit,
        rows_url(figure.key) if figure.key is not None else reverse(figure.page) if figure.page else "",
    )


def _rows_url(question: ReportRequest, key: Key, page: str, theme: str) -> str:
    """The rows behind a number of a page; those of one theme are not listed apart, so they have no page."""
    return "" if theme else reverse("report_rows", args=list(key)) + question.query(back=page)


@dataclass(frozen=True)
class PaperFile:
    """A paper to download: "pdf" or "docx", in the page's language or (`is_other`) the other one."""

    kind: str
    url: str
    is_other: bool


def paper_files(name: str, question: ReportRequest, **more: str) -> list[PaperFile]:
    """The files of a paper, those in the page's language first."""
    other = "en" if question.language == "hi" else "hi"
    return [
        PaperFile(
            kind, reverse(name, args=[kind]) + question.query(language=language, **more), language != question.language
        )
        for language in (question.language, other)
        for kind in ("pdf", "docx")
    ]
