"""Editions: what may be in one, that it is fixed, and that it is called back with the consent to a story."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from django.utils import translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from jatan.evidence.indicators.selectors import impact_report
from jatan.evidence.indicators.services import recount_pending
from jatan.evidence.indicators.source_rows import rows_behind
from jatan.foundation.access.actors import Actor
from jatan.kernel import clock
from jatan.kernel.periods import Period, month_of
from jatan.kernel.problems import Problem, Problems
from jatan.programme.booklet import services
from jatan.programme.booklet.models import Edition, Story
from jatan.programme.booklet.services import EDITION, STORY
from jatan.programme.booklet.sheets import as_pdf
from jatan.programme.booklet.tasks import recall_editions
from jatan.programme.library.files import open_file
from jatan.programme.library.models import Material
from jatan.programme.library.recall import recall_reason
from jatan.programme.library.selectors import public_materials, recalled_copies
from jatan.programme.library.services import MATERIAL
from tests.cast import Cast
from tests.pdf_text import text_of
from tests.programme.booklet.builders import a_story, a_waiting, an_edition, approve
from tests.programme.library.test_stock import a_line

As = Callable[[str], AbstractContextManager[Actor]]


@pytest.fixture
def approved(cast: Cast, as_: As) -> tuple[Story, Story]:
    """Two stories of Gumla that may be printed."""
    with as_("coordinator") as by:
        one, other = a_waiting(by, cast), a_waiting(by, cast, title_hi="बस अड्डे पर", title_en="", body_en="")
    with as_("secretariat") as by:
        approve(by, one)
        approve(by, other)
    return one, other


def published(by: Actor, cast: Cast, *stories: Story, public: bool = False) -> Edition:
    edition = an_edition(by, cast, *stories)
    return services.publish_edition(by=by, edition=edition, on=clock.today(), is_public=public)


def test_an_edition_is_typeset_numbered_and_put_into_the_library(
    cast: Cast, as_: As, approved: tuple[Story, Story], tmp_path: Path
) -> None:
    with as_("secretariat") as by:
        edition = published(by, cast, *approved)
        material = MATERIAL.find(by, edition.material_id)  # type: ignore[arg-type]
        with open_file(material.file, material.file_digest) as kept:
            pdf = kept.read()
    assert (edition.number, material.kind, material.format, material.version) == (1, "booklet", "pdf", "1")
    found = text_of(pdf)
    assert "मज़दूरी नहीं मिली" in found
    assert "बस अड्डे पर" in found
    assert "112" in found
    assert found.count("\f") % 4 == 0


def test_a_draft_says_that_it_is_one(cast: Cast, as_: As, approved: tuple[Story, Story], tmp_path: Path) -> None:
    with as_("secretariat") as by:
        edition = an_edition(by, cast, approved[0], language="en", title="Our voice")
        pdf = as_pdf(edition, [{"title": "The way back", "body": "Mira\n\nwent"}], number=None, on=None)
    assert "Draft, not to be passed on" in text_of(pdf)


def test_what_is_not_approved_agreed_or_in_the_language_is_in_no_edition(
    cast: Cast, as_: As, approved: tuple[Story, Story]
) -> None:
    with as_("coordinator") as by:
        draft = a_story(by, cast, title_hi="अधूरी")
        services.take_consent_back(by=by, story=approved[0], on=clock.today())
    with as_("secretariat") as by:
        for stories, language in (((draft,), "hi"), ((approved[0],), "hi"), ((approved[1],), "en")):
            with pytest.raises(Problem) as refused:
                an_edition(by, cast, *stories, language=language)
            assert stories[0].title_hi in str(refused.value.message)
        with pytest.raises(Problems, match="missing_required"):
            an_edition(by, cast)


def test_another_members_story_is_in_no_members_edition(cast: Cast, as_: As, approved: tuple[Story, Story]) -> None:
    with as_("khunti_coordinator") as by, pytest.raises(Problem, match="unreadable"):
        an_edition(by, cast, approved[0], organisation=cast.khunti.id, place=cast.khunti_district)


def test_consent_taken_back_while_an_edition_is_prepared_stops_it(
    cast: Cast, as_: As, approved: tuple[Story, Story]
) -> None:
    with as_("secretariat") as by:
        edition = an_edition(by, cast, *approved)
    with as_("coordinator") as by:
        services.take_consent_back(by=by, story=approved[1], on=clock.today())
    with as_("secretariat") as by:
        with pytest.raises(Problem, match="not_printable"):
            services.publish_edition(by=by, edition=edition, on=clock.today())
        assert not EDITION.find(by, edition.pk).is_fixed
        services.EDITION.amend(by=by, row=edition, changes={"chosen": [approved[0].pk]})
        assert services.publish_edition(by=by, edition=edition, on=clock.today()).is_fixed


def test_a_fixed_edition_never_changes(cast: Cast, as_: As, approved: tuple[Story, Story]) -> None:
    with as_("secretariat") as by:
        edition = published(by, cast, approved[0])
        for act in (
            lambda: services.EDITION.amend(by=by, row=edition, changes={"title": "क"}),
            lambda: services.publish_edition(by=by, edition=edition, on=clock.today()),
            lambda: services.EDITION.withdraw(by=by, row=edition, reason="क"),
        ):
            with pytest.raises(Problem, match="fixed"):
                act()
    with as_("coordinator") as by:
        services.amend_story(by=by, story=STORY.find(by, approved[0].pk), changes={"body_hi": "और कुछ"})
    with as_("secretariat") as by:
        assert "मज़दूरी" in EDITION.find(by, edition.pk).content[0]["body"]


def test_editions_are_numbered_in_each_language(cast: Cast, as_: As, approved: tuple[Story, Story]) -> None:
    with as_("secretariat") as by:
        numbers = [published(by, cast, approved[0]).number for _edition in range(2)]
        english = an_edition(by, cast, approved[0], language="en")
        numbers.append(services.publish_edition(by=by, edition=english, on=clock.today()).number)
    assert numbers == [1, 2, 1]


def test_no_edition_is_of_a_day_to_come(cast: Cast, as_: As, approved: tuple[Story, Story]) -> None:
    with as_("secretariat") as by:
        edition = an_edition(by, cast, approved[0])
        with pytest.raises(Problem, match="date_in_future"):
            services.publish_edition(by=by, edition=edition, on=clock.today() + dt.timedelta(days=1))


def test_consent_taken_back_calls_the_printed_booklet_back_and_names_it_to_whoever_has_copies(
    cast: Cast,
    as_: As,
    approved: tuple[Story, Story],
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    with as_("secretariat") as by:
        edition = published(by, cast, *approved, public=True)
        material = MATERIAL.find(by, edition.material_id)  # type: ignore[arg-type]
        a_line(by, cast, material, "printed", 400, organisation=cast.network.id)
    with as_("khunti_coordinator") as by:
        a_line(by, cast, material, "received", 60, organisation=cast.khunti.id, place=cast.khunti_district)
    assert [row.pk for row in public_materials()] == [material.pk]
    with as_("coordinator") as by:
        services.take_consent_back(by=by, story=STORY.find(by, approved[1].pk), on=clock.today())
    # The reaction has put the task into the queue; the worker would run it now.
    assert recall_editions.func(str(approved[1].pk)) == 1
    assert recall_editions.func(str(approved[1].pk)) == 0
    assert not public_materials().exists()
    for part, left in (("secretariat", 400), ("khunti_coordinator", 60)):
        with as_(part) as by:
            assert [(row.pk, number) for row, number in recalled_copies(by)] == [(material.pk, left)]
            assert_called_back(Material.objects.get(pk=material.pk), number=2)
            with pytest.raises(Problem, match="called_back"):
                a_line(
                    by, cast, Material.objects.get(pk=material.pk), "given", 1, organisation=by.home_organisations[0]
                )


def assert_called_back(material: Material, *, number: int) -> None:
    """The reason stands there in the reader's language alone, whichever version called it back."""
    former = (
        f"कहानी {number} की सहमति वापस ले ली गई है। बची प्रतियाँ न बाँटें। "
        f"/ The consent to story {number} was taken back. Give out no more copies."
    )
    stored = material.recalled_what
    for what in (stored, former):
        material.recalled_what = what
        with translation.override("hi"):
            in_hindi = recall_reason(material)
        with translation.override("en"):
            assert recall_reason(material) == f"The consent to story {number} was taken back. Give out no more copies."
        assert f"कहानी {number}" in in_hindi
        assert not any(one.isascii() and one.isalpha() for one in in_hindi)


def test_stories_and_editions_are_counted_by_the_day_they_were_printed(
    cast: Cast, as_: As, approved: tuple[Story, Story]
) -> None:
    with as_("secretariat") as by:
        published(by, cast, *approved)
        published(by, cast, approved[0])
    recount_pending([cast.gumla.id, cast.khunti.id, cast.network.id])
    this_month: Period = month_of(clock.today())
    with as_("secretariat") as by:
        report = impact_report(this_month, by=by)
        assert report.number("stories_printed", "stories") == 2
        assert report.number("editions_printed", "editions") == 2
        assert rows_behind("stories_printed", "stories", this_month, by=by).count() == 2
        assert rows_behind("editions_printed", "editions", this_month, by=by).count() == 2
