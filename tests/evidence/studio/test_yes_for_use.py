"""Stories and photographs in a report: only with a yes for this use, and gone at once when it is taken back."""

import datetime as dt
import itertools
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from jatan.evidence.releases.models import PublicPiece
from jatan.evidence.releases.services import decide, propose_piece
from jatan.evidence.studio.audiences import Audience, photograph_use, story_use
from jatan.evidence.studio.blocks import Note, Part, Photographs, Report, Story
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.evidence.studio.people_parts import stories_part
from jatan.evidence.studio.photographs_part import photographs_part
from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.foundation.access.walls import acting_as
from jatan.kernel import clock
from jatan.kernel.ids import new_id
from jatan.kernel.periods import Period, month_of
from jatan.kernel.problems import Problem
from jatan.programme.activities.choices import Faces, PhotographUse
from jatan.programme.activities.commands import AddPhotograph
from jatan.programme.activities.models import Photograph
from jatan.programme.activities.photographs import PHOTOGRAPH, add_photograph, record_uses
from jatan.programme.activities.services import ACTIVITY
from jatan.programme.booklet import models, services
from jatan.programme.booklet.choices import StoryUse
from jatan.programme.booklet.services import STORY
from jatan.programme.projects.commands import BeginProject
from jatan.programme.projects.services import begin_project
from jatan.programme.projects.tags import tag
from tests.cast import Cast, second_of_secretariat
from tests.programme.activities.builders import an_activity, picture
from tests.programme.booklet.builders import a_story, a_waiting, approve

pytestmark = pytest.mark.django_db
As = Callable[[str], AbstractContextManager[Actor]]
READERS = ("coordinator", "secretariat")
HELD = dt.date(2023, 2, 14)
# What each audience asks for, written down again by hand.
ASKS = {
    "own": "donor",
    "network": "donor",
    "donor": "donor",
    "government": "donor",
    "press": "press",
    "public": "public",
}


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def stories_in(cast: Cast, as_: As, audience: str, **cut: object) -> list[Part | None]:
    found = []
    for reader, language in itertools.product(READERS, ("hi", "en")):
        with as_(reader) as by:
            where = {cast.gumla.id, cast.network.id}
            asked = {"period": month_of(clock.today()), "organisations": where} | cut
            found.append(stories_part(by, audience=audience, language=language, **asked))  # type: ignore[arg-type]
    return found


def approved(cast: Cast, as_: As, *uses: str) -> models.Story:
    with as_("coordinator") as by:
        story = a_waiting(by, cast, uses=list(uses))
    with as_("secretariat") as by:
        approve(by, story)
    return story


def test_each_audience_asks_for_its_own_yes() -> None:
    assert {one.value: story_use(one).value for one in Audience} == ASKS
    assert {one.value: photograph_use(one.value).value for one in Audience} == ASKS


@pytest.mark.parametrize("use", StoryUse.values)
def test_a_story_stands_in_those_reports_alone_to_which_she_said_yes(cast: Cast, as_: As, use: str) -> None:
    story = approved(cast, as_, use)
    for audience in Audience.values:
        for part in stories_in(cast, as_, audience):
            assert (part is not None) == (ASKS[audience] == use), audience
            if part is not None:
                [shown] = [block for block in part.blocks if isinstance(block, Story)]
                assert shown.title in (story.title_hi, story.title_en)


@pytest.mark.parametrize("audience", Audience.values)
def test_a_story_is_gone_at_once_when_the_yes_is_taken_back(cast: Cast, as_: As, audience: str) -> None:
    story = approved(cast, as_, *StoryUse.values)
    assert all(stories_in(cast, as_, audience))
    with as_("coordinator") as by:
        rest = [use for use in StoryUse.values if use != ASKS[audience]]
        services.ask_anew(by=by, story=STORY.find(by, story.pk), uses=rest, on=clock.today())
    assert not any(stories_in(cast, as_, audience))
    with as_("coordinator") as by:
        services.ask_anew(by=by, story=STORY.find(by, story.pk), uses=StoryUse.values, on=clock.today())
    assert all(stories_in(cast, as_, audience))
    with as_("coordinator") as by:
        services.take_consent_back(by=by, story=STORY.find(by, story.pk), on=clock.today())
    assert not any(stories_in(cast, as_, audience))


def test_no_story_before_a_second_person_agreed_nor_of_other_days_or_offices(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        a_story(by, cast, uses=StoryUse.values)
        a_waiting(by, cast, uses=StoryUse.values)
    assert not any(stories_in(cast, as_, "donor"))
    approved(cast, as_, *StoryUse.values)
    assert all(stories_in(cast, as_, "donor"))
    later = Period(clock.today() + dt.timedelta(days=1), clock.today() + dt.timedelta(days=90))
    assert not any(stories_in(cast, as_, "donor", period=later))
    assert not any(stories_in(cast, as_, "donor", organisations={cast.khunti.id}))


def test_no_story_where_its_place_in_the_report_would_tell_of_her(cast: Cast, as_: As) -> None:
    approved(cast, as_, *StoryUse.values)
    assert not any(stories_in(cast, as_, "donor", districts=(cast.gumla_district.id,)))
    for part in stories_in(cast, as_, "donor", project=uuid.uuid4()):
        assert part is not None
        assert len([block for block in part.blocks if isinstance(block, Note)]) == 2


def a_photograph(by: Actor, cast: Cast, faces: str = "", *uses: str) -> Photograph:
    activity = an_activity(by, cast, held_on=HELD)
    command = AddPhotograph(activity=activity, content=picture(), caption="सुनीता कुमारी बोलते हुए")
    row = add_photograph(by=by, command=command)
    if faces:
        record_uses(by=by, row=row, faces=faces, uses=uses)
    return row


def agree(cast: Cast, *photographs: Photograph) -> None:
    """The secretariat gives them to everybody, and a second person of it agrees."""
    for row in photographs:
        with acting_as(cast.actor("secretariat")) as by:
            piece = propose_piece(by=by, kind="photograph", record=row.pk)
        with acting_as(second_of_secretariat(cast)) as by:
            decide(by=by, proposal=piece, releases=True)


def pictures_in(cast: Cast, as_: As, audience: str, *, with_faces: bool = False) -> list[set[uuid.UUID]]:
    found = []
    for reader, language in itertools.product(READERS, ("hi", "en")):
        with as_(reader) as by:
            part = photographs_part(
                by,
                period=month_of(HELD),
                organisations={cast.gumla.id},
                audience=audience,
                language=language,
                with_faces=with_faces,
            )
        blocks = part.blocks if part is not None else ()
        shown = [one for block in blocks if isinstance(block, Photographs) for one in block.photographs]
        is_open = audience in ("press", "public")  # nobody vouches for its readers: no place and no office
        for one in shown:
            assert "सुनीता" not in one.caption
            names = cast.gumla_block.names
            assert (names.hi in one.caption or names.en in one.caption) is not is_open
            assert (one.credit == "") is is_open
            assert one.day == HELD
        found.append({one.id for one in shown})
    return found


@pytest.mark.parametrize("audience", Audience.values)
def test_a_photograph_stands_in_those_reports_alone_for_which_there_is_a_yes(
    cast: Cast, as_: As, audience: str
) -> None:
    with as_("coordinator") as by:
        a_photograph(by, cast)
        a_photograph(by, cast, Faces.NOBODY)
        a_photograph(by, cast, Faces.OTHERS)
        kept = {use: a_photograph(by, cast, Faces.NOBODY, use) for use in PhotographUse.values}
        seen = {use: a_photograph(by, cast, Faces.ASKED, use) for use in PhotographUse.values}
    rows, faces = ({use: row.id for use, row in some.items()} for some in (kept, seen))
    use = ASKS[audience]
    if Audience(audience).reads_published_only:
        assert pictures_in(cast, as_, audience, with_faces=True) == [set()] * 4, "before a second person agreed"
        agree(cast, *(some[one] for some in (kept, seen) for one in ("press", "public")))
    assert pictures_in(cast, as_, audience) == [{rows[use]}] * 4
    assert pictures_in(cast, as_, audience, with_faces=True) == [{rows[use], faces[use]}] * 4


def test_a_photograph_that_two_people_agreed_to_goes_with_its_yes_and_with_its_activity(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        changed, moved, kept = (a_photograph(by, cast, Faces.NOBODY, "press") for _ in range(3))
    with as_("secretariat") as by, pytest.raises(Problem):
        propose_piece(by=by, kind="photograph", record=uuid.uuid4())
    agree(cast, changed, moved, kept)
    assert pictures_in(cast, as_, "press") == [{changed.id, moved.id, kept.id}] * 4
    with as_("coordinator") as by:
        record_uses(by=by, row=PHOTOGRAPH.find(by, changed.pk), faces=Faces.NOBODY, uses=["donor"])
        ACTIVITY.withdraw(by=by, row=ACTIVITY.find(by, moved.activity_id), reason="दो बार लिखा गया")
    assert pictures_in(cast, as_, "press") == [{kept.id}] * 4
    with as_("coordinator") as by:
        record_uses(by=by, row=PHOTOGRAPH.find(by, changed.pk), faces=Faces.NOBODY, uses=["press"])
    assert pictures_in(cast, as_, "press") == [{kept.id}] * 4, "a new yes is agreed to anew"
    assert set(PublicPiece.objects.filter(outcome="released").values_list("record", flat=True)) == {kept.pk}


def test_who_proposed_a_photograph_does_not_agree_to_it_alone(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_photograph(by, cast, Faces.NOBODY, "press")
    with as_("secretariat") as by:
        piece = propose_piece(by=by, kind="photograph", record=row.pk)
        with pytest.raises(Forbidden):
            decide(by=by, proposal=piece, releases=True)
    assert pictures_in(cast, as_, "press") == [set()] * 4


def test_photographs_are_cut_by_district_theme_and_grant(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        row = a_photograph(by, cast, Faces.NOBODY, "donor")
        other = a_photograph(by, cast, Faces.NOBODY, "donor")
        where = {"organisation": cast.gumla.id, "place": cast.gumla_district}
        grant = begin_project(by=by, command=BeginProject(name_hi="अनुदान", begins_on=HELD, **where))
        tag(by=by, project=grant, record=row.activity)
        days = {"period": month_of(HELD), "organisations": {cast.gumla.id}, "audience": "donor", "language": "hi"}

        def shown(**cut: object) -> set[uuid.UUID]:
            part = photographs_part(by, **days, **cut)  # type: ignore[arg-type]
            blocks = part.blocks if part is not None else ()
            return {one.id for block in blocks if isinstance(block, Photographs) for one in block.photographs}

        assert shown() == shown(districts=(cast.gumla_district.id,)) == {row.id, other.id}
        assert shown(project=grant) == {row.id}
        assert shown(districts=(cast.khunti_block.district_id,)) == shown(themes=("covid19",)) == set()


def ids_in(report: Report) -> set[uuid.UUID]:
    blocks = [block for part in report.parts for block in part.blocks if isinstance(block, Photographs)]
    return {one.id for block in blocks for one in block.photographs}


@pytest.mark.parametrize("audience", Audience)
def test_a_report_of_a_grant_shows_the_photographs_of_the_grant(cast: Cast, as_: As, audience: Audience) -> None:
    with as_("coordinator") as by:
        row = a_photograph(by, cast, Faces.NOBODY, *PhotographUse.values)
        other = a_photograph(by, cast, Faces.NOBODY, *PhotographUse.values)
        where = {"organisation": cast.gumla.id, "place": cast.gumla_district}
        grant = begin_project(by=by, command=BeginProject(name_hi="अनुदान", begins_on=HELD, **where))
        tag(by=by, project=grant, record=row.activity)
    agree(cast, row, other)
    with as_("coordinator") as by:
        choice = Choice(month_of(HELD), "hi", audience=audience, parts=("photographs",))
        assert ids_in(build(by, choice).report) == {row.id, other.id}
        assert ids_in(build(by, replace(choice, project=grant.common_id)).report) == {row.id}
        with pytest.raises(Forbidden):
            build(by, replace(choice, project=new_id()))


@pytest.mark.parametrize("audience", Audience)
def test_faces_are_shown_where_somebody_chooses_it(cast: Cast, as_: As, audience: Audience) -> None:
    with as_("coordinator") as by:
        nobody = a_photograph(by, cast, Faces.NOBODY, *PhotographUse.values)
        asked = a_photograph(by, cast, Faces.ASKED, *PhotographUse.values)
        a_photograph(by, cast, Faces.OTHERS)
    agree(cast, nobody, asked)
    with as_("coordinator") as by:
        choice = Choice(month_of(HELD), "hi", audience=audience, parts=("photographs",))
        assert ids_in(build(by, choice).report) == {nobody.id}
        assert ids_in(build(by, replace(choice, with_faces=True)).report) == {nobody.id, asked.id}


def test_a_photograph_is_gone_at_once_when_its_yes_is_taken_back_or_it_is_withdrawn(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        first = a_photograph(by, cast, Faces.NOBODY, *PhotographUse.values)
        second = a_photograph(by, cast, Faces.NOBODY, *PhotographUse.values)
    assert pictures_in(cast, as_, "donor") == [{first.id, second.id}] * 4
    with as_("coordinator") as by:
        record_uses(by=by, row=PHOTOGRAPH.find(by, first.id), faces=Faces.NOBODY, uses=("public", "press"))
        PHOTOGRAPH.withdraw(by, PHOTOGRAPH.find(by, second.id), "गलत तस्वीर")
    assert pictures_in(cast, as_, "donor") == [set()] * 4
    agree(cast, first)
    assert pictures_in(cast, as_, "public") == [{first.id}] * 4


@pytest.mark.parametrize("faces", [Faces.UNKNOWN, Faces.OTHERS])
def test_nobody_says_yes_for_somebody_else(cast: Cast, as_: As, faces: str) -> None:
    with as_("coordinator") as by:
        row = a_photograph(by, cast)
        with pytest.raises(Problem, match="nobody_asked"):
            record_uses(by=by, row=row, faces=faces, uses=("donor",))
        with pytest.raises(Problem, match="unreadable"):
            record_uses(by=by, row=row, faces=Faces.NOBODY, uses=("film",))
    with as_("khunti_coordinator") as by, pytest.raises(Photograph.DoesNotExist):
        record_uses(by=by, row=row, faces=Faces.NOBODY, uses=("donor",))
