"""What a page of a phone may not be: longer than four screens, full of labels without values, of links too small for a
thumb, or of two links to the same task.

Lists are measured with a full page of rows: the rows that stand there are repeated until there are as many as a list
shows.
"""

from typing import Any, Final

from playwright.sync_api import Page

from jatan.web.ui.records.list_page import SIZE

__all__ = ["FOUR_SCREENS", "TOUCH", "fill_lists", "handling_faults"]

FOUR_SCREENS: Final = 4 * 740
TOUCH: Final = 44
# Below TOUCH by less than this is rounding of the font.
_ROUNDING: Final = 0.5

# Empty labels, small links and repeated targets of the page, each as a list of words that name them.
_RULES: Final = """([touch]) => {
    const main = document.querySelector("main");
    const words = one => one.textContent.replace(/\\s+/g, " ").trim().slice(0, 40);
    const seen = one => one.getClientRects().length > 0 && one.getBoundingClientRect().width > 1
        && one.closest("details:not([open]) > :not(summary)") === null;
    const blank = text => /^[\\s–-]*$/.test(text);
    const labels = [...main.querySelectorAll("dt, [data-label]")].filter(seen).filter(one => {
        const value = one.tagName === "DT" ? one.nextElementSibling : one;
        return (!value || (blank(value.textContent) && !value.querySelector("svg, img, .not-given, input, button")))
            && (one.tagName !== "DT" || !one.parentElement.classList.contains("part"));
    }).map(one => one.tagName === "DT" ? words(one) : one.dataset.label);
    const inSentence = link => {
        const around = link.closest("p, li, dd, dt, td, th, small, h1, h2, h3, label, span, div");
        const beside = "a, .badge, svg, form, button, .actions";
        const rest = [...around.childNodes].filter(node => !(node.contains && node.contains(link)))
            .filter(node => node.nodeType === 3 || (node.nodeType === 1 && !node.matches(beside)
                && getComputedStyle(node).display.startsWith("inline")));
        return rest.some(node => /[\\p{L}\\p{N}]/u.test(node.textContent));
    };
    const links = [...document.querySelectorAll("main a[href]")].filter(seen);
    const small = links.filter(link => link.getBoundingClientRect().height < touch && !inSentence(link)).map(words);
    const found = {};
    for (const link of links.filter(link => !link.closest("nav") && !link.getAttribute("href").startsWith("#")))
        (found[link.pathname + link.search] ??= []).push(words(link));
    const twice = Object.values(found).filter(same => same.length > 1).map(same => same.join(" | "));
    return {labels, small, twice};
}"""
# Repeats the rows of every list of a page until it has as many as the paginator shows.
_FILL: Final = """([most]) => {
    for (const list of document.querySelectorAll("main table tbody, main ul.rows, main ul.entries")) {
        const rows = [...list.children];
        for (let turn = 0; rows.length && list.children.length < most; turn++)
            list.append(rows[turn % rows.length].cloneNode(true));
    }
}"""


def fill_lists(page: Page) -> None:
    """Repeat the rows of the page's lists until there are as many as the paginator shows."""
    page.evaluate(_FILL, [SIZE])


def handling_faults(page: Page, name: str) -> list[str]:
    """Labels without a value, links under 44 px outside sentences, and two links to one target, outside navigation."""
    found: dict[str, Any] = page.evaluate(_RULES, [TOUCH - _ROUNDING])
    return [
        *(f"{name}: label without a value: {words}" for words in found["labels"]),
        *(f"{name}: link under {TOUCH} px: {words}" for words in found["small"]),
        *(f"{name}: two links to one task: {words}" for words in found["twice"]),
    ]
