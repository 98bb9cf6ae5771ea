"""Background task of the booklet: editions are called back when a story in them is no longer agreed to."""

import uuid

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.programme.booklet.selectors import editions_with
from jatan.programme.library.models import Material
from jatan.programme.library.services import recall_material

__all__ = ["enqueue_recall", "recall_editions"]


def enqueue_recall(event: Event) -> None:
    """Reaction to `booklet.consent_taken_back`."""
    if event.about is not None:
        recall_editions.enqueue(str(event.about))


@task()
def recall_editions(story_id: str) -> int:
    """Call the printed editions back that hold this story, of whichever organisation. Safe to repeat.

    They leave the public at once; whoever printed or received copies reads on the material which story it is.
    """
    key, called = uuid.UUID(story_id), 0
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))) as by:
        for edition in editions_with(key):
            material = Material.objects.get(organisation_id=edition.organisation_id, pk=str(edition.material_id))
            if material.recalled_on is None:
                number = edition.story_ids.index(story_id) + 1
                called += recall_material(by=by, material=material, what=_what(number))
    return called


def _what(number: int) -> str:
    """In both languages: it is stored once, and read by many."""
    return (
        f"कहानी {number} की सहमति वापस ले ली गई है। बची प्रतियाँ न बाँटें। "
        f"/ The consent to story {number} was taken back. Give out no more copies."
    )
