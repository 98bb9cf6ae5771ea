"""The official list: hard files are read, a second time changes nothing, the gone stay, a cut-off file is refused."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from jatan.foundation.access import gate
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.places.models import ListedVillage, Place
from jatan.foundation.places.official_list import VillageLine, take_in_villages
from jatan.foundation.places.selectors import SUGGESTIONS, suggest_villages
from jatan.foundation.places.services import save_localities
from jatan.intake.villages.report import change_lines
from jatan.intake.villages.services import TakenIn, take_in_list
from jatan.kernel.ids import new_id
from jatan.kernel.problems import Problem
from tests.cast import Cast
from tests.intake.villages.list_files import BASIA, TAIL, as_csv, as_xlsx, line

pytestmark = pytest.mark.django_db


def take(cast: Cast, path: Path, **options: Any) -> TakenIn:
    with acting_as(cast.actor("secretariat")) as by:
        return take_in_list(path, by=by, **options)


def block(name: str) -> Place:
    return Place.objects.get(level="block", name_en=name, district__name_en="Gumla")


def test_a_hard_file_is_read(cast: Cast, tmp_path: Path) -> None:
    found = take(cast, as_csv(tmp_path / "villages.csv", [*BASIA, line("375001", "Bargadih"), *TAIL], above=2))
    assert found.changes.counts == {"new": 6}
    assert (found.changes.repeated, found.changes.unplaced, found.changes.outside) == (1, 0, 0)
    assert found.skipped == 2
    first = ListedVillage.objects.get(code=375001)
    assert (first.name_hi, first.census2011_code, first.block) == ("बरगाडीह", "00375001", block("Basia"))
    assert ListedVillage.objects.get(code=375002).name_hi == ""
    assert ListedVillage.objects.get(code=375006).block == block("Bharno")


def test_a_second_time_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    path = as_csv(tmp_path / "villages.csv", BASIA)
    take(cast, path)
    events = Event.objects.count()
    found = take(cast, path)
    assert (dict(found.changes.counts), found.changes.unchanged) == ({}, 6)
    with acting_as(cast.actor("auditor")):
        assert Event.objects.filter(verb="places.villages_taken_in").count() == 1
    assert Event.objects.count() == events


def test_a_mapping_with_merged_headings_adds_panchayats_and_keeps_the_rest(cast: Cast, tmp_path: Path) -> None:
    take(cast, as_csv(tmp_path / "villages.csv", BASIA))
    basia = block("Basia")
    rows = [
        [GUMLA := basia.district.lgd_code, "Gumla", basia.lgd_code, "Basia", 117001, "Banai", 375003, "Nawatoli"],
        [GUMLA, "Gumla", basia.lgd_code, "Basia", 117002, "Kumhari", 375004, "Nawatoli"],
        *([GUMLA, "Gumla", basia.lgd_code, "Basia", 117002, "Kumhari", code, name]
          for code, name in ((375001, "Bargadih"), (375002, "Naditoli"), (375005, "Kumhari"))),
    ]  # fmt: skip
    found = take(cast, as_xlsx(tmp_path / "mapping.xlsx", rows))
    assert dict(found.changes.counts) == {"other": 5}
    village = ListedVillage.objects.get(code=375003)
    assert (village.panchayat_en, village.panchayat_code, village.name_hi) == ("Banai", 117001, "नवाटोली")


def test_what_is_renamed_moved_gone_and_back_is_counted_and_nothing_is_deleted(cast: Cast, tmp_path: Path) -> None:
    take(cast, as_csv(tmp_path / "a.csv", BASIA))
    later = [
        line("375001", "Bargadih Khurd", "बरगाडीह"),
        line("375002", "Naditoli", block="Bharno"),
        *BASIA[2:4],
        BASIA[5],
    ]
    found = take(cast, as_csv(tmp_path / "b.csv", later))
    assert dict(found.changes.counts) == {"renamed": 1, "moved": 1, "gone": 1}
    assert found.changes.examples["renamed"] == [(375001, "Bargadih", "Bargadih Khurd")]
    assert found.changes.examples["moved"] == [(375002, "Naditoli: Basia", "Bharno")]
    assert not ListedVillage.objects.get(code=375005).is_listed
    assert dict(take(cast, as_csv(tmp_path / "a.csv", BASIA)).changes.counts) == {"renamed": 1, "moved": 1, "back": 1}
    assert ListedVillage.objects.count() == 6


def test_a_look_writes_nothing(cast: Cast, tmp_path: Path) -> None:
    found = take(cast, as_csv(tmp_path / "a.csv", BASIA), is_dry_run=True)
    assert found.changes.counts["new"] == 6
    assert not ListedVillage.objects.exists()
    with acting_as(cast.actor("auditor")):
        assert not Event.objects.filter(verb="places.villages_taken_in").exists()


def test_a_file_that_is_cut_off_is_refused_unless_it_is_said_to_be_whole(cast: Cast, tmp_path: Path) -> None:
    many = [line(400000 + number, f"Gaon {number}") for number in range(40)]
    take(cast, as_csv(tmp_path / "a.csv", many))
    short = as_csv(tmp_path / "b.csv", many[:20])
    with pytest.raises(Problem) as raised:
        take(cast, short)
    assert raised.value.code == "incomplete_list"
    assert ListedVillage.objects.filter(is_listed=True).count() == 40
    assert take(cast, short, is_whole_anyway=True).changes.counts["gone"] == 20


@pytest.mark.parametrize("content", ["नाम,उम्र\nसुनीता,24\n", "Village Name,District\nBargadih,Gumla\n"])
def test_another_file_is_refused_in_hindi(cast: Cast, tmp_path: Path, content: str) -> None:
    path = tmp_path / "other.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Problem) as raised, translation.override("hi"):
        take(cast, path)
    with translation.override("hi"):
        assert "गाँव" in str(raised.value.message)


def test_another_state_is_left_aside_and_an_unknown_block_is_counted(cast: Cast, tmp_path: Path) -> None:
    away = line("500001", "Aadpur")
    away[5] = "Bisauli(Sub-District) / Budaun(District) / Uttar Pradesh(State)"
    found = take(cast, as_csv(tmp_path / "a.csv", [away, line("375009", "Kahin", block="Naya Anchal")]))
    assert (found.changes.outside, found.changes.unplaced, found.changes.counts["new"]) == (1, 1, 1)
    assert ListedVillage.objects.get().block is None
    assert sum(number for _label, number in change_lines(found)) == 3


@pytest.mark.parametrize("part", ["coordinator", "field_worker", "researcher"])
def test_only_the_secretariat_takes_a_list_in(cast: Cast, tmp_path: Path, part: str) -> None:
    with acting_as(cast.actor(part)) as by, pytest.raises(gate.Forbidden):
        take_in_list(as_csv(tmp_path / "a.csv", BASIA), by=by)


def test_the_whole_state_takes_few_queries_and_little_memory(cast: Cast) -> None:
    blocks = list(Place.objects.filter(level="block", recorded_by_organisation__isnull=True).select_related("district"))

    def lines() -> Any:
        for number in range(33_000):
            at = blocks[number % len(blocks)]
            yield VillageLine(600_000 + number, f"Gaon {number}", "", block_code=at.lgd_code)

    with CaptureQueriesContext(connection) as queries:
        changes = take_in_villages(lines())
    assert changes.counts["new"] == 33_000
    assert len(queries) <= 80
    with CaptureQueriesContext(connection) as again:
        assert take_in_villages(lines()).unchanged == 33_000
    assert len(again) <= 30


def offered(text: str, office: Any, at: Place | None) -> list[str]:
    districts = [block("Basia").district_id]
    found = suggest_villages(text, organisations=[office], districts=districts, near=at.pk if at else None)
    return [name for name, _where in found]


def test_listed_villages_come_first_and_the_chosen_block_before_others(cast: Cast, tmp_path: Path) -> None:
    every = list(Place.objects.filter(level="block", district__name_en="Gumla").order_by("name_en"))
    many = [line(410000 + n, "Bargatand", "बरगाटाँड़", block=one.name_en) for n, one in enumerate(every)]
    take(cast, as_csv(tmp_path / "a.csv", [*BASIA, *many]))
    office = new_id()
    save_localities(office, [(one, "", name) for one in every for name in ("बरगागाड़ा", "बरगाटोला")])
    assert len(every) > SUGGESTIONS
    basia = block("Basia")
    assert offered("बरगा", office, basia) == ["बरगाटाँड़", "बरगाडीह", "बरगागाड़ा", "बरगाटोला"]
    assert offered("barga", office, basia)[:2] == ["Bargadih", "Bargatand"]
    assert set(offered("बरगा", office, block("Bharno"))) == {"बरगाटाँड़", "बरगाडीह", "बरगागाड़ा", "बरगाटोला"}
    assert offered("बरगा", office, block("Bharno"))[0] == "बरगाटाँड़"
    assert set(offered("बरगा", office, None)) == {"बरगाटाँड़", "बरगाडीह", "बरगागाड़ा", "बरगाटोला"}


def test_namesakes_of_a_block_have_their_panchayat_in_the_name(cast: Cast) -> None:
    basia = block("Basia")
    place = {
        "block": basia,
        "district": basia.district,
        "fold": "nabatoli",
        "name_en": "Nawatoli",
        "name_hi": "नवाटोली",
    }
    for code, panchayat in ((1, "बनई"), (2, "कुम्हारी")):
        ListedVillage.objects.create(code=code, panchayat_hi=panchayat, **place)
    assert offered("नवाटो", new_id(), basia) == ["नवाटोली (बनई)", "नवाटोली (कुम्हारी)"]


def test_a_village_no_longer_listed_is_not_suggested(cast: Cast, tmp_path: Path) -> None:
    take(cast, as_csv(tmp_path / "a.csv", BASIA))
    ListedVillage.objects.filter(code=375005).update(is_listed=False)
    assert offered("कुम्हा", new_id(), block("Basia")) == []
