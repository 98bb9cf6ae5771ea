"""Registers typed in Kruti Dev are read as the Hindi they show; English and Unicode beside them are left alone."""

import datetime as dt
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jatan.intake.registers.models import ImportRun, ParkedRow, RowWarning
from jatan.intake.registers.recognise.legacy_text import ConvertedText, LegacyFontBook
from jatan.intake.registers.workbook import safety
from jatan.intake.registers.workbook.reader import open_workbook
from jatan.programme.activities.models import Activity
from jatan.programme.journeys.models import Journey
from jatan_names.transliteration import romanise
from tests.intake.registers.workbooks import HEADER, meeting, meetings
from tests.kernel.text.legacy_typing import type_legacy
from tests.kernel.text.test_legacy_fonts import SOURCE, hindi_words, lexicon_words, place_names, typed_words

FONT = "Kruti Dev 010"
# Of the characters. Where no font is named, a word that looks like an English name ("Nius", छपने) is kept as it is.
_MIN_SHARE, _MIN_SHARE_WITHOUT_FONT = 0.995, 0.99
HINDI_HEADER = ["क्रम संख्या", "दिनांक", "प्रखंड", "गाँव", "समूह का नाम", "विषय", "महिला", "पुरुष", "किशोरी", "किशोर", "कुल"]
VILLAGES = ["नवाडीह", "बड़काटोली", "कुरुमगढ़", "सिसई", "पतराटोली", "चैनपुर"]
BLOCKS = ["बसिया", "घाघरा", "बिशुनपुर", "गुमला", "चैनपुर", "सिसई"]


def hindi_rows() -> list[list[Any]]:
    rows: list[list[Any]] = [["स्वयं सहायता समूह की बैठक"], HINDI_HEADER]
    for number, (village, block) in enumerate(zip(VILLAGES, BLOCKS, strict=True), start=1):
        group = f"{village} महिला मंडल"
        rows.append([number, f"0{number}/05/2024", block, village, group, "सुरक्षित पलायन", 10 + number, 0, 0, 0, ""])
    return rows


def typed(rows: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The rows with their text as typed in Kruti Dev."""
    return [[type_legacy(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]


def write(path: Path, rows: Sequence[Sequence[Any]], *, font: str = "", columns: Sequence[int] | None = None) -> Path:
    """A workbook of one sheet; the text of `columns` (or all) is set in `font`."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Register" if "Date" not in rows[0] else "SHG meetings")
    style = book.add_format({"font_name": font}) if font else None
    day = book.add_format({"num_format": "dd/mm/yyyy", **({"font_name": font} if font else {})})
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(number, column, dt.datetime.combine(cell, dt.time()), day)
            elif cell != "":
                sheet.write(number, column, cell, style if columns is None or column in columns else None)
    book.close()
    return path


@pytest.fixture(params=[False, True], ids=["read at once", "streamed"])
def either_reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param:
        monkeypatch.setattr(safety, "_BIG_AREA", 0)


@pytest.mark.usefixtures("either_reader")
@pytest.mark.parametrize("font", [FONT, "DevLys 010", ""], ids=["Kruti Dev", "DevLys", "no font named"])
def test_a_sheet_typed_in_such_a_font_is_taken_in(tmp_path: Path, take_in: Any, behind_gumla: Any, font: str) -> None:
    """Before: no line of headings was found, and nothing was imported."""
    counts = take_in(write(tmp_path / "a.xlsx", typed(hindi_rows()), font=font))
    assert (counts["shg_meeting"]["imported"], counts["shg_meeting"]["refused"]) == (len(VILLAGES), {})
    with behind_gumla():
        found = Activity.objects.order_by("held_on")
        assert [one.village for one in found] == VILLAGES
        assert [one.group_name for one in found] == [f"{village} महिला मंडल" for village in VILLAGES]
        assert [one.place.name_hi for one in found] == BLOCKS
        assert sum(one.women for one in found) == sum(10 + number for number in range(1, 7))


@pytest.mark.parametrize("font", [FONT, ""], ids=["font named", "no font named"])
def test_columns_of_such_a_font_beside_english_and_unicode(
    tmp_path: Path, take_in: Any, behind_gumla: Any, font: str
) -> None:
    """Village and group are in Kruti Dev, blocks in Unicode or English, headings in English."""
    rows: list[list[Any]] = [HEADER]
    for number, village in enumerate(VILLAGES, start=1):
        block = BLOCKS[number - 1] if number % 2 else "Basia"
        group = type_legacy(f"{village} महिला मंडल")
        topic = "Safe migration" if number % 2 else "सुरक्षित पलायन"
        rows.append([number, f"{number:02}/05/2024", block, type_legacy(village), group, topic, 9, 0, 0, 0, 9])
    take_in(write(tmp_path / "a.xlsx", rows, font=font, columns=[3, 4]))
    with behind_gumla():
        found = list(Activity.objects.order_by("held_on"))
        assert [one.group_name for one in found] == [f"{village} महिला मंडल" for village in VILLAGES]
        assert [one.village for one in found] == VILLAGES
        assert {one.theme for one in found} == {found[0].theme}


def test_what_was_converted_is_kept_as_written(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    counts = take_in(write(tmp_path / "a.xlsx", typed(hindi_rows()), font=FONT))["shg_meeting"]
    assert counts["warnings"] == {"converted_font": len(VILLAGES)}
    with behind_gumla():
        first = RowWarning.objects.order_by("imported_row__row_number")[0]
        assert first.detail == " | ".join(
            type_legacy(text) for text in ("01/05/2024", "बसिया", "नवाडीह", "नवाडीह महिला मंडल", "सुरक्षित पलायन")
        )


@pytest.mark.parametrize("font", [FONT, ""], ids=["font named", "no font named"])
def test_days_in_figures_of_the_font_and_in_english_are_read(
    tmp_path: Path, take_in: Any, behind_gumla: Any, font: str
) -> None:
    """Before, where no font is named: the first were unreadable, and the second were made Hindi letters."""
    rows = hindi_rows()
    days = ["०१.०५.२०२४", "०२-०५-२०२४", "०३/०५/२०२४", "Sat, 4 May 2024", "May 5, 2024", "6-May-24"]
    written = typed(rows[:2]) + [
        [*typed([row[:1]])[0], day, *typed([row[2:]])[0]] for row, day in zip(rows[2:], days, strict=True)
    ]
    for row, day in zip(written[2:5], days, strict=False):
        row[1] = type_legacy(day)
    counts = take_in(write(tmp_path / "a.xlsx", written, font=font))["shg_meeting"]
    assert (counts["imported"], counts["refused"]) == (len(VILLAGES), {})
    with behind_gumla():
        assert [one.held_on.day for one in Activity.objects.order_by("held_on")] == [1, 2, 3, 4, 5, 6]


def test_a_row_that_waits_shows_the_hindi(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = hindi_rows()
    rows[2][2] = "अज्ञातपुर"
    assert take_in(write(tmp_path / "a.xlsx", typed(rows), font=FONT))["shg_meeting"]["refused"] == {"unknown_place": 1}
    with behind_gumla():
        assert ParkedRow.objects.get().cells["block"] == "अज्ञातपुर"


def test_english_in_a_sheet_that_is_set_in_such_a_font_is_kept(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    """A whole sheet was set in Kruti Dev, but its text came from elsewhere."""
    path = write(tmp_path / "a.xlsx", [HEADER, meeting(1, block="Basia", group="Sunita Devi")], font=FONT)
    assert take_in(path)["shg_meeting"]["imported"] == 1
    with behind_gumla():
        found = Activity.objects.get()
        assert (found.place.name_en, found.group_name) == ("Basia", "Sunita Devi")


def test_names_of_people_and_towns_in_one_sheet(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    """A register of migrants in Kruti Dev whose destinations were typed in English, no font named."""
    header = [
        "क्रम",
        "दिनांक",
        "नाम",
        "पिता का नाम",
        "उम्र",
        "लिंग",
        "प्रखंड",
        "गाँव",
        "गंतव्य",
        "काम",
        "मोबाइल नंबर",
        "जाने की तारीख",
    ]
    people = [("सुनीता देवी", "रामू महतो"), ("बिरसी कुमारी", "सोमा उराँव"), ("मंगल मुंडा", "जोसेफ मुंडा")]
    towns = ["Delhi", "Mumbai", "Panaji"]
    rows = typed([header]) + [
        [n, dt.date(2024, 5, n), *map(type_legacy, who), 20 + n, type_legacy("महिला"), type_legacy("बसिया"),
         type_legacy(VILLAGES[n]), towns[n - 1], type_legacy("घरेलू काम"), "98765-4321" + str(n), dt.date(2024, 6, n)]
        for n, who in enumerate(people, start=1)
    ]  # fmt: skip
    counts = take_in(write(tmp_path / "a.xlsx", rows))
    assert counts["journeys"]["imported"] == len(people), counts
    with behind_gumla():
        found = Journey.objects.select_related("person", "destination").order_by("leaves_on")
        assert [one.person.name for one in found] == [name for name, _father in people]
        assert [one.destination.name_en for one in found] == towns


def write_texts(path: Path, rows: Iterable[Sequence[Any]], *, font: str = "") -> Path:
    """A workbook of one sheet whose texts are stored as they stand, also "=x" and addresses; in `font` where given."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet, style = book.add_worksheet("a"), book.add_format({"font_name": font}) if font else None
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(number, column, cell, style)
                else:
                    sheet.write(number, column, cell, style)
    return path


def read_texts(rows: Iterable[Sequence[Any]], *, font: str = "") -> list[list[Any]]:
    """The cells of a workbook of these rows, as they are read for registers."""
    with TemporaryDirectory() as folder, open_workbook(write_texts(Path(folder) / "a.xlsx", rows, font=font)) as book:
        return [*LegacyFontBook(book, known_places).rows("a")]


def converted(rows: Iterable[Sequence[Any]]) -> list[str]:
    """The cells that a workbook that names no such font has converted."""
    return [cell.written for row in read_texts(rows) for cell in row if isinstance(cell, ConvertedText)]


@cache
def known_places() -> frozenset[str]:
    return frozenset(place_names())


def english_words() -> list[str]:
    """English as it stands in the source of the catalogue: words and whole sentences, and names of places."""
    catalogue = (SOURCE / "locale" / "hi" / "LC_MESSAGES" / "django.po").read_text("utf-8")
    sentences = re.findall(r'^msgid "([^"\\]{2,80})"$', catalogue, re.MULTILINE)
    places = re.findall(
        r"[A-Z][A-Za-z -]{2,}", (SOURCE / "foundation" / "places" / "facts" / "blocks.csv").read_text("utf-8")
    )
    words = {word for sentence in sentences for word in re.findall(r"[A-Za-z]{2,}", sentence)}
    return sorted({*sentences, *places, *words, *(word.lower() for word in words), *(word.upper() for word in words)})


@pytest.mark.parametrize("headings", [HEADER, HINDI_HEADER], ids=["English headings", "Unicode headings"])
def test_no_english_word_is_converted(headings: list[str]) -> None:
    words = english_words()
    assert len(words) > 5_000
    width = len(headings)
    for start in range(0, len(words), 500):
        rows = [words[at : at + width] for at in range(start, min(start + 500, len(words)), width)]
        assert converted([headings, *rows]) == []


def test_no_english_is_converted_beside_columns_that_are() -> None:
    """Below Kruti Dev headings, in columns of their own."""
    words = english_words()
    village = type_legacy("नवाडीह")
    rows = [[type_legacy(text) for text in ("गाँव", "विषय", "नाम")], *([village, word, 7] for word in words)]
    assert {*converted(rows)} == {*rows[0], village}


@pytest.mark.parametrize("change", [str.lower, str.title], ids=["small letters", "capitals"])
def test_no_hindi_in_latin_letters_is_converted(change: Callable[[str], str]) -> None:
    """ "mahila mandal ki baithak" is how many offices write Hindi."""
    words = sorted({change(romanise(word)) for word in hindi_words() | place_names()} - {""})
    for start in range(0, len(words), 200):
        rows = [words[at : at + 4] for at in range(start, min(start + 200, len(words)), 4)]
        assert converted([["Village", "Group", "Topic", "Name"], *rows]) == []


CODES = st.one_of(
    st.emails(),
    st.from_regex(r"[A-Z]{2,4}[-/][0-9]{2,6}(/[A-Z0-9]{1,4})?", fullmatch=True),
    st.from_regex(r"\+?[0-9][0-9 -]{6,14}", fullmatch=True),
    st.from_regex(r"https?://[a-z]{3,10}\.(org|in)/[a-z]{0,8}", fullmatch=True),
)


@pytest.mark.parametrize("font", [FONT, "DevLys 010", ""], ids=["Kruti Dev", "DevLys", "no font named"])
@pytest.mark.parametrize("words", [lexicon_words, place_names, hindi_words], ids=["names", "places", "words"])
def test_characters_of_a_workbook_typed_in_such_a_font_come_back(words: Callable[[], set[str]], font: str) -> None:
    """Over the lexicon, the places and 5,000 words; a word with one fault counts as lost."""
    typed, _untyped = typed_words(words(), 0)
    rows = [[type_legacy(text) for text in HINDI_HEADER[3:5]], *([glyphs, glyphs] for glyphs in typed.values())]
    read = [str(row[0]) for row in read_texts(rows, font=font)[1:]]
    lost = [(word, cell) for word, cell in zip(typed, read, strict=True) if word != cell]
    characters = sum(map(len, typed))
    share = 1 - sum(len(word) for word, _cell in lost) / characters
    sys.stdout.write(f"{len(typed)} words, {characters} characters, {share:.2%} read; lost: {lost[:20]}\n")
    assert share >= (_MIN_SHARE if font else _MIN_SHARE_WITHOUT_FONT), lost[:40]


@given(st.lists(st.one_of(CODES, st.sampled_from(sorted(hindi_words()))), min_size=3, max_size=30))
def test_no_code_number_address_or_unicode_is_converted(cells: list[str]) -> None:
    """Also in a column most of which is in Kruti Dev."""
    legacy = [type_legacy(name) for name in VILLAGES]
    rows = [[type_legacy(text) for text in HINDI_HEADER], *([cell, cell] for cell in [*legacy, *cells])]
    assert not {*converted(rows)}.intersection(cells)


def test_an_english_workbook_is_read_as_before(tmp_path: Path, take_in: Any, behind_gumla: Any) -> None:
    rows = [meeting(n, f"{n:02}/05/2024", village=f"Navapur {n}") for n in range(1, 20)]
    assert "warnings" not in take_in(meetings(tmp_path / "a.xlsx", *rows))["shg_meeting"]
    with behind_gumla():
        assert Activity.objects.filter(village__startswith="Navapur").count() == len(rows)


@pytest.mark.parametrize("font", ["Chanakya", "Walkman-Chanakya905", "Shusha", "APS-DV-Prakash"])
@pytest.mark.parametrize("is_streamed", [False, True], ids=["read at once", "streamed"])
def test_a_sheet_in_a_font_that_is_not_read_waits_with_the_reason(
    tmp_path: Path,
    take_in: Any,
    behind_gumla: Any,
    monkeypatch: pytest.MonkeyPatch,
    font: str,
    is_streamed: bool,
) -> None:
    """Before: its letters were recorded as they stand in the file."""
    if is_streamed:
        monkeypatch.setattr(safety, "_BIG_AREA", 0)
    text = "saunaIta doivaI %s" if font == "Shusha" else "âèÌæ ×çãUÜæ %s"
    rows = [[*HEADER], *(meeting(number, group=text % f"ko{number}", village=text % number) for number in range(1, 9))]
    assert take_in(write(tmp_path / "a.xlsx", rows, font=font)) == {}
    with behind_gumla():
        assert ImportRun.objects.get().unknown_sheets[0]["reason"] == "font_not_read"
        assert not Activity.objects.exists()


def test_unicode_english_and_numbers_in_such_a_font_are_taken_in(tmp_path: Path, take_in: Any) -> None:
    rows = [HEADER, meeting(1, group="सीता महिला मंडल", village="Navapur"), meeting(2, group="Sunita Devi")]
    assert take_in(write(tmp_path / "a.xlsx", rows, font="Chanakya"))["shg_meeting"]["imported"] == 2
