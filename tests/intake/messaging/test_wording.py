"""No text says a name, a place of origin, or what it is about."""

import pytest

from jatan.intake.messaging.texts import languages, shipped_texts, template_problems
from jatan.intake.messaging.wording import LONGEST, wording_problems

pytestmark = pytest.mark.django_db


def codes(text: str, *hidden: str) -> set[str]:
    return {problem.code for problem in wording_problems(text, hidden=hidden)}


@pytest.mark.parametrize(
    "text",
    [
        "तस्करी से बचें",
        "आप पीड़ित हैं",
        "TRAFFICKING helpline",
        "For survivors",
        "पुलिस आ रही है",
        "the broker",
        "यौन शोषण",
        "pidita",
    ],
)
def test_a_telling_word_is_refused(text: str) -> None:
    assert "telling_word" in codes(text)


@pytest.mark.parametrize("text", ["Sunita, all well?", "सुनीता, सब ठीक?", "क्या टोटो में सब ठीक है?"])
def test_a_name_or_village_is_refused_in_either_script(text: str) -> None:
    assert "telling_name" in codes(text, "सुनीता उराँव", "टोटो")


def test_an_empty_a_long_and_a_numbered_text_are_refused() -> None:
    assert "missing_required" in codes("  ")
    assert "unreadable" in codes("क" * (LONGEST + 1))
    assert "aadhaar" in codes("2341 2341 2346")


def test_every_shipped_text_passes_in_every_language() -> None:
    assert languages()[:1] == ["hi"]
    for texts in shipped_texts().values():
        assert {"hi", "en"} <= set(texts)
        for text in texts.values():
            assert template_problems(text) == []


def test_a_wording_with_a_district_or_a_mark_of_its_own_is_refused() -> None:
    assert [problem.code for problem in template_problems("गुमला कार्यालय से नमस्ते")] == ["telling_name"]
    assert [problem.code for problem in template_problems("नमस्ते {name}")] == ["unreadable"]
    assert template_problems("नमस्ते। मदद के लिए {helpline}") == []
