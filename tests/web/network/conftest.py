"""Browsers of the cast, as on the record pages."""

from tests.web.conftest import Browser, browser

__all__ = ["Browser", "browser"]
