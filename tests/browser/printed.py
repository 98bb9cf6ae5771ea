"""What is folded on the screen alone stands on paper."""

from playwright.sync_api import Page

# Of the record: neither controls nor what is inside a part that no paper has.
_OF_RECORD = "main details:not(.write, .no-print, .pager *, .no-print *, .write *)"
_CONTROLS = ".no-print, .write, .actions, .button, script, link"
_HIDDEN = """selector => [...document.querySelectorAll(selector)]
    .filter(part => !part.getClientRects().length).map(part => part.outerHTML.slice(0, 200))"""


def assert_folded_is_printed(page: Page) -> None:
    """Every fold of a record, open or not, with its words; `page` is shown as on paper."""
    assert page.locator(f"{_OF_RECORD}:not([open])").count() > 0
    # "12 earlier ones" is no heading on paper: there they stand in one row.
    assert page.evaluate(_HIDDEN, f"{_OF_RECORD}:not(.printed) > summary") == []
    assert page.evaluate(_HIDDEN, f"{_OF_RECORD} > :not(summary, {_CONTROLS})") == []
