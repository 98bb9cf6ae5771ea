"""Pages of care in Chromium: urgency at the head, plan for a child, somebody accused, linked files, six parts, home."""

import datetime as dt

import pytest
from django.urls import reverse

from jatan.kernel import clock
from jatan.programme.cases.entries.assessment import ASSESSMENT
from jatan.programme.cases.file.linked_files import link_file
from tests.browser.conftest import Launched
from tests.browser.page_size import height_px
from tests.browser.test_every_page import SIZES, Size, Stop, page_faults, screen
from tests.programme.cases.case_office import CaseHouse
from tests.web.cases.conftest import Unlocked, browser, cast, house, standing_house, unlocked
from tests.web.cases.test_case_page import CARD

__all__ = ["browser", "cast", "house", "standing_house", "unlocked"]

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
# Four screens of a phone.
LONGEST_PART = 4 * 800


@pytest.fixture
def route(house: CaseHouse, unlocked: Unlocked) -> list[Stop]:
    """A child's case in which much is open, and what its counsellor sees of it."""
    today, mine = clock.today(), house.cast.accounts["counsellor"].pk
    with clock.frozen_at(clock.now() - dt.timedelta(days=1)):
        made = house.write(house.open_case(), "identity", {**CARD, "age_on": clock.today()})
        made = house.write(
            made, "urgency", {"level": "same_day", "why": "ठेकेदार घर आया था", "review_on": today + dt.timedelta(days=2)}
        )
    for person in ("मुन्ना", "सोमरा"):
        accused = {"accused_of": "मज़दूरी नहीं दी", "said_by": ["her", "police"], "outcome": "said", "name": person}
        made = house.write(made, "alleged_offender", accused | {"roles": ["RecruiterOrIntermediary", "Exploiter"]})
    made = house.write(made, "child_plan", {"carer": "grandparents", "review_on": today + dt.timedelta(days=9)})
    made = house.write(made, "to_do", {"what": "बैंक की कॉपी लाना", "for_whom": mine, "by_on": today})
    made = house.write(made, "assessment", {"on": today, "needs": "रहने की जगह", "pages_done": "1"})
    ring = house.ring("counsellor")
    for code in (house.open_case().case.code, "GUM-2026-NONE"):
        made = link_file(
            by=house.by("counsellor"), keyring=ring, case_file=made, code=code, tie="sibling", note="छोटी बहन"
        )
    client, pk = unlocked("counsellor"), made.case.pk
    stops = [Stop("home with open keys", "/", client), Stop("cases with my tasks", "/cases/", client)]
    stops += [Stop("case", f"/cases/{pk}/", client), Stop("case_linked", f"/cases/{pk}/linked/", client)]
    link = made.file.all("linked_file")[0]
    stops.append(Stop("case_link_take", reverse("case_link_take", args=[pk, link.row]), client))
    for kind in ("urgency", "urgency_response", "alleged_offender", "to_do"):
        stops.append(Stop(f"write {kind}", reverse("case_entry_new", args=[pk, kind]), client))
    for kind in ("child_plan", "alleged_offender", "to_do", "urgency", "assessment", "linked_file"):
        entry = made.file.all(kind)[0]
        stops.append(Stop(f"read {kind}", reverse("case_entry", args=[pk, entry.row]), client))
    plan, heard = made.file.all("child_plan")[0], made.file.all("assessment")[0]
    stops.append(Stop("change child_plan", f"{reverse('case_entry', args=[pk, plan.row])}?show=edit", client))
    address = f"{reverse('case_entry', args=[pk, heard.row])}?show=edit"
    stops += [
        Stop(f"part {part} of six", f"{address}&part={part}", client) for part in range(1, len(ASSESSMENT.pages) + 1)
    ]
    return stops


@pytest.mark.parametrize("size", SIZES)
def test_pages_of_care_have_no_faults(size: Size, route: list[Stop], chrome: Launched) -> None:
    with chrome() as opened, screen(opened) as on:
        faults = []
        for stop in route:
            faults += page_faults(on, stop, size)
            if stop.name.startswith("part "):
                height = height_px(on.page)
                faults += [f"{stop.name}: {height} px"] if height > LONGEST_PART else []
    assert faults == [], "\n".join(faults)
