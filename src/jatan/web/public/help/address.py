"""The client address of a request, used for rate limits only and never stored."""

from django.conf import settings
from django.http import HttpRequest

__all__ = ["address_of"]


def address_of(request: HttpRequest) -> str:
    """The peer's address; behind our HTTPS proxy, the last X-Forwarded-For entry: clients can forge the others."""
    peer: str = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        return forwarded or peer
    return peer
