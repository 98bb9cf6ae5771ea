"""All desks, in the order of the menu."""

from jatan.web.staff.desks import (
    activities,
    agents,
    allies,
    groups,
    helpdesk,
    journeys,
    library,
    people,
    schemes,
)
from jatan.web.staff.records.desk import Desk

DESKS: tuple[Desk, ...] = (
    *activities.DESKS,
    *people.DESKS,
    *journeys.DESKS,
    *helpdesk.DESKS,
    *schemes.DESKS,
    *groups.DESKS,
    *agents.DESKS,
    *allies.DESKS,
    *library.DESKS,
)
