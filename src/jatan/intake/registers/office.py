"""Loads what an import needs to know of one organisation: its vocabulary, places and groups."""

import datetime as dt
import uuid
from functools import partial

from jatan.foundation.network.selectors import districts_of
from jatan.foundation.places.selectors import finder_for, reference_places
from jatan.intake.registers.own_columns import open_questions
from jatan.intake.registers.reconcile.largest_figures import largest_figures
from jatan.intake.registers.repair.lessons import vocabulary_of
from jatan.intake.registers.translate.office import Office
from jatan.intake.registers.translate.places import OfficePlaces
from jatan.kernel import clock
from jatan.programme.groups.models import Group


def load_office(organisation_id: uuid.UUID, *, on: dt.date | None = None) -> Office:
    """Load the data that translators need. Call inside `acting_as` of the importer.

    Raises Problem("missing_required", field="district") for an organisation without a district.
    """
    questions = open_questions(organisation_id)
    words = vocabulary_of(organisation_id, questions)
    places = {place.id: place for place in reference_places()}
    districts = [places[district.id] for district in districts_of(organisation_id, on or clock.today())]
    finder = finder_for(districts)
    office = Office(
        organisation_id,
        OfficePlaces(finder, places, districts, words),
        words,
        largest_figures=partial(largest_figures, organisation_id),
        own_questions=questions,
    )
    for group in Group.objects.live().filter(organisation_id=organisation_id).select_related("place"):
        office.groups.add(group)
    return office
