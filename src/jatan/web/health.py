"""`/healthz`, for service managers and monitoring: no sign-in, no session, and no word about what is inside.

A middleware before all others, so that the address answers under every host name, without HTTPS and in an outage.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase, HttpResponseNotAllowed, JsonResponse

__all__ = ["HealthMiddleware"]


class HealthMiddleware:
    """Answers the addresses of monitoring; passes on all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = _ANSWERS.get(request.path_info)
        if answer is None:
            return self._get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response.headers["Cache-Control"] = "no-store"
        return response


def _alive() -> HttpResponseBase:
    """200 as long as this process answers. Asks no database."""
    return JsonResponse({"alive": True})


_ANSWERS: dict[str, Callable[[], HttpResponseBase]] = {"/healthz": _alive}
