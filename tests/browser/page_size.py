"""The size of a page, taken when it has been loaded: a page that was just left has no document to ask."""

from playwright.sync_api import Page


def height_px(page: Page) -> int:
    """The height of the page as it opens: what is folded is not counted."""
    return _of_document(page, "root => root.scrollHeight")


def width_px(page: Page) -> int:
    """The width of the page; more than that of the screen where something hangs over its edge."""
    return _of_document(page, "root => root.scrollWidth")


def overflow_px(page: Page) -> int:
    """How far something hangs over the edge of the part of the screen that shows the page."""
    return _of_document(page, "root => root.scrollWidth - root.clientWidth")


def _of_document(page: Page, size: str) -> int:
    page.wait_for_load_state()
    return int(page.locator(":root").evaluate(size))
