"""Services of the booklet: stories, their review, consent taken back, editions.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for what cannot be.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from jatan.foundation.access import acts, gate
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.permissions import Permission
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.booklet import events
from jatan.programme.booklet.choices import CHANGES, StoryState
from jatan.programme.booklet.commands import PrepareEdition, ReviewStory, WriteStory
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.selectors import stories
from jatan.programme.booklet.sheets import as_pdf
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.services import add_material
from jatan.programme.people.base_command import changed_values, row_values

__all__ = [
    "amend_edition",
    "amend_story",
    "ask_review",
    "prepare_edition",
    "publish_edition",
    "review_story",
    "take_consent_back",
    "withdraw_edition",
    "withdraw_story",
    "write_story",
]

_RECORD = Permission.LIBRARY_RECORD


def write_story(*, by: Actor, command: WriteStory) -> Story:
    """Write a story down, as a draft."""
    row = Story(**row_values(command), authors=_with_author((), by))
    return acts.record(by=by, permission=_RECORD, verb=events.STORY_WRITTEN, rows=[row])[0]


def amend_story(*, by: Actor, story: Story, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Change a story. It is a draft again and needs the second person anew. Editions keep what they printed."""
    _require_agreed(story)
    values = row_values(WriteStory.of(story).changed(changes))
    different = changed_values(story, values)
    if not different:
        return False
    again = {"state": StoryState.DRAFT.value, "authors": _with_author(story.authors, by)}
    return _set(by, events.STORY_AMENDED, story, different | again, reason)


def ask_review(*, by: Actor, story: Story) -> bool:
    """Give a draft to a second person. Raises Problems at each kind of change that is not told."""
    _require_agreed(story)
    _require_state(story, StoryState.DRAFT, StoryState.SENT_BACK)
    if not (story.has_language("hi") or story.has_language("en")):
        raise Problem("missing_required", field="body_hi")
    untold = [name for name in CHANGES if not getattr(story, name)]
    if untold:
        labels = ", ".join(str(Story._meta.get_field(name).verbose_name) for name in untold)  # type: ignore[union-attr]
        words = format_lazy(_("Say first what was changed, or that there is none in it: {what}."), what=labels)
        raise Problems([Problem("change_untold", words)])
    return _set(by, events.REVIEW_ASKED, story, {"state": StoryState.WAITING.value})


def review_story(*, by: Actor, story: Story, command: ReviewStory) -> bool:
    """Say as the second person that a story may be printed, or send it back.

    Raises Forbidden for whoever wrote in it, Problem where it does not wait.
    """
    if not may_review(by, story):
        raise gate.Forbidden(_RECORD.value)
    _require_agreed(story)
    _require_state(story, StoryState.WAITING)
    state = StoryState.APPROVED if command.approves else StoryState.SENT_BACK
    verb = events.STORY_APPROVED if command.approves else events.STORY_SENT_BACK
    answer = {"reviewed_by": by.account_id, "reviewed_on": command.on, "review_note": command.note.strip()}
    return _set(by, verb, story, {"state": state.value} | answer)


def may_review(by: Actor, story: Story) -> bool:
    """True if `by` is a second person for this story: somebody who did not write in it."""
    return by.account_id is not None and by.account_id not in (story.recorded_by, *story.authors)


def take_consent_back(*, by: Actor, story: Story, on: dt.date) -> bool:
    """She has taken her consent back. From now on the story is in no new edition, and its page shows its text no more.

    Editions that hold it are called back by a background task (`booklet.tasks`).
    """
    _require_agreed(story)
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    if on < story.consented_on:
        raise Problem("before_consent", _("She signed after that day."), field="on")
    return _set(by, events.CONSENT_TAKEN_BACK, story, {"consent_withdrawn_on": on})


def withdraw_story(*, by: Actor, story: Story, reason: str) -> None:
    """Withdraw a story that should not have been written down. One that was printed is called back with its consent."""
    if story.published_on is not None and story.is_agreed:
        raise Problem(
            "printed", _("It was printed. Note that she has taken her consent back; then copies are stopped.")
        )
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.STORY_WITHDRAWN, row=story, reason=reason)


def prepare_edition(*, by: Actor, command: PrepareEdition) -> Edition:
    """Begin an edition. Raises Problem at `chosen` for a story that may not be printed in its language."""
    chosen_stories(by, command.chosen, command.language)
    return acts.record(by=by, permission=_RECORD, verb=events.EDITION_BEGUN, rows=[Edition(**row_values(command))])[0]


def amend_edition(*, by: Actor, edition: Edition, changes: Mapping[str, Any], reason: str = "") -> bool:
    """Change an edition that is not fixed yet. Raises Problem as `prepare_edition`, and for a fixed one."""
    _require_open(edition)
    command = PrepareEdition.of(edition).changed(changes)
    chosen_stories(by, command.chosen, command.language)
    return _set(by, events.EDITION_AMENDED, edition, changed_values(edition, row_values(command)), reason)


def publish_edition(*, by: Actor, edition: Edition, on: dt.date, is_public: bool = False) -> Edition:
    """Fix an edition: number, day and content stay from now on, and its PDF is a booklet of the library.

    `is_public`: anybody may download it. Raises Problem for a story that may no longer be printed, naming it.
    """
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    with transaction.atomic():
        _lock_numbers(edition)
        edition = Edition.objects.select_related("place", "organisation").get(
            organisation_id=edition.organisation_id, pk=edition.pk
        )
        _require_open(edition)
        chosen = chosen_stories(by, edition.chosen, edition.language)
        number = _next_number(edition)
        content = [_printed(story, edition.language) for story in chosen]
        sheets = as_pdf(edition, content, number=number, on=on)
        material = add_material(
            by=by,
            command=_as_material(edition, number, on, is_public=is_public),
            upload=ContentFile(sheets, name=f"booklet-{edition.language}-{number}.pdf"),
        )
        fixed = {"number": number, "published_on": on, "content": content, "material_id": material.pk}
        _set(by, events.EDITION_PUBLISHED, edition, fixed)
        for story in chosen:
            if story.published_on is None or story.published_on > on:
                _set(by, events.STORY_PRINTED, story, {"published_on": on})
    return edition


def withdraw_edition(*, by: Actor, edition: Edition, reason: str) -> None:
    """Withdraw an edition that was never printed."""
    _require_open(edition)
    acts.withdraw(by=by, permission=_RECORD, correct=_RECORD, verb=events.EDITION_WITHDRAWN, row=edition, reason=reason)


def chosen_stories(by: Actor, chosen: Any, language: str) -> list[Story]:
    """The stories of an edition in order. Raises Problem at `chosen` for one that may not be printed, by its title."""
    found = {story.pk: story for story in stories(by).filter(pk__in=list(chosen))}
    if set(chosen) - set(found):
        raise Problem("unreadable", field="chosen")
    for story in found.values():
        why = _why_not(story, language)
        if why:
            raise Problem("not_printable", format_lazy("{title}: {why}", title=story.title, why=why), field="chosen")
    return [found[pk] for pk in chosen]


def _why_not(story: Story, language: str) -> Any:
    if not story.is_agreed:
        return _("she has taken her consent back.")
    if story.state != StoryState.APPROVED:
        return _("no second person has approved it.")
    return "" if story.has_language(language) else _("it is not there in this language.")


def _printed(story: Story, language: str) -> dict[str, str]:
    return {
        "story": str(story.pk),
        "organisation": str(story.organisation_id),
        "title": getattr(story, f"title_{language}"),
        "body": getattr(story, f"body_{language}"),
    }


def _as_material(edition: Edition, number: int, on: dt.date, *, is_public: bool) -> AddMaterial:
    return AddMaterial(
        organisation=edition.organisation_id,
        place=edition.place,
        kind="booklet",
        language=edition.language,
        version=str(number),
        published_on=on,
        is_public=is_public,
        **{f"title_{edition.language}": edition.title},
    )


def _lock_numbers(edition: Edition) -> None:
    """One edition of an organisation is numbered at a time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"jatan.editions:{edition.organisation_id}"]
        )


def _next_number(edition: Edition) -> int:
    same = Edition.objects.filter(organisation_id=edition.organisation_id, language=edition.language)
    return (same.aggregate(last=Max("number"))["last"] or 0) + 1


def _with_author(authors: Any, by: Actor) -> list[Any]:
    found = list(authors)
    return found if by.account_id is None or by.account_id in found else [*found, by.account_id]


def _require_agreed(story: Story) -> None:
    if not story.is_agreed:
        raise Problem("taken_back", _("She has taken her consent back. Nothing of this story is changed or printed."))


def _require_state(story: Story, *wanted: StoryState) -> None:
    if story.state not in wanted:
        raise Problem("other_state", _("This story is at another step by now. Look at it once more."))


def _require_open(edition: Edition) -> None:
    if edition.is_fixed:
        raise Problem("fixed", _("This edition is printed. Begin a new one."))


def _set(by: Actor, verb: str, row: Story | Edition, changes: dict[str, Any], reason: str = "") -> bool:
    return acts.amend(by=by, permission=_RECORD, correct=_RECORD, verb=verb, row=row, changes=changes, reason=reason)
