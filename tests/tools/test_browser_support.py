"""Scripts and styles for telephones run in Chromium 90, which an old Android may have."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from jatan.settings import options
from jatan_names.browser_script import browser_script
from tests.house.source import ROOT
from tools import browser_support

STATIC = ROOT / "src/jatan/web/static"
FOLDERS = ("fieldbook", "service_worker", "help")
KNOWN = """
"use strict";
const say = (one) => one?.text ?? "";
class Box { #in = 1; count = 0; static of(...all) { return all.flatMap((one) => [one]); } at(place) { return place; } }
let a = 1_000; a ||= 2;
const name = "राम".replaceAll("म", "").normalize("NFD").match(/(?<=र)\\p{M}/gu);
new Box().at(0); say({ at: 3 }.at); if (navigator.canShare) navigator.share({ text: "" });
navigator.storage.persist(); navigator.locks.request("x", async () => Promise.allSettled([]));
crypto.subtle.digest("SHA-256", new Uint8Array(2)); new BroadcastChannel("x").postMessage({ ...say });
self.addEventListener("fetch", (event) => event.respondWith(caches.match(event.request)));
"""


KNOWN_STYLE = """
:root { --ink: #221c17; color-scheme: light dark }
a:is(.x, .y):focus-visible::before { inset: 0; gap: 1rem; aspect-ratio: 1; width: min(3rem, 40vw); text-wrap: balance }
@media (prefers-reduced-motion: reduce) { a { transition: none; color: rgb(1 2 3 / 40%) } }
@supports (display: grid) { main { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)) } }
"""
# What is newer -> a word of what must be said of it.
NEWER = {
    "structuredClone({})": "structuredClone",
    "const x = [1].at(-1)": ".at",
    "list().at(-1)": ".at",
    "Object.hasOwn({}, 'a')": "hasOwn",
    "crypto.randomUUID()": "randomUUID",
    "fetch('/', { signal: AbortSignal.timeout(5) })": "timeout",
    "rows.findLast((one) => one)": "findLast",
    "rows.toSorted()": "toSorted",
    "Promise.withResolvers()": "withResolvers",
    "input.showPicker()": "showPicker",
    "new Intl.DurationFormat('hi')": "DurationFormat",
    "bytes.toBase64()": "toBase64",
    "say?.(...first)": "behind",
    "class A { static { work(); } }": "syntax",
    "class A { #a; has(it) { return #a in it; } }": "syntax",
    "const r = /[\\p{L}--[a]]/v": "syntax",
    "{ class B { static { deep(); } } }": "syntax",
    "const = 3": "nexpected",
    "// eslint-disable-next-line compat/compat\nconst fine = 1": "nused",
}
NEWER_STYLES = {
    "a:has(b) { color: red }": ":has",
    "@layer base { a { color: red } }": "@layer",
    "@container (min-width: 9px) { a { color: red } }": "@container",
    "a { b { color: red } }": "nested",
    "a { &:hover { color: red } }": "nested",
    "a { @media print { color: red } }": "inside a rule",
    "a { height: 100dvh }": "100dvh",
    "a { color: color-mix(in srgb, red, blue) }": "color-mix",
    "a { color: oklch(1 0 0) }": "oklch",
    "a { container-type: size }": "container-type",
    "a { translate: 3px }": "translate",
    "@media (width > 9px) { a { color: red } }": "ranges",
}


@pytest.fixture(scope="module", autouse=True)
def _check_is_installed() -> None:
    if browser_support.installed() is None:
        if options.flag("JATAN_REQUIRE_BROWSER"):
            pytest.fail("JATAN_REQUIRE_BROWSER is set and python -m tools.browser_support was not run")
        pytest.skip("SKIPPED LOUDLY: python -m tools.browser_support")


def reported(folder: Path, texts: Mapping[str, str]) -> dict[str, list[str]]:
    """{name of a file: what is reported of it, without its name}, in one run of the check."""
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    found: dict[str, list[str]] = {name: [] for name in texts}
    for one in browser_support.newer_than_needed([folder / name for name in texts]):
        name, _colon, says = one.partition(":")
        found[name].append(says)
    return found


def test_what_is_shipped_to_telephones_needs_no_newer_browser(tmp_path: Path) -> None:
    files = [path for folder in FOLDERS for ending in ("js", "css") for path in (STATIC / folder).rglob(f"*.{ending}")]
    assert len(files) >= 4
    names = tmp_path / "names.js"
    names.write_text(browser_script(), "utf-8")
    files.append(names)
    assert browser_support.newer_than_needed(sorted(files)) == []


def test_what_chromium_90_has_is_not_reported(tmp_path: Path) -> None:
    assert reported(tmp_path, {"page.js": KNOWN, "page.css": KNOWN_STYLE}) == {"page.js": [], "page.css": []}


def test_what_is_newer_is_reported_in_its_line(tmp_path: Path) -> None:
    texts = {f"{number}.js": f"const first = 1;\n{line};\n" for number, line in enumerate(NEWER)}
    texts |= {f"{number}.css": f"b {{ margin: 0 }}\n{rule}\n" for number, rule in enumerate(NEWER_STYLES)}
    found = reported(tmp_path, texts)
    words = {f"{number}.js": word for number, word in enumerate(NEWER.values())}
    words |= {f"{number}.css": word for number, word in enumerate(NEWER_STYLES.values())}
    missed = {
        texts[name]: found[name]
        for name, word in words.items()
        if not any(says.startswith("2:") and word in says for says in found[name])
    }
    assert missed == {}
