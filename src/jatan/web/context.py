"""Context processor of every page: actor, organisation, digits, drafts, demo, practice. Makes no query of its own."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from jatan.web.accounts.demo import PASSPHRASE
from jatan.web.accounts.sessions import shared_idle_seconds
from jatan.web.drafts import accepted_drafts, draft_owner


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context. `actor` and `home_organisation` are set by `needs`; on public pages they are None."""
    account = getattr(request, "user", None)
    return {
        "actor": getattr(request, "actor", None),
        "home_organisation": getattr(request, "home_organisation", None),
        "devanagari_digits": bool(getattr(account, "uses_devanagari_digits", False)),
        "draft_owner": draft_owner(request),
        "is_signed_out": account is not None and not account.is_authenticated,
        "accepted_drafts": accepted_drafts(request),
        "shared_idle_seconds": shared_idle_seconds(request),
        "is_demo": settings.JATAN_DEMO,
        "is_practice": settings.JATAN_PRACTICE,
        "practice_url": settings.PRACTICE_URL,
        "demo_passphrase": PASSPHRASE if settings.JATAN_DEMO else "",
    }
