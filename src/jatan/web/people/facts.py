"""The facts by which records of people are compared, in the order of a person's page."""

from django.utils.translation import gettext_lazy as _

from jatan.programme.people.models import Person
from jatan.web.ui.records.columns import display_fields, place_line
from jatan.web.ui.records.desk import DisplayField

FACTS = (
    *display_fields(Person, "name", "guardian_name", "sex", "age", "age_on", "birth_year", "phone"),
    DisplayField(_("Place"), place_line),
    DisplayField(_("Recorded on"), "recorded_at", "day"),
)
