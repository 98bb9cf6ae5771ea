"""What a story may be used for: every place that prints or publishes one asks here.

A use counts while her consent holds, if she said yes to it and the text that was read to her spoke of it.
"""

from django.db.models import Q, QuerySet

from jatan.programme.booklet.choices import StoryUse
from jatan.programme.booklet.consent_text import uses_in, versions_with
from jatan.programme.booklet.models import Story


def may_be_used(story: Story, use: StoryUse) -> bool:
    """Whether she agrees that this story is used so."""
    return story.is_agreed and use in story.uses and use in uses_in(story.consent_version)


def usable(rows: QuerySet[Story], use: StoryUse) -> QuerySet[Story]:
    """Those of which `may_be_used` is true."""
    return rows.filter(_agreed_to(use))


def _agreed_to(use: StoryUse) -> Q:
    return Q(consent_withdrawn_on__isnull=True, uses__contains=[use.value], consent_version__in=versions_with(use))
