"""Where a request came from, for counting only: never written down."""

from django.conf import settings
from django.http import HttpRequest

__all__ = ["address_of"]


def address_of(request: HttpRequest) -> str:
    """The peer; behind our own HTTPS proxy, what that proxy saw. Earlier entries of the header anybody can write."""
    peer: str = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        seen = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return seen or peer
    return peer
