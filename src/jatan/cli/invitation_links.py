"""Links of invitations, as the command line prints them: once, on standard output, kept nowhere."""

from django.urls import reverse

from jatan.runtime import web_address
from jatan.settings import options


def pages_address() -> str:
    """The address of the pages: JATAN_PUBLIC_URL, else this machine's own."""
    own = web_address.address(options.text("JATAN_HOST"), options.number("JATAN_PORT"))
    return options.text("JATAN_PUBLIC_URL").rstrip("/") or own


def invitation_link(token: str, address: str = "") -> str:
    """The link with which an invited person chooses her password; `address` as `pages_address` returns it."""
    return f"{(address or pages_address()).rstrip('/')}{reverse('invitation', args=[token])}/"
