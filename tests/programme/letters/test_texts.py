"""What is on record stands in the text, what is not is a dotted line; a section of a law stands only where it may."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.programme.helpdesk.choices import IssueKind
from jatan.programme.letters.choices import OFFICE_OF, SENT_TO, UNTOLD, LetterKind, LetterOffice
from jatan.programme.letters.texts import GAP, Text, citations, fill, print_words, usual_office
from tests.cast import Cast
from tests.programme.allies.builders import an_ally
from tests.programme.letters.builders import bare_sources, full_sources
from tests.programme.people.builders import a_person

pytestmark = pytest.mark.django_db
type As = Callable[[str], AbstractContextManager[Actor]]
LANGUAGES = ("hi", "en")
# What must stand in an application of each kind when all of it is on record.
KNOWN = {
    LetterKind.WAGES: ("श्री बालाजी मिल्स", "तिरुपुर", "बिरसा महतो", "9169852892", "9,000", "48,565", ": 8"),
    LetterKind.ACCIDENT: ("सुनीता उराँव", "श्री बालाजी मिल्स", "तिरुपुर"),
    LetterKind.PAPERS: ("श्री बालाजी मिल्स", "मुंशी ने कार्ड रख लिया"),
    LetterKind.MISSING: ("सुनीता उराँव", "मंगरा उराँव", "9876543210", "24"),
    LetterKind.POLICE: ("तिरुपुर", "मुंशी ने कार्ड रख लिया"),
    LetterKind.LEGAL_AID: ("मुंशी ने कार्ड रख लिया", "1987"),
    LetterKind.SCHEME: ("2026",),
    LetterKind.CERTIFICATE: ("सुनीता उराँव", "टोटो पंचायत"),
    LetterKind.BANK: ("श्री बालाजी मिल्स",),
    LetterKind.GENERAL: ("मुंशी ने कार्ड रख लिया",),
}


def whole(text: Text) -> str:
    return "\n".join((text.addressee, text.subject, text.body, text.enclosures, text.sender))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_what_is_on_record_is_filled_in(cast: Cast, as_: As, kind: LetterKind, language: str) -> None:
    with as_("coordinator") as by:
        text = fill(full_sources(by, cast), kind, usual_office(kind), language)
    for words in KNOWN[kind]:
        assert words in text.body, words
    signs = "फूलो देवी" if kind in (LetterKind.ACCIDENT, LetterKind.MISSING) else "सुनीता उराँव"
    assert signs in text.sender
    assert "टोटो" in text.sender
    assert GAP not in text.sender
    assert "{" not in whole(text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", list(LetterKind))
def test_what_is_not_on_record_is_a_dotted_line(cast: Cast, as_: As, kind: LetterKind, language: str) -> None:
    with as_("coordinator") as by:
        text = fill(bare_sources(by, cast), kind, usual_office(kind), language)
    lines = [line for line in text.body.splitlines() if ": " in line and not line.endswith(("।", "."))]
    assert all(line.endswith(GAP) for line in lines), lines
    assert text.sender.count(GAP) >= 5
    assert "None" not in whole(text)
    assert "{" not in whole(text)
    assert text.template.startswith(f"{kind.value}/20")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_stands_with_its_title_or_by_its_name_in_the_directory(cast: Cast, as_: As, language: str) -> None:
    with as_("coordinator") as by:
        bare = bare_sources(by, cast)
        titles = {office: fill(bare, LetterKind.GENERAL, office, language).addressee for office in LetterOffice}
        assert len(set(titles.values())) == len(LetterOffice)
        office = an_ally(by, cast, name="श्रम कार्यालय, जशपुर रोड", kind="labour", address="जशपुर रोड, गुमला")
        named = fill(dataclasses.replace(bare, ally=office), LetterKind.WAGES, LetterOffice.LABOUR_OFFICE, language)
        station = an_ally(by, cast, name="थाना बसिया", kind="police_station")
        police = fill(dataclasses.replace(bare, ally=station), LetterKind.POLICE, LetterOffice.POLICE, language)
    assert named.addressee.splitlines()[1:3] == ["श्रम कार्यालय, जशपुर रोड", "जशपुर रोड, गुमला"]
    assert police.addressee.splitlines()[0] == "थाना बसिया"


def test_a_section_is_cited_only_where_it_holds(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        known = full_sources(by, cast)
        assert "धारा 17(2)" in fill(known, LetterKind.WAGES, LetterOffice.LABOUR_OFFICE, "hi").body
        assert known.journey is not None
        known.journey.returned_on = dt.date(2025, 11, 20)
        before = fill(known, LetterKind.WAGES, LetterOffice.LABOUR_OFFICE, "hi").body
        known.journey.returned_on = None
        unknown = fill(known, LetterKind.WAGES, LetterOffice.LABOUR_OFFICE, "hi").body
        assert "संहिता" not in before + unknown
        man = a_person(by, cast, name="बिरसा मुंडा", sex="m", age=40)
        assert (
            "1987"
            not in fill(dataclasses.replace(known, person=man), LetterKind.LEGAL_AID, LetterOffice.DLSA, "hi").body
        )
        was_child = a_person(by, cast, name="मंगल", sex="m", age=16, age_on=clock.today() - dt.timedelta(days=900))
        is_child = a_person(by, cast, name="एतवा", sex="m", age=16, age_on=clock.today())
        for person, is_cited in ((was_child, False), (is_child, True)):
            body = fill(dataclasses.replace(known, person=person), LetterKind.LEGAL_AID, LetterOffice.DLSA, "hi").body
            assert ("1987" in body) is is_cited


def test_every_citation_has_a_section_a_source_and_a_day() -> None:
    found = citations()
    assert len(found) >= 4
    for one in found:
        assert one.section
        assert one.tag in ("C", "P")
        assert ("India Code" in one.source) is (one.tag == "C")
        assert ("not read" in one.source) is (one.tag == "P")
        assert dt.date(2026, 11, 1) <= one.looked_up <= clock.today()


def test_a_judgment_that_nobody_has_read_says_so_in_the_application(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        body = fill(full_sources(by, cast), LetterKind.MISSING, LetterOffice.POLICE, "hi").body
    sentence = next(line for line in body.splitlines() if "सर्वोच्च न्यायालय" in line)
    assert sentence.startswith("अखबारों के अनुसार")


def test_an_application_to_the_police_about_somebody_missing_goes_to_the_station(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        known = full_sources(by, cast)
        station = fill(known, LetterKind.MISSING, LetterOffice.POLICE, "hi").addressee
        unit = fill(known, LetterKind.MISSING, LetterOffice.AHTU, "hi").addressee
        other = fill(known, LetterKind.POLICE, LetterOffice.POLICE, "hi").addressee
    assert station.startswith("थाना प्रभारी")
    assert "मानव तस्करी रोधी इकाई" in unit
    assert other.startswith("पुलिस अधीक्षक")


def test_what_is_told_stands_before_what_is_on_record(cast: Cast, as_: As) -> None:
    stated = {"teller": "सुकरो देवी", "teller_phone": "9470000001", "relation": "माँ", "marks": "माथे पर निशान"}
    with as_("coordinator") as by:
        known = dataclasses.replace(full_sources(by, cast), stated=stated, is_feared=True)
        text = fill(known, LetterKind.MISSING, LetterOffice.POLICE, "hi")
    assert "माथे पर निशान" in text.body
    assert "बेचा गया" in text.body
    assert text.sender.splitlines()[:2] == ["नाम: सुकरो देवी", "रिश्ता: माँ"]
    assert "9470000001" in text.sender
    assert "सुनीता उराँव" in text.subject


@pytest.mark.parametrize("kind", sorted(UNTOLD))
def test_the_description_of_violence_or_of_a_child_is_never_filled_in(cast: Cast, as_: As, kind: IssueKind) -> None:
    with as_("coordinator") as by:
        known = full_sources(by, cast, kind=kind.value)
        for letter in LetterKind:
            for language in LANGUAGES:
                assert "मुंशी" not in whole(fill(known, letter, usual_office(letter), language))


def test_every_office_has_a_status_and_every_language_its_words() -> None:
    assert set(SENT_TO) == set(LetterOffice)
    assert set(OFFICE_OF.values()) <= set(LetterOffice)
    assert print_words("hi").keys() == print_words("en").keys()
