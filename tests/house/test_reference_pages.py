"""The generated pages of the reference say what the code says, and every link in the documentation leads somewhere."""

import pytest

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
