"""Services of the booklet: stories, their review, consent taken back, editions.

Raises gate.Forbidden or DoesNotExist without the permission, Problems or Problem for what cannot be.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
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
from jatan.programme.booklet import events, selectors
from jatan.programme.booklet.choices import CHANGES, StoryState, StoryUse
from jatan.programme.booklet.commands import PrepareEdition, ReviewStory, WriteStory, use_problems
from jatan.programme.booklet.consent_text import current_version
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.selectors import stories
from jatan.programme.booklet.sheets import as_pdf
from jatan.programme.booklet.uses import may_be_used
from jatan.programme.library.commands import AddMaterial
from jatan.programme.library.services import add_material
from jatan.programme.people.base_command import changed_values, row_values
from jatan.programme.people.record_kind import OrdinaryKind, Rights

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
    return STORY.revise(by, story, different | again, events.STORY_AMENDED, reason)


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
    return STORY.revise(by, story, {"state": StoryState.WAITING.value}, events.REVIEW_ASKED)


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
    return STORY.revise(by, story, {"state": state.value} | answer, verb)


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
    return STORY.revise(by, story, {"consent_withdrawn_on": on}, events.CONSENT_TAKEN_BACK)


def ask_anew(*, by: Actor, story: Story, uses: Sequence[str], on: dt.date) -> bool:
    """Note what she agrees to after the text of today was read to her: more uses than before, or fewer.

    What she agrees to no longer ends in print as in `take_consent_back`. Raises Problem, Problems.
    """
    _require_agreed(story)
    found = list(use_problems(uses, current_version()))
    if found:
        raise Problems(found)
    if on > clock.today():
        raise Problem("date_in_future", field="on")
    if on < story.consented_on:
        raise Problem("before_consent", _("She signed after that day."), field="on")
    changes = {"uses": sorted(set(uses)), "consent_version": current_version(), "consented_on": on}
    return STORY.revise(by, story, changes, events.CONSENT_ASKED_ANEW)


def publish_edition(*, by: Actor, edition: Edition, on: dt.date, is_public: bool = False) -> Edition:
    """Fix an edition: number, day and content stay from now on, and its PDF is a booklet of the library.

    `is_public`: anybody may download it. Raises Problem for a story that may not be printed or, where it is to be
    public, not be published, naming it. An edition with a story of the latter kind never becomes public.
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
        inside = [story for story in chosen if not may_be_used(story, StoryUse.PUBLIC)]
        if is_public and inside:
            raise _not_so(inside[0], _("she did not agree that anybody may read it."), "is_public")
        number = _next_number(edition)
        content = [_printed(story, edition.language) for story in chosen]
        sheets = as_pdf(edition, content, number=number, on=on)
        material = add_material(
            by=by,
            command=_as_material(edition, number, on, is_public=is_public, stays_inside=bool(inside)),
            upload=ContentFile(sheets, name=f"booklet-{edition.language}-{number}.pdf"),
        )
        fixed = {"number": number, "published_on": on, "content": content, "material_id": material.pk}
        EDITION.revise(by, edition, fixed, events.EDITION_PUBLISHED)
        for story in chosen:
            if story.published_on is None or story.published_on > on:
                STORY.revise(by, story, {"published_on": on}, events.STORY_PRINTED)
    return edition


def chosen_stories(by: Actor, chosen: Any, language: str) -> list[Story]:
    """The stories of an edition in order. Raises Problem at `chosen` for one that may not be printed, by its title."""
    found = {story.pk: story for story in stories(by).filter(pk__in=list(chosen))}
    if set(chosen) - set(found):
        raise Problem("unreadable", field="chosen")
    for story in found.values():
        why = _why_not(story, language)
        if why:
            raise _not_so(story, why, "chosen")
    return [found[pk] for pk in chosen]


def _not_so(story: Story, why: Any, field: str) -> Problem:
    return Problem("not_printable", format_lazy("{title}: {why}", title=story.title, why=why), field=field)


def _why_not(story: Story, language: str) -> Any:
    if not story.is_agreed:
        return _("she has taken her consent back.")
    if not may_be_used(story, StoryUse.BOOKLET):
        return _("she did not agree that it is printed in the booklet.")
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


def _as_material(edition: Edition, number: int, on: dt.date, *, is_public: bool, stays_inside: bool) -> AddMaterial:
    is_hindi = edition.language == "hi"
    return AddMaterial(
        organisation=edition.organisation_id,
        place=edition.place,
        kind="booklet",
        language=edition.language,
        version=str(number),
        published_on=on,
        is_public=is_public,
        stays_inside=stays_inside,
        title_hi=edition.title if is_hindi else "",
        title_en="" if is_hindi else edition.title,
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


class _Stories(OrdinaryKind[Story, WriteStory]):
    """Written by `write_story` and changed by `amend_story`, which keep who wrote in it."""

    def withdraw(self, by: Actor, row: Story, reason: str) -> None:
        """Withdraw one that should not have been written down. What was printed is called back with its consent."""
        if row.published_on is not None and row.is_agreed:
            raise Problem(
                "printed", _("It was printed. Note that she has taken her consent back; then copies are stopped.")
            )
        super().withdraw(by, row, reason)


class _Editions(OrdinaryKind[Edition, PrepareEdition]):
    def check(self, by: Actor, command: PrepareEdition, row: Edition | None) -> None:
        """Raise Problem for a fixed edition, and at `chosen` for a story that may not be printed in its language."""
        if row is not None:
            _require_open(row)
        chosen_stories(by, command.chosen, command.language)

    def withdraw(self, by: Actor, row: Edition, reason: str) -> None:
        """Withdraw an edition that was never printed."""
        _require_open(row)
        super().withdraw(by, row, reason)


_RIGHTS = Rights(see=_RECORD, record=_RECORD, correct=_RECORD)
STORY = _Stories(
    model=Story, command=WriteStory, rights=_RIGHTS, listed=selectors.stories, withdrawn="booklet.story_withdrawn"
)
EDITION = _Editions(
    model=Edition,
    command=PrepareEdition,
    rights=_RIGHTS,
    listed=selectors.editions,
    recorded="booklet.edition_begun",
    amended="booklet.edition_amended",
    withdrawn="booklet.edition_withdrawn",
)
