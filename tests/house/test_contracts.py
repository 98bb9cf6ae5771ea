"""Import contracts are kept, and import-linter reports a violation."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import PACKAGE, ROOT

LINT = Path(sys.executable).parent / "lint-imports"


def _lint(folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(LINT), "--no-cache", "--config", str(folder / "pyproject.toml")],
        cwd=folder,
        env={"PYTHONPATH": str(folder / "src"), "PATH": "/usr/bin:/bin", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package and its contracts, to be spoilt."""
    shutil.copytree(
        PACKAGE, tmp_path / "src" / "jatan", ignore=shutil.ignore_patterns("static", "__pycache__", "locale")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_import_contracts_are_kept(copy: Path) -> None:
    answer = _lint(copy)
    assert answer.returncode == 0, answer.stdout[-3000:]
    assert "0 broken" in answer.stdout


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("kernel/dates.py", "from jatan.foundation.places import models as upward"),
        ("foundation/places/models.py", "from jatan.foundation.network import models as sideways"),
        ("programme/people/rules.py", "from jatan.programme.journeys import models as upward"),
        ("programme/journeys/selectors.py", "from jatan.programme.schemes import models as sideways"),
        ("intake/registers/run.py", "from jatan.evidence.indicators import tasks as sideways"),
        ("evidence/atlas/__init__.py", "from jatan.programme.cases import models as into_the_cases"),
        ("programme/safeguarding/contacts.py", "from jatan.programme.flows import departures as upward"),
        ("web/journeys/desk.py", "from jatan.programme.journeys import registration as past_the_flows"),
        (
            "intake/registers/reconcile/record_rows.py",
            "from jatan.programme.journeys.registration import amend_journey",
        ),
        ("programme/people/services.py", "import cryptography"),
        ("web/people/desk.py", "from jatan.web.groups import desk as sideways"),
        ("web/ui/needs.py", "from jatan.web.people import desk as upward"),
    ],
)
def test_a_planted_import_breaks_a_contract(copy: Path, module: str, line: str) -> None:
    path = copy / "src" / "jatan" / module
    path.write_text(f"{path.read_text('utf-8')}\n{line}\n", "utf-8")
    answer = _lint(copy)
    assert answer.returncode != 0
    assert "BROKEN" in answer.stdout


def test_a_package_without_a_contract_is_reported(copy: Path) -> None:
    (copy / "src" / "jatan" / "attic").mkdir()
    (copy / "src" / "jatan" / "attic" / "__init__.py").write_text('"""Nobody put it on a floor."""\n', "utf-8")
    assert _lint(copy).returncode != 0
