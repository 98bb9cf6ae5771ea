"""The generated pages of the reference say what the code says, and every link in the documentation leads somewhere."""

import pytest
from django.apps import apps

from jatan.foundation.db.privacy import privacy_classes
from tests.house.source import ROOT
from tools.reference_pages import PAGES


@pytest.mark.parametrize("name", PAGES)
def test_the_page_in_the_repository_is_current(name: str) -> None:
    assert (ROOT / name).read_text("utf-8") == PAGES[name](), "./jatan docs --write"


def test_every_command_is_described_with_its_options() -> None:
    page = PAGES["docs/reference/commands.md"]()
    assert "## import" in page
    assert "--dry-run" in page


def test_the_privacy_page_lists_personal_fields_separately() -> None:
    page = PAGES["docs/reference/privacy.md"]()
    person = page.split("## people.Person")[1].split("##")[0]
    assert "`name`" in person.split("- personal:")[1]
    assert "`name`" not in person.split("- personal:")[0]


def test_the_privacy_page_names_every_field_that_says_what_it_gives_away() -> None:
    """Before: fields that every member reads ("shared") stood nowhere, and two tables had an empty section."""
    sections = dict(part.split("\n", 1) for part in PAGES["docs/reference/privacy.md"]().split("\n## ")[1:])
    missing = [
        f"{model._meta.label}.{name}"
        for model in apps.get_models()
        for name, held in privacy_classes(model).items()
        if set(privacy_classes(model).values()) != {getattr(model, "PRIVACY", "")}
        and f"`{name}`" not in sections[model._meta.label].partition(f"- {held}:")[2].partition("\n")[0]
    ]
    assert missing == []
