"""Which addresses make papers: files that take seconds to set or write. The web server asks before it answers
(`runtime/asgi.py`), and has them made apart from pages.

Not files that are only read from the disk, and no paper of a case: keys are open in as few processes as can be.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

_CONVERTER: Final = re.compile(r"<[^>]+>")
_PARTS: Final = re.compile(r"(<[^>]+>)")


def makes_paper[V: Callable[..., Any]](view: V) -> V:
    """Mark a view whose GET answers with a paper. Stands above `needs`."""
    view.paper_method = "GET"  # type: ignore[attr-defined]
    return view


def makes_paper_on_post[V: Callable[..., Any]](view: V) -> V:
    """Mark a view that asks first, and whose POST answers with a paper. Stands above `needs`."""
    view.paper_method = "POST"  # type: ignore[attr-defined]
    return view


def is_paper(method: str, path: str) -> bool:
    """Whether a request is answered with a paper, or makes one: for HEAD a view makes what it makes for GET."""
    method = "GET" if method == "HEAD" else method
    return method in ("GET", "POST") and _addresses(method).fullmatch(path.removeprefix("/")) is not None


@cache
def _addresses(method: str) -> re.Pattern[str]:
    routes = [
        "".join("[^/]+" if _CONVERTER.fullmatch(part) else re.escape(part) for part in _PARTS.split(route))
        for route, view in _routes(get_resolver().url_patterns, "")
        if getattr(view, "paper_method", "") == method
    ]
    return re.compile("|".join(routes) or "(?!)")


def _routes(patterns: list[Any], before: str) -> Iterator[tuple[str, Any]]:
    for one in patterns:
        route = f"{before}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield route, one.callback
