"""The page of a request as operators may see it: the pattern of its address, which holds no value."""

from django.http import HttpRequest

NO_PAGE = "(no page)"


def page_of(request: HttpRequest) -> str:
    """E.g. `people/<uuid:pk>/`; "(no page)" for an address that is none. Only after the request was handled."""
    found = request.resolver_match
    return NO_PAGE if found is None else found.route or "/"
