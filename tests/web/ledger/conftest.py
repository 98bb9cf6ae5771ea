"""Browsers of the cast, as on the record pages."""

from tests.web.staff.conftest import Browser, browser

__all__ = ["Browser", "browser"]
