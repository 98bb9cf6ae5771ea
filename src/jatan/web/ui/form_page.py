"""The page a form was sent from, as the way back after a POST that could not be accepted."""

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest

__all__ = ["READING", "page_of_form"]

READING: Final = ("GET", "HEAD")


def page_of_form(request: HttpRequest) -> str:
    """The page on this host that the form was sent from (`Referer`); "/" if unknown."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path.startswith("//"):
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
