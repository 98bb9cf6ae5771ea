"""The gallery of components, which gave strangers a page of a real house to try things on."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.house.addresses import all_addresses

_PATHS = [f"/{address.route}" for address in all_addresses() if address.route.startswith("gallery/")]


@pytest.mark.django_db
@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("is_demo", [False, True])
def test_the_gallery_exists_in_the_demo_only(client: Client, settings: Settings, path: str, *, is_demo: bool) -> None:
    """It was answered with 200 everywhere."""
    settings.JATAN_DEMO = is_demo
    assert client.get(path).status_code == (200 if is_demo else 404)
