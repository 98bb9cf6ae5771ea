"""Which tests run again as a plain user, with which programs, and that the check is left out loudly or not at all."""

import os
import shutil
from pathlib import Path

import pytest

from tests.house.source import ROOT
from tools import plain_user, system_packages
from tools.checks import CHECKS


def test_tests_that_depend_on_user_or_machine_are_found_by_what_they_call(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    planted = {
        "test_direct.py": "import shutil\nshutil.which('pdftoppm')\n",
        "test_by_helper.py": "from tests.printer import as_picture\n",
        "printer.py": "import os\nos.geteuid()\n",
        "test_page.py": "def test_page(client): client.get('/')\n",
    }
    for name, text in planted.items():
        (tmp_path / "tests" / name).write_text(text)
    assert plain_user.tests(tmp_path) == ["tests/test_by_helper.py", "tests/test_direct.py"]


def test_browser_pdf_modem_servers_and_processes_are_among_them() -> None:
    found = plain_user.tests(ROOT)
    for name in (
        "tests/browser/test_every_page.py",
        "tests/evidence/reports/test_report_files.py",
        "tests/intake/messaging/test_real_modem.py",
        "tests/runtime/postgres/test_embedded_server.py",
        "tests/runtime/postgres/test_given_server.py",
        "tests/runtime/test_processes.py",
        "tests/web/journeys/passes/test_passes.py",
    ):
        assert name in found


def test_what_is_left_out_would_be_run_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain_user, "COSTLY", {})
    left_out = {"tests/intake/messaging/test_colleagues.py", "tests/tools/test_dev.py"}
    assert left_out <= set(plain_user.tests(ROOT))


def test_the_path_of_the_plain_user_has_a_shell_and_no_system_package(tmp_path: Path) -> None:
    folder = str(plain_user._programs(tmp_path / "programs"))
    assert shutil.which("sh", path=folder)
    hidden = [name for need in system_packages.NEEDS for name in need.programs if "/" not in name]
    assert len(hidden) > 5
    assert [name for name in (*hidden, "pdftoppm", "sudo") if shutil.which(name, path=folder)] == []


def test_it_says_loudly_why_it_is_left_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert plain_user.main() == 0
    assert "SKIPPED LOUDLY" in capsys.readouterr().out
    if os.geteuid() == 0:
        assert "setpriv" in (plain_user.obstacle() or "")


def test_it_is_one_of_the_checks() -> None:
    assert ("-m", "tools.plain_user") in [check.words for check in CHECKS]
