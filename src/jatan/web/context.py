"""Context processor of every page: actor, organisation, network, digits, drafts, demo, practice.

Makes no query of its own for somebody who is signed in; a page without an account reads the network's name.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jatan.foundation.network.selectors import network_name
from jatan.foundation.vault.passphrases import DEMO_PASSPHRASE
from jatan.web.accounts.sessions import shared_idle_seconds
from jatan.web.drafts import accepted_drafts, draft_owner


def page(request: HttpRequest) -> dict[str, Any]:
    """Template context. `actor` and `home_organisation` are set by `needs`; on public pages they are None."""
    account = getattr(request, "user", None)
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "home_organisation": getattr(request, "home_organisation", None),
        "network_name": getattr(actor, "network_name", None) or SimpleLazyObject(lambda: network_name() or ""),
        "devanagari_digits": bool(getattr(account, "uses_devanagari_digits", False)),
        "draft_owner": draft_owner(request),
        "is_signed_out": account is not None and not account.is_authenticated,
        "accepted_drafts": accepted_drafts(request),
        "shared_idle_seconds": shared_idle_seconds(request),
        "is_demo": settings.JATAN_DEMO,
        "is_practice": settings.JATAN_PRACTICE,
        "practice_url": settings.PRACTICE_URL,
        "demo_passphrase": DEMO_PASSPHRASE if settings.JATAN_DEMO else "",
    }
