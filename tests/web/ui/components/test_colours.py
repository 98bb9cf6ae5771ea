"""Colours are written once, and what has to be seen is seen: contrast is computed from tokens.css, for light and dark.

Contrast as in WCAG 2.2: (lighter + 0.05) / (darker + 0.05) of the relative luminances; 3 for what is drawn, 4.5 for
text.
"""

import re
from pathlib import Path

import pytest

import jatan
from jatan.web import assets

type Colours = dict[str, str]

_ROOT = re.compile(r":root \{(.*?)\}", re.DOTALL)
_TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{6});")
_HEX = re.compile(r"#[0-9a-fA-F]{3,6}\b")
LIGHT, DARK = (dict(_TOKEN.findall(block)) for block in _ROOT.findall(assets.colours()))
SCHEMES = [pytest.param(LIGHT, id="light"), pytest.param(LIGHT | DARK, id="dark")]
# Whatever a link, a button or a field may stand on, or is itself filled with.
GROUNDS = (
    *("paper", "paper-2", "paper-3", "earth-wash", "ochre-wash", "leaf-wash", "alarm-wash"),
    *("mud", "mud-2", "band", "earth-fill", "earth-deep", "practice", "practice-2", "map", "map-land", "map-home"),
)
TEXTS = {
    "ink": ("paper", "paper-2", "paper-3", "earth-wash", "ochre-wash", "leaf-wash", "alarm-wash"),
    "ink-2": ("paper", "paper-2", "paper-3"),
    "earth": ("paper", "paper-2", "earth-wash"),
    "on-earth": ("earth-fill", "earth-deep"),
    "ochre-ink": ("paper", "paper-2", "ochre-wash"),
    "leaf": ("paper", "leaf-wash"),
    "alarm": ("paper", "paper-2", "alarm-wash"),
    "rice": ("mud", "mud-2"),
    "rice-2": ("mud", "mud-2"),
    "on-practice": ("practice", "practice-2"),
    "map-ink": ("map", "map-land", "map-home"),
}
DRAWN = {
    **{f"c{number}": ("paper", "paper-2") for number in range(1, 7)},
    **{f"map-{name}": ("map", "map-land", "map-home") for name in ("mark", "service", "transit")},
    "map-other": ("map-land", "map-home"),
    "line-2": ("paper", "paper-2"),
    "focus": ("focus-halo",),
}
# Names that papers give to a token: a sheet of paper is white, what is tinted on it is the panel of a page.
ON_PAPER = {"paper": "paper-2", "hairline": "line"}
PAPERS = sorted(Path(jatan.__file__).parent.rglob("*.typ"))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours (#rrggbb), from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def pale(pairs: dict[str, tuple[str, ...]], colours: Colours, least: float) -> list[str]:
    """What falls below the least contrast."""
    return [
        f"{name} on {ground}: {ratio:.2f}"
        for name, grounds in pairs.items()
        for ground in grounds
        if (ratio := contrast(colours[name], colours[ground])) < least
    ]


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert pale({"a": ("b",)}, {"a": "#c98a1b", "b": "#fffdf8"}, 3) == ["a on b: 2.90"]


@pytest.mark.parametrize("colours", SCHEMES)
def test_the_ring_of_the_focus_is_seen_on_every_ground(colours: Colours) -> None:
    rings = (colours["focus"], colours["focus-halo"])
    unseen = {ground for ground in GROUNDS if max(contrast(ring, colours[ground]) for ring in rings) < 3}
    assert unseen == set()
    # WCAG technique C40: of two colours so far apart one stands out from any ground, of a photograph too.
    assert contrast(*rings) >= 9


@pytest.mark.parametrize("colours", SCHEMES)
def test_texts_and_drawings_stand_out_from_their_grounds(colours: Colours) -> None:
    assert pale(TEXTS, colours, 4.5) + pale(DRAWN, colours, 3) == []


def test_no_sheet_writes_a_colour_of_its_own() -> None:
    """But the calendar, which has to look like no page of ours, and ink on paper."""
    sheets = [path for path in assets.STATIC.rglob("*.css") if path.parent.name != "built"]
    own = {
        f"{path.name}: {line.strip()}"
        for path in sheets
        if path.name not in {"tokens.css", "calendar.css"}
        for line in path.read_text("utf-8").partition("@layer print")[0].splitlines()
        if _HEX.search(re.sub(r"url\([^)]*\)|^ *#[\w-]+.*\{", "", line))
    }
    assert own == set()


def test_every_named_colour_is_a_token_and_every_token_is_used() -> None:
    sheets = {path: path.read_text("utf-8") for path in assets.STATIC.rglob("*.css") if path.parent.name != "built"}
    named = set(re.findall(r"var\(--([\w-]+)", "".join(sheets.values())))
    assert LIGHT.keys() - named == set()
    given = set(re.findall(r"--([\w-]+):", "".join(sheets.values())))
    assert named - given == set()
    assert DARK.keys() <= LIGHT.keys()


def test_colours_of_papers_are_those_of_the_pages() -> None:
    drifted = [
        f"{path.name}: {name} {colour}"
        for path in PAPERS
        for name, colour in re.findall(r'#let (\w+) = rgb\("(#\w+)"\)', path.read_text("utf-8"))
        if LIGHT.get(ON_PAPER.get(name, name)) != colour
    ]
    assert PAPERS
    assert drifted == []


def test_sheets_served_alone_name_only_colours_that_they_carry() -> None:
    for source in (*assets.SHEETS.values(), "fieldbook/fieldbook.css"):
        built = assets.sheet(source)
        assert set(re.findall(r"var\(--([\w-]+)", built)) <= set(re.findall(r"--([\w-]+):", built)), source
        assert "@layer" not in built
