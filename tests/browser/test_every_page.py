"""Every page is small, accessible, fits a narrow screen, contacts no other host, and works without JavaScript.

On a phone no label stands without a value, links are as high as a thumb needs, no two lead to the same task, and home,
lists and records are no longer than four screens.

Pages are taken from the URLconf; each is opened by the first of PARTS who may, with rows written by the services.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page
from pytest_django import Settings

from jatan.web.desk_registry import DESKS
from tests.browser.accessibility import violations
from tests.browser.chromium import Answer, House, Loaded, answer_to
from tests.browser.conftest import Launched
from tests.browser.page_size import height_px, overflow_px
from tests.browser.short_pages import FOUR_SCREENS, fill_lists, handling_faults
from tests.cast import Cast
from tests.house.addresses import Address, all_addresses
from tests.house.belongings import Belongings
from tests.house.matrix import values_of
from tests.house.standing_rows import Rows, cast, own, standing_rows
from tests.web.conftest import Browser

__all__ = ["cast", "own", "standing_rows"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]

OWNER = "coordinator"
PARTS = ("coordinator", "supervisor", "secretariat", "auditor")
PAGE, FONT, REQUESTS, NODES = 45 * 1024, 50 * 1024, 8, 1500
type Size = dict[str, int]
NARROW, WIDE = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
# WCAG 2.2, 1.4.10: what a screen of 1280 px shows at 400 %.
REFLOWED = {"width": 320, "height": 740}
# The desktop width shows the same pages with more room: only in the long test run.
SIZES = [pytest.param(NARROW, id="360"), pytest.param(WIDE, id="1280", marks=pytest.mark.long)]
# Public pages that can be opened directly; the other sign-in pages need the state of a sign-in in progress.
PUBLIC = (
    "account_login",
    "no_access",
    "library_public",
    "about",
    "help",
    "help_sent",
    "gallery",
    "account_settings",
    "account_change_password",
)
# Read by somebody in trouble, with a thumb that shakes.
IN_TROUBLE = {"help", "help_sent", "about", "library_public"}
LARGER = {"gallery"}  # shows every component at once
FRAGMENTS = {"suggest_places", "suggest_destinations", "suggest_landmarks"}  # parts of a page, never opened alone
BARE = {"photographs", "places", "reader"}  # areas with only files, fragments and POST URLs
# Pages that open with what matters: home, the lists of every desk and of every kind of work, and every record.
LISTS = {desk.url_name("list") for desk in DESKS}
RECORDS = {desk.url_name("detail") for desk in DESKS}
OF_THE_DAY = {
    "home",
    "work",
    "issue_queue",
    "contacts_today",
    "contacts_overdue",
    "open_tasks",
    "duplicates",
    "duplicate",
}
# The page of a campaign is its report, which is printed as it stands.
_REPORTS = {"campaigns_detail"}
# Of one act, and long in the eyes of outsiders before.
_DEPARTURE = {"departure_step", "departure_review"}
_LONG_ONCE = {*_DEPARTURE, "outcome", "outcome_tell", "corridors", "group_meeting", "import_desk"}
SHORT = {*OF_THE_DAY, *LISTS, *RECORDS, *_LONG_ONCE, "dashboard", "ledger_events", "about", "report_account"} - _REPORTS
# Of every kind one, for what costs a look of its own: home, a list, forms, records, the help page.
SPACED = {
    "home",
    "people",
    "people_detail",
    "journeys_detail",
    "issues_new",
    "groups_detail",
    "group_meeting",
    "import_desk",
    "help",
    "laws",
    "studio",
    "rooms",
}
# Held to the rules of a thumb. Records are drawn in parts; their rows' links are measured in the long run.
HELD = {*OF_THE_DAY, *LISTS, "ledger_events"}
_KEPT = ("main h1", "main form [name]:not([type=hidden])", "main form button")
# What is measured of every page, asked together: each question to the browser costs as much as a tenth of a page.
# Counted are these elements of the page with scripts, and of the HTML parsed without scripts.
_MEASURED = """([kept, written]) => {
    const root = document.documentElement, plain = new DOMParser().parseFromString(written, "text/html");
    return {
        nodes: document.querySelectorAll("*").length,
        height: root.scrollHeight,
        overflow: root.scrollWidth - root.clientWidth,
        counted: [document, plain].map(page => kept.map(what => page.querySelectorAll(what).length)),
    };
}"""
_LARGE_TEXT = """() => {
    const root = document.documentElement;
    root.style.fontSize = "200%";
    const over = root.scrollWidth - root.clientWidth, edge = root.clientWidth + 1;
    const wide = over <= 0 ? [] : [...document.querySelectorAll("body *")].filter(one =>
        one.getBoundingClientRect().right > edge).map(one => one.cloneNode(false).outerHTML.slice(0, 80));
    root.style.fontSize = "";
    return [over, wide.slice(0, 20).join(" ")];
}"""
# WCAG 2.2, 1.4.12: the least spacing that a reader may set, by which no text may be cut or pushed over the edge.
_SPACED = """() => {
    const root = document.documentElement, sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important; }
        p { margin-block-end: 2em !important; }`);
    const before = document.adoptedStyleSheets;
    document.adoptedStyleSheets = [...before, sheet];
    const over = root.scrollWidth - root.clientWidth, edge = root.clientWidth + 1;
    const says = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const shown = [...document.querySelectorAll("body *")].filter(one => says(one) && one.checkVisibility()
        && !one.closest("select, svg") && getComputedStyle(one).clipPath === "none");
    const cut = shown.filter(one => getComputedStyle(one).overflowY !== "visible" && one.clientHeight
        && one.scrollHeight > one.clientHeight + 2 && !["auto", "scroll"].includes(getComputedStyle(one).overflowY));
    const found = [...(over > 0 ? [`sideways by ${over} px`] : []),
        ...cut.map(one => `cut: ${one.textContent.trim().slice(0, 40)}`)];
    document.adoptedStyleSheets = before;
    return found;
}"""
# WCAG 2.2, 2.4.7: stops of the keyboard that are not seen, also when they have the focus.
_UNSEEN_STOPS = """() => {
    const away = one => {
        const box = one.getBoundingClientRect();
        let up = one;
        while (up && !getComputedStyle(up).clipPath.startsWith("inset(50%")) up = up.parentElement;
        return up !== null || box.width <= 1 || box.height <= 1;
    };
    const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]";
    return [...document.querySelectorAll(stops)]
        .filter(one => !one.disabled && one.tabIndex >= 0 && !one.closest("[inert]"))
        .filter(one => one.checkVisibility({visibilityProperty: true}) && away(one))
        .filter(one => { one.focus({preventScroll: true}); return away(one); })
        .map(one => one.cloneNode(false).outerHTML.slice(0, 80));
}"""
_LOW_NUMBERS = """() => [...document.querySelectorAll("a[href^='tel:']")].filter(one => {
    const height = one.getBoundingClientRect().height;
    return height && height < 47.5;
}).map(one => one.textContent.trim())"""
_CHECKED_STYLES: set[str] = set()  # text styles already checked for contrast at the narrow width
AREAS = [*sorted({address.route.partition("/")[0] for address in all_addresses() if address.needs} - BARE), "public"]


@dataclass(frozen=True)
class Stop:
    """One page to open: URL name, path, client, and the response if it was fetched already."""

    name: str
    path: str
    client: Client
    answer: Answer | None = None


@dataclass(frozen=True)
class Measured:
    """Sizes of a loaded page, and how many of each of `_KEPT` it has with scripts and without."""

    nodes: int
    height_px: int
    overflow_px: int
    scripted: list[int]
    plain: list[int]

    @classmethod
    def of(cls, page: Page, written: str) -> "Measured":
        """Those of the open page, which came as the HTML `written`."""
        found = page.evaluate(_MEASURED, [list(_KEPT), written])
        return cls(found["nodes"], found["height"], found["overflow"], *found["counted"])


@pytest.fixture
def own_files(standing_rows: Rows) -> None:
    """Keep MEDIA_ROOT of the shared rows (overrides the fixture of conftest)."""


def stops(area: str, own: Belongings, cast: Cast, browser: Browser) -> Iterator[Stop]:
    """The pages of one area that respond with HTML."""
    clients = {part: browser(part) for part in PARTS}
    for address in all_addresses():
        if area == "public" and address.name in PUBLIC:
            yield Stop(address.name, reverse(address.name), _reader(address, clients))
        elif address.needs and address.route.partition("/")[0] == area and address.name not in FRAGMENTS:
            yield from _staff_stop(address, own, cast, clients)


def _reader(address: Address, clients: dict[str, Client]) -> Client:
    is_open = address.name in ("account_login", "no_access", "library_public", "about", "help", "help_sent")
    return Client() if is_open else clients["coordinator"]


def _staff_stop(address: Address, own: Belongings, cast: Cast, clients: dict[str, Client]) -> Iterator[Stop]:
    path = reverse(address.name, kwargs=values_of(address, own) if address.takes else {})
    for client in clients.values():
        answer = answer_to(client, path)
        if answer.is_page:
            yield Stop(address.name, path, client, answer)
        if answer.is_page or answer.status == HTTPStatus.METHOD_NOT_ALLOWED:  # which nobody reads
            return


def weight_faults(name: str, loaded: Loaded, nodes: int) -> list[str]:
    """Exceeded budgets: bytes, fonts, requests, DOM nodes, other hosts."""
    found = [f"{name}: {error}" for error in loaded.errors]
    found += [f"{name} asks {url}" for url in loaded.strangers]
    found += [f"{name} has {url} from a cache: it was not weighed" for url in loaded.cached]
    if name not in LARGER and loaded.weight > PAGE:
        found.append(f"{name} weighs {loaded.weight} bytes")
    if len(loaded.font_weights) > 1 or sum(loaded.font_weights) > FONT:
        found.append(f"{name} loads fonts of {loaded.font_weights} bytes")
    if len(loaded.requests) > REQUESTS:
        found.append(f"{name} makes {len(loaded.requests)} requests: {loaded.requests}")
    if name not in LARGER and nodes > NODES:
        found.append(f"{name} has {nodes} nodes")
    return found


@contextmanager
def narrow_tab(chrome: Chromium) -> Iterator[Page]:
    """One tab of a narrow screen, used for many pages; axe is injected before each page loads.

    Without service workers: their script is fetched by the browser, and only requests of pages are answered here.
    """
    context = chrome.new_context(viewport=NARROW, service_workers="block")
    try:
        context.add_init_script(Axe().axe_script)
        yield context.new_page()
    finally:
        context.close()


@contextmanager
def screen(chrome: Chromium) -> Iterator[House]:
    """A narrow tab with its `House`."""
    with narrow_tab(chrome) as page:
        yield House(page, Client())


@pytest.fixture(scope="module")
def on(chrome: Launched) -> Iterator[House]:
    """One tab for all tests of this file, used inside `with chrome()`: a new tab takes as long as a page."""
    tab = ExitStack()
    with chrome.inside() as opened:
        house = tab.enter_context(screen(opened))
    yield house
    with chrome.inside():
        tab.close()


def page_faults(on: House, stop: Stop, size: Size = NARROW) -> list[str]:
    """All faults of one page at this screen size."""
    page = on.page
    if page.viewport_size != size:
        page.set_viewport_size(size)
    loaded = on.open(stop.path, stop.client, stop.answer)
    # All but the contrast on every page: two forms of one template differ in their labels. Of 564 pages that took 36 s
    # more, on a busy machine, than to pass over those whose templates had been seen.
    faults = violations(page, _CHECKED_STYLES if size == NARROW else set())
    found = [f"{stop.name} at {size['width']}: {fault}" for fault in faults]
    measured = Measured.of(page, loaded.written)
    if size == NARROW and stop.name in RECORDS | HELD:
        found += large_text_faults(page, stop.name)
    if stop.name in IN_TROUBLE:
        found += call_faults(page, stop.name)
    if measured.overflow_px > 0:
        found.append(f"{stop.name} scrolls sideways by {measured.overflow_px} px at {size['width']}")
    if size == NARROW:
        found += thumb_faults(page, stop.name, measured.height_px)
        found += reflow_faults(page, stop.name)
    found += weight_faults(stop.name, loaded, measured.nodes)  # last, so that requests made after loading count too
    return found + _lost_without_scripts(stop.name, measured)


def call_faults(page: Page, name: str) -> list[str]:
    """Numbers to call that are lower than 48 px on pages for somebody in trouble."""
    low: list[str] = page.evaluate(_LOW_NUMBERS)
    return [f"{name}: a number under 48 px: {words}" for words in low]


def large_text_faults(page: Page, name: str) -> list[str]:
    """What hangs over the edge when letters are twice as large (WCAG 2.2, 1.4.4 and 1.4.10)."""
    over, parts = page.evaluate(_LARGE_TEXT)
    return [f"{name} scrolls sideways by {over} px with letters of 200 %: {parts}"] if over > 0 else []


def reflow_faults(page: Page, name: str) -> list[str]:
    """What scrolls sideways at 320 px, and stops of the keyboard that nobody sees; of SPACED also what scrolls, or is
    cut, with wider spaces in its text."""
    found = [f"{name} with wider spaces: {fault}" for fault in page.evaluate(_SPACED)] if name in SPACED else []
    found += [f"{name} has a stop that is not seen: {stop}" for stop in page.evaluate(_UNSEEN_STOPS)]
    page.set_viewport_size(REFLOWED)
    over = overflow_px(page)
    page.set_viewport_size(NARROW)
    return [*found, *([f"{name} scrolls sideways by {over} px at 320"] if over > 0 else [])]


def thumb_faults(page: Page, name: str, height_px: int) -> list[str]:
    """What makes a page hard to use with a thumb, where it is held to that; how long it is, where it may not be."""
    found = handling_faults(page, name) if name in HELD else []
    if name in SHORT and height_px > FOUR_SCREENS:
        found.append(f"{name} is {height_px} px long on a phone")
    return found


def _lost_without_scripts(name: str, measured: "Measured") -> list[str]:
    """Faults if headings, fields or buttons exist only with scripts."""
    return [
        f"{name} loses its {what} without scripts"
        for what, with_scripts, without in zip(_KEPT, measured.scripted, measured.plain, strict=True)
        if with_scripts and not without
    ]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("area", AREAS)
def test_pages_have_no_faults(
    area: str,
    size: Size,
    own: Belongings,
    cast: Cast,
    browser: Browser,
    chrome: Launched,
    on: House,
    settings: Settings,
) -> None:
    settings.JATAN_DEMO = area == "public"  # the gallery exists in a demo only
    route = list(stops(area, own, cast, browser))
    assert route, f"no page could be opened in {area}"
    with chrome():
        found = [fault for stop in route for fault in page_faults(on, stop, size)]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("part", ["field_worker", "desk_operator", "counsellor", "researcher", "administrator"])
def test_home_page_of_every_role_has_no_faults(part: str, browser: Browser, chrome: Launched, on: House) -> None:
    stop = Stop("home", "/", browser(part))
    with chrome():
        found = page_faults(on, stop)
    assert found == [], "\n".join(found)


@pytest.mark.long
def test_full_pages_of_lists_are_no_longer_than_four_screens(
    own: Belongings, cast: Cast, browser: Browser, chrome: Launched, on: House
) -> None:
    """Every list of a desk with as many rows as the paginator shows; each row is as long as those that stand there."""
    client, found = browser("coordinator"), []
    lists = [(desk.slug, reverse(desk.url_name("list"))) for desk in DESKS]
    # Asked before the browser's loop runs: inside it Django refuses the database.
    answers = [(slug, path, answer_to(client, path)) for slug, path in lists]
    with chrome():
        for slug, path, answer in answers:
            if answer.is_page:
                on.open(path, client, answer)
                fill_lists(on.page)
                if (height := height_px(on.page)) > FOUR_SCREENS:
                    found.append(f"{slug} is {height} px long on a phone")
    assert found == [], "\n".join(found)


def test_pages_that_a_thumb_cannot_use_are_found(chrome: Launched) -> None:
    """A label without a value, a low link that stands alone, and two links to one task; in a sentence a low link may
    stand, and navigation may repeat a link."""
    bad = "<dl><div><dt>a</dt><dd>–</dd></div></dl><p><a href='/x/1/'>alone</a></p><p><a href='/x/1/#b'>alone</a></p>"
    fine = (
        "<dl><div><dt>a</dt><dd>b</dd></div></dl><p>words <a href='/x/1/'>inside</a></p>"
        "<nav><a href='/x/1/' style='display:block;height:44px'>again</a></nav>"
    )
    with chrome() as opened, narrow_tab(opened) as page:
        page.set_content(f"<main><h1>x</h1>{bad}</main>")
        found = handling_faults(page, "x")
        page.set_content(f"<main><h1>x</h1>{fine}</main>")
        none = handling_faults(page, "x")
        page.set_content(f"<main><ul class='rows'>{'<li style=height:90px>x</li>' * 3}</ul></main>")
        before = height_px(page)
        fill_lists(page)
        after = height_px(page)
    assert [fault.split(": ")[1] for fault in found] == [
        "label without a value",
        "link under 44 px",
        "link under 44 px",
        "two links to one task",
    ]
    assert none == []
    assert after > before


def test_text_that_is_cut_or_does_not_reflow_and_unseen_stops_are_found(chrome: Launched) -> None:
    unseen = "<a href='/' style='position:absolute;clip-path:inset(50%)'>x</a>"
    cut = "<p style='height:24px;overflow:hidden;width:200px'>" + "शब्द " * 12 + "</p>"
    with chrome() as opened, narrow_tab(opened) as page:
        page.set_content(f"<main><h1>x</h1>{cut}{unseen}<p style='width:330px'>x</p></main>")
        found = reflow_faults(page, "home")
        page.set_content("<main><h1>x</h1><p>शब्द शब्द शब्द</p></main>")
        none = reflow_faults(page, "home")
    assert len(found) == 3, found
    assert none == []


def test_faults_of_a_bad_page_are_found(chrome: Launched) -> None:
    with chrome() as opened, narrow_tab(opened) as page:
        pale = "<p style='width:500px;color:#bbb'>some words</p>"
        page.set_content(f"<html lang='hi'><title>x</title><h1>x</h1><img src='data:,'>{pale}")
        wider, found = Measured.of(page, "").overflow_px, violations(page, set())
    assert wider > 100
    assert {fault.partition(":")[0] for fault in found} >= {"image-alt", "color-contrast"}


def test_labels_and_names_are_checked_on_every_page_of_one_kind(chrome: Launched, on: House) -> None:
    page_of = "<!doctype html><html lang='hi'><title>x</title><main><h1>x</h1><form>{}</form></main></html>"
    forms = {
        "fine": "<label for=a>one</label><input id=a>",
        "label": "<p>one</p><input id=a>",
        "button-name": "<label for=a>one</label><input id=a><button></button>",
        "aria-valid-attr": "<label for=a>one</label><input id=a aria-lable=two>",
    }
    found = {}
    with chrome():
        for rule, form in forms.items():
            body = page_of.format(form).encode()
            answer = Answer(200, {"Content-Type": "text/html; charset=utf-8"}, len(body), body)
            found[rule] = page_faults(on, Stop("x", "/x/", Client(), answer))
    assert found.pop("fine") == []
    assert [rule for rule, faults in found.items() if not any(f": {rule}:" in fault for fault in faults)] == []


def test_contrast_is_checked_once_per_text_style_including_its_background(chrome: Launched) -> None:
    page_of = "<html lang='hi'><title>x</title><main><h1>x</h1><div style='background:#{}'>some words</div></main>"
    fine, pale, judged = page_of.format("fff"), page_of.format("555"), set[str]()
    with chrome() as opened, narrow_tab(opened) as page:
        page.set_content(fine)
        assert violations(page, judged) == []
        page.set_content(pale)
        assert [fault for fault in violations(page, judged) if "color-contrast" in fault]
        assert violations(page, judged) == []
        assert [fault for fault in violations(page, set()) if "color-contrast" in fault]


def test_what_stands_around_the_main_part_is_checked_in_each_of_its_forms(chrome: Launched) -> None:
    whole = "<!doctype html><html lang='hi'><title>x</title><body><nav>{}</nav><div><p>a</p><main><h1>x</h1>{}</main>"
    fine, bad = "<a href='/1/'>one</a>", "<button></button>"
    judged = set[str]()
    with chrome() as opened, narrow_tab(opened) as page:

        def rules(frame: str, main: str) -> list[str]:
            page.set_content(whole.format(frame, main))
            return [fault.partition(":")[0] for fault in violations(page, judged)]

        assert rules(fine, fine) == []
        assert rules(fine.replace("1", "2"), bad) == ["button-name"]  # the main part, whatever was seen around it
        assert rules(fine + bad, fine) == ["button-name"]  # a frame that was not seen
        assert rules(fine + bad, fine) == []  # which was reported already
        labelled = f"{fine}<label for=a>x</label>"
        assert rules(labelled, fine) == []
        assert rules(labelled, "<input id=a>") == []  # named by what is passed over
        assert rules(fine, "<input id=a>") == ["label"]


def test_content_that_needs_scripts_is_found(chrome: Launched) -> None:
    form = "<form><input name=x><button>x</button></form>"
    with chrome() as opened, narrow_tab(opened) as page:
        page.set_content(f"<main><h1>x</h1>{form}</main>")
        bare = _lost_without_scripts("x", Measured.of(page, "<main><h1>x</h1></main>"))
        kept = _lost_without_scripts("x", Measured.of(page, f"<main><h1>x</h1><noscript>{form}</noscript></main>"))
    assert len(bare) == 2
    assert kept == []


def test_a_page_beyond_its_budget_is_found() -> None:
    heavy = Loaded(PAGE + 1, [FONT, 1], ["/"] * 9, ["https://cdn.example.org/a.js"], ["it broke"], ["/a.css"])
    found = weight_faults("x", heavy, NODES + 1)
    assert len(found) == 7
