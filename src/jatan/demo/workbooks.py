"""Thirteen workbooks as offices keep them: three languages of headers, several date styles, sub-totals, mistakes."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import xlsxwriter

from jatan.demo import plan, sheets, words
from jatan.demo.sheets import Cell, Office, Row
from jatan.foundation.places.models import Place
from jatan.kernel.text.digits import devanagari_digits

_MEETING = (
    ("दिनांक", "Date"), ("प्रखंड", "Block"), ("पंचायत", "Panchayat"), ("गाँव", "Village"),
    ("समूह का नाम", "Group name"), ("विषय", "Topic"), ("महिला", "Women"), ("पुरुष", "Men"),
    ("किशोरी (<18)", "Girls (<18)"), ("किशोर (<18)", "Boys (<18)"), ("कुल प्रतिभागी", "Total participants"),
    ("संचालक", "Facilitator"),
)  # fmt: skip
_WHO = (("नाम", "Name"), ("पिता/पति", "Father/Husband"), ("लिंग", "Sex"), ("आयु", "Age"))
_FORUM = (
    ("फोरम", "Forum"), ("प्रखंड", "Block"), ("पंचायत", "Panchayat"), ("गाँव", "Village"), ("गठन तिथि", "Formed on"),
)  # fmt: skip
_MEMBER = (("फोरम", "Forum"), *_WHO, ("मोबाइल", "Mobile"), ("गाँव", "Village"), ("जुड़ने की तिथि", "Joined on"))
_ISSUE = (
    ("दिनांक", "Date"), ("नाम", "Name"), ("लिंग", "Sex"), ("आयु", "Age"), ("गाँव", "Village"), ("मुद्दा", "Issue"),
    ("कहाँ भेजा", "Referred to"), ("स्थिति", "Status"), ("समाधान तिथि", "Resolved on"),
)  # fmt: skip
_CASE = (
    ("केस कोड", "Case code"), ("दिनांक", "Date"), ("प्रकार", "Type"), ("फॉलो-अप", "Follow-ups"), ("स्थिति", "Status"),
)  # fmt: skip
_LINKAGE = (
    *_WHO, ("गाँव", "Village"), ("प्रखंड", "Block"), ("योजना", "Scheme"), ("आवेदन तिथि", "Applied on"),
    ("लाभ मिलने की तिथि", "Benefit received on"),
)  # fmt: skip
_REACH = (("दिनांक", "Date"), ("प्रखंड", "Block"), ("श्रेणी", "Category"), ("संख्या", "Number"))
_JOURNEY = (
    ("दिनांक", "Date"), *_WHO, ("मोबाइल", "Mobile"), ("गाँव", "Village"), ("प्रखंड", "Block"),
    ("गंतव्य", "Destination"), ("काम", "Work"), ("एजेंट/ठेकेदार", "Agent/contractor"),
    ("एजेंट का फोन", "Agent phone"), ("तय मजदूरी (रु/माह)", "Promised wage (Rs/month)"),
    ("जाने की तिथि", "Leaves on"), ("लौटने की तिथि", "Expected return"),
    ("गंतव्य पर संपर्क", "Contact at destination"),
)  # fmt: skip
_DATES: tuple[Callable[[dt.date], str], ...] = (
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d-%m-%y}",
    lambda day: f"{day.day}.{day.month}.{day.year}",
    lambda day: devanagari_digits(f"{day:%d/%m/%Y}"),
)
_SUBTOTAL_EVERY = 60

type Sheet = tuple[words.Pair, tuple[words.Pair, ...], Iterable[Row]]


def write_workbooks(folder: Path, progress: Callable[[str], None], first: int | None = None) -> list[Path]:
    """Write the workbook of every member (or of the first `first` members) into `folder`; returns the paths.

    The content is the same each time. `progress` is called with one line per workbook.
    """
    rng = Random(plan.SEED)  # noqa: S311 - invented data, not a secret
    count = len(plan.MEMBERS_OF_THE_DEMO)
    split = {kind.kind: plan.shares(rng, kind.held, count) for kind in plan.MEETINGS}
    heads = {kind.kind: plan.shares(rng, kind.participants, kind.held, low=3) for kind in plan.MEETINGS}
    taken = dict.fromkeys(split, 0)
    whole = _shared(rng, count)
    paths = []
    for index, (code, lgd, _hi, en, letters, language) in enumerate(plan.MEMBERS_OF_THE_DEMO[:first]):
        office = Office(Random(plan.SEED + index), _blocks(lgd), letters, language, [])  # noqa: S311
        book: list[Sheet] = []
        for kind in plan.MEETINGS:
            first, held = taken[kind.kind], split[kind.kind][index]
            taken[kind.kind] = first + held
            rows = _with_mistakes(office, sheets.meetings(office, kind, heads[kind.kind][first : first + held]))
            book.append(((kind.title_hi, kind.title_en), _MEETING, rows))
        book.extend(_other_sheets(office, {name: numbers[index] for name, numbers in whole.items()}, rng))
        path = folder / plan.workbook_name(code, en)
        _write(path, book, language, _DATES[index % len(_DATES)])
        progress(f"{path.name} written")
        paths.append(path)
    return paths


def _shared(rng: Random, count: int) -> dict[str, list[int]]:
    issues = plan.shares(rng, plan.ISSUES, count, low=60)
    unresolved = plan.shares(rng, plan.ISSUES - plan.RESOLVED, count, low=5)
    return {
        "forums": plan.shares(rng, plan.FORUMS, count, low=6),
        "members": plan.shares(rng, plan.MEMBERS, count, low=150),
        "issues": issues,
        "resolved": [got - left for got, left in zip(issues, unresolved, strict=True)],
        "cases": plan.shares(rng, plan.CASES, count, low=10),
        "linkages": plan.shares(rng, plan.LINKAGES, count, low=200),
        "applied": plan.shares(rng, plan.APPLIED_ONLY, count),
        "reach": plan.shares(rng, plan.REACHED, count, low=1500),
        "journeys": plan.shares(rng, plan.JOURNEYS, count, low=90),
    }


def _other_sheets(office: Office, share: dict[str, int], rng: Random) -> Iterator[Sheet]:
    reach = plan.shares(rng, share["reach"], plan.REACH_ROWS // 13, low=8)
    yield ("प्रवासी फोरम", "Migrant forums"), _FORUM, sheets.forums(office, share["forums"])
    yield ("फोरम सदस्य", "Forum members"), _MEMBER, sheets.members(office, share["members"])
    yield ("सहायता केंद्र", "Help desk"), _ISSUE, sheets.issues(office, share["issues"], share["resolved"])
    yield ("केस वर्क", "Case work"), _CASE, sheets.cases(office, share["cases"])
    yield (
        ("योजना लाभार्थी", "Scheme linkage"),
        _LINKAGE,
        sheets.linkages(office, share["linkages"], share["applied"]),
    )
    yield ("समूह पहुँच", "Reach through groups"), _REACH, sheets.reached(office, reach)
    yield ("प्रवासी पंजी", "Migrant register"), _JOURNEY, sheets.journeys(office, share["journeys"])


def _with_mistakes(office: Office, rows: Iterator[Row]) -> Iterator[Row]:
    """The rows and two invalid ones (a future date, an unknown block), so that the repair screen has content."""
    yield from rows
    spare = next(sheets.meetings(office, plan.MEETINGS[0], [12]))
    yield [dt.date(2031, 1, 5), *spare[1:]]
    yield [spare[0], ("ज्ञात नहीं प्रखंड", "Qwertypur"), *spare[2:]]


def _blocks(lgd_code: int) -> list[words.Pair]:
    rows = Place.objects.filter(level="block", district__lgd_code=lgd_code).order_by("name_en")
    return [(row.name_hi, row.name_en) for row in islice(rows, 6)]


def _write(path: Path, book: list[Sheet], language: str, written: Callable[[dt.date], str]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False}) as workbook:
        for title, headers, rows in book:
            sheet = workbook.add_worksheet(title[0] if language != "en" else title[1])
            sheet.write_string(0, 0, "झारखंड एंटी ट्रैफिकिंग नेटवर्क (जतन)")
            names = [("क्र.सं.", "S.No."), *headers]
            sheet.write_row(1, 0, [_header(pair, language) for pair in names])
            line = 2
            for serial, row in enumerate(rows, start=1):
                sheet.write_row(line, 0, [serial, *(_cell(cell, language, serial, written) for cell in row)])
                line += 1
                if serial % _SUBTOTAL_EVERY == 0 and headers is _MEETING:
                    sheet.write_string(line, 0, "कुल" if language != "en" else "Total")
                    line += 1


def _header(pair: words.Pair, language: str) -> str:
    return f"{pair[1]} / {pair[0]}" if language == "both" else pair[language == "en"]


def _cell(cell: Cell, language: str, serial: int, written: Callable[[dt.date], str]) -> str | int | None:
    if isinstance(cell, dt.date):
        return written(cell)
    if isinstance(cell, tuple):
        return cell[serial % 2] if language == "both" else cell[language == "en"]
    return cell
