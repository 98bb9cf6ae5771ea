"""Forms of projects."""

from jatan.foundation.access.permissions import Permission
from jatan.programme.projects.models import Project, ProjectTarget
from jatan.web.ui.forms.base import AnswerForm, RecordForm
from jatan.web.ui.forms.model_questions import model_field

__all__ = ["AmountForm", "ProjectForm", "TargetForm"]


class ProjectForm(RecordForm):
    PERMISSION = Permission.ACTIVITIES_RECORD
    PLACE_AFTER = "ends_on"

    name_hi = model_field(Project, "name_hi")
    name_en = model_field(Project, "name_en")
    donor = model_field(Project, "donor")
    begins_on = model_field(Project, "begins_on")
    ends_on = model_field(Project, "ends_on")


class AmountForm(AnswerForm):
    """How much is meant to be done."""

    amount = model_field(ProjectTarget, "amount")


class TargetForm(AmountForm):
    """What is counted, and how much of it is meant to be done."""

    counted = model_field(ProjectTarget, "counted")

    field_order = ("counted", "amount")
