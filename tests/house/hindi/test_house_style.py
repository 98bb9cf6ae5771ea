"""Every Hindi text follows the house style (docs/explanation/hindi.md): spelling, dots, terms, questions, address."""

import re
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

import polib
import pytest

from jatan.intake.messaging.length import length_of
from jatan.kernel.text.hindi import without_nukta
from tests.house.hindi import house_style
from tests.house.hindi.texts import PACKAGE, HindiText, all_texts, buttons, of_catalogue

Rule = Callable[[HindiText], Iterator[str]]
RULES: list[Rule] = [
    house_style.misspelt,
    house_style.wrongly_dotted,
    house_style.other_terms,
    house_style.asked_in_the_negative,
    house_style.of_one_sex,
    house_style.polite_imperative,
]
MESSAGES = PACKAGE / "intake/messaging/templates.toml"
# In a text message each dot costs one of 70 letters; there every word stands without.
OF_MESSAGES = "intake/messaging/templates.toml"
_WORD = re.compile("[\u0900-\u0963\u0970-\u097f\u200c\u200d]+")
_NASAL = re.compile("[ङञणन]\u094d(?=[क-घच-झट-ढत-धप-भश-स])|म\u094d(?=[प-भ])")
# Two words that differ in dot or nasal alone.
_TWO_WORDS = {frozenset({"राज", "राज़"}), frozenset({"में", "मेँ"})}
# Buttons that are an answer to the question above them, or turn pages.
ANSWERS = {
    *("All are other records", "Done", "I take this", "I take this over", "It is done", "Next", "Previous"),
    *("This is another record", "This month is complete"),
    "What it said before",
    "It does not apply",
    *("Two different people", "Yes, I know her", "No, it is somebody else"),
}
_VERB = re.compile("(?:ें|एँ|हों)(?![\u0900-\u0963])")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_text_keeps_the_rule(rule: Rule) -> None:
    texts = [shown for shown in all_texts() if shown.file != OF_MESSAGES]
    assert len(texts) > 5000
    assert [fault for shown in texts for fault in rule(shown)] == []


def test_a_button_says_what_it_does_with_a_verb() -> None:
    """करें, देखें, बताएँ: never a noun, never a fact."""
    found = list(buttons())
    assert len(found) > 100
    assert [str(shown) for shown in found if shown.key not in ANSWERS and not _VERB.search(shown.text)] == []
    assert {shown.key for shown in found} >= ANSWERS


def test_no_word_is_written_in_two_ways() -> None:
    """Beyond the list: no two spellings that differ only in a dot or in how a nasal is written."""
    found: dict[str, dict[str, HindiText]] = defaultdict(dict)
    for shown in all_texts():
        if shown.file != OF_MESSAGES:
            for word in _WORD.findall(_without_names(shown.text)):
                found[_NASAL.sub("\u0902", without_nukta(word))].setdefault(word, shown)
    twice = [spelt for spelt in found.values() if len(spelt) > 1 and frozenset(spelt) not in _TWO_WORDS]
    assert [" / ".join(f"{word} ({shown.file}: {shown.key})" for word, shown in spelt.items()) for spelt in twice] == []


def test_every_letter_is_composed_in_one_way() -> None:
    """Files hold ज़ as ज and a dot (NFC) throughout: a search for the one form never misses the other."""
    paths = [PACKAGE / "locale/hi/LC_MESSAGES/django.po", *sorted(PACKAGE.glob("**/*.toml"))]
    assert [str(path) for path in paths if house_style.not_composed(path.read_text("utf-8"))] == []


def test_no_term_is_excepted_for_nothing() -> None:
    """An exception that no text needs any more goes."""
    everything = "\n".join(shown.text for shown in all_texts())
    listed = [row for term in house_style.terms() for row in term.get("exception", [])]
    listed += house_style.spelling()["exception"]
    assert [row["text"] for row in listed if row["text"] not in everything] == []
    assert all(row["reason"] for row in listed)


@pytest.mark.parametrize("purpose", sorted(tomllib.loads(MESSAGES.read_text("utf-8"))))
def test_a_text_message_is_one_part_and_has_no_dots(purpose: str) -> None:
    text = tomllib.loads(MESSAGES.read_text("utf-8"))[purpose]["hi"]
    assert length_of(text).segments == 1, f"{purpose}: {len(text)} letters"
    assert not re.search("[क-ह]\u093c(?<![डढ]\u093c)", text), f"{purpose}: a dot costs a letter"


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [
        (house_style.misspelt, "काग़ज़ लाएँ", "'कागज़'"),
        (house_style.misspelt, "दो कागज चाहिए", "'कागज़'"),
        (house_style.misspelt, "बाक़ी काम", "'बाकी'"),
        (house_style.misspelt, "फोन करें", "'फ़ोन'"),
        (house_style.misspelt, "फ\u093cोन और जिलों में", "'ज़िलों'"),
        (house_style.misspelt, "केवल एक", "'सिर्फ़'"),
        (house_style.misspelt, "नाम हटाएं", "'एँ'"),
        (house_style.wrongly_dotted, "क़रीब", "'करीब'"),
        (house_style.wrongly_dotted, "ज\u093cबरन", "not among the words"),
        (house_style.other_terms, "नया मुद्दा दर्ज करें", "'समस्या'"),
        (house_style.other_terms, "केस वापस लें", "'रद्द करें'"),
        (house_style.other_terms, "सचिवालय से पूछें", "'नेटवर्क दफ़्तर'"),
        (house_style.asked_in_the_negative, "क्या कोई प्रस्ताव नहीं है?", "in the positive"),
        (house_style.of_one_sex, "मैं जानता/जानती हूँ", "slash"),
        (house_style.of_one_sex, "जो केस आप खोल सकती हैं", "a man or a woman"),
        (house_style.polite_imperative, "फ़ाइल चुनिए", "-एँ"),
    ],
)
def test_a_bad_text_is_named_with_the_wanted_word(rule: Rule, text: str, wanted: str, tmp_path: Path) -> None:
    book = polib.POFile()
    book.append(polib.POEntry(msgid="Planted", msgstr=text))
    book.save(str(tmp_path / "django.po"))
    (shown,) = of_catalogue(tmp_path / "django.po")
    faults = list(rule(shown))
    assert faults
    assert all("locale/hi: Planted" in fault for fault in faults)
    assert any(wanted in fault for fault in faults), faults


@pytest.mark.parametrize(
    "text",
    [
        "कागज़, कागज़ात और कागज़ों पर: बाकी सिर्फ़ फ़ोन से। ज़िलाधिकारी को बताएँ।",
        "स्वयं सहायता समूह की बैठक",
        "क्या असली कागज़ आपके ही पास हैं? (किसी और ने रखे हों तो “नहीं”)",
        "सहमति वापस लें",
        "चाहिए तो इसलिए लिए",
    ],
)
def test_a_good_text_is_left_alone(text: str) -> None:
    assert [fault for rule in RULES for fault in rule(HindiText("locale/hi", "Good", text))] == []


def _without_names(text: str) -> str:
    for row in house_style.spelling()["exception"]:
        text = text.replace(row["text"], "")
    return text
