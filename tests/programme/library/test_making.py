"""How a material is made: brief, draft, trial in a village, approval; versions and languages."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel import clock
from jatan.kernel.problems import Problem, Problems
from jatan.programme.library import services
from jatan.programme.library.choices import Stage
from jatan.programme.library.commands import RecordTrial
from jatan.programme.library.models import Material, Trial
from jatan.programme.library.selectors import public_materials, versions_and_languages
from tests.cast import Cast
from tests.papers import PDF
from tests.programme.library.builders import a_material, material_command, upload

As = Callable[[str], AbstractContextManager[Actor]]
DAY = dt.date(2024, 5, 6)
MESSAGE = "जाने से पहले फोरम में नाम लिखवाएँ"


def a_brief(by: Actor, cast: Cast, **answers: Any) -> Material:
    return a_material(by, cast, stage="brief", kind="iec", message=MESSAGE, **answers)


def a_trial(by: Actor, material: Material, **answers: Any) -> Trial:
    usual: dict[str, Any] = {
        "organisation": material.organisation_id,
        "place": material.place,
        "village": "टोटो",
        "material": material,
        "tried_on": DAY,
        "listeners": 12,
        "understood": 9,
        "what_understood": "नाम लिखवाना है",
    }
    return services.TRIAL.record(by=by, command=RecordTrial(**(usual | answers)))


def an_approved(by: Actor, cast: Cast, **answers: Any) -> Material:
    material = a_brief(by, cast, **answers)
    services.draft_material(by=by, material=material, upload=upload(PDF))
    a_trial(by, material)
    services.approve_material(by=by, material=material, on=DAY)
    return Material.objects.get(pk=material.pk)


def test_a_brief_becomes_a_draft_is_tried_and_approved(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast)
        assert (material.stage, material.approved_on, material.file_name) == ("approved", DAY, "पुस्तिका.pdf")


def test_a_brief_says_what_is_to_be_understood(cast: Cast) -> None:
    with pytest.raises(Problems) as refused:
        material_command(cast, stage="brief")
    assert [(one.field, one.code) for one in refused.value.problems] == [("message", "missing_required")]


def test_nobody_records_a_material_as_approved(cast: Cast, as_: As) -> None:
    for stage in ("tried", "approved", "printed"):
        with as_("coordinator") as by, pytest.raises(Problem, match="unreadable"):
            a_material(by, cast, stage=stage)


def test_nothing_is_approved_untried(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_brief(by, cast)
        with pytest.raises(Problem, match="other_stage"):
            services.approve_material(by=by, material=material, on=DAY)
        services.draft_material(by=by, material=material)
        with pytest.raises(Problem, match="other_stage"):
            services.approve_material(by=by, material=material, on=DAY)


@pytest.mark.parametrize(
    ("day", "code"),
    [(DAY - dt.timedelta(days=1), "before_trial"), (clock.today() + dt.timedelta(days=9), "date_in_future")],
)
def test_the_day_of_approval_is_one_between_the_trial_and_today(cast: Cast, as_: As, day: dt.date, code: str) -> None:
    with as_("coordinator") as by:
        material = a_brief(by, cast)
        services.draft_material(by=by, material=material)
        a_trial(by, material)
        with pytest.raises(Problem, match=code):
            services.approve_material(by=by, material=material, on=day)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"understood": 13}, "understood"),
        ({"listeners": 0, "understood": 0}, "listeners"),
        ({"what_understood": ""}, "what_understood"),
        ({"village": ""}, "village"),
        ({"tried_on": dt.date(2999, 1, 1)}, "tried_on"),
        ({"what_understood": "ऐ" * 2001}, "what_understood"),
    ],
)
def test_a_trial_that_cannot_be_true_is_refused(cast: Cast, as_: As, answers: dict[str, Any], field: str) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, stage="draft")
        with pytest.raises(Problems) as refused:
            a_trial(by, material, **answers)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_new_file_has_to_be_tried_anew(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, PDF, stage="draft")
        a_trial(by, material)
        assert Material.objects.get(pk=material.pk).stage == Stage.TRIED
        services.replace_file(by=by, material=material, upload=upload(PDF, "दूसरी.pdf"))
        assert Material.objects.get(pk=material.pk).stage == Stage.DRAFT


def test_an_approved_file_is_changed_only_as_a_new_version(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast, version="1")
        with pytest.raises(Problem, match="approved"):
            services.replace_file(by=by, material=material, upload=upload(PDF))
        services.MATERIAL.amend(by=by, row=material, changes={"is_public": True})
        newer = services.copy_as_version(by=by, material=material, version="2")
        assert (newer.stage, newer.version, newer.file) == ("draft", "2", "")
        assert [row.pk for row in public_materials()] == [material.pk]
        a_trial(by, newer)
        services.approve_material(by=by, material=newer, on=DAY)
        former = Material.objects.get(pk=material.pk)
    assert (former.superseded_on, former.is_public) == (DAY, False)
    assert not public_materials().exists()


def test_a_withdrawn_trial_makes_it_a_draft_again_until_it_is_approved(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, stage="draft")
        trial = a_trial(by, material)
        services.TRIAL.withdraw(by=by, row=trial, reason="दो बार लिखा")
        material = Material.objects.get(pk=material.pk)
        assert material.stage == Stage.DRAFT
        trial = a_trial(by, material)
        services.approve_material(by=by, material=material, on=DAY)
        with pytest.raises(Problem, match="other_stage"):
            services.TRIAL.withdraw(by=by, row=trial, reason="दो बार लिखा")


def test_what_is_in_use_may_be_tried_too_and_a_brief_never(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        film = a_material(by, cast)
        a_trial(by, film)
        assert Material.objects.get(pk=film.pk).stage == Stage.IN_USE
        with pytest.raises(Problem, match="no_draft"):
            a_trial(by, a_brief(by, cast))


def test_a_material_is_there_once_in_each_language(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = an_approved(by, cast)
        mundari = services.copy_in_language(by=by, material=material, language="unr")
        with pytest.raises(Problem, match="taken"):
            services.copy_in_language(by=by, material=material, language="unr")
        assert [row.pk for row in versions_and_languages(by, material)] == [mundari.pk]
        assert mundari.title_hi == material.title_hi


def test_what_is_being_made_is_never_public(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        with pytest.raises(Problems, match="not_yet"):
            a_brief(by, cast, is_public=True)
        material = a_brief(by, cast)
        with pytest.raises(Problems, match="not_yet"):
            services.MATERIAL.amend(by=by, row=material, changes={"is_public": True})


def test_another_member_neither_tries_nor_approves_it(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, stage="draft")
        a_trial(by, material)
    with as_("khunti_coordinator") as by:
        with pytest.raises((Forbidden, Material.DoesNotExist)):
            services.approve_material(by=by, material=material, on=DAY)
        with pytest.raises(Problems, match="other_organisation"):
            a_trial(by, material, organisation=cast.khunti.id, place=cast.khunti_block)
