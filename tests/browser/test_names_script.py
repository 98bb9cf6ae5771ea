"""Names are folded, looked up and compared on a phone as the server does it: in Chromium and in node."""

import csv
import functools
import json
import random
import re
import subprocess
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import brotli
import pytest

from jatan.settings import options
from jatan_names import Spelling, build_lexicon, fold, key, names, shipped_spellings, similarity, version
from jatan_names.browser_script import browser_script
from tests.browser.conftest import Launched
from tests.house.source import ROOT
from tools import system_packages

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

type Ask = Callable[[str, Any], Any]

_VECTORS = list(csv.DictReader((ROOT / "packages/names/tests/data/name_vectors.csv").read_text("utf-8").splitlines()))
PAIRS = [(row["devanagari"], row["latin"]) for row in _VECTORS]
# Words that the rules treat specially, and letters of every script they know, to be mixed at random.
_WORDS = """
Md मो० म० महाः Mohammad Sk ud din uddin ul lah un Nisa Abdul Abdur Rahman Mujibar Ram Lal Nath Mani Phul Munda मुंडा Oraon
Late Saw स्वर्गीय Smt. श्रीमती Sarga एस के A K Chand Kant Deo Bibi बीबी W/o s o b पति पिता पत्नी ji जी श्री sri Ku Km कु० Haji
Hafiz Ansari Sister सि. g ᱢᱩᱨᱢᱩ ᱥᱚᱨᱮᱱ মুর্মু সরেন ମୁଣ୍ଡା ওঁরাও 𞓐𞓑 ܐ ½ ० १२ १९८ ৪২ ᱓ Müller सोमरी सुकुरमुनी जयनगर पहाड़ी बड़ा गाँव
क्षत्रिय ज्ञानेन्द्र Xalxo Xess एमडी एसके Straße İpek Σοφός ﬁ Ꭰꭰ
"""
_HABITS = [*_WORDS.split(), "\u200dराम\u200c", "क\u093cमर"]
_LETTERS = "abcdehijklmnoqrstuvwxyzWGS '.-/1०क खगघचजझञटडढणतदधनपफबभमयरलवशषसह्ािीुूृेैोौंँः़अइउऋऔᱢᱩᱨᱠᱟᱟএকমুাো্ଓମୁାୋéñ\u200b\u200d\u00ad"
_LOCAL = [
    Spelling("surname", "Dorai", ("डुरई", "Durai")),
    Spelling("given", "Somri", ("Somari",)),
    Spelling("given", "Somari", ("Somri",)),
    Spelling("honorific", "Pahan", ("पाहन", "Pahaan")),
    Spelling("surname", "Bihor", ()),
]


@pytest.fixture(params=["chromium", "node"])
def ask(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ask]:
    """Evaluates a JavaScript function of one value in an engine that has loaded the script as it is shipped."""
    script = browser_script()
    if request.param == "node":
        yield _node(script, tmp_path)
        return
    chrome: Launched = request.getfixturevalue("chrome")
    with chrome() as running:
        page = running.new_context().new_page()
        page.evaluate(f"() => {{ {script} }}")
        yield page.evaluate


def _node(script: str, folder: Path) -> Ask:
    program = system_packages.NODE.program()
    if program is None:
        if options.flag("JATAN_REQUIRE_BROWSER"):
            pytest.fail("JATAN_REQUIRE_BROWSER is set and there is no node on this machine")
        pytest.skip("SKIPPED LOUDLY: there is no node on this machine")

    def ask(function: str, value: Any) -> Any:
        (folder / "names.js").write_text(script, "utf-8")
        (folder / "value.json").write_text(json.dumps(value), "utf-8")
        (folder / "ask.js").write_text(
            "require('./names.js');const value = JSON.parse(require('fs').readFileSync('value.json', 'utf8'));"
            f"process.stdout.write(JSON.stringify(({function})(value)))",
            "utf-8",
        )
        done = subprocess.run([program, "ask.js"], cwd=folder, capture_output=True, timeout=120, check=True)
        return json.loads(done.stdout)

    return ask


@pytest.fixture
def shipped_again() -> Iterator[None]:
    yield
    names.use_lexicon(())


def generated(count: int, seed: int) -> list[str]:
    """Names of words and of letters, whole or decomposed, the same for each seed."""
    at_random = random.Random(seed)
    made: list[str] = []
    while len(made) < count:
        words = [
            at_random.choice(_HABITS)
            if at_random.random() < 0.6
            else "".join(at_random.choice(_LETTERS) for _ in range(at_random.randint(1, 9)))
            for _ in range(at_random.randint(0, 6))
        ]
        made.append(unicodedata.normalize(at_random.choice(["NFC", "NFD", "NFKC"]), " ".join(words)))
    return made


@functools.cache
def _by_the_server(name: str, lexicon: str) -> tuple[str, str]:
    """Fold and key by the lexicon in use, which is named, worked out once for both engines."""
    return fold(name), key(name)


@pytest.fixture(scope="module", autouse=True)
def _forget() -> Iterator[None]:
    yield
    _by_the_server.cache_clear()  # several hundred thousand names


def assert_alike(ask: Ask, written: Sequence[str]) -> None:
    folds, keys = ask("all => [all.map(jatanNames.fold), all.map(jatanNames.key)]", list(written))
    lexicon = version()
    wrong = [
        (name, here, there, _by_the_server(name, lexicon))
        for name, here, there in zip(written, folds, keys, strict=True)
        if (here, there) != _by_the_server(name, lexicon)
    ]
    assert not wrong, f"{len(wrong)} of {len(written)}: {wrong[:10]}"


def test_folds_and_keys_of_the_vectors_are_equal(ask: Ask) -> None:
    written = [name for pair in PAIRS for name in pair]
    assert_alike(ask, [unicodedata.normalize(form, name) for form in ("NFC", "NFD") for name in written])


def test_folds_and_keys_of_eight_thousand_generated_names_are_equal(ask: Ask) -> None:
    assert_alike(ask, generated(8_000, seed=18))


def test_every_spelling_of_the_lexicon_is_known(ask: Ask) -> None:
    assert_alike(ask, [form for row in shipped_spellings() for form in (row.canonical, *row.forms)])
    assert_alike(ask, [f"Somri {form}" for form in build_lexicon().spellings])


def test_every_letter_of_unicode_is_folded_alike(ask: Ask) -> None:
    """Letters that one of both does not know yet are left out: Unicode grows between versions of engines."""
    letters = [
        chr(at) for at in range(0x20000) if unicodedata.category(chr(at)) not in ("Cn", "Cs") and chr(at) != "\0"
    ]
    known = ask("all => all.map(letter => !/\\p{Cn}/u.test(letter))", letters)
    both = [letter for letter, is_known in zip(letters, known, strict=True) if is_known]
    assert len(both) > 0.95 * len(letters)
    assert_alike(ask, [f"{letter}क{letter}a" for letter in both] + [f"b{letter}b" for letter in both])


def test_scores_are_equal(ask: Ask) -> None:
    made = generated(2_000, seed=3)
    pairs = [*PAIRS, *zip(made[::2], made[1::2], strict=True), *((name, name) for name in made[:200])]
    scores = ask("all => all.map(([one, other]) => jatanNames.similarity(one, other))", pairs)
    wrong = [
        (one, other, similarity(one, other), score)
        for (one, other), score in zip(pairs, scores, strict=True)
        if score != pytest.approx(similarity(one, other), abs=1e-9)
    ]
    assert not wrong, f"{len(wrong)} of {len(pairs)}: {wrong[:5]}"


def test_version_is_that_of_the_shipped_lexicon(ask: Ask) -> None:
    assert ask("() => jatanNames.version", None) == f"{names.FOLD_VERSION}+{build_lexicon().digest}" == version()


def test_rows_of_an_installation_come_with_the_bundle_and_leave_again(ask: Ask, shipped_again: None) -> None:
    written = [
        *generated(1_500, seed=5),
        "Durai Sukhram",
        "सुखराम डुरई",
        "Somri",
        "Somari",
        "Pahan Birsa",
        "Bihor",
        "Birhor",
    ]
    before = ask("all => all.map(jatanNames.fold)", written)
    newer = names.use_lexicon(_LOCAL)
    rows = [[row.kind, row.canonical, list(row.forms)] for row in _LOCAL]
    used, folds, keys, again, back = ask(
        """([rows, version, all]) => [
            jatanNames.use(rows, version), all.map(jatanNames.fold), all.map(jatanNames.key),
            jatanNames.version, [jatanNames.use(), ...all.map(jatanNames.fold)],
        ]""",
        [rows, newer, written],
    )
    assert used == again == newer
    assert folds == [fold(name) for name in written]
    assert keys == [key(name) for name in written]
    names.use_lexicon(())
    assert back == [version(), *before]
    assert folds != before


def test_a_name_is_found_while_it_is_typed_in_either_script(ask: Ask) -> None:
    """Of all names of the vectors: the name is among the first ten from its whole spelling in the other script, and
    from a beginning of it in any script."""
    same = [(row["devanagari"], row["latin"]) for row in _VECTORS if row["same_key"] == "yes" and len(row["latin"]) > 4]
    folds = sorted({fold(name) for pair in PAIRS for name in pair})
    ranks: dict[str, list[int]] = {}
    typed = {
        "devanagari": [(one, fold(other)) for one, other in same],
        "latin": [(other, fold(one)) for one, other in same],
        "beginning": [(one[: max(3, len(one) * 2 // 3)], fold(one)) for pair in same for one in pair],
    }
    for kind, asked in typed.items():
        ranks[kind] = ask(
            """([asked, folds]) => asked.map(([typed, wanted]) => {
                const score = jatanNames.search(typed, wanted);
                return score ? folds.filter((other) => jatanNames.search(typed, other) > score).length : 9999;
            })""",
            [asked, folds],
        )
    shares = {kind: sum(rank < 10 for rank in found) / len(found) for kind, found in ranks.items()}
    assert shares["devanagari"] > 0.98, shares
    assert shares["latin"] > 0.98, shares
    assert shares["beginning"] > 0.93, shares


@pytest.mark.parametrize(
    ("typed", "name", "is_found"),
    [
        ("सुनी", "Sunita Munda", True), ("mun sun", "सुनीता मुंडा", True), ("Mah", "बुधनी महतो", True),
        ("phul mani", "फूलमनी देवी", True), ("phulmani", "Phul Mani", True), ("ᱢᱩᱨ", "Sita Murmu", True),
        ("मुर्मू", "ᱥᱤᱛᱟ ᱢᱩᱨᱢᱩ", True), ("Budhni", "सुनीता", False), ("xyz", "Sunita", False), ("", "Sunita", False),
        ("sunita oraon", "Sunita Munda", False),
    ],
)  # fmt: skip
def test_typed_search_by_example(ask: Ask, typed: str, name: str, is_found: bool) -> None:
    score = ask("([typed, folded]) => jatanNames.search(typed, folded)", [typed, fold(name)])
    assert 0 <= score <= 1
    assert (score > 0.3) is is_found, score


def test_the_script_is_small_and_stands_alone() -> None:
    script = browser_script()
    assert len(brotli.compress(script.encode())) <= 12_000
    assert not re.search(r"https?://|\bimport\b|\brequire\b|\bmodule\b", re.sub(r"^//.*$", "", script, flags=re.M))
