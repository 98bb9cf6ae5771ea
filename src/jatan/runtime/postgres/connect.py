"""Django's DATABASES setting; makes no connection."""

from typing import Any

from jatan.runtime.postgres import urls


def django_databases() -> dict[str, dict[str, Any]]:
    """`default` uses the runtime role; `owner`, the same database as its owner, is for migrations only."""
    found = urls.database_urls()
    return {"default": urls.as_django(found.app), "owner": urls.as_django(found.owner)}
