"""The migration that made one row of each place and month filled it from the cells of every organisation."""

import datetime as dt
from typing import Any

from tests.migration_database import OldHouse, old_house
from tests.programme.journeys.test_journeys_before_the_checks import insert

__all__ = ["old_house"]

MAY, JUNE = dt.date(2023, 5, 1), dt.date(2023, 6, 1)
# (organisation, dimension, month, member, indicator, value, amount), out of order.
CELLS = [
    ("G", "district", MAY, "d1", "shg_meetings", "participants", 412),
    ("G", "district", MAY, "d1", "forums", "forums", 2),
    ("G", "district", MAY, "d1", "shg_meetings", "meetings", 9),
    ("G", "district", JUNE, "d1", "shg_meetings", "meetings", 3),
    ("G", "district", MAY, "", "shg_meetings", "meetings", 1),
    ("G", "block", MAY, "b1", "shg_meetings", "meetings", 9),
    ("G", "block", MAY, "b1", "money_recovered", "rupees", 5_000_000_000),
    ("K", "district", MAY, "d1", "shg_meetings", "meetings", 4),
    ("K", "block", MAY, "b2", "shg_meetings", "meetings", 4),
]
# What belongs to no place alone stays in its cells.
OTHERS = [
    ("G", "", MAY, "", "shg_meetings", "meetings", 10),
    ("G", "theme_district", MAY, "covid19@d1", "shg_meetings", "meetings", 5),
    ("K", "theme", MAY, "covid19", "shg_meetings", "meetings", 4),
]
_UNNESTED = (
    "SELECT organisation_id, dimension, month, member, split_part(u.key, '.', 1), split_part(u.key, '.', 2), u.amount"
    " FROM indicators_placemonth, unnest(string_to_array(keys, ' '), amounts) AS u(key, amount)"
)


def test_every_cell_of_a_place_stands_in_its_row_once(old_house: OldHouse) -> None:
    old_house.migrate("indicators", "0008_themes_at_places")
    offices: dict[str, Any] = {
        code: insert(old_house, "network_organisation", code=code, kind="member") for code in ("G", "K")
    }
    for code, dimension, month, member, indicator, value, amount in (*CELLS, *OTHERS):
        old_house.insert(
            "indicators_monthlycell",
            organisation_id=offices[code],
            dimension=dimension,
            month=month,
            member=member,
            indicator=indicator,
            value=value,
            amount=amount,
            counted_at=dt.datetime(2023, 7, 1, tzinfo=dt.UTC),
        )
    old_house.migrate("indicators", "0009_place_months")
    filled = [(str(office), *rest) for office, *rest in old_house.rows(_UNNESTED)]
    assert sorted(filled) == sorted((str(offices[code]), *rest) for code, *rest in CELLS)
    (rows,) = old_house.rows("SELECT count(*) FROM indicators_placemonth")
    assert rows == (len({one[:4] for one in CELLS}),), "one row of each place and month"
    (walls,) = old_house.rows(
        "SELECT bool_and(relforcerowsecurity) FROM pg_class"
        " WHERE relname IN ('indicators_monthlycell', 'indicators_placemonth')"
    )
    assert walls == (True,), "the owner is let past the walls only while they are copied"
    stay = old_house.rows("SELECT count(*) FROM indicators_monthlycell")
    assert stay == [(len(CELLS) + len(OTHERS),)]
