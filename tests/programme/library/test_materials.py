"""Materials, who may read them, and copies given out."""

import datetime as dt
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.exceptions import ObjectDoesNotExist

from jatan.foundation.access.actors import Actor
from jatan.foundation.access.gate import Forbidden
from jatan.kernel.problems import Problems
from jatan.programme.library import services
from jatan.programme.library.commands import RecordDistribution
from jatan.programme.library.models import Distribution, Material
from jatan.programme.library.selectors import distributions, materials, public_materials, search
from jatan.programme.library.services import MATERIAL
from tests.cast import Cast
from tests.programme.library.builders import a_material, material_command

As = Callable[[str], AbstractContextManager[Actor]]


def _given(material: Material, **answers: Any) -> RecordDistribution:
    usual: dict[str, Any] = {
        "organisation": material.organisation_id,
        "place": material.place,
        "material": material,
        "given_on": dt.date(2023, 4, 4),
        "copies": 40,
        "to_whom": "आँगनबाड़ी सेविका",
    }
    return RecordDistribution(**(usual | answers))


def test_without_signing_in_only_public_materials_are_readable(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        shown = a_material(by, cast, is_public=True)
        a_material(by, cast, is_public=False)
        gone = a_material(by, cast, is_public=True)
        services.MATERIAL.withdraw(by=by, row=gone, reason="पुराना")
    # Outside `acting_as` row-level security shows public rows only, even when the table is queried directly.
    assert [row.id for row in public_materials()] == [shown.id]
    assert list(Material._default_manager.values_list("id", flat=True)) == [shown.id]


def test_a_material_made_private_is_hidden_at_once(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, is_public=True)
        services.MATERIAL.amend(by=by, row=material, changes={"is_public": False})
    assert not public_materials().exists()


def test_publishing_or_changing_another_members_material_is_refused(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, is_public=True)
    with as_("khunti_coordinator") as by, pytest.raises((Forbidden, ObjectDoesNotExist)):
        services.MATERIAL.amend(by=by, row=material, changes={"title_hi": "कुछ और"})
    assert Material._default_manager.filter(pk=material.pk).update(title_hi="x") == 0


def test_members_see_all_materials_and_others_only_public_ones(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast)
    for part in ("field_worker", "khunti_desk", "secretariat", "researcher"):
        with as_(part) as by:
            assert [row.id for row in materials(by)] == [material.id], part
    with as_("stranger") as by:
        assert not materials(by).exists()


def test_the_secretariat_records_for_the_network(cast: Cast, as_: As) -> None:
    with as_("secretariat") as by:
        material = a_material(by, cast, organisation=cast.network.id, title_en="Safe migration")
        assert MATERIAL.find(by, material.id).organisation_id == cast.network.id


def test_a_title_is_found_in_either_language_and_script(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast, title_hi="बाल विवाह रोको", title_en="Stop child marriage")
        for text in ("विवाह", "vivah", "marriage"):
            assert [row.id for row in search(by, text)] == [material.id], text
        assert not search(by, "").exists()


def test_one_title_is_needed(cast: Cast) -> None:
    with pytest.raises(Problems) as refused:
        material_command(cast, title_hi="")
    assert [(problem.field, problem.code) for problem in refused.value.problems] == [("title_hi", "missing_required")]
    assert material_command(cast, title_hi="", title_en="Study").title_en == "Study"


def test_copies_given_out_are_counted_and_withdrawn(cast: Cast, as_: As) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast)
        row = services.DISTRIBUTION.record(by=by, command=_given(material))
        assert [(kept.copies, kept.material) for kept in distributions(by)] == [(40, material)]
        services.DISTRIBUTION.withdraw(by=by, row=row, reason="गलत गिनती")
        assert not distributions(by).exists()
        assert Distribution._default_manager.get().withdrawn_reason == "गलत गिनती"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"copies": -1}, "negative_number"),
        ({"copies": None}, "missing_required"),
        ({"given_on": dt.date(2999, 1, 1)}, "date_in_future"),
    ],
)
def test_an_invalid_distribution_is_refused(cast: Cast, as_: As, answers: dict[str, Any], code: str) -> None:
    with as_("coordinator") as by:
        material = a_material(by, cast)
    with pytest.raises(Problems) as refused:
        _given(material, **answers)
    assert [problem.code for problem in refused.value.problems] == [code]
