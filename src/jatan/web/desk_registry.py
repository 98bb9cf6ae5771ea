"""Every `Desk` (the record pages of one model), in the order of the menu."""

from jatan.web.activities import desk as activities
from jatan.web.agents import desk as agents
from jatan.web.allies import desk as allies
from jatan.web.booklet import desk as booklet
from jatan.web.campaigns import desk as campaigns
from jatan.web.consultations import desk as consultations
from jatan.web.groups import desk as groups
from jatan.web.helpdesk import desk as helpdesk
from jatan.web.journeys import desk as journeys
from jatan.web.landmarks import desk as landmarks
from jatan.web.letters import desk as letters
from jatan.web.library import desk as library
from jatan.web.own_fields import desk as own_fields
from jatan.web.people import desk as people
from jatan.web.projects import desk as projects
from jatan.web.schemes import desk as schemes
from jatan.web.studies import desk as studies
from jatan.web.training import desk as training
from jatan.web.ui.records.desk import Desk

DESKS: tuple[Desk, ...] = (
    *activities.DESKS,
    *people.DESKS,
    *journeys.DESKS,
    *helpdesk.DESKS,
    *letters.DESKS,
    *schemes.DESKS,
    *groups.DESKS,
    *agents.DESKS,
    *consultations.DESKS,
    *allies.DESKS,
    *library.DESKS,
    *booklet.DESKS,
    *landmarks.DESKS,
    *campaigns.DESKS,
    *projects.DESKS,
    *studies.DESKS,
    *training.DESKS,
    *own_fields.DESKS,
)
