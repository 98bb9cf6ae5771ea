"""All URLs of the product with their views. Used by the access check, the matrix and the browser tests."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its route as written, its name, its view, and which values it takes."""

    route: str
    name: str
    view: Callable[..., Any]
    takes: frozenset[str]

    @property
    def needs(self) -> Any:
        return getattr(self.view, "needs", None)

    @property
    def public(self) -> str | None:
        return getattr(self.view, "public", None)


def all_addresses() -> list[Address]:
    """Every address of the product, in the order in which Django tries them."""
    return list(_walk(get_resolver(), ""))


def staff_addresses() -> list[Address]:
    """The addresses behind a permission."""
    return [address for address in all_addresses() if address.needs is not None]


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Address]:
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            takes = frozenset(pattern.pattern.converters) | frozenset(pattern.pattern.regex.groupindex)
            yield Address(route, pattern.name or "", pattern.callback, takes)
        else:
            yield from _walk(pattern, route)
