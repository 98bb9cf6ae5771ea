"""No list of choices speaks Django's English while nothing is chosen."""

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.db import models
from django.db.models import fields
from django.utils import translation

from jatan.foundation.network.models import Organisation
from tests.house.addresses import staff_addresses
from tests.house.crawl import Crawl, crawl
from tests.house.matrix import ROW_IDS
from tests.house.page_forms import fields_of, page_forms
from tests.house.standing_rows import standing_rows

__all__ = ["crawl", "standing_rows"]

pytestmark = pytest.mark.django_db

OWNER = "coordinator"
DJANGOS = re.compile(r"Select an option|-{3,}")


@pytest.fixture(autouse=True)
def _in_hindi() -> Iterator[None]:
    with translation.override("hi"):
        yield


def test_a_choice_that_says_nothing_of_its_own_is_in_hindi() -> None:
    plain = forms.ModelChoiceField(queryset=Organisation.objects.none())
    column = models.CharField(choices=[("a", "A")]).formfield()
    assert str(fields.BLANK_CHOICE_LABEL) == "चुनें"
    for field in (plain, column):
        assert not DJANGOS.search(str(field.widget.render("x", None))), field  # type: ignore[union-attr]


def test_no_form_of_a_page_shows_djangos_words() -> None:
    shown, asked = [], 0
    for kind in page_forms():
        for name, field in fields_of(kind).items():
            choices = getattr(field, "choices", None)
            if choices is None:
                continue
            asked += 1
            words = [str(getattr(field, "empty_label", "") or ""), *(str(label) for _value, label in choices)]
            shown += [f"{kind.__module__}.{kind.__name__}.{name}" for one in words if DJANGOS.search(one)]
    assert asked > 60
    assert shown == []


def test_no_page_shows_djangos_words(crawl: Crawl) -> None:
    plain = {address.name for address in staff_addresses() if not address.takes & ROW_IDS}
    pages = {name: reply.page for (name, _code), reply in crawl.items() if name in plain}
    assert len(pages) > 100
    assert sum(bool(page) for page in pages.values()) > 100
    assert [path for path, page in pages.items() if re.search(r"<option[^>]*>\s*(?:- Select|---)", page)] == []
