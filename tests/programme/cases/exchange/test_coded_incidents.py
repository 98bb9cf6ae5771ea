"""Incidents in the columns of the Incident Recorder: codes, no day, no village, no formula."""

import csv
import datetime as dt
import io
import uuid

import pytest
import python_calamine
import pyzipper
from hypothesis import given
from hypothesis import strategies as st

from jatan.kernel.problems import Problem
from jatan.programme.cases.exchange import incidents
from jatan.programme.cases.exchange.archive import Reason

KEY = b"k" * 32
CASE = uuid.UUID("0198f0a4-5b1e-7c3d-8f00-0123456789ab")


def cells(**values: object) -> dict[str, str]:
    headings, row = incidents.incident_rows([values], KEY)
    return {heading: cell for heading, cell in zip(headings, row, strict=True) if cell}


def exported_text(key: str, value: object) -> str:
    """All that the file says, or all that the refusal says."""
    try:
        return str(cells(**{key: value}))
    except Problem as problem:
        return f"{problem!r} {problem} {problem.field}"


def test_the_columns_are_those_of_the_recorder_in_its_order() -> None:
    headings = [column["heading"] for column in incidents.columns()]
    assert len(headings) == len(set(headings)) == 41
    assert headings[:4] == ["INCIDENT ID", "SURVIVOR CODE", "CASE MANAGER CODE", "DATE OF INTERVIEW"]
    assert headings[-2:] == ["CONSENT GIVEN", "REPORTING AGENCY CODE"]
    assert not [heading for heading in headings if "NAME" in heading]


def test_days_are_coarse_ids_blinded_and_town_and_ethnicity_blank() -> None:
    found = cells(
        incident=CASE,
        happened_on=dt.date(2026, 3, 17),
        born_on=dt.date(2009, 2, 28),
        town="गाँव",
        ethnicity="x",
        county="y",
        district="346",
        perpetrators=2,
        referred_from=["Self Referral / First Point of Contact", "Other"],
        shelter="Referral declined by survivor",
    )
    assert str(CASE) != found.pop("INCIDENT ID")
    assert found == {
        "DATE OF INCIDENT": "01-Mar-2026",
        "DATE OF BIRTH": "01-Jan-2009",
        "INCIDENT DISTRICT": "346",
        "No. ALLEGED PRIMARY PERPETRATOR(S)": "2",
        "REFERRED TO YOU FROM?": "Self Referral / First Point of Contact & Other",
        "SAFE HOUSE / SHELTER": "Referral declined by survivor",
    }


@given(st.sampled_from([column["key"] for column in incidents.columns()]), st.text(min_size=1))
def test_a_word_of_ones_own_has_no_place_in_any_column(key: str, word: str) -> None:
    secret = f"गुप्त{word}"
    assert secret not in exported_text(key, secret)


@pytest.mark.parametrize(
    ("key", "value"),
    [("sex", "Female"), ("district", "378421"), ("incident", str(CASE)), ("country_of_origin", "IND"),
     ("perpetrators", -1), ("happened_on", "2026-03-17"), ("shelter", ["Referred"]), ("name", "A")],
)  # fmt: skip
def test_what_is_not_in_the_list_is_refused(key: str, value: object) -> None:
    with pytest.raises(Problem):
        cells(**{key: value})


def test_no_cell_becomes_a_formula_in_either_form() -> None:
    rows = [["=1+1", "-2", "plain"]]
    assert list(csv.reader(io.StringIO(incidents.incidents_csv(rows)))) == [["'=1+1", "'-2", "plain"]]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(incidents.incidents_workbook(rows)))
    assert book.get_sheet_by_index(0).to_python() == [["'=1+1", "'-2", "plain"]]


def test_the_file_is_encrypted_and_holds_those_alone_who_gave_consent() -> None:
    samples = [{"consent": "Yes", "sex": "F"}, {"consent": "No", "sex": "M"}, {"sex": "M"}]
    content, passphrase = incidents.write_incidents(samples, Reason.STATISTICS)
    with pyzipper.AESZipFile(io.BytesIO(content)) as archive:
        archive.setpassword(passphrase.encode())
        rows = list(csv.DictReader(io.StringIO(archive.read("incidents.csv").decode())))
        assert set(archive.namelist()) == {"about.json", "incidents.csv", "incidents.xlsx"}
    assert [row["SEX"] for row in rows] == ["F"]
    with pytest.raises(Problem, match="nothing_to_share"):
        incidents.write_incidents(samples[1:], Reason.STATISTICS)
