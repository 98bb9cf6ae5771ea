"""IOM's own spreadsheets, made from their described layout: the workbook of the toolkit and a survey form's download.

They disagree with the standard as the real ones do: misspelt names, a row of labels that is longer than the row of
names, another order of the address, a code with a blank, one column for each code of a list.
"""

import io
from collections.abc import Sequence
from typing import Any

import openpyxl

from jatan.programme.cases.exchange.standard import FIELDS

type Cells = Sequence[Any]

SURVIVOR = {
    "prs_FirstName": "Sita",
    "prs_SecondName": "Oraon",
    "prs_Gender": "Female",
    "prs_MailingStreet": "Upar Tola",
    "prs_MailingCity": "Chainpur",
    "prs_MailingState": "Jharkhand",
    "vic_TraffickingStatusDecisionMakingOrg": "Police",
    "vic_MethodsOfControl": "DebtBondage TakesEarnings",
    "vic_TypeOfExploitation": "ForcedLabour",
    "vic_ForcedLabourIndustry": "F_Construction",
    "cas_ReferredOrganisation": "CWC",
    "cas_ReasonForOutgoingReferral": "Other",
    "cas_OutgoingReferralDetails": "went along",
    "cco_CaseComment": "spoke well",
    "con_Consent": True,
}


def saved(book: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def toolkit_workbook(lines: Sequence[dict[str, Any]], *, title: str = "") -> bytes:
    """The toolkit's workbook: names, labels, then cases; a sheet with lists of codes comes first.

    The row of names lacks `cas_ReasonForOutgoingReferral`, so that all names after it stand one column too far left;
    the labels and the cells are right. The labels of the address stand in another order than the names.
    """
    order = [name for name in FIELDS if not name.startswith("x_")]
    names = [name for name in order if name != "cas_ReasonForOutgoingReferral"] + [""]
    names[names.index("vic_TraffickingStatusDecisionMakingOrg")] = "vic_TraffickinStatusDecisionMakingOrg"
    shown = list(order)
    street, city = shown.index("prs_MailingStreet"), shown.index("prs_MailingCity")
    shown[street], shown[city] = shown[city], shown[street]
    book = openpyxl.Workbook()
    lists = book.active
    lists.title = "Picklists"
    lists.append(["Yes/No", "Status"])
    lists.append(["TRUE", "Active"])
    sheet = book.create_sheet("HTCDS data")
    if title:
        sheet.append([title])
    sheet.append(names)
    sheet.append([FIELDS[name].label for name in shown])
    for line in lines:
        sheet.append([line.get(name) for name in shown])
    return saved(book)


def survey_download(lines: Sequence[dict[str, Any]], *, ticks: bool = False) -> bytes:
    """A survey form's download: groups before the names, columns of the server, one column for each code."""
    columns = {
        "start": "start",
        "person/prs_First_Name": "prs_FirstName",
        "person/prs_Second_Name": "prs_SecondName",
        "person/prs_Birthdate": "prs_Birthdate",
        "person/prs_HomePhone": "prs_HomePhone",
        "victim/vic_Methods_of_Control": "vic_MethodsOfControl",
        "victim/vic_ForcedLabourIndustry": "vic_ForcedLabourIndustry",
        "consent/con_Consent": "con_Consent",
        "_id": "_id",
    }
    codes = FIELDS["vic_MethodsOfControl"].codes if ticks else ()
    if ticks:
        columns.pop("victim/vic_Methods_of_Control")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([*columns, *(f"victim/vic_Methods_of_Control/{code}" for code in codes)])
    for number, line in enumerate(lines, start=1):
        own = [line.get(name, "2026-01-01T10:00" if name == "start" else number if name == "_id" else None)
               for name in columns.values()]  # fmt: skip
        sheet.append([*own, *(1 if code in line.get("ticked", ()) else 0 for code in codes)])
    return saved(book)


def empty_survey_form() -> bytes:
    """The XLSForm itself: the questions, nobody's answers."""
    book = openpyxl.Workbook()
    book.active.title = "survey"
    book.active.append(["type", "name", "label"])
    book.active.append(["text", "prs_First_Name", "First Name"])
    book.create_sheet("choices").append(["list_name", "name", "label"])
    return saved(book)
