"""Every script of India is printed; what no shipped font can draw is a box with a note, never an error."""

import io
import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader

from jatan.kernel.typesetting import _UNUSUAL_WORD, FONTS, typeset
from tests.yardstick import times_the_yardstick

SCRIPTS: Final = {
    "Bengali": "সুমিত্রা মাহাতো",
    "Ol Chiki": "ᱥᱩᱢᱤᱛᱨᱟ ᱦᱮᱢᱵᱨᱚᱢ",
    "Odia": "ସୁଭଦ୍ରା ମାଝୀ, ତରବୋଡ଼",
    "Telugu": "సుభద్ర హైదరాబాద్",
    "Tamil": "சுபத்ரா திருப்பூர்",
    "Gujarati": "સુભદ્રા સુરત",
    "Gurmukhi": "ਸੁਭੱਦਰਾ ਲੁਧਿਆਣਾ",
    "Kannada": "ಸುಭದ್ರ ಬೆಂಗಳೂರು",
    "Malayalam": "സുഭദ്ര കൊച്ചി",
    "Warang Citi": "𑣗𑣁𑣜𑣁𑣂",
    "Meitei": "ꯃꯩꯇꯩ ꯂꯣꯟ",
    "Urdu": "سبھدرا ٹاڑی گاؤں",
    "Devanagari": "सुमित्रा कुमारी",
    "Latin": "Sumitrā Kumārī, ½ of ₹ 100 – “yes” →",
}
SHEET: Final = """#let data = json(bytes(sys.inputs.at("sheet")))
#set document(title: data.title)
#set text(font: "Noto Sans Devanagari", lang: data.language)
#set page(width: 148mm, height: 105mm)
#data.title

#text(weight: "bold", data.lines.at(0).name)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A package with one sheet to typeset."""
    folder = tmp_path / "printed_scripts_of_this_test"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "sheet.typ").write_text(SHEET, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder.name


def printed(package: str, name: str, *, title: str = "Sheet", language: str = "en") -> bytes:
    return typeset(
        package, "sheet.typ", {"title": title, "language": language, "lines": [{"name": name}]}, name="sheet"
    )


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def read_back(pdf: bytes) -> str:
    """The text as poppler reads it: pypdf cannot read the ActualText of shaped Indic letters."""
    program = shutil.which("pdftotext")
    if program is None:
        pytest.skip("SKIPPED LOUDLY: pdftotext is not here")
    return subprocess.run([program, "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_is_printed_without_a_note(package: str, script: str) -> None:
    pdf = printed(package, SCRIPTS[script])
    assert len(pages(pdf)) == 1


# Poppler gives Urdu from right to left and reads a letter of Meitei with its vowel sign twice.
@pytest.mark.parametrize("script", sorted(SCRIPTS.keys() - {"Urdu", "Meitei"}))
def test_each_script_can_be_copied_out_of_the_paper(package: str, script: str) -> None:
    found = read_back(printed(package, SCRIPTS[script])).replace(" ", "").replace("\n", "")
    assert SCRIPTS[script].replace(" ", "") in found


def test_a_picture_shows_the_same_letters(package: str) -> None:
    def picture(name: str) -> bytes:
        made = typeset(
            package, "sheet.typ", {"title": "S", "language": "hi", "lines": [{"name": name}]}, name="sheet", form="png"
        )
        return Image.open(io.BytesIO(made)).convert("L").tobytes()

    odia, telugu, missing = (picture(name) for name in ("ସ", "స", "中"))
    assert odia != telugu
    assert missing == picture("日"), "what cannot be drawn is the same box"


@pytest.mark.parametrize("letter", ["中", "😀", "👨‍👩‍👧", "☎️😀", "\ue123\u0378", "한", "ꓐ"])
def test_a_letter_without_a_font_is_a_box_with_a_note(package: str, letter: str) -> None:
    first, *last = pages(printed(package, f"Mina {letter} Devi"))
    assert "Mina" in first
    assert "□" in first
    assert "Devi" in first
    assert len(last) == 1
    assert "could not be printed" in last[0]


def test_the_note_names_each_letter_once_in_the_language_of_the_paper(package: str) -> None:
    _first, last = pages(printed(package, "中中 😀 中", title="日"))
    assert last.count("U+4E2D") == last.count("U+1F600") == last.count("U+65E5") == 1
    hindi = read_back(printed(package, "中", language="hi"))
    assert "U+4E2D" in hindi
    assert "अक्षर" in hindi


def test_many_letters_without_a_font_make_a_short_note(package: str) -> None:
    _first, last = pages(printed(package, "".join(chr(0x4E00 + n) for n in range(200))))
    assert last.count("U+") < 20


_PARTS = st.one_of(
    st.sampled_from([character for words in SCRIPTS.values() for character in words]),
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"),
    st.sampled_from([chr(point) for block in ((0x300, 0x370), (0x900, 0xD80)) for point in range(*block)]),
)


@pytest.mark.usefixtures("package")
@settings(max_examples=150, deadline=None)
@given(name=st.text(_PARTS, min_size=1, max_size=12))
def test_no_text_ends_in_an_error(name: str) -> None:
    printed("printed_scripts_of_this_test", name)


def test_every_font_says_its_licence() -> None:
    names = {font.name for font in FONTS.glob("*.ttf")}
    assert len(names) >= 12
    about = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in about
    assert not [name for name in names if name not in about]


def test_a_long_word_is_read_in_time_that_grows_with_its_length() -> None:
    def cost(length: int) -> float:
        return times_the_yardstick(lambda: _UNUSUAL_WORD.findall("a" * length))

    assert cost(20_000) < 30 * cost(2_000) + 1


def test_a_wide_blank_between_words_is_one_of_the_letters_to_ask_about() -> None:
    assert _UNUSUAL_WORD.findall("x\u3000y\u3000z usual \u3000") == ["x\u3000y", "\u3000z", "\u3000"]
