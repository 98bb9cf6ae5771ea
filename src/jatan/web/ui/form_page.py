"""Where a request goes next: the page it names itself, or the page that its form was sent from."""

from typing import Final
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

READING: Final = ("GET", "HEAD")
NARROW: Final = "narrow"  # in a form that only narrows a list


def page_of_form(request: HttpRequest) -> str:
    """The page on this host that the form was sent from (`Referer`); "/" if unknown."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or came_from.path.startswith("//"):
        return "/"
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path


def next_page(request: HttpRequest, otherwise: str = "/") -> str:
    """The path on this host that the request names in `next`; `otherwise` if it names none, or anything else."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_here = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # Without the stroke in front `redirect` would take it for the name of a view.
    return wanted if is_here and wanted.startswith("/") else otherwise
