"""Where a story may stand: each use is her own yes, held by the text that was read, at every place that prints one."""

import datetime as dt
import itertools
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

import jatan
from jatan.evidence.studio import blocks
from jatan.evidence.studio.audiences import Audience
from jatan.evidence.studio.choice import Choice
from jatan.evidence.studio.parts import build
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import month_of
from jatan.kernel.problems import Problem, Problems
from jatan.programme.booklet import services
from jatan.programme.booklet.choices import StoryUse
from jatan.programme.booklet.consent_text import consent_texts, current_version, uses_in
from jatan.programme.booklet.models import Story
from jatan.programme.booklet.selectors import printable, stories
from jatan.programme.booklet.services import STORY
from jatan.programme.booklet.tasks import recall_editions
from jatan.programme.booklet.uses import may_be_used, usable
from jatan.programme.library.models import Material
from jatan.programme.library.selectors import public_materials
from jatan.programme.library.services import MATERIAL
from tests.cast import Cast
from tests.programme.booklet.builders import a_story, a_waiting, an_edition, approve, story_command

pytestmark = pytest.mark.django_db
As = Callable[[str], AbstractContextManager[Actor]]
ALL = [use.value for use in StoryUse]
# What each text spoke of, read again by hand.
SPOKEN_OF = {"2026-1": {"booklet"}, "2026-2": set(ALL)}


@pytest.fixture(autouse=True)
def _files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def approved(cast: Cast, as_: As, *uses: str, **answers: object) -> Story:
    with as_("coordinator") as by:
        story = a_waiting(by, cast, uses=list(uses), **answers)
    with as_("secretariat") as by:
        approve(by, story)
    return story


def test_each_text_says_of_which_uses_it_speaks() -> None:
    assert {version: set(uses_in(version)) for version in consent_texts()} == SPOKEN_OF
    assert uses_in("1999-1") == frozenset()


@pytest.mark.parametrize(("version", "use", "agreed"), list(itertools.product(SPOKEN_OF, ALL, (True, False))))
def test_a_use_counts_if_she_said_yes_to_it_and_the_text_spoke_of_it(
    cast: Cast, as_: As, version: str, use: str, agreed: bool
) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast)
        given = [use] if agreed else [one for one in ALL if one != use]
        # As an older version or a repair by hand may have left it: the rule looks at both.
        stories(by).filter(pk=story.pk).update(uses=given, consent_version=version)
        story = STORY.find(by, story.pk)
        wanted = agreed and use in SPOKEN_OF[version]
        assert may_be_used(story, StoryUse(use)) == wanted
        assert usable(stories(by), StoryUse(use)).exists() == wanted
        services.take_consent_back(by=by, story=story, on=clock.today())
        story = STORY.find(by, story.pk)
        assert not may_be_used(story, StoryUse(use))
        assert not usable(stories(by), StoryUse(use)).exists()


@pytest.mark.parametrize(("uses", "version"), [((), "2026-2"), (("donor",), "2026-1"), (("film",), "2026-2")])
def test_a_yes_to_nothing_or_to_what_was_not_read_is_no_story(cast: Cast, uses: tuple[str, ...], version: str) -> None:
    with pytest.raises(Problems) as refused:
        story_command(cast, uses=uses, consent_version=version)
    assert {one.field for one in refused.value.problems} == {"uses"}


@pytest.mark.parametrize("use", ALL)
def test_an_edition_takes_in_only_what_she_wants_printed(cast: Cast, as_: As, use: str) -> None:
    story = approved(cast, as_, use)
    with as_("secretariat") as by:
        assert printable(by).exists() == (use == "booklet")
        if use == "booklet":
            an_edition(by, cast, story)
            return
        with pytest.raises(Problem, match="not_printable"):
            an_edition(by, cast, story)


@pytest.mark.parametrize("use", ["donor", "public", "press", "meeting"])
def test_only_with_her_yes_to_it_a_story_stands_in_reports_and_papers(cast: Cast, as_: As, use: str) -> None:
    story, month = approved(cast, as_, "booklet", use), month_of(clock.today())
    with as_("secretariat") as by:
        services.publish_edition(by=by, edition=an_edition(by, cast, story), on=clock.today())
        printed = {
            audience: build(by, Choice(month, "hi", audience=audience, parts=("stories",))).report.parts
            for audience in (Audience.OWN, Audience.DONOR)
        }
    for parts in printed.values():
        stories = [block for part in parts for block in part.blocks if isinstance(block, blocks.Story)]
        assert len(stories) == (use == "donor")


@pytest.mark.parametrize("use", ["public", "donor", "press"])
def test_only_with_her_yes_to_it_an_edition_is_public_by_any_door(cast: Cast, as_: As, use: str) -> None:
    story, may = approved(cast, as_, "booklet", use), use == "public"
    with as_("secretariat") as by:
        edition = an_edition(by, cast, story)
        if may:
            edition = services.publish_edition(by=by, edition=edition, on=clock.today(), is_public=True)
            assert public_materials().count() == 1
            return
        with pytest.raises(Problem, match="not_printable") as refused:
            services.publish_edition(by=by, edition=edition, on=clock.today(), is_public=True)
        assert refused.value.field == "is_public"
        edition = services.publish_edition(by=by, edition=edition, on=clock.today())
        material = MATERIAL.find(by, edition.material_id)  # type: ignore[arg-type]
        with pytest.raises(Problems, match="stays_inside"):
            MATERIAL.amend(by=by, row=material, changes={"is_public": True})
        with pytest.raises(IntegrityError), transaction.atomic():
            Material.objects.filter(pk=material.pk).update(is_public=True)
    assert not public_materials().exists()


def test_asked_anew_she_agrees_to_more_or_less_and_what_is_printed_follows(cast: Cast, as_: As) -> None:
    story = approved(cast, as_, "booklet", "public")
    with as_("secretariat") as by:
        edition = services.publish_edition(by=by, edition=an_edition(by, cast, story), on=clock.today(), is_public=True)

    def asked(*uses: str) -> Material:
        with as_("coordinator") as by:
            services.ask_anew(by=by, story=STORY.find(by, story.pk), uses=uses, on=clock.today())
        recall_editions.func(str(story.pk))  # the reaction has put it into the queue
        with as_("secretariat") as by:
            return MATERIAL.find(by, edition.material_id)  # type: ignore[arg-type]

    material = asked("booklet", "public", "donor")
    assert (material.is_public, material.recalled_on) == (True, None)
    material = asked("booklet", "donor")
    assert (material.is_public, material.stays_inside, material.recalled_on) == (False, True, None)
    material = asked("donor")
    assert (material.is_public, material.recalled_on) == (False, clock.today())


def test_asking_anew_raises_an_older_yes_to_the_text_of_today(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        story = a_story(by, cast, consent_version="2026-1", uses=["booklet"])
        assert not may_be_used(story, StoryUse.DONOR)
        services.ask_anew(by=by, story=story, uses=["booklet", "donor"], on=clock.today())
        story = STORY.find(by, story.pk)
        assert (story.consent_version, story.consented_on) == (current_version(), clock.today())
        assert may_be_used(story, StoryUse.DONOR)
        with pytest.raises(Problem, match="date_in_future"):
            services.ask_anew(by=by, story=story, uses=["donor"], on=clock.today() + dt.timedelta(days=1))
        with pytest.raises(Problems):
            services.ask_anew(by=by, story=story, uses=[], on=clock.today())


# Who reads the words of a story outside the booklet itself: its own pages, and the papers that ask for a use.
OWN_PAGES = {"web/booklet/desk.py", "web/booklet/record_forms.py", "web/booklet/preview.py", "demo/publications.py"}
PAPERS = {
    "evidence/studio/people_parts.py": "printable(by, story_use(audience))",
    "evidence/releases/pieces.py": "printable(by, StoryUse.PUBLIC)",
    # What two people agreed to, as it is kept while it is public.
    "web/public/account/page.py": "public_pieces()",
    "web/releases/pieces.py": "content_of(",
}


def test_nothing_else_reads_the_words_of_a_story_and_each_paper_asks_for_its_use() -> None:
    root = Path(jatan.__file__).parent
    readers = {
        str(path.relative_to(root)): text
        for path in root.rglob("*.py")
        if path.parent.name != "migrations" and re.search(r"\bbody_(hi|en)\b|body_\{", text := path.read_text("utf-8"))
    }
    outside = {name for name in readers if not name.startswith("programme/booklet/")}
    assert outside == OWN_PAGES | PAPERS.keys()
    for name, asks in PAPERS.items():
        assert asks in readers[name], name
