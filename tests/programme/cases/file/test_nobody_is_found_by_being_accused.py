"""Whoever is accused is read in the file alone: no search, no list of due items and no open column has the name."""

import pytest
from django.db import connection

from jatan.kernel import clock
from jatan.programme.cases.file.search import search_names
from jatan.programme.cases.file.summary import summaries
from tests.programme.cases.case_office import CaseHouse

pytestmark = pytest.mark.django_db
ACCUSED = {
    "accused_of": "मज़दूरी नहीं दी",
    "said_by": ["her", "police"],
    "outcome": "said",
    "name": "मुन्ना टोप्पो",
    "other_names": "छोटू",
    "phone": "9835102030",
}
TELLING = ("मुन्ना", "छोटू", "9835102030", "मज़दूरी")


def test_no_search_by_name_or_telephone_leads_to_the_file(house: CaseHouse) -> None:
    made = house.write(house.open_case(), "alleged_offender", ACCUSED)
    card = {"name": "बुधनी उराँव", "sex": "f", "age": 19, "age_basis": "said"}
    house.write(made, "identity", card)
    ring, by = house.ring("counsellor"), house.by("counsellor")
    for asked in ("मुन्ना टोप्पो", "munna toppo", "छोटू", "9835102030"):
        assert search_names(by, ring, asked) == [], asked
    assert [hit.name for hit in search_names(by, ring, "budhni oraon")] == ["बुधनी उराँव"]


def test_no_sealed_line_and_no_row_of_any_table_has_the_name(house: CaseHouse) -> None:
    made = house.write(house.open_case(), "alleged_offender", ACCUSED)
    mine = house.cast.accounts["counsellor"].pk
    house.write(made, "to_do", {"what": "मुन्ना टोप्पो से बात", "for_whom": mine, "by_on": clock.today()})
    assert not any(word in repr(summaries(house.ring("counsellor"))) for word in TELLING)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname = 'public' AND has_table_privilege(c.oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert {"vault_section", "cases_case", "ledger_event"} <= set(tables)
        # Places come from the list that is shipped, in which a village may be called so.
        for table in set(tables) - {"places_place"}:
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text ~ %s', ["|".join(TELLING[:3])])
            assert cursor.fetchone() == (0,), table
