"""Names of cookies that are sent to a part of the pages only."""

from django.conf import settings


def path_cookie_name(name: str) -> str:
    """The name behind HTTPS: browsers then refuse it from an unencrypted page. `__Host-` would ask for the path "/"."""
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name
