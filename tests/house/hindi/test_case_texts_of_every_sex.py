"""A boy or a man has a file too: no Hindi text of case work speaks of whom the file is about as of a woman.

Hindi verbs agree with their subject. The texts say "वे" or name what was done, so that nothing agrees with her sex.
Generated over the texts of the modules, pages and data of case work.
"""

import re

from tests.house.hindi.texts import HindiText, all_texts
from tools import extraction

PLACES = ("programme/cases/", "web/cases/", "web/templates/cases/")
# Papers and the words of consent have texts of their own.
NOT_HERE = ("programme/cases/printed/", "programme/cases/entries/consent_texts.toml")
_L = "[\u0900-\u0963]"
# A feminine verb in the plural of respect (कहती हैं, गई थीं, पहुँचीं, आईं), or an adjective that agrees with her.
FEMININE = re.compile(
    rf"(?:{_L}+ती|रही|गई|चुकी|आई|पाई|बनी|हुई) (?:हैं|थीं|हों)|{_L}+(?:ीं|ईं)(?!{_L})|{_L}+ती थी|(?<!{_L})(?:थीं|अकेली)(?!{_L})"
)
# Words that end so and are no verbs.
NO_VERBS = frozenset({"नहीं", "कहीं", "वहीं", "यहीं", "उन्हीं", "इन्हीं", "वीं"})
# What agrees with something else, or can be true of a woman alone: the words, and what they speak of.
SPEAKS_OF_ELSE = {
    "जो आप नहीं खोल सकतीं": "who reads",
    "केस फ़ाइलें बहुत ज़्यादा या रात में पढ़ी गईं": "files",
    "फ़ाइलें बन गईं": "files",
    "तारीखें निकलती हैं": "days",
    "कौन सी साथ मिल सकती हैं": "schemes",
    "दोनों रकमें दिखाई गई हैं": "amounts",
    "फ़ाइलें जोड़ी जा सकती हैं": "files",
    "वह फ़ाइल आप नहीं खोल सकतीं": "who reads",
    "फ़ैसला दूसरी सुपरवाइज़र करती हैं": "a supervisor",
    "किसी और ने नहीं पढ़ीं": "letters",
    "सेवाएँ कहाँ तक पहुँचीं": "services",
    "अकेली ये धाराएँ": "sections",
    "फ़ाइलें जुड़ गईं": "files",
    "जो बात पता है उससे मेल खाती हैं": "sections",
    "वहीं मुहरबंद रहती हैं": "files",
    "इसमें नहीं जुड़ीं": "schemes",
    "लिखी बातें नहीं दिखाई गईं": "entries",
    "दूसरी सुपरवाइज़र उसे हमेशा के लिए मिटाती हैं": "a supervisor",
    "वहाँ की भाषा नहीं आती थी": "a language",
    "लोगों की बातें सुनी थीं": "what was heard",
    "मना चीज़ें ढुलवाईं": "goods",
    "शर्तें नहीं देखी गईं": "terms of a law",
    "अकेली माँ": "a mother",
    "गर्भवती थीं": "a pregnant woman",
    "अब माँ नहीं बन सकतीं": "a woman who can bear no child",
}


def texts_of_case_work() -> list[HindiText]:
    msgids = {
        text.msgid
        for path in extraction.PACKAGE.rglob("*")
        if is_here(path.relative_to(extraction.PACKAGE).as_posix())
        for text in extraction.texts_of(path)
    }
    return [one for one in all_texts() if is_here(one.file) or (one.file == "locale/hi" and plain(one.key) in msgids)]


def is_here(name: str) -> bool:
    return name.startswith(PLACES) and not name.startswith(NOT_HERE)


def plain(key: str) -> str:
    """The English of a text of the catalogue, without its context."""
    return key.rpartition("|")[2]


def of_a_woman(text: str) -> list[str]:
    for words in SPEAKS_OF_ELSE:
        text = text.replace(words, "")
    return [found for found in FEMININE.findall(text) if found not in NO_VERBS]


def test_no_text_of_case_work_speaks_of_her_as_of_a_woman() -> None:
    texts = texts_of_case_work()
    assert len(texts) > 2_000
    assert [(str(one), found) for one in texts if (found := of_a_woman(one.text))] == []


def test_what_is_let_through_is_still_in_use() -> None:
    spoken = "\n".join(one.text for one in texts_of_case_work())
    assert [words for words in SPEAKS_OF_ELSE if words not in spoken] == []


def test_the_rule_sees_what_it_is_for() -> None:
    for text in ("वे क्या चाहती हैं", "वे खुद आईं", "वे मौजूद थीं", "वे अस्पताल पहुँचीं", "कुछ नहीं कहना चाहती थी"):
        assert of_a_woman(text), text
    for text in ("उनकी इच्छा", "वे नहीं चाहते", "उन्हें छुड़ाया गया", "उन्हीं के शब्दों में"):
        assert not of_a_woman(text), text
