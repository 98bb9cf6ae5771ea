"""Background task of studies: what was released of a group is taken out once half of its interviews are withdrawn."""

import uuid

from django.tasks import task

from jatan.evidence.studies.releases import Kept, groups_of, kept_release, release
from jatan.evidence.studies.sample import sample_of
from jatan.foundation.access.actors import Actor, machine_for
from jatan.foundation.access.walls import acting_as
from jatan.foundation.ledger.models import Event
from jatan.foundation.network.models import Organisation
from jatan.programme.people.reach import live
from jatan.programme.studies import selectors, services
from jatan.programme.studies.models import Interview, Study


def enqueue_taking_out(event: Event) -> None:
    """Reaction to `studies.interview_withdrawn`."""
    if event.about is not None:
        take_out_groups.enqueue(str(event.about))


@task()
def take_out_groups(interview_id: str) -> bool:
    """Take the group of this withdrawn interview out of the released tables if half of the group is withdrawn. Returns
    whether it was. Safe to repeat.

    As the machine of every member, because tables are made of the interviews of all.
    """
    with acting_as(machine_for(Organisation.objects.values_list("id", flat=True))) as by:
        interview = Interview.objects.get(pk=uuid.UUID(interview_id))
        study = live(Study).filter(pk=interview.study_ref).first()
        if study is None or not _is_half_withdrawn(kept_release(study), interview_id):
            return False

        def make(study: Study) -> Kept:
            return _taken_out(by, study)

        return services.take_out_groups(by=by, study=study, make=make)


def _is_half_withdrawn(kept: Kept | None, interview_id: str) -> bool:
    for group in groups_of(kept):
        if interview_id in group.interviews and not group.is_out:
            return group.is_half_gone(live(Interview).filter(pk__in=group.interviews).count())
    return False


def _taken_out(by: Actor, study: Study) -> Kept:
    sample = sample_of(
        list(selectors.instruments_of(study)),
        selectors.draw_of(study),
        list(selectors.sites_of(study)),
        list(selectors.interviews_of(by, study)),
    )
    return release(sample, kept_release(study), is_adding=False)
