"""What would be lost if one record of a pair went and the other stayed: then it is refused, in words."""

import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.apps import apps
from django.utils.translation import gettext as _

from jatan.foundation.access.actors import Actor, undoer_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.network.guarded import Guarded
from jatan.intake.registers.undo.built_on import count_links
from jatan.kernel.problems import Problem
from jatan.programme.helpdesk.choices import OPEN
from jatan.programme.helpdesk.models import Issue
from jatan.programme.journeys.models import Journey

# Of what a record may be a part: by the name of the column in the rows that say so.
_WHOLES: Final = ("project", "campaign")


def is_urgent(row: Guarded) -> bool:
    """Whether this is an urgent issue that is open."""
    return isinstance(row, Issue) and row.is_urgent and row.status in OPEN


def is_under_way(row: Guarded) -> bool:
    """Whether this is a journey from which nobody has come back yet."""
    return isinstance(row, Journey) and row.returned_on is None


def refuse_loss(by: Actor, gone: Guarded, stays: Guarded) -> None:
    """Raise Problem where `gone` is more alive than `stays`, or where something hangs on it alone."""
    if is_urgent(gone) and not is_urgent(stays):
        raise Problem("urgent_goes", _("The one that would go is urgent and open. Keep that one."))
    if is_under_way(gone) and not is_under_way(stays):
        raise Problem("under_way_goes", _("The journey that would go is still under way. Keep that one."))
    if isinstance(gone, Issue) and isinstance(stays, Issue) and gone.status in OPEN:
        if stays.status not in OPEN:
            raise Problem("open_goes", _("The one that would go is still open, the other is not. Keep that one."))
        if _is_asked_sooner(gone, stays):
            raise Problem(
                "asked_sooner_goes",
                _("The one that would go is to be asked about sooner. Keep that one, or write its day into the other."),
            )
    if names := _hanging_alone(by, gone, stays):
        raise Problem(
            "more_hangs",
            _("On the one that would go hangs what the other does not have: %(names)s. Keep that one.")
            % {"names": ", ".join(names)},
        )


def _is_asked_sooner(gone: Issue, stays: Issue) -> bool:
    if gone.next_follow_up_on is None:
        return False
    return stays.next_follow_up_on is None or gone.next_follow_up_on < stays.next_follow_up_on


def _hanging_alone(by: Actor, gone: Guarded, stays: Guarded) -> list[str]:
    """The names of the kinds of rows that point at `gone` and not at `stays`, and of its own projects and campaigns."""
    with acting_as(undoer_for(gone.organisation_id, account_id=by.account_id)):
        counted = count_links(gone.organisation_id, (gone.pk, stays.pk))
        labels = counted.get(gone.pk, {}).keys() - counted.get(stays.pk, {}).keys()
        models = {apps.get_model(label) for label in labels}
        models |= {model for model, wholes in _parts(gone).items() if not wholes(gone.pk) <= wholes(stays.pk)}
    return sorted(str(model._meta.verbose_name) for model in models)


def _parts(row: Guarded) -> Mapping[Any, Callable[[uuid.UUID], set[uuid.UUID]]]:
    """{model that says of what such a record is a part: the wholes of one record by its id}."""

    def wholes_of(model: Any, whole: str, column: str) -> Callable[[uuid.UUID], set[uuid.UUID]]:
        live = model.objects.live().filter(organisation_id=row.organisation_id)
        return lambda pk: set(live.filter(**{column: pk}).values_list(f"{whole}_id", flat=True))

    return {
        relation.related_model: wholes_of(relation.related_model, whole, relation.field.name)
        for relation in row._meta.related_objects
        for whole in _WHOLES
        if any(one.name == whole for one in relation.related_model._meta.concrete_fields)
    }
