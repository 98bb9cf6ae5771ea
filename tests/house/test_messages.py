"""Every text for people is in the Hindi catalogue, translated, with the same placeholders."""

import datetime as dt
import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from jatan.runtime import catalogues
from tools import extraction

(CATALOGUE,) = catalogues.catalogues()
# A survivor is no "victim" in our own voice; keys, seals, teams and people of case work bear one name each.
NOT_SAID = (
    *("पीड़िता", "पर्यवेक्ष", "केस प्रभारी", "कुंजी", "कुंजि", "सीलबंद", "पहचान-पत्रक", "परामर्शी"),
    *("विधि पदाधिकारी", "विधि अधिकारी", "हस्तांतरण", "लेखा-बही"),
    # Words that shame or frighten, or mean something else than is meant.
    *("पलायन", "देह व्यापार", "अंधविश्वास", "ज़बरन", "उपनाम", "लेखा परीक्षक"),
)
_TRANSLATED = re.compile(r'{% translate "([^"]+)"')


def test_the_catalogue_holds_what_the_source_says_neither_more_nor_less() -> None:
    assert CATALOGUE.parents[1].name == "hi"
    assert extraction.differences(CATALOGUE, set(extraction.texts_in_source())) == []


def test_every_text_is_translated_and_keeps_its_placeholders() -> None:
    assert catalogues.catalogue_errors(CATALOGUE) == []


def test_who_reads_english_reads_the_source() -> None:
    with translation.override("en"):
        assert gettext("Save") == "Save"
        assert [ngettext("%(count)s row", "%(count)s rows", count) for count in (1, 2)] == [
            "%(count)s row",
            "%(count)s rows",
        ]
        assert date_format(dt.date(2026, 11, 3), "j F") == "3 November"


def test_hindi_is_written_in_devanagari() -> None:
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if not entry.msgid_plural]
    bare = [entry.msgid for entry in entries if entry.msgstr and not _has_hindi(entry.msgstr)]
    assert len(entries) > 500
    assert [text for text in bare if len(text) > 12 and " " in text] == []


def test_english_is_not_written_in_devanagari() -> None:
    """But where a word that somebody types is itself the example."""
    texts = [text.msgid for text in extraction.texts_in_source() if _has_hindi(text.msgid + text.plural)]
    assert [text for text in texts if not any(word in text for word in ("हाँ / Yes", "अनीता देवी, सहिया", "उराँव"))] == []


def test_hindi_calls_one_thing_by_one_word() -> None:
    """CONTEXT.md names the word; these are what the same thing is not called."""
    entries = polib.pofile(str(CATALOGUE))
    others = [
        (word, entry.msgid) for entry in entries for word in NOT_SAID for text in _translations(entry) if word in text
    ]
    assert others == []


def test_hindi_writes_no_dot_under_k_kh_and_g() -> None:
    """CONTRIBUTING.md: कागज़, कदम, बाकी; the dot stays under ज़ and फ़ only."""
    entries = polib.pofile(str(CATALOGUE))
    dotted = [
        text for entry in entries for text in _translations(entry) if re.search("[कखग]\u093c|[\u0958-\u095a]", text)
    ]
    assert dotted == []


def test_hindi_writes_the_dot_under_j_and_ph_where_it_is_spoken() -> None:
    """CONTRIBUTING.md: one spelling of each word."""
    plain = re.compile("(?:\b|[^\u0900-\u097f])(?:जिल|जरूर|मजदूर|मंजूर|ज्याद|दफ्तर|फैसल|कागज(?!\u093c)|सिर्फ(?!\u093c))|फोन")
    entries = polib.pofile(str(CATALOGUE))
    assert [text for entry in entries for text in _translations(entry) if plain.search(text)] == []


def test_hindi_calls_signing_in_and_a_link_by_one_word_each() -> None:
    """लॉगिन, लॉगआउट, लिंक: three words for one thing stood on one page."""
    others = re.compile("प्रवेश|साइन[- ]इन|कड़ी|कड़ि")
    entries = polib.pofile(str(CATALOGUE))
    assert [text for entry in entries for text in _translations(entry) if others.search(text)] == []


def test_what_signs_somebody_in_is_not_called_by_the_word_for_keys_of_case_files() -> None:
    """A passkey is पासकी, a key of case files चाबी: whoever takes the one away must not lose the other."""
    pages = ("web/templates/mfa/", "web/templates/account", "web/accounts/")
    of_accounts = {text.msgid for text, where in extraction.texts_in_source().items() if where.startswith(pages)}
    entries = [entry for entry in polib.pofile(str(CATALOGUE)) if entry.msgid in of_accounts]
    assert len(entries) > 50
    of_sign_in = [entry for entry in entries if "case" not in entry.msgid.lower()]
    assert [entry.msgid for entry in of_sign_in if "चाबी" in entry.msgstr or "चाबियाँ" in entry.msgstr] == []


def test_every_template_with_words_is_read_into_the_catalogue() -> None:
    """Whatever a template's file is called: messages of the sign-in pages are .txt."""
    held = {text.msgid for text in extraction.texts_in_source()}
    for path in sorted(extraction.PACKAGE.glob("**/templates/**/*.*")):
        texts = _TRANSLATED.findall(path.read_text("utf-8"))
        assert set(texts) <= held, path


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (polib.POEntry(msgid="Save"), "has no translation"),
        (polib.POEntry(msgid="Save", msgstr="सहेजें", flags=["fuzzy"]), "is marked fuzzy"),
        (polib.POEntry(msgid="%(count)s rows", msgstr="पंक्तियाँ"), "drops a placeholder"),
        (polib.POEntry(msgid="Saved", msgstr="%(what)s सहेजा"), "names other placeholders"),
        (polib.POEntry(msgid="row", msgid_plural="rows", msgstr_plural={0: "पंक्ति", 1: ""}), "has no translation"),
        (polib.POEntry(msgid="row", msgid_plural="rows", msgstr=""), "has no translation"),
    ],
)
def test_a_deliberate_fault_is_reported(entry: polib.POEntry, what: str, tmp_path: Path) -> None:
    assert any(what in fault for fault in catalogues.catalogue_errors(_catalogue(tmp_path, entry)))


def test_a_text_missing_from_the_catalogue_and_one_too_many_are_reported(tmp_path: Path) -> None:
    found = extraction.differences(_catalogue(tmp_path, polib.POEntry(msgid="Gone")), {extraction.Text("New")})
    assert found == ["hi: 'New' is not in the catalogue", "hi: 'Gone' is nowhere in the source"]


def _catalogue(folder: Path, entry: polib.POEntry) -> Path:
    path = folder / "hi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    book = polib.POFile()
    book.append(entry)
    book.save(str(path))
    return path


def _translations(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr, *entry.msgstr_plural.values()]


def _has_hindi(text: str) -> bool:
    return any("\u0900" <= letter <= "\u097f" for letter in text)
