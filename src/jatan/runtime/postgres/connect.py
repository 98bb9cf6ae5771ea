"""What `settings` asks for: Django's DATABASES, without starting, creating or contacting anything."""

from typing import Any

from jatan.runtime.postgres import urls


def django_databases() -> dict[str, dict[str, Any]]:
    """`default` is the runtime role; `owner` is the same database for migrations and nothing else."""
    found = urls.database_urls()
    return {"default": urls.as_django(found.app), "owner": urls.as_django(found.owner)}
