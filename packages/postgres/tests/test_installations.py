"""A new database is made by the newest safe PostgreSQL at hand; an existing one keeps its major version."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from jatan_postgres import installations, programs, safe_versions
from jatan_postgres.installations import Installation, choose
from jatan_postgres.programs import PostgresProblem

_SAFE = {major: (major, least) for major, least in safe_versions.LEAST_SAFE.items()}


def _at_hand(*versions: tuple[int, int], wheel: tuple[int, int] = (18, 4)) -> list[Installation]:
    system = [Installation(Path(f"/usr/lib/postgresql/{major}/bin"), major, minor) for major, minor in versions]
    return [*system, Installation(Path("/wheel/bin"), *wheel, is_wheel=True)]


@pytest.mark.parametrize(
    ("system", "cluster", "chosen"),
    [
        # A new cluster: newest safe one, or where none is safe the newest.
        ([], None, (18, 4)),
        ([_SAFE[17]], None, _SAFE[17]),
        ([(17, 1)], None, (18, 4)),
        ([_SAFE[17], _SAFE[18]], None, _SAFE[18]),
        ([_SAFE[15], _SAFE[16]], None, (18, 4)),  # without the builtin locale provider
        ([(19, 0)], None, (19, 0)),
        # An existing one: the newest of its own major version, safe or not.
        ([_SAFE[17]], 18, (18, 4)),
        ([_SAFE[17], _SAFE[18]], 18, _SAFE[18]),
        ([(18, 3)], 18, (18, 4)),
        ([_SAFE[17], _SAFE[18]], 17, _SAFE[17]),
    ],
)
def test_the_choice(system: Sequence[tuple[int, int]], cluster: int | None, chosen: tuple[int, int]) -> None:
    assert choose(_at_hand(*system), cluster).version == chosen


def test_of_equal_versions_the_systems_is_chosen() -> None:
    assert not choose(_at_hand((18, 4)), None).is_wheel


def test_a_cluster_whose_programs_are_gone_is_refused_with_the_remedy() -> None:
    with pytest.raises(PostgresProblem, match="apt install postgresql-17"):
        choose(_at_hand(), 17)


def test_every_major_version_that_we_support_has_a_safe_minor() -> None:
    assert min(safe_versions.LEAST_SAFE) == 15
    assert all(safe_versions.is_safe(*version) for version in _SAFE.values())
    assert not any(safe_versions.is_safe(major, minor - 1) for major, minor in _SAFE.values())
    assert not safe_versions.is_safe(14, 99)
    assert safe_versions.is_safe(max(_SAFE) + 1, 0)


def test_programs_of_this_machine_are_found_with_their_versions() -> None:
    found = installations.installed()
    assert [one for one in found if one.is_wheel]
    for folder in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        assert folder.parent in {one.folder for one in found}


def test_a_chosen_folder_without_a_server_is_refused(tmp_path: Path) -> None:
    assert not installations.has_server(tmp_path)
    with pytest.raises(PostgresProblem, match=str(tmp_path)):
        installations.installed(tmp_path)
    assert [one.folder for one in installations.installed(programs.wheel_bin())] == [programs.wheel_bin()]
