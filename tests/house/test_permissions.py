"""The permission table equals the network's role table, and every permission is used."""

import pytest

from jatan.foundation.access.permissions import TABLE, Level, Permission, Role
from tests.house.source import ROOT, Source, modules
from tests.house.test_reference_pages import PAGES

OWN, PLACE, ORG, NET = Level.OWN, Level.PLACE, Level.ORGANISATION, Level.NETWORK
COUNTS, COUNTS_NET = Level.COUNTS, Level.COUNTS_NETWORK
PEOPLE = (
    Role.FIELD_WORKER,
    Role.DESK_OPERATOR,
    Role.COUNSELLOR,
    Role.SUPERVISOR,
    Role.LEGAL_OFFICER,
    Role.COORDINATOR,
)
ABOVE = (Role.SECRETARIAT, Role.RESEARCHER, Role.AUDITOR, Role.ADMINISTRATOR)
NO: tuple[Level, ...] = ()

# Copied by hand from the network's role table, one line a permission, in the order of PEOPLE + ABOVE.
CELLS: dict[Permission, tuple[tuple[Level, ...], ...]] = {
    Permission.PEOPLE_SEE: ((PLACE,), (ORG,), (ORG,), (ORG,), NO, (ORG,), (COUNTS_NET,), (COUNTS_NET,), NO, NO),
    Permission.PEOPLE_RECORD: ((PLACE,), (ORG,), (ORG,), (ORG,), NO, (ORG,), NO, NO, NO, NO),
    Permission.ACTIVITIES_SEE: ((PLACE,), (ORG,), (ORG,), (ORG,), NO, (ORG,), (NET,), (COUNTS_NET,), NO, NO),
    # The secretariat records what it holds itself.
    Permission.ACTIVITIES_RECORD: ((PLACE,), (ORG,), NO, NO, NO, (ORG,), (ORG,), NO, NO, NO),
    Permission.RECORDS_CORRECT: (NO, NO, NO, NO, NO, (ORG,), (ORG,), NO, NO, NO),
    Permission.HELPDESK_SEE: ((OWN, PLACE), (ORG,), (ORG,), (ORG,), NO, (ORG,), (COUNTS_NET,), (COUNTS_NET,), NO, NO),
    Permission.HELPDESK_CORRECT: (NO, (ORG,), NO, NO, NO, (ORG,), NO, NO, NO, NO),
    Permission.SCHEMES_SEE: ((PLACE,), (ORG,), (ORG,), (ORG,), NO, (ORG,), (COUNTS_NET,), (COUNTS_NET,), NO, NO),
    Permission.CASES_SEE: (NO, NO, (OWN,), (ORG,), (OWN,), (COUNTS,), (COUNTS_NET,), (COUNTS_NET,), NO, NO),
    Permission.CASES_RECORD: (NO, NO, (OWN,), (ORG,), (OWN,), NO, NO, NO, NO, NO),
    Permission.ALLIES_SEE: ((NET,), (NET,), (NET,), (NET,), (NET,), (NET,), (NET,), (NET,), NO, NO),
    Permission.ALLIES_RECORD: (NO, NO, NO, NO, NO, (ORG,), (NET,), NO, NO, NO),
    Permission.LIBRARY_SEE: ((NET,), (NET,), (NET,), (NET,), (NET,), (NET,), (NET,), (NET,), NO, NO),
    Permission.LIBRARY_RECORD: (NO, NO, NO, NO, NO, (ORG,), (NET,), NO, NO, NO),
    # Interviews of studies carry no name: whoever leads studies reads them, and may hold some for the network's office.
    Permission.INTERVIEWS_SEE: ((OWN,), (ORG,), NO, NO, NO, (ORG,), (NET,), (NET,), NO, NO),
    Permission.INTERVIEWS_RECORD: ((OWN,), (ORG,), NO, NO, NO, (ORG,), (ORG,), (ORG,), NO, NO),
    Permission.STUDIES_DESIGN: (NO, NO, NO, NO, NO, NO, (NET,), (ORG,), NO, NO),
    Permission.REGISTER_IMPORT: (NO, NO, NO, NO, NO, (ORG,), NO, NO, NO, NO),
    Permission.REPORTS_SEE: ((PLACE,), (ORG,), (ORG,), (ORG,), NO, (ORG, COUNTS_NET), (NET,), (NET,), NO, NO),
    Permission.MONTHS_COMPLETE: (NO, NO, NO, NO, NO, (ORG,), NO, NO, NO, NO),
    Permission.MONTHS_ACCEPT: (NO, NO, NO, NO, NO, NO, (NET,), NO, NO, NO),
    Permission.TARGETS_SET: (NO, NO, NO, NO, NO, (ORG,), (NET,), NO, NO, NO),
    Permission.NARRATIVE_WRITE: (NO, NO, NO, NO, NO, (ORG,), (ORG,), NO, NO, NO),
    Permission.AGENTS_SEE: (NO, NO, (ORG,), (ORG,), NO, (ORG,), NO, NO, NO, NO),
    Permission.AGENTS_RECORD: ((PLACE,), (ORG,), NO, (ORG,), NO, (ORG,), NO, NO, NO, NO),
    Permission.AGENTS_ASK: (NO, NO, NO, NO, NO, NO, (NET,), NO, NO, NO),
    Permission.ROWS_EXPORT: (NO, NO, NO, NO, NO, (ORG,), NO, NO, NO, NO),
    # Allies, media and the library are everybody's to read; the secretariat takes them as a workbook too.
    Permission.SHARED_EXPORT: (NO, NO, NO, NO, NO, (ORG,), (NET,), NO, NO, NO),
    Permission.ACCOUNTS_MANAGE: (NO, NO, NO, NO, NO, (ORG,), (NET,), NO, NO, (NET,)),
    Permission.NETWORK_MANAGE: (NO, NO, NO, NO, NO, NO, (NET,), NO, NO, (NET,)),
    # Of one's own office: the coordinator of her member's, secretariat and administrator of the network's.
    Permission.ROOMS_ARRANGE: (NO, NO, NO, NO, NO, (ORG,), (ORG,), NO, NO, (ORG,)),
    Permission.LEDGER_READ: (NO, NO, NO, NO, NO, NO, NO, NO, (NET,), NO),
    Permission.LEDGER_VERIFY: (NO, NO, NO, NO, NO, NO, NO, NO, (NET,), (NET,)),
}
ROWS = {Level.OWN, Level.PLACE, Level.ORGANISATION, Level.NETWORK}


def differing(table: dict[Role, dict[Permission, tuple[Level, ...]]]) -> list[str]:
    """Cells that say otherwise than the network's role table."""
    return [
        f"{role.value} × {permission.value}"
        for permission, cells in CELLS.items()
        for role, cell in zip(PEOPLE + ABOVE, cells, strict=True)
        if set(table[role].get(permission, NO)) != set(cell)
    ]


def unused(sources: tuple[Source, ...]) -> list[str]:
    """Permissions that no module asks for."""
    table = "src/jatan/foundation/access/permissions.py"
    text = "\n".join(source.text for source in sources if source.name != table)
    return [permission.value for permission in Permission if f".{permission.name}" not in text]


def test_the_table_says_what_the_network_decided() -> None:
    assert differing(TABLE) == []


def test_a_cell_too_generous_is_reported() -> None:
    generous = {role: dict(cells) for role, cells in TABLE.items()}
    generous[Role.SECRETARIAT][Permission.PEOPLE_SEE] = (Level.NETWORK,)
    assert differing(generous) == ["secretariat × people_see"]


def test_every_role_is_in_the_table_and_every_permission_is_given_to_somebody() -> None:
    assert set(TABLE) == set(Role)
    assert {permission for cells in TABLE.values() for permission in cells} == set(Permission)


def test_every_permission_is_asked_for_somewhere() -> None:
    assert unused(modules()) == []


def test_a_permission_nobody_asks_for_is_reported() -> None:
    assert "rows_export" in unused(())


@pytest.mark.parametrize("role", [Role.SECRETARIAT, Role.RESEARCHER, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("family", ["PEOPLE", "HELPDESK", "SCHEMES", "CASES", "AGENTS"])
def test_nobody_above_a_member_reaches_rows_about_people(role: Role, family: str) -> None:
    assert not ROWS & set(TABLE[role].get(Permission[f"{family}_SEE"], ()))


def test_whoever_records_also_sees() -> None:
    for role, cells in TABLE.items():
        for permission, levels in cells.items():
            # The register of agents is written by many and read by few.
            if permission.name.endswith("_RECORD") and permission is not Permission.AGENTS_RECORD:
                seen = Permission[permission.name.replace("_RECORD", "_SEE")]
                assert ROWS & set(cells.get(seen, ())), f"{role} records {seen} without seeing ({levels})"


def test_the_reference_page_is_generated_from_the_table() -> None:
    page = (ROOT / "docs/reference/permissions.md").read_text("utf-8")
    assert page == PAGES["docs/reference/permissions.md"]()
    assert all(permission.value in page for permission in Permission)
