"""Rows that say that they were cancelled are asked about in the list: all took place, or none of them did."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from jatan.foundation.access.walls import acting_as
from jatan.intake.registers.choices import ParkedStatus
from jatan.intake.registers.models import ParkedRow
from jatan.intake.registers.run import import_workbook
from jatan.programme.activities.models import Activity
from tests.cast import Cast
from tests.intake.registers.workbooks import meeting, meetings
from tests.web.conftest import Browser

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("answer", "recorded"), [("all", 3), ("none", 0)])
def test_one_press_answers_for_all(answer: str, recorded: int, tmp_path: Path, cast: Cast, browser: Browser) -> None:
    """Before: cancelled meetings were counted without a word."""
    rows: list[Any] = [
        meeting(number, f"1{number}/03/2022", village=f"Toli {number}", topic=word)
        for number, word in enumerate(("Cancelled", "बैठक रद्द", "स्थगित"), start=1)
    ]
    import_workbook(meetings(tmp_path / "a.xlsx", *rows), cast.gumla)
    client = browser("coordinator")
    page = client.get(reverse("parked_rows")).content.decode()
    assert 'name="none"' in page
    with acting_as(cast.actor("coordinator")):
        first = ParkedRow.objects.order_by("row_number")[0]
        assert not Activity.objects.exists()
        assert first.problems[0]["cell"] == "F2"
    client.post(reverse("confirm_figure", args=[first.pk]), {"column": "date", answer: "yes"})
    with acting_as(cast.actor("coordinator")):
        assert Activity.objects.count() == recorded
        status = ParkedStatus.CLOSED if recorded else ParkedStatus.DISMISSED
        assert ParkedRow.objects.filter(status=status).count() == 3
