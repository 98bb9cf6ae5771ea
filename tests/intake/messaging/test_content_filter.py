"""No text may hold a name, a place of origin or a word that reveals its subject."""

import tomllib
import unicodedata

import pytest

from jatan.intake.messaging import content_filter
from jatan.intake.messaging.content_filter import MAX_TEXT_LENGTH, wording_problems
from jatan.intake.messaging.length import length_of
from jatan.intake.messaging.texts import languages, shipped_texts, template_problems
from jatan_names import lexicon

pytestmark = pytest.mark.django_db


def codes(text: str, *hidden: str) -> set[str]:
    return {problem.code for problem in wording_problems(text, hidden=hidden)}


@pytest.mark.parametrize(
    "text",
    [
        "तस्करी से बचें", "आप पीड़ित हैं", "TRAFFICKING helpline", "For survivors", "पुलिस आ रही है",
        "the broker", "यौन शोषण", "pidita",
        "मुक़दमा", "मुकदमे की तारीख", "ख़रीद", "बँधुआ", "बन्धुआ", "बाल मज़दूर", "बाल-मजदूर", "बालमजदूर",
        "पीडीत", "पिड़ित",
        "अदालत जाना है", "कचहरी", "एफआईआर", "एफ़आईआर", "एफ.आई.आर.", "एफ आई आर", "FIR", "F.I.R.",
        "fir ho gayi", "अपहरण",
        "बलात्कार", "क़ैद", "कैदी", "शिकायत मिली", "ठेकेदार", "ठेकेदारों", "आश्रय गृह", "मुआवज़ा", "मुआवजे",
        "काउंसलर", "काउन्सलर",
        "पु\u200bलिस", "पुलीस", "एजेन्ट", "एजेण्ट", "छुडाया", "थाने में", "नाबालिग़", "बेचा", "शोषण", "कोर्ट में",
    ],
)  # fmt: skip
def test_revealing_word_is_refused(text: str) -> None:
    assert "telling_word" in codes(text)


def spellings(word: str) -> set[str]:
    """Spelling variants of one Hindi word by different offices and keyboards."""
    found = {word}
    for one, other in (
        ("\u093c", ""), ("ज", "ज\u093c"), ("ख", "ख\u093c"), ("क", "क\u093c"), ("ग", "ग\u093c"),
        ("फ", "फ\u093c"), ("ड", "ड\u093c"),
        ("\u0902", "\u0901"), ("\u0901", "\u0902"), ("\u0902ध", "न\u094dध"), ("\u0902ट", "न\u094dट"),
        ("\u0902स", "न\u094dस"),
        ("\u0940", "\u093f"), ("\u093f", "\u0940"), ("\u0941", "\u0942"), ("\u0942", "\u0941"), ("ई", "इ"),
        (" ", ""), (" ", "-"),
        ("\u094d", "\u094d\u200d"), ("\u094d", "\u094d\u200c"),
    ):  # fmt: skip
        found |= {text.replace(one, other) for text in found}
    found = {text.replace("\u093c\u093c", "\u093c") for text in found}
    return found | {unicodedata.normalize(form, text) for text in found for form in ("NFC", "NFD", "NFKC")}


def listed(kind: str) -> list[str]:
    with content_filter._FILE.open("rb") as file:
        return list(tomllib.load(file)[kind])


@pytest.mark.parametrize("kind", ["stems", "words"])
def test_every_spelling_of_a_listed_word_is_refused(kind: str) -> None:
    pattern = content_filter._revealing_words()
    missed = {
        word: sorted(text for text in spellings(word) if not pattern.search(content_filter._folded(f"कल {text} है")))[:3]
        for word in listed(kind)
    }
    assert {word: texts for word, texts in missed.items() if texts} == {}


HARMLESS = (
    "क्या सब ठीक है ठीक हो तो 1 लिखकर भेजें संदेश मिल गया हम जल्दी फोन करेंगे तुरंत जरूरत हो "
    "तो पर नमस्ते बैठक कल दस बजे पंचायत भवन में है "
    "कृपया आएँ दीदी से बात करें घर पर सब कुशल हैं फिर कब बात होगी पैसा मिला या नहीं गाड़ी समय "
    "पर आई काम कैसा चल रहा है तबीयत ठीक है "
    "पहली तारीख तक फॉर्म भरें आधार का काम हो गया थान थाली कथाना बाजार बाल काटना मजदूरी मज़दूर "
    "कैसे कैमरा आश्रम ठेका ठेला शिक्षा शिखर "
    "काउंटर पुल पुलिया अपना बला बलवान बंधन रक्षाबंधन बंधु खर्च खरगोश मुक्त मुख्य आदत आदमी "
    "first fire fine safe reply call soon message "
    "thanks grape kaidar minor agriculture bond course count fir-tree phir paise ghar"
)


def test_harmless_words_and_names_pass() -> None:
    pattern = content_filter._revealing_words()
    names = {form for row in lexicon.shipped_spellings() for form in (row.canonical, *row.forms)}
    assert len(names) > 300
    words = {*HARMLESS.replace("fir-tree", "").split(), *names}
    assert sorted(word for word in words if pattern.search(content_filter._folded(word))) == []


def test_every_shipped_hindi_text_is_one_message_part() -> None:
    lengths = {purpose: length_of(texts["hi"]).segments for purpose, texts in shipped_texts().items() if "hi" in texts}
    assert lengths == dict.fromkeys(lengths, 1)


@pytest.mark.parametrize("text", ["Sunita, all well?", "सुनीता, सब ठीक?", "क्या टोटो में सब ठीक है?"])
def test_name_or_village_is_refused_in_either_script(text: str) -> None:
    assert "telling_name" in codes(text, "सुनीता उराँव", "टोटो")


def test_empty_too_long_and_aadhaar_texts_are_refused() -> None:
    assert "missing_required" in codes("  ")
    assert "unreadable" in codes("क" * (MAX_TEXT_LENGTH + 1))
    assert "aadhaar" in codes("2341 2341 2346")


def test_every_shipped_text_passes_in_every_language() -> None:
    assert languages()[:1] == ["hi"]
    for purpose, texts in shipped_texts().items():
        assert {"hi", "en"} <= set(texts)
        for text in texts.values():
            assert template_problems(text, purpose) == []


def test_template_with_a_district_or_unknown_placeholder_is_refused() -> None:
    assert [problem.code for problem in template_problems("गुमला कार्यालय से नमस्ते")] == ["telling_name"]
    assert [problem.code for problem in template_problems("नमस्ते {name}")] == ["unreadable"]
    assert [problem.code for problem in template_problems("नमस्ते {what}", "check")] == ["unreadable"]
    assert template_problems("मिला: {what}", "noted") == []
    assert template_problems("नमस्ते। मदद के लिए {helpline}") == []
