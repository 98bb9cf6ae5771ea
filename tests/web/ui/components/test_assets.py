"""The bundled stylesheet and script are small enough for 2G and equivalent to their sources."""

import re

import brotli

from jatan.web import assets


def test_the_stylesheet_is_at_most_twelve_kilobytes_compressed() -> None:
    assert len(brotli.compress(assets.stylesheet().encode())) <= 12 * 1024


def test_styles_scripts_icons_and_htmx_leave_half_of_the_first_load_to_the_page() -> None:
    sprite = (assets.STATIC / "img/sprite.svg").read_bytes()
    htmx = (assets.STATIC / "vendor/htmx-4.0.1.min.js").read_bytes()
    parts = (assets.stylesheet().encode(), assets.script().encode(), sprite, htmx)
    assert sum(len(brotli.compress(part)) for part in parts) <= 25 * 1024


def test_what_only_some_pages_need_is_small_too() -> None:
    for part in assets.PARTS:
        assert 0 < len(brotli.compress(assets.script(part).encode())) <= 4 * 1024, part


def test_the_devanagari_font_is_the_only_one_and_at_most_fifty_kilobytes() -> None:
    fonts = list((assets.STATIC / "fonts").glob("*.woff2"))
    assert [font.name for font in fonts] == ["noto-sans-devanagari-400.woff2"]
    assert fonts[0].stat().st_size <= 50 * 1024
    assert (assets.STATIC / "fonts/noto-sans-devanagari.LICENSE.txt").exists()


def test_squeezing_keeps_quoted_text_media_queries_and_selectors_apart() -> None:
    css = assets.stylesheet()
    assert "/*" not in css
    assert '"Noto Sans Devanagari","Nirmala UI"' in css
    assert "@media (max-width:40rem){" in css
    assert ".side [aria-current]{" in css
    assert css.count("{") == css.count("}")


def test_the_only_endless_movement_rests_where_less_motion_is_wished() -> None:
    css = assets.stylesheet()
    assert re.findall(r"([^{}]+)\{[^{}]*\binfinite\b", css) == [".loading::after"]
    calm = re.search(r"@media \(prefers-reduced-motion:reduce\)\{\*,[^{}]*\{([^}]*)\}", css)
    assert calm
    assert "animation-iteration-count:1 !important" in calm[1]
    assert "animation-duration:.01ms !important" in calm[1]


def test_styles_load_nothing_from_other_hosts() -> None:
    addresses = re.findall(r"url\(\"?([^)\"]+)", assets.stylesheet())
    assert addresses
    assert all(address.startswith("../") for address in addresses)


def test_every_script_has_its_own_block_and_none_sets_a_style_attribute() -> None:
    scripts = [assets.script(part) for part in ("", *assets.PARTS)]
    assert [script.count("customElements.define(") for script in scripts] == [3, 1, 5]
    for script in scripts:
        assert "//" not in re.sub(r"https?://", "", script)
        assert ".style." not in script
        assert "eval(" not in script


def test_building_twice_does_not_rewrite_an_unchanged_file() -> None:
    style, _ = assets.build()
    first = style.stat().st_mtime_ns
    assets.build()
    assert style.stat().st_mtime_ns == first
    assert style.read_text("utf-8") == assets.stylesheet()
