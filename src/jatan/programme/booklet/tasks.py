"""Background task of the booklet: editions are called back when a story in them is no longer agreed to."""

import uuid
from collections.abc import Sequence

from django.tasks import task

from jatan.foundation.access.actors import machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.programme.booklet.choices import StoryUse
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.selectors import editions_with
from jatan.programme.booklet.uses import may_be_used
from jatan.programme.library.models import Material
from jatan.programme.library.recall import STORY
from jatan.programme.library.services import keep_inside, recall_material


def enqueue_recall(event: Event) -> None:
    """Reaction to `booklet.consent_taken_back` and `booklet.consent_asked_anew`."""
    if event.about is not None:
        recall_editions.enqueue(str(event.about))


@task()
def recall_editions(story_id: str) -> int:
    """Call the printed editions back that hold this story, of whichever organisation, if it may not be printed any
    more; take them from the public if it may not be published. Returns how many changed. Safe to repeat.

    They leave the public at once; whoever printed or received copies reads on the material which story it is.
    """
    key, changed = uuid.UUID(story_id), 0
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))) as by:
        story = Story.objects.get(pk=key)
        for edition in editions_with(key):
            material = Material.objects.get(organisation_id=edition.organisation_id, pk=str(edition.material_id))
            if material.recalled_on is not None:
                continue
            if not may_be_used(story, StoryUse.BOOKLET):
                changed += recall_material(by=by, material=material, what=story_recalled(edition.story_ids, story_id))
            elif not may_be_used(story, StoryUse.PUBLIC):
                changed += keep_inside(by=by, material=material)
    return changed


def story_recalled(stories: Sequence[str], story_id: str) -> str:
    """What `library.recall` puts into the words of the reader: which story it is."""
    return f"{STORY}{stories.index(story_id) + 1}"
